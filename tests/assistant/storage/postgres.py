"""A PostgreSQL of the tests' own: on a Unix socket in a temporary folder, with nothing outside of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

LOCKED_USER, PASSWORD = "laast", "hemmelig"
_ACCESS = f"local all {LOCKED_USER} scram-sha-256\nlocal all all trust\n"
_START_S = 30


class Server:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def url(self, database: str, user: str = "ehelse") -> str:
        return f"postgresql://{user}@/{database}?host={self._folder}"

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"prove_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)

    def run(self, statement: str, database: str = "postgres") -> list[Any]:
        import psycopg

        address = f"host={self._folder} user=ehelse dbname={database}"
        with closing(psycopg.connect(address, autocommit=True)) as connection:
            found = connection.execute(statement)  # type: ignore[call-overload]
            return list(found) if found.description else []


@contextmanager
def running_server() -> Iterator[Server]:
    """Starts a server, and stops it. Skips where PostgreSQL or its driver isn't installed."""
    pytest.importorskip("psycopg", reason="No psycopg here: pip install 'e-helseassistenten[postgres]'")
    initdb, postgres = shutil.which("initdb"), shutil.which("postgres")
    if initdb is None or postgres is None:
        pytest.skip("No PostgreSQL here: apt-get install postgresql, with initdb and postgres in PATH")
    folder = Path(tempfile.mkdtemp(prefix="ehelse-pg-"))
    who: dict[str, Any] = {}
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "nobody")
        who = {"user": "nobody", "group": "nogroup", "extra_groups": []}
    data = folder / "data"
    quiet: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **who}
    try:
        subprocess.run(
            [initdb, "-D", data, "-U", "ehelse", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"], check=True, **quiet
        )
        (data / "pg_hba.conf").write_text(_ACCESS, encoding="utf-8")
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off"]
        process = subprocess.Popen([postgres, "-D", data, *options], **quiet)
        try:
            yield _wait_for(Server(folder))
        finally:
            process.send_signal(2)  # SIGINT: fast shutdown
            process.wait(_START_S)
    finally:
        shutil.rmtree(folder)


def _wait_for(server: Server) -> Server:
    import psycopg

    for _ in range(_START_S * 10):
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return server
    raise AssertionError("PostgreSQL did not start")
