"""Where a message asks: its questions apart, and what is cut away around them."""

from __future__ import annotations

import pytest

from assistant.parts import cut_to_question, find_asking, skip_preamble, split_pieces


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Hva er SFM, når kommer den, og hvem eier den?", ["Hva er SFM", "når kommer den", "hvem eier den"]),
        ("Når kommer SFM, og hva koster det?", ["Når kommer SFM", "hva koster det"]),
        ("Når vi har SFM, hva må vi gjøre da?", ["Når vi har SFM, hva må vi gjøre da"]),
        (
            "Kan du gi tall for PLL, forklare hvorfor det går sent, og si om sykehjem er med?",
            ["Kan du gi tall for PLL", "forklare hvorfor det går sent", "si om sykehjem er med"],
        ),
        (
            "Hva gjelder for KJ, og i hvilken forskrift står det?",
            ["Hva gjelder for KJ", "i hvilken forskrift står det"],
        ),
        ("Hvem er det skrevet for, er det tilpasset oss?", ["Hvem er det skrevet for", "er det tilpasset oss"]),
        ("Hvor prøves det ut og med hvem, og hva må vi ha?", ["Hvor prøves det ut og med hvem", "hva må vi ha"]),
        ("Hva er gevinstene ved KJ og SFM?", ["Hva er gevinstene ved KJ og SFM"]),
        ("Hva med SFM, hva koster den?", ["Hva med SFM, hva koster den"]),
        ("Hva med SFM?", ["Hva med SFM"]),
    ],
)
def test_pieces(text: str, pieces: list[str]) -> None:
    assert split_pieces(text) == pieces


def test_sentences_with_a_question_mark_go_before_indirect_ones() -> None:
    assert find_asking("Vi lurer på hva som skjer. Når kommer SFM?")[1] == ["Når kommer SFM?"]
    assert find_asking("Hei! Sjefen lurte på hvor mange det er. Takk!")[1] == ["Sjefen lurte på hvor mange det er."]
    assert find_asking("Hei på deg. Takk for sist.")[1] == []


def test_a_plain_question_asks_without_its_mark_too() -> None:
    assert find_asking("Hva er SFM? Er det noe for oss")[1] == ["Hva er SFM?", "Er det noe for oss"]
    for told in (
        "Når vi har SFM, går det bra.",
        "Trenger en oversikt",
        "Trenger det til budsjettet.",
        "Har jobbet her lenge.",
    ):
        assert find_asking(f"Hva er SFM? {told}")[1] == ["Hva er SFM?"]


def test_what_stands_before_a_colon_is_no_question() -> None:
    assert skip_preamble("Jeg trenger to årstall: når kommer SFM?") == "når kommer SFM?"
    for kept in (
        "Hva er dette: en lov eller en plan?",
        "Til Kari: når kommer SFM?",
        "Vi har tre ting: SFM, KJ og PLL.",
    ):
        assert skip_preamble(kept) == kept


def test_an_indirect_question_is_cut_free() -> None:
    assert cut_to_question("Sjefen lurte på hvor mange kommuner det er") == "hvor mange kommuner det er"
    assert cut_to_question("Hvor mange kommuner er det") == ""
    assert cut_to_question("Nå som listen er ferdig, hvordan logger vi på") == ""
