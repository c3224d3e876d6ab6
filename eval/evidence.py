"""Which texts hold a piece of a question's evidence: the relevance that retrieval and citations are judged by.

1. Texts are compared without white space and marks at line starts. 2. A text holds a quote where one stands in the
other, or where they share a long run of letters (an evidence quote may go over several list items, a chunk may cut it).
3. A short quote («Ingen») stands in many places: there the section must be right too.
"""

from __future__ import annotations

import re
from functools import lru_cache

from eval.gold import Gold, squeeze

_RUN_CHARS = 40
_STEP_CHARS = 10
_SHORT_CHARS = 25


def holds_evidence(gold: Gold, text: str, section: str) -> bool:
    """Whether a text of a section holds a piece of the evidence of a question."""
    return any(holds_quote(quote, text, section in gold.sections) for quote in gold.evidence)


def holds_quote(quote: str, text: str, right_section: bool) -> bool:
    """Whether a text holds a piece of one evidence quote."""
    wanted, given = _plain(quote), _plain(text)
    if not wanted or not given:
        return False
    if min(len(wanted), len(given)) < _SHORT_CHARS and not right_section:
        return False
    if wanted in given or given in wanted:
        return True
    return any(run in given for run in _runs(wanted))


@lru_cache(maxsize=2_000)
def _runs(text: str) -> tuple[str, ...]:
    return tuple(text[start : start + _RUN_CHARS] for start in range(0, len(text) - _RUN_CHARS + 1, _STEP_CHARS))


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    return squeeze(re.sub(r"^\s*o\s+|(?:^|\s)[•\-–](?=\s)", "", text, flags=re.MULTILINE)).lower()
