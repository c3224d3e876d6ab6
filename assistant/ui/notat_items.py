"""The pieces of the open memo: own text in fields, quotes locked, each with the buttons that move and remove it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from assistant.export import PaperSection, section_html
from assistant.memo import MAX_TEXT_CHARS, MAX_TITLE_CHARS, Memo, MemoItem, refuse_personal_numbers
from assistant.ui.fragments import icon_html
from assistant.ui.groups import escape_label
from assistant.ui.notat_desk import Desk, told_html
from corpus.errors import InputError

_NAME_CHARS = 60
_LOCKED = {"answer": "Svar fra kildene, låst", "quote": "Sitat, låst"}


def show_item(desk: Desk, memo: Memo, place: int, section: PaperSection) -> None:
    """The piece at that place, from 0; `section` is the same with the numbers of the common list."""
    item = memo.items[place]
    name = escape_label(_name(item, place + 1))
    with st.container(key=f"notat-del-{item.id}", gap="xsmall"):
        if item.kind == "text":
            _show_text(desk, item, name)
        else:
            st.html(locked_html(item, section))
        with st.container(key=f"notat-verktoy-{item.id}", horizontal=True, gap="xxsmall"):
            _show_tools(desk, memo, place, name)
        desk.show_told(item.id)


def locked_html(item: MemoItem, section: PaperSection) -> str:
    """An answer or a quote as it stands, marked as locked."""
    mark = f'<p class="eh-locked">{icon_html("lock")}{_LOCKED[item.kind]}</p>'
    heading = "" if section.heading else f'<h2 class="eh-hidden">{_LOCKED[item.kind]}</h2>'
    return f'<div class="eh-paper">{mark}{heading}{section_html(section)}</div>'


def _show_text(desk: Desk, item: MemoItem, name: str) -> None:
    field = f"notat-felt-{item.id}"
    typed = st.text_area(
        name,
        value=item.markdown,
        key=field,
        height="content",
        max_chars=MAX_TEXT_CHARS,
        placeholder="Skriv egen tekst her. Ikke skriv opplysninger om pasienter.",
        on_change=desk.edit,
        args=(item.id, field),
    )
    try:
        refuse_personal_numbers(typed or "")
    except InputError as error:
        st.html(told_html(str(error), good=False))


def _show_tools(desk: Desk, memo: Memo, place: int, name: str) -> None:
    """Buttons with a picture; the style hides their words from the eye, not from a screen reader."""
    item, last = memo.items[place], place == len(memo.items) - 1
    above = memo.items[place - 1].id if place else ""
    tools: list[tuple[str, str, Callable[[], None], bool]] = [
        ("Flytt opp", "arrow_upward", lambda: desk.move(item.id, -1), place == 0),
        ("Flytt ned", "arrow_downward", lambda: desk.move(item.id, 1), last),
        ("Egen tekst under", "add_notes", lambda: desk.add_text(item.id), False),
        ("Fjern", "delete", lambda: desk.remove(item.id, above), False),
    ]
    for does, icon, action, disabled in tools:
        st.button(
            f"{does}: {name}",
            key=f"notat-{icon}-{item.id}",
            help=does,
            icon=f":material/{icon}:",
            type="tertiary",
            disabled=disabled,
            on_click=action,
        )
    if item.kind == "text":
        return
    key, field = f"notat-overskrift-{item.id}", f"notat-overskriftfelt-{item.id}"
    label = f"Endre overskrift: {name}"
    with st.popover(label, icon=":material/edit:", type="tertiary", key=key, on_change="rerun") as popover:
        if popover.open:
            st.text_input("Overskrift", value=item.heading, key=field, max_chars=MAX_TITLE_CHARS)
            st.button("Lagre", key=f"{field}-lagre", on_click=desk.rename_heading, args=(item.id, field, key))


def _name(item: MemoItem, place: int) -> str:
    text = f"Egen tekst, del {place}" if item.kind == "text" else item.heading or f"del {place}"
    return text if len(text) <= _NAME_CHARS else text[:_NAME_CHARS].rsplit(" ", 1)[0] + " …"
