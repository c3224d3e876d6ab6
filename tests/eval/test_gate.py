"""The gate: the verbatim mode's figures on dev and test stay above the committed floors. Raise floors, never lower them without a
reason in the commit."""

from __future__ import annotations

import pytest

from corpus.sources import load_corpus
from eval.floors import find_breaches, load_floors, named_figures
from eval.gold import Gold, check_gold
from eval.leakage import find_copies, find_leaks
from eval.run import Row


@pytest.mark.timeout(600)
@pytest.mark.parametrize("split", ["dev", "test"])
def test_no_figure_falls_below_its_floor(all_rows: list[Row], split: str) -> None:
    limits = getattr(load_floors(), split)
    assert find_breaches([row for row in all_rows if row.split == split], limits) == []


@pytest.mark.parametrize("split", ["dev", "test"])
def test_the_floors_are_near_the_figures(split: str) -> None:
    """A floor of nothing guards nothing."""
    limits = getattr(load_floors(), split)
    assert {"score", "full", "first_right", "focus", "refused_rightly", "citation_precision"} <= limits.at_least.keys()
    assert min(limits.at_least.values()) > 0.4
    assert limits.at_most["invalid_quotes"] == limits.at_most["altered"] == 0


def test_a_figure_outside_of_its_limits_is_told(all_rows: list[Row]) -> None:
    refusing = [
        row.model_copy(update={"scores": type(row.scores)(0.0, False, False, False, None, True, None, 0, False)})
        for row in all_rows
        if row.answerable
    ]
    breaches = find_breaches(refusing, load_floors().test)
    assert any(breach.startswith("score er 0,00, skal være minst") for breach in breaches)
    assert any(breach.startswith("refused_wrongly er 1,00, skal være høyst") for breach in breaches)
    assert any(breach.startswith("focus er nan") for breach in breaches), "what applies to nothing is not passed"
    assert named_figures(all_rows)["nDCG@10"] > 0


def test_the_questions_are_sound(all_golds: list[Gold]) -> None:
    """300 questions at least, true to the sources, and neither in the bank nor in both splits."""
    corpus = load_corpus()
    assert len(all_golds) >= 300
    assert list(check_gold(all_golds, corpus.documents)) == []
    assert [(leak.gold.id, leak.asking) for leak in find_leaks(all_golds, corpus.bank)] == []
    assert [(dev.id, test.id) for dev, test in find_copies(all_golds)] == []
