"""The source beside an answer: the same document, at the cited passage, with the cited words marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from assistant.export import status_text
from assistant.models import Citation
from assistant.ui.answering import Answering
from assistant.ui.blocks import passage_key
from assistant.ui.deeplink import copy_html, page_link, place_of, pointer_html
from assistant.ui.document import citation_marks, document_html
from assistant.ui.groups import Group, heading_names
from assistant.ui.passages import source_html
from assistant.ui.spans import link_html
from corpus.model import Document, Link

PANEL = "dokumentpanel"
_HEADING_BASE = 2
_HEAVY_CHARS = 400_000  # a longer source is shown a chapter at a time


def show_panel(
    assistant: Answering,
    citations: Sequence[Citation],
    *,
    close: Callable[[], None] | None = None,
    height: int | None = None,
) -> None:
    """The document of the first citation, at its passage; all citations of that document are marked.

    `close` is what «Lukk» (and Esc) does; None leaves the button out, as a dialog has its own. `height` is that of the
    frame with the text in pixels; None fills the window. On a narrow screen it covers the page.
    """
    with st.container(key=PANEL):
        if close is not None:
            st.button("Lukk", key="lukk-dokumentet", icon=":material/close:", shortcut="Esc", on_click=close)
        st.html(panel_html(assistant, citations, height))


def panel_html(assistant: Answering, citations: Sequence[Citation], height: int | None = None) -> str:
    """The panel without its button; what was quoted alone where the passage is no longer in the sources."""
    first = citations[0]
    passage = assistant.corpus.passages.get(first.passage)
    if passage is None:
        return source_html(assistant.corpus, Group(first.passage, tuple(citations)))
    document = assistant.corpus.document(passage.source_id)
    marks = citation_marks(document, citations)
    text = document_html(document, marks, base=_HEADING_BASE)
    if len(text) > _HEAVY_CHARS:
        chapter = passage.headings[0] if passage.headings else ""
        text = document_html(document, marks, base=_HEADING_BASE, chapter=chapter)
    size = f' style="height: {height}px"' if height else ""
    return (
        f'{_head_html(document, citations)}<div class="eh-frame" role="region" tabindex="0" '
        f'aria-label="Dokumentet med sitatet markert"{size}>{text}</div>'
        + pointer_html(
            passage_key(passage.id), occasion=" ".join(f"{c.passage} {c.unit}" for c in citations), focus=True
        )
    )


def _head_html(document: Document, citations: Sequence[Citation]) -> str:
    first, place = citations[0], place_of(citations)
    page = f"Side {first.page}" if first.page else ""
    if pdf := page_link(document, first.page):
        page = link_html(Link(page, pdf), f"{page} i PDF")
    facts = " · ".join(filter(None, (escape(document.title), page, escape(status_text(document.label)))))
    path = " › ".join(escape(name) for name in heading_names(first.heading))
    whole = f'<a href="{escape(place.address, quote=True)}" target="_blank" rel="noopener">Åpne hele dokumentet</a>'
    return (
        f'<div class="eh-panel-head"><h2>{path}</h2><p class="eh-small">{facts}</p>'
        f'<p class="eh-links-row">{whole}{copy_html(place)}</p></div>'
    )
