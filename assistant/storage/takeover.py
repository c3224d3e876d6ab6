"""Takes over the file that earlier versions kept feedback in, once and without loss.

1. Each of its rows gets a name from its content. 2. All rows that aren't there yet come in, in one transaction. 3. The
file goes. Stopped between 2 and 3, the next try finds every name taken, and only the file goes. A file that cannot be
read stays as it is, and the log tells.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from assistant.storage.insert import insert_into
from assistant.storage.migrate import home_lock
from assistant.storage.place import Place
from assistant.storage.schema import feedback
from assistant.storage.texts import clean_text

OLD_FILE = "feedback.sqlite"
_BUSY_TIMEOUT_S = 5
_FIELDS = "id, given_at, verdict, reason, comment, question, understood, answer, abstained, entries, language, state"
_log = logging.getLogger(__name__)


def take_over(engine: Engine, place: Place, now: datetime) -> None:
    """Moves the old file's rows into the database."""
    path = place.home / OLD_FILE
    if not path.exists():
        return
    with home_lock(place):
        try:
            rows = _read_rows(path) if path.exists() else []
        except (sqlite3.Error, ValueError) as error:
            _log.warning("Den gamle filen «%s» kan ikke leses (%s), og er ikke tatt over.", path, error)
            return
        if rows:
            with engine.execution_options(writes=True).begin() as connection:
                statement = insert_into(connection, feedback).on_conflict_do_nothing(index_elements=["origin"])
                connection.execute(statement, [_make_row(row, now) for row in rows])
            _log.info("%s tilbakemeldinger er tatt over fra «%s».", len(rows), path)
        _remove(path)


def _read_rows(path: Path) -> list[dict[str, Any]]:
    # Opened for writing, so that SQLite mends what a stopped write left.
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_BUSY_TIMEOUT_S)) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'feedback'").fetchone():
            return []
        names = _FIELDS.split(", ")
        found = db.execute(f"SELECT {_FIELDS} FROM feedback ORDER BY id")
        return [dict(zip(names, row, strict=True)) for row in found]


def _make_row(old: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """`changed_at` is now: those who didn't know of a limit get the whole of it to look through what was kept."""
    row = {name: clean_text(value) if isinstance(value, str) else value for name, value in old.items() if name != "id"}
    given_at = datetime.fromisoformat(row["given_at"]).astimezone(UTC) if row["given_at"] else now
    origin = sha256(repr(tuple(old.values())).encode()).hexdigest()
    kept = {"given_at": given_at, "changed_at": now, "abstained": bool(row["abstained"])}
    return {**row, **kept, "cause": None, "note": "", "origin": origin}


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("Den gamle filen «%s» er tatt over, men kan ikke slettes: %s", path, error)
