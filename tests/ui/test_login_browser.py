"""Who is who in a real browser: a login at a real OpenID Connect provider on this machine, and the cookie without one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.ui.oidc import CLIENT_ID, CLIENT_SECRET, Provider, free_port, running_provider

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "test-output"
KARI = {"sub": "1", "name": "Kari Nordmann", "email": "Kari@Kommunen.no", "email_verified": True}
OLA = {"sub": "2", "name": "Ola Nordmann", "email": "kari@kommunen.no", "email_verified": False}
_MAINTAINERS = '["kari@kommunen.no"]'
_SETTLED_MS = 1500
# The whole app over a fake assistant and a real database: the index is not what is tried here.
_APP = f"""
import runpy, sys
sys.path.insert(0, {str(ROOT)!r})
import streamlit as st
from assistant.settings import load_settings
from assistant.storage import open_storage
from corpus.sources import load_corpus
from tests.ui.conftest import FakeAssistant

@st.cache_resource
def opened():
    return FakeAssistant(load_corpus(), lambda question: None), open_storage(load_settings())

st.session_state["assistant"], st.session_state["storage"] = opened()
runpy.run_path({str(ROOT / "app.py")!r}, run_name="__main__")
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Without one the tests are skipped, but fail in CI."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("No Chromium in CI: apt-get install -y chromium")
        pytest.skip("No Chromium here: apt-get install -y chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--headless", "--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser of its own: no cookies of another."""
    made = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield made
    made.close()


@pytest.fixture(scope="module")
def login(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Provider]]:
    """Address of the app behind a login, and the provider."""
    folder, port = tmp_path_factory.mktemp("login"), free_port()
    address = f"http://127.0.0.1:{port}"
    with running_provider(f"{address}/oauth2callback") as provider:
        values = {
            "redirect_uri": provider.redirect_uri,
            "cookie_secret": "x" * 40,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "server_metadata_url": f"{provider.issuer}/.well-known/openid-configuration",
        }
        lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
        (folder / "secrets.toml").write_text("\n".join(["[auth]", *lines]), encoding="utf-8")
        with running_app(folder, port, {"EHELSE_LOGIN": "oidc", "EHELSE_MAINTAINERS": _MAINTAINERS}):
            yield address, provider


@pytest.fixture(scope="module")
def open_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app without a login."""
    port = free_port()
    with running_app(tmp_path_factory.mktemp("open"), port, {}):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def running_app(folder: Path, port: int, variables: Mapping[str, str]) -> Iterator[None]:
    """Streamlit over the app, with a home and secrets of its own."""
    script = folder / "entry.py"
    script.write_text(_APP, encoding="utf-8")
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    environment = {**os.environ, **variables, "EHELSE_HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "--secrets.files", str(folder / "secrets.toml")],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
        yield
    finally:
        server.terminate()
        server.wait(30)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "streamlit stopped"
        try:
            urlopen(address, timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("streamlit did not start within 60 s")


def log_in(page: Page, address: str, provider: Provider, user: dict[str, object]) -> None:
    """From the page of that address, through the provider, and back to it."""
    provider.user, provider.age_s = user, 0
    page.goto(address)
    page.get_by_role("button", name="Logg inn").click()
    expect(page.locator(".eh-person")).to_contain_text(str(user["name"]), timeout=30_000)


def make_memo(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/notat")
    page.get_by_label("Navn på nytt notat").fill(name)
    page.get_by_role("button", name="Lag notat").click()
    expect(page.locator(".eh-head h1")).to_have_text(name)


def memos(page: Page, address: str) -> list[str]:
    page.goto(f"{address}/notat")
    expect(page.get_by_role("button", name="Lag notat")).to_be_visible(timeout=30_000)
    page.wait_for_timeout(_SETTLED_MS)
    return page.locator("[class*=st-key-notat-apne-] button").all_inner_texts()


def test_log_in_as_maintainer_and_out(context: BrowserContext, login: tuple[str, Provider]) -> None:
    """Through the provider and back; the name is shown, the reports are in the menu, and a reload keeps it."""
    address, provider = login
    page = context.new_page()
    page.goto(f"{address}/notat")
    expect(page.get_by_role("heading", level=1)).to_have_text("Logg inn", timeout=30_000)
    page.wait_for_timeout(_SETTLED_MS)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_test_id("stSidebarNavLink")).to_have_count(0)
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / "login.png")
    log_in(page, f"{address}/notat?notat=x", provider, KARI)
    expect(page.get_by_role("heading", level=1)).to_have_text("Notat")
    assert page.url == f"{address}/notat?notat=x" and provider.problems == []
    expect(page.locator(".eh-person")).to_contain_text("Kari@Kommunen.no")
    (cookie,) = [cookie for cookie in context.cookies() if cookie["name"] == "_streamlit_user"]
    assert cookie["httpOnly"] and not [cookie for cookie in context.cookies() if cookie["name"] == "ehelse_id"]
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Innmeldinger").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Innmeldinger")
    page.reload()
    expect(page.locator(".eh-facts").first).to_be_visible(timeout=30_000)
    page.screenshot(path=PICTURES / "innmeldinger.png")
    page.get_by_role("button", name="Logg ut").click()
    expect(page.get_by_role("button", name="Logg inn")).to_be_visible(timeout=30_000)
    assert provider.logouts[-1] == provider.redirect_uri
    page.goto(f"{address}/innmeldinger")
    expect(page.get_by_role("heading", level=1)).to_have_text("Logg inn", timeout=30_000)


def test_an_unverified_address_makes_nobody_a_maintainer(context: BrowserContext, login: tuple[str, Provider]) -> None:
    """The same address as a maintainer's, but the provider doesn't vouch for it."""
    address, provider = login
    page = context.new_page()
    log_in(page, address, provider, OLA)
    expect(page.get_by_test_id("stSidebarNavLink").filter(has_text="Chat")).to_have_count(1)
    expect(page.get_by_test_id("stSidebarNavLink").filter(has_text="Innmeldinger")).to_have_count(0)
    page.goto(f"{address}/innmeldinger")
    expect(page.get_by_text("Denne siden er for dem som vedlikeholder")).to_be_visible(timeout=30_000)


def test_what_is_yours_follows_your_login(chromium: Browser, login: tuple[str, Provider]) -> None:
    """Another person has none of it; the same person has it on another machine."""
    address, provider = login
    for user, before in ((KARI, []), (OLA, []), (KARI, ["Kari Nordmanns notat"])):
        context = chromium.new_context()
        page = context.new_page()
        log_in(page, address, provider, user)
        assert memos(page, address) == before
        if not before:
            make_memo(page, address, f"{user['name']}s notat")
        context.close()


def test_whoever_is_refused_or_was_logged_in_for_too_long_stays_outside(
    context: BrowserContext, login: tuple[str, Provider]
) -> None:
    address, provider = login
    page = context.new_page()
    for user, age_s in (({}, 0), (KARI, 13 * 3600)):
        provider.user, provider.age_s = user, age_s
        page.goto(address)
        page.get_by_role("button", name="Logg inn").click()
        page.wait_for_url(f"{address}/")
        page.wait_for_timeout(_SETTLED_MS)
        expect(page.get_by_role("heading", level=1)).to_have_text("Logg inn", timeout=30_000)
        expect(page.locator(".eh-person")).to_have_count(0)
    log_in(page, address, provider, KARI)


def test_a_browser_is_known_again_and_not_mixed_with_another(chromium: Browser, open_address: str) -> None:
    """Without a login: the cookie goes to no other site, and at the machine itself one maintains."""
    one, other = chromium.new_context(), chromium.new_context()
    page = one.new_page()
    make_memo(page, open_address, "Mitt notat")
    (cookie,) = [cookie for cookie in one.cookies() if cookie["name"] == "ehelse_id"]
    assert cookie["sameSite"] == "Strict" and 179 < (cookie["expires"] - time.time()) / 86400 <= 180
    assert memos(page, open_address) == ["Mitt notat"]
    assert memos(other.new_page(), open_address) == []
    expect(page.get_by_test_id("stSidebarNavLink").filter(has_text="Innmeldinger")).to_have_count(1)
    assert [c["value"] for c in one.cookies() if c["name"] == "ehelse_id"] == [cookie["value"]]
    one.close()
    other.close()
