"""A follow-up is mostly about what the answer before it showed, or what stands next to that in the source."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answerable import logit
from assistant.match import Match
from assistant.models import Turn
from corpus.bank import Address
from corpus.sources import Corpus

_SHORTEST_QUOTE = 20
_SAME_PASSAGE, _SAME_SECTION = 1.5, 0.7
_MARKS = re.compile(r"\[\d+\]|[*_`#|\\]+|\W+")


def find_told(corpus: Corpus, history: Sequence[Turn]) -> frozenset[Address]:
    """The units of the sources that stand word for word in the last answer; empty without one."""
    answered = [turn.content for turn in history if turn.role == "assistant"]
    if not answered:
        return frozenset()
    said = _squeeze(answered[-1])
    return frozenset(
        (passage.id, number)
        for passage in corpus.passages.values()
        for number, unit in enumerate(passage.units)
        if len(unit.text) >= _SHORTEST_QUOTE and _squeeze(unit.text) in said
    )


def lean_on_told(
    corpus: Corpus, matches: Sequence[Match], told: frozenset[Address], *, again: bool = False
) -> list[Match]:
    """The matches anew, best first: those near what was told are favoured, those all told only if `again`."""
    passages = {address[0] for address in told}
    sections = {corpus.passages[passage].section for passage in passages}
    leaned = []
    for match in matches:
        addresses = frozenset(corpus.references.resolve_entry(match.entry))
        if addresses <= told and match.entry.kind == "answer" and not again:
            favour = 0.0
        elif any(address[0] in passages for address in addresses):
            favour = _SAME_PASSAGE
        elif any(corpus.passages[address[0]].section in sections for address in addresses):
            favour = _SAME_SECTION
        else:
            favour = 0.0
        leaned.append(replace(match, score=round(_shift(match.score, favour), 6)))
    return sorted(leaned, key=lambda match: (-match.score, match.entry.id))


def _shift(score: float, logits: float) -> float:
    return 1 / (1 + math.exp(-logit(score) - logits))


def _squeeze(text: str) -> str:
    return _MARKS.sub(" ", text).strip().lower()
