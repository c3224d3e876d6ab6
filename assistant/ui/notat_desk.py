"""The memo that is open, and what changes it: each change is kept at once, and told in one line."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from html import escape

import streamlit as st

from assistant.memo import Memo, add_text, edit_text, move, refuse_personal_numbers, remove, rename_heading
from assistant.storage import Storage
from assistant.ui.fragments import icon_html
from corpus.errors import EhelseError, InputError

_ADDRESS = "notat"
_TOLD = "notat-beskjed"


@dataclass(frozen=True, slots=True)
class Told:
    """How the last change went: told under the item `spot`; «Angre» brings back the memo `before`."""

    text: str
    good: bool = True
    spot: str = ""
    before: Memo | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """An owner's memos, and the id of the one that is open (in the page's address, so that a reload keeps it)."""

    storage: Storage
    owner: str

    @property
    def open_id(self) -> str:
        return st.query_params.get(_ADDRESS, "")

    def open(self, memo_id: str) -> None:
        st.session_state.pop(_TOLD, None)
        st.query_params[_ADDRESS] = memo_id

    def close(self) -> None:
        st.session_state.pop(_TOLD, None)
        st.query_params.pop(_ADDRESS, None)

    def load(self) -> Memo | None:
        """The open memo as it stands now."""
        return self.storage.memos.load(self.owner, self.open_id)

    def create(self, field: str) -> None:
        """A new memo, named by a field (by its key), and opened."""
        title = _typed(field)

        def act() -> Told:
            refuse_personal_numbers(title)
            self.open(self.storage.memos.save(self.owner, Memo(title=title or "Notat")).id)
            return Told("Notatet er laget.")

        _attempt(act)

    def rename(self, memo_id: str, field: str, popover: str) -> None:
        """Takes the name in a field and closes what it stands in, both by their keys."""

        def act() -> Told:
            self.storage.memos.rename(self.owner, memo_id, _typed(field))
            return Told("Navnet er endret.")

        _attempt(act)
        st.session_state[popover] = False

    def delete(self, memo_id: str, title: str) -> None:
        def act() -> Told:
            self.storage.memos.delete(self.owner, memo_id)
            self.close()
            return Told(f"«{title}» er slettet.")

        _attempt(act)

    def add_text(self, after: str = "") -> None:
        """Adds an empty text of the user's own, to be written in."""
        self._change(lambda memo: add_text(memo, after=after), "Skriv i det nye feltet.", after)

    def move(self, item_id: str, step: int) -> None:
        self._change(lambda memo: move(memo, item_id, step), "Flyttet opp." if step < 0 else "Flyttet ned.", item_id)

    def edit(self, item_id: str, field: str) -> None:
        """Takes the text in a field, by its key; one that is refused stays in the field, where the reason is told."""
        text = _typed(field)
        try:
            refuse_personal_numbers(text)
        except InputError:
            st.session_state.pop(_TOLD, None)
            return
        self._change(lambda memo: edit_text(memo, item_id, text), "Teksten er lagret.", item_id)

    def rename_heading(self, item_id: str, field: str, popover: str) -> None:
        """Takes the heading in a field and closes what it stands in, both by their keys."""
        self._change(lambda memo: rename_heading(memo, item_id, _typed(field)), "Overskriften er endret.", item_id)
        st.session_state[popover] = False

    def remove(self, item_id: str, spot: str) -> None:
        """Takes an item out, which can be undone until the next change; told under the item `spot`."""
        self._change(lambda memo: remove(memo, item_id), "Fjernet fra notatet.", spot, undoable=True)

    def undo(self, before: Memo) -> None:
        """Puts the items of the open memo back as they were."""
        self._change(lambda memo: memo.model_copy(update={"items": before.items}), "Angret.")

    def _change(self, rule: Callable[[Memo], Memo], done: str, spot: str = "", *, undoable: bool = False) -> None:
        def act() -> Told:
            memo = self.load()
            if memo is None:
                raise InputError("Notatet finnes ikke lenger.", "Gå tilbake til listen.")
            self.storage.memos.save(self.owner, rule(memo))
            return Told(done, spot=spot, before=memo if undoable else None)

        _attempt(act, spot)

    def show_told(self, spot: str = "", *, others: Collection[str] = ()) -> None:
        """What is told under an item; at the top of the page (""), what belongs to none of the `others`."""
        told: Told = st.session_state.get(_TOLD, Told(""))
        here = told.spot not in others if not spot else told.spot == spot
        if not here or not told.text:
            return
        with st.container(key="notat-beskjed", horizontal=True, vertical_alignment="center", gap="small"):
            st.html(told_html(told.text, good=told.good), width="content")
            if told.before is not None:
                st.button("Angre", key="notat-angre", type="tertiary", on_click=self.undo, args=(told.before,))


def told_html(text: str, *, good: bool) -> str:
    """One line that screen readers read out: what was done, or why it was not."""
    if not text or good:
        return f'<p class="eh-told" role="status">{escape(text)}</p>'
    return f'<div class="eh-notice" role="alert">{icon_html("warning")}<span>{escape(text)}</span></div>'


def _attempt(act: Callable[[], Told], spot: str = "") -> None:
    """Does something with the storage; how it went is told in the run that follows."""
    try:
        st.session_state[_TOLD] = act()
    except EhelseError as error:
        st.session_state[_TOLD] = Told(f"{error.message} {error.remedy}".strip(), good=False, spot=spot)


def _typed(field: str) -> str:
    return str(st.session_state.get(field) or "").strip()
