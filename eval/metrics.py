"""The scores of the contract, as pure functions of one gold question and one answer. None = not applicable, never zero."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.models import Answer
from eval.gold import Gold, fold, squeeze

_MARK = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Scores:
    """One question's scores. `score` is the answer accuracy of the contract."""

    score: float
    full: bool | None
    first_right: bool | None
    section_right: bool | None
    focus: float | None
    refused_wrongly: bool | None
    refused_rightly: bool | None
    invalid_quotes: int
    uncited: bool


def score_answer(gold: Gold, answer: Answer, source: str) -> Scores:
    """Scores an answer; `source` is the squeezed text that quotes must stand in."""
    invalid = sum(squeeze(citation.quote) not in source for citation in (*answer.citations, *answer.nearest))
    uncited = not answer.abstained and not answer.citations and gold.kind != "smalltalk"
    if not gold.answerable:
        return Scores(float(answer.abstained), None, None, None, None, None, answer.abstained, invalid, uncited)
    if gold.kind == "smalltalk":
        right = not answer.abstained
        return Scores(float(right), None, None, None, None, not right, None, invalid, uncited)
    share = fact_share(gold, answer.answer)
    right = any(citation.section in gold.sections for citation in answer.citations)
    shown = not answer.abstained
    return Scores(
        score=share if shown and right else 0.0,
        full=shown and share == 1.0,
        first_right=shown and bool(answer.citations) and answer.citations[0].section in gold.sections,
        section_right=shown and right,
        focus=focus(gold, answer.answer) if shown else None,
        refused_wrongly=answer.abstained,
        refused_rightly=None,
        invalid_quotes=invalid,
        uncited=uncited,
    )


def fact_share(gold: Gold, text: str) -> float:
    """Share of the facts that have an alternative in the text (marks and emphasis aside)."""
    plain = fold(re.sub(r"[*\\]", "", _MARK.sub("", text)))
    found = [any(fold(alternative) in plain for alternative in fact) for fact in gold.facts]
    return sum(found) / len(found) if found else 1.0


def focus(gold: Gold, text: str) -> float:
    """min(1, (1.5 x words of evidence + 40) / words of answer)."""
    evidence = sum(len(quote.split()) for quote in gold.evidence)
    return min(1.0, (1.5 * evidence + 40) / max(1, len(text.split())))


def wilson_interval(successes: float, n: int, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927). (0, 1) where n is 0."""
    if n == 0:
        return 0.0, 1.0
    p = successes / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def mean(values: Sequence[float | bool | None]) -> tuple[float | None, int]:
    """Mean of what applies, and how many that are."""
    numbers = [float(value) for value in values if value is not None]
    return (sum(numbers) / len(numbers) if numbers else None), len(numbers)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The nearest-rank percentile; None of nothing."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None
