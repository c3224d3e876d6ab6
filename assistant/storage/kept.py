"""Things with an owner, kept whole: each is one row, found by owner and id only. Nobody reaches those of others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar
from uuid import uuid4

from pydantic import ValidationError
from sqlalchemy import ColumnElement, Table, and_, delete, select, update

from assistant.conversation import Conversation, Heading
from assistant.memo import Memo
from assistant.storage.database import Database
from assistant.storage.insert import insert_into
from assistant.storage.texts import clean_title, hide_owner, is_id
from corpus.errors import EhelseError, InputError

Thing = TypeVar("Thing", Conversation, Memo)
_Headings = list[Heading]
_OWN_COLUMNS = {"id", "title", "changed_at"}


class Kept(Generic[Thing]):
    """The things of one kind. Unknown ids and those of others are the same: there is nothing."""

    def __init__(
        self, database: Database, table: Table, kind: type[Thing], *, prepare: Callable[[Thing], Thing], name: str
    ) -> None:
        """`prepare` gives a thing as it may be kept, with a title; `name` is what a user calls the kind."""
        self._database = database
        self._table = table
        self._kind: type[Thing] = kind
        self._prepare: Callable[[Thing], Thing] = prepare
        self._name = name

    def list(self, owner: str) -> _Headings:
        """What an owner has, the last changed first."""
        table = self._table
        query = select(table.c.id, table.c.title, table.c.changed_at).where(table.c.owner == hide_owner(owner))
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(table.c.changed_at.desc(), table.c.id)).all()
        return [Heading(id=row.id, title=row.title, changed_at=_moment_text(row.changed_at)) for row in rows]

    def load(self, owner: str, id_: str) -> Thing | None:
        """One of an owner's things. Raises EhelseError where it cannot be read any more."""
        if not is_id(id_):
            return None
        with self._database.read() as connection:
            row = connection.execute(select(self._table).where(self._one(owner, id_))).one_or_none()
        if row is None:
            return None
        try:
            thing = self._kind.model_validate_json(row.body)
        except ValidationError as error:
            raise EhelseError(f"{self._name} «{row.title}» kan ikke leses.", "Slett den, og begynn på nytt.") from error
        return thing.model_copy(update={"id": row.id, "title": row.title, "changed_at": _moment_text(row.changed_at)})

    def save(self, owner: str, thing: Thing) -> Thing:
        """Keeps all of one thing, and returns it with id, title and time. The last of two saves stands, whole.

        A thing without a title keeps the one it had, or gets one. Raises InputError where it may not be kept.
        """
        prepared, now = self._prepare(thing), self._database.clock()
        row = {
            "owner": hide_owner(owner),
            "id": thing.id if is_id(thing.id) else uuid4().hex,
            "title": clean_title(prepared.title) or self._name,
            "changed_at": now,
            "body": prepared.model_dump_json(exclude=_OWN_COLUMNS),
        }
        renewed = ["changed_at", "body", *(["title"] if thing.title.strip() else [])]
        with self._database.write() as connection:
            statement = insert_into(connection, self._table).values(row)
            upsert = statement.on_conflict_do_update(
                index_elements=["owner", "id"], set_={name: statement.excluded[name] for name in renewed}
            )
            title = connection.execute(upsert.returning(self._table.c.title)).scalar_one()
        kept = {"id": row["id"], "title": title, "changed_at": _moment_text(now)}
        return prepared.model_copy(update=kept)

    def rename(self, owner: str, id_: str, title: str) -> None:
        """Gives another title. Raises InputError where it is empty or has a person's number in it."""
        cleaned = clean_title(title)
        if not cleaned:
            raise InputError("Navnet er tomt.", "Skriv et navn.")
        changed = {"title": cleaned, "changed_at": self._database.clock()}
        if is_id(id_):
            with self._database.write() as connection:
                connection.execute(update(self._table).where(self._one(owner, id_)).values(changed))

    def delete(self, owner: str, id_: str) -> None:
        """Deletes one, for good."""
        if is_id(id_):
            with self._database.write() as connection:
                connection.execute(delete(self._table).where(self._one(owner, id_)))

    def _one(self, owner: str, id_: str) -> ColumnElement[bool]:
        return and_(self._table.c.owner == hide_owner(owner), self._table.c.id == id_)


def _moment_text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
