"""A run as one HTML file: no script, no fonts, no addresses to fetch from; works offline, in the dark and on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from eval.compare import compare_rows, describe_test, verdict
from eval.figures import CurvePoint, Summary, decimal, refusal_curve, summarise_groups
from eval.metrics import percentile
from eval.report import (
    COLUMNS,
    EXPLANATION,
    RowsBySystem,
    describe_run_lines,
    plain,
    system_table,
    table_row,
    weakest,
)
from eval.run import Row, Run
from eval.svg import Bar, Line, draw_bars, draw_curves

_STYLE_FILE = Path(__file__).with_name("page.css")
_WEAKEST = 25
_PLOTTED = ("Slag", "Språk", "Med og uten svar i kildene")


def write_html(run: Run, systems: RowsBySystem) -> str:
    """The report of a run as a page."""
    first, rows = next(iter(systems.items()))
    groups = summarise_groups(rows)
    body = [
        "<h1>Treffsikkerhet</h1>",
        _facts(run),
        "<h2>Systemene side om side</h2>",
        _table(("Mål", *systems), system_table(systems)),
        f'<p class="soft">{escape(EXPLANATION)}</p>',
        *_against_first(systems),
        *(part for title, group in groups for part in _group(title, group, first)),
        "<h2>Avslag</h2>",
        _refusals(systems),
        "<h2>Svartid</h2>",
        _latency(systems),
        "<h2>De svakeste spørsmålene</h2>",
        *(_question(row) for row in weakest(rows)[:_WEAKEST]),
    ]
    style = _STYLE_FILE.read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="nb">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Treffsikkerhet {escape(run.started_at[:10])}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _facts(run: Run) -> str:
    items = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in describe_run_lines(run))
    return f"<dl>{items}</dl>"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    lines = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _against_first(systems: RowsBySystem) -> Iterator[str]:
    """Each further system against the first, paired."""
    (first, rows), *others = systems.items()
    for name, theirs in others:
        found = compare_rows(theirs, rows)
        counts = f"bedre på {found.wins}, likt på {found.ties}, dårligere på {found.losses} av {found.n}"
        said = verdict(found).replace("B er", f"{first} er").replace("enn A", f"enn {name}")
        test = f"{describe_test(found)}; {counts}. {escape(said)}"
        yield f"<p><strong>{escape(first)}</strong> mot {escape(name)}: {test}</p>"


def _group(title: str, group: Sequence[Summary], system: str) -> Iterator[str]:
    yield f"<h2>{escape(title)} ({escape(system)})</h2>"
    bars = [
        Bar(s.name, s.score.value, s.score.interval, f"{decimal(s.score.value)}, n = {s.score.n}")
        for s in group
        if s.score.value is not None and s.score.interval
    ]
    if title in _PLOTTED:
        yield draw_bars(f"Treff etter {title.lower()}", bars)
    yield _table(COLUMNS, [table_row(summary) for summary in group])


def _refusals(systems: RowsBySystem) -> str:
    """Right refusals against wrong ones, as the bar for answering is raised; the ring is the system as it is."""
    lines = [Line(name, _points(refusal_curve(rows))) for name, rows in systems.items()]
    plot = draw_curves("Avslagskurve", lines, axes=("Feil avslag", "Rette avslag"))
    told = "Ringen er systemet som det er; kurven er hva som skjer om det avslår mer, etter sin egen sikkerhet."
    return f'{plot}<p class="soft">{told}</p>'


def _points(curve: Sequence[CurvePoint]) -> tuple[tuple[float, float], ...]:
    return tuple((point.refused_wrongly, point.refused_rightly) for point in curve)


def _latency(systems: RowsBySystem) -> str:
    """Which share of the questions is answered within a time."""
    slowest = max((row.latency_ms for rows in systems.values() for row in rows), default=0.0) or 1.0
    shares = [number / 20 for number in range(1, 21)]
    lines = [
        Line(
            name,
            tuple(((percentile([row.latency_ms for row in rows], share) or 0.0) / slowest, share) for share in shares),
        )
        for name, rows in systems.items()
    ]
    ticks = ("0", f"{slowest / 2:.0f}", f"{slowest:.0f}")
    return draw_curves("Svartid", lines, axes=("Millisekunder", "Andel besvart"), ticks=ticks)


def _question(row: Row) -> str:
    scored = f"({escape(row.kind)}, {decimal(row.scores.score)})"
    head = f"<strong>{escape(row.id)}</strong> {scored}: {escape(plain(row.question))}"
    what = f"avslag ({row.reason})" if row.abstained else f"fra kapittel {', '.join(filter(None, row.sections)) or '–'}"
    return f"<details><summary>{head}</summary><p>{escape(what)}</p><pre>{escape(row.answer)}</pre></details>"
