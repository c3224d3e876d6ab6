"""Fusion and the keyword index, by hand-worked numbers."""

from __future__ import annotations

import numpy as np
import pytest

from index.fusion import fuse_ranks
from index.keywords import KeywordIndex


def test_fusion_by_hand() -> None:
    """1/61 + 1/62 for both first and second, 1/62 and 1/61 + nothing for the others."""
    fused = fuse_ranks({"dense": ["a", "b"], "keyword": ["c", "a"]}, {})
    assert fused == [("a", round(1 / 61 + 1 / 62, 9)), ("c", round(1 / 61, 9)), ("b", round(1 / 62, 9))]


def test_fusion_weights() -> None:
    """A ranking with twice the weight counts twice; one without weight counts once; 0 counts not."""
    assert fuse_ranks({"dense": ["a"], "keyword": ["b"]}, {"keyword": 2.0})[0] == ("b", round(2 / 61, 9))
    assert dict(fuse_ranks({"dense": ["a"], "keyword": ["b"]}, {"dense": 0.0}))["a"] == 0.0


def test_fusion_ties_go_by_id() -> None:
    """So that runs repeat exactly, whatever the order of the rankings."""
    first = fuse_ranks({"dense": ["z", "m"], "keyword": ["m", "z"], "more": ["a"]}, {})
    assert [item for item, _ in first] == ["m", "z", "a"]
    assert fuse_ranks({"more": ["a"], "keyword": ["m", "z"], "dense": ["z", "m"]}, {}) == first


def test_fusion_of_nothing() -> None:
    """No ranking, or an empty one."""
    assert fuse_ranks({}, {}) == fuse_ranks({"dense": []}, {}) == []


DOCUMENTS = [["sykkel", "bod"], ["nøkkel", "dør", "nøkkel"], ["brød"], []]


def test_keywords_rank_documents() -> None:
    """More of the words and rarer words score higher; documents without any score nothing."""
    index = KeywordIndex(DOCUMENTS)
    scores = index.scores(["nøkkel", "dør"])
    assert scores.shape == (4,) and np.argmax(scores) == 1
    assert np.flatnonzero(scores).tolist() == [1]
    assert (index.scores(["nøkkel", "dør"]) > index.scores(["dør"]))[1]


@pytest.mark.parametrize("tokens", [[], ["ukjent"], ["ukjent", "også"]])
def test_keywords_without_a_known_word(tokens: list[str]) -> None:
    """All zero."""
    assert KeywordIndex(DOCUMENTS).scores(tokens).tolist() == [0.0] * 4


def test_unknown_words_change_nothing() -> None:
    """Beside known ones."""
    index = KeywordIndex(DOCUMENTS)
    assert index.scores(["brød", "ukjent"]).tolist() == index.scores(["brød"]).tolist()


@pytest.mark.parametrize("documents", [[], [[]], [[], []]])
def test_keywords_over_nothing(documents: list[list[str]]) -> None:
    """No documents, or none with a word."""
    assert KeywordIndex(documents).scores(["a"]).tolist() == [0.0] * len(documents)
