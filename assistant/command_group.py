"""The outermost edge of the command line: an error becomes a Norwegian message and an exit status, never a traceback.

0 done, 1 some input was bad (or something unexpected), 2 wrong usage, 3 the index or a source cannot be used, 130 the
user stopped it. EHELSE_DEBUG=1 shows the traceback of unexpected errors.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from typing import Any

import typer
import typer.rich_utils
from typer.core import TyperCommand, TyperGroup

from assistant.terminal import note, show_error
from corpus.errors import EhelseError

DEBUG_VARIABLE = "EHELSE_DEBUG"
_WRONG_USAGE = 2
_STOPPED = 130
_HELP_HINT = "Se «{path} --help»."

typer.rich_utils.ARGUMENTS_PANEL_TITLE = "Argumenter"
typer.rich_utils.OPTIONS_PANEL_TITLE = "Valg"
typer.rich_utils.COMMANDS_PANEL_TITLE = "Kommandoer"
typer.rich_utils.REQUIRED_LONG_STRING = "[må oppgis]"
typer.rich_utils.DEFAULT_STRING = "[standard: {}]"


class UsageError(EhelseError):
    """A command that was written in a way that makes no sense."""

    exit_status = _WRONG_USAGE


class EhelseCommand(TyperCommand):
    """A command with its help in Norwegian."""

    def get_help_option(self, ctx: Any) -> Any:
        return _in_norwegian(super().get_help_option(ctx))


class EhelseGroup(TyperGroup):
    """A group of commands with its help in Norwegian, that ends with our exit statuses."""

    def get_help_option(self, ctx: Any) -> Any:
        return _in_norwegian(super().get_help_option(ctx))

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Runs the commands; ends the process with the right status."""
        kwargs["standalone_mode"] = False
        try:
            result = super().main(*args, **kwargs)
        except Exception as error:  # the outermost edge: nothing is above us to handle it
            sys.exit(report_error(error))
        if result == _STOPPED:
            note("Avbrutt.")
        sys.exit(result if isinstance(result, int) else 0)


def report_error(error: Exception) -> int:
    """Shows an error on stderr, and gives the exit status that belongs to it."""
    if isinstance(error, EhelseError):
        show_error(error.message, error.remedy)
        return error.exit_status
    if getattr(error, "exit_code", None) == _WRONG_USAGE and hasattr(error, "format_message"):
        show_error(*explain_usage(error))
        return _WRONG_USAGE
    if isinstance(error, typer.Abort):
        note("Avbrutt.")
        return _STOPPED
    if isinstance(error, OSError) and error.errno == errno.EPIPE:
        return 1
    if os.environ.get(DEBUG_VARIABLE, "") not in ("", "0"):
        raise error
    show_error(
        f"Noe uventet gikk galt ({type(error).__name__}: {error}).",
        "Meld fra til den som vedlikeholder assistenten, med kommandoen du skrev og denne linjen. "
        f"Sett {DEBUG_VARIABLE}=1 og kjør igjen for å få med hvor i koden det skjedde.",
    )
    return 1


def explain_usage(error: Any) -> tuple[str, str]:
    """What is wrong with the command that was written, and where to read how it should be."""
    text = str(error.format_message())
    context = getattr(error, "ctx", None)
    remedy = _HELP_HINT.format(path=context.command_path if context else "ehelse")
    if type(error).__name__ == "NoArgsIsHelpError":
        return text, ""
    param = getattr(error, "param", None)
    name = max(getattr(param, "opts", None) or [""], key=len)
    name = name if name.startswith("-") else str(getattr(param, "human_readable_name", name))
    if type(error).__name__ == "MissingParameter":
        return f"«{name}» mangler.", remedy
    if type(error).__name__ == "NoSuchOption":
        known = ", ".join(getattr(error, "possibilities", None) or ())
        return f"Valget «{error.option_name}» finnes ikke.{f' Mente du {known}?' if known else ''}", remedy
    if command := re.match(r"No such command '(.*?)'\.?(?: Did you mean (.*)\?)?", text):
        meant = f" Mente du {command[2].replace(chr(39), '')}?" if command[2] else ""
        return f"Kommandoen «{command[1]}» finnes ikke.{meant}", remedy
    if extra := re.match(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", text):
        return f"«{extra[1]}» er for mye; sett anførselstegn rundt tekst med mellomrom.", remedy
    if choices := re.search(r"'([^']*)' is not one of (.*?)\.?$", text):
        return f"{name} kan ikke være «{choices[1]}»; velg en av {choices[2].replace(chr(39), '')}.", remedy
    if type(error).__name__ == "BadParameter":
        return f"{name} har en verdi som ikke går: {error.message}", remedy
    return text, remedy


def _in_norwegian(option: Any) -> Any:
    if option is not None:
        option.help = "Vis denne teksten."
    return option
