"""A real browser for the tests: the app as a process of its own, and a page that is watched."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from assistant.models import Answer, Question

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "test-output"
SIZES = {"desk": (1280, 900), "phone": (390, 844)}
QUESTION = "Hva er gevinstene ved e-multidose?"
_START_S = 60
_SLOW_S = 5
_OPENED_MS = 300_000  # the first start builds the index
_ANSWERED_MS = 60_000
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
# Wider than the page, outside of it, or cut off by what it stands in; what is hidden on purpose or can be scrolled is not.
_CUT = """() => {
  const found = [];
  const page = document.documentElement;
  for (const whole of [page, document.querySelector(".stMain")]) {
    if (whole.scrollWidth > whole.clientWidth) found.push(`${whole.className || "page"} scrolls sideways`);
  }
  const scrolls = (element) => {
    for (let at = element; at && at !== page; at = at.parentElement) {
      const look = getComputedStyle(at);
      if (["auto", "scroll"].includes(look.overflowX) && !at.matches(".stMain, .stSidebar, [role=dialog]")) return true;
      if (look.clipPath !== "none" || look.textOverflow === "ellipsis") return true;
    }
    return false;
  };
  for (const element of document.querySelectorAll(".stMain *, [role=dialog] *, [data-testid=stPopoverBody] *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || scrolls(element)) continue;
    const name = `${element.tagName} «${element.textContent.trim().slice(0, 40)}»`;
    if (box.right > page.clientWidth + 1 || box.left < -1) found.push(`${name} is outside`);
    const hides = getComputedStyle(element).overflow !== "visible";
    if (hides && element.scrollWidth > element.clientWidth + 1) found.push(`${name} is cut`);
  }
  return found;
}"""


# The whole app over a fake assistant and a real database.
_FAKE_APP = """
import runpy, sys
sys.path.insert(0, {root!r})
import streamlit as st
from assistant.settings import load_settings
from assistant.storage import open_storage
from corpus.sources import load_corpus
from tests.ui.browser import answer_slowly
from tests.ui.conftest import FakeAssistant

@st.cache_resource
def fakes():
    return FakeAssistant(load_corpus(), answer_slowly), open_storage(load_settings())

st.session_state["assistant"], st.session_state["storage"] = fakes()
runpy.run_path({app!r}, run_name="__main__")
"""


@contextmanager
def running_chromium() -> Iterator[Browser]:
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


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def running_app(
    home: Path,
    *,
    port: int,
    script: Path = ROOT / "app.py",
    variables: Mapping[str, str] | None = None,
    options: Sequence[str] = (),
) -> Iterator[str]:
    """Address of the app on that port, with a home of its own, where its log is too."""
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port), *options]
    environment = {**os.environ, **(variables or {}), "EHELSE_HOME": str(home)}
    with (home / "streamlit.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def fake_script(folder: Path) -> Path:
    """The app over a fake assistant, for tests of what is not its answers: without an index it starts at once."""
    script = folder / "entry.py"
    script.write_text(_FAKE_APP.format(root=str(ROOT), app=str(ROOT / "app.py")), encoding="utf-8")
    return script


def answer_slowly(question: Question) -> Answer:
    """Takes long enough that somebody would stop it."""
    time.sleep(_SLOW_S)
    return Answer(question=question.question, answer="Dette tok sin tid.", source_label="høsten 2023")


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(_START_S * 10):
        assert server.poll() is None, "streamlit stopped"
        try:
            urlopen(address, timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"streamlit did not start within {_START_S} s")


class Watched:
    """A page of a browser of its own, and what it asked for outside of this machine or complained about."""

    def __init__(
        self, browser: Browser, address: str, size: str = "desk", *, dark: bool = False, **options: Any
    ) -> None:
        width, height = SIZES[size]
        self.address, self.name = address, f"{size}-{'dark' if dark else 'light'}"
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=size == "phone",
            reduced_motion="reduce",
            color_scheme="dark" if dark else "light",
            **options,
        )
        self.page: Page = self.context.new_page()
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self.context.on("request", lambda request: self._note(request.url))
        self.page.on("websocket", lambda websocket: self._note(websocket.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self._hear(message.type, message.text, message.location.get("url", "")))

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.outside.append(url)

    def _hear(self, kind: str, text: str, url: str) -> None:
        # On a page with a path, Streamlit tries where the app may stand, and the first tries are not found.
        if kind == "error" and "/_stcore/" not in url:
            self.complaints.append(f"{text} {url}")

    def open(self, path: str = "") -> Page:
        """Loads a page and waits until it is whole."""
        self.page.goto(f"{self.address}/{path}")
        expect(self.page.locator("h1").first).to_be_visible(timeout=_OPENED_MS)
        expect(self.page.get_by_test_id("stSidebarNavLink")).not_to_have_count(0, timeout=_OPENED_MS)
        self.settle()
        return self.page

    def go(self, title: str) -> Page:
        """Goes to another page by the menu, also where that is folded in."""
        self.page.get_by_test_id("stSidebarNavLink").filter(has_text=title).dispatch_event("click")
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title, timeout=_ANSWERED_MS)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Waits until the server has sent all of the page, and it stands where it will stay."""
        expect(self.page.locator('.stApp[data-test-script-state="notRunning"]')).to_be_attached(timeout=_ANSWERED_MS)
        self.page.wait_for_function("() => !document.querySelector('[data-stale=true]')")
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def ask(self, question: str) -> Locator:
        """Writes a question and waits until its answer is whole; returns the last exchange."""
        self.write(question)
        last = self.page.locator("[class*=st-key-utveksling-]").last
        expect(last.locator(".eh-question")).to_contain_text(question, timeout=_ANSWERED_MS)
        expect(last.locator("[class*=st-key-verktoy-]")).to_be_visible(timeout=_ANSWERED_MS)
        self.settle()
        return last

    def write(self, question: str) -> None:
        """Writes a question and sends it."""
        box = self.page.get_by_test_id("stChatInputTextArea")
        box.fill(question)
        box.press("Enter")

    def picture(self, name: str) -> None:
        """Saves what is seen now."""
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{self.name}-{name}.png")

    def cut(self) -> list[str]:
        """What is wider than the page or cut off."""
        found: list[str] = self.page.evaluate(_CUT)
        return found

    def close(self) -> None:
        """Ends it: nothing left the machine, nothing was complained about, and nothing is cut off."""
        found = self.cut()
        self.context.close()
        assert self.outside == []
        assert self.complaints == []
        assert found == []
