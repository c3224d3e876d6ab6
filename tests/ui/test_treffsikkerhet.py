"""The page «Treffsikkerhet»."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.accuracy import Report, load_report
from assistant.models import Answer
from assistant.ui.accuracy_html import headline_html, meaning_html, tables_html
from assistant.ui.numbers import amount, long_date, of_hundred, percent, whole
from corpus.sources import Corpus
from tests.assistant.test_accuracy import figure, report, save
from tests.ui.conftest import FakeAssistant
from tests.ui.pages import html_of, open_page

_PLACE = "treffsikkerhet.show_accuracy"


@pytest.fixture
def assistant(corpus: Corpus) -> FakeAssistant:
    return FakeAssistant(corpus, lambda question: Answer(question="", answer=""))


@pytest.fixture
def small() -> Report:
    kinds = [{"name": "risk", "score": figure(0.555, 40)}, {"name": "<ny>", "score": figure(1.0, 3)}]
    value = report(Slag=kinds, Språk=[{"name": "nn", "score": figure(0.5, 8)}])
    value["groups"]["Samlet"][0] |= {"refused_rightly": figure(0.9), "full": figure(0.75), "invalid_quotes": 2}
    return Report.model_validate(value)


def test_numbers_in_norwegian() -> None:
    """Decimal comma, narrow space, a date, and rounding up from the half."""
    assert (percent(0.865), whole(14475), amount(1, "kilde", "kilder")) == ("86,5\u00a0%", "14\u202f475", "1 kilde")
    assert long_date(load_report().run.started_at.date()).split()[1] in ("november", "desember", "januar")
    assert [of_hundred(share) for share in (0.865, 0.864, 0.004, 1.0)] == ["87", "86", "0", "100"]


def test_headline_is_of_questions_kept_apart(small: Report) -> None:
    """Of a hundred, n, date and interval; and the whole beside it."""
    html = headline_html(small, stale=False)
    assert "Av 100 spørsmål blir <strong>70</strong> besvart riktig." in html
    assert "mellom 60 og 80. Målt 23. november 2026 på 10 spørsmål som assistenten ikke er justert etter." in html
    assert "På alle 20 spørsmål i målingen: 80 av 100." in html
    assert "eh-notice" not in html
    assert "er endret siden målingen" in headline_html(small, stale=True)


def test_what_it_means(small: Report) -> None:
    """Only what was measured is told, the bad too."""
    html = meaning_html(small)
    assert "får <strong>75</strong> av 100 svar med seg alle opplysningene" in html
    assert "(65,0\u00a0% til 85,0\u00a0%, 10 spørsmål)" in html
    assert "De andre 10 gangene" in html
    assert "2 sitater i målingen avvek" in html
    assert "rett kapittel" not in html


def test_tables_have_the_weakest_first(small: Report) -> None:
    """The weakest kind is named, small groups are said to be uncertain, unknown names are shown as they are."""
    html = tables_html(small)
    assert re.findall(r'<th scope="row">(.*?)</th>', html) == ["Risiko og tiltak", "&lt;ny&gt;", "Nynorsk"]
    assert "<strong>Svakest:</strong> risiko og tiltak (56 av 100)." in html
    assert '<td data-col="Riktig">55,5\u00a0%</td>' in html
    assert "Til sammenligning" not in html


@pytest.mark.enable_socket
def test_the_page_over_the_committed_report(assistant: FakeAssistant) -> None:
    """Numbers, groups, method and limits."""
    html = html_of(open_page(_PLACE, assistant))
    for text in (
        "Av 100 spørsmål blir",
        "Svakest:",
        "Bokmål",
        "Til sammenligning",
        "Slik er det målt",
        "Begrensninger",
    ):
        assert text in html
    assert not re.search(r"\d\.\d", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.enable_socket
@pytest.mark.parametrize("content", [None, "{", "{}"])
def test_no_report(assistant: FakeAssistant, tmp_path: Path, content: str | None) -> None:
    """Missing or broken: a calm message with what to do."""
    path = tmp_path / "latest.json" if content is None else save(tmp_path, content)
    html = html_of(open_page(_PLACE, assistant, f", __import__('pathlib').Path({str(path)!r})"))
    assert "Vi har ingen måling å vise." in html
    assert "ehelse eval run --latest" in html
    assert "eh-calm" in html
