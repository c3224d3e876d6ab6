"""Searching in one document: where the words of a query stand, whatever their case, å or aa, hyphen or none.

1. A query of several words is looked for as it is written. Where that stands nowhere, the passages that have all of
   its words are found, and each of the words is marked in them.
2. Words are found inside of longer ones too («dose» in «multidosen»), but short ones only where a word begins («eID»,
   not «arbeid»), and whether written as one or apart («legemiddel liste»).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.ui.blocks import find_blocks, heading_key
from assistant.ui.document import Marks, label_of
from assistant.ui.spans import Mark
from corpus.model import Document

_TWINS = {"å": "å|aa", "aa": "å|aa", "æ": "æ|ae", "ae": "æ|ae", "ø": "ø|oe", "oe": "ø|oe"}
_SIGN = re.compile(r"aa|ae|oe|[\s\u2010-\u2014-]+|.", re.DOTALL)
_GAP = r"[\s\u2010-\u2014-]*"
_HYPHEN = r"[\u2010-\u2014-]?"
_QUOTES = '«»“”„"'
_AROUND_CHARS = 60
_FEWEST_CHARS = 2
_SHORT_CHARS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where the query stands: `anchor` is its id on the page, `path` where that is, `text` what is around."""

    anchor: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """All hits in the document's order, and their marks for document_html."""

    hits: tuple[Hit, ...]
    marks: Marks


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that can have hits: under which key it is marked, as which unit, and where it stands."""

    key: str
    unit: int
    path: str
    text: str


def find_in_document(document: Document, query: str) -> Found:
    """Every hit of a query in headings and passages; nothing for a query of less than two signs."""
    text = unicodedata.normalize("NFC", query).strip()
    if len("".join(text.split())) < _FEWEST_CHARS:
        return Found((), {})
    places = list(_texts(document))
    spans = _spans(places, [text], {place.key for place in places})
    words = [word for word in text.split() if re.search(r"\w", word)]
    if not spans and len(words) > 1:
        spans = _spans(places, words, _with_all(places, words))
    return _number(spans)


def _texts(document: Document) -> Iterator[_Text]:
    """The texts of a document, in the order in which they are shown."""
    for block in find_blocks(document):
        if block.section:
            yield _Text(heading_key(block.number), 0, block.section.title, block.section.title)
        for passage in block.passages:
            path = passage.headings[-1] if passage.headings else ""
            for index, unit in enumerate(passage.units):
                if unit.label:
                    yield _Text(passage.id, label_of(index), path, unit.label)
                yield _Text(passage.id, index, path, unit.text)


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(_word_pattern, sorted(words, key=len, reverse=True))), re.IGNORECASE)


def _word_pattern(word: str) -> str:
    start = r"(?<!\w)" if len(word) <= _SHORT_CHARS else ""
    return start + _HYPHEN.join(map(_sign_pattern, _SIGN.findall(word.lower())))


def _sign_pattern(sign: str) -> str:
    if re.fullmatch(_GAP, sign):
        return _GAP
    if sign in _QUOTES:
        return f"[{_QUOTES}]"
    return f"(?:{_TWINS[sign]})" if sign in _TWINS else re.escape(sign)


def _with_all(places: Sequence[_Text], words: Sequence[str]) -> set[str]:
    """The keys under which every one of the words stands."""
    keys = {place.key for place in places}
    for word in words:
        pattern = _pattern([word])
        keys &= {place.key for place in places if pattern.search(place.text)}
    return keys


def _spans(places: Sequence[_Text], words: Sequence[str], keys: set[str]) -> list[tuple[_Text, int, int]]:
    pattern = _pattern(words)
    return [
        (place, match.start(), match.end())
        for place in places
        if place.key in keys
        for match in pattern.finditer(place.text)
    ]


def _number(spans: Sequence[tuple[_Text, int, int]]) -> Found:
    hits: list[Hit] = []
    marks: dict[str, dict[int, list[Mark]]] = {}
    for number, (place, start, end) in enumerate(spans, 1):
        anchor = f"treff-{number}"
        hits.append(Hit(anchor, place.path, place.text[max(0, start - _AROUND_CHARS) : end + _AROUND_CHARS]))
        marks.setdefault(place.key, {}).setdefault(place.unit, []).append(Mark(start, end, anchor, "eh-hit"))
    return Found(tuple(hits), marks)
