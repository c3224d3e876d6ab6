"""What the app keeps: conversations, memos and feedback, in SQLite or PostgreSQL, for a set number of days.

Any number of threads and processes may use one database. The database packages are imported when a storage is opened,
and the database itself is first touched by the first call, so that the page may be painted before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.storage.conversations import Conversations
    from assistant.storage.database import Database
    from assistant.storage.feedback import Verdicts
    from assistant.storage.memos import Memos


@dataclass(frozen=True, slots=True)
class Storage:
    """All that is kept. Every call may raise EhelseError where the database cannot be used."""

    conversations: Conversations
    memos: Memos
    feedback: Verdicts
    database: Database

    def purge(self, now: datetime) -> int:
        """Deletes what hasn't changed for the kept number of days before `now`; returns how many rows that were.

        It happens by itself when the database is first used, and once a day after that, as something is saved.
        """
        return self.database.purge(now)

    def close(self) -> None:
        """Lets go of the connections; the next call opens them anew."""
        self.database.close()


def utc_now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


def open_storage(settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> Storage:
    """The storage of these settings. Raises SettingsError where their database address is wrong."""
    from assistant.storage.conversations import Conversations
    from assistant.storage.database import Database
    from assistant.storage.feedback import Verdicts
    from assistant.storage.memos import Memos
    from assistant.storage.place import parse_place

    place = parse_place(settings.database.get_secret_value(), settings.home)
    database = Database(place, keep_days=settings.keep_days, clock=clock)
    return Storage(Conversations(database), Memos(database), Verdicts(database), database)
