"""The scores of the contract, with expectations worked by hand; and answers made worse must score lower."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.models import Answer, Citation
from eval.gold import Gold, squeeze
from eval.metrics import fact_share, focus, mean, percentile, score_answer, wilson_interval

QUOTE = "I september 2023 hadde 242 kommuner fått på plass Kjernejournal."
SOURCE = squeeze(QUOTE)


def gold(**changes: Any) -> Gold:
    values: dict[str, Any] = {
        "id": "g", "question": "Hvor mange?", "kind": "fact", "answerable": True, "language": "nb",
        "facts": [["242"], ["september 2023", "sept. 2023"]], "evidence": [QUOTE], "sections": ["5.1"], "split": "dev",
    }  # fmt: skip
    return Gold.model_validate(values | changes)


def cite(section: str = "5.1", quote: str = QUOTE) -> Citation:
    return Citation(
        n=1, source="s", title="S", section=section, heading="H", passage="p", page=1, url=None, date=None, quote=quote
    )


def answer(text: str = f"{QUOTE}[1]", *citations: Citation, abstained: bool = False) -> Answer:
    return Answer(question="Hvor mange?", answer=text, abstained=abstained, citations=citations or (cite(),))


REFUSAL = Answer(question="Hvor mange?", answer="Kildene svarer ikke.", abstained=True, reason="not_in_sources")
UNANSWERABLE = gold(kind="unanswerable", answerable=False, facts=[], evidence=[], sections=[])


def test_a_whole_answer_from_the_right_section_scores_1() -> None:
    scores = score_answer(gold(), answer(), SOURCE)
    assert (scores.score, scores.full, scores.first_right, scores.section_right) == (1.0, True, True, True)
    assert (scores.focus, scores.refused_wrongly, scores.refused_rightly) == (1.0, False, None)
    assert (scores.invalid_quotes, scores.uncited) == (0, False)


def test_half_of_the_facts_score_half() -> None:
    scores = score_answer(gold(), answer("Det var 242.[1]"), SOURCE)
    assert (scores.score, scores.full) == (0.5, False)


def test_a_right_section_anywhere_counts_but_first_is_told_apart() -> None:
    scores = score_answer(gold(), answer(f"{QUOTE}[1]", cite("2"), cite()), SOURCE)
    assert (scores.score, scores.first_right, scores.section_right) == (1.0, False, True)


def test_smalltalk_needs_no_citation() -> None:
    hello = Answer(question="hei", answer="Hei!")
    assert score_answer(gold(kind="smalltalk", facts=[], sections=[]), hello, SOURCE).score == 1.0
    assert not score_answer(gold(kind="smalltalk", facts=[], sections=[]), hello, SOURCE).uncited
    assert score_answer(gold(), hello, SOURCE).uncited


@pytest.mark.parametrize(
    ("name", "worse", "score"),
    [
        ("always refusing", REFUSAL, 0.0),
        ("a number swapped", answer(f"{QUOTE.replace('242', '224')}[1]"), 0.5),
        ("all facts gone", answer("Mange kommuner.[1]"), 0.0),
        ("a wrong section", answer(f"{QUOTE}[1]", cite("5.2")), 0.0),
        ("no citation", Answer(question="Hvor mange?", answer=QUOTE), 0.0),
    ],
)
def test_each_way_to_make_an_answer_worse_lowers_the_score(name: str, worse: Answer, score: float) -> None:
    assert score_answer(gold(), worse, SOURCE).score == score, name


def test_never_refusing_loses_what_refusing_wins() -> None:
    assert score_answer(UNANSWERABLE, answer(), SOURCE).score == 0.0
    assert score_answer(UNANSWERABLE, REFUSAL, SOURCE).score == 1.0


def test_refusals_are_counted_where_they_apply() -> None:
    assert score_answer(gold(), REFUSAL, SOURCE).refused_wrongly is True
    assert score_answer(UNANSWERABLE, REFUSAL, SOURCE).refused_rightly is True
    assert score_answer(UNANSWERABLE, REFUSAL, SOURCE).refused_wrongly is None


def test_a_changed_quote_is_invalid_and_white_space_is_not_a_change() -> None:
    assert score_answer(gold(), answer("x", cite(quote=QUOTE.replace("242", "243"))), SOURCE).invalid_quotes == 1
    assert score_answer(gold(), answer("x", cite(quote=QUOTE.replace(" ", "\n "))), SOURCE).invalid_quotes == 0


def test_a_long_answer_loses_focus() -> None:
    # 10 words of evidence: 1.5 x 10 + 40 = 55 words are free; 110 words are twice that.
    assert focus(gold(), " ".join(["ord"] * 110)) == pytest.approx(0.5)
    assert focus(gold(), " ".join(["ord"] * 55)) == 1.0


def test_facts_are_found_through_marks_case_and_alternatives() -> None:
    assert fact_share(gold(), "I **Sept. 2023**[2] var det 24[1]2 kommuner") == 1.0
    assert fact_share(gold(), "I 2023 var det 2 42 kommuner") == 0.0


def test_intervals_means_and_percentiles() -> None:
    # Wilson for 8 of 10: (0.8 + 0.192) / 1.384 = 0.717, half width 0.227
    assert wilson_interval(8, 10) == pytest.approx((0.490, 0.943), abs=0.001)
    assert wilson_interval(0, 0) == (0.0, 1.0)
    assert mean([True, None, 0.5]) == (0.75, 2) and mean([None]) == (None, 0)
    assert (
        percentile([5, 1, 4, 2, 3], 0.5) == 3 and percentile(range(1, 101), 0.95) == 95 and percentile([], 0.5) is None
    )
