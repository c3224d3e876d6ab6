"""The chat: keeps the conversation in the session, asks, and shows every exchange."""

from __future__ import annotations

import logging

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.conversation import Exchange, history_turns, shown_question
from assistant.models import Question
from assistant.ui.answer import show_answer
from assistant.ui.answering import Answering
from assistant.ui.fragments import calm_html, question_html
from assistant.ui.thumbs import Keep, show_thumbs
from assistant.ui.welcome import show_welcome
from corpus.errors import EhelseError

_EXCHANGES, _PENDING, _COUNT = "exchanges", "pending", "exchange_count"
_PLACEHOLDER = "Spør om kjernejournal, SFM, e-multidose …"
_MAX_CHARS = 8000
_FAILED = (
    "Noe gikk galt, og spørsmålet ble ikke besvart. "
    "Samtalen er beholdt: prøv igjen, eller still spørsmålet på en annen måte."
)
_log = logging.getLogger(__name__)


def show_chat(assistant: Answering, keep: Keep | None = None) -> None:
    """The chat page; `keep` takes what users say of answers, None = they are not asked."""
    typed = st.chat_input(_PLACEHOLDER, key="question", max_chars=_MAX_CHARS)
    question = typed or st.session_state.pop(_PENDING, None)
    if not conversation() and not question:
        show_welcome(assistant.corpus, ask_later)
    for exchange in conversation():
        _show_question(exchange.question)
        with st.chat_message("Svar"):
            _show_reply(assistant, exchange, keep)
    if question:
        _answer_now(assistant, question, keep)


def conversation() -> list[Exchange]:
    """The exchanges of this session."""
    exchanges: list[Exchange] = st.session_state.setdefault(_EXCHANGES, [])
    return exchanges


def start_over() -> None:
    """Forgets the conversation. The count goes on, so that no widget of the old one is taken for a new one's."""
    st.session_state[_EXCHANGES] = []
    st.session_state.pop(_PENDING, None)


def ask_later(question: str) -> None:
    """Puts a question, from a button, in the run that follows."""
    st.session_state[_PENDING] = question


def _answer_now(assistant: Answering, question: str, keep: Keep | None) -> None:
    asked = _show_question(question)
    reply = st.chat_message("Svar")
    with reply, st.spinner("Leter i kildene …"):
        exchange = _ask(assistant, question)
    # Kept before it is shown, so that a click during the stream does not lose it.
    conversation().append(exchange)
    if exchange.question != question:
        asked.html(question_html(exchange.question))
    with reply:
        _show_reply(assistant, exchange, keep, stream=True)


def _ask(assistant: Answering, question: str) -> Exchange:
    number = st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    try:
        answer = assistant.ask(Question(question=question, history=history_turns(conversation())))
    except EhelseError as error:
        return Exchange(id=number, question=question, problem=f"{error.message} {error.remedy}".strip())
    except Exception as error:  # the conversation must survive whatever goes wrong in an answer
        # The kind only: a message or a traceback could hold words of the question.
        _log.error("En feil av typen %s stoppet et svar.", type(error).__name__)
        return Exchange(id=number, question=question, problem=_FAILED)
    return Exchange(id=number, question=shown_question(question, answer), answer=answer)


def _show_question(question: str) -> DeltaGenerator:
    with st.chat_message("Spørsmål"):
        place = st.empty()
    place.html(question_html(question))
    return place


def _show_reply(assistant: Answering, exchange: Exchange, keep: Keep | None, *, stream: bool = False) -> None:
    if exchange.answer is not None:
        show_answer(assistant, exchange.answer, exchange.id, ask=ask_later, stream=stream)
        if keep is not None:
            show_thumbs(exchange.answer, exchange.id, keep)
        return
    st.html(calm_html(exchange.problem))
    st.button("Prøv igjen", key=f"igjen-{exchange.id}", on_click=ask_later, args=(exchange.question,))
