"""The page «Dekning»."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.models import Answer
from corpus.sources import Corpus
from tests.ui.conftest import FakeAssistant
from tests.ui.pages import html_of, open_page
from tests.ui.test_theme import contrast

pytestmark = pytest.mark.enable_socket
_PLACE = "dekning.show_coverage"
_STYLES = Path(__file__).parents[2] / "assistant" / "ui"


@pytest.fixture
def assistant(corpus: Corpus) -> FakeAssistant:
    return FakeAssistant(corpus, lambda question: Answer(question="", answer=""))


def test_numbers_map_and_chapters(assistant: FakeAssistant) -> None:
    """Totals, a cell for each solution and aspect with words beside the shade, and all sections with their numbers."""
    html = html_of(open_page(_PLACE, assistant))
    corpus = assistant.corpus
    assert f"<strong>{len(corpus.passages)} avsnitt</strong>" in html
    cells = re.findall(r'<td class="eh-shade-(\d)" data-col="[^"]+">(.*?)</td>', html)
    solutions = set(re.findall(r'data-col="([^"]+)">\d+ hull</td>', html))
    assert len(solutions) > 4 and len(cells) % len(solutions) == 0
    words = {"0": ("felles", "ikke oppgitt"), "1": ("kort",), "2": ("noe",), "3": ("mye",)}
    assert all(any(word in text for word in words[level]) for level, text in cells)
    assert {level for level, _ in cells} == {"0", "1", "2", "3"}
    for section in corpus.documents[0].sections:
        assert section.title in html


def test_links_go_into_the_document(assistant: FakeAssistant) -> None:
    """Every link is to a passage that is there, in a tab of its own."""
    html = html_of(open_page(_PLACE, assistant))
    links = re.findall(r'href="dokument\?kilde=[\w-]+&amp;avsnitt=(\w+)(?:&amp;ord=\d+)?" target="_blank"', html)
    assert len(links) == html.count("<a ") > 100
    assert set(links) <= set(assistant.corpus.passages)


def test_gaps_by_solution(assistant: FakeAssistant) -> None:
    """The first gaps, all on demand, those of one solution, and those of none; each with what the sources do say."""
    app = open_page(_PLACE, assistant)
    gaps = sum(entry.kind == "gap" for entry in assistant.corpus.bank)
    assert f">{gaps} kjente hull</p>" in html_of(app)
    first = html_of(app).count("<details")
    assert first < gaps
    app.button(key="alle-hull").click().run()
    assert html_of(app).count("<details") == gaps
    app.selectbox(key="hull-losning").set_value("SFM").run()
    assert html_of(app).count("<details") == first
    app.button(key="alle-hull").click().run()
    html = html_of(app)
    assert "Dokumentet oppgir ingen pris eller lisenskostnad for SFM" in html
    assert "Dokumentet oppgir ikke hvor mye kommunen betaler for kjernejournal." not in html
    assert html.count("<details") == int(re.search(r">(\d+) kjente hull</p>", html)[1])  # type: ignore[index]
    assert "<blockquote><p>Flere av løsningene er ikke ferdige til bruk" in html
    app.selectbox(key="hull-losning").set_value("Ingen bestemt løsning").run()
    assert "Dokumentet oppgir ingen pris eller lisenskostnad for SFM" not in html_of(app)
    assert not app.exception


def test_without_a_plan_the_rest_is_shown(assistant: FakeAssistant, tmp_path: Path) -> None:
    """The map is missing, and why; chapters and gaps are there."""
    app = open_page(_PLACE, assistant, f", __import__('pathlib').Path({str(tmp_path)!r})")
    html = html_of(app)
    assert "Kartet over løsningene kan ikke lages." in html
    assert "overview.toml" in html
    assert "Kapittel for kapittel" in html
    assert html.count("<details") > 0
    assert not app.selectbox


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_shades_can_be_read(theme: int) -> None:
    """Text and links on each shade: 4.5:1."""
    sheets = (_STYLES / name for name in ("style.css", "dekning.css"))
    pairs = re.findall(
        r"--eh-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", "\n".join(sheet.read_text("utf-8") for sheet in sheets)
    )
    colours = {name: found[theme] for name, *found in pairs}
    for shade in ("shade-1", "shade-2", "shade-3"):
        assert contrast(colours["text"], colours[shade]) >= 4.5
        assert contrast(colours["accent"], colours[shade]) >= 4.5
