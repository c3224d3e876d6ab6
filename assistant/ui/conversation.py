"""The conversation as values: what was asked, what came back, and what of it the next question is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from assistant.models import Answer, Question, Turn
from corpus.sources import Corpus


class Answering(Protocol):
    """What the pages need of an assistant; `assistant.service.Assistant` is one."""

    corpus: Corpus

    def ask(self, question: Question) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer; without an answer, `problem` tells the user why. `id` is its number in the session."""

    id: int
    question: str
    answer: Answer | None = None
    problem: str = ""


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
