"""Who is who in a real browser: a login at a real OpenID Connect provider on this machine, and the cookie without one."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.ui.axe import find_violations
from tests.ui.browser import PICTURES, fake_script, free_port, running_app
from tests.ui.oidc import CLIENT_ID, CLIENT_SECRET, Provider, running_provider

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(300)]

KARI = {"sub": "1", "name": "Kari Nordmann", "email": "Kari@Kommunen.no", "email_verified": True}
OLA = {"sub": "2", "name": "Ola Nordmann", "email": "kari@kommunen.no", "email_verified": False}
_MAINTAINERS = '["kari@kommunen.no"]'
_SETTLED_MS = 1500


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
        with opened(folder, port, {"EHELSE_LOGIN": "oidc", "EHELSE_MAINTAINERS": _MAINTAINERS}):
            yield address, provider


@pytest.fixture(scope="module")
def open_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app without a login."""
    with opened(tmp_path_factory.mktemp("open"), free_port(), {}) as address:
        yield address


@contextmanager
def opened(folder: Path, port: int, variables: Mapping[str, str]) -> Iterator[str]:
    """The app over a fake assistant, with a home and secrets of its own."""
    options = ["--secrets.files", str(folder / "secrets.toml")]
    with running_app(folder, port=port, script=fake_script(folder), variables=variables, options=options) as address:
        yield address


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_login_page(chromium: Browser, login: tuple[str, Provider], scheme: Any) -> None:
    context = chromium.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(login[0])
    expect(page.get_by_role("button", name="Logg inn")).to_be_visible(timeout=30_000)
    assert find_violations(page) == []
    context.close()


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
