"""The Streamlit entry: opens the assistant and shows the chosen page."""

from __future__ import annotations

import gc
import logging

import streamlit as st

from assistant.settings import Settings, load_settings
from assistant.storage import Storage, open_storage
from assistant.ui.access import find_person, show_account, show_keeping, show_login
from assistant.ui.answering import Answering
from assistant.ui.archive import Archive
from assistant.ui.chat import show_chat
from assistant.ui.dekning import show_coverage
from assistant.ui.document_page import show_document
from assistant.ui.innmeldinger import show_triage
from assistant.ui.notat import show_memos
from assistant.ui.opening import Opening, Progress
from assistant.ui.oversikter import show_overviews
from assistant.ui.shell import apply_style, show_conversations, show_opening, show_sidebar, show_unavailable
from assistant.ui.sources import show_sources
from assistant.ui.treffsikkerhet import show_accuracy
from corpus.errors import EhelseError

_ABOUT = "**E-helseassistenten** svarer ord for ord fra kilder om digitale løsninger på legemiddelområdet."
_MISSPELT = "Hva er kjernejurnal?"


@st.cache_resource(show_spinner=False)
def _opening() -> Opening:
    return Opening()


def find_assistant(settings: Settings) -> Answering:
    """The one that a test put into the session, or the process's own; how far its first start is, is shown."""
    given: Answering | None = st.session_state.get("assistant")
    if given is not None:
        return given

    def open_it(progress: Progress) -> Answering:
        from assistant.models import Question
        from assistant.service import open_assistant  # heavy: not before the page is painted

        assistant = open_assistant(settings, progress)
        assistant.ask(Question(question=_MISSPELT))  # loads the word lists that the first such question would wait for
        # Streamlit collects garbage after every run of a page; what is kept for good would be gone through each time.
        gc.collect()
        gc.freeze()
        return assistant

    place = st.empty()
    try:
        return _opening().wait(open_it, lambda *step: show_opening(place, *step))
    finally:
        place.empty()


@st.cache_resource(show_spinner=False)
def _open_storage(_settings: Settings) -> Storage:
    return open_storage(_settings)


def find_storage(settings: Settings) -> Storage | None:
    """What came into the session with an assistant (perhaps nothing: then nothing is kept), or the process's own."""
    if "assistant" in st.session_state:
        given: Storage | None = st.session_state.get("storage")
        return given
    return _open_storage(settings)


def main() -> None:
    """One run of the page."""
    st.set_page_config(page_title="E-helseassistenten", page_icon="💊", menu_items={"About": _ABOUT})
    apply_style()
    try:
        settings = load_settings()
        person = find_person(settings)
        if person is None:
            show_login()
            return
        assistant, storage = find_assistant(settings), find_storage(settings)
    except EhelseError as error:
        show_unavailable(error.message, error.remedy)
        return
    except Exception:  # whatever stops the start, the user is told what to do, and the log tells the rest
        logging.getLogger(__name__).exception("Assistenten kunne ikke åpnes.")
        show_unavailable("Noe uventet stoppet oppstarten.", "Se loggen, og kjør «ehelse index status».")
        return
    archive = Archive(storage, person.owner)
    chat = st.Page(lambda: show_chat(assistant, storage, person.owner), title="Chat", url_path="chat", default=True)
    page = st.navigation(
        [
            chat,
            st.Page(lambda: show_document(assistant), title="Dokumentet", url_path="dokument"),
            st.Page(
                lambda: show_overviews(assistant, storage, person.owner, folder=settings.corpus),
                title="Oversikter",
                url_path="oversikter",
            ),
            st.Page(lambda: show_memos(assistant, storage, person.owner), title="Notat", url_path="notat"),
            st.Page(lambda: show_sources(assistant), title="Kilder", url_path="kilder"),
            st.Page(lambda: show_coverage(assistant), title="Dekning", url_path="dekning"),
            st.Page(lambda: show_accuracy(assistant), title="Treffsikkerhet", url_path="treffsikkerhet"),
            st.Page(
                lambda: show_triage(assistant, storage, person, folder=settings.corpus),
                title="Innmeldinger",
                url_path="innmeldinger",
                visibility="visible" if person.maintains else "hidden",
            ),
        ]
    )
    show_account(person, settings)
    conversations = show_sidebar(assistant.corpus, chat, here=page)
    show_keeping(person, settings)
    page.run()
    # After the page, which may have kept a new one.
    with conversations:
        show_conversations(archive, chat, here=page)


main()
