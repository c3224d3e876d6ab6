"""What a person sees in a terminal: answers, tables, errors, and progress on stderr.

A terminal gets colour and wrapped text; a pipe gets whole lines, so that it can be searched.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from assistant.models import Answer, Citation
    from index.build import Progress

_WIDTH = 100
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_OS_ERRORS = {
    errno.ENOENT: "den finnes ikke",
    errno.EACCES: "ingen tilgang",
    errno.EPERM: "ingen tilgang",
    errno.EISDIR: "det er en mappe",
    errno.ENOTDIR: "mappen den skal stå i, er en fil",
    errno.ENOSPC: "det er ikke mer plass",
    errno.EROFS: "stedet er skrivebeskyttet",
}
_LABELS = {
    "nb": ("Kilder", "side", "Merk", "Det nærmeste kildene sier", "Dette kan du også spørre om", "Forstått som"),
    "nn": ("Kjelder", "side", "Merk", "Det næraste kjeldene seier", "Dette kan du òg spørje om", "Forstått som"),
    "en": ("Sources", "page", "Note", "The nearest that the sources say", "You can also ask", "Understood as"),
}


def replace_surrogates(value: Any) -> Any:
    """The same JSON value with broken surrogates (which no UTF-8 file can hold) as «\ufffd»."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [replace_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {replace_surrogates(key): replace_surrogates(item) for key, item in value.items()}
    return value


def printable(text: str) -> str:
    """Text that can be shown: no broken surrogates, no control characters that act on a terminal."""
    return _CONTROL.sub("", str(replace_surrogates(text)))


def explain_os_error(error: OSError) -> str:
    """Why the file system refused, in Norwegian for the common reasons."""
    return _OS_ERRORS.get(error.errno or 0) or error.strerror or str(error)


def stdout() -> Console:
    """The console for results; made anew, since tests and shells change what stdout is."""
    console = Console(highlight=False)
    console.width = min(console.width, _WIDTH) if console.is_terminal else 10_000
    return console


def stderr() -> Console:
    """The console for progress, notes and errors."""
    return Console(stderr=True, highlight=False)


def say(text: str, style: str = "") -> None:
    """A line on stdout."""
    stdout().print(Text(printable(text), style=style))


def note(text: str, style: str = "") -> None:
    """A line on stderr."""
    stderr().print(Text(printable(text), style=style), soft_wrap=True)


def show_error(message: str, remedy: str = "") -> None:
    """What went wrong, and what to do."""
    note(message, "red" if remedy else "")
    if remedy:
        note(remedy)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[str]], title: str = "") -> None:
    """A table; parted by tabs where it goes to a pipe."""
    console = stdout()
    if title:
        say(title, "bold")
    if not console.is_terminal:
        for row in (columns, *rows):
            console.file.write("\t".join(printable(cell) for cell in row) + "\n")  # rich would turn tabs to blanks
        return
    from rich.table import Table

    console.width = stderr().width
    table = Table(box=None, pad_edge=False, header_style="dim")
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    console.print(table)


def make_bar(console: Console) -> Bar:
    """A progress bar with its count and the time that is left; a pipe gets none."""
    from rich import progress as parts

    return parts.Progress(
        parts.TextColumn("{task.description}"),
        parts.BarColumn(),
        parts.MofNCompleteColumn(),
        parts.TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


@contextmanager
def show_progress(console: Console | None = None) -> Iterator[Progress]:
    """A function (label, done, total) that moves a bar on stderr; a new label is a new bar."""
    with make_bar(console or stderr()) as bar:
        tasks: dict[str, Any] = {}
        waiting = bar.add_task("Gjør klar", total=None)

        def move(label: str, done: int, total: int) -> None:
            bar.update(waiting, visible=False)
            if label not in tasks:
                tasks[label] = bar.add_task(label, total=total)
            bar.update(tasks[label], completed=done, total=total)

        yield move


def show_answer(answer: Answer) -> None:
    """An answer as a person reads it: text, notices, numbered sources with place and quote, what else to ask."""
    sources, page, remark, nearest, also, understood = _LABELS[answer.language]
    if answer.understood:
        say(f"{understood}: {answer.understood}", "dim")
    _show_markdown(answer.answer)
    for notice in answer.notices:
        say(f"{remark}: {notice}", "yellow")
    _show_citations(sources, answer.citations, page)
    _show_citations(nearest, answer.nearest, page)
    if answer.suggestions:
        say(f"\n{also}:", "bold")
        for suggestion in answer.suggestions:
            say(f"  {suggestion}")


def describe_place(citation: Citation, page: str = "side") -> str:
    """Where a quote stands: the last headings, page, source and its date."""
    places = [" > ".join(citation.heading.split(" > ")[-2:])]
    if citation.page is not None:
        places.append(f"{page} {citation.page}")
    status = citation.label or citation.date
    places.append(f"{citation.title} ({status})" if status else citation.title)
    return ", ".join(places)


def _show_citations(title: str, citations: Sequence[Citation], page: str) -> None:
    if not citations:
        return
    say(f"\n{title}:", "bold")
    for citation in citations:
        say(f"[{citation.n}] {describe_place(citation, page)}", "cyan")
        say(f"    «{citation.quote}»", "dim")
        if citation.url:
            say(f"    {citation.url}", "dim")


def _show_markdown(text: str) -> None:
    console = stdout()
    if not console.is_terminal:
        console.print(Text(printable(text)))
        return
    from rich.markdown import Markdown

    console.print(Markdown(printable(text).replace("<br>", " · ")))
