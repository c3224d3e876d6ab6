"""What can be done with the last question: edit it, ask it again."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.conversation import Exchange
from assistant.models import Language
from assistant.ui import talk
from assistant.ui.deeplink import pointer_html
from assistant.ui.words import word

MAX_CHARS = 8000


def show_tools(place: DeltaGenerator, exchange: Exchange) -> None:
    """Two small buttons under the question."""
    language: Language = exchange.answer.language if exchange.answer else "nb"
    with place.container(key=f"verktoy-{exchange.id}", horizontal=True, horizontal_alignment="right", gap="xsmall"):
        st.button(
            word("edit", language),
            key=f"rediger-{exchange.id}",
            icon=":material/edit:",
            type="tertiary",
            on_click=talk.edit,
        )
        st.button(
            word("again", language),
            key=f"pa-nytt-{exchange.id}",
            icon=":material/refresh:",
            type="tertiary",
            on_click=talk.ask_again,
        )


def show_editor(place: DeltaGenerator, exchange: Exchange) -> None:
    """A field with the question, in its place; what is sent takes the place of the exchange."""
    field = f"rediger-felt-{exchange.id}"
    with place.container(key=f"redigering-{exchange.id}"), st.form(f"rediger-skjema-{exchange.id}", border=False):
        st.text_area("Rediger spørsmålet", value=exchange.question, key=field, max_chars=MAX_CHARS)
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button(
                "Spør", key=f"rediger-spor-{exchange.id}", type="primary", on_click=_take_edited, args=(field,)
            )
            st.form_submit_button(
                "Avbryt", key=f"rediger-avbryt-{exchange.id}", on_click=talk.edit, kwargs={"on": False}
            )
        st.html(pointer_html(field, occasion="rediger", focus=True))


def _take_edited(field: str) -> None:
    """Nothing of what was written stays in the field: it may have to be stopped."""
    talk.submit(str(st.session_state.pop(field, "") or ""), replaces=True)
