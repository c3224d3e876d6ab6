"""Errors of the database, in the user's words: what, which, and what to do. Never with a password or what was saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import Timeout
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from assistant.storage.place import Place
from corpus.errors import EhelseError

_BUSY = "Prøv igjen om litt."
_BUSY_SIGNS = ("locked", "busy")
_DAMAGE_SIGNS = ("malformed", "not a database", "encrypted")
_PASSWORD_SIGNS = ("password", "authentication", "pg_hba")


class UnreachableError(EhelseError):
    """The database cannot be connected to at the moment."""


@contextmanager
def explained(place: Place) -> Iterator[None]:
    """Turns every error of the database into an EhelseError."""
    try:
        yield
    except (SQLAlchemyError, OSError, Timeout) as error:
        raise explain(place, error) from error


def explain(place: Place, error: Exception) -> EhelseError:
    """The error in the user's words."""
    if isinstance(error, PoolTimeoutError | Timeout):
        return EhelseError(f"Databasen «{place.shown}» er opptatt.", _BUSY)
    told = _first_line(place, error)
    if isinstance(error, OSError) and not place.file:
        return EhelseError(f"Mappen «{place.home}» kan ikke brukes ({told}).", "Sjekk plass og rettigheter i den.")
    return _explain_file(place, told) if place.file else _explain_server(place, error, told)


def _explain_file(place: Place, told: str) -> EhelseError:
    if any(sign in told for sign in _BUSY_SIGNS):
        return EhelseError(f"Databasen «{place.shown}» er opptatt ({told}).", _BUSY)
    if any(sign in told for sign in _DAMAGE_SIGNS):
        return EhelseError(
            f"Databasen «{place.shown}» er skadet ({told}).",
            "Flytt filen bort, eller legg tilbake en sikkerhetskopi. Uten fil lages en ny og tom.",
        )
    return EhelseError(
        f"Databasen «{place.shown}» kan ikke leses eller skrives ({told}).", "Sjekk plass og rettigheter i mappen."
    )


def _explain_server(place: Place, error: Exception, told: str) -> EhelseError:
    if any(sign in told for sign in _PASSWORD_SIGNS):
        return UnreachableError(
            f"Databasen «{place.shown}» slipper oss ikke inn ({told}).",
            "Sjekk bruker og passord i EHELSE_DATABASE.",
        )
    if "connection" in told or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return UnreachableError(
            f"Får ikke kontakt med databasen «{place.shown}» ({told}).",
            "Sjekk at den kjører, og at EHELSE_DATABASE er riktig.",
        )
    return EhelseError(
        f"Databasen «{place.shown}» avviste det vi ba om ({told}).",
        "Sjekk at brukeren i EHELSE_DATABASE har rett til å lage og endre tabeller.",
    )


def _first_line(place: Place, error: Exception) -> str:
    """Only the first line: those after it may quote what was to be saved."""
    text = str(error.orig if isinstance(error, DBAPIError) else error).strip().split("\n", 1)[0]
    for secret in (place.url.password, *place.url.normalized_query.get("password", ())):
        text = text.replace(str(secret), "***") if secret else text
    return text
