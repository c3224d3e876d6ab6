"""The empty conversation: what this is, and questions to begin with."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from assistant.export import status_text
from assistant.ui.fragments import icon_html, label_html
from assistant.ui.groups import escape_label
from corpus.sources import Corpus

EXAMPLES: dict[str, tuple[str, ...]] = {
    "For helsepersonell": (
        "Hva er kjernejournal?",
        "Hva er gevinstene ved e-multidose?",
        "Hva må være på plass før vi tar i bruk SFM?",
    ),
    "For rådgivere og ledere": (
        "Hva er forskjellen på kjernejournal og SFM?",
        "Hvilke anbefalinger gjelder for kommunal sektor?",
        "Hvilke risikoer er det ved innføring, og hvilke tiltak?",
    ),
}


def show_welcome(corpus: Corpus, ask: Callable[[str], None]) -> None:
    """The welcome and six examples; `ask` puts the chosen one."""
    st.html(welcome_html(corpus))
    for column, (group, questions) in zip(st.columns(len(EXAMPLES)), EXAMPLES.items(), strict=True):
        with column, st.container(key=f"eksempler-{group.split()[1]}", gap="small"):
            st.html(label_html(group))
            for question in questions:
                st.button(
                    escape_label(question), key=f"eksempel-{question}", on_click=ask, args=(question,), width="stretch"
                )


def welcome_html(corpus: Corpus) -> str:
    """What the assistant answers, from which documents and dates, and what must not be entered."""
    sources = ", ".join(
        f"{document.publisher} – «{document.title}» ({status_text(document.label)})" for document in corpus.documents
    )
    return (
        '<header class="eh-welcome"><h1>Spør om digitale løsninger på legemiddelområdet</h1>'
        "<p>Få svar om kjernejournal, SFM, e-multidose, PLL, legemiddelhåndtering og innføring i kommunene. "
        "Svarene er kopiert ord for ord fra kilden, og du kan åpne stedet der det står.</p>"
        f'<p class="eh-small">Kilde: {escape(sources)}</p>'
        '<p class="eh-privacy">' + icon_html("lock") + " Ikke skriv inn opplysninger om pasienter.</p></header>"
    )
