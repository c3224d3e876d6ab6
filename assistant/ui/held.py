"""The stop before anything is stored or searched: what was found, the masked question, and the writer's choice."""

from __future__ import annotations

from html import escape

import streamlit as st

from assistant.ui import talk
from assistant.ui.deeplink import pointer_html
from assistant.ui.fragments import icon_html
from assistant.ui.talk import Held

_CARD = "stoppet-sporsmal"


def show_held(held: Held) -> None:
    """The card with its choices. What must not be asked is not shown either, and «Spør som det er» is not offered."""
    with st.container(key="stoppet", gap="small"):
        st.html(held_html(held))
        with st.container(key="stoppet-valg", horizontal=True, gap="small"):
            st.button("Masker og spør", key="masker", type="primary", on_click=talk.ask, args=(held.masked,))
            if held.written is not None:
                st.button("Spør som det er", key="spor-som-det-er", on_click=talk.ask, args=(held.written,))
            st.button("Avbryt", key="avbryt", on_click=talk.ask, args=(None,))
        st.html(pointer_html(_CARD, occasion=f"stoppet {held.number}", focus=True))


def held_html(held: Held) -> str:
    """Why it was stopped, and how it would be asked."""
    return (
        f'<section class="eh-held" id="{_CARD}" tabindex="-1" role="alert" aria-label="Spørsmålet er stoppet">'
        f"<p>{icon_html('lock')} <strong>Spørsmålet er ikke sendt.</strong></p><p>{escape(held.message)}</p>"
        f'<p class="eh-label">Slik blir spørsmålet når det er maskert</p>'
        f'<div class="eh-masked">{escape(held.masked.text)}</div></section>'
    )
