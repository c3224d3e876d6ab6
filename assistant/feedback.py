"""What users say of answers, and what a maintainer finds. Nothing tells who they are (kept by assistant/storage).

Nothing is kept of a question that the guard stopped, nor a comment with a person's number in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from assistant.guard import check_question, find_blocking
from assistant.models import Answer, Language
from corpus.errors import InputError

Verdict = Literal["up", "down"]
Reason = Literal["wrong", "incomplete", "other_question", "refused", "unclear", "outdated", "other"]
State = Literal["new", "accepted", "rejected", "done"]
Cause = Literal["missing", "wrong_passage", "outdated", "not_in_source", "misunderstood", "layout", "no_fault"]
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
CAUSES: dict[Cause, str] = {
    "missing": "Mangler i spørsmålsbanken",
    "wrong_passage": "Feil avsnitt ble valgt",
    "outdated": "Kilden er utdatert",
    "not_in_source": "Kilden sier det ikke",
    "misunderstood": "Spørsmålet ble misforstått",
    "layout": "Utforming eller visning",
    "no_fault": "Ingen feil",
}
"""What a maintainer finds that a thumbs-down came of."""
STATES: dict[State, str] = {"new": "Ny", "accepted": "Godtatt", "rejected": "Avvist", "done": "Ferdig"}
MAX_COMMENT_CHARS = 1000


@dataclass(frozen=True, slots=True)
class Feedback:
    """One verdict on one answer. `id` is 0 before it is kept; `given_at` is UTC to the minute.

    `state`, `cause` and `note` are the maintainer's.
    """

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
    cause: Cause | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many are kept with the same verdict, state and cause."""

    verdict: Verdict
    state: State
    cause: Cause | None
    count: int


def make_feedback(answer: Answer, verdict: Verdict, reason: Reason | None = None, comment: str = "") -> Feedback:
    """A verdict on an answer. Raises InputError where it may not be kept, or a thumbs-down has no reason."""
    if not may_rate(answer):
        raise InputError("Et stoppet spørsmål lagres ikke.", "Still spørsmålet uten personopplysninger.")
    if verdict == "down" and reason not in REASONS:
        raise InputError("Velg hva som var galt.", "")
    return Feedback(
        question=answer.question,
        answer=answer.answer,
        verdict=verdict,
        reason=reason if verdict == "down" else None,
        comment=_clean("Kommentaren", comment),
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


def clean_note(note: str) -> str:
    """A maintainer's note as it may be kept. Raises InputError where it has a person's number in it."""
    return _clean("Merknaden", note)


def _clean(what: str, text: str) -> str:
    if number := find_blocking(text):
        raise InputError(f"{what} inneholder {number.described}.", "Ta det bort, og send på nytt.")
    return text.strip()[:MAX_COMMENT_CHARS]
