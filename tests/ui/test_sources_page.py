"""The page «Kilder»."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.link_health import check_links
from assistant.models import Answer
from assistant.ui.sources import document_html, links_html
from corpus.errors import SourceError
from corpus.sources import Corpus
from tests.ui.conftest import FakeAssistant
from tests.ui.pages import html_of, open_page


def test_what_is_known_about_a_source(corpus: Corpus) -> None:
    """Publisher, status, age, rank, size, and how many links are in which state."""
    document = corpus.documents[0]
    html = document_html(document, tuple(check_links(document, corpus.documents)), date(2026, 11, 23))
    for name, value in {
        "Utgiver": "KS",
        "Status": "Status høsten 2023",
        "Alder": "3 år og 2 måneder gammel",
        "Rang": "Kunnskapsoppsummering",
        "Omfang": "141 avsnitt i 11 kapitler",
        "Lenker": "15: 1 kan ikke åpnes, 14 kjent bare som adresse",
    }.items():
        assert f"<dt>{name}</dt><dd>{value}</dd>" in html
    assert "Åpne originalen" not in html
    other = replace(document, rank="law", date=None, url="https://lovdata.no/a?b&c", publisher="")
    html = document_html(other, (), date(2026, 11, 23))
    for value in ("Lov eller forskrift", "ukjent alder", "ikke oppgitt", "<dd>ingen</dd>"):
        assert value in html
    assert 'href="https://lovdata.no/a?b&amp;c"' in html


def test_links_by_state(corpus: Corpus) -> None:
    """The dead one first, with the reason and without a link; each with where it stands; nothing is claimed of the net."""
    document = corpus.documents[0]
    html = links_html(document, tuple(check_links(document, corpus.documents)))
    assert html.index("<h3>Kan ikke åpnes (1)</h3>") < html.index("<h3>Kjent bare som adresse (14)</h3>")
    assert "file:" not in html and ">helseteknologiordningen</a>" not in html
    assert html.count('href="dokument?kilde=') == 15
    assert "Ingen av lenkene er prøvd mot nettet" in html


@pytest.mark.enable_socket
def test_the_page(corpus: Corpus) -> None:
    """Every source with a way into its text, and what was left out."""
    assistant = FakeAssistant(
        replace(corpus, problems=(SourceError("«borte.md» er <tom>."),)),
        lambda question: Answer(question="", answer=""),
    )
    app = open_page("sources.show_sources", assistant)
    html = html_of(app)
    assert "<h1>Kilder</h1>" in html
    assert corpus.documents[0].title in html
    assert "«borte.md» er &lt;tom&gt;." in html
    assert [expander.label for expander in app.expander] == ["Lenkene i kilden (15)"]
