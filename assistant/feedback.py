"""What users say of answers, kept in SQLite under EHELSE_HOME. Nothing tells who they are.

Nothing is kept of a question that the guard stopped, nor a comment with an identity number in it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from assistant.guard import check_question, find_identity_number
from assistant.models import Answer, Language
from corpus.errors import EhelseError, InputError

Verdict = Literal["up", "down"]
Reason = Literal["wrong", "incomplete", "other_question", "refused", "unclear", "outdated", "other"]
State = Literal["new", "accepted", "rejected"]
REASONS: dict[Reason, dict[Language, str]] = {
    "wrong": {"nb": "Svaret er feil", "nn": "Svaret er feil", "en": "The answer is wrong"},
    "incomplete": {"nb": "Noe viktig mangler", "nn": "Noko viktig manglar", "en": "Something important is missing"},
    "other_question": {
        "nb": "Svarer på noe annet enn jeg spurte om",
        "nn": "Svarer på noko anna enn eg spurde om",
        "en": "Answers something else than I asked",
    },
    "refused": {
        "nb": "Kilden svarer på dette, men assistenten gjorde det ikke",
        "nn": "Kjelda svarer på dette, men assistenten gjorde det ikkje",
        "en": "The source answers this, but the assistant did not",
    },
    "unclear": {
        "nb": "For langt eller vanskelig å forstå",
        "nn": "For langt eller vanskeleg å forstå",
        "en": "Too long, or hard to understand",
    },
    "outdated": {"nb": "Utdatert", "nn": "Utdatert", "en": "Out of date"},
    "other": {"nb": "Noe annet", "nn": "Noko anna", "en": "Something else"},
}
MAX_COMMENT_CHARS = 1000
_FILE = "feedback.sqlite"
_BUSY_TIMEOUT_S = 5
_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY, given_at TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT, comment TEXT NOT NULL,
    question TEXT NOT NULL, understood TEXT NOT NULL, answer TEXT NOT NULL, abstained INTEGER NOT NULL,
    entries TEXT NOT NULL, language TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'new'
)
"""
_FIELDS = "id, given_at, verdict, reason, comment, question, understood, answer, abstained, entries, language, state"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One verdict on one answer. `id` is 0 before it is kept; `given_at` is UTC to the minute."""

    question: str
    answer: str
    verdict: Verdict
    reason: Reason | None = None
    comment: str = ""
    understood: str = ""
    abstained: bool = False
    entries: tuple[str, ...] = ()
    language: Language = "nb"
    given_at: str = ""
    id: int = 0
    state: State = "new"


def make_feedback(answer: Answer, verdict: Verdict, reason: Reason | None = None, comment: str = "") -> Feedback:
    """A verdict on an answer. Raises InputError where it may not be kept, or a thumbs-down has no reason."""
    if not may_rate(answer):
        raise InputError("Et stoppet spørsmål lagres ikke.", "Still spørsmålet uten personopplysninger.")
    if verdict == "down" and reason not in REASONS:
        raise InputError("Velg hva som var galt.", "")
    cleaned = comment.strip()[:MAX_COMMENT_CHARS]
    if find_identity_number(comment):
        raise InputError("Kommentaren inneholder et fødselsnummer eller D-nummer.", "Ta det bort, og send på nytt.")
    return Feedback(
        question=answer.question,
        answer=answer.answer,
        verdict=verdict,
        reason=reason if verdict == "down" else None,
        comment=cleaned,
        understood=answer.understood,
        abstained=answer.abstained,
        entries=answer.entries,
        language=answer.language,
        given_at=datetime.now(UTC).isoformat(timespec="minutes"),
    )


def may_rate(answer: Answer) -> bool:
    """Whether an answer may be kept with a verdict: not where the guard stopped its question."""
    stopped = answer.reason in ("personal_data", "empty", "too_long")
    return not stopped and bool(answer.question) and check_question(answer.question) is None


class FeedbackStore:
    """The kept verdicts. Each call opens the database anew, so any thread and any copy of the app may use it."""

    def __init__(self, home: Path) -> None:
        self._path = home / _FILE

    def add(self, feedback: Feedback) -> None:
        """Keeps one. Raises EhelseError where the database cannot be written."""
        values = (
            feedback.given_at, feedback.verdict, feedback.reason, feedback.comment, feedback.question,
            feedback.understood, feedback.answer, feedback.abstained, "\n".join(feedback.entries), feedback.language,
            feedback.state,
        )  # fmt: skip
        columns = _FIELDS.removeprefix("id, ")
        with self._open() as db:
            db.execute(f"INSERT INTO feedback ({columns}) VALUES ({', '.join('?' * len(values))})", values)

    def find(self, *, verdict: Verdict = "down", state: State = "new") -> list[Feedback]:
        """Those with a verdict and a state, oldest first; none where nothing was ever kept."""
        if not self._path.exists():
            return []
        with self._open() as db:
            query = f"SELECT {_FIELDS} FROM feedback WHERE verdict = ? AND state = ? ORDER BY id"
            return [_read(row) for row in db.execute(query, (verdict, state))]

    def settle(self, ids: Sequence[int], state: State) -> None:
        """Notes what a person decided."""
        with self._open() as db:
            db.executemany("UPDATE feedback SET state = ? WHERE id = ?", [(state, id_) for id_ in ids])

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self._path, timeout=_BUSY_TIMEOUT_S)
            try:
                with db:
                    db.execute(_SCHEMA)
                    yield db
            finally:
                db.close()
        except (OSError, sqlite3.Error) as error:
            raise EhelseError(
                f"Tilbakemeldinger kan ikke lagres eller leses i «{_FILE}» ({error}).",
                "Sjekk plass og rettigheter i mappen EHELSE_HOME.",
            ) from error


def _read(row: tuple[object, ...]) -> Feedback:
    values = dict(zip(_FIELDS.split(", "), row, strict=True))
    entries = tuple(filter(None, str(values["entries"]).split("\n")))
    return Feedback(**{**values, "entries": entries, "abstained": bool(values["abstained"])})  # type: ignore[arg-type]
