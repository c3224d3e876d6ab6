"""The command line: each command reads its input, calls one function, and shows what came out.

Heavy packages are imported inside the commands, so that `--help` is fast.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.command_group import EhelseCommand, EhelseGroup, UsageError
from assistant.outside import chat_command, outside
from assistant.terminal import note, replace_surrogates, say, show_answer, show_progress, show_table

if TYPE_CHECKING:
    from assistant.settings import Settings
    from corpus.sources import Corpus

_PLUGINS = {"eval": "eval.cli"}
_SHOWN = 15
_ASK_HELP = "Se «ehelse ask --help»."
_GROUP: dict[str, Any] = {
    "cls": EhelseGroup,
    "no_args_is_help": True,
    "add_completion": False,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}

app = typer.Typer(
    pretty_exceptions_enable=False,
    help="E-helseassistenten: svar med kilder om digitale løsninger på legemiddelområdet i kommunene.",
    epilog="Innstillinger leses fra ehelse.toml og EHELSE_-variabler. Sluttkode: 0 gjort, 1 noe i inndata var galt, "
    "2 kommandoen var feil skrevet, 3 indeksen eller en kilde kan ikke brukes.",
    **_GROUP,
)
index_app = typer.Typer(help="Bygg søkeindeksen, eller se hva den inneholder.", **_GROUP)
sources_app = typer.Typer(help="Dokumentene og lenkene deres: alder og tilstand.", **_GROUP)
bank_app = typer.Typer(help="Spørsmålsbanken: det vi vet at folk spør om.", **_GROUP)
app.add_typer(index_app, name="index")
app.add_typer(sources_app, name="sources")
app.add_typer(bank_app, name="bank")


@app.callback()
def root() -> None:
    """Without an own help text: the app has it."""


@app.command(cls=EhelseCommand)
def ask(
    ctx: typer.Context,
    question: Annotated[str | None, typer.Argument(help="Spørsmålet, i anførselstegn.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Skriv svaret som ett JSON-objekt.")] = False,
    batch: Annotated[
        str | None,
        typer.Option(
            metavar="INN.jsonl", help="Svar på alle spørsmål i en fil, ett JSON-objekt per linje. «-» er stdin."
        ),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(metavar="UT.jsonl", help="Hvor svarene fra --batch skrives, i samme rekkefølge. «-» er stdout."),
    ] = None,
) -> None:
    """Svar på ett spørsmål, eller på alle i en fil.

    Indeksen bygges først der den mangler eller er utdatert. En linje som ikke kan leses, stopper ikke de andre: den får
    et felt «error», og sluttkoden blir 1.
    """
    if batch is not None:
        if question is not None or out is None or as_json:
            raise UsageError("--batch skal ha --out, og verken spørsmål eller --json ved siden av seg.", _ASK_HELP)
        raise typer.Exit(_ask_batch(ctx, batch, out))
    if out is not None:
        raise UsageError("--out hører sammen med --batch.", _ASK_HELP)
    if question is None:
        raise UsageError("Spørsmålet mangler.", 'Skriv for eksempel: ehelse ask "Hva er gevinstene ved e-multidose?"')
    _ask_one(ctx, question, as_json=as_json)


def _ask_one(ctx: typer.Context, question: str, *, as_json: bool) -> None:
    from assistant.models import Question

    with show_progress() as progress:
        asker = outside(ctx).open_asker(_settings(), progress)
    answer = asker.ask(Question(question=_decode(question)))
    if as_json:
        typer.echo(answer.model_dump_json())
    else:
        show_answer(answer)


def _decode(argument: str) -> str:
    """An argument as UTF-8, also where the shell's locale is another; what is no text becomes «\ufffd»."""
    try:
        return os.fsencode(argument).decode("utf-8", "replace")
    except UnicodeEncodeError:
        return str(replace_surrogates(argument))


def _ask_batch(ctx: typer.Context, source: str, target: str) -> int:
    from pathlib import Path

    from assistant.batch import STANDARD_STREAM, find_repeated_ids, open_output, parse_lines, read_input, write_answers

    if source != STANDARD_STREAM and target != STANDARD_STREAM and Path(source).resolve() == Path(target).resolve():
        raise UsageError("--out er den samme filen som --batch; spørsmålene ville gått tapt.", "Oppgi en annen fil.")
    lines = parse_lines(read_input(source))
    if repeated := find_repeated_ids(lines):
        note(f"Samme id står på flere linjer; alle er besvart: {', '.join(repeated[:_SHOWN])}")
    with open_output(target) as file, show_progress() as progress:
        asker = outside(ctx).open_asker(_settings(), progress)
        result = write_answers(lines, asker.ask, file, lambda done, total: progress("Svarer", done, total))
    note(f"{result.answered} svar, {result.bad} linjer med feil.")
    return result.exit_status


@app.command(cls=EhelseCommand)
def chat(ctx: typer.Context) -> None:
    """Start chatten i nettleseren (Ctrl-C stopper den)."""
    from assistant.settings import PROJECT_DIR
    from corpus.errors import SourceError

    settings = _settings()
    app_file = PROJECT_DIR / "app.py"
    if not app_file.is_file():
        raise SourceError(f"Chatten mangler: {app_file} finnes ikke.", "Kjør «ehelse chat» i prosjektets egen mappe.")
    with show_progress() as progress:
        outside(ctx).build(settings, progress)
    note(f"Chatten åpnes på http://localhost:{settings.port}. Ctrl-C stopper den.")
    outside(ctx).launch(chat_command(app_file, settings.port))


@index_app.command("build", cls=EhelseCommand)
def index_build(ctx: typer.Context) -> None:
    """Bygg det som er nytt. Den gamle indeksen brukes til den nye er ferdig."""
    started = time.perf_counter()
    with show_progress() as progress:
        corpus, result = outside(ctx).build(_settings(), progress)
    _warn(corpus)
    if not result.built:
        say("Indeksen er oppdatert fra før.")
        return
    say(f"Indeksen er bygd på {time.perf_counter() - started:.1f} s; {result.encoded} tekster var nye.")


@index_app.command("status", cls=EhelseCommand)
def index_status() -> None:
    """Hva indeksen inneholder, og om den passer til kunnskapsgrunnlaget. Sluttkode 3 der den ikke kan brukes."""
    from assistant.upkeep import describe_manifest
    from corpus.sources import load_corpus
    from index.encoder import load_encoder
    from index.manifest import load_manifest
    from index.search import current_folder, open_index

    settings = _settings()
    folder = current_folder(settings.home)
    for name, value in describe_manifest(folder, load_manifest(folder)):
        say(f"{name + ':':22s}{value}")
    corpus = load_corpus(settings.corpus)
    open_index(corpus, load_encoder(settings.encoder, allow_download=settings.allow_download), settings.home).close()
    _warn(corpus)
    say("Indeksen passer til kunnskapsgrunnlaget, og er i orden.", "green")


@sources_app.command("list", cls=EhelseCommand)
def sources_list() -> None:
    """Vis dokumentene med alder, rang og lenker."""
    from datetime import date

    from assistant.upkeep import describe_source

    corpus = _corpus()
    for document in corpus.documents:
        for line in describe_source(document, date.today()):
            say(line)
    _warn(corpus)


@sources_app.command("check", cls=EhelseCommand)
def sources_check() -> None:
    """Finn kilder som ikke kan brukes, og lenker som ikke kan følges. Sluttkode 1 der en kilde er feil."""
    from assistant.upkeep import find_dead_links, source_problems

    corpus = _corpus()
    for link in find_dead_links(corpus):
        say(f"Lenken kan ikke følges, og vises som tekst. {link}")
    _end_with(source_problems(corpus), f"{len(corpus.documents)} kilder er i orden.")


@bank_app.command("check", cls=EhelseCommand)
def bank_check(
    coverage: Annotated[bool, typer.Option("--coverage", help="Vis dekningen for hvert avsnitt.")] = False,
) -> None:
    """Finn oppføringer som ikke passer til kildene, spørsmål som står flere ganger, og avsnitt med liten dekning."""
    from assistant.upkeep import bank_problems, coverage_columns, coverage_row, place_of, unseen_units
    from corpus.check import find_duplicate_askings, measure_coverage

    corpus = _corpus()
    measured = measure_coverage(corpus.documents, corpus.bank, corpus.references)
    thin = [place_of(item) for item in measured if item.thin]
    if coverage:
        show_table(coverage_columns(), [coverage_row(item) for item in measured])
    else:
        _show_some("Avsnitt med få måter å spørre på", thin)
        _show_some("Setninger og punkter som ingen oppføring viser", unseen_units(measured))
    askings = sum(len(entry.all_askings()) for entry in corpus.bank)
    say(f"{len(corpus.bank)} oppføringer, {askings} måter å spørre på; {len(thin)} av {len(measured)} avsnitt har få.")
    _end_with(bank_problems(corpus, find_duplicate_askings(corpus.bank)), "Alle oppføringer passer til kildene.")


def _show_some(title: str, lines: list[str]) -> None:
    if lines:
        say(f"{title} ({len(lines)}):", "bold")
    for line in lines[:_SHOWN]:
        say(f"  {line}")
    if len(lines) > _SHOWN:
        say(f"  … og {len(lines) - _SHOWN} til; --coverage viser alle avsnitt.")


def _end_with(problems: list[str], fine: str) -> None:
    """Tells the problems and ends with 1, or tells that all is well."""
    for problem in problems:
        say(problem, "red")
    if problems:
        say(f"{len(problems)} feil.")
        raise typer.Exit(1)
    say(fine, "green")


def _warn(corpus: Corpus) -> None:
    for problem in corpus.problems[:_SHOWN]:
        note(f"Utelatt: {problem.message}", "yellow")
    if len(corpus.problems) > _SHOWN:
        note(f"… og {len(corpus.problems) - _SHOWN} til; se «ehelse sources check» og «ehelse bank check».", "yellow")


def _settings() -> Settings:
    from assistant.settings import load_settings

    return load_settings()


def _corpus() -> Corpus:
    from corpus.sources import load_corpus

    return load_corpus(_settings().corpus)


def attach_plugins(target: typer.Typer) -> None:
    """Adds the commands of packages that stand above this one, by name and only where they are installed.

    `eval` measures the assistant and so imports it. An import the other way would close the circle; the name in a table
    is the whole of what the assistant knows of it, and without `eval` installed only its commands are missing.
    """
    for name, module in _PLUGINS.items():
        if importlib.util.find_spec(name) is not None:
            target.add_typer(importlib.import_module(module).app, name=name)


attach_plugins(app)
