"""The kept conversations."""

from __future__ import annotations

from assistant.conversation import Conversation, Exchange, propose_title
from assistant.guard import find_blocking
from assistant.storage.database import Database
from assistant.storage.kept import Kept
from assistant.storage.schema import conversations


class Conversations(Kept[Conversation]):
    """Conversations; one without a title is named by its first question."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, conversations, Conversation, prepare=_prepare, name="Samtale")


def _prepare(conversation: Conversation) -> Conversation:
    exchanges = tuple(_without_numbers(exchange) for exchange in conversation.exchanges)
    title = "" if find_blocking(conversation.title) else conversation.title.strip()
    return conversation.model_copy(update={"exchanges": exchanges, "title": title or propose_title(exchanges)})


def _without_numbers(exchange: Exchange) -> Exchange:
    """The last door: also what came past the guard, as when an answer failed, is kept without a person's number.

    The conversation is saved while the user does something else, so it isn't stopped for it.
    """
    answer = exchange.answer
    texts = [exchange.question, *([answer.question, answer.understood] if answer else [])]
    if not any(map(find_blocking, texts)):
        return exchange
    cleaned = answer.model_copy(update={"question": "", "understood": ""}) if answer else None
    return exchange.model_copy(update={"question": "", "answer": cleaned})
