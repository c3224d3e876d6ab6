"""The tables, as the newest migration leaves them (a test compares the two)."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Boolean, Column, DateTime, Dialect, Index, Integer, MetaData, String, Table, Text
from sqlalchemy.types import TypeDecorator

HEAD = "0001"
"""The newest migration, so that a database that has it is opened without the migration package."""
VERSION_TABLE = "ehelse_version"
"""A name of our own: the database may be shared with another program that uses Alembic."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, also where the database has no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


metadata = MetaData()


def _kept_table(name: str) -> Table:
    return Table(
        name,
        metadata,
        Column("owner", String(64), primary_key=True),
        Column("id", String(64), primary_key=True),
        Column("title", Text, nullable=False),
        Column("changed_at", Moment, nullable=False),
        Column("body", Text, nullable=False),
        Index(f"ix_{name}_changed_at", "changed_at"),
    )


conversations = _kept_table("conversations")
memos = _kept_table("memos")
feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("given_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("verdict", String(8), nullable=False),
    Column("reason", String(32)),
    Column("comment", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("understood", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("abstained", Boolean, nullable=False),
    Column("entries", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("state", String(16), nullable=False),
    Column("cause", String(32)),
    Column("note", Text, nullable=False),
    Column("origin", String(64), unique=True),
    Index("ix_feedback_changed_at", "changed_at"),
    sqlite_autoincrement=True,
)
"""`origin` names the row of an older database that a row was taken from, so that none is taken twice."""
