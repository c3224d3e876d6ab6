"""Follow-ups lean on what the last answer showed."""

from __future__ import annotations

import pytest

from assistant.followup import find_told, lean_on_told
from assistant.judge import make_query
from assistant.models import Question, Turn
from assistant.service import Assistant


def turns(assistant: Assistant, asked: str) -> tuple[Turn, ...]:
    answer = assistant.ask(Question(question=asked)).answer
    return (Turn(role="user", content=asked), Turn(role="assistant", content=answer))


def test_what_was_told_is_found_in_the_answer_through_its_marks(assistant: Assistant) -> None:
    told = find_told(assistant.corpus, turns(assistant, "Hva er gevinstene ved e-multidose?"))
    assert len(told) == 6
    assert {assistant.corpus.passages[address[0]].section for address in told} == {"5.3"}
    assert find_told(assistant.corpus, ()) == frozenset()
    assert find_told(assistant.corpus, (Turn(role="assistant", content="Hei!"),)) == frozenset()


def test_neighbours_are_favoured_and_what_has_been_told_is_not(assistant: Assistant) -> None:
    corpus = assistant.corpus
    matches = assistant.tools.matcher.find(
        make_query(assistant.tools, "Hva er status for e-multidose og kjernejournal?")
    )
    told = frozenset(corpus.references.resolve_entry(matches[0].entry))
    leaned_on = 0
    scores = {match.entry.id: match.score for match in lean_on_told(corpus, matches, told)}
    for match in matches:
        addresses = frozenset(corpus.references.resolve_entry(match.entry))
        if addresses and addresses <= told:
            assert scores[match.entry.id] == pytest.approx(match.score, abs=1e-5)
        elif any(address[0] in {one[0] for one in told} for address in addresses):
            assert scores[match.entry.id] > match.score
            leaned_on += 1
    assert leaned_on
    leaned = lean_on_told(corpus, matches, told)
    assert [match.score for match in leaned] == sorted(scores.values(), reverse=True)


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        ("Snakker KS med journalleverandørene?", "Hvor ofte?", "to ganger årlig"),
        ("Hvilken forskrift sier at vi må betale for kjernejournal?", "Hvilket år var det?", "2022"),
    ],
)
def test_a_bare_follow_up_is_answered_from_where_the_answer_stood(
    assistant: Assistant, first: str, then: str, said: str
) -> None:
    assert said in assistant.ask(Question(question=then, history=turns(assistant, first))).answer
