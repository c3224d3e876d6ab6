"""`ehelse eval …`: attached to the command line by name (see assistant/cli.py), so assistant never imports eval."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.command_group import EhelseCommand, EhelseGroup
from assistant.outside import outside
from assistant.terminal import note, say, show_progress, show_table

if TYPE_CHECKING:
    from eval.gold import Gold
    from eval.run import Row, Run

_SHOWN = 9
"""Columns that fit a terminal; the counts after them stand in a line of their own, and in the report."""

app = typer.Typer(
    cls=EhelseGroup,
    help="Mål treffsikkerheten, og sammenlign to målinger.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Split(StrEnum):
    """Which questions: those to tune on, those to report on, or both."""

    dev = "dev"
    test = "test"
    all = "all"


class Form(StrEnum):
    """What a thumbs-down becomes."""

    gold = "gold"
    bank = "bank"


GoldOption = Annotated[
    list[Path] | None,
    typer.Option("--gold", metavar="FIL", help="Spørsmålsfil (JSONL). Kan gis flere ganger; ellers prosjektets egne."),
]


OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="MAPPE", help="Hvor rapport og rader skrives; ellers i eval/ under EHELSE_HOME."),
]


@app.command(cls=EhelseCommand)
def run(
    ctx: typer.Context,
    split: Annotated[Split, typer.Option(help="dev: å justere på. test: å rapportere. all: begge.")] = Split.all,
    gold: GoldOption = None,
    out: OutOption = None,
    systems: Annotated[
        str, typer.Option(metavar="NAVN,NAVN", help="full, no-bank, dense, keywords, tutorial-1, tutorial-4.")
    ] = "full",
    latest: Annotated[
        bool, typer.Option("--latest", help="Skriv også rapporten som lagres i git, i eval/reports.")
    ] = False,
) -> None:
    """Still alle spørsmålene, vis treffsikkerheten med 95 % intervall, og skriv rapport og én rad per spørsmål."""
    from assistant.settings import load_settings
    from eval.run import describe_run, run_questions, select_split
    from eval.save import save_latest
    from eval.systems import open_system, parse_names

    golds = select_split(_load(gold), split.value)
    names, settings, rows = parse_names(systems), load_settings(), {}
    with show_progress() as progress:
        asker = outside(ctx).open_asker(settings, progress)
        described = describe_run(settings, golds)
        for name in names:
            system = open_system(name, asker, settings.home)
            rows[name] = run_questions(system, golds, progress=partial(progress, name))
    _show_and_save(described, rows, out or settings.home / "eval" / f"{datetime.now():%Y%m%d-%H%M%S}-{split.value}")
    if latest:
        save_latest(described, rows)


@app.command(cls=EhelseCommand)
def score(
    answers: Annotated[
        Path,
        typer.Option(
            "--answers", metavar="FIL", help="Svar fra et hvilket som helst system, ett Answer-objekt per linje."
        ),
    ],
    gold: GoldOption = None,
    out: OutOption = None,
    name: Annotated[str, typer.Option(metavar="NAVN", help="Hva systemet heter i rapporten.")] = "svar",
) -> None:
    """Gi poeng til svar som er skrevet til fil, med de samme målene som «run»."""
    from assistant.settings import load_settings
    from corpus.sources import load_corpus
    from eval.run import describe_run
    from eval.score import load_answers, score_answers

    golds, settings = _load(gold), load_settings()
    rows = score_answers(golds, load_answers(answers, golds), load_corpus(settings.corpus).documents, system=name)
    _show_and_save(
        describe_run(settings, golds),
        {name: rows},
        out or settings.home / "eval" / f"{datetime.now():%Y%m%d-%H%M%S}-score",
    )


@app.command(cls=EhelseCommand)
def candidates(
    accept: Annotated[
        list[int] | None,
        typer.Option("--accept", metavar="NR", help="Ta med denne uten å spørre. Kan gis flere ganger."),
    ] = None,
    form: Annotated[
        Form, typer.Option("--as", help="gold: spørsmål til målingen. bank: måte å spørre på.")
    ] = Form.gold,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FIL", help="Filen kandidatene legges til i; ellers i eval/ under EHELSE_HOME."),
    ] = None,
) -> None:
    """Gå gjennom tommel ned fra appen, og skriv dem du godkjenner til en fil som skal fylles ut og leses over."""
    from assistant.settings import load_settings
    from assistant.storage import open_storage
    from eval.candidates import append_candidates, choose, make_candidate

    settings = load_settings()
    store = open_storage(settings).feedback
    accepted, rejected = choose(store.find(), accept, show=say, ask=_ask_person)
    if accepted:
        path = out or settings.home / "eval" / f"candidates-{form.value}.jsonl"
        append_candidates(path, [make_candidate(feedback, form.value) for feedback in accepted])
        store.settle([feedback.id for feedback in accepted], "accepted")
        note(f"{len(accepted)} lagt til i {path}. Fyll ut, les over, og kjør «ehelse eval check --gold FIL».")
    if rejected:
        store.settle([feedback.id for feedback in rejected], "rejected")


@app.command(cls=EhelseCommand)
def compare(
    a: Annotated[Path, typer.Argument(help="Den første målingen: mappen, eller rows.jsonl i den.", show_default=False)],
    b: Annotated[Path, typer.Argument(help="Den andre målingen.", show_default=False)],
) -> None:
    """Vis forskjellen mellom to målinger, med intervall og spørsmålene som endret seg mest."""
    from eval.compare import compare_rows, describe_comparison, load_rows

    for line in describe_comparison(compare_rows(load_rows(a), load_rows(b))):
        say(line)


@app.command(cls=EhelseCommand)
def check(gold: GoldOption = None) -> None:
    """Sjekk spørsmålene mot kildene, og at de ikke står i spørsmålsbanken. Sluttkode 1 der noe er galt."""
    from assistant.settings import load_settings
    from corpus.sources import load_corpus
    from eval.gold import check_gold, default_files, read_gold
    from eval.leakage import find_copies, find_leaks

    golds, wrong = read_gold(gold or default_files())
    corpus = load_corpus(load_settings().corpus)
    wrong += check_gold(golds, corpus.documents)
    wrong += [f"{dev.id} (dev) og {test.id} (test) er (nesten) like." for dev, test in find_copies(golds)]
    leaks = find_leaks(golds, corpus.bank)
    for problem in wrong:
        say(problem)
    for leak in leaks:
        where = f"står i banken, {leak.entry_id}: «{leak.asking}»"
        say(f"{leak.gold.id} ({leak.gold.split}): «{leak.gold.question}» {where}")
    twins = sum(gold.twin_of is not None for gold in golds)
    say(f"{len(golds)} spørsmål, {twins} tvillinger: {len(wrong)} feil, {len(leaks)} står (nesten) likt i banken.")
    if wrong or leaks:
        raise typer.Exit(1)


def _show_and_save(described: Run, rows: dict[str, list[Row]], folder: Path) -> None:
    from eval.figures import summarise, summarise_groups
    from eval.report import COLUMNS, describe_times, system_table, table_row
    from eval.save import save_run

    first = next(iter(rows.values()))
    for title, summaries in summarise_groups(first):
        show_table(COLUMNS[:_SHOWN], [table_row(summary)[:_SHOWN] for summary in summaries], title)
    show_table(("Mål", *rows), system_table(rows), "Systemene")
    total = summarise("alle", first)
    counts = f"Ugyldige sitat: {total.invalid_quotes}. Svar uten kilde: {total.uncited}."
    say(f"{counts} {describe_times(total)}")
    if not total.retrieval and any(row.answerable for row in first):
        note(
            "Gjenfinning (R, RR, nDCG) er ikke målt: systemet viser ikke hva det fant, "
            "eller tillegget «eval» er ikke installert."
        )
    save_run(folder, described, rows)
    note(f"Rapport og rader: {folder}")


def _ask_person(question: str) -> str:
    return str(typer.prompt(question, default="", show_default=False))


def _load(files: list[Path] | None) -> list[Gold]:
    from eval.gold import default_files, load_gold

    return load_gold(files or default_files())
