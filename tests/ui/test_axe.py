"""Every page and state in a real browser: what axe sees, at 200 % and 320 pixels too; the keyboard; calm for who asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.ui.axe import find_violations
from tests.ui.browser import QUESTION, SIZES, Watched
from tests.ui.walk import State, walk

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(600)]

_TALL = "document.documentElement.style.fontSize"
# A window of 1280 x 900 at 200 %, and the narrowest phone.
_SMALL: dict[str, ViewportSize] = {"desk": {"width": 640, "height": 450}, "phone": {"width": 320, "height": 640}}
_MOVED_MS = 100
_MAX_STOPS = 80
# How whatever has the focus looks with and without it, and whether something else lies over it.
_FOCUSED = """async () => {
  const element = document.activeElement;
  const look = () => {
    const looks = [];
    for (let at = element, n = 0; at && n < 8; at = at.parentElement, n += 1) {
      const { outline, borderColor, boxShadow, backgroundColor } = getComputedStyle(at);
      looks.push(outline, borderColor, boxShadow, backgroundColor);
    }
    return looks.join();
  };
  const name = `${element.tagName} ${element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 40)}`;
  const box = element.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, innerHeight) / 2);
  const seen = look();
  element.blur();
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const plain = look();
  element.focus();
  return { name, shown: seen !== plain, covered: !(top && (element.contains(top) || top.contains(element))) };
}"""


@dataclass
class Findings:
    """What was found on a walk, each with the state that it was found in."""

    violations: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)


@pytest.fixture(scope="module", params=list(SIZES))
def findings(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Findings]:
    """One walk, with a look at each state in both themes, in a small window, and with large text."""
    size, found = request.param, Findings()
    dark = size == "phone"
    watched = Watched(chromium, address, size, dark=dark)
    for state in walk(watched):
        found.states.append(state.name)
        watched.picture(state.name)
        found.violations += [f"{state.name}: {line}" for line in _look(watched, state, dark)]
        found.cut += [f"{state.name}: {line}" for line in watched.cut()]
        with _small_window(watched, size):
            found.cut += [f"{state.name}, small window: {line}" for line in watched.cut()]
        if size == "desk":
            with _large_text(watched):
                found.cut += [f"{state.name}, large text: {line}" for line in watched.cut()]
    found.outside, found.complaints = watched.outside, watched.complaints
    yield found
    watched.context.close()


def _look(watched: Watched, state: State, dark: bool) -> list[str]:
    """What is over the page is seen in one theme at a desk and in the other on a phone; the page itself, in both on both."""
    found = find_violations(watched.page, state.part)
    if not state.part:
        with _other_theme(watched, dark):
            found += find_violations(watched.page, colours_only=True)
    return found


@contextmanager
def _other_theme(watched: Watched, dark: bool) -> Iterator[None]:
    ground = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    before = watched.page.evaluate(ground)
    watched.page.emulate_media(color_scheme="light" if dark else "dark")
    watched.page.wait_for_function(f"(before) => {ground} !== before", arg=before)
    watched.page.wait_for_timeout(_MOVED_MS)
    yield
    watched.page.emulate_media(color_scheme="dark" if dark else "light")


@contextmanager
def _small_window(watched: Watched, size: str) -> Iterator[None]:
    width, height = SIZES[size]
    watched.page.set_viewport_size(_SMALL[size])
    watched.page.wait_for_timeout(_MOVED_MS)
    yield
    watched.page.set_viewport_size({"width": width, "height": height})
    watched.page.wait_for_timeout(_MOVED_MS)


@contextmanager
def _large_text(watched: Watched) -> Iterator[None]:
    _set_text(watched, "200%")
    yield
    _set_text(watched, "")


def _set_text(watched: Watched, size: str) -> None:
    """Text size as the browser's zoom sets it: the page is told, and what floats over it moves."""
    watched.page.evaluate(f"{_TALL} = '{size}'; window.dispatchEvent(new Event('resize'))")
    watched.page.wait_for_timeout(_MOVED_MS)


def test_axe_finds_nothing(findings: Findings) -> None:
    assert findings.violations == []


def test_nothing_is_cut_off_and_no_request_leaves_the_machine(findings: Findings) -> None:
    assert findings.cut == []
    assert findings.outside == []
    assert findings.complaints == []
    assert len(findings.states) == len(set(findings.states)) > 20


def test_the_focus_is_seen_wherever_the_tab_key_leads(chromium: Browser, address: str) -> None:
    """From the top of a conversation through all of it: each stop looks different than without the focus, and lies free."""
    watched = Watched(chromium, address)
    page = watched.open()
    watched.ask(QUESTION)
    page.evaluate("() => { document.activeElement.blur(); document.querySelector('a[href=\"#stMain\"]').focus(); }")
    stops: list[dict[str, Any]] = []
    for _ in range(_MAX_STOPS):
        stop = page.evaluate(_FOCUSED)
        if stop["name"].startswith("BODY") or (stops and stop["name"] == stops[0]["name"]):
            break
        stops.append(stop)
        page.keyboard.press("Tab")
        watched.settle()
    names = [stop["name"] for stop in stops]
    assert [stop["name"] for stop in stops if not stop["shown"]] == []
    assert [stop["name"] for stop in stops if stop["covered"]] == []
    for reached in ("Ny samtale", "Rediger", "Kilde 1:", "Kopier", "Ta med i notat", "Nyttig svar", "TEXTAREA Spør om"):
        assert [name for name in names if reached in name], (reached, names)
    watched.close()


def test_whoever_asks_for_less_motion_gets_none(chromium: Browser, address: str) -> None:
    """No animation of any length while an answer comes, a source opens and a page changes."""
    watched = Watched(chromium, address)
    page = watched.open()
    page.evaluate(
        """() => {
          window.moved = new Set();
          const look = () => {
            for (const animation of document.getAnimations()) {
              if (animation.effect.getComputedTiming().activeDuration > 50) window.moved.add(animation.animationName ?? "transition");
            }
            requestAnimationFrame(look);
          };
          look();
        }"""
    )
    watched.ask(QUESTION)
    page.locator(".eh-cite a").first.click()
    page.get_by_role("button", name="Lukk").click()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Dekning").click()
    watched.settle()
    assert page.evaluate("() => [...window.moved]") == []
    watched.close()
