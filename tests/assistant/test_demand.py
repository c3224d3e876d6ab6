"""What a question demands and what a text has."""

from __future__ import annotations

import pytest

from assistant.demand import EXACT, find_details, shown_details


@pytest.mark.parametrize(
    ("words", "details"),
    [
        ("hvilken dato trer forskriften i kraft", {"date"}),
        ("hvor mange prosent av kommunene", {"percent", "count"}),
        ("hvilken paragraf gjelder", {"paragraph"}),
        ("hva koster det i kroner", {"money"}),
        ("hvor mange uker varer kurset", {"duration", "count"}),
        ("hvor ofte møtes de", {"frequency"}),
        ("hvor stor stillingsprosent trengs", {"positions"}),
        ("hva heter prosjektlederen", {"contact"}),
        ("finnes det en mal for avtalen", {"template"}),
        ("which municipalities were the pilots", {"names"}),
        ("hva er kjernejournal", set()),
        ("de måler ansvar", set()),
        ("", set()),
    ],
)
def test_details_demanded(words: str, details: set[str]) -> None:
    assert find_details(words) == details


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("Anbefalingen ble vedtatt 25.01.2023.", "date"),
        ("Ferdigstilles i november 2023.", "date"),
        ("Innført hos minst 80 prosent.", "percent"),
        ("I § 5 står det", "paragraph"),
        ("990 millioner kroner", "money"),
        ("to ganger årlig", "frequency"),
    ],
)
def test_details_shown(text: str, detail: str) -> None:
    assert detail in shown_details([text])
    assert not shown_details(["Ansvaret ligger hos den enkelte kommune."])


def test_who_and_why_are_not_read_off_a_text() -> None:
    assert find_details("hvem gjør det, og hvorfor".replace(",", "")) == {"who", "reason"}
    assert not EXACT & {"who", "reason", "manner", "when", "count"}
