"""Brings a database to the newest migration, once, whoever asks first.

1. A database that is there already costs one small query. 2. Otherwise one process at a time: a file lock in the app's
home for a file, a lock of the server in PostgreSQL, which copies of the app on several machines share. 3. All in one
transaction.
"""

from __future__ import annotations

from contextlib import nullcontext
from threading import Lock

from filelock import FileLock
from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, inspect, select, text

from assistant.storage.place import Place
from assistant.storage.schema import HEAD, VERSION_TABLE
from corpus.errors import EhelseError

_LOCK_WAIT_S = 60
_ADVISORY_KEY = 0x65_68_65_6C_73_65  # «ehelse»
_one_upgrade = Lock()  # Alembic keeps what it works on in globals
_version = Table(VERSION_TABLE, MetaData(), Column("version_num", String))


def home_lock(place: Place) -> FileLock:
    """One process of this home at a time."""
    place.home.mkdir(parents=True, exist_ok=True)
    return FileLock(place.home / "database.lock", timeout=_LOCK_WAIT_S)


def bring_to_head(engine: Engine, place: Place) -> None:
    """Makes or upgrades the tables. Raises EhelseError where a newer version of the app has made them."""
    with engine.connect() as connection:
        if _read_version(connection) == HEAD:
            return
    with (
        home_lock(place) if place.file else nullcontext(),
        engine.execution_options(writes=True).begin() as connection,
    ):
        if not place.file:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_KEY})
        _upgrade(connection, place)


def _read_version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(select(_version.c.version_num)).scalar()


def _upgrade(connection: Connection, place: Place) -> None:
    from alembic import command  # slow to import, and needed once in the life of a database
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "assistant.storage:migrations")
    config.attributes["connection"] = connection
    stored = _read_version(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if stored is not None and stored not in known:
        raise EhelseError(
            f"Databasen «{place.shown}» er laget av en nyere utgave av E-helseassistenten "
            f"(databasen har {stored}, programmet kjenner til {HEAD}).",
            "Oppdater programmet, eller oppgi en annen database i EHELSE_DATABASE.",
        )
    with _one_upgrade:
        command.upgrade(config, "head")
