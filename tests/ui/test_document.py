"""The whole document, its search and its links: the builders, the page and the panel."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import pairwise
from typing import Any

import pytest

from assistant.models import Answer
from assistant.ui.blocks import find_blocks
from assistant.ui.deeplink import Place, copy_html, page_link, place_of, read_place
from assistant.ui.document import citation_marks, contents_html, document_html, head_html, unit_marks
from assistant.ui.finding import find_in_document
from assistant.ui.panel import panel_html
from assistant.ui.spans import Mark, mark_text
from corpus.model import Document, Link, Passage
from corpus.sources import Corpus
from corpus.structure import parse_document
from tests.corpus.documents import BODIES, parse
from tests.ui.conftest import FakeAssistant, cite
from tests.ui.pages import html_of, open_page

SECOND = """---
id: veileder
title: Veileder & råd
publisher: Direktoratet
status_date: "2025-01"
status_label: januar 2025
url: https://example.no/veileder.pdf
rank: national
---

<!-- side 1 -->

# 1. Først <b>

Kommunen skal <!-- side 2 -->gå fram slik. Det er [ikke her](<file:///C:/x.pdf>).

- Å gjøre det rett[^1]

| Hvem | Hva |
| --- | --- |
| Lege | Skrive |

<!-- flyttet: sto sist -->

Dette er flyttet.

<!-- /flyttet -->

[^1]: En note
"""


@pytest.fixture
def summary(corpus: Corpus) -> Document:
    return corpus.documents[0]


@pytest.fixture
def second() -> Document:
    return parse_document(SECOND, "veileder.md")


@pytest.fixture
def assistant(corpus: Corpus) -> FakeAssistant:
    return FakeAssistant(corpus, lambda question: Answer(question="", answer=""))


def words(html: str) -> str:
    """What is read of HTML."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_every_unit_of_the_document_is_shown(summary: Document) -> None:
    """No passage, sentence or heading is lost, and each passage can be gone to."""
    html = document_html(summary)
    assert all(f'id="avsnitt-{passage.id}"' in html for passage in summary.passages)
    assert all(f'id="del-{number}"' in html for number in range(len(summary.sections)))
    shown = words(html)
    for passage in summary.passages:
        for unit in passage.units:
            if not unit.links:
                assert " ".join(unit.text.split()) in shown


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_documents_of_every_kind(body: str) -> None:
    """Odd tables, nested lists, code, quotes and footnotes: all that was read is shown."""
    document = parse(body)
    shown = words(document_html(document)).replace(" ", "")
    for passage in document.passages:
        for unit in passage.units:
            assert "".join(unit.text.split()) in shown


def test_headings_are_in_order(summary: Document) -> None:
    """No level is jumped over below the page's own heading."""
    levels = [
        int(level) for level in re.findall(r"<h(\d)", head_html(summary, date(2026, 11, 1)) + document_html(summary))
    ]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_contents_link_to_the_headings(summary: Document) -> None:
    """Every link of the table of contents has its heading."""
    html = document_html(summary)
    anchors = re.findall(r'href="#([\w-]+)"', contents_html(summary))
    assert len(anchors) == len(summary.sections)
    assert all(f'id="{anchor}"' in html for anchor in anchors)


def test_a_document_with_all_that_can_be_in_it(second: Document) -> None:
    """Pages link into the PDF, a dead link is told, a table has its columns, a moved part says why; all is escaped."""
    html = document_html(second)
    assert 'href="https://example.no/veileder.pdf#page=2"' in html
    assert html.count('id="side-2"') == 1
    assert "1. Først &lt;b&gt;" in html
    assert "lenken i kilden kan ikke åpnes" in html and "file:" not in html
    assert '<th scope="col">Hvem</th>' in html and '<td data-col="Hva">Skrive</td>' in html
    assert "Flyttet i denne utgaven: sto sist." in html
    assert ">Fotnote</span>" in html
    assert "Veileder &amp; råd" in head_html(second, date(2026, 3, 1))
    assert "Status januar 2025 (1 år og 2 måneder gammel)" in head_html(second, date(2026, 3, 1))
    assert "Nasjonal veiledning" in head_html(second, date(2026, 3, 1))


def test_pages_begin_once_and_in_order(summary: Document) -> None:
    """The page numbers in the margin go up by one."""
    pages = [page for block in find_blocks(summary) for page in block.pages.values()]
    assert pages == list(range(1, max(pages) + 1))


def test_moved_part_is_told_once(summary: Document) -> None:
    """The story from Arendal says where it stood."""
    assert document_html(summary).count("Flyttet i denne utgaven") == 1


def test_marks_are_of_the_named_units_only(summary: Document, benefits: Passage) -> None:
    """Whole units of a link; what the passage does not have is passed over; no other block is changed."""
    html = document_html(summary, unit_marks(summary, Place(summary.id, benefits.id, (0, 3, 99))))
    assert re.findall("<mark>(.*?)</mark>", html) == [benefits.units[0].text, benefits.units[3].text]
    assert html.replace("<mark>", "").replace("</mark>", "") == document_html(summary)


def test_marks_of_citations(summary: Document, answer: Answer) -> None:
    """The quotes are marked, letter by letter."""
    html = document_html(summary, citation_marks(summary, answer.citations))
    assert re.findall("<mark>(.*?)</mark>", html) == [citation.quote for citation in answer.citations]


def test_one_chapter_alone(summary: Document) -> None:
    """A long source can be shown a chapter at a time."""
    chapter = next(section.headings[0] for section in summary.sections if section.number == "6")
    html = document_html(summary, chapter=chapter)
    assert html.count("<h2") == 1
    assert "6. Krav" in html


def test_links_and_marks_may_overlap() -> None:
    """A link stays one link, a mark over its edge is cut, an anchor stands once, and of two marks the first stays."""
    link = Link("b c", "https://x.no")
    html = mark_text("a b c d", [Mark(0, 3, "treff-1"), Mark(2, 4)], [link])
    assert html == (
        '<mark id="treff-1">a </mark><a href="https://x.no" target="_blank" rel="noopener noreferrer">'
        "<mark>b</mark> c</a> d"
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Bergen kommune", "Bergen kommune"),
        ("BERGEN", "Bergen"),
        ("emultidose", "e-multidose"),
        ("legemiddelhaandtering", "legemiddelhåndtering"),
        ("legemiddel liste", "legemiddelliste"),
        ('"når pasient er', "«Når pasient er"),
        ("§ 5", "§ 5"),
        ("Gevinster", "Gevinster"),
    ],
)
def test_search_finds(summary: Document, query: str, found: str) -> None:
    """Whatever case, å or aa, hyphen or space, and the names of parts too; every hit has its own anchor in the page."""
    hits = find_in_document(summary, query)
    assert hits.hits
    html = document_html(summary, hits.marks)
    marked = re.findall(r'<mark id="(treff-\d+)" class="eh-hit">(.*?)</mark>', html)
    assert [anchor for anchor, _ in marked] == [hit.anchor for hit in hits.hits]
    assert found.casefold() in {unescape(text).casefold() for _, text in marked}


def test_short_words_are_found_where_a_word_begins(summary: Document) -> None:
    """«eID» is not in «arbeid», but «dose» is in «multidosepasienter»."""
    marked = re.findall(r"(\w?)<mark[^>]*>", document_html(summary, find_in_document(summary, "eid").marks))
    assert marked and not any(marked)
    assert re.search(r"multi<mark", document_html(summary, find_in_document(summary, "dose").marks))


def test_search_for_words_that_stand_apart(summary: Document) -> None:
    """Where the query does not stand as it is, the passages with all of its words are found."""
    found = find_in_document(summary, "arbeidsmetodikken Bergen")
    (passage,) = [passage for passage in summary.passages if passage.id in found.marks]
    assert "Bergen" in passage.text and "arbeidsmetodikken" in passage.text
    assert len(found.hits) > 1
    assert not find_in_document(summary, "arbeidsmetodikken Bergen finnesikkeher").hits


@pytest.mark.parametrize("query", ["", " ", "a", "finnesikkeher", "(((", "\\", "%%", ".*"])
def test_search_that_finds_nothing(summary: Document, query: str) -> None:
    """Too short, not there, or signs that mean something to a program."""
    assert find_in_document(summary, query).hits == ()


def test_places_are_addresses_and_back() -> None:
    """A place survives being written and read; what is no number is left out."""
    place = Place("veileder", "abc123", (0, 4))
    assert place.address == "dokument?kilde=veileder&avsnitt=abc123&ord=0,4"
    assert read_place(place.params) == place
    assert read_place({"ord": "1,x,-2,1,99999,3"}) == Place("", "", (1, 3))
    assert Place().address == "dokument"


def test_place_of_citations(corpus: Corpus, benefits: Passage) -> None:
    """The first one's passage, with the units of all that stand in it."""
    cited = [cite(corpus, benefits, unit, unit + 1) for unit in (2, 0)]
    assert place_of(cited) == Place(benefits.source_id, benefits.id, (0, 2))


def test_page_of_a_pdf(second: Document) -> None:
    """Only a PDF on the net has pages to go to."""
    assert page_link(second, 3) == "https://example.no/veileder.pdf#page=3"
    assert page_link(second, None) == ""
    assert page_link(replace(second, url="https://example.no/veileder"), 3) == ""
    assert page_link(replace(second, url="file:///x.pdf"), 3) == ""
    assert page_link(replace(second, url=None), 3) == ""


def test_copying_a_link_is_a_button_with_a_place_to_tell() -> None:
    """What page.js needs; the place is escaped."""
    html = copy_html(Place('a"b', "c"))
    assert 'data-kopier="dokument?kilde=a%22b&amp;avsnitt=c"' in html
    assert '<span class="eh-copied" role="status"></span>' in html


@pytest.mark.enable_socket
class TestPage:
    """The page «Dokumentet»."""

    def test_from_the_beginning(self, assistant: FakeAssistant, summary: Document) -> None:
        app = open_page("document_page.show_document", assistant)
        html = html_of(app)
        assert f"<h1>{summary.title}</h1>" in html
        assert "gammel)" in html
        assert "<mark" not in html and "data-vis" not in html
        assert app.text_input(key="sok-i-dokumentet").label == "Søk i dokumentet"

    def test_at_a_place(self, assistant: FakeAssistant, summary: Document, benefits: Passage) -> None:
        """The units are marked, the passage is brought into view with the focus, and its link can be copied."""
        place = Place(summary.id, benefits.id, (1,))
        html = html_of(open_page("document_page.show_document", assistant, **place.params))
        assert re.findall("<mark>(.*?)</mark>", html) == [benefits.units[1].text]
        assert f'data-vis="avsnitt-{benefits.id}"' in html and 'data-fokus="ja"' in html
        assert f'data-kopier="{place.address.replace("&", "&amp;")}"' in html

    @pytest.mark.parametrize(
        "params",
        [{"kilde": "ks-kunnskapsoppsummering", "avsnitt": "borte"}, {"kilde": "<script>"}, {"kilde": "x", "ord": "y"}],
    )
    def test_a_link_that_no_longer_holds(self, assistant: FakeAssistant, params: dict[str, str]) -> None:
        """It is said, and the document is shown all the same."""
        html = html_of(open_page("document_page.show_document", assistant, **params))
        assert "finnes ikke i denne utgaven" in html
        assert "1. Innledning og sammendrag" in html
        assert "<script>" not in html and "data-vis" not in html

    def test_searching(self, assistant: FakeAssistant, benefits: Passage) -> None:
        """All hits are marked and counted; next and previous go around; the passage of the link is left for the hit."""
        place = Place(benefits.source_id, benefits.id, (1,))
        app = open_page("document_page.show_document", assistant, **place.params)
        app.text_input(key="sok-i-dokumentet").set_value("e-multidose").run()
        html = html_of(app)
        number = html.count('class="eh-hit"')
        assert number > 5
        assert f"Treff 1 av {number}" in html
        assert 'data-vis="treff-1"' in html and "data-fokus" not in html
        app.button(key="neste-treff").click().run()
        assert f"Treff 2 av {number}" in html_of(app)
        for _ in range(2):
            app.button(key="forrige-treff").click().run()
        assert f"Treff {number} av {number}" in html_of(app)
        app.text_input(key="sok-i-dokumentet").set_value("kjernejournal").run()
        assert "Treff 1 av" in html_of(app)
        app.text_input(key="sok-i-dokumentet").set_value("<finnes ikke>").run()
        assert "Ingen treff på «&lt;finnes ikke&gt;»." in html_of(app)
        app.text_input(key="sok-i-dokumentet").set_value("").run()
        assert "Treff" not in words(html_of(app)) and "data-vis" not in html_of(app)
        assert not app.exception

    def test_several_sources(self, corpus: Corpus, second: Document) -> None:
        """Another source can be chosen, and a link chooses its own."""
        both = replace(corpus, documents=(*corpus.documents, second))
        assistant: Any = FakeAssistant(both, lambda question: Answer(question="", answer=""))
        app = open_page("document_page.show_document", assistant)
        assert app.selectbox[0].options == [document.title for document in both.documents]
        app.selectbox[0].set_value("veileder").run()
        assert "<h1>Veileder &amp; råd</h1>" in html_of(app)
        assert "Åpne side 1 i originalen (PDF)" in html_of(app)
        app = open_page("document_page.show_document", assistant, kilde="veileder", avsnitt=second.passages[1].id)
        html = html_of(app)
        assert "<h1>Veileder &amp; råd</h1>" in html
        assert f'data-vis="avsnitt-{second.passages[1].id}"' in html
        assert "Åpne side 2 i originalen (PDF)" in html


class TestPanel:
    """The document beside an answer."""

    def test_shows_the_whole_document_at_the_quotes(self, assistant: FakeAssistant, answer: Answer) -> None:
        """Path, page and date; the quotes marked; and the ways on."""
        html = panel_html(assistant, answer.citations)
        first = answer.citations[0]
        assert re.findall("<mark>(.*?)</mark>", html) == [citation.quote for citation in answer.citations]
        assert "E-multidose › Gevinster</h2>" in html
        assert f"Side {first.page} · status høsten 2023" in html
        assert f'href="dokument?kilde={first.source}&amp;avsnitt={first.passage}&amp;ord=0,1" target="_blank"' in html
        assert f'data-vis="avsnitt-{first.passage}"' in html
        assert 'role="region" tabindex="0"' in html
        assert "11. Oppfølging" in html

    def test_height_and_headings(self, assistant: FakeAssistant, answer: Answer) -> None:
        """Its own heading is above the document's."""
        html = panel_html(assistant, answer.citations, 400)
        assert 'style="height: 400px"' in html
        assert re.findall(r"<h(\d)", html)[:2] == ["2", "3"]

    def test_a_passage_that_is_gone(self, assistant: FakeAssistant, answer: Answer) -> None:
        """What was quoted is shown alone."""
        gone = answer.citations[0].model_copy(update={"passage": "borte"})
        html = panel_html(assistant, [gone])
        assert f"<mark>{gone.quote}</mark>" in html
        assert "eh-frame" not in html

    def test_a_heavy_document_is_shown_by_chapter(
        self,
        corpus: Corpus,
        second: Document,
        monkeypatch: pytest.MonkeyPatch,
        answer: Answer,
        assistant: FakeAssistant,
    ) -> None:
        """What would be slow in a browser is not sent."""
        monkeypatch.setattr("assistant.ui.panel._HEAVY_CHARS", 1000)
        html = panel_html(assistant, answer.citations)
        assert "5. Oversikt over digitale løsninger" in html
        assert "11. Oppfølging" not in html

    @pytest.mark.enable_socket
    def test_closing(self, assistant: FakeAssistant, answer: Answer) -> None:
        """The button does what it is given; without it a dialog closes the panel."""
        arguments = ", streamlit.session_state['cited'], close=lambda: streamlit.session_state.update(closed=True)"
        app = _open_panel(assistant, answer, arguments)
        app.button(key="lukk-dokumentet").click().run()
        assert app.session_state["closed"]
        app = _open_panel(assistant, answer, ", streamlit.session_state['cited']")
        assert not app.button


def _open_panel(assistant: FakeAssistant, answer: Answer, arguments: str) -> Any:
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_string(
        "import streamlit\nfrom assistant.ui.panel import show_panel\n"
        f"show_panel(streamlit.session_state['assistant']{arguments})"
    )
    app.session_state["assistant"], app.session_state["cited"] = assistant, answer.citations
    app.run()
    assert not app.exception
    return app
