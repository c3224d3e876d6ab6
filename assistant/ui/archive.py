"""The kept conversations of one owner, and which of them the address names. Without a storage, nothing is kept.

Trouble with the storage never takes the conversation off the screen: it is told, and the next run tries again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from assistant.conversation import Heading
from assistant.storage import Storage
from assistant.ui import talk
from corpus.errors import EhelseError

_TOLD, _LIST_TOLD, _SEEN = "samtale-beskjed", "samtaler-beskjed", "samtale-i-adressen"
_UNKNOWN = "Samtalen i lenken finnes ikke, eller den tilhører noen andre. Her er en ny samtale."


@dataclass(frozen=True, slots=True)
class Archive:
    """What is kept, and for whom."""

    storage: Storage | None
    owner: str

    @property
    def keeps(self) -> bool:
        return self.storage is not None and bool(self.owner)

    def follow_address(self) -> None:
        """Opens the conversation that the address names; on the way back from another page, names the open one."""
        if not self.keeps:
            return
        wanted, known, seen = st.query_params.get(talk.ADDRESS, ""), talk.current().id, st.session_state.get(_SEEN)
        if wanted and wanted != known:
            self.open(wanted)
        elif known and not wanted and seen == known:  # it was there: the browser's way back, to before the conversation
            talk.start_over()
        else:
            talk.note_address()
        # Not what was just written there: whoever clicks in this moment still comes with the address of before.
        st.session_state[_SEEN] = wanted

    def open(self, conversation_id: str) -> None:
        """Goes on with a kept conversation; where it cannot be had, with a new one, and says so."""
        found, problem = None, _UNKNOWN
        if self.storage is not None:
            try:
                found = self.storage.conversations.load(self.owner, conversation_id)
            except EhelseError as error:
                problem = f"Samtalen kan ikke åpnes. {error.message} {error.remedy}".strip()
        if found is not None:
            talk.take_up(found)
        else:
            talk.start_over()
            st.session_state[_TOLD] = problem

    def keep(self) -> str:
        """Keeps what was said since the last time; returns why that could not be, or ""."""
        if self.storage is None or not self.keeps or not talk.current().changed:
            return ""
        try:
            self.storage.conversations.save(self.owner, talk.name_it())
            talk.note_kept()
        except EhelseError as error:
            return (
                f"Samtalen er ikke lagret, men står her så lenge siden er åpen. {error.message} {error.remedy}".strip()
            )
        return ""

    def headings(self) -> list[Heading]:
        """The kept conversations, newest first. Raises EhelseError."""
        return self.storage.conversations.list(self.owner) if self.storage is not None and self.keeps else []

    def rename(self, conversation_id: str, field: str, popover: str) -> None:
        """Takes the name in a field and closes what it stands in, both by their keys."""
        title = str(st.session_state.get(field) or "")
        if self._attempt(lambda storage: storage.conversations.rename(self.owner, conversation_id, title)):
            st.session_state[popover] = False

    def delete(self, conversation_id: str, title: str) -> None:
        """Deletes one; where it is the open one, a new one begins."""
        if not self._attempt(lambda storage: storage.conversations.delete(self.owner, conversation_id)):
            return
        st.session_state[_LIST_TOLD] = True, f"«{title}» er slettet."
        if conversation_id == talk.current().id:
            talk.start_over()

    def _attempt(self, act: Callable[[Storage], None]) -> bool:
        try:
            if self.storage is not None:
                act(self.storage)
        except EhelseError as error:
            st.session_state[_LIST_TOLD] = False, f"{error.message} {error.remedy}".strip()
            return False
        return True


def leave_chat() -> None:
    """To be called on every other page: the address names no conversation there, and what was held back is dropped."""
    st.session_state[_SEEN] = ""
    talk.drop_held()


def take_told() -> str:
    """What is to be told once in the chat."""
    return str(st.session_state.pop(_TOLD, ""))


def take_list_told() -> tuple[bool, str]:
    """What is to be told once at the list of conversations, and whether it went well."""
    told: tuple[bool, str] = st.session_state.pop(_LIST_TOLD, (True, ""))
    return told
