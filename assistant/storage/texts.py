"""Words of the user on their way into the database."""

from __future__ import annotations

from hashlib import sha256

from assistant.guard import find_blocking
from corpus.errors import InputError

_TITLE_CHARS = 200
_ID_CHARS = 64


def clean_text(text: str) -> str:
    """The text without what a database can't hold."""
    return text.encode(errors="replace").decode().replace("\0", "")


def clean_title(title: str) -> str:
    """A name in one line, perhaps "". Raises InputError where it has a person's number in it."""
    refuse_numbers("Navnet", title)
    return " ".join(clean_text(title).split())[:_TITLE_CHARS].strip()


def refuse_numbers(what: str, *texts: str) -> None:
    """Raises InputError, which names the kind, where one of the texts has a person's number in it."""
    if found := next(filter(None, map(find_blocking, texts)), None):
        raise InputError(f"{what} inneholder {found.described}.", "Ta det bort, og lagre på nytt.")


def is_id(id_: str) -> bool:
    """Whether a text can be the id of something kept; it may come from the address line of a browser."""
    return 0 < len(id_) <= _ID_CHARS and id_.isascii() and id_.isprintable()


def hide_owner(owner: str) -> str:
    """What is kept of an owner: enough to know her again, not who she is. Raises InputError where there is none."""
    if not owner:
        raise InputError("Det er ikke oppgitt hvem dette tilhører.", "Last siden på nytt.")
    return sha256(owner.encode(errors="replace")).hexdigest()
