"""Misspelt field terms and split compounds are put right; what is known is never touched."""

from __future__ import annotations

from collections import Counter

import pytest

from assistant.spelling import Speller, corpus_vocabulary
from corpus.sources import Corpus
from index.tokens import split_words
from tests.assistant.conftest import Ask


@pytest.fixture(scope="module")
def speller(corpus: Corpus) -> Speller:
    return Speller(corpus_vocabulary(corpus))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("kjernejurnal", "kjernejournal"),
        ("kjernejournl", "kjernejournal"),
        ("multidoze", "multidose"),
        ("e-multidosse", "emultidose"),
        ("legemidelliste", "legemiddelliste"),
        ("legemiddelhondtering", "legemiddelhåndtering"),
        ("forskrivnigsmodul", "forskrivningsmodul"),
        ("avhengiheter", "avhengigheter"),
        ("gevinnster", "gevinster"),
        ("hjemmetjensten", "hjemmetjenesten"),
        ("pasjenten", "pasienten"),
        ("kjerne journal", "kjernejournal"),
        ("legemiddel liste", "legemiddelliste"),
        ("hjemme tjenesten", "hjemmetjenesten"),
        ("multi dose", "multidose"),
        ("hva er kjerne jurnal", "hva er kjernejournal"),
    ],
)
def test_corrected(speller: Speller, written: str, meant: str) -> None:
    assert speller.correct(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Hva er kjernejournal?",
        "Hva er gevinstene ved e-multidose?",
        "og den tredje?",
        "når kommer den sjette, i vinter eller i sommer?",
        "Hvem er ordfører i Bodø?",
        "barnehage fotball sykkel kakao insulin paracetamol",
        "§ 3-4, 24/7 og v2.3",
        "Hvem leder KS for prosjektet?",
        "Å, så bra!",
        "",
    ],
)
def test_left_as_written(speller: Speller, text: str) -> None:
    assert speller.correct(text) == text


def test_no_word_of_the_sources_is_touched(speller: Speller, corpus: Corpus) -> None:
    words = {word for passage in corpus.passages.values() for word in split_words(passage.text)}
    assert len(words) > 1000
    assert {word: speller.fix(word) for word in words if speller.fix(word) != word} == {}


def test_ties_are_broken_by_frequency_and_then_alphabet() -> None:
    """The more frequent one is meant, and of two equally frequent ones always the same."""
    assert Speller(Counter({"lokalt": 1, "lokale": 3})).fix("lokalx") == "lokale"
    assert {Speller(Counter({"lokalt": 2, "lokale": 2})).fix("lokalx") for _ in range(5)} == {"lokale"}


@pytest.mark.parametrize(
    ("misspelt", "right", "shown"),
    [
        (
            "hva er gevinstene ved e-multidoze?",
            "hva er gevinstene ved e-multidose?",
            "Hva er gevinstene ved emultidose?",
        ),
        ("Hva er kjernejurnal?", "Hva er kjernejournal?", "Hva er kjernejournal?"),
        ("legemiddel liste hva er det", "legemiddelliste hva er det", "Legemiddelliste hva er det"),
    ],
)
def test_a_misspelt_question_gets_the_same_answer_and_is_told_how_it_was_read(
    ask: Ask, misspelt: str, right: str, shown: str
) -> None:
    answer, wanted = ask(misspelt), ask(right)
    assert (answer.answer, answer.citations) == (wanted.answer, wanted.citations) and answer.citations
    assert answer.understood.replace("-", "") == shown and wanted.understood == ""
