"""`ehelse eval …`: attached to the command line by name (see assistant/cli.py), so assistant never imports eval."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.command_group import EhelseCommand, EhelseGroup
from assistant.outside import outside
from assistant.terminal import note, say, show_progress, show_table

if TYPE_CHECKING:
    from eval.gold import Gold

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


GoldOption = Annotated[
    list[Path] | None,
    typer.Option("--gold", metavar="FIL", help="Spørsmålsfil (JSONL). Kan gis flere ganger; ellers prosjektets egne."),
]


@app.command(cls=EhelseCommand)
def run(
    ctx: typer.Context,
    split: Annotated[Split, typer.Option(help="dev: å justere på. test: å rapportere. all: begge.")] = Split.all,
    gold: GoldOption = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="MAPPE", help="Hvor rapport og rader skrives; ellers i eval/ under EHELSE_HOME."),
    ] = None,
) -> None:
    """Still alle spørsmålene, vis treffsikkerheten med 95 % intervall, og skriv rapport og én rad per spørsmål."""
    from assistant.settings import load_settings
    from eval.report import COLUMNS, describe_times, save_run, summarise, summarise_groups, table_row
    from eval.run import describe_run, run_questions, select_split

    golds = select_split(_load(gold), split.value)
    settings = load_settings()
    with show_progress() as progress:
        asker = outside(ctx).open_asker(settings, progress)
        described = describe_run(settings, golds)
        rows = run_questions(asker, golds, progress=lambda done, total: progress("Spør", done, total))
    for title, summaries in summarise_groups(rows):
        show_table(COLUMNS[:_SHOWN], [table_row(summary)[:_SHOWN] for summary in summaries], title)
    total = summarise("alle", rows)
    say(f"Ugyldige sitat: {total.invalid_quotes}. Svar uten kilde: {total.uncited}. {describe_times(total)}")
    folder = out or settings.home / "eval" / f"{datetime.now():%Y%m%d-%H%M%S}-{split.value}"
    save_run(folder, described, rows)
    note(f"Rapport og rader: {folder}")


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
    from eval.gold import check_gold
    from eval.leakage import find_leaks

    golds = _load(gold)
    corpus = load_corpus(load_settings().corpus)
    wrong = list(check_gold(golds, corpus.documents))
    leaks = find_leaks(golds, corpus.bank)
    for problem in wrong:
        say(problem)
    for leak in leaks:
        where = f"står i banken, {leak.entry_id}: «{leak.asking}»"
        say(f"{leak.gold.id} ({leak.gold.split}): «{leak.gold.question}» {where}")
    say(f"{len(golds)} spørsmål: {len(wrong)} feil, {len(leaks)} står (nesten) likt i banken.")
    if wrong or leaks:
        raise typer.Exit(1)


def _load(files: list[Path] | None) -> list[Gold]:
    from eval.gold import default_files, load_gold

    return load_gold(files or default_files())
