"""Norwegian tokens: what index and query share."""

from __future__ import annotations

import unicodedata

import pytest

from corpus.glossary import load_glossary
from corpus.sources import CORPUS_DIR
from index.tokens import Tokenizer, clean_text, split_words

VOCABULARY = [
    "legemiddelhåndtering", "legemiddel", "håndtering", "prosjektet", "prosjekt", "kompetanse", "nettverk",
    "pasientjournal", "lov",
]  # fmt: skip
PLAIN = Tokenizer(load_glossary(CORPUS_DIR / "borte.toml"), VOCABULARY)
FULL = Tokenizer(load_glossary(CORPUS_DIR / "glossary.toml"), VOCABULARY)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("§ 3-4", ["§3-4"]),
        ("§8 og §§ 3 og 4", ["§8", "og", "§3", "og", "4"]),
        ("kap. 5", ["kap", "5"]),
        ("kap.5.1", ["kap", "5.1"]),
        ("å", ["å"]),
        ("Gå på øy i å", ["gå", "på", "øy", "i", "å"]),
        ("24/7", ["24/7"]),
        ("31.05.23", ["2023", "31.05.23"]),
        ("pr. 31.05.23.", ["pr", "2023", "31.05.23"]),
        ("v2.3", ["v2.3"]),
        ("V2.3!", ["v2.3"]),
        ("høst -22", ["høst", "22"]),
        ("990 mill. kroner", ["990", "mill", "kroner"]),
        ("e-multidose", ["emultidose"]),
        ("eMultidose", ["emultidose"]),
        ("E-RESEPT", ["eresept"]),
        ("KS e-Komp", ["ks", "ekomp"]),
        ("helse- og omsorgstjeneste", ["helse", "og", "omsorgstjeneste"]),
        ("EPJ-leverandører", ["epj", "leverandører"]),
        ("SFM/PLL", ["sfm", "pll"]),
        ("COVID-19", ["covid", "19"]),
        ("patient's", ["patient's"]),
        ("legemid\u00addel", ["legemiddel"]),
        ("a\x00b", ["a", "b"]),
        ("\ud800hei\udfff", ["hei"]),
        ("«Hei», sa (han): hva?!", ["hei", "sa", "han", "hva"]),
        ("tab\tog\u00a0hardt\nskille", ["tab", "og", "hardt", "skille"]),
        ("", []),
        (" \n ", []),
        ("!!! … 😀", []),
        ("лекарство 药", ["лекарство", "药"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    """Words, numbers and paragraphs as they are cut, before glossary and stem."""
    assert split_words(text) == words


@pytest.mark.parametrize("text", ["åpen ørn ævl é", "Legemiddelhåndtering på sykehjem"])
def test_decomposed_letters_are_the_same(text: str) -> None:
    """NFD, as files of a Mac have it, gives the tokens of NFC."""
    assert FULL.tokens(unicodedata.normalize("NFD", text)) == FULL.tokens(unicodedata.normalize("NFC", text))
    assert clean_text(unicodedata.normalize("NFD", text)) == text


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Pasientjournallovens", ["pasientjournal"]),
        ("pasientjournal", ["pasientjournal"]),
        ("kommunene kommuner", ["kommun", "kommun"]),
        (
            "legemiddelhåndteringsprosjektet",
            ["legemiddelhåndteringsprosjekt", "+legemiddelhåndtering", "+prosjekt"],
        ),
        ("legemiddelhåndtering", ["legemiddelhåndtering", "+legemiddel", "+håndtering"]),
        ("kompetansenettverk", ["kompetansenettverk", "+kompetans", "+nettverk"]),
        ("ukjentsammensetning", ["ukjentsammensetning"]),
        ("§ 3-4 24/7", ["§3-4", "24/7"]),
        ("å", ["å"]),
    ],
)
def test_stems_and_compounds(text: str, tokens: list[str]) -> None:
    """A compound is followed by its parts, as far as these are words of the corpus."""
    assert PLAIN.tokens(text) == tokens


@pytest.mark.parametrize(
    "forms",
    [
        ["Kjernejournal", "kjernejournalen", "KJ", "kjerne journal", "summary care record"],
        ["e-multidose", "eMultidose", "e multidose", "eMD", "multidosen", "electronic multidose"],
        ["SFM", "sentral forskrivingsmodul", "Sentral forskrivningsmodul", "forskrivningsmodulen"],
        [
            "PLL",
            "pasientens legemiddelliste",
            "Pasientens legemiddel liste",
            "medisinlista",
            "patient's medication list",
        ],
        ["hjemmetjenesten", "heimetenesta", "home care", "hjemmesykepleien"],
        ["sykehjem", "sjukeheimen", "nursing homes"],
        ["EPJ", "elektronisk pasientjournal", "electronic patient record"],
        ["NHN", "Norsk helsenett SF", "Norwegian health network"],
        ["KS e-Komp", "e-komp", "ks ekomp"],
        ["helsefellesskap", "helsefelleskapene", "health community"],
    ],
)
def test_names_of_a_thing_are_one_token(forms: list[str]) -> None:
    """Abbreviations, spellings, lay words, nynorsk and English of a term meet in its «@id»."""
    tokens = [FULL.tokens(form) for form in forms]
    assert tokens == [tokens[0]] * len(forms)
    assert len(tokens[0]) == 1 and tokens[0][0].startswith("@")


@pytest.mark.parametrize(
    ("nynorsk", "bokmaal"),
    [
        ("Kva er føresetnadene?", "Hva er forutsetningene?"),
        ("Korleis får kommunane løysinga?", "Hvordan får kommunene løsningen?"),
        ("Kven er ansvarleg for tenesta?", "Hvem er ansvarlig for tjenesten?"),
        ("Ikkje berre sjukehus", "Ikke bare sykehus"),
        ("gevinstane", "gevinstene"),
    ],
)
def test_nynorsk_meets_bokmaal(nynorsk: str, bokmaal: str) -> None:
    """The glossary's words bridge what stems don't."""
    assert FULL.tokens(nynorsk) == FULL.tokens(bokmaal)


def test_english_meets_bokmaal() -> None:
    """Words that carry no meaning vanish."""
    assert FULL.tokens("What are the benefits?") == FULL.tokens("Hva er gevinster?")
    assert FULL.tokens("the") == []


def test_the_longest_name_wins() -> None:
    """«elektronisk multidose» is one thing, not «elektronisk» and another."""
    assert FULL.tokens("elektronisk multidose nå") == ["@emd", "nå"]
    assert FULL.tokens("elektronisk hverdag") == ["elektronisk", "hverdag"]


def test_a_large_text_is_cut_quickly() -> None:
    """20,000 characters without a space."""
    assert len(split_words("ab-" * 7000)) == 7000
    assert PLAIN.tokens("x" * 20_000) == ["x" * 20_000]
