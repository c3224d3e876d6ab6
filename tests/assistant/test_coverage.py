"""Coverage is counted from sources and bank: a small corpus by hand, and the real one against its own numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.coverage import count_all, list_gaps, measure_map, measure_sections
from assistant.overview import Aspect, Cell, Overview, Piece, Solution, load_plan
from corpus.sources import CORPUS_DIR, Corpus, load_corpus

_SOURCE = """---
id: liten
title: Liten
---

# 1. Første

Om SFM.

## Under

Mer om SFM.

# 2. Andre

Om noe annet.
"""
_BANK = """{"id": "a", "kind": "answer", "askings": {"nb": ["hva er sfm", "sfm?"]}, "parts": [{"refs": ["1: Om SFM"]}]}
{"id": "b", "kind": "premise", "text": "Nei.", "askings": {"nb": ["er sfm dyrt"]}, "parts": [{"refs": ["Under"]}]}
{"id": "g", "kind": "gap", "text": "Kilden oppgir ingen pris for SFM.", "askings": {"nb": ["hva koster sfm"]}, "parts": [{"refs": ["1: Om SFM"]}]}
{"id": "h", "kind": "gap", "text": "Ingen pris.", "askings": {"nb": ["hva koster pll", "pris på PLL", "pris"]}}
{"id": "i", "kind": "gap", "text": "Ingen dato.", "askings": {"nb": ["når"]}}
{"id": "s", "kind": "smalltalk", "text": "Hei.", "askings": {"nb": ["hei"]}}
"""
_GLOSSARY = '[[term]]\nid = "pll"\nname = "pasientens legemiddelliste"\nabbreviations = ["PLL"]\n'
_PLAN = """ambitions = "1"
risks = "2"
aspect = [{ id = "hva", title = "Hva" }]

[[solution]]
id = "sfm"
name = "SFM"
section = "1"
names = ["SFM"]

[[solution]]
id = "pll"
name = "PLL"
section = "1"
names = ["Pasientens legemiddelliste"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus folder with three passages and six entries."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "bank").mkdir()
    (tmp_path / "sources.toml").write_text('[[source]]\nfile = "liten.md"\n', encoding="utf-8")
    (tmp_path / "sources" / "liten.md").write_text(_SOURCE, encoding="utf-8")
    (tmp_path / "bank" / "b.jsonl").write_text(_BANK, encoding="utf-8")
    (tmp_path / "glossary.toml").write_text(_GLOSSARY, encoding="utf-8")
    (tmp_path / "overview.toml").write_text(_PLAN, encoding="utf-8")
    return tmp_path


@pytest.fixture
def small(folder: Path) -> Corpus:
    corpus = load_corpus(folder)
    assert corpus.problems == ()
    return corpus


def test_totals(small: Corpus) -> None:
    """Smalltalk is neither an answer nor a gap, but its askings are known."""
    totals = count_all(small)
    assert (totals.documents, totals.passages, totals.answers, totals.gaps, totals.askings) == (1, 3, 2, 3, 9)


def test_sections_count_what_is_below_them(small: Corpus) -> None:
    """The chapter has its section's passage and entry too; an entry counts once."""
    first, under, second = measure_sections(small)
    assert (first.title, first.passages, first.answers, first.gaps, first.askings, first.thin) == (
        ("1. Første", 2, 2, 1, 4, 2)
    )
    assert (under.title, under.level, under.passages, under.answers, under.gaps) == ("Under", 2, 1, 1, 0)
    assert (second.passages, second.answers, second.askings, second.thin) == (1, 0, 0, 1)
    assert small.passages[first.first].text == "Om SFM."


def test_map_counts_each_cell(small: Corpus) -> None:
    """Own units with their answers; what is said of all is told apart; an empty cell is level 0."""
    first, under, _ = small.documents[0].passages
    cells = {
        "hva": Cell(own=(Piece("", ((first.id, 0), (under.id, 0), (first.id, 0))),)),
        "status": Cell(common=(Piece("", ((under.id, 0),)),)),
        "krav": Cell(),
    }
    aspects = tuple(Aspect(name, name) for name in cells)
    depths = measure_map(small, Overview(aspects, (Solution("sfm", "SFM", cells),), (), ()))
    own = depths.cells["sfm", "hva"]
    assert (own.units, own.passages, own.answers, own.askings, own.level) == (2, 2, 2, 3, 1)
    assert own.first == (first.id, 0)
    shared, empty = depths.cells["sfm", "status"], depths.cells["sfm", "krav"]
    assert (shared.common, shared.level, shared.first) == (1, 0, None)
    assert (empty.common, empty.level, empty.answers) == (0, 0, 0)


def test_gaps_are_of_the_solutions_that_they_name(small: Corpus, folder: Path) -> None:
    """By the entry's text, by most of its askings through the glossary, or of none."""
    gaps = list_gaps(small, load_plan(folder))
    assert [(gap.id, gap.solutions, len(gap.said), gap.askings) for gap in gaps] == [
        ("g", ("sfm",), 1, 1),
        ("h", ("pll",), 0, 3),
        ("i", (), 0, 1),
    ]
    assert all(gap.solutions == () for gap in list_gaps(small, None))


def test_the_real_corpus_adds_up() -> None:
    """Chapters have all passages between them, gaps are all there and quote what stands."""
    corpus = load_corpus()
    sections, totals = measure_sections(corpus), count_all(corpus)
    assert sum(section.passages for section in sections if section.level == 1) == totals.passages
    gaps = list_gaps(corpus, load_plan(CORPUS_DIR))
    assert len(gaps) == totals.gaps
    assert all(passage in corpus.passages for gap in gaps for passage, _ in gap.said)
    named = {gap.id: gap.solutions for gap in gaps}
    assert named["hull-sfm-pris"] == ("sfm",)
    assert named["hull-tilskudd"] == ()
