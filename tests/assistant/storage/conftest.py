"""The storage over both databases, and a clock that tests move."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.settings import Settings
from assistant.storage import Storage, open_storage
from tests.assistant.storage.postgres import Server, running_server

Open = Callable[..., Storage]
KEEP_DAYS = 30


class Clock:
    """A time that passes when told: a second each time it is read, so that nothing happens at once."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def pass_days(self, days: float) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """An empty database: the file under home, or one of a real server."""
    if request.param == "sqlite":
        return ""
    found: Server = request.getfixturevalue("server")
    return found.new_database()


@pytest.fixture
def open_at(tmp_path: Path, clock: Clock) -> Iterator[Open]:
    """Opens a storage; another call opens the same database anew, as another process would."""
    with ExitStack() as stack:

        def run(url: str = "", home: Path = tmp_path) -> Storage:
            settings = Settings(home=home, database=SecretStr(url), keep_days=KEEP_DAYS)
            return stack.enter_context(closing(open_storage(settings, clock=clock)))

        yield run


@pytest.fixture
def storage(open_at: Open, url: str) -> Storage:
    return open_at(url)
