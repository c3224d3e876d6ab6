"""Who uses the page: read from the browser's cookie or from the login; the login page, and «Logg ut»."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import streamlit as st

from assistant.access import (
    CALLBACK_PATH,
    READ_HEADERS,
    Person,
    browser_person,
    is_browser_id,
    login_person,
    make_browser_id,
    missing_secrets,
)
from assistant.settings import Settings

COOKIE = "ehelse_id"
_GIVEN, _BROWSER = "person", "nettleser"
_EXAMPLE = f"""[auth]
redirect_uri = "https://assistenten.kommunen.no{CALLBACK_PATH}"
cookie_secret = "minst 32 tilfeldige tegn"
client_id = "fra innloggingsløsningen"
client_secret = "fra innloggingsløsningen"
server_metadata_url = "https://innlogging.kommunen.no/.well-known/openid-configuration"
"""


def find_person(settings: Settings) -> Person | None:
    """The one that a test put into the session, else of the browser or of the login; None = nobody has logged in."""
    given = st.session_state.get(_GIVEN)
    if isinstance(given, Person):
        return given
    if settings.login == "oidc":
        claims = st.user.to_dict() if not _login_problems() else {}
        return login_person(claims, settings.maintainers, now=datetime.now(UTC))
    headers = _texts(st.context.headers, READ_HEADERS)
    return browser_person(_browser_id(), bound_to=st.get_option("server.address"), headers=headers)


def show_login() -> None:
    """The page for those who haven't logged in, or what whoever runs the app must set up first."""
    problems = _login_problems()
    st.html(unready_html(problems) if problems else _WELCOME)
    if not problems:
        st.button("Logg inn", key="logg-inn", type="primary", icon=":material/login:", on_click=st.login)
        _run_script("login.js", False)


def show_account(person: Person, settings: Settings) -> None:
    """In the sidebar, where there is a login: who is logged in, and «Logg ut»."""
    if settings.login == "oidc":
        with st.sidebar:
            st.html(person_html(person))
            st.button("Logg ut", key="logg-ut", icon=":material/logout:", on_click=st.logout, width="stretch")
        _run_script("login.js", True)


def show_keeping(person: Person, settings: Settings) -> None:
    """In the sidebar, without a login: that the browser is known again, which is seen to here."""
    if settings.login == "none":
        with st.sidebar:
            st.html(browser_html(settings.keep_days))
        if is_browser_id(person.owner):
            _run_script("access.js", COOKIE, person.owner, int(timedelta(days=settings.keep_days).total_seconds()))


def person_html(person: Person) -> str:
    """Name, e-mail and what one may do."""
    email = f"<p>{escape(person.email)}</p>" if person.email not in ("", person.name) else ""
    role = '<p class="eh-small">Du kan gå gjennom innmeldinger.</p>' if person.maintains else ""
    name = f"<p><strong>{escape(person.name)}</strong></p>"
    return f'<section class="eh-person" aria-label="Innlogget">{name}{email}{role}</section>'


def browser_html(keep_days: int) -> str:
    """What is kept of whoever uses this browser."""
    return (
        '<details class="eh-about"><summary><h2>Hva som lagres</h2></summary>'
        f"<p>Samtaler og notater lagres i {keep_days} dager etter siste endring. De hører til denne nettleseren, som "
        "kjennes igjen på et tilfeldig nummer i en informasjonskapsel. Andre som bruker samme nettleser, ser dem også."
        "</p></details>"
    )


def unready_html(problems: Sequence[str]) -> str:
    """What is missing before anybody can log in, and where to write it."""
    items = "".join(f"<li>{problem}</li>" for problem in problems)
    return (
        '<header class="eh-welcome"><h1>Innloggingen er ikke satt opp</h1></header>'
        '<div class="eh-calm" role="alert"><p>E-helseassistenten krever innlogging, men noe mangler. '
        f"Gi beskjed til den som drifter løsningen hos dere.</p><ul>{items}</ul></div>"
        '<section class="eh-setup"><h2>For den som drifter løsningen</h2><p>Skriv dette i filen '
        "<code>.streamlit/secrets.toml</code> der appen startes, med deres egne verdier, og start den på nytt:</p>"
        f'<pre tabindex="0"><code>{escape(_EXAMPLE)}</code></pre></section>'
    )


_WELCOME = (
    '<header class="eh-welcome"><h1>Logg inn</h1><p>E-helseassistenten svarer ord for ord fra kilder om digitale '
    "løsninger på legemiddelområdet.</p><p>Du sendes til innloggingen i organisasjonen din, og tilbake hit.</p>"
    "</header>"
)


def _login_problems() -> tuple[str, ...]:
    """Why nobody can log in, as HTML."""
    if find_spec("authlib") is None:
        return (
            "Tillegget for innlogging er ikke installert. Kjør <code>pip install e-helseassistenten[login]</code>.",
        )
    if not st.secrets.load_if_toml_exists():
        return ("Filen <code>.streamlit/secrets.toml</code> mangler eller kan ikke leses.",)
    section: Any = st.secrets.get("auth")
    missing = missing_secrets(section if isinstance(section, Mapping) else {})
    return tuple(
        f"<code>{name}</code> under <code>[auth]</code> mangler eller kan ikke være riktig." for name in missing
    )


def _browser_id() -> str:
    """The id in the browser's cookie, else a new one; the same throughout a session."""
    kept = _texts(st.context.cookies, (COOKIE,)).get(COOKIE, "")
    known: str = st.session_state.setdefault(_BROWSER, kept if is_browser_id(kept) else make_browser_id())
    return known


def _texts(sent: Mapping[str, object], names: Sequence[str]) -> dict[str, str]:
    """What a browser sent by these names; nothing where there is no browser, as in a page test."""
    return {name: value for name in names if isinstance(value := sent.get(name), str)}


def _run_script(name: str, *values: str | int | bool) -> None:
    """Calls the function that a file of ours holds."""
    script = (Path(__file__).parent / name).read_text(encoding="utf-8").strip()
    arguments = ", ".join(json.dumps(value) for value in values)
    with st.container(key="skript-tilgang"):
        st.html(f"<script>{script}({arguments});</script>", unsafe_allow_javascript=True)
