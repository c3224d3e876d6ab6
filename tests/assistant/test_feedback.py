"""What may be kept of what users say, and what never is."""

from __future__ import annotations

import pytest

from assistant.feedback import MAX_COMMENT_CHARS, clean_note, make_feedback, may_rate
from assistant.models import Answer
from corpus.errors import InputError

NUMBER = "01010750160"
ANSWER = Answer(question="Hva er SFM?", answer="En modul.[1]", entries=("sfm-hva", "sfm-mer"), understood="hva er SFM")


def test_a_verdict_has_what_is_needed_to_mend_the_answer() -> None:
    down = make_feedback(ANSWER, "down", "wrong", " Feil år. ")
    assert (down.question, down.answer, down.reason, down.comment) == (
        "Hva er SFM?",
        "En modul.[1]",
        "wrong",
        "Feil år.",
    )
    assert (down.entries, down.understood, down.abstained) == (("sfm-hva", "sfm-mer"), "hva er SFM", False)
    assert (down.state, down.cause, down.note) == ("new", None, "")
    assert len(down.given_at) == len("2026-01-01T00:00+00:00")
    assert make_feedback(ANSWER, "up", "wrong").reason is None


def test_a_thumbs_down_has_a_reason() -> None:
    with pytest.raises(InputError, match="Velg hva som var galt"):
        make_feedback(ANSWER, "down")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(question="", answer="Stopp.", abstained=True, reason="personal_data"),
        Answer(question="?", answer="Tomt.", abstained=True, reason="empty"),
        Answer(question=f"Hva med {NUMBER}?", answer="Et svar."),
    ],
)
def test_nothing_is_kept_of_what_the_guard_stops(answer: Answer) -> None:
    assert not may_rate(answer)
    with pytest.raises(InputError, match="lagres ikke"):
        make_feedback(answer, "down", "wrong")


def test_a_comment_with_an_identity_number_is_not_kept() -> None:
    with pytest.raises(InputError, match="fødselsnummer"):
        make_feedback(ANSWER, "down", "wrong", f"Pasienten {NUMBER[:6]} {NUMBER[6:]} fikk feil")


def test_a_note_is_cut_and_has_no_identity_number() -> None:
    assert clean_note(f" {'a' * 2000} ") == "a" * MAX_COMMENT_CHARS
    with pytest.raises(InputError, match="Merknaden inneholder et fødselsnummer"):
        clean_note(f"se {NUMBER}")
