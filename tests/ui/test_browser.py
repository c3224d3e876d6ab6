"""The whole app in a real browser: `streamlit run`, the real assistant and index, a phone and a desk."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "test-output"
QUESTION = "Hva er gevinstene ved e-multidose?"
_START_MS = 600_000  # the first start builds the index
_SETTLED_MS = 2000  # the page is where it will stay
_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_SIZES = {"desk": (1280, 900), "phone": (390, 844), "narrow": (320, 640)}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Without one the tests are skipped, but fail in CI."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("No Chromium in CI: apt-get install -y chromium")
        pytest.skip("No Chromium here: apt-get install -y chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the running app, with an index folder of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    # Vectors are kept by the hash of their text: those of an earlier run save minutes, and change nothing else.
    if (known := ROOT / "var" / "vectors.sqlite").exists():
        with closing(sqlite3.connect(known)) as old, closing(sqlite3.connect(home / known.name)) as new:
            old.backup(new)
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with (home / "streamlit.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "EHELSE_HOME": str(home)}, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "streamlit stopped"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.1).close()
        except OSError:
            try:
                server.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
        return
    pytest.fail("streamlit did not start within 60 s")


class Watched:
    """A page, and what it asked for outside of this machine or complained about."""

    def __init__(self, browser: Browser, size: str, scheme: str) -> None:
        width, height = _SIZES[size]
        self.name = f"{size}-{scheme}"
        self.page: Page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
        self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("websocket", lambda websocket: self._note(websocket.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda message: self.complaints.extend([message.text] if message.type == "error" else [])
        )

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.outside.append(url)

    def ask(self, question: str) -> None:
        """Writes a question and waits until its answer is whole."""
        count = self.page.locator(".eh-badge").count()
        box = self.page.get_by_test_id("stChatInputTextArea")
        box.fill(question)
        box.press("Enter")
        expect(self.page.locator(".eh-badge")).to_have_count(count + 1, timeout=60_000)
        expect(self.page.locator("[class*=st-key-kopi-] button").last).to_be_visible()

    def picture(self, name: str) -> None:
        """Saves what is seen now."""
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{self.name}-{name}.png")

    def check(self) -> None:
        """Nothing left the machine, nothing was complained about, and nothing is wider than the screen."""
        assert self.outside == []
        assert self.complaints == []
        sizes = self.page.evaluate(
            "[document.documentElement, document.querySelector('.stMain')].map(e => e.scrollWidth - e.clientWidth)"
        )
        assert sizes == [0, 0]


@pytest.mark.parametrize(
    ("size", "scheme"), [("desk", "light"), ("phone", "light"), ("phone", "dark"), ("narrow", "light")]
)
def test_ask_and_open_the_source(chromium: Browser, address: str, size: str, scheme: str) -> None:
    """Ask, read, open a mark's source with its quote marked, go on to a table, and look at the sources."""
    watched = Watched(chromium, size, scheme)
    page = watched.page
    page.goto(address)
    expect(page.locator(".eh-welcome h1")).to_be_visible(timeout=_START_MS)
    expect(page.locator("html")).to_have_attribute("lang", "nb")
    expect(page.get_by_test_id("stMainMenuButton")).to_be_in_viewport()
    watched.picture("welcome")
    watched.ask(QUESTION)
    expect(page.locator(".eh-answer")).to_contain_text("Tryggere legemiddelbehandling")
    page.wait_for_timeout(_SETTLED_MS)
    expect(page.locator(".eh-question").last).to_be_in_viewport()
    watched.picture("answer")
    page.locator(".eh-cite a").first.click()
    expect(page.locator(".eh-source mark").first).to_contain_text("Tryggere legemiddelbehandling")
    watched.picture("source")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(page.locator(".eh-source")).to_have_count(0)
    watched.ask("Sammenlign kjernejournal og SFM")
    watched.picture("table")
    watched.check()
    page.close()


def test_keyboard_and_pages(chromium: Browser, address: str) -> None:
    """A source opens by keyboard alone, the conversation survives a look at the sources, and can be ended."""
    watched = Watched(chromium, "desk", "dark")
    page = watched.page
    page.goto(address)
    expect(page.locator(".eh-welcome h1")).to_be_visible(timeout=_START_MS)
    watched.ask(QUESTION)
    page.locator(".eh-cite a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".eh-source mark").first).to_be_visible()
    page.wait_for_function("document.querySelector('[role=dialog]').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(page.locator(".eh-source")).to_have_count(0)
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Kilder").click()
    expect(page.locator(".eh-document").first).to_contain_text("Status høsten 2023")
    watched.picture("sources")
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Chat").click()
    expect(page.locator(".eh-question")).to_have_text(QUESTION)
    page.get_by_role("button", name="Ny samtale").click()
    expect(page.locator(".eh-welcome h1")).to_be_visible()
    expect(page.locator(".eh-question")).to_have_count(0)
    watched.check()
    page.close()
