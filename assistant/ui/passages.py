"""A cited passage as it stands in its section: its whole text with the quotes marked, and its neighbours in grey."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from assistant.export import status_text
from assistant.models import Citation
from assistant.ui.groups import Group, heading_names
from corpus.model import Document, Link, Passage, Unit
from corpus.sources import Corpus


def source_html(corpus: Corpus, group: Group) -> str:
    """The whole view of a group's passage; the quotes alone where the passage is no longer in the corpus."""
    first = group.citations[0]
    passage = corpus.passages.get(group.passage)
    if passage is None:
        quotes = "".join(f"<p><mark>{escape(citation.quote)}</mark></p>" for citation in group.citations)
        return f'<div class="eh-source">{_head(first, None)}<div class="eh-passage">{quotes}</div></div>'
    document = corpus.document(passage.source_id)
    before, after = neighbours(document, passage)
    body = (
        _context(before)
        + f'<div class="eh-passage">{passage_html(passage, group.citations)}</div>'
        + _context(after)
        + links_html([link for unit in passage.units for link in unit.links])
    )
    return f'<div class="eh-source">{_head(first, document)}{body}</div>'


def neighbours(document: Document, passage: Passage) -> tuple[Passage | None, Passage | None]:
    """The passages right before and after in the same section."""
    for section in document.sections:
        for index, other in enumerate(section.passages):
            if other.id == passage.id:
                before = section.passages[index - 1] if index else None
                after = section.passages[index + 1] if index + 1 < len(section.passages) else None
                return before, after
    return None, None


def passage_html(passage: Passage, citations: Sequence[Citation] = ()) -> str:
    """The text of a passage with the quotes of its citations marked."""
    return layout_passage(passage, list(map(_unit_html, passage.units, quotes_by_unit(passage, citations))))


def layout_passage(passage: Passage, texts: Sequence[str]) -> str:
    """A passage from the HTML of its units: sentences as a paragraph, items as a list, a table row as named cells."""
    pairs = list(zip(passage.units, texts, strict=True))
    if passage.kind == "row":
        return _row_html(pairs)
    parts: list[str] = []
    for listed, group in groupby(pairs, key=lambda pair: pair[0].role in ("item", "cell")):
        run = list(group)
        parts.append(_list_html(run) if listed else f"<p>{' '.join(text for _, text in run)}</p>")
    return "".join(parts)


def layout_cell(cells: Sequence[tuple[Unit, str]]) -> str:
    """The lines of a table cell; a list where the source has bullets."""
    if any(unit.depth for unit, _ in cells):
        return _list_html([(Unit("", "", "cell"), text) for _, text in cells])
    return "<br>".join(text for _, text in cells)


def links_html(links: Iterable[Link], title: str = "Lenker i avsnittet") -> str:
    """Links of a text; those that only work on somebody's own machine are told, not linked."""
    unique = list(dict.fromkeys(links))
    if not unique:
        return ""
    head = f'<p class="eh-small">{escape(title)}</p>' if title else ""
    return f'{head}<ul class="eh-links">{"".join(map(_link_item, unique))}</ul>'


def _link_item(link: Link) -> str:
    name = escape(link.text or link.url)
    if link.followable:
        href = escape(link.url, quote=True)
        return f'<li><a href="{href}" target="_blank" rel="noopener noreferrer">{name}</a></li>'
    return f'<li>{name} <span class="eh-muted">– kan ikke åpnes: adressen i kilden er ikke en nettadresse</span></li>'


def _head(citation: Citation, document: Document | None) -> str:
    path = " › ".join(escape(name) for name in heading_names(citation.heading))
    number = f"Kapittel {escape(citation.section)}" if citation.section else ""
    page = f"Side {citation.page}" if citation.page else ""
    status = escape(status_text(citation.label or citation.date or "udatert"))
    title = escape(citation.title)
    url = document.url if document else citation.url
    if url and Link(citation.title, url).followable:
        title = f'<a href="{escape(url, quote=True)}" target="_blank" rel="noopener noreferrer">{title}</a>'
    facts = " · ".join(filter(None, [number, page, status[:1].upper() + status[1:]]))
    return f'<p class="eh-path">{path}</p><p class="eh-small">{title}<br>{facts}</p>'


def _context(passage: Passage | None) -> str:
    return f'<div class="eh-context">{passage_html(passage)}</div>' if passage else ""


def quotes_by_unit(passage: Passage, citations: Sequence[Citation]) -> list[list[str]]:
    """For each unit of a passage, what of it is cited."""
    return [_quotes_of(index, unit, passage, citations) for index, unit in enumerate(passage.units)]


def _quotes_of(index: int, unit: Unit, passage: Passage, citations: Sequence[Citation]) -> list[str]:
    """The quotes that stand in a unit: by its number, or by text where the number does not fit."""
    found = []
    for citation in citations:
        fits = citation.unit < len(passage.units) and citation.quote in passage.units[citation.unit].text
        if citation.unit == index if fits else citation.quote in unit.text or unit.text in citation.quote:
            found.append(citation.quote)
    return found


def _unit_html(unit: Unit, quotes: Sequence[str]) -> str:
    label = f"<strong>{escape(unit.label)}:</strong> " if unit.label else ""
    return label + mark_quotes(unit.text, quotes)


def mark_quotes(text: str, quotes: Sequence[str]) -> str:
    """Escaped text with its quotes in <mark>; a text that lies within a quote is marked whole."""
    for quote in sorted(quotes, key=len, reverse=True):
        if quote and quote in text:
            before, after = text.split(quote, 1)
            return f"{escape(before)}<mark>{escape(quote)}</mark>{escape(after)}"
    return f"<mark>{escape(text)}</mark>" if quotes else escape(text)


def _list_html(items: Sequence[tuple[Unit, str]]) -> str:
    lines = "".join(f'<li class="eh-depth-{min(unit.depth, 2)}">{text}</li>' for unit, text in items)
    return f"<ul>{lines}</ul>"


def _row_html(pairs: Sequence[tuple[Unit, str]]) -> str:
    parts: list[str] = []
    for column, run in groupby(pairs, key=lambda pair: pair[0].column):
        body = layout_cell(list(run))
        parts.append(f"<div>{f'<dt>{escape(column)}</dt>' if column else ''}<dd>{body}</dd></div>")
    return f"<dl>{''.join(parts)}</dl>"
