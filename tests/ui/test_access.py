"""Who uses the app, as its pages see it: a browser, a login, and a login that isn't set up."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant.access import Person, is_browser_id
from assistant.models import Answer
from assistant.ui.access import person_html
from corpus.sources import Corpus
from tests.ui.conftest import APP, FakeAssistant
from tests.ui.pages import html_of

SECRETS = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "x" * 32,
    "client_id": "id",
    "client_secret": "hemmelig",
    "server_metadata_url": "http://localhost:9/.well-known/openid-configuration",
}
OIDC = {"EHELSE_LOGIN": "oidc", "EHELSE_MAINTAINERS": '["kari@kommunen.no"]'}
KARI = {
    "is_logged_in": True,
    "iss": "https://id.kommunen.no",
    "sub": "1",
    "name": "Kari <b>Nordmann</b>",
    "email": "Kari@kommunen.no",
    "email_verified": True,
}


@pytest.fixture
def app(corpus: Corpus, answer: Answer) -> AppTest:
    """The app over a fake assistant, not yet run."""
    app = AppTest.from_file(str(APP), default_timeout=30)
    app.session_state["assistant"] = FakeAssistant(corpus, lambda question: answer)
    return app


def run(app: AppTest, user: dict[str, Any] | None = None) -> AppTest:
    app.user = {**user, "iat": time.time()} if user else {}
    app.run()
    assert not app.exception
    return app


@pytest.fixture
def login(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The same, behind a login."""
    for name, value in OIDC.items():
        monkeypatch.setenv(name, value)
    app.secrets["auth"] = dict(SECRETS)
    return app


def test_without_a_login_the_browser_is_told_and_given_its_id(app: AppTest) -> None:
    html = html_of(run(app))
    owner = app.session_state["nettleser"]
    assert is_browser_id(owner) and f'("ehelse_id", "{owner}", {180 * 86400})' in html
    assert "lagres i 180 dager" in html
    assert html_of(run(app)).count(owner) == 1 and app.session_state["nettleser"] == owner
    assert "Logg ut" not in [button.label for button in app.button]


def test_behind_a_login_nothing_is_shown_before_it(login: AppTest) -> None:
    html = html_of(run(login))
    assert "<h1>Logg inn</h1>" in html and 'class="eh-about"' not in html
    assert [button.label for button in login.button] == ["Logg inn"] and not login.chat_input
    assert "nettleser" not in login.session_state


def test_whoever_is_logged_in_is_named_and_can_log_out(login: AppTest) -> None:
    html = html_of(run(login, KARI))
    assert "Kari &lt;b&gt;Nordmann&lt;/b&gt;" in html and "Kari@kommunen.no" in html
    assert "ehelse_id" not in html and "lagres i 180 dager" not in html
    assert login.chat_input
    login.button(key="logg-ut").click()
    assert "<h1>Logg inn</h1>" in html_of(run(login))


@pytest.mark.parametrize("verified", [True, False])
def test_who_may_triage_behind_a_login(login: AppTest, verified: bool) -> None:
    html = html_of(run(login, {**KARI, "email_verified": verified}))
    assert ("Du kan gå gjennom innmeldinger." in html) is verified


@pytest.mark.parametrize("name", list(SECRETS))
def test_what_is_not_set_up_is_told_and_where(login: AppTest, name: str) -> None:
    del login.secrets["auth"][name]
    html = html_of(run(login, KARI))
    assert "Innloggingen er ikke satt opp" in html and f"<li><code>{name}</code>" in html
    assert ".streamlit/secrets.toml" in html and "server_metadata_url =" in html
    assert not login.button and not login.chat_input


def test_without_secrets_the_file_is_named(login: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    login.secrets.clear()
    monkeypatch.chdir(tmp_path)
    html = html_of(run(login, KARI))
    assert "Filen <code>.streamlit/secrets.toml</code> mangler" in html and not login.button


def test_an_address_for_a_name_is_shown_once() -> None:
    assert person_html(Person("o", "reader", "a@b.no", "a@b.no")).count("a@b.no") == 1
