"""The page with a whole source: contents, search, and links that open it at a passage."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from assistant.ui.answering import Answering
from assistant.ui.blocks import passage_key
from assistant.ui.deeplink import DOCUMENT_PATH, Place, copy_html, page_link, pointer_html, read_place
from assistant.ui.document import Marks, contents_html, document_html, head_html, unit_marks
from assistant.ui.finding import Found, find_in_document
from assistant.ui.fragments import calm_html
from assistant.ui.spans import link_html
from corpus.model import Document, Link
from corpus.sources import Corpus

_AT, _SEARCHED = "dokument-treff", "dokument-sokt"
_GONE = "Stedet i lenken finnes ikke i denne utgaven av kilden; den kan være endret. Her er dokumentet fra begynnelsen."


def show_document(assistant: Answering) -> None:
    """The source of the address (else the first), at the passage of the address, or at the hits of a search."""
    place = read_place(st.query_params.to_dict())
    document = _choose(assistant.corpus, place)
    known = any(passage.id == place.passage for passage in document.passages)
    here = place if known else Place(document.id)
    st.html(head_html(document, date.today()) + _links_html(document, here))
    if place.source not in ("", *(other.id for other in assistant.corpus.documents)) or (
        place.source == document.id and place.passage and not known
    ):
        st.html(calm_html(_GONE))
    with st.container(key="dokument-sok", gap="xxsmall"):
        query = _show_search(place)
        found = find_in_document(document, query)
        at = _show_hits(query, found)
    st.html(_body_html(document, found.marks or unit_marks(document, here)))
    if found.hits:
        st.html(pointer_html(found.hits[at].anchor, occasion=f"{query} {at}"))
    elif here.passage and st.session_state.get(_SEARCHED) != place:
        st.html(pointer_html(passage_key(here.passage), occasion=here.address, focus=True))


def link_to_document(place: Place, label: str) -> None:
    """A link to the document page that keeps the session."""
    page = st.Page(_nowhere, title="Dokumentet", url_path=DOCUMENT_PATH)
    st.page_link(page, label=label, icon=":material/menu_book:", query_params=place.params)


def _nowhere() -> None:
    """Stands for the page in links; the page itself is registered in app.py."""


def _choose(corpus: Corpus, place: Place) -> Document:
    """The document of the place; with several sources the reader may take another."""
    documents = {document.id: document for document in corpus.documents}
    chosen = place.source if place.source in documents else corpus.documents[0].id
    if len(documents) > 1:
        chosen = st.selectbox(
            "Kilde",
            list(documents),
            index=list(documents).index(chosen),
            format_func=lambda source: documents[source].title,
            key=f"dokument-{place.source}",
        )
    return documents[chosen]


def _show_search(place: Place) -> str:
    def search_anew() -> None:
        st.session_state[_AT] = 0
        st.session_state[_SEARCHED] = place

    with st.container(key="dokument-sokefelt", horizontal=True, vertical_alignment="bottom", gap="small"):
        query = st.text_input(
            "Søk i dokumentet",
            type="search",
            key="sok-i-dokumentet",
            placeholder="Ord eller setning",
            on_change=search_anew,
        )
        st.button("Forrige", key="forrige-treff", shortcut="Alt+Up", on_click=_step, args=(-1,))
        st.button("Neste", key="neste-treff", shortcut="Alt+Down", on_click=_step, args=(1,))
    return query or ""


def _step(by: int) -> None:
    st.session_state[_AT] = st.session_state.get(_AT, 0) + by


def _show_hits(query: str, found: Found) -> int:
    """Tells how many hits there are and where the current one stands; gives its number, around the end."""
    if not query.strip():
        text, at = "", 0
    elif not found.hits:
        text, at = f"Ingen treff på «{escape(query.strip())}».", 0
    else:
        at = st.session_state.get(_AT, 0) % len(found.hits)
        hit = found.hits[at]
        text = f"<strong>Treff {at + 1} av {len(found.hits)}</strong> · {escape(hit.path)}"
        text += f'<span class="eh-unseen">: {escape(hit.text)}</span>'
    st.html(f'<p class="eh-small eh-hits" role="status">{text}</p>')
    return at


def _links_html(document: Document, here: Place) -> str:
    """Copying the link to this place, and the original, at its page where it is a PDF."""
    page = next((passage.page for passage in document.passages if passage.id == here.passage), 1)
    pdf = page_link(document, page)
    address = pdf or document.url or ""
    original = ""
    if address.startswith(("https://", "http://")):
        name = f"Åpne side {page} i originalen (PDF)" if pdf else "Åpne originalen"
        original = link_html(Link(name, address), name)
    return f'<p class="eh-links-row">{copy_html(here)}{original}</p>'


def _body_html(document: Document, marks: Marks) -> str:
    contents = contents_html(document)
    return (
        '<div class="eh-book">'
        f'<nav class="eh-contents" aria-label="Innhold"><h2>Innhold</h2>{contents}</nav>'
        f'<details class="eh-contents-folded"><summary>Innhold</summary>{contents}</details>'
        f"{document_html(document, marks)}</div>"
    )
