"""What is stopped before anything is searched, and what must not be."""

from __future__ import annotations

import re

import pytest

from assistant.feedback import make_feedback
from assistant.guard import MAX_CHARS, check_question, check_warning, find_identity_number
from assistant.models import Answer
from corpus.errors import InputError
from tests.assistant.conftest import Ask

# Right check digits, but nobody's: born in 2039.
IDENTITY_NUMBERS = {
    "fødselsnummer": "31123950057",
    "D-nummer": "71123950040",
    "H-nummer": "31523950110",
    "Tenor": "31923950012",
    "syntetisk": "31773950086",
}
SPACED = [
    "311239 50057",
    "311239-50057",
    "311239–50057",
    "311239 - 50057",
    "311239\u00a050057",
    "311239\n50057",
    "311239\u200b50057",
    "31.12.39 50057",
    "31/12/39 50057",
    "31 12 39 500 57",
    "3 1 1 2 3 9 5 0 0 5 7",
    "３１１２３９５００５７",
    "12345 311239 50057",
    "fnr:31123950057.",
]
HARMLESS = [
    "Hva er status pr 31.05.23?",
    "Hva sier § 3-4 og § 7 om dette?",
    "Er vakten bemannet 24/7 i 2024 og 2025?",
    "Gjelder det organisasjonsnummer 971 032 146?",
    "Hva betyr 31123950161?",
    "Hva betyr 311239 50067?",
    "Hva betyr 99999999999?",
    "Hva betyr 311239500570?",
    "Koster det 990 mill. eller 42 000 000 000 dollar?",
]


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\t\u00a0", "?!…", "😀😀🎉", "\x00\x00", "\ud83d", "\udcff\udcfe", "1234", "_-_"]
)
def test_nothing_to_answer_is_told_with_an_example(ask: Ask, text: str) -> None:
    answer = ask(text)
    assert answer.abstained and answer.reason == "empty" and answer.citations == () == answer.nearest
    assert "«Hva er gevinstene ved e-multidose?»" in answer.answer
    assert answer.id == "q"


def test_twenty_thousand_characters_are_too_long_and_the_limit_is_told(ask: Ask) -> None:
    answer = ask("Hva er SFM? " * 1666 + "Nå da?!!")
    assert answer.reason == "too_long" and answer.abstained
    assert "20000 tegn" in answer.answer and str(MAX_CHARS) in answer.answer


def test_a_question_at_the_limit_passes() -> None:
    text = "Hva er SFM?".ljust(MAX_CHARS, "a")
    assert check_question(text) is None and check_question(text + "a") is not None


@pytest.mark.parametrize("number", [*IDENTITY_NUMBERS.values(), *SPACED])
def test_an_identity_number_stops_and_is_repeated_nowhere(ask: Ask, number: str) -> None:
    answer = ask(f"Pasienten med {number} skal ha e-multidose, hva gjør jeg?")
    assert answer.abstained and answer.reason == "personal_data" and answer.citations == () == answer.nearest
    shown = answer.model_dump_json(exclude={"latency_ms"})
    digits = re.sub(r"\D", "", number)
    assert number not in shown and digits[-11:] not in re.sub(r"\D", "", shown)
    assert "Ta bort nummeret" in answer.answer and "Ingenting er lagret eller søkt med" in answer.answer


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Ring 22 33 44 55 om e-multidose?", "et telefonnummer. "),
        ("Ring +47 912 34 567 om e-multidose?", "et telefonnummer. "),
        ("Kontonummer 1234.56.78903, hva er det?", "et kontonummer. "),
        ("22 33 44 55 / 311239 50057", "et telefonnummer og et fødselsnummer. "),
        ("H-nummer 31523950110, kari@online.no", "et H-nummer. "),
    ],
)
def test_what_stopped_is_named(ask: Ask, text: str, named: str) -> None:
    answer = ask(text)
    assert answer.reason == "personal_data" and answer.question == "" == answer.understood
    assert f"Spørsmålet inneholder {named}" in answer.answer and not re.search(r"\d", answer.answer)


def test_a_softer_sign_stops_nothing_and_the_masked_question_gets_the_same_answer(ask: Ask) -> None:
    text = "Min kollega kari@online.no spør: Hva er gevinstene ved e-multidose?"
    warning = check_warning(text)
    assert warning and not warning.blocks
    plain, named, masked = ask("Hva er gevinstene ved e-multidose?"), ask(text), ask(warning.masked)
    assert masked.citations == plain.citations and not named.abstained


@pytest.mark.parametrize("number", ["31123950057", "912 34 567", "1234.56.78903"])
def test_a_number_is_dropped_from_what_was_said_before_and_refused_in_a_comment(ask: Ask, number: str) -> None:
    with_number = ask("Hva er gevinstene?", f"Kjernejournal for {number}?", "Ja.")
    assert with_number.understood == ask("Hva er gevinstene?", "", "Ja.").understood
    with pytest.raises(InputError, match=r"Kommentaren inneholder et \w+nummer\."):
        make_feedback(Answer(question="Hva er SFM?", answer="En modul."), "down", "wrong", f"Ring {number}")


@pytest.mark.parametrize("text", HARMLESS)
def test_other_numbers_pass(text: str) -> None:
    assert check_question(text) is None and find_identity_number(text) is None


def test_one_changed_digit_passes() -> None:
    """Both check digits count: of the numbers that differ in one place, none is taken for an identity number."""
    number = IDENTITY_NUMBERS["fødselsnummer"]
    changed = [f"{number[:i]}{d}{number[i + 1 :]}" for i in range(11) for d in "0123456789" if d != number[i]]
    assert [other for other in changed if find_identity_number(other)] == []


def test_nul_and_surrogates_inside_a_question_are_ignored(ask: Ask) -> None:
    clean, dirty = ask("Hva er kjernejournal?"), ask("Hva er\x00 kjerne\udcffjournal?")
    assert dirty.answer == clean.answer and dirty.citations == clean.citations
