"""What a question demands and what a text has; whether a question is narrow or takes something for granted."""

from __future__ import annotations

import pytest

from assistant.demand import find_details, is_narrow, presumes, shown_details


@pytest.mark.parametrize(
    ("words", "details"),
    [
        ("hvilken dato trer forskriften i kraft", {"date"}),
        ("hvor mange prosent av kommunene", {"percent"}),
        ("hvilken paragraf gjelder", {"paragraph"}),
        ("hvor mange kroner koster det", {"money"}),
        ("hvor lenge varer kurset", {"duration"}),
        ("hvor ofte møtes de", {"frequency"}),
        ("hvor stor stillingsprosent trengs", {"positions"}),
        ("hva er kjernejournal", set()),
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
    assert shown_details(["Ansvaret ligger hos den enkelte kommune."]) == frozenset()


@pytest.mark.parametrize("words", ["hvilken leverandør bør vi velge", "hvor stor ramme", "which vendors have it"])
def test_narrow(words: str) -> None:
    assert is_narrow(words) and not is_narrow("hva er gevinstene ved e-multidose")


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ("siden sfm er ferdig når får vi den", True),
        ("det er vel kommunen som betaler", True),
        ("stemmer det at alle har kjernejournal", True),
        ("når kommer sfm", False),
        ("hvor velger vi leverandør", False),
    ],
)
def test_presumes(words: str, taken: bool) -> None:
    assert presumes(words) is taken
