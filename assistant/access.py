"""Who uses the pages, and what they may do.

Without a login: a browser, known again by a random id that it keeps. Whoever sits at the machine itself maintains; over
a network nobody does, since nothing tells who is there. With a login: the identity provider says who it is, and the
setting `maintainers` names those who maintain, by an e-mail address that the provider has verified.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from secrets import token_urlsafe
from typing import Any, Literal
from urllib.parse import urlsplit

Role = Literal["reader", "maintainer"]
REQUIRED_SECRETS = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
"""What Streamlit needs under [auth] in its secrets.toml."""
CALLBACK_PATH = "/oauth2callback"
LOGIN_LASTS = timedelta(hours=12)
"""A shift. Streamlit's own cookie would keep somebody logged in for 30 days, also on a shared computer."""
_CLOCKS_DIFFER = timedelta(minutes=5)
_ID_BYTES = 32
_BROWSER_ID = re.compile(r"[A-Za-z0-9_-]{43}")
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")
READ_HEADERS = ("Host", *_FORWARDED)
"""What a browser's request is asked for."""
_MIN_COOKIE_SECRET = 32


@dataclass(frozen=True, slots=True)
class Person:
    """Who uses the page. `owner` is what is theirs in the storage; name and e-mail are "" without a login."""

    owner: str
    role: Role = "reader"
    name: str = ""
    email: str = ""

    @property
    def maintains(self) -> bool:
        return self.role == "maintainer"


def make_browser_id() -> str:
    """A new id that cannot be guessed."""
    return token_urlsafe(_ID_BYTES)


def is_browser_id(text: str) -> bool:
    """Whether a cookie holds an id of ours."""
    return bool(_BROWSER_ID.fullmatch(text))


def browser_person(browser_id: str, *, bound_to: str | None, headers: Mapping[str, str]) -> Person:
    """Whoever uses a browser without a login; `bound_to` is the server's address, `headers` came with it.

    A maintainer only at the machine itself: bound to it, called by its name, and not by way of a proxy.
    """
    called_locally = "Host" not in headers or is_loopback(_host_name(headers["Host"]))
    proxied = any(headers.get(name) for name in _FORWARDED)
    at_the_machine = is_loopback(bound_to) and called_locally and not proxied
    return Person(browser_id, "maintainer" if at_the_machine else "reader")


def is_loopback(address: str | None) -> bool:
    """Whether an address can be reached from the machine itself only; no address means all of them."""
    if not address or address == "localhost":
        return bool(address)
    try:
        return ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def login_person(claims: Mapping[str, Any], maintainers: Collection[str], *, now: datetime) -> Person | None:
    """Who the identity token tells of; None where nobody is logged in, or was for too long."""
    issuer, subject = claims.get("iss"), claims.get("sub")
    if claims.get("is_logged_in") is not True or not issuer or not subject or not _is_fresh(claims.get("iat"), now):
        return None
    email = str(claims.get("email") or "").strip()
    named = email.casefold() in {address.strip().casefold() for address in maintainers}
    name = str(claims.get("name") or claims.get("preferred_username") or email)
    role: Role = "maintainer" if email and named and is_verified(claims) else "reader"
    return Person(f"{issuer} {subject}", role, name.strip(), email)


def is_verified(claims: Mapping[str, Any]) -> bool:
    """Whether the provider vouches for the e-mail address.

    Microsoft Entra never sends `email_verified`; its own optional claim is read where that one is missing altogether.
    """
    said = claims["email_verified"] if "email_verified" in claims else claims.get("xms_edov")
    return said is True or str(said).casefold() in ("true", "1")


def missing_secrets(section: Mapping[str, Any]) -> Sequence[str]:
    """The names under [auth] that are missing, empty or cannot be right."""
    return [name for name in REQUIRED_SECRETS if not _is_right(name, section.get(name))]


def _host_name(host: str) -> str | None:
    """The name in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _is_right(name: str, value: object) -> bool:
    if not isinstance(value, str) or not value.strip():
        return False
    if name == "cookie_secret":
        return len(value) >= _MIN_COOKIE_SECRET
    if name == "redirect_uri":
        return _is_address(value) and value.endswith(CALLBACK_PATH)
    return name != "server_metadata_url" or _is_address(value)


def _is_address(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _is_fresh(issued: object, now: datetime) -> bool:
    """Whether a token was issued, in seconds since 1970, not long ago and not in the future."""
    if isinstance(issued, bool) or not isinstance(issued, int | float):
        return False
    age = now.timestamp() - issued
    return -_CLOCKS_DIFFER.total_seconds() <= age <= LOGIN_LASTS.total_seconds()
