"""The Streamlit entry: opens the assistant and shows the chosen page."""

from __future__ import annotations

import logging
from collections.abc import Callable

import streamlit as st

from assistant.feedback import Feedback, FeedbackStore
from assistant.settings import Settings, load_settings
from assistant.ui.answering import Answering
from assistant.ui.chat import show_chat
from assistant.ui.shell import apply_style, show_sidebar, show_unavailable
from assistant.ui.sources import show_sources
from corpus.errors import EhelseError

_ABOUT = "**E-helseassistenten** svarer ord for ord fra kilder om digitale løsninger på legemiddelområdet."


@st.cache_resource(show_spinner="Gjør klar kildene. Første gang kan det ta noen minutter …")
def _open(_settings: Settings) -> Answering:
    from assistant.service import open_assistant  # heavy: not before the page is painted

    return open_assistant(_settings)


def find_assistant() -> Answering:
    """The one that a test put into the session, or the process's own."""
    given: Answering | None = st.session_state.get("assistant")
    return given if given is not None else _open(load_settings())


def find_keeper() -> Callable[[Feedback], None] | None:
    """Where verdicts on answers go: the database, or what came into the session with an assistant (perhaps nothing)."""
    if "assistant" in st.session_state:
        given: Callable[[Feedback], None] | None = st.session_state.get("keep_feedback")
        return given
    return FeedbackStore(load_settings().home).add


def main() -> None:
    """One run of the page."""
    st.set_page_config(page_title="E-helseassistenten", page_icon="💊", menu_items={"About": _ABOUT})
    apply_style()
    try:
        assistant, keeper = find_assistant(), find_keeper()
    except EhelseError as error:
        show_unavailable(error.message, error.remedy)
        return
    except Exception:  # whatever stops the start, the user is told what to do, and the log tells the rest
        logging.getLogger(__name__).exception("Assistenten kunne ikke åpnes.")
        show_unavailable("Noe uventet stoppet oppstarten.", "Se loggen, og kjør «ehelse index status».")
        return
    page = st.navigation(
        [
            st.Page(lambda: show_chat(assistant, keeper), title="Chat", url_path="chat", default=True),
            st.Page(lambda: show_sources(assistant), title="Kilder", url_path="kilder"),
        ]
    )
    show_sidebar(assistant.corpus)
    page.run()


main()
