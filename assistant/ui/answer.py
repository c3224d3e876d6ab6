"""Shows one answer: what was understood, the text, its date and notices, its sources, what to do with it, and where to
go on."""

from __future__ import annotations

import time
from dataclasses import dataclass

import streamlit as st

from assistant.models import Answer
from assistant.storage import Storage
from assistant.ui import talk
from assistant.ui.actions import show_actions
from assistant.ui.answering import Answering
from assistant.ui.fragments import badge_html, label_html, nearest_html, notices_html, understood_html
from assistant.ui.groups import escape_label, group_citations, source_key
from assistant.ui.markdown import answer_html
from assistant.ui.streaming import growing_text
from assistant.ui.tips import tips_html
from assistant.ui.words import word

_STEP_PAUSE_S = 0.015
_COVERAGE_PATH = "dekning"


@dataclass(frozen=True, slots=True)
class View:
    """What the chat is shown with."""

    assistant: Answering
    storage: Storage | None
    owner: str


def show_answer(view: View, answer: Answer, exchange: int, *, last: bool, stream: bool = False) -> None:
    """One answer with all that belongs to it; the `last` one also tells where to go on."""
    _show_understood(answer, exchange, last=last)
    _show_text(answer, exchange, stream=stream)
    below = notices_html(answer) + nearest_html(answer, exchange) + badge_html(answer)
    if below:
        st.html(below + tips_html(answer.citations, exchange, answer.language))
    _show_sources(answer, exchange)
    show_actions(view.storage, view.owner, answer, exchange)
    if answer.abstained and answer.reason in ("not_in_sources", "out_of_scope"):
        page = st.Page(_nowhere, title="Dekning", url_path=_COVERAGE_PATH)
        st.page_link(page, label=word("coverage", answer.language), icon=":material/map:")
    if last:
        _show_suggestions(answer, exchange)


def _show_understood(answer: Answer, exchange: int, *, last: bool) -> None:
    """How the question was read where that differs, with the way back to what was written."""
    if not answer.understood:
        return
    with st.container(key=f"forstatt-{exchange}", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(understood_html(answer), width="content")
        if last:
            st.button(
                word("as_written", answer.language),
                key=f"som-skrevet-{exchange}",
                icon=":material/undo:",
                type="tertiary",
                on_click=talk.ask_again,
                kwargs={"as_written": True},
            )


def _show_text(answer: Answer, exchange: int, *, stream: bool) -> None:
    place = st.empty()
    for text in growing_text(answer.answer) if stream else ():
        place.html(f'<div class="eh-growing">{_text_html(answer, text, exchange)}</div>')
        time.sleep(_STEP_PAUSE_S)
    place.html(_text_html(answer, answer.answer, exchange))


def _text_html(answer: Answer, text: str, exchange: int) -> str:
    html = answer_html(text, answer.citations, exchange=exchange, tips=True)
    return f'<div class="eh-calm">{html}</div>' if answer.abstained else html


def _show_sources(answer: Answer, exchange: int) -> None:
    """A button for each cited passage, which opens it beside the answer; the marks in the text press them."""
    groups = group_citations(answer.citations or answer.nearest)
    if answer.citations:
        st.html(label_html(word("sources", answer.language), anchor=f"kilder-{exchange}"))
    with st.container(horizontal=True, gap="xsmall", key=f"{'kilder' if answer.citations else 'naermest'}-{exchange}"):
        for group in groups:
            st.button(
                escape_label(group.label),
                key=source_key(exchange, group.passage),
                on_click=talk.open_source,
                args=(exchange, group.passage),
            )


def _show_suggestions(answer: Answer, exchange: int) -> None:
    if not answer.suggestions:
        return
    with st.container(key=f"videre-{exchange}", gap="xxsmall"):
        st.html(label_html(word("suggestions", answer.language)))
        for number, suggestion in enumerate(answer.suggestions):
            st.button(
                escape_label(suggestion),
                key=f"forslag-{exchange}-{number}",
                on_click=talk.submit,
                args=(suggestion,),
                type="tertiary",
            )


def _nowhere() -> None:
    """Stands for the page in links; the page itself is registered in app.py."""
