"""Shows one answer: what was understood, the text, its date and notices, its sources, and where to go on."""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from assistant.export import answer_to_markdown
from assistant.models import Answer
from assistant.ui.answering import Answering
from assistant.ui.fragments import badge_html, label_html, nearest_html, notices_html, understood_html
from assistant.ui.groups import Group, escape_label, group_citations, source_key
from assistant.ui.markdown import answer_html
from assistant.ui.passages import source_html
from assistant.ui.streaming import growing_text
from assistant.ui.words import word
from corpus.sources import Corpus

_STEP_PAUSE_S = 0.02


def show_answer(
    assistant: Answering, answer: Answer, exchange: int, *, ask: Callable[[str], None], stream: bool = False
) -> None:
    """One answer with all that belongs to it; `ask` puts a suggested question."""
    if understood := understood_html(answer):
        st.html(understood)
    _show_text(answer, exchange, stream=stream)
    below = notices_html(answer) + nearest_html(answer, exchange) + badge_html(answer)
    if below:
        st.html(below)
    _show_sources(assistant.corpus, answer, exchange)
    _show_suggestions(answer, exchange, ask)


def _show_text(answer: Answer, exchange: int, *, stream: bool) -> None:
    place = st.empty()
    texts = growing_text(answer.answer) if stream else iter([answer.answer])
    for text in texts:
        html = answer_html(text, answer.citations, exchange=exchange)
        place.html(f'<div class="eh-calm">{html}</div>' if answer.abstained else html)
        if stream:
            time.sleep(_STEP_PAUSE_S)


def _show_sources(corpus: Corpus, answer: Answer, exchange: int) -> None:
    """A button for each cited passage, and the copy with its references."""
    groups = group_citations(answer.citations or answer.nearest)
    if not groups:
        return
    st.html(label_html(word("sources", answer.language), anchor=f"kilder-{exchange}"))
    with st.container(horizontal=True, gap="xsmall", key=f"kilder-{exchange}"):
        for group in groups:
            if st.button(escape_label(group.label), key=source_key(exchange, group.passage)):
                _open_source(corpus, group)
        with st.popover(word("copy", answer.language), icon=":material/content_copy:", key=f"kopi-{exchange}"):
            st.code(answer_to_markdown(answer), language=None, wrap_lines=True, height=320)


def _show_suggestions(answer: Answer, exchange: int, ask: Callable[[str], None]) -> None:
    if not answer.suggestions:
        return
    with st.container(key=f"videre-{exchange}", gap="xxsmall"):
        st.html(label_html(word("suggestions", answer.language)))
        for number, suggestion in enumerate(answer.suggestions):
            st.button(
                escape_label(suggestion),
                key=f"forslag-{exchange}-{number}",
                on_click=ask,
                args=(suggestion,),
                type="tertiary",
            )


@st.dialog("Slik står det i kilden", width="medium")
def _open_source(corpus: Corpus, group: Group) -> None:
    st.html(source_html(corpus, group))
