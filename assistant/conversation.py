"""Conversations as values: what was asked, what came back, and what of it the next question is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict

from assistant.models import Answer, Turn

_TITLE_CHARS = 60


class Exchange(BaseModel):
    """A question and its answer; without an answer, `problem` tells the user why. `id` is its number in the session."""

    model_config = ConfigDict(frozen=True)

    id: int
    question: str
    answer: Answer | None = None
    problem: str = ""


class Conversation(BaseModel):
    """A named run of exchanges. `id` is "" before it is kept; `changed_at` is UTC, to the second."""

    model_config = ConfigDict(frozen=True)

    id: str = ""
    title: str = ""
    exchanges: tuple[Exchange, ...] = ()
    changed_at: str = ""


class Heading(BaseModel):
    """What a list of kept things shows of one: its id, name and last change."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    changed_at: str


def shown_question(question: str, answer: Answer | None) -> str:
    """The question as it may be kept and shown: nothing of one that had personal data in it."""
    return "" if answer is not None and answer.reason == "personal_data" else question


def history_turns(exchanges: Iterable[Exchange]) -> tuple[Turn, ...]:
    """The earlier messages that the next question is asked with; unanswered ones and personal data are left out."""
    turns: list[Turn] = []
    for exchange in exchanges:
        if exchange.answer is not None and exchange.question:
            turns.append(Turn(role="user", content=exchange.question))
            turns.append(Turn(role="assistant", content=exchange.answer.answer))
    return tuple(turns)


def propose_title(exchanges: Iterable[Exchange]) -> str:
    """A name for a conversation: its first question, cut at a word."""
    first = next((exchange.question for exchange in exchanges if exchange.question), "Samtale")
    text = " ".join(first.split())
    return text if len(text) <= _TITLE_CHARS else text[:_TITLE_CHARS].rsplit(" ", 1)[0] + " …"


def now_text() -> str:
    """This moment in UTC, to the second, as it is kept."""
    return datetime.now(UTC).isoformat(timespec="seconds")
