"""Who may do what: at the machine itself, over a network, and by a login."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.access import (
    LOGIN_LASTS,
    Person,
    browser_person,
    is_browser_id,
    login_person,
    make_browser_id,
    missing_secrets,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MAINTAINERS = (" Kari@Kommunen.no ", "per@kommunen.no")
CLAIMS: dict[str, Any] = {
    "is_logged_in": True,
    "iss": "https://id.kommunen.no",
    "sub": "1",
    "name": "Kari Nordmann",
    "email": "kari@kommunen.NO",
    "email_verified": True,
    "iat": NOW.timestamp(),
}
SECRETS = {
    "redirect_uri": "https://assistenten.kommunen.no/oauth2callback",
    "cookie_secret": "x" * 32,
    "client_id": "id",
    "client_secret": "hemmelig",
    "server_metadata_url": "https://id.kommunen.no/.well-known/openid-configuration",
}


def log_in(**changed: Any) -> Person | None:
    return login_person({**CLAIMS, **changed}, MAINTAINERS, now=NOW)


def test_browser_ids_are_unlike_and_known_again() -> None:
    ids = {make_browser_id() for _ in range(50)}
    assert len(ids) == 50 and all(map(is_browser_id, ids))
    assert not any(map(is_browser_id, ("", "x" * 42, "x" * 44, "x" * 42 + "\n", "x" * 42 + ";", "æ" * 43)))


@pytest.mark.parametrize("bound_to", ["127.0.0.1", "localhost", "::1", "127.0.0.5"])
@pytest.mark.parametrize("host", [None, "localhost:8501", "127.0.0.1:8501", "[::1]:8501"])
def test_whoever_sits_at_the_machine_maintains(bound_to: str, host: str | None) -> None:
    person = browser_person("b", bound_to=bound_to, headers={"Host": host} if host else {})
    assert person == Person("b", "maintainer") and person.maintains


@pytest.mark.parametrize(
    ("bound_to", "headers"),
    [
        (None, {"Host": "localhost:8501"}),
        ("", {}),
        ("0.0.0.0", {"Host": "localhost:8501"}),
        ("10.0.0.4", {}),
        ("assistenten.kommunen.no", {}),
        ("unix:///tmp/socket", {}),
        ("127.0.0.1", {"Host": "assistenten.kommunen.no"}),
        ("127.0.0.1", {"Host": ""}),
        ("127.0.0.1", {"Host": "[oi"}),
        ("127.0.0.1", {"Host": "localhost:8501", "X-Forwarded-For": "10.0.0.9"}),
        ("127.0.0.1", {"Host": "localhost:8501", "Forwarded": "for=10.0.0.9"}),
    ],
)
def test_over_a_network_nobody_maintains_without_a_login(bound_to: str | None, headers: dict[str, str]) -> None:
    """Also where a proxy on the machine takes the questions of others."""
    assert browser_person("b", bound_to=bound_to, headers=headers) == Person("b", "reader")


def test_a_maintainer_is_named_by_address_in_any_case() -> None:
    assert log_in() == Person("https://id.kommunen.no 1", "maintainer", "Kari Nordmann", "kari@kommunen.NO")


@pytest.mark.parametrize(
    ("changed", "role"),
    [
        ({"email": "ola@kommunen.no"}, "reader"),
        ({"email": ""}, "reader"),
        ({"email": None}, "reader"),
        ({"email_verified": False}, "reader"),
        ({"email_verified": "false"}, "reader"),
        ({"email_verified": None}, "reader"),
        ({"email_verified": "true"}, "maintainer"),
        ({"email_verified": False, "xms_edov": True}, "reader"),
    ],
)
def test_only_a_verified_address_makes_a_maintainer(changed: dict[str, Any], role: str) -> None:
    person = log_in(**changed)
    assert person is not None and person.role == role


@pytest.mark.parametrize(
    ("said", "role"), [({}, "reader"), ({"xms_edov": 1}, "maintainer"), ({"xms_edov": "0"}, "reader")]
)
def test_entra_vouches_in_its_own_way(said: dict[str, Any], role: str) -> None:
    """It never sends `email_verified`."""
    claims = {name: value for name, value in CLAIMS.items() if name != "email_verified"} | said
    person = login_person(claims, MAINTAINERS, now=NOW)
    assert person is not None and person.role == role


def test_nobody_maintains_where_none_is_named() -> None:
    for maintainers in ((), ("",), (" ",)):
        person = login_person({**CLAIMS, "email": ""}, maintainers, now=NOW)
        assert person is not None and person.role == "reader"


@pytest.mark.parametrize(
    "changed",
    [
        {"is_logged_in": False},
        {"is_logged_in": "true"},
        {"iss": ""},
        {"sub": None},
        {"iat": None},
        {"iat": True},
        {"iat": "1"},
        {"iat": (NOW - LOGIN_LASTS - timedelta(seconds=1)).timestamp()},
        {"iat": (NOW + timedelta(hours=1)).timestamp()},
    ],
)
def test_whoever_is_not_or_no_longer_logged_in_is_nobody(changed: dict[str, Any]) -> None:
    assert log_in(**changed) is None


def test_the_same_person_has_the_same_things_and_others_have_not() -> None:
    """Name and address may change; another issuer's subject is somebody else."""
    owners = [
        person.owner
        for changed in ({}, {"name": "Kari Hansen", "email": "k@x.no"}, {"sub": "2"}, {"iss": "https://id.annen.no"})
        if (person := log_in(**changed))
    ]
    assert owners[0] == owners[1] and len(set(owners)) == 3


def test_a_person_without_a_name_is_called_something() -> None:
    claims = {name: value for name, value in CLAIMS.items() if name != "name"}
    persons = [login_person({**claims, **more}, (), now=NOW) for more in ({"preferred_username": "kn"}, {})]
    assert [person.name for person in persons if person] == ["kn", "kari@kommunen.NO"]


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({}, []),
        ({"client_id": " "}, ["client_id"]),
        ({"client_secret": 7}, ["client_secret"]),
        ({"cookie_secret": "kort"}, ["cookie_secret"]),
        ({"redirect_uri": "https://assistenten.kommunen.no"}, ["redirect_uri"]),
        ({"redirect_uri": "/oauth2callback"}, ["redirect_uri"]),
        ({"server_metadata_url": "id.kommunen.no"}, ["server_metadata_url"]),
    ],
)
def test_what_is_missing_to_log_in_is_named(changed: dict[str, Any], missing: list[str]) -> None:
    assert missing_secrets({**SECRETS, **changed}) == missing


def test_without_secrets_all_are_missing() -> None:
    assert list(missing_secrets({})) == list(SECRETS)
