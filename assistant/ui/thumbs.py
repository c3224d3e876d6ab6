"""Thumbs under an answer; a thumbs-down asks for a reason. What is given is kept by `keep`."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from assistant.feedback import MAX_COMMENT_CHARS, REASONS, Feedback, Reason, Verdict, make_feedback, may_rate
from assistant.models import Answer
from assistant.ui.fragments import calm_html
from assistant.ui.words import word
from corpus.errors import EhelseError

Keep = Callable[[Feedback], None]


def show_thumbs(answer: Answer, exchange: int, keep: Keep) -> None:
    """Thumbs up and down, to stand in a row; nothing under what the guard stopped, thanks once it is given."""
    if not may_rate(answer):
        return
    given, problem = f"vurdert-{exchange}", f"vurdering-feil-{exchange}"
    if st.session_state.get(given):
        st.caption(word("thanks", answer.language))
        return
    st.button(
        word("useful", answer.language),
        key=f"tommel-opp-{exchange}",
        icon=":material/thumb_up:",
        type="tertiary",
        on_click=_give,
        args=(answer, exchange, "up", keep),
    )
    popover = st.popover(
        word("not_useful", answer.language),
        icon=":material/thumb_down:",
        type="tertiary",
        key=f"tommel-ned-{exchange}",
        on_change="rerun",
    )
    if popover.open:
        with popover:
            _show_form(answer, exchange, keep)
    if message := st.session_state.get(problem):
        st.html(calm_html(message))


def _show_form(answer: Answer, exchange: int, keep: Keep) -> None:
    with st.form(f"vurdering-skjema-{exchange}", border=False):
        st.radio(
            word("what_wrong", answer.language),
            list(REASONS),
            index=None,
            format_func=lambda reason: REASONS[reason][answer.language],
            key=f"grunn-{exchange}",
        )
        st.text_input(word("comment", answer.language), max_chars=MAX_COMMENT_CHARS, key=f"kommentar-{exchange}")
        st.form_submit_button(
            word("send", answer.language), key=f"send-{exchange}", on_click=_give, args=(answer, exchange, "down", keep)
        )


def _give(answer: Answer, exchange: int, verdict: Verdict, keep: Keep) -> None:
    reason: Reason | None = st.session_state.get(f"grunn-{exchange}") if verdict == "down" else None
    comment = str(st.session_state.get(f"kommentar-{exchange}") or "") if verdict == "down" else ""
    try:
        keep(make_feedback(answer, verdict, reason, comment))
    except EhelseError as error:
        st.session_state[f"vurdering-feil-{exchange}"] = f"{error.message} {error.remedy}".strip()
        return
    st.session_state[f"vurdert-{exchange}"] = True
