"""The connection to the database: opened by the first call, in any thread, and tidied once a day.

1. Made or upgraded. 2. The feedback file of earlier versions taken over. 3. What is too old deleted. Where it can't be
reached, the same is told for a few seconds without trying, so that a page doesn't wait for each of its calls.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, delete, event

from assistant.storage.explain import UnreachableError, explained
from assistant.storage.migrate import bring_to_head
from assistant.storage.place import Place
from assistant.storage.schema import metadata
from assistant.storage.takeover import take_over

_BUSY_TIMEOUT_S = 15
_CONNECT_TIMEOUT_S = 5
_DEAD_LINK_MS = 10_000
_RETRY_AFTER_S = 5
_POOL_SIZE, _POOL_MORE = 5, 25
_ONE_DAY = timedelta(days=1)


class Database:
    """A database of ours; safe for threads."""

    def __init__(self, place: Place, *, keep_days: int, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self._place = place
        self._keep = timedelta(days=keep_days)
        self._engine: Engine | None = None
        self._lock = Lock()
        self._purged_at: datetime | None = None
        self._refused: tuple[float, UnreachableError] | None = None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to read with, on one state of the database. Raises EhelseError."""
        with self._watched(), self._opened().connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection to write with: all or nothing. Raises EhelseError."""
        with self._watched():
            engine = self._opened()
            if self._purged_at and self.clock() - self._purged_at > _ONE_DAY:
                self._purge(engine, self.clock())
            with _writing(engine) as connection:
                yield connection

    def purge(self, now: datetime) -> int:
        """Deletes what hasn't changed for the kept number of days before `now`; returns how many rows."""
        with self._watched():
            return self._purge(self._opened(), now)

    def close(self) -> None:
        """Lets go of the connections."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
            self._engine = None

    def _opened(self) -> Engine:
        if self._engine is None:
            with self._lock:
                if self._engine is None:
                    self._heed_refusal()  # those who waited for the lock needn't wait for the database too
                    self._engine = self._open()
        return self._engine

    def _open(self) -> Engine:
        engine = _make_engine(self._place)
        try:
            bring_to_head(engine, self._place)
            take_over(engine, self._place, self.clock())
            self._purge(engine, self.clock())
        except BaseException:
            engine.dispose()
            raise
        return engine

    def _purge(self, engine: Engine, now: datetime) -> int:
        self._purged_at = self.clock()
        with _writing(engine) as connection:
            return sum(
                connection.execute(delete(table).where(table.c.changed_at < now - self._keep)).rowcount
                for table in metadata.sorted_tables
            )

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Errors in the user's words, and no try while the database was out of reach a moment ago."""
        self._heed_refusal()
        try:
            with explained(self._place):
                yield
        except UnreachableError as error:
            if error.__cause__ is not None:  # told by the database, not by the line below
                self._refused = (time.monotonic() + _RETRY_AFTER_S, error)
            raise

    def _heed_refusal(self) -> None:
        if self._refused and time.monotonic() < self._refused[0]:
            raise UnreachableError(self._refused[1].message, self._refused[1].remedy)


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    with engine.execution_options(writes=True).begin() as connection:
        yield connection


def _make_engine(place: Place) -> Engine:
    # Without the parameters, no error holds what was to be saved.
    pool: dict[str, Any] = {"pool_size": _POOL_SIZE, "max_overflow": _POOL_MORE, "hide_parameters": True}
    if place.file is None:
        link = {"connect_timeout": _CONNECT_TIMEOUT_S, "tcp_user_timeout": _DEAD_LINK_MS, "prepare_threshold": None}
        return create_engine(place.url, pool_pre_ping=True, connect_args=link, **pool)
    engine = create_engine(place.url, connect_args={"timeout": _BUSY_TIMEOUT_S}, **pool)
    file = place.file
    event.listen(engine, "do_connect", lambda *_: _make_file(file))
    event.listen(engine, "connect", _set_up_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _make_file(file: Path) -> None:
    """For this user only: it holds what people asked."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)


def _set_up_connection(connection: sqlite3.Connection, _: object) -> None:
    # Python's driver would begin a transaction too late, and none for changes to tables: we begin them.
    connection.isolation_level = None
    # Readers beside a writer; stays in the file. Where another uses a new file just now, a later connection does it.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA secure_delete=ON")


def _begin(connection: Connection) -> None:
    """A writer takes its turn at once: one that has read first could no longer wait for another."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")
