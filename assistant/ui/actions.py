"""What can be done with an answer, in one row: copy it, put it into a memo, take it out, rate it."""

from __future__ import annotations

import streamlit as st

from assistant.models import Answer
from assistant.storage import Storage
from assistant.ui.exports import WORD_TYPE, copy_answer_html, file_name, make_word, print_answer
from assistant.ui.memo_button import show_memo_button
from assistant.ui.thumbs import show_thumbs
from assistant.ui.words import word


@st.fragment
def show_actions(storage: Storage | None, owner: str, answer: Answer, exchange: int) -> None:
    """The row under an answer. A fragment: a click in it does not run the whole page again."""
    cited = bool(answer.citations or answer.nearest)
    with st.container(key=f"handlinger-{exchange}", horizontal=True, gap="xsmall", vertical_alignment="center"):
        if cited:
            st.html(copy_answer_html(answer, rich=True), width="content")
            if storage is not None and owner:
                show_memo_button(storage, owner, answer.question, answer, str(exchange))
            _show_more(answer, exchange)
        if storage is not None:
            show_thumbs(answer, exchange, storage.feedback.add)


def _show_more(answer: Answer, exchange: int) -> None:
    """The rarer ways out; they are made when they are looked at."""
    language = answer.language
    popover = st.popover(
        word("more", language), icon=":material/more_horiz:", key=f"mer-{exchange}", type="tertiary", on_change="rerun"
    )
    with popover:
        if not popover.open:
            return
        st.html(copy_answer_html(answer, rich=False))
        st.download_button(
            word("word", language),
            lambda: make_word(answer),
            f"{file_name(answer)}.docx",
            WORD_TYPE,
            key=f"word-{exchange}",
            icon=":material/download:",
            on_click="ignore",
            width="stretch",
        )
        printed = st.button(
            word("print", language), key=f"skriv-ut-{exchange}", icon=":material/print:", width="stretch"
        )
    if printed:
        print_answer(answer)
