"""A whole source as HTML: headings, passages that can be linked to, tables, page numbers, and what was moved.

The HTML of each block is kept; only blocks with something marked (a quote, a hit of a search) are built anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from html import escape

from assistant.export import status_text
from assistant.models import Citation
from assistant.ui.blocks import Block, columns_of, find_blocks, heading_key, passage_key
from assistant.ui.deeplink import Place, copy_html, page_link
from assistant.ui.passages import layout_cell, layout_passage, quotes_by_unit
from assistant.ui.spans import Mark, mark_text, quote_marks
from assistant.upkeep import RANKS, describe_age
from corpus.model import Document, Passage, Section, Unit

Marks = Mapping[str, Mapping[int, Sequence[Mark]]]
"""What is marked: passage id -> number of the unit, or label_of(number) -> marks in its text; heading_key -> 0."""

_DEEPEST = 6
_KEPT = 16


def label_of(unit: int) -> int:
    """What the label of a unit is marked under, beside the unit's own number."""
    return -1 - unit


def head_html(document: Document, today: date) -> str:
    """The title, whose it is, and how old."""
    status = f"{status_text(document.label)} ({describe_age(document.date, today)})"
    rank = RANKS.get(document.rank, document.rank)
    facts = " · ".join(escape(fact[:1].upper() + fact[1:]) for fact in (document.publisher, rank, status) if fact)
    return f'<header class="eh-head"><h1>{escape(document.title)}</h1><p class="eh-small">{facts}</p></header>'


def unit_marks(document: Document, place: Place) -> Marks:
    """The marks of a link: the named units of its passage, whole. Units that it does not have are passed over."""
    passage = next((passage for passage in document.passages if passage.id == place.passage), None)
    if passage is None:
        return {}
    units = [number for number in place.units if number < len(passage.units)]
    return {passage.id: {number: [Mark(0, len(passage.units[number].text))] for number in units}}


def citation_marks(document: Document, citations: Sequence[Citation]) -> Marks:
    """The marks of citations: their quotes, wherever they stand in the document."""
    cited = {citation.passage for citation in citations}
    return {
        passage.id: {
            number: quote_marks(passage.units[number], quotes)
            for number, quotes in enumerate(quotes_by_unit(passage, [c for c in citations if c.passage == passage.id]))
            if quotes
        }
        for passage in document.passages
        if passage.id in cited
    }


def contents_html(document: Document) -> str:
    """The table of contents as a list of links to the headings."""
    items = "".join(
        f'<li class="eh-level-{min(section.level, 3)}">'
        f'<a href="#{heading_key(number)}">{escape(section.title)}</a></li>'
        for number, section in enumerate(document.sections)
        if section.title
    )
    return f"<ul>{items}</ul>"


def document_html(document: Document, marks: Marks | None = None, *, base: int = 1, chapter: str | None = None) -> str:
    """The document with its marks; `base` is the heading level above its first headings; `chapter` shows only that."""
    wanted = marks or {}
    body = "".join(
        html if block.keys.isdisjoint(wanted) else block_html(document, block, wanted, base)
        for block, html in zip(find_blocks(document), _plain_blocks(document, base), strict=True)
        if chapter is None or block.chapter == chapter
    )
    language = escape(document.language, quote=True)
    return f'<article class="eh-text" lang="{language}">{body}</article>'


@lru_cache(maxsize=_KEPT)
def _plain_blocks(document: Document, base: int) -> tuple[str, ...]:
    return tuple(block_html(document, block, {}, base) for block in find_blocks(document))


def block_html(document: Document, block: Block, marks: Marks, base: int) -> str:
    """One block."""
    if block.section:
        return _heading_html(document, block, block.section, marks, base)
    texts = {
        (passage.id, index): _page_html(document, block.pages.get((passage.id, index)))
        + _unit_html(unit, index, marks.get(passage.id, {}))
        for passage in block.passages
        for index, unit in enumerate(passage.units)
    }
    note = f'<p class="eh-ours">Flyttet i denne utgaven: {escape(block.moved)}.</p>' if block.note else ""
    kind = " eh-moved" if block.moved else ""
    if block.passages[0].kind == "row":
        return f'<div class="eh-block{kind}">{note}{_table_html(block.passages, texts)}</div>'
    passage = block.passages[0]
    inner = layout_passage(passage, [texts[passage.id, index] for index in range(len(passage.units))])
    if passage.kind == "footnote":
        kind, note = f"{kind} eh-footnote", '<span class="eh-ours">Fotnote</span>'
    return f'<div class="eh-block{kind}" id="{passage_key(passage.id)}" tabindex="-1">{note}{inner}</div>'


def _heading_html(document: Document, block: Block, section: Section, marks: Marks, base: int) -> str:
    level = min(section.level + base, _DEEPEST)
    key = heading_key(block.number)
    title = mark_text(section.title, marks.get(key, {}).get(0, ()))
    copy = copy_html(Place(document.id, section.passages[0].id), about=section.title) if section.passages else ""
    return f'<div class="eh-heading"><h{level} id="{key}" tabindex="-1">{title}</h{level}>{copy}</div>'


def _page_html(document: Document, page: int | None) -> str:
    """The number of a page where it begins; a link where the page can be opened."""
    if page is None:
        return ""
    link = page_link(document, page)
    name = f"Side {page}"
    if link:
        name = f'<a href="{escape(link, quote=True)}" target="_blank" rel="noopener noreferrer">{name}</a>'
    return f'<span class="eh-page" id="side-{page}">{name}</span>'


def _unit_html(unit: Unit, index: int, marks: Mapping[int, Sequence[Mark]]) -> str:
    name = mark_text(unit.label, marks.get(label_of(index), ()))
    label = f"<strong>{name}:</strong> " if unit.label else ""
    return label + mark_text(unit.text, marks.get(index, ()), unit.links)


def _table_html(rows: Sequence[Passage], texts: Mapping[tuple[str, int], str]) -> str:
    columns = list(columns_of(rows))
    head = "".join(f'<th scope="col">{escape(column)}</th>' if column else "<td></td>" for column in columns)
    body = "".join(_table_row_html(row, columns, texts) for row in rows)
    return f'<table class="eh-grid"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _table_row_html(row: Passage, columns: Sequence[str], texts: Mapping[tuple[str, int], str]) -> str:
    cells = ""
    for column in columns:
        lines = [(unit, texts[row.id, index]) for index, unit in enumerate(row.units) if unit.column == column]
        cells += f'<td data-col="{escape(column, quote=True)}">{layout_cell(lines)}</td>'
    return f'<tr id="{passage_key(row.id)}" tabindex="-1">{cells}</tr>'
