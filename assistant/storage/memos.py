"""The kept memos."""

from __future__ import annotations

from assistant.memo import Memo
from assistant.storage.database import Database
from assistant.storage.kept import Kept
from assistant.storage.schema import memos
from assistant.storage.texts import refuse_numbers


class Memos(Kept[Memo]):
    """Memos; own text with a person's number in it isn't kept."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, memos, Memo, prepare=_prepare, name="Notat")


def _prepare(memo: Memo) -> Memo:
    own = [text for item in memo.items for text in (item.heading, item.markdown if item.kind == "text" else "")]
    refuse_numbers("Notatet", *own)
    return memo.model_copy(update={"title": memo.title.strip()})
