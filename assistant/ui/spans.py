"""Marks and links in a plain text, as HTML. Both are given by their place in the text, so they may overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from corpus.model import Link, Unit

_DEAD = ' <span class="eh-ours">(lenken i kilden kan ikke åpnes)</span>'


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a text to be marked; `anchor` is an id to go to, `kind` a class of its own look."""

    start: int
    end: int
    anchor: str = ""
    kind: str = ""


def mark_text(text: str, marks: Iterable[Mark], links: Sequence[Link] = ()) -> str:
    """Escaped text with its marks, and its links at their words; one that cannot be followed is told, not linked."""
    ordered = _apart(marks)
    parts: list[str] = []
    for start, end, link in _link_pieces(text, links):
        inner = _marked(text, ordered, start, end)
        if link is None:
            parts.append(inner)
        else:
            parts.append(link_html(link, inner) if link.followable else inner + _DEAD)
    return "".join(parts)


def link_html(link: Link, inner: str) -> str:
    """A link that opens in a tab of its own."""
    href = escape(link.url, quote=True)
    return f'<a href="{href}" target="_blank" rel="noopener noreferrer">{inner}</a>'


def quote_marks(unit: Unit, quotes: Sequence[str]) -> list[Mark]:
    """Where quotes stand in a unit; a quote that is more than the unit, or is written otherwise, marks it whole."""
    found = [
        Mark(unit.text.index(quote), unit.text.index(quote) + len(quote)) for quote in quotes if quote in unit.text
    ]
    return [mark for mark in found if mark.end > mark.start] or ([Mark(0, len(unit.text))] if quotes else [])


def _apart(marks: Iterable[Mark]) -> list[Mark]:
    """The marks in order; of two that overlap, the first and longest stays."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def _link_pieces(text: str, links: Sequence[Link]) -> Iterator[tuple[int, int, Link | None]]:
    """The text cut where links begin and end: start, end, and the link that the piece is."""
    at = 0
    for link in links:
        start = text.find(link.text, at) if link.text else -1
        if start < 0:
            continue
        if start > at:
            yield at, start, None
        at = start + len(link.text)
        yield start, at, link
    if at < len(text):
        yield at, len(text), None


def _marked(text: str, marks: Sequence[Mark], start: int, end: int) -> str:
    """The text from start to end with what is marked of it; an anchor stands once, where its mark begins."""
    parts: list[str] = []
    at = start
    for mark in marks:
        first, last = max(mark.start, start), min(mark.end, end)
        if first >= last:
            continue
        anchor = f' id="{escape(mark.anchor)}"' if mark.anchor and first == mark.start else ""
        kind = f' class="{escape(mark.kind)}"' if mark.kind else ""
        parts.append(f"{escape(text[at:first])}<mark{anchor}{kind}>{escape(text[first:last])}</mark>")
        at = last
    return "".join(parts) + escape(text[at:end])
