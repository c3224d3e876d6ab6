"""What a reader is told beside the quotes: passed years, stale references, figures that are easily misread."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.models import Question
from assistant.notices import find_notices
from assistant.service import Assistant
from corpus.bank import Address
from corpus.sources import Corpus
from index.encoder import Encoder
from tests.assistant.conftest import Ask


def units_with(corpus: Corpus, text: str) -> list[Address]:
    """The units that contain a text; at least one."""
    found = [
        (passage.id, number)
        for passage in corpus.passages.values()
        for number, unit in enumerate(passage.units)
        if text in unit.text
    ]
    assert found, text
    return found


@pytest.mark.parametrize(
    ("year", "years"),
    [(2023, ""), (2024, ""), (2025, "2024"), (2030, "2024")],
)
def test_a_year_has_passed_when_it_has(corpus: Corpus, year: int, years: str) -> None:
    """«første halvår av 2024» is nothing to remark in 2024 itself."""
    notices = find_notices(corpus, units_with(corpus, "første halvår av 2024 i sykehjem"), "nb", year)
    wanted = f"Kilden viser status høsten 2023. Året {years} er passert; sjekk hva som gjelder nå."
    assert notices == ((wanted,) if years else ())


def test_all_passed_years_are_one_notice_in_order(corpus: Corpus) -> None:
    addresses = [
        address
        for text in ("i løpet av 2025", "i løpet av 2024", "i løpet av 2023")
        for address in units_with(corpus, text)
    ]
    passed, goal = find_notices(corpus, addresses, "nb", 2026)
    assert "Årene 2023, 2024 og 2025 er passert" in passed and "er et felles mål" in goal
    assert "Årene 2023 og 2024 er passert" in find_notices(corpus, addresses, "nb", 2025)[0]


def test_a_goal_is_not_taken_for_a_status(corpus: Corpus) -> None:
    goal = units_with(corpus, "Sentral forskrivningsmodul er innført i alle kommuner")
    assert [("felles mål" in notice) for notice in find_notices(corpus, goal, "nb", 2023)] == [True]
    assert find_notices(corpus, units_with(corpus, "Status pr 31.05.23"), "nb", 2023) == ()


def test_years_before_the_source_are_history(corpus: Corpus) -> None:
    assert find_notices(corpus, units_with(corpus, "januar 2022"), "nb", 2026) == ()


@pytest.mark.parametrize(
    ("language", "words"), [("nb", "er passert"), ("nn", "sjekk kva som gjeld no"), ("en", "has passed")]
)
def test_the_notice_speaks_the_language_of_the_question(corpus: Corpus, language: str, words: str) -> None:
    passed, _ = find_notices(corpus, units_with(corpus, "i løpet av 2025")[:1], language, 2026)  # type: ignore[arg-type]
    assert words in passed


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("anbefalinger (kap. 4) og felles (kap. 5)", "står nå i kapittel 2."),
        ("I kapittel 6 gjennomgås", "forutsetningene står nå i kapittel 4."),
        ("Kapittel 8 beskriver", "står nå i kapittel 7."),
        ("i kapittel 9 og 10 før", "står nå i kapittel 8 og 9."),
        ("kap. 3.4", "PLL står nå i kapittel 5.4."),
        ("kap. 3.2", "sentral forskrivningsmodul står nå i kapittel 5.2."),
        ("kap.3.1", "kjernejournal står nå i kapittel 5.1."),
        ("kap 2.2", "et kapittel 2.2 som ikke finnes"),
        ("42 milliarder dollar", "gjelder hele verden, ikke Norge."),
        ("990 mill. kroner", "er foreløpig og gjelder hele programmet"),
        ("990 millioner", "er foreløpig og gjelder hele programmet"),
    ],
)
def test_traps_of_the_document_are_told(corpus: Corpus, text: str, notice: str) -> None:
    for address in units_with(corpus, text):
        assert any(notice in found for found in find_notices(corpus, [address], "nb", 2023)), text


def test_every_notice_of_the_sources_is_met_by_a_unit(corpus: Corpus) -> None:
    """A trap whose text was edited away would never be told again."""
    everywhere = [(p.id, number) for p in corpus.passages.values() for number in range(len(p.units))]
    told = set(find_notices(corpus, everywhere, "nb", 2023))
    assert {notice.notice for notices in corpus.notices.values() for notice in notices} == told


def test_a_notice_comes_once(corpus: Corpus) -> None:
    addresses = units_with(corpus, "990 mill") * 2
    assert len(find_notices(corpus, addresses, "nb", 2023)) == 1


def test_units_without_traps_have_no_notice(corpus: Corpus) -> None:
    assert find_notices(corpus, units_with(corpus, "Færre pasientskader"), "nb", 2026) == ()


@pytest.mark.parametrize(
    ("question", "notice"),
    [
        ("Hva koster uheldig legemiddelbruk globalt?", "42 milliarder dollar gjelder hele verden"),
        ("Hvor stor er netto nåverdi av programmet?", "990 mill. kroner er foreløpig"),
        ("Når skal SFM være klar til bruk?", "2024"),
        ("Hvilke kapitler beskriver suksessfaktorer og risikoer?", "står nå i kapittel 8 og 9"),
    ],
)
def test_answers_carry_their_notices(ask: Ask, question: str, notice: str) -> None:
    assert any(notice in found for found in ask(question).notices)


def test_the_day_is_the_assistants(assistant: Assistant, corpus: Corpus, encoder: Encoder) -> None:
    question = Question(question="Når skal SFM være klar til bruk?")
    earlier = Assistant(corpus, assistant.index, encoder, today=lambda: date(2023, 10, 1)).ask(question)
    later = assistant.ask(question)
    (goal,) = earlier.notices
    assert "passert" in later.notices[0] and later.notices[1:] == (goal,) and earlier.answer == later.answer


def test_every_notice_is_in_all_three_languages(corpus: Corpus) -> None:
    for stored in (notice for notices in corpus.notices.values() for notice in notices):
        addresses = units_with(corpus, stored.text)
        for language, words in (("nb", stored.notice), ("nn", stored.notice_nn), ("en", stored.notice_en)):
            assert words and words in find_notices(corpus, addresses, language, 2023)
        assert len({stored.notice, stored.notice_nn, stored.notice_en}) == 3


def test_the_season_of_the_source_is_in_the_language_of_the_question(corpus: Corpus) -> None:
    addresses = units_with(corpus, "første halvår av 2024 i sykehjem")
    assert "status hausten 2023" in find_notices(corpus, addresses, "nn", 2026)[0]
    assert "status of autumn 2023" in find_notices(corpus, addresses, "en", 2026)[0]
