"""What a question demands and what a text has."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from assistant import demand
from assistant.demand import find_details, shown_details
from assistant.service import Assistant


@pytest.mark.parametrize(
    ("words", "details"),
    [
        ("hvilken dato trer forskriften i kraft", {"date"}),
        ("hvor mange prosent av kommunene", {"percent"}),
        ("hvilken paragraf gjelder", {"paragraph"}),
        ("hvor mange kroner koster det", {"money"}),
        ("hvor lenge varer kurset", {"duration"}),
        ("hvor mange uker tar det", {"duration"}),
        ("hvor ofte møtes de", {"frequency"}),
        ("hvor stor stillingsprosent trengs", {"positions"}),
        ("hva heter prosjektlederen", {"contact"}),
        ("finnes det en mal for avtalen", {"template"}),
        ("hvilke municipalities var pilots", {"names"}),
        ("hva er kjernejournal", set()),
        ("hvem gjør det og hvorfor", set()),
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
    assert shown_details(["Ansvaret ligger hos den enkelte kommune."]) == frozenset()


def test_every_phrase_can_be_met_in_a_question(assistant: Assistant) -> None:
    words = assistant.tools.tokenizer.words
    kinds = tomllib.loads(Path(demand.__file__).with_name("details.toml").read_text(encoding="utf-8"))
    for name, kind in kinds.items():
        for phrase in kind["asked"]:
            assert name in find_details(" ".join(words(phrase.rstrip("*")))), phrase
    assert find_details(" ".join(words("How many weeks does it take?"))) == {"duration"}
