"""What is kept of what users say, and what never is."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from assistant.feedback import Feedback, FeedbackStore, make_feedback, may_rate
from assistant.models import Answer
from corpus.errors import EhelseError, InputError

NUMBER = "01010750160"
ANSWER = Answer(question="Hva er SFM?", answer="En modul.[1]", entries=("sfm-hva", "sfm-mer"), understood="hva er SFM")


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "ny")
    assert store.find() == []
    store.add(make_feedback(ANSWER, "down", "wrong", " Feil år. "))
    store.add(make_feedback(ANSWER, "up"))
    (down,) = store.find()
    assert (down.question, down.reason, down.comment, down.entries) == (
        "Hva er SFM?", "wrong", "Feil år.", ("sfm-hva", "sfm-mer"),
    )  # fmt: skip
    assert (down.id, down.state, down.abstained, down.understood) == (1, "new", False, "hva er SFM")
    assert len(down.given_at) == len("2026-01-01T00:00+00:00")
    store.settle([down.id], "accepted")
    assert store.find() == [] and store.find(state="accepted")[0].id == 1
    assert store.find(verdict="up")[0].reason is None


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


def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "feedback.sqlite").write_text("ikke en database, men en lang nok tekst til at det merkes" * 20)
    with pytest.raises(EhelseError, match="kan ikke lagres eller leses"):
        FeedbackStore(tmp_path).add(make_feedback(ANSWER, "up"))


def test_only_known_columns_are_kept(tmp_path: Path) -> None:
    """No user, no address, no session."""
    FeedbackStore(tmp_path).add(Feedback("q", "a", "up"))
    db = sqlite3.connect(tmp_path / "feedback.sqlite")
    names = {row[1] for row in db.execute("PRAGMA table_info(feedback)")}
    db.close()
    assert names == {
        "id", "given_at", "verdict", "reason", "comment", "question", "understood", "answer", "abstained", "entries",
        "language", "state",
    }  # fmt: skip
