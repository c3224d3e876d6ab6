"""Figures of a run by kind, language and split, as a table for the terminal and a report in Markdown.

Intervals are Wilson's at 95 %; for scores between 0 and 1 they are too wide rather than too narrow. Each mean is over
the questions that it applies to, and says how many these are.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.terminal import explain_os_error
from corpus.errors import InputError
from eval.metrics import mean, percentile, wilson_interval
from eval.run import Row, Run

ROWS_FILE = "rows.jsonl"
RUN_FILE = "run.json"
REPORT_FILE = "report.md"
COLUMNS = (
    "", "Antall", "Treff (95 %)", "Alle fakta", "Rett først", "Rett kap.", "Presist",
    "Feil avslag", "Rett avslag", "Ugyldige sitat", "Uten kilde",
)  # fmt: skip
_WEAKEST = 25
_QUOTED_CHARS = 300


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over the n questions that it applies to; None where n is 0."""

    value: float | None
    n: int

    def __str__(self) -> str:
        return "–" if self.value is None else f"{decimal(self.value)} ({self.n})"


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one group of questions."""

    name: str
    score: Figure
    interval: tuple[float, float]
    full: Figure
    first_right: Figure
    section_right: Figure
    focus: Figure
    refused_wrongly: Figure
    refused_rightly: Figure
    invalid_quotes: int
    uncited: int
    p50_ms: float | None
    p95_ms: float | None


def summarise(name: str, rows: Sequence[Row]) -> Summary:
    """The figures of these rows."""
    scores = [row.scores for row in rows]
    times = [row.latency_ms for row in rows]
    return Summary(
        name=name,
        score=Figure(*mean([score.score for score in scores])),
        interval=wilson_interval(sum(score.score for score in scores), len(scores)),
        full=Figure(*mean([score.full for score in scores])),
        first_right=Figure(*mean([score.first_right for score in scores])),
        section_right=Figure(*mean([score.section_right for score in scores])),
        focus=Figure(*mean([score.focus for score in scores])),
        refused_wrongly=Figure(*mean([score.refused_wrongly for score in scores])),
        refused_rightly=Figure(*mean([score.refused_rightly for score in scores])),
        invalid_quotes=sum(score.invalid_quotes for score in scores),
        uncited=sum(score.uncited for score in scores),
        p50_ms=percentile(times, 0.5),
        p95_ms=percentile(times, 0.95),
    )


def summarise_groups(rows: Sequence[Row]) -> list[tuple[str, list[Summary]]]:
    """All rows, then by split, answerability, kind and language."""
    return [
        ("Samlet", [summarise("alle", rows), *_by(rows, lambda row: row.split)]),
        ("Med og uten svar i kildene", _by(rows, lambda row: "har svar" if row.answerable else "har ikke svar")),
        ("Slag", _by(rows, lambda row: row.kind)),
        ("Språk", _by(rows, lambda row: row.language)),
    ]


def table_row(summary: Summary) -> tuple[str, ...]:
    """A summary as the cells of COLUMNS."""
    low, high = summary.interval
    score = "–" if summary.score.value is None else f"{decimal(summary.score.value)} [{decimal(low)}, {decimal(high)}]"
    means = (summary.full, summary.first_right, summary.section_right, summary.focus)
    refusals = (summary.refused_wrongly, summary.refused_rightly)
    counts = (summary.invalid_quotes, summary.uncited)
    return (summary.name, str(summary.score.n), score, *map(str, means), *map(str, refusals), *map(str, counts))


def describe_times(summary: Summary) -> str:
    """Median and 95th percentile of the time a question takes."""
    if summary.p50_ms is None or summary.p95_ms is None:
        return "Ingen tider."
    return f"Tid per spørsmål: p50 {summary.p50_ms:.0f} ms, p95 {summary.p95_ms:.0f} ms."


def write_report(run: Run, rows: Sequence[Row]) -> str:
    """The report in Markdown."""
    lines = ["# Treffsikkerhet", "", *_describe_run(run), ""]
    for title, summaries in summarise_groups(rows):
        lines += [f"## {title}", "", *_markdown_table(COLUMNS, [table_row(summary) for summary in summaries]), ""]
    lines += [describe_times(summarise("alle", rows)), ""]
    lines += [
        "Tallet i parentes er hvor mange spørsmål målet gjelder for. Treff: andelen av fakta som står i svaret når "
        "minst én kilde er fra rett kapittel; for spørsmål uten svar 1 når assistenten sa det. Intervallet er Wilsons. "
        "Rett først: første kilde er fra rett kapittel. Presist: svaret er ikke lengre enn belegget skulle tilsi.",
        "",
    ]
    weak = sorted((row for row in rows if row.scores.score < 1), key=lambda row: (row.scores.score, row.id))
    lines += [f"## De svakeste ({min(_WEAKEST, len(weak))} av {len(weak)} som ikke er fulltreff)", ""]
    for row in weak[:_WEAKEST]:
        lines.append(f"- **{row.id}** ({row.kind}, {decimal(row.scores.score)}): {plain(row.question)}")
        lines.append(f"  - {outcome(row)}")
    return "\n".join(lines).rstrip() + "\n"


def outcome(row: Row) -> str:
    """What came out, in a line: the refusal's reason or the sections, and the start of the answer."""
    what = f"avslag ({row.reason})" if row.abstained else f"fra kapittel {', '.join(filter(None, row.sections)) or '–'}"
    return f"{what}: {plain(row.answer)}"


def plain(text: str) -> str:
    """One line without Markdown's marks, cut to what a list can hold."""
    line = re.sub(r"\s+", " ", re.sub(r"[*_`|<>#]", " ", text)).strip()
    return line if len(line) <= _QUOTED_CHARS else line[:_QUOTED_CHARS] + "…"


def decimal(value: float, signed: bool = False) -> str:
    """Two decimals after a comma."""
    return (f"{value:+.2f}" if signed else f"{value:.2f}").replace(".", ",")


def save_run(folder: Path, run: Run, rows: Sequence[Row]) -> None:
    """Writes report, rows and what was run. Raises InputError where the folder cannot be written."""
    texts = {
        ROWS_FILE: "".join(row.model_dump_json() + "\n" for row in rows),
        RUN_FILE: run.model_dump_json(indent=1) + "\n",
        REPORT_FILE: write_report(run, rows),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            beside = folder / f".{name}.{os.getpid()}.part"
            beside.write_text(text, encoding="utf-8")
            beside.replace(folder / name)
    except OSError as error:
        raise InputError(
            f"Kan ikke skrive rapporten i «{folder}»: {explain_os_error(error)}.", "Oppgi en annen mappe med --out."
        ) from error


def _by(rows: Sequence[Row], key: Callable[[Row], str]) -> list[Summary]:
    names = dict.fromkeys(sorted(key(row) for row in rows))
    return [summarise(name, [row for row in rows if key(row) == name]) for name in names]


def _describe_run(run: Run) -> list[str]:
    index = corpus = "ukjent"
    if run.manifest:
        recipe = run.manifest.recipe
        counts = f"{run.manifest.passages} avsnitt, {run.manifest.askings} måter å spørre på"
        index = f"{recipe.encoder} {recipe.revision}, {counts}"
        corpus = recipe.corpus
    return [
        f"- Kjørt: {run.started_at}, Python {run.python}",
        f"- Kode: {run.commit or 'ukjent'}{' (med endringer som ikke er lagret i git)' if run.changed else ''}",
        f"- Spørsmål: {run.questions}, data {run.data_hash}",
        f"- Indeks: {index}",
        f"- Kunnskapsgrunnlag: {corpus}",
        *(f"- Innstilling {name}: {value}" for name, value in run.settings.items()),
    ]


def _markdown_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [columns, ["---"] + ["---:"] * (len(columns) - 1), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]
