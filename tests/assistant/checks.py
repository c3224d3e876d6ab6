"""What holds for every answer, whatever was asked."""

from __future__ import annotations

import re

from assistant.compose import escape
from assistant.models import Answer

MARK = re.compile(r"(?<!\\)\[(\d+)\]")


def marks(text: str) -> list[int]:
    """The numbers of the marks, once each, in the order that they are met."""
    return list(dict.fromkeys(int(number) for number in MARK.findall(text)))


def assert_cited(answer: Answer, source: str) -> None:
    """Each mark has its citation and the other way round; each quote stands in the answer and in the source."""
    assert not answer.abstained and answer.reason is None and not answer.nearest
    assert [citation.n for citation in answer.citations] == marks(answer.answer) != []
    for citation in answer.citations:
        assert escape(citation.quote) in answer.answer
        assert re.sub(r"\s+", "", citation.quote) in source


def assert_refused(answer: Answer, source: str) -> None:
    """A refusal: it says why, cites nothing, and what is nearest is found in the source."""
    assert answer.abstained and answer.reason and answer.answer.strip()
    assert answer.citations == () and marks(answer.answer) == []
    assert [citation.n for citation in answer.nearest] == list(range(1, len(answer.nearest) + 1))
    assert all(re.sub(r"\s+", "", citation.quote) in source for citation in answer.nearest)


def assert_smalltalk(answer: Answer) -> None:
    """Neither an answer nor a refusal."""
    assert not answer.abstained and answer.reason is None and answer.answer.strip()
    assert answer.citations == () == answer.nearest and marks(answer.answer) == []
