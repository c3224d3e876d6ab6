"""The open conversation, in the session: what was said, what is being asked or held back, and which source is open.

Buttons and fields call these functions before the page is drawn; the page draws what it finds here. All of it is one
value, replaced as a whole: a run of the page can be cut off between any two changes of the session.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import streamlit as st

from assistant.conversation import Conversation, Exchange
from assistant.guard import check_warning

ADDRESS = "samtale"
_TALK, _COUNT = "samtalen", "exchange_count"
_STOPPED = "Du stoppet svaret."
_FOLDED_AT_ONCE = 6


@dataclass(frozen=True, slots=True)
class Asking:
    """A question on its way to its answer. `replaces`: in the place of the last exchange."""

    text: str
    replaces: bool = False
    as_written: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A question that points to a person, before anything is stored or searched; only its masked form is shown.

    `written` is None where the question must not be asked as it stands: then it isn't kept anywhere.
    """

    number: int
    message: str
    masked: Asking
    written: Asking | None


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation as it stands. Of `asking`, `held` and `edited` there is at most one.

    `asking` stays until it is answered, whatever else is clicked meanwhile. `source` is the passage that is open beside
    its answer: number of the exchange, id of the passage. `changed`: since it was kept under `id`, which is "" before.
    """

    id: str = ""
    exchanges: tuple[Exchange, ...] = ()
    asking: Asking | None = None
    held: Held | None = None
    edited: bool = False
    source: tuple[int, str] | None = None
    changed: bool = False
    unfolded: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be shown yet."""
        return not (self.exchanges or self.asking or self.held)

    @property
    def before_asking(self) -> tuple[Exchange, ...]:
        """What was said before the question that is being asked; without one, all."""
        return self.exchanges[:-1] if self.asking and self.asking.replaces else self.exchanges

    @property
    def folded(self) -> int:
        """How many of the first exchanges are left out of the page, so that a long conversation stays fast.

        Six at a time: when it changes, all that follows is drawn anew.
        """
        shown = len(self.before_asking) + bool(self.asking)
        return 0 if self.unfolded else max(0, shown // _FOLDED_AT_ONCE - 1) * _FOLDED_AT_ONCE


def current() -> Talk:
    """The open conversation."""
    found: Talk = st.session_state.get(_TALK, Talk())
    return found


def submit(text: str, *, replaces: bool = False) -> None:
    """Takes what somebody wrote: it is asked, or held back where it points to a person."""
    if not text.strip():
        return
    wanted = Asking(text, replaces)
    warning = check_warning(text)
    if warning is None:
        ask(wanted)
        return
    masked, written = replace(wanted, text=warning.masked), None if warning.blocks else wanted
    ask(None)
    _change(held=Held(next_number(), warning.message, masked, written))


def ask(question: Asking | None) -> None:
    """Has a question answered in the run that follows. What was being answered stands there without its answer."""
    stop()
    _change(asking=question, held=None, edited=False, source=None)


def ask_again(*, as_written: bool = False) -> None:
    """Asks the last question once more, in its own place."""
    if exchanges := current().exchanges:
        ask(Asking(exchanges[-1].question, replaces=True, as_written=as_written))


def stop() -> None:
    """Gives up the question that is being answered; it stands there without its answer."""
    if asking := current().asking:
        add(Exchange(id=next_number(), question=asking.text, problem=_STOPPED))


def add(exchange: Exchange) -> None:
    """Adds what came of the question that was asked."""
    _change(exchanges=(*current().before_asking, exchange), asking=None, changed=True)


def next_number() -> int:
    """A number that no exchange of this session has had, so that no widget of one is taken for another's."""
    number: int = st.session_state.get(_COUNT, 0) + 1
    st.session_state[_COUNT] = number
    return number


def drop_held() -> None:
    """Forgets the question that waits for a choice."""
    if current().held:
        _change(held=None)


def edit(on: bool = True) -> None:
    """Begins or ends editing of the last question."""
    _change(edited=on)


def open_source(exchange: int, passage: str) -> None:
    """Opens a passage beside the answer that cites it."""
    _change(source=(exchange, passage))


def close_source() -> None:
    """Closes what is open beside the answer."""
    _change(source=None)


def unfold() -> None:
    """Shows all of the conversation."""
    _change(unfolded=True)


def start_over() -> None:
    """Leaves the conversation for a new one."""
    st.session_state[_TALK] = Talk()
    st.query_params.pop(ADDRESS, None)


def take_up(conversation: Conversation) -> None:
    """Goes on with a kept conversation."""
    exchanges = tuple(exchange.model_copy(update={"id": next_number()}) for exchange in conversation.exchanges)
    st.session_state[_TALK] = Talk(id=conversation.id, exchanges=exchanges)
    note_address()


def name_it() -> Conversation:
    """The conversation as it is to be kept, under an id that it has from now on."""
    if not current().id:
        _change(id=uuid4().hex)
    return Conversation(id=current().id, exchanges=current().exchanges)


def note_kept() -> None:
    """Remembers that all of it is kept."""
    _change(changed=False)
    note_address()


def note_address() -> None:
    """Writes the id of the conversation into the address, so that a reload finds it."""
    if current().id and st.query_params.get(ADDRESS) != current().id:
        st.query_params[ADDRESS] = current().id


def _change(**changes: Any) -> None:
    st.session_state[_TALK] = replace(current(), **changes)
