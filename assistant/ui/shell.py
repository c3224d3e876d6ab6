"""What is the same on every page: the style, the sidebar, and the page for when nothing can be opened."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import Page

from assistant.conversation import Heading
from assistant.export import status_text
from assistant.ui import talk
from assistant.ui.archive import Archive, leave_chat, take_list_told
from assistant.ui.groups import escape_label
from assistant.ui.notat_desk import told_html
from corpus.errors import EhelseError
from corpus.sources import Corpus

_FOLDER = Path(__file__).parent
_SCRIPTS = ("page.js", "chat.js")
_NEW_KEY = "F2"  # no letter: those are what people write with; neither browsers nor screen readers use it
_MORE = "samtaler-vist"
_FIRST_SHOWN = 8
_TITLE_CHARS = 120


def apply_style() -> None:
    """Our style sheets and the few lines of script; all are local files."""
    # Dialogs hang outside of the app's element and would not know which theme is on.
    scheme = "dark" if st.context.theme.type == "dark" else "light"
    st.logo(_FOLDER / "logo.svg", size="large")
    style = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sorted(_FOLDER.glob("*.css"), key=_style_first))
    st.html(f"<style>:root {{ --eh-scheme: {scheme}; }}\n{style}</style>")
    script = "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    with st.container(key="skript"):
        st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def _style_first(sheet: Path) -> tuple[bool, str]:
    return sheet.name != "style.css", sheet.name


def show_sidebar(corpus: Corpus, chat: Page, *, here: Page) -> DeltaGenerator:
    """«Ny samtale» and what to know about the assistant; returns the place for the conversations.

    `chat` is the page with the chat, `here` the one that is shown.
    """
    if here.url_path != chat.url_path:
        leave_chat()
    with st.sidebar:
        began = st.button(
            "Ny samtale",
            key="ny-samtale",
            icon=":material/edit_square:",
            on_click=talk.start_over,
            shortcut=_NEW_KEY,
            width="stretch",
        )
        place = st.container(key="samtaler", gap="xsmall")
        st.html(about_html(corpus))
    if began and here.url_path != chat.url_path:
        st.switch_page(chat)
    return place


def show_conversations(archive: Archive, chat: Page, *, here: Page) -> None:
    """The kept conversations, newest first: to be opened, renamed and deleted."""
    if not archive.keeps:
        return
    good, told = take_list_told()
    try:
        headings = archive.headings()
    except EhelseError as error:
        headings, good, told = [], False, f"Samtalene kan ikke vises. {error.message} {error.remedy}".strip()
    if headings:
        st.html('<h2 class="eh-side-title">Samtaler</h2>')
    st.html(told_html(told, good=good))
    shown = _FIRST_SHOWN * (1 + int(st.session_state.get(_MORE, 0)))
    for heading in headings[:shown]:
        _show_heading(archive, heading, chat, on_chat=here.url_path == chat.url_path)
    if len(headings) > shown:
        st.button("Vis flere samtaler", key="samtaler-flere", type="tertiary", on_click=_show_more)


def _show_heading(archive: Archive, heading: Heading, chat: Page, *, on_chat: bool) -> None:
    title = escape_label(heading.title)
    with st.container(key=f"samtale-rad-{heading.id}", horizontal=True, vertical_alignment="center", gap=None):
        if on_chat and heading.id == talk.current().id:
            st.html(f'<p class="eh-current" aria-current="true">{escape(heading.title)}</p>')
        else:
            opened = st.button(
                title, key=f"samtale-apne-{heading.id}", type="tertiary", on_click=archive.open, args=(heading.id,)
            )
            if opened and not on_chat:
                st.switch_page(chat)
        _show_care(archive, heading, title)


def _show_care(archive: Archive, heading: Heading, title: str) -> None:
    """Rename and delete; deleting takes a tick that tells what it means."""
    key, field = f"samtale-stell-{heading.id}", f"samtale-navn-{heading.id}"
    popover = st.popover(
        f"Endre eller slett: {title}", icon=":material/more_horiz:", type="tertiary", key=key, on_change="rerun"
    )
    if not popover.open:
        return
    with popover:
        st.text_input("Navn", value=heading.title, key=field, max_chars=_TITLE_CHARS)
        st.button("Lagre navnet", key=f"{field}-lagre", on_click=archive.rename, args=(heading.id, field, key))
        st.divider()
        sure = st.checkbox("Jeg vil slette samtalen. Det kan ikke angres.", key=f"samtale-sikker-{heading.id}")
        st.button(
            "Slett samtalen",
            key=f"samtale-slett-{heading.id}",
            disabled=not sure,
            on_click=archive.delete,
            args=(heading.id, heading.title),
        )


def _show_more() -> None:
    st.session_state[_MORE] = int(st.session_state.get(_MORE, 0)) + 1


def about_html(corpus: Corpus) -> str:
    """Source, age, privacy and limits, in few words."""
    sources = "".join(
        f"<p>{escape(d.publisher)}: {escape(d.title)}. "
        f"<strong>{escape(status_text(d.label)).capitalize()}.</strong></p>"
        for d in corpus.documents
    )
    return (
        f'<details class="eh-about"><summary><h2>Om assistenten</h2></summary>{sources}'
        "<p>Svarene er kopiert ord for ord fra kilden. Når kilden ikke svarer, sier assistenten det.</p>"
        "<h3>Personvern</h3><p>Alt skjer på denne maskinen. Ikke skriv inn opplysninger om pasienter; "
        "spørsmål med fødselsnummer stoppes og lagres ikke. Vurderer du et svar, lagres spørsmålet, svaret og "
        "vurderingen, uten navnet ditt.</p>"
        "<h3>Begrensninger</h3><p>Kilden beskriver situasjonen på sin dato. Assistenten gir ikke råd om "
        "behandling av enkeltpersoner.</p></details>"
    )


def show_opening(place: DeltaGenerator, what: str, done: int, total: int) -> None:
    """The page while the sources are made ready."""
    place.html(opening_html(what, done, total))


def opening_html(what: str, done: int, total: int) -> str:
    """How far the first start is; without a total, that it goes on."""
    step = f"{escape(what)}: {done} av {total}" if total else "Leser kildene …"
    size = f' max="{total}" value="{done}"' if total else ""
    return (
        '<header class="eh-welcome"><h1>Gjør klar kildene</h1>'
        "<p>Første gang kan det ta noen minutter. Siden åpner seg selv når alt er klart.</p></header>"
        f'<p class="eh-small">{step}</p><progress class="eh-progress" aria-label="Gjør klar kildene"{size}></progress>'
    )


def show_unavailable(message: str, remedy: str) -> None:
    """The page where the assistant cannot be opened: what is wrong, and what to do."""
    st.html(
        '<header class="eh-welcome"><h1>Assistenten er ikke klar</h1></header>'
        f'<div class="eh-calm" role="alert"><p>{escape(message)}</p><p><strong>{escape(remedy)}</strong></p></div>'
    )
    st.button("Prøv igjen", key="prov-igjen")
