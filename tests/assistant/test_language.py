"""Which language a question is in, and that the frame around the quotes follows it."""

from __future__ import annotations

import pytest

from assistant.frames import FRAMES
from assistant.language import detect_language
from tests.assistant.conftest import Ask


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hva er gevinstene ved e-multidose?", "nb"),
        ("gevinster e-multidose", "nb"),
        ("status SFM", "nb"),
        ("Når kommer den?", "nb"),
        ("", "nb"),
        ("Jakie są korzyści?", "nb"),
        ("Hva er best practice for HelseID?", "nb"),
        ("Er det the cloud eller on-premise?", "nb"),
        ("Kva er gevinstane ved e-multidose?", "nn"),
        ("Kven har ansvaret?", "nn"),
        ("Korleis kjem vi i gang?", "nn"),
        ("Når vert løysinga klar?", "nn"),
        ("Treng sjukeheimen SFM no?", "nn"),
        ("KVA ER KJERNEJOURNAL", "nn"),
        ("What is e-multidose?", "en"),
        ("Who is responsible for kjernejournal?", "en"),
        ("do we need HelseID", "en"),
        ("Please list the risks", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_every_frame_is_there_in_every_language() -> None:
    for name, sentences in FRAMES.items():
        assert sorted(sentences) == ["en", "nb", "nn"], name


@pytest.mark.parametrize(
    ("text", "language", "begins"),
    [
        ("Hvem har ansvaret for Mediplass?", "nb", "Kildene sier ikke noe om «Mediplass»."),
        ("Kven har ansvaret for Mediplass?", "nn", "Kjeldene seier ikkje noko om «Mediplass»."),
        ("Who is responsible for Mediplass?", "en", "The sources say nothing about “Mediplass”."),
    ],
)
def test_a_refusal_speaks_the_language_of_the_question(ask: Ask, text: str, language: str, begins: str) -> None:
    answer = ask(text)
    assert answer.language == language and answer.answer.startswith(begins)


def test_the_quotes_are_the_same_in_every_language(ask: Ask) -> None:
    questions = (
        "Hva er gevinstene ved e-multidose?",
        "Kva er gevinstane ved e-multidose?",
        "What are the benefits of e-multidose?",
    )
    first, *others = [ask(question) for question in questions]
    assert [answer.citations for answer in others] == [first.citations] * 2
    assert [answer.language for answer in (first, *others)] == ["nb", "nn", "en"]
