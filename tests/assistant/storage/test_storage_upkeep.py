"""Tables, age, the file of earlier versions, and what is told when the database is wrong."""

from __future__ import annotations

import logging
import sqlite3
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from assistant.conversation import Conversation, Exchange
from assistant.feedback import Feedback
from assistant.memo import Memo
from assistant.storage import Storage
from assistant.storage.schema import HEAD, VERSION_TABLE, metadata
from corpus.errors import EhelseError, SettingsError
from tests.assistant.storage.conftest import KEEP_DAYS, Clock, Open
from tests.assistant.storage.postgres import LOCKED_USER, PASSWORD, Server

_OLD_SCHEMA = """
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY, given_at TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT, comment TEXT NOT NULL,
    question TEXT NOT NULL, understood TEXT NOT NULL, answer TEXT NOT NULL, abstained INTEGER NOT NULL,
    entries TEXT NOT NULL, language TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'new'
)
"""
_OLD_ROW = ("down", "wrong", "Feil", "Hva er SFM?", "hva er sfm", "En modul.", 1, "sfm-hva\nsfm-mer", "nn")


def write_old_file(home: Path, *rows: tuple[str, str]) -> Path:
    """The feedback file of an earlier version, with a time and a state per row."""
    home.mkdir(exist_ok=True)
    with closing(sqlite3.connect(home / "feedback.sqlite")) as db, db:
        db.execute(_OLD_SCHEMA)
        values = [(given_at, *_OLD_ROW, state) for given_at, state in rows]
        db.executemany(f"INSERT INTO feedback VALUES (NULL{', ?' * 11})", values)
    return home / "feedback.sqlite"


def fill(storage: Storage) -> str:
    storage.memos.save("kari", Memo(title="N"))
    storage.feedback.add(Feedback("q", "a", "down", "wrong"))
    return storage.conversations.save("kari", Conversation(title="S")).id


def counts(storage: Storage) -> tuple[int, int, int]:
    lists = storage.conversations.list("kari"), storage.memos.list("kari"), storage.feedback.browse()
    return len(lists[0]), len(lists[1]), len(lists[2])


def test_the_newest_migration_is_what_the_code_writes(storage: Storage) -> None:
    with storage.database.read() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == [] and context.get_current_revision() == HEAD


def test_only_known_columns_are_kept_of_a_verdict(storage: Storage) -> None:
    """No user, no address, no session."""
    with storage.database.read() as connection:
        names = {column["name"] for column in inspect(connection).get_columns("feedback")}
    assert names == {
        "id", "given_at", "changed_at", "verdict", "reason", "comment", "question", "understood", "answer", "abstained",
        "entries", "language", "state", "cause", "note", "origin",
    }  # fmt: skip


def test_what_is_unchanged_for_too_long_goes(storage: Storage, clock: Clock) -> None:
    kept = fill(storage)
    clock.pass_days(KEEP_DAYS - 1)
    storage.conversations.rename("kari", kept, "Fortsatt i bruk")
    storage.feedback.add(Feedback("ny", "a", "up"))
    assert storage.purge(clock.now) == 0 and counts(storage) == (1, 1, 2)
    clock.pass_days(2)
    assert storage.purge(clock.now) == 2 and counts(storage) == (1, 0, 1)
    assert storage.purge(datetime(2030, 1, 1, tzinfo=UTC)) == 2 and counts(storage) == (0, 0, 0)


def test_it_goes_when_the_storage_is_opened(open_at: Open, url: str, clock: Clock) -> None:
    fill(open_at(url))
    clock.pass_days(KEEP_DAYS + 1)
    assert counts(open_at(url)) == (0, 0, 0)


def test_it_goes_once_a_day_as_something_is_saved(storage: Storage, clock: Clock) -> None:
    fill(storage)
    clock.pass_days(KEEP_DAYS - 0.5)
    storage.memos.save("ola", Memo(title="tømmer, men ikke noe er gammelt"))
    clock.pass_days(0.6)
    storage.memos.save("ola", Memo(title="samme døgn"))
    assert counts(storage) == (1, 1, 1)
    clock.pass_days(0.5)
    storage.memos.save("ola", Memo(title="neste døgn"))
    assert counts(storage) == (0, 0, 0)


def test_what_is_deleted_is_not_left_in_the_file_nor_who_had_it(open_at: Open, tmp_path: Path) -> None:
    storage = open_at()
    kept = storage.conversations.save(
        "kari-nordmann", Conversation(exchanges=(Exchange(id=1, question="hemmelighet"),))
    )
    file = tmp_path / "ehelse.sqlite"
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"hemmelighet" in file.read_bytes() and b"kari" not in file.read_bytes()
    storage.conversations.delete("kari-nordmann", kept.id)
    storage.close()
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"hemmelighet" not in file.read_bytes()
    assert sys.platform == "win32" or file.stat().st_mode & 0o077 == 0, "for this user only"


def test_the_feedback_of_earlier_versions_is_taken_over_once(open_at: Open, url: str, tmp_path: Path) -> None:
    old = write_old_file(tmp_path, *[("2020-05-01T10:00+00:00", "new")] * 2, ("", "accepted"))
    first, second = open_at(url).feedback.find()
    assert (first.given_at, first.entries, first.abstained) == ("2020-05-01T10:00+00:00", ("sfm-hva", "sfm-mer"), True)
    assert (first.reason, first.comment, first.language, first.understood) == ("wrong", "Feil", "nn", "hva er sfm")
    assert second.id == 2 and second.question == first.question, "two alike are two"
    again = open_at(url)
    assert len(again.feedback.find()) == 2 and len(again.feedback.find(state="accepted")) == 1 and not old.exists()


def test_a_take_over_that_was_stopped_is_finished(open_at: Open, url: str, tmp_path: Path) -> None:
    """All is in, but the file is still there; and meanwhile an earlier version has added one."""
    old = write_old_file(tmp_path, ("2020-05-01T10:00+00:00", "new"))
    saved = old.read_bytes()
    open_at(url).feedback.find()
    old.write_bytes(saved)
    with closing(sqlite3.connect(old)) as db, db:
        db.execute(f"INSERT INTO feedback VALUES (NULL{', ?' * 11})", ("2020-05-02T10:00+00:00", *_OLD_ROW, "new"))
    assert [given.given_at[:10] for given in open_at(url).feedback.find()] == ["2020-05-01", "2020-05-02"]
    assert not old.exists()


def test_a_damaged_old_file_stays_and_is_told(open_at: Open, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    old = tmp_path / "feedback.sqlite"
    old.write_text("ikke en database, men en lang nok tekst til at det merkes" * 20)
    with caplog.at_level(logging.WARNING):
        assert open_at().feedback.find() == []
    assert old.exists() and "er ikke tatt over" in caplog.text


def test_a_damaged_file_is_told(open_at: Open, tmp_path: Path) -> None:
    file = tmp_path / "ehelse.sqlite"
    file.write_text("ikke en database, men en lang nok tekst til at det merkes" * 200)
    storage = open_at()
    for _ in range(2):
        with pytest.raises(EhelseError, match=r"ehelse\.sqlite» er skadet .* Flytt filen bort"):
            storage.conversations.list("kari")
    file.unlink()
    assert storage.conversations.list("kari") == [], "mended, without a restart"


def test_a_row_that_cannot_be_read_is_told_and_can_be_deleted(storage: Storage) -> None:
    kept = fill(storage)
    with storage.database.write() as connection:
        connection.execute(text("UPDATE conversations SET body = '{\"exchanges\": 3}'"))
    with pytest.raises(EhelseError, match=r"«S» kan ikke leses. Slett den"):
        storage.conversations.load("kari", kept)
    storage.conversations.delete("kari", kept)
    assert storage.conversations.list("kari") == []


def test_an_error_shows_nothing_of_what_was_to_be_saved(storage: Storage) -> None:
    with storage.database.write() as connection:
        connection.execute(text("DROP TABLE memos"))
    with pytest.raises(EhelseError, match="memos") as caught:
        storage.memos.save("kari", Memo(title="fortrolig"))
    assert "fortrolig" not in f"{caught.value}{caught.value.__cause__}", "neither the page nor a log"


def test_a_folder_that_is_a_file_is_told(open_at: Open, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(EhelseError, match=r"kan ikke leses eller skrives .* Sjekk plass og rettigheter"):
        open_at(home=tmp_path / "home").memos.save("kari", Memo())


def test_a_database_held_by_another_is_told(open_at: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.storage.database._BUSY_TIMEOUT_S", 0.1)
    storage = open_at()
    fill(storage)
    with closing(sqlite3.connect(tmp_path / "ehelse.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert counts(storage) == (1, 1, 1), "readers don't wait for a writer"
        with pytest.raises(EhelseError, match=r"er opptatt .* Prøv igjen"):
            fill(storage)
    fill(storage)


def test_a_database_of_a_newer_version_is_told(open_at: Open, url: str) -> None:
    storage = open_at(url)
    with storage.database.write() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(EhelseError, match=r"nyere utgave .*\(databasen har 9999, programmet kjenner til .* Oppdater"):
        open_at(url).feedback.find()


def test_a_server_that_is_not_there_is_told(open_at: Open) -> None:
    storage = open_at("postgresql://bruker:hemmelig@127.0.0.1:1/ehelse?password=hemmelig")
    with pytest.raises(
        EhelseError, match=r"Får ikke kontakt med databasen «postgresql://127.0.0.1:1/ehelse»"
    ) as caught:
        storage.conversations.list("kari")
    assert "hemmelig" not in f"{caught.value!r}{caught.value.__cause__!r}" and "EHELSE_DATABASE" in caught.value.remedy


def test_a_wrong_password_is_told_and_not_shown(server: Server, open_at: Open) -> None:
    server.run(f"CREATE ROLE {LOCKED_USER} LOGIN PASSWORD '{PASSWORD}'")
    url = server.url("postgres", f"{LOCKED_USER}:galt-{PASSWORD}")
    with pytest.raises(EhelseError, match=r"slipper oss ikke inn .* Sjekk bruker og passord") as caught:
        open_at(url).feedback.find()
    assert PASSWORD not in str(caught.value)


def test_a_user_without_rights_is_told(server: Server, open_at: Open) -> None:
    url = server.new_database()
    server.run("CREATE ROLE leser LOGIN")
    with pytest.raises(EhelseError, match=r"avviste det vi ba om .* rett til å lage"):
        open_at(url.replace("ehelse@", "leser@")).feedback.find()


def test_a_page_with_many_calls_waits_for_one_only(
    server: Server, open_at: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.storage.database._RETRY_AFTER_S", 1.0)
    storage = open_at(server.url("kommer_siden"))
    with pytest.raises(EhelseError, match=r"Får ikke kontakt .*kommer_siden"):
        storage.feedback.find()
    server.run("CREATE DATABASE kommer_siden")
    with pytest.raises(EhelseError, match="Får ikke kontakt"):
        storage.memos.list("kari")
    time.sleep(1.1)
    assert counts(storage) == (0, 0, 0), "mended, without a restart"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("tull", "ingen gyldig adresse"),
        ("postgresql://u:hemmelig@vert:port/db", "ingen gyldig adresse"),
        ("postgresql://u:hemm@elig@vert/db", "Skriv «%40»"),
        ("mysql://u:hemmelig@vert/db", "«mysql» støttes ikke"),
        ("postgresql+asyncpg://u:hemmelig@vert/db", "støttes ikke"),
        ("sqlite://", "uten en fil"),
        ("sqlite:///:memory:", "uten en fil"),
    ],
)
def test_a_wrong_address_is_told_and_its_password_is_not(open_at: Open, url: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told) as caught:
        open_at(url)
    assert "elig" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None, "nor in what a log would show"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_usual_ways_to_write_an_address(server: Server, open_at: Open, scheme: str) -> None:
    url = server.new_database().replace("postgresql", scheme)
    assert counts(open_at(url)) == (0, 0, 0)


def test_a_file_elsewhere(open_at: Open, tmp_path: Path) -> None:
    fill(open_at(f"sqlite:///{tmp_path}/et sted/100%/data.sqlite"))
    assert (tmp_path / "et sted" / "100%" / "data.sqlite").exists()
    assert not (tmp_path / "ehelse.sqlite").exists()
