"""Figures of a group of rows, each with the n that it applies to and a 95 % interval; and the refusal curve.

Shares have Wilson's interval (for scores between 0 and 1 it is too wide rather than too narrow), means a seeded
bootstrap's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from eval.intervals import bootstrap_interval, wilson_interval
from eval.metrics import mean, percentile
from eval.retrieval import MEASURES
from eval.run import Row

_RESAMPLES = 1000
_MAX_POINTS = 40
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over the n questions that it applies to; None where n is 0."""

    value: float | None
    n: int
    interval: Interval | None = None

    def __str__(self) -> str:
        return "–" if self.value is None else f"{decimal(self.value)} ({self.n})"

    @property
    def with_interval(self) -> str:
        """«0,85 [0,81, 0,89]»."""
        if self.value is None or self.interval is None:
            return "–"
        return f"{decimal(self.value)} [{decimal(self.interval[0])}, {decimal(self.interval[1])}]"


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one group of questions. `refused_rightly` is the recall of refusing."""

    name: str
    score: Figure
    full: Figure
    first_right: Figure
    section_right: Figure
    focus: Figure
    refused_wrongly: Figure
    refused_rightly: Figure
    refusal_precision: Figure
    citation_precision: Figure
    citation_recall: Figure
    words: Figure
    repetition: Figure
    retrieval: dict[str, Figure] = field(default_factory=dict)
    invalid_quotes: int = 0
    uncited: int = 0
    altered: int = 0
    p50_ms: float | None = None
    p95_ms: float | None = None


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What refusing below a confidence gives: wrong and right refusals as shares, and the mean score."""

    threshold: float
    refused_wrongly: float
    refused_rightly: float
    score: float


def share(values: Sequence[float | bool | None]) -> Figure:
    """A share of what applies, with Wilson's interval."""
    value, n = mean(values)
    return Figure(value, n, None if value is None else wilson_interval(value * n, n))


def average(values: Sequence[float | bool | None]) -> Figure:
    """A mean of what applies, with the bootstrap's interval."""
    numbers = [float(value) for value in values if value is not None]
    if not numbers:
        return Figure(None, 0)
    return Figure(sum(numbers) / len(numbers), len(numbers), bootstrap_interval(numbers, resamples=_RESAMPLES))


def summarise(name: str, rows: Sequence[Row]) -> Summary:
    """The figures of these rows."""
    scores = [row.scores for row in rows]
    times = [row.latency_ms for row in rows]
    return Summary(
        name=name,
        score=share([score.score for score in scores]),
        full=share([score.full for score in scores]),
        first_right=share([score.first_right for score in scores]),
        section_right=share([score.section_right for score in scores]),
        focus=average([score.focus for score in scores]),
        refused_wrongly=share([score.refused_wrongly for score in scores]),
        refused_rightly=share([score.refused_rightly for score in scores]),
        refusal_precision=share([not row.answerable for row in rows if row.abstained]),
        citation_precision=average([score.citation_precision for score in scores]),
        citation_recall=average([score.citation_recall for score in scores]),
        words=average([score.words for score in scores]),
        repetition=average([score.repetition for score in scores]),
        retrieval=_summarise_retrieval(rows),
        invalid_quotes=sum(score.invalid_quotes for score in scores),
        uncited=sum(score.uncited for score in scores),
        altered=sum(score.altered or 0 for score in scores),
        p50_ms=percentile(times, 0.5),
        p95_ms=percentile(times, 0.95),
    )


def summarise_groups(rows: Sequence[Row]) -> list[tuple[str, list[Summary]]]:
    """All rows, then by split, answerability, kind and language."""
    return [
        ("Samlet", [summarise("alle", rows), *summarise_by(rows, lambda row: row.split)]),
        (
            "Med og uten svar i kildene",
            summarise_by(rows, lambda row: "har svar" if row.answerable else "har ikke svar"),
        ),
        ("Slag", summarise_by(rows, lambda row: row.kind)),
        ("Språk", summarise_by(rows, lambda row: row.language)),
    ]


def summarise_by(rows: Sequence[Row], key: Callable[[Row], str]) -> list[Summary]:
    """The figures of each group of rows, by name."""
    names = dict.fromkeys(sorted(key(row) for row in rows))
    return [summarise(name, [row for row in rows if key(row) == name]) for name in names]


def refusal_curve(rows: Sequence[Row]) -> list[CurvePoint]:
    """What refusing more would give: from the system as it is to refusing all. Nothing where it tells no confidence.

    What it refuses itself stays refused: nobody knows what it would have said.
    """
    levels = sorted({row.confidence for row in rows if not row.abstained})
    answerable = sum(row.answerable for row in rows)
    if len(levels) < 2 or not 0 < answerable < len(rows):
        return []
    step = -(-len(levels) // _MAX_POINTS)
    return [_curve_point(rows, threshold) for threshold in [*levels[::step], levels[-1] + 1]]


def _curve_point(rows: Sequence[Row], threshold: float) -> CurvePoint:
    refused = [row.abstained or row.confidence < threshold for row in rows]
    answerable = sum(row.answerable for row in rows)
    wrong = sum(row.answerable for row, out in zip(rows, refused, strict=True) if out)
    right = sum(not row.answerable for row, out in zip(rows, refused, strict=True) if out)
    kept = sum(row.scores.score for row, out in zip(rows, refused, strict=True) if not out)
    return CurvePoint(threshold, wrong / answerable, right / (len(rows) - answerable), (kept + right) / len(rows))


def _summarise_retrieval(rows: Sequence[Row]) -> dict[str, Figure]:
    judged = [row.retrieval for row in rows if row.retrieval]
    return {name: average([scores[name] for scores in judged]) for name in MEASURES} if judged else {}


def decimal(value: float, signed: bool = False) -> str:
    """Two decimals after a comma."""
    return (f"{value:+.2f}" if signed else f"{value:.2f}").replace(".", ",")
