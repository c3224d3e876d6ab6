"""The chat: asks what waits to be asked, and shows every exchange, with an open source beside."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.conversation import Exchange, history_turns, shown_question
from assistant.models import Question
from assistant.storage import Storage
from assistant.ui import talk
from assistant.ui.answer import View, show_answer
from assistant.ui.answering import Answering
from assistant.ui.archive import Archive, take_told
from assistant.ui.fragments import calm_html, question_html, waiting_html
from assistant.ui.held import show_held
from assistant.ui.last_question import MAX_CHARS, show_editor, show_tools
from assistant.ui.panel import show_panel
from assistant.ui.talk import Asking
from assistant.ui.welcome import show_welcome
from corpus.errors import EhelseError

_FIELD = "question"
_PLACEHOLDER = "Spør om kjernejournal, SFM …"
_SHARES = (6, 5)
_FAILED = (
    "Noe gikk galt, og spørsmålet ble ikke besvart. "
    "Samtalen er beholdt: prøv igjen, eller still spørsmålet på en annen måte."
)
_log = logging.getLogger(__name__)


def show_chat(assistant: Answering, storage: Storage | None = None, owner: str = "") -> None:
    """The chat page. Without a storage nothing is kept and nobody is asked what an answer was like."""
    view, archive = View(assistant, storage, owner), Archive(storage, owner)
    archive.follow_address()
    with st.bottom:
        told = st.empty()
        st.chat_input(_PLACEHOLDER, key=_FIELD, max_chars=MAX_CHARS, on_submit=_take_typed)
    if text := take_told():
        told.html(calm_html(text))
    # The second column is there from the start, hidden while it is empty: what stands in the first must not be redrawn.
    talking, beside = st.columns(_SHARES, gap="medium")
    with talking, st.container(key="chatten"):
        top = st.empty()
        if talk.current().is_empty:
            with top.container():
                show_welcome(assistant.corpus, talk.submit)
        else:
            top.html('<h1 class="eh-unseen">Samtale</h1>')
        with st.container(key="samtale"):
            _show_exchanges(view)
        if held := talk.current().held:
            show_held(held)
    with beside:
        _show_source(assistant)
    if problem := archive.keep():
        told.html(calm_html(problem))


def _take_typed() -> None:
    talk.submit(str(st.session_state.get(_FIELD) or ""))


def _show_exchanges(view: View) -> None:
    """The exchanges in their order, the one that is being asked first of all: it must not wait for the others."""
    now = talk.current()
    earlier, unfold = now.before_asking[now.folded :], st.empty()
    if now.folded:
        unfold.button(
            f"Vis {now.folded} tidligere spørsmål",
            key="vis-tidligere",
            icon=":material/expand_less:",
            on_click=talk.unfold,
        )
    places = [st.container(key=f"utveksling-{exchange.id}", gap="xsmall") for exchange in earlier]
    if now.asking:
        number = talk.next_number()
        with st.container(key=f"utveksling-{number}", gap="xsmall"):
            _answer_now(view, now.asking, now.before_asking, number)
    for exchange, place in zip(earlier, places, strict=True):
        with place:
            _show_exchange(view, exchange, last=not now.asking and exchange is earlier[-1])


def _answer_now(view: View, asking: Asking, earlier: Sequence[Exchange], number: int) -> None:
    asked, tools = st.empty(), st.empty()
    asked.html(question_html(asking.text))
    with tools.container(key="venter", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(waiting_html(), width="content")
        st.button("Stopp", key="stopp", icon=":material/stop_circle:", on_click=talk.stop)
    exchange = _ask(view.assistant, asking, earlier, number)
    # Kept before it is shown, so that a click during the stream does not lose it.
    talk.add(exchange)
    asked.html(question_html(exchange.question))
    _show_reply(view, exchange, last=True, stream=True)
    _show_tools(tools, exchange)


def _ask(assistant: Answering, asking: Asking, earlier: Sequence[Exchange], number: int) -> Exchange:
    question = Question(question=asking.text, history=history_turns(earlier), as_written=asking.as_written)
    try:
        answer = assistant.ask(question)
    except EhelseError as error:
        return Exchange(id=number, question=asking.text, problem=f"{error.message} {error.remedy}".strip())
    except Exception as error:  # the conversation must survive whatever goes wrong in an answer
        # The kind only: a message or a traceback could hold words of the question.
        _log.error("En feil av typen %s stoppet et svar.", type(error).__name__)
        return Exchange(id=number, question=asking.text, problem=_FAILED)
    return Exchange(id=number, question=shown_question(asking.text, answer), answer=answer)


def _show_exchange(view: View, exchange: Exchange, *, last: bool) -> None:
    asked, tools = st.empty(), st.empty()
    if last and talk.current().edited:
        show_editor(asked, exchange)
    else:
        asked.html(question_html(exchange.question))
        if last:
            _show_tools(tools, exchange)
    _show_reply(view, exchange, last=last)


def _show_tools(place: DeltaGenerator, exchange: Exchange) -> None:
    place.empty()
    if exchange.question:
        show_tools(place, exchange)


def _show_reply(view: View, exchange: Exchange, *, last: bool, stream: bool = False) -> None:
    if exchange.answer is not None:
        show_answer(view, exchange.answer, exchange.id, last=last, stream=stream)
        return
    st.html(calm_html(exchange.problem))
    if last and exchange.question:
        st.button("Prøv igjen", key=f"igjen-{exchange.id}", on_click=talk.ask_again)


def _show_source(assistant: Answering) -> None:
    """The document of the chosen passage; what else the same answer cites in it is marked too."""
    chosen = talk.current().source
    answers = [exchange.answer for exchange in talk.current().exchanges if chosen and exchange.id == chosen[0]]
    if not chosen or not answers or answers[0] is None:
        return
    cited = answers[0].citations or answers[0].nearest
    first = [citation for citation in cited if citation.passage == chosen[1]]
    if first:
        show_panel(
            assistant, [*first, *(citation for citation in cited if citation not in first)], close=talk.close_source
        )
