"""A run as tables for the terminal, a report in Markdown, and figures in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from eval.figures import Figure, Summary, decimal, refusal_curve, summarise, summarise_groups
from eval.retrieval import MEASURES
from eval.run import Row, Run

RowsBySystem = Mapping[str, Sequence[Row]]
COLUMNS = (
    "", "Antall", "Treff (95 %)", "Alle fakta", "Rett først", "Rett kap.", "Presist",
    "Feil avslag", "Rett avslag", "Ugyldige sitat", "Uten kilde",
)  # fmt: skip
SYSTEM_COLUMNS = (
    "System", "Treff", "Alle fakta", "Rett først", "Presist", "Feil avslag", "Rett avslag", "Avslag rette",
    "Kildepresisjon", "Kildedekning", "Gjentatt", *MEASURES, "Ord", "Ugyldige sitat", "Endret", "p50 ms", "p95 ms",
)  # fmt: skip
EXPLANATION = (
    "Tallet i parentes er hvor mange spørsmål målet gjelder for; «–» er «gjelder ikke», aldri null. "
    "Treff: andelen av fakta som står i svaret når minst én kilde er fra rett kapittel; for spørsmål uten svar 1 når "
    "assistenten sa det. Rett først: første kilde er fra rett kapittel. Presist: svaret er ikke lengre enn belegget "
    "skulle tilsi. Avslag rette: andelen av avslagene som var rette. Kildepresisjon: andelen av kildene som har noe av "
    "belegget. Kildedekning: andelen av belegget som er sitert. Endret: setninger som ikke står ordrett i sitatet de "
    "viser til. R, RR og nDCG gjelder tekstene som ble funnet, mot dem som har noe av belegget. Intervallene er 95 %: "
    "Wilson for andeler, bootstrap med fast frø for gjennomsnitt."
)
_WEAKEST = 25
_QUOTED_CHARS = 300


def table_row(summary: Summary) -> tuple[str, ...]:
    """A summary as the cells of COLUMNS."""
    means = (summary.full, summary.first_right, summary.section_right, summary.focus)
    refusals = (summary.refused_wrongly, summary.refused_rightly)
    counts = (summary.invalid_quotes, summary.uncited)
    cells = (*map(str, means), *map(str, refusals), *map(str, counts))
    return (summary.name, str(summary.score.n), summary.score.with_interval, *cells)


def system_row(summary: Summary) -> tuple[str, ...]:
    """A system's figures as the cells of SYSTEM_COLUMNS, each with its interval and n."""
    figures = (
        summary.score, summary.full, summary.first_right, summary.focus, summary.refused_wrongly,
        summary.refused_rightly, summary.refusal_precision, summary.citation_precision, summary.citation_recall,
        summary.repetition,
        *(summary.retrieval.get(name, Figure(None, 0)) for name in MEASURES),
    )  # fmt: skip
    words = "–" if summary.words.value is None else f"{summary.words.value:.0f} ({summary.words.n})"
    times = ["–" if value is None else f"{value:.0f}" for value in (summary.p50_ms, summary.p95_ms)]
    cells = (figure.with_interval + (f" ({figure.n})" if figure.n else "") for figure in figures)
    return (summary.name, *cells, words, str(summary.invalid_quotes), str(summary.altered), *times)


def describe_times(summary: Summary) -> str:
    """Median and 95th percentile of the time a question takes."""
    if summary.p50_ms is None or summary.p95_ms is None:
        return "Ingen tider."
    return f"Tid per spørsmål: p50 {summary.p50_ms:.0f} ms, p95 {summary.p95_ms:.0f} ms."


def write_report(run: Run, systems: RowsBySystem) -> str:
    """The report in Markdown: the systems side by side, then the first one by group."""
    lines = ["# Treffsikkerhet", "", *(f"- {name}: {value}" for name, value in describe_run_lines(run)), ""]
    lines += ["## Systemene", "", *_markdown_table(("Mål", *systems), system_table(systems)), ""]
    rows = next(iter(systems.values()))
    for title, summaries in summarise_groups(rows):
        lines += [f"## {title}", "", *_markdown_table(COLUMNS, [table_row(summary) for summary in summaries]), ""]
    lines += [EXPLANATION, ""]
    weak = weakest(rows)
    lines += [f"## De svakeste ({min(_WEAKEST, len(weak))} av {len(weak)} som ikke er fulltreff)", ""]
    for row in weak[:_WEAKEST]:
        lines.append(f"- **{row.id}** ({row.kind}, {decimal(row.scores.score)}): {plain(row.question)}")
        lines.append(f"  - {outcome(row)}")
    return "\n".join(lines).rstrip() + "\n"


def system_table(systems: RowsBySystem) -> list[tuple[str, ...]]:
    """A line for each measure, a column for each system."""
    columns = [system_row(summarise(name, rows)) for name, rows in systems.items()]
    return list(zip(SYSTEM_COLUMNS[1:], *(column[1:] for column in columns), strict=True))


def weakest(rows: Sequence[Row]) -> list[Row]:
    """The rows that are not full hits, the weakest first."""
    return sorted((row for row in rows if row.scores.score < 1), key=lambda row: (row.scores.score, row.id))


def write_summary(run: Run, systems: RowsBySystem) -> str:
    """The figures as JSON, small enough to be committed: all groups of the first system, the others as a whole."""
    rows = next(iter(systems.values()))
    value: dict[str, Any] = {
        "run": run.model_dump(mode="json"),
        "systems": [_plain_figures(summarise(name, found)) for name, found in systems.items()],
        "groups": {title: [_plain_figures(summary) for summary in group] for title, group in summarise_groups(rows)},
        "refusal_curve": {
            name: [_rounded(asdict(point)) for point in refusal_curve(found)] for name, found in systems.items()
        },
    }
    return json.dumps(value, ensure_ascii=False) + "\n"


def outcome(row: Row) -> str:
    """What came out, in a line: the refusal's reason or the sections, and the start of the answer."""
    what = f"avslag ({row.reason})" if row.abstained else f"fra kapittel {', '.join(filter(None, row.sections)) or '–'}"
    return f"{what}: {plain(row.answer)}"


def plain(text: str) -> str:
    """One line without Markdown's marks, cut to what a list can hold."""
    line = re.sub(r"\s+", " ", re.sub(r"[*_`|<>#]", " ", text)).strip()
    return line if len(line) <= _QUOTED_CHARS else line[:_QUOTED_CHARS] + "…"


def describe_run_lines(run: Run) -> list[tuple[str, str]]:
    """What was run, as names and values."""
    index = corpus = "ukjent"
    if run.manifest:
        recipe = run.manifest.recipe
        counts = f"{run.manifest.passages} avsnitt, {run.manifest.askings} måter å spørre på"
        index = f"{recipe.encoder} {recipe.revision}, {counts}"
        corpus = recipe.corpus
    return [
        ("Kjørt", f"{run.started_at}, Python {run.python}"),
        ("Kode", f"{run.commit or 'ukjent'}{' (med endringer som ikke er lagret i git)' if run.changed else ''}"),
        ("Spørsmål", f"{run.questions}, data {run.data_hash}"),
        ("Indeks", index),
        ("Kunnskapsgrunnlag", corpus),
        *((f"Innstilling {name}", str(value)) for name, value in run.settings.items()),
    ]


def _plain_figures(summary: Summary) -> dict[str, Any]:
    return dict(_rounded(asdict(summary)))


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value


def _markdown_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [columns, ["---"] + ["---:"] * (len(columns) - 1), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]
