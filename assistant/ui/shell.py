"""What is the same on every page: the style, the sidebar, and the page for when nothing can be opened."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from assistant.export import status_text
from assistant.ui.chat import start_over
from corpus.sources import Corpus

_FOLDER = Path(__file__).parent


def apply_style() -> None:
    """Our style sheet and the few lines of script; both are local files."""
    # Dialogs hang outside of the app's element and would not know which theme is on.
    scheme = "dark" if st.context.theme.type == "dark" else "light"
    st.logo(_FOLDER / "logo.svg", size="large")
    style = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sorted(_FOLDER.glob("*.css"), key=_style_first))
    st.html(f"<style>:root {{ --eh-scheme: {scheme}; }}\n{style}</style>")
    script = (_FOLDER / "page.js").read_text(encoding="utf-8")
    with st.container(key="skript"):
        st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def _style_first(sheet: Path) -> tuple[bool, str]:
    return sheet.name != "style.css", sheet.name


def show_sidebar(corpus: Corpus) -> None:
    """«Ny samtale» and what to know about the assistant."""
    with st.sidebar:
        st.button("Ny samtale", key="ny-samtale", icon=":material/edit_square:", on_click=start_over, width="stretch")
        st.html(about_html(corpus))


def about_html(corpus: Corpus) -> str:
    """Source, age, privacy and limits, in few words."""
    sources = "".join(
        f"<p>{escape(d.publisher)}: {escape(d.title)}. "
        f"<strong>{escape(status_text(d.label)).capitalize()}.</strong></p>"
        for d in corpus.documents
    )
    return (
        f'<section class="eh-about"><h2>Om assistenten</h2>{sources}'
        "<p>Svarene er kopiert ord for ord fra kilden. Når kilden ikke svarer, sier assistenten det.</p>"
        "<h3>Personvern</h3><p>Alt skjer på denne maskinen. Ikke skriv inn opplysninger om pasienter; "
        "spørsmål med fødselsnummer stoppes og lagres ikke. Vurderer du et svar, lagres spørsmålet, svaret og "
        "vurderingen, uten navnet ditt.</p>"
        "<h3>Begrensninger</h3><p>Kilden beskriver situasjonen på sin dato. Assistenten gir ikke råd om "
        "behandling av enkeltpersoner.</p></section>"
    )


def show_unavailable(message: str, remedy: str) -> None:
    """The page where the assistant cannot be opened: what is wrong, and what to do."""
    st.html(
        '<header class="eh-welcome"><h1>Assistenten er ikke klar</h1></header>'
        f'<div class="eh-calm" role="alert"><p>{escape(message)}</p><p><strong>{escape(remedy)}</strong></p></div>'
    )
    st.button("Prøv igjen", key="prov-igjen")
