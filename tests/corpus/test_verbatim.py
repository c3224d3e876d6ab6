"""The canonical Markdown of the KS summary has every word of its raw text, in the same order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.verbatim import (
    canonical_addresses,
    canonical_words,
    compare_words,
    moved_parts,
    raw_addresses,
    raw_words,
)

SOURCES = Path(__file__).parents[2] / "corpus" / "sources"
RAW = (SOURCES / "raw" / "ks-kunnskapsoppsummering.txt").read_text(encoding="utf-8")
MARKDOWN = (SOURCES / "ks-kunnskapsoppsummering.md").read_text(encoding="utf-8")
PAGE = re.compile(r"<!-- side (\d+) -->")


def test_no_word_is_lost_added_or_changed() -> None:
    """The one list of differences is empty, and both sides have words."""
    assert compare_words(RAW, MARKDOWN) == []
    moved = sum(len(part.words) for part in moved_parts(MARKDOWN))
    assert len(raw_words(RAW)) == len(canonical_words(MARKDOWN)) + moved > 6000


def test_moved_parts() -> None:
    """These parts stand elsewhere than in the raw text, and no others."""
    assert [(part.reason, len(part.words)) for part in moved_parts(MARKDOWN)] == [
        ("kolonnen sto midt i teksten i rad 2, før sideskiftet", 4),
        ("handler om Kjernejournal, sto inne i siste setning i 5.2", 101),
        ("fotnote 1", 5),
        ("fotnote 2", 4),
    ]


def test_addresses() -> None:
    """Each stranded address is the target of one link."""
    assert canonical_addresses(MARKDOWN) == raw_addresses(RAW)
    assert len(raw_addresses(RAW)) == 15


def test_pages_begin_where_the_raw_text_has_them() -> None:
    """A page begins at a raw line that starts with one space and has no blank line above; its words are the same."""
    starts = [match.end() - 2 for match in re.finditer(r"(?:\A|\S *\n) \S", RAW)]
    comments = list(PAGE.finditer(MARKDOWN))
    assert [int(comment[1]) for comment in comments] == list(range(1, len(starts) + 1))
    for start, comment in zip(starts, comments, strict=True):
        assert canonical_words(MARKDOWN[comment.end() :])[:3] == raw_words(RAW[start:])[:3]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("lykke smed", "lykkes med", "raw «lykke smed», Markdown «lykkes med»"),
        ("utdeling av i 2023", "utdeling i 2023", "raw «av», Markdown «»"),
        ("42 milliarder", "42 amerikanske milliarder", "raw «», Markdown «amerikanske»"),
        ("samfunnet[^1].", "samfunnet.", "raw «samfunnet1.», Markdown «samfunnet.»"),
        ("1) Teknologisk nedetid", "1) Teknologisk, nedetid", "raw «Teknologisk», Markdown «Teknologisk,»"),
        ("- Bruksvilkår KJ", "- Bruksvilkår", "raw «KJ», Markdown «»"),
        ("- Bruksvilkår KJ", "- Vilkår KJ", "moved part «kolonnen"),
        ("]: En digital offentlig", "]: En offentlig", "moved part «fotnote 1» is found 0 times"),
        ("- Økt endringstakt for ny funksjonalitet\n", "", "raw «Økt endringstakt for ny funksjonalitet»"),
    ],
)
def test_a_change_is_detected(old: str, new: str, shown: str) -> None:
    """A changed, dropped or added word in the Markdown is named."""
    assert MARKDOWN.count(old) == 1
    differences = compare_words(RAW, MARKDOWN.replace(old, new))
    assert any(shown in difference for difference in differences), differences


def test_swapped_sentences_and_addresses_are_detected() -> None:
    """Order counts, and so does an address."""
    first, second = "- Økt kvalitet i e-reseptkjeden\n", "- Økt brukervennlighet for aktører i samhandlingskjeden\n"
    assert compare_words(RAW, MARKDOWN.replace(first + second, second + first))
    assert canonical_addresses(MARKDOWN.replace("v2.3.pdf", "v2.4.pdf")) != raw_addresses(RAW)


def test_words_of_a_small_raw_text() -> None:
    """Line-end hyphens, bullets and stranded addresses."""
    raw = " 1. Om e-\n\nhelse \n\n•  En ting \no Og en \n- til\nhttps://a.no/b)\nfile:///C:/x%20(4).pdf\n høst -22"
    assert " ".join(raw_words(raw)) == "1. Om e-helse En ting Og en til høst -22"
    assert raw_addresses(raw) == ["file:///C:/x%20(4).pdf", "https://a.no/b"]
