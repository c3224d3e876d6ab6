"""Where the database is: the setting read and checked, and a name of it that may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from corpus.errors import SettingsError

_FILE = "ehelse.sqlite"
_REMEDY = (
    "Rett «database» i ehelse.toml eller EHELSE_DATABASE: "
    "«postgresql://bruker:passord@maskin/navn», «sqlite:////mappe/fil.sqlite», eller tom."
)


@dataclass(frozen=True, slots=True)
class Place:
    """A database. `shown` has neither user nor password; `file` is None where it is no file; `home` is the app's."""

    url: URL
    shown: str
    home: Path
    file: Path | None = None


def parse_place(setting: str, home: Path) -> Place:
    """The database of a setting, "" = a file in `home`. Raises SettingsError, which never shows a password."""
    if not setting.strip():
        return _file_place(home / _FILE, home)
    try:
        url = make_url(setting.strip())
    except (ArgumentError, ValueError):
        # Not chained: the first error may hold a part of the password.
        raise SettingsError("Innstillingen «database» er ingen gyldig adresse.", _REMEDY) from None
    match url.drivername:
        case "sqlite" | "sqlite+pysqlite" if url.database and url.database != ":memory:":
            return _file_place(Path(url.database), home)
        case "sqlite" | "sqlite+pysqlite":
            raise SettingsError("Innstillingen «database» er SQLite uten en fil.", _REMEDY)
        case "postgres" | "postgresql" | "postgresql+psycopg":
            return _server_place(url, home)
    raise SettingsError(f"Databasen «{url.drivername}» støttes ikke.", _REMEDY)


def _file_place(file: Path, home: Path) -> Place:
    return Place(URL.create("sqlite", database=str(file)), str(file), home, file)


def _server_place(url: URL, home: Path) -> Place:
    if "@" in (url.host or ""):
        raise SettingsError("Passordet i innstillingen «database» inneholder «@».", "Skriv «%40» i stedet for «@».")
    if find_spec("psycopg") is None:
        raise SettingsError(
            "Innstillingen «database» er PostgreSQL, men tillegget for det er ikke installert.",
            "Kjør: pip install 'e-helseassistenten[postgres]'",
        )
    host = url.host or url.normalized_query.get("host", ("",))[0]
    port = f":{url.port}" if url.port else ""
    return Place(url.set(drivername="postgresql+psycopg"), f"postgresql://{host}{port}/{url.database or ''}", home)
