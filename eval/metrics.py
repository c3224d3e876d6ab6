"""The scores of the contract, as pure functions of one gold question and one answer.

None = not applicable, never zero.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.models import Answer
from eval.evidence import holds_evidence, holds_quote
from eval.gold import Gold, fold, squeeze
from eval.intervals import wilson_interval

__all__ = ["Scores", "fact_share", "focus", "mean", "percentile", "score_answer", "wilson_interval"]

_MARK = re.compile(r"\[\d+\]")
_MARKED = re.compile(r"(?P<text>(?:\\.|(?!\[\d+\]).)+?)(?P<marks>(?<!\\)(?:\[\d+\]\s*)+)", re.DOTALL)
_LINK = re.compile(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\([^)]*\)")
_REPEATED_WORDS = 5
_SHORTEST_HALF = 10


@dataclass(frozen=True, slots=True)
class Scores:
    """One question's scores. `score` is the answer accuracy of the contract.

    `altered` counts marked statements whose words do not stand in the quote that they cite (verbatim answers only).
    """

    score: float
    full: bool | None
    first_right: bool | None
    section_right: bool | None
    focus: float | None
    refused_wrongly: bool | None
    refused_rightly: bool | None
    invalid_quotes: int
    uncited: bool
    citation_precision: float | None = None
    citation_recall: float | None = None
    altered: int | None = None
    words: int | None = None
    repetition: float | None = None


def score_answer(gold: Gold, answer: Answer, source: str) -> Scores:
    """Scores an answer; `source` is the squeezed text that quotes must stand in."""
    shown = not answer.abstained
    asked = gold.answerable and gold.kind != "smalltalk"
    share = fact_share(gold, answer.answer) if asked else 0.0
    right = any(citation.section in gold.sections for citation in answer.citations)
    if not gold.answerable:
        score = float(answer.abstained)
    elif not asked:
        score = float(shown and bool(answer.answer.strip()))
    else:
        score = share if shown and right else 0.0
    return Scores(
        score=score,
        full=shown and share == 1.0 if asked else None,
        first_right=shown and bool(answer.citations) and answer.citations[0].section in gold.sections
        if asked
        else None,
        section_right=shown and right if asked else None,
        focus=focus(gold, answer.answer) if asked and shown else None,
        refused_wrongly=answer.abstained if gold.answerable else None,
        refused_rightly=None if gold.answerable else answer.abstained,
        invalid_quotes=sum(squeeze(citation.quote) not in source for citation in (*answer.citations, *answer.nearest)),
        uncited=shown and not answer.citations and gold.kind != "smalltalk",
        citation_precision=citation_precision(gold, answer) if asked and shown else None,
        citation_recall=citation_recall(gold, answer) if asked and shown else None,
        altered=count_altered(answer, source) if shown and answer.mode == "verbatim" else None,
        words=len(answer.answer.split()) if shown else None,
        repetition=repetition(answer.answer) if shown else None,
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


def citation_precision(gold: Gold, answer: Answer) -> float | None:
    """Share of the citations that hold a piece of the evidence; None without citations or evidence."""
    if not answer.citations or not gold.evidence:
        return None
    return sum(holds_evidence(gold, c.quote, c.section) for c in answer.citations) / len(answer.citations)


def citation_recall(gold: Gold, answer: Answer) -> float | None:
    """Share of the evidence quotes that some citation holds a piece of; None without evidence."""
    if not gold.evidence:
        return None
    found = [
        any(holds_quote(quote, c.quote, c.section in gold.sections) for c in answer.citations)
        for quote in gold.evidence
    ]
    return sum(found) / len(found)


def count_altered(answer: Answer, source: str) -> int | None:
    """Marked statements whose words do not stand, letter by letter, where they cite; None without marks.

    The text before a mark may be more than the quote (a sentence over two pages) or less: what is more must stand in
    the source too. Names in bold are left out. `source` is squeezed.
    """
    quotes = {citation.n: squeeze(citation.quote) for citation in answer.citations}
    marked: list[bool] = []
    for line in _LINK.sub(" ", answer.answer).splitlines():
        for match in _MARKED.finditer(line):
            said = _statement(match["text"])
            cited = [quotes.get(int(number), "") for number in re.findall(r"\d+", match["marks"])]
            marked.append(any(_stands(said, quote, source) for quote in cited))
    return marked.count(False) if marked else None


def repetition(text: str) -> float | None:
    """Share of the runs of five words that stand in the text before; None where it is shorter than that."""
    words = fold(_MARK.sub("", text)).split()
    runs = [tuple(words[start : start + _REPEATED_WORDS]) for start in range(len(words) - _REPEATED_WORDS + 1)]
    return 1 - len(set(runs)) / len(runs) if runs else None


def mean(values: Sequence[float | bool | None]) -> tuple[float | None, int]:
    """Mean of what applies, and how many that are."""
    numbers = [float(value) for value in values if value is not None]
    return (sum(numbers) / len(numbers) if numbers else None), len(numbers)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The nearest-rank percentile; None of nothing."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None


def _stands(said: str, quote: str, source: str) -> bool:
    if not quote:
        return False
    if said in quote or (quote in said and said in source):
        return True
    # Over a page break or a footnote mark the halves stand apart. A short piece («ikke») may stand anywhere.
    pieces = [piece for piece in said.split(quote) if re.search(r"\w", piece)]
    return quote in said and all(len(piece) >= _SHORTEST_HALF and piece in source for piece in pieces)


def _statement(text: str) -> str:
    """A statement as quotes are compared: its last cell or line, without list marks, emphasis and names in bold."""
    cell = re.split(r"(?<!\\)\||<br>", text)[-1]
    plain = re.sub(r"^\s*(?:[-*]\s+(?:\[[ x]\]\s+)?|\d+[.)]\s+)", "", cell)
    unnamed = re.sub(r"\*\*.+?\*\*", "", plain)
    return squeeze(re.sub(r"\\(?=.)", "", re.sub(r"(?<!\\)\*", "", unnamed if unnamed.strip() else plain)))
