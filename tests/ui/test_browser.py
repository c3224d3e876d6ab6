"""The main paths in a real browser: `streamlit run`, the real assistant and index, a desk and a phone."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Download, Page, expect

from assistant.ui.crowd import ask_at_once
from tests.ui.browser import QUESTION, Watched, fake_script, free_port, running_app
from tests.ui.chat_app import NUMBER

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(300)]

_QUOTE = "Tryggere legemiddelbehandling"
_SPACED = " ".join((NUMBER[:6], NUMBER[6:]))


def _text_of(download: Download) -> str:
    """The words of a Word file."""
    content = Path(download.path()).read_bytes()
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


def _questions(page: Page) -> list[str]:
    return page.locator(".eh-question").all_inner_texts()


def test_ask_read_and_go_on(chromium: Browser, address: str) -> None:
    """Ask, point at a mark, open its source beside the answer, follow up, and be refused with the nearest thing."""
    watched = Watched(chromium, address)
    page = watched.open()
    expect(page.locator("html")).to_have_attribute("lang", "nb")
    answer = watched.ask(QUESTION)
    expect(answer.locator(".eh-answer")).to_contain_text(_QUOTE)
    expect(page.locator(".eh-question")).to_be_in_viewport()
    mark, tip = answer.locator(".eh-cite a").first, page.get_by_role("tooltip")
    mark.hover()
    expect(tip).to_contain_text(_QUOTE)
    expect(tip).to_contain_text("5.3 › E-multidose › Gevinster")
    expect(tip).to_contain_text("side 7 · status høsten 2023")
    watched.picture("path-mark")
    mark.click()
    panel = page.locator(".st-key-dokumentpanel")
    expect(panel.locator("mark").first).to_contain_text(_QUOTE)
    expect(panel.locator("mark").first).to_be_in_viewport()
    expect(panel.locator(".eh-frame :focus")).to_have_count(1)
    watched.picture("path-source")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(mark).to_be_focused()
    follow_up = watched.ask("Hva med risikoene?")
    expect(follow_up.locator(".eh-understood")).to_contain_text("e-multidose")
    expect(page.locator(".eh-question").last).to_be_in_viewport()
    refused = watched.ask("Hva koster SFM per innbygger?")
    expect(refused.locator(".eh-calm")).to_contain_text("ingen pris")
    expect(refused.locator(".eh-nearest blockquote")).not_to_have_count(0)
    watched.picture("path-refusal")
    watched.close()


def test_a_number_stays_with_whoever_wrote_it(chromium: Browser, address: str, home: Path) -> None:
    """It is neither on the page nor in the address, nor in any file of the app; masked, the question is answered."""
    watched = Watched(chromium, address)
    page = watched.open()
    watched.write(f"Hva er gevinstene ved e-multidose for {_SPACED}?")
    expect(page.locator(".eh-held")).to_contain_text("Spørsmålet er ikke sendt")
    watched.picture("path-stopped")
    assert NUMBER not in re.sub(r"\s", "", page.content() + page.url)
    page.get_by_role("button", name="Masker og spør").click()
    expect(page.locator("[class*=st-key-verktoy-]")).to_be_visible()
    watched.settle()
    expect(page.locator(".eh-question")).to_contain_text("[fødselsnummer]")
    expect(page.locator(".eh-answer")).to_contain_text(_QUOTE)
    page.reload()
    expect(page.locator(".eh-question")).to_contain_text("[fødselsnummer]")
    assert NUMBER not in re.sub(r"\s", "", page.content() + page.url)
    files = [file.read_bytes() for file in home.rglob("*") if file.is_file()]
    assert [content for content in files if "[fødselsnummer]".encode() in content], "the masked question is kept"
    assert [content for content in files if NUMBER.encode() in content or _SPACED.encode() in content] == []
    watched.close()


def test_from_an_answer_to_a_memo_in_word(chromium: Browser, address: str) -> None:
    """Take an answer along, write beside it, rename it, and open the Word file."""
    watched = Watched(chromium, address, accept_downloads=True)
    page = watched.open()
    watched.ask(QUESTION)
    page.get_by_role("button", name="Ta med i notat").click()
    page.get_by_label("Navn på notatet").fill("Til ledermøtet")
    page.get_by_role("button", name="Legg til").click()
    expect(page.get_by_text("Svaret er lagt til i «Til ledermøtet».")).to_be_visible()
    page.keyboard.press("Escape")
    watched.go("Notat")
    page.get_by_role("button", name="Til ledermøtet", exact=True).click()
    page.get_by_role("button", name="Legg til egen tekst").click()
    page.locator(".stMain textarea").fill("Vi anbefaler å begynne i hjemmetjenesten.")
    page.keyboard.press("Control+Enter")
    watched.settle()
    page.get_by_role("button", name="Flytt opp: Egen tekst").click()
    expect(page.get_by_text("Flyttet opp.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Last ned som Word").click()
    text = _text_of(download.value)
    assert download.value.suggested_filename == "Til ledermøtet.docx"
    assert 0 < text.index("Vi anbefaler å begynne i hjemmetjenesten.") < text.index(_QUOTE) < text.index("Kilder")
    watched.picture("path-memo")
    watched.close()


def test_an_answer_is_copied_and_downloaded(chromium: Browser, address: str) -> None:
    """As formatted text, as Markdown and as a Word file, each with its reference list."""
    watched = Watched(chromium, address, accept_downloads=True, permissions=["clipboard-read", "clipboard-write"])
    page = watched.open()
    watched.ask(QUESTION)
    page.get_by_role("button", name="Kopier", exact=True).click()
    expect(page.get_by_text("Svaret er kopiert, med kilder.")).to_be_visible()
    rich = page.evaluate(
        "async () => { const [item] = await navigator.clipboard.read(); return (await item.getType('text/html')).text(); }"
    )
    assert _QUOTE in rich and "Kilder</h4>" in rich
    page.get_by_role("button", name="Last ned eller skriv ut").click()
    page.get_by_role("button", name="Kopier som Markdown").click()
    expect(page.get_by_text("Svaret er kopiert, med kilder.").last).to_be_visible()
    plain = page.evaluate("() => navigator.clipboard.readText()")
    assert f"- {_QUOTE}" in plain and "**Kilder" in plain
    with page.expect_download() as download:
        page.get_by_role("button", name="Last ned som Word").click()
    assert _QUOTE in _text_of(download.value)
    watched.close()


def test_a_conversation_is_found_again_by_its_own_browser_only(chromium: Browser, address: str) -> None:
    """A reload brings it back, another browser doesn't see it by its address, and one key begins a new one."""
    watched, other = Watched(chromium, address), Watched(chromium, address)
    page = watched.open()
    watched.ask(QUESTION)
    expect(page).to_have_url(re.compile("samtale="))
    page.reload()
    expect(page.locator(".eh-question")).to_have_text(QUESTION)
    expect(page.locator(".eh-answer")).to_contain_text(_QUOTE)
    stranger = other.open(page.url.removeprefix(f"{address}/"))
    expect(stranger.locator(".eh-welcome h1")).to_be_visible()
    expect(stranger.get_by_text("tilhører noen andre")).to_be_visible()
    expect(stranger.locator(".eh-question, .st-key-samtaler button")).to_have_count(0)
    other.close()
    page.get_by_test_id("stChatInputTextArea").press("F2")
    expect(page.locator(".eh-welcome h1")).to_be_visible()
    watched.ask("Hva er kjernejournal?")
    page.get_by_test_id("stSidebar").get_by_role("button", name=QUESTION, exact=True).click()
    expect(page.locator(".eh-question")).to_have_text(QUESTION)
    watched.picture("path-conversations")
    watched.close()


def test_the_last_question_is_edited(chromium: Browser, address: str) -> None:
    """What is asked anew takes its place, in the page and after a reload."""
    watched = Watched(chromium, address)
    page = watched.open()
    watched.ask(QUESTION)
    watched.ask("Hva er SFM?")
    page.get_by_role("button", name="Rediger").click()
    field = page.get_by_label("Rediger spørsmålet")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    field.fill("Hva er kjernejournal?")
    page.locator("[class*=st-key-rediger-spor-] button").click()
    expect(page.locator(".eh-question").last).to_have_text("Hva er kjernejournal?")
    watched.settle()
    page.reload()
    expect(page.locator(".eh-question")).to_have_text([QUESTION, "Hva er kjernejournal?"])
    watched.close()


def test_a_slow_answer_is_stopped(chromium: Browser, tmp_path: Path) -> None:
    """The question stays, told as stopped, and can be asked again."""
    with running_app(tmp_path, port=free_port(), script=fake_script(tmp_path)) as address:
        watched = Watched(chromium, address)
        page = watched.open()
        watched.write(QUESTION)
        page.get_by_role("button", name="Stopp").click()
        expect(page.get_by_text("Du stoppet svaret.")).to_be_visible()
        assert _questions(page) == [QUESTION]
        page.get_by_role("button", name="Prøv igjen").click()
        expect(page.locator(".eh-answer")).to_contain_text("Dette tok sin tid.", timeout=20_000)
        assert _questions(page) == [QUESTION]
        watched.close()


def test_on_a_phone(chromium: Browser, address: str) -> None:
    """The first touch of a mark shows its quote, the next one opens the source over the page; it closes again."""
    watched = Watched(chromium, address, "phone")
    page = watched.open()
    answer = watched.ask(QUESTION)
    mark, panel = answer.locator(".eh-cite a").first, page.locator(".st-key-dokumentpanel")
    mark.tap()
    expect(page.get_by_role("tooltip")).to_contain_text(_QUOTE)
    expect(panel).to_have_count(0)
    mark.tap()
    expect(panel.locator("mark").first).to_contain_text(_QUOTE)
    box = panel.bounding_box()
    assert box and box["width"] == 390
    page.get_by_role("button", name="Lukk").tap()
    expect(panel).to_have_count(0)
    watched.close()


def test_a_question_asked_right_after_a_source_is_closed_stays_in_sight(chromium: Browser, address: str) -> None:
    watched = Watched(chromium, address)
    page = watched.open()
    watched.ask(QUESTION)
    page.locator(".eh-cite a").first.click()
    expect(page.locator(".st-key-dokumentpanel mark").first).to_be_visible()
    watched.settle()
    page.keyboard.press("Escape")
    watched.ask("Sammenlign kjernejournal og SFM")
    page.wait_for_timeout(2000)
    expect(page.locator(".eh-question").last).to_be_in_viewport()
    watched.close()


def test_people_who_ask_at_once_each_get_their_own_answer(address: str) -> None:
    asked = ["Hva er kjernejournal?", QUESTION, "Hvem forvalter KS e-komp?", "Hva er HelseID?"]
    seen = ask_at_once(address.removeprefix("http://"), asked)
    assert [one.problem for one in seen] == [""] * len(asked)
    for one in seen:
        assert one.seconds > 0
        assert [other for other in asked if other in one.text] == [one.question]
    assert _QUOTE in seen[1].text and _QUOTE not in seen[0].text


def test_somebody_who_finds_nobody_home_is_a_finding() -> None:
    (seen,) = ask_at_once(f"127.0.0.1:{free_port()}", [QUESTION])
    assert seen.text == "" and "Refused" in seen.problem
