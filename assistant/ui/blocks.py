"""A document cut into what is shown as one: a heading, a passage, or the rows of one table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.model import Document, Passage, Section

_MOVED = re.compile(r"<!-- flyttet: (.*?) -->.*?<!-- /flyttet -->", re.DOTALL)
_KEPT = 16


@dataclass(frozen=True)
class Block:
    """A heading (`section` set), or passages: one, or the rows of a table.

    `pages` are the pages that begin in it: (passage id, number of the unit) -> page. `moved` tells why a moved part
    stands here; `note` is whether the telling is at this block. `chapter` is the outermost heading.
    """

    number: int
    section: Section | None
    passages: tuple[Passage, ...]
    pages: Mapping[tuple[str, int], int]
    moved: str = ""
    note: bool = False
    chapter: str = ""

    @property
    def keys(self) -> frozenset[str]:
        """What marks in this block are under."""
        return frozenset((heading_key(self.number),)) if self.section else frozenset(p.id for p in self.passages)


def heading_key(number: int) -> str:
    """Id of the heading of a document's section, counted from 0."""
    return f"del-{number}"


def passage_key(passage_id: str) -> str:
    """Id of the element that shows a passage."""
    return f"avsnitt-{passage_id}"


@lru_cache(maxsize=_KEPT)
def find_blocks(document: Document) -> tuple[Block, ...]:
    """The blocks of a document, in its order."""
    moved = [(match.start(), match.end(), match[1]) for match in _MOVED.finditer(document.markdown)]
    blocks: list[Block] = []
    page, told = 0, set[str]()
    for number, section in enumerate(document.sections):
        chapter = section.headings[0] if section.headings else ""
        if section.title:
            blocks.append(Block(number, section, (), {}, chapter=chapter))
        for passages in _gather_rows(section.passages):
            pages = dict(_new_pages(passages, page))
            page = max([page, *pages.values()])
            start = passages[0].span[0]
            why = next((reason for first, last, reason in moved if first <= start < last), "")
            blocks.append(Block(number, None, passages, pages, why, bool(why) and why not in told, chapter))
            told.add(why)
    return tuple(blocks)


def _new_pages(passages: Sequence[Passage], page: int) -> Iterator[tuple[tuple[str, int], int]]:
    """The units where a later page than `page` is first met."""
    for passage in passages:
        for index, unit in enumerate(passage.units):
            if unit.page is not None and unit.page > page:
                page = unit.page
                yield (passage.id, index), page


def _gather_rows(passages: Sequence[Passage]) -> Iterator[tuple[Passage, ...]]:
    """Rows of one table together, all other passages alone. A row with a column of its own begins another table."""
    rows: list[Passage] = []
    for passage in passages:
        fits = passage.kind == "row" and rows and columns_of([passage]).keys() <= columns_of(rows).keys()
        if rows and not fits:
            yield tuple(rows)
            rows = []
        if passage.kind == "row":
            rows.append(passage)
        else:
            yield (passage,)
    if rows:
        yield tuple(rows)


def columns_of(rows: Sequence[Passage]) -> dict[str, None]:
    """The columns of rows, in their order."""
    return dict.fromkeys(unit.column for row in rows for unit in row.units)
