"""What a mark in an answer shows before it is opened: the quote, where it stands, and how old that is."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from assistant.export import status_text
from assistant.models import Citation, Language
from assistant.ui.groups import heading_names
from assistant.ui.words import word


def tip_key(exchange: int, number: int) -> str:
    """Id of what is told about a mark; page.js shows it, and screen readers read it as the mark's description."""
    return f"tips-{exchange}-{number}"


def tips_html(citations: Iterable[Citation], exchange: int, language: Language = "nb") -> str:
    """What is told about each citation, hidden until its mark is pointed at."""
    tips = "".join(_tip_html(citation, exchange, language) for citation in citations)
    return f"<div hidden>{tips}</div>" if tips else ""


def _tip_html(citation: Citation, exchange: int, language: Language) -> str:
    page = f"{word('page', language)} {citation.page}" if citation.page else ""
    path = " › ".join(filter(None, (citation.section, *heading_names(citation.heading)[-2:])))
    facts = " · ".join(filter(None, (citation.title, page, status_text(citation.label or citation.date or ""))))
    return (
        f'<div id="{tip_key(exchange, citation.n)}"><p class="eh-tip-quote">«{escape(citation.quote)}»</p>'
        f'<p class="eh-tip-path">{escape(path)}</p><p class="eh-tip-facts">{escape(facts)}</p>'
        f'<p class="eh-tip-hint">{word("open", language)}</p></div>'
    )
