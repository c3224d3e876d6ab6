"""The glossary file."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import BankError
from corpus.glossary import Glossary, load_glossary
from corpus.sources import CORPUS_DIR

TEXT = """
[[term]]
id = "kj"
name = "kjernejournal"
abbreviations = ["KJ"]
solution = true
section = "5.1"

[[term]]
id = "epj"
name = "elektronisk pasientjournal"

[nn]
kva = "hva"
"""


def test_terms_and_words(tmp_path: Path) -> None:
    """Solutions are told from other terms; a byte order mark is no harm."""
    (tmp_path / "glossary.toml").write_text(TEXT, encoding="utf-8-sig")
    glossary = load_glossary(tmp_path / "glossary.toml")
    assert [term.id for term in glossary.term] == ["kj", "epj"]
    assert [term.name for term in glossary.solutions()] == ["kjernejournal"]
    assert (glossary.nn, glossary.en, glossary.spoken) == ({"kva": "hva"}, {}, {})


def test_no_glossary(tmp_path: Path) -> None:
    """An absent file is an empty glossary."""
    assert load_glossary(tmp_path / "glossary.toml") == Glossary()


@pytest.mark.parametrize(
    "data",
    [
        b"[[term]\n",
        b'[[term]]\nid = "x"\n',
        TEXT.replace("solution", "losning").encode(),
        b"[nn]\nkva = 1\n",
        b'x = "\xff"\n',
    ],
)
def test_a_bad_glossary(tmp_path: Path, data: bytes) -> None:
    """Broken TOML, a term without a name, an unknown key, a word that is no text, bytes that are not UTF-8."""
    (tmp_path / "glossary.toml").write_bytes(data)
    with pytest.raises(BankError, match=r"^glossary\.toml er feil") as caught:
        load_glossary(tmp_path / "glossary.toml")
    assert caught.value.remedy


def test_the_project_glossary() -> None:
    """Ids are unique, word lists have single lower-case keys, and the five solutions stand in their sections."""
    glossary = load_glossary(CORPUS_DIR / "glossary.toml")
    ids = [term.id for term in glossary.term]
    assert len(set(ids)) == len(ids)
    words = [*glossary.nn, *glossary.en, *glossary.spoken]
    assert [word for word in words if word != word.lower() or " " in word] == []
    assert [term.section for term in glossary.solutions()] == ["5.1", "5.2", "5.3", "5.4", "5.5"]
