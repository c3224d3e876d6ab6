"""Solutions and aspects side by side: what is laid out, and the table that comes of it."""

from __future__ import annotations

import pytest

from assistant.grid import find_grid
from corpus.sources import Corpus
from tests.assistant.conftest import Ask


@pytest.mark.parametrize(
    ("words", "solutions", "aspects"),
    [
        ("sammenlign status og gevinster for kjernejournal og e-multidose", 2, ["Status", "Gevinster"]),
        ("gevinster, risiko og avhengigheter for pll", 1, ["Gevinster", "Risiko", "Avhengigheter"]),
        ("gi status for hver av de tre", 3, ["Status"]),
        ("hva er ambisjonene for kjernejournal og sentral forskrivningsmodul i dag?", 2, ["Ambisjon"]),
    ],
)
def test_what_is_laid_out(corpus: Corpus, words: str, solutions: int, aspects: list[str]) -> None:
    grid = find_grid(words, corpus.glossary.solutions()[:solutions])
    assert grid is not None and [aspect.name for aspect in grid.aspects] == aspects
    assert [len(row) for row in grid.askings] == [solutions] * len(aspects)


@pytest.mark.parametrize(
    ("words", "solutions"),
    [
        ("hva er status for kjernejournal", 1),
        ("hvem har ansvaret for at risiko blir fulgt opp", 1),
        ("må vi ha kjernejournal på plass før sentral forskrivningsmodul", 2),
        ("sammenlign kjernejournal og sentral forskrivningsmodul", 2),
        ("hvilke avhengigheter er det mellom kjernejournal og sentral forskrivningsmodul", 2),
        ("hva er kravene for kjernejournal og sentral forskrivningsmodul på sykehjem", 2),
    ],
)
def test_what_is_not(corpus: Corpus, words: str, solutions: int) -> None:
    assert find_grid(words, corpus.glossary.solutions()[:solutions]) is None


def test_several_questions_are_no_grid_by_their_solutions_alone(corpus: Corpus) -> None:
    words = "hva er kjernejournal når kommer sfm og hvem har ansvaret for pll"
    assert find_grid(words, corpus.glossary.solutions()[:3], whole=False) is None


def test_each_cell_is_what_the_plain_question_gets(ask: Ask) -> None:
    table = ask("Sammenlign status og avhengigheter for SFM, e-multidose og PLL")
    assert table.answer.startswith("| | SFM |") and not table.abstained
    quotes = {citation.quote for citation in table.citations}
    for question in ("Hva er status for PLL?", "Hvilke avhengigheter har SFM til andre løsninger?"):
        assert {citation.quote for citation in ask(question).citations} <= quotes
    assert set(ask("Hva er status for PLL?").entries) <= set(table.entries)


def test_two_objects_of_one_question_are_both_answered(ask: Ask) -> None:
    answer = ask("Hva er ambisjonene for SFM og PLL?")
    apart = [ask(f"Hva er ambisjonen for {name}?") for name in ("SFM", "PLL")]
    assert {c.quote for plain in apart for c in plain.citations[:1]} <= {c.quote for c in answer.citations}
    assert answer.answer.startswith("| | Ambisjon |")


def test_one_aspect_has_a_row_for_each_solution(ask: Ask) -> None:
    answer = ask("Gi meg en statusrad for hver av kjernejournal, SFM og PLL").answer
    assert [line.split("|")[1].strip() for line in answer.splitlines()[2:]] == ["**KJ**", "**SFM**", "**PLL**"]


def test_listed_aspects_of_one_solution_come_in_their_order(ask: Ask) -> None:
    answer = ask("Kan du beskrive gevinster, avhengigheter og risiko for e-multidose?").answer
    places = [answer.find(f"**{name}**") for name in ("Gevinster", "Avhengigheter", "Risiko")]
    assert -1 not in places and places == sorted(places)


def test_a_comparison_beside_another_question_leaves_neither_out(ask: Ask) -> None:
    text = "Sammenlign status og risiko for SFM og PLL, og hva må være på plass før PLL?"
    answer = ask(text).answer
    table, rest = answer.split("**Hva må være på plass før PLL?**")
    assert "| **Status** |" in table and "| **Risiko** |" in table and "| | SFM | PLL |" in table
    assert "HelseID" in rest


def test_a_comparison_does_not_hide_a_question_about_a_patient(ask: Ask) -> None:
    text = "Sammenlign status og risiko for SFM og PLL, og hvor mye paracetamol skal jeg gi pasienten min?"
    answer = ask(text)
    assert answer.abstained and answer.reason == "patient_specific"
