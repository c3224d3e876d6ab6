"""The kept verdicts on answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from assistant.feedback import Cause, Feedback, Reason, State, Tally, Verdict, clean_note
from assistant.storage.database import Database
from assistant.storage.schema import feedback
from assistant.storage.texts import clean_text, refuse_numbers

_MAX_BROWSED = 500


class Verdicts:
    """Verdicts on answers. Nothing tells who gave them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, given: Feedback) -> None:
        """Keeps one; `id` and `changed_at` are given here. Raises InputError where it has a person's number in it."""
        refuse_numbers("Vurderingen", given.question, given.understood, given.comment, given.note)
        with self._database.write() as connection:
            connection.execute(insert(feedback).values(_make_row(given, self._database.clock())))

    def find(self, *, verdict: Verdict = "down", state: State = "new") -> list[Feedback]:
        """Those with a verdict and a state, oldest first."""
        query = select(feedback).where(feedback.c.verdict == verdict, feedback.c.state == state)
        with self._database.read() as connection:
            return [_read_row(row) for row in connection.execute(query.order_by(feedback.c.id))]

    def browse(
        self,
        states: Collection[State] = (),
        *,
        verdict: Verdict | None = None,
        reason: Reason | None = None,
        limit: int = _MAX_BROWSED,
    ) -> list[Feedback]:
        """Those in one of the states, newest first; no state, verdict or reason = any."""
        query = select(feedback).order_by(feedback.c.given_at.desc(), feedback.c.id.desc()).limit(limit)
        if states:
            query = query.where(feedback.c.state.in_(states))
        if verdict:
            query = query.where(feedback.c.verdict == verdict)
        if reason:
            query = query.where(feedback.c.reason == reason)
        with self._database.read() as connection:
            return [_read_row(row) for row in connection.execute(query)]

    def count(self) -> list[Tally]:
        """How many there are of each verdict, state and cause, without reading them."""
        kinds = (feedback.c.verdict, feedback.c.state, feedback.c.cause)
        with self._database.read() as connection:
            rows = connection.execute(select(*kinds, func.count()).group_by(*kinds)).all()
        return [Tally(verdict, state, cause, number) for verdict, state, cause, number in rows]

    def settle(self, ids: Sequence[int], state: State, *, cause: Cause | None = None, note: str | None = None) -> None:
        """Notes what a person decided; a cause or note that isn't given stays. Raises InputError for a bad note."""
        changed: dict[str, Any] = {"state": state, "changed_at": self._database.clock()}
        if cause is not None:
            changed["cause"] = cause
        if note is not None:
            changed["note"] = clean_text(clean_note(note))
        with self._database.write() as connection:
            connection.execute(update(feedback).where(feedback.c.id.in_(ids)).values(changed))


def _make_row(given: Feedback, now: datetime) -> dict[str, Any]:
    return {
        "given_at": datetime.fromisoformat(given.given_at) if given.given_at else now,
        "changed_at": now,
        "verdict": given.verdict,
        "reason": given.reason,
        "comment": clean_text(given.comment),
        "question": clean_text(given.question),
        "understood": clean_text(given.understood),
        "answer": clean_text(given.answer),
        "abstained": given.abstained,
        "entries": "\n".join(given.entries),
        "language": given.language,
        "state": given.state,
        "cause": given.cause,
        "note": clean_text(given.note),
    }


def _read_row(row: Row[Any]) -> Feedback:
    return Feedback(
        question=row.question,
        answer=row.answer,
        verdict=row.verdict,
        reason=row.reason,
        comment=row.comment,
        understood=row.understood,
        abstained=row.abstained,
        entries=tuple(filter(None, row.entries.split("\n"))),
        language=row.language,
        given_at=row.given_at.isoformat(timespec="minutes"),
        id=row.id,
        state=row.state,
        cause=row.cause,
        note=row.note,
    )
