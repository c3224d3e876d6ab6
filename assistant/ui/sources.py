"""The page that tells what the answers are made of."""

from __future__ import annotations

from html import escape

import streamlit as st

from assistant.export import status_text
from assistant.ui.answering import Answering
from assistant.ui.passages import links_html
from corpus.model import Document

_RANKS = {"summary": "Kunnskapsoppsummering"}


def show_sources(assistant: Answering) -> None:
    """Every source with its age, and its links."""
    corpus = assistant.corpus
    st.html(
        '<header class="eh-welcome"><h1>Kilder</h1><p>Assistenten svarer bare med det som står her. '
        "Datoen sier hvilken tid kilden beskriver; noe kan ha endret seg siden.</p></header>"
    )
    for document in corpus.documents:
        st.html(document_html(document))
        links = links_html(
            (link for passage in document.passages for unit in passage.units for link in unit.links), title=""
        )
        if links:
            with st.expander("Lenker i kilden", key=f"lenker-{document.id}"):
                st.html(f'<div class="eh-source">{links}</div>')
    for number, problem in enumerate(corpus.problems):
        st.html(
            f'<div class="eh-notice" role="note"><span>{escape(problem.message)}</span></div>' if number < 10 else ""
        )


def document_html(document: Document) -> str:
    """What is known about a source."""
    chapters = len({section.number.split(".")[0] for section in document.sections if section.number})
    facts = {
        "Utgiver": document.publisher or "ikke oppgitt",
        "Alder": status_text(document.label).capitalize(),
        "Type": _RANKS.get(document.rank, document.rank),
        "Omfang": f"{len(document.passages)} avsnitt i {chapters} kapitler",
    }
    rows = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in facts.items())
    address = ""
    if document.url and document.url.startswith(("https://", "http://")):
        href = escape(document.url, quote=True)
        address = f'<p><a href="{href}" target="_blank" rel="noopener noreferrer">Åpne originalen</a></p>'
    return f'<article class="eh-document"><h2>{escape(document.title)}</h2><dl>{rows}</dl>{address}</article>'
