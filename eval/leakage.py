"""Gold questions that the bank has, word for word or nearly (they would measure memory), or that both splits have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from corpus.bank import Entry, normalise
from eval.gold import Gold

_NEARLY_SAME = 95
_CLOSED = ("smalltalk",)
"""Kinds with so few ways to say them («hei», «takk») that bank and questions must share them."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A gold question and the asking that is (nearly) the same; `likeness` 100 = the same words."""

    gold: Gold
    entry_id: str
    asking: str
    likeness: float


def find_leaks(golds: Sequence[Gold], entries: Sequence[Entry], *, likeness: int = _NEARLY_SAME) -> list[Leak]:
    """The nearest asking of each gold question that has one at `likeness` or more, whatever the order of words."""
    asked = [gold for gold in golds if gold.kind not in _CLOSED]
    askings = [(entry.id, asking) for entry in entries for asking in entry.all_askings()]
    if not asked or not askings:
        return []
    ratios = process.cdist(
        [fold_words(gold.question) for gold in asked],
        [fold_words(asking) for _, asking in askings],
        scorer=fuzz.token_sort_ratio,
        score_cutoff=likeness,
    )
    best = np.argmax(ratios, axis=1)
    return [
        Leak(gold, *askings[int(column)], likeness=float(ratios[row, column]))
        for row, (gold, column) in enumerate(zip(asked, best, strict=True))
        if ratios[row, column] >= likeness
    ]


def find_copies(golds: Sequence[Gold], *, likeness: int = _NEARLY_SAME) -> list[tuple[Gold, Gold]]:
    """(Nearly) the same question in both splits, as (dev, test): the report would measure tuning."""
    asked = [gold for gold in golds if gold.kind not in _CLOSED and not gold.history]
    dev, test = ([gold for gold in asked if gold.split == split] for split in ("dev", "test"))
    if not dev or not test:
        return []
    words = [[fold_words(gold.question) for gold in side] for side in (dev, test)]
    ratios = process.cdist(*words, scorer=fuzz.token_sort_ratio, score_cutoff=likeness)
    return [(dev[int(row)], test[int(column)]) for row, column in np.argwhere(ratios >= likeness)]


def fold_words(text: str) -> str:
    """Lower case, marks and white space folded."""
    return re.sub(r"[\W_]+", " ", normalise(text)).strip()
