"""A walk through every page and its main states in a real browser, for whatever looks at each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from playwright.sync_api import Locator, expect

from tests.ui.browser import QUESTION, Watched
from tests.ui.chat_app import NUMBER

_POPOVER = "[data-testid=stPopoverBody]"
_TOLD_MS = 300  # the page tells the server that it is closed; a click on another page must not overtake that
_VIEWS = ("Løsning", "Sjekkliste", "Sammenlign", "Risiko")


class State(NamedTuple):
    """What is seen now. `part` is the selector of what is new, where the rest stands as in the state before."""

    name: str
    part: str = ""


def walk(watched: Watched) -> Iterator[State]:
    """Stops at each state. What one leaves behind (a memo, a report) is shown by a later one."""
    yield from _talk(watched)
    yield from _act(watched)
    yield from _stop(watched)
    yield from _see_conversations(watched)
    yield from _write_memo(watched)
    yield from _see_overviews(watched)
    yield from _read_document(watched)
    yield from _see_the_rest(watched)


def _talk(watched: Watched) -> Iterator[State]:
    page = watched.open()
    yield State("welcome")
    watched.ask(QUESTION)
    yield State("answer")
    page.locator(".eh-cite a").first.focus()
    expect(page.locator("#eh-tip")).to_be_visible()
    yield State("mark", "#eh-tip")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-dokumentpanel mark").first).to_be_visible()
    watched.settle()
    yield State("panel", ".st-key-dokumentpanel")
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-dokumentpanel")).to_have_count(0)
    watched.ask("Sammenlign kjernejournal og SFM")
    yield State("table")
    page.get_by_role("button", name="Rediger").click()
    expect(page.get_by_label("Rediger spørsmålet")).to_be_focused()
    yield State("editing", "[class*=st-key-redigering-]")
    page.locator("[class*=st-key-rediger-avbryt-] button").click()
    expect(page.get_by_label("Rediger spørsmålet")).to_have_count(0)


def _act(watched: Watched) -> Iterator[State]:
    page = watched.page
    _open(watched, page.locator("[class*=st-key-mer-] button").last)
    expect(page.get_by_role("button", name="Last ned som Word")).to_be_visible()
    yield State("more", _POPOVER)
    _leave(watched)
    _open(watched, page.locator("[class*=st-key-notatknapp-] button").last)
    page.get_by_role("button", name="Legg til").click()
    expect(page.locator(_POPOVER).get_by_text("Svaret er lagt til")).to_be_visible()
    yield State("into-memo", _POPOVER)
    _leave(watched)
    _open(watched, page.locator("[class*=st-key-tommel-ned-] button").last)
    page.locator(_POPOVER).get_by_role("radio").first.press("Space")
    yield State("thumbs", _POPOVER)
    page.get_by_role("button", name="Send inn").click()
    expect(page.get_by_text("Takk for tilbakemeldingen.")).to_be_visible()


def _stop(watched: Watched) -> Iterator[State]:
    watched.ask("Hva koster SFM per innbygger?")
    expect(watched.page.locator(".eh-calm").last).to_be_visible()
    yield State("refusal")
    watched.write(f"Er {NUMBER} registrert med e-multidose?")
    expect(watched.page.locator(".eh-held")).to_be_focused()
    watched.settle()
    yield State("stopped", ".st-key-stoppet")
    watched.page.get_by_role("button", name="Avbryt").click()
    expect(watched.page.locator(".eh-held")).to_have_count(0)


def _see_conversations(watched: Watched) -> Iterator[State]:
    page = watched.page
    aside = page.get_by_test_id("stSidebar")
    if watched.name.startswith("phone"):
        page.get_by_test_id("stExpandSidebarButton").click()
    expect(aside.get_by_role("heading", name="Samtaler")).to_be_in_viewport()
    yield State("sidebar", "[data-testid=stSidebar]")
    _open(watched, aside.locator("[class*=st-key-samtale-stell-] button").first)
    expect(page.get_by_role("button", name="Slett samtalen")).to_be_visible()
    yield State("conversation", _POPOVER)
    _leave(watched)
    if watched.name.startswith("phone"):
        aside.get_by_test_id("stSidebarCollapseButton").locator("button").click()


def _write_memo(watched: Watched) -> Iterator[State]:
    page = watched.go("Notat")
    yield State("memos")
    page.locator("[class*=st-key-notat-apne-] button").first.click()
    expect(page.locator(".eh-paper").first).to_be_visible()
    page.get_by_role("button", name="Legg til egen tekst").click()
    expect(page.locator(".stMain textarea")).to_be_visible()
    watched.settle()
    yield State("memo")
    _open(watched, page.locator("[class*=st-key-notat-overskrift-] button").first)
    expect(page.get_by_label("Overskrift", exact=True)).to_be_visible()
    yield State("memo-heading", _POPOVER)
    _leave(watched)


def _see_overviews(watched: Watched) -> Iterator[State]:
    page = watched.go("Oversikter")
    for view in _VIEWS:
        page.get_by_role("radio", name=view, exact=True).click()
        watched.settle()
        yield State(f"overview-{view.lower()}")
    page.locator(".eh-cite a").first.click()
    expect(page.get_by_role("dialog").locator("mark").first).to_be_visible()
    watched.settle()
    yield State("overview-source", "[role=dialog]")


def _read_document(watched: Watched) -> Iterator[State]:
    page = watched.page
    link = page.get_by_role("dialog").get_by_role("link", name="Åpne hele dokumentet").get_attribute("href")
    watched.open(str(link))
    expect(page.locator(".eh-text mark").first).to_be_in_viewport()
    yield State("document")
    page.get_by_label("Søk i dokumentet").fill("multidose")
    page.keyboard.press("Enter")
    expect(page.locator(".eh-hits")).to_contain_text("Treff 1 av")
    watched.settle()
    yield State("document-search", ".st-key-dokument-sok")


def _see_the_rest(watched: Watched) -> Iterator[State]:
    page = watched.go("Kilder")
    page.locator("[class*=st-key-lenker-] summary").first.click()
    expect(page.locator(".eh-health").first).to_be_visible()
    yield State("sources")
    watched.go("Dekning")
    page.locator(".eh-gaps summary").first.click()
    yield State("coverage")
    watched.go("Treffsikkerhet")
    yield State("accuracy")
    watched.go("Innmeldinger")
    page.locator(".stMain [data-testid=stExpander] summary").first.click()
    expect(page.get_by_role("heading", name="Avgjørelse")).to_be_visible()
    watched.settle()
    yield State("triage")


def _open(watched: Watched, button: Locator) -> None:
    """Opens a popover, which is filled by the server."""
    button.click()
    expect(watched.page.locator(_POPOVER)).to_be_visible()
    watched.settle()


def _leave(watched: Watched) -> None:
    """Closes the popover that is open."""
    watched.page.keyboard.press("Escape")
    expect(watched.page.locator(_POPOVER)).to_have_count(0)
    watched.page.wait_for_timeout(_TOLD_MS)
    watched.settle()
