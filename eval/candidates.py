"""Thumbs-down as candidates: a gold question to complete, or an asking for the bank. A person has confirmed each."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from assistant.feedback import REASONS, Feedback
from assistant.terminal import explain_os_error
from corpus.errors import InputError

Form = Literal["gold", "bank"]
_PROMPT = "Ta med? (j = ja, n = nei, Enter = senere)"


def describe_candidate(feedback: Feedback) -> list[str]:
    """One thumbs-down for a terminal."""
    reason = REASONS[feedback.reason]["nb"] if feedback.reason else "uten grunn"
    lines = [f"{feedback.id}. {feedback.question}", f"   {reason}{f': {feedback.comment}' if feedback.comment else ''}"]
    answered = " ".join(feedback.answer.split())
    entries = ", ".join(feedback.entries) or "ingen oppføring"
    return [*lines, f"   {'Avslo' if feedback.abstained else 'Svarte'} ({entries}): {answered[:200]}"]


def choose(
    found: Sequence[Feedback], accept: Sequence[int] | None, *, show: Callable[[str], None], ask: Callable[[str], str]
) -> tuple[list[Feedback], list[Feedback]]:
    """Those that a person takes and those that she turns down; the rest stays for later.

    Raises InputError where `accept` names one that is not there.
    """
    if not found:
        show("Ingen tommel ned venter.")
    unknown = set(accept or ()) - {feedback.id for feedback in found}
    if unknown:
        raise InputError(f"Nr. {min(unknown)} venter ikke.", "Kjør «ehelse eval candidates» for å se dem som gjør det.")
    if accept:
        return [feedback for feedback in found if feedback.id in accept], []
    said: dict[str, list[Feedback]] = {"j": [], "n": []}
    for feedback in found:
        for line in describe_candidate(feedback):
            show(line)
        said.setdefault(ask(_PROMPT).strip().lower()[:1], []).append(feedback)
    return said["j"], said["n"]


def make_candidate(feedback: Feedback, form: Form) -> dict[str, Any]:
    """The line to complete and review: a gold question to tune on, or a bank entry with one asking."""
    reason = f"{feedback.reason}: {feedback.comment}" if feedback.comment else str(feedback.reason)
    question = feedback.understood or feedback.question
    if form == "bank":
        register = "nb" if feedback.language == "nb" else feedback.language
        return {
            "id": feedback.entries[0] if feedback.entries else f"ny-{feedback.id}",
            "askings": {register: [question]},
            "note": reason,
        }
    return {
        "id": f"fb-{feedback.id:03d}",
        "question": question,
        "kind": "fact",
        "answerable": True,
        "language": feedback.language,
        "facts": [],
        "evidence": [],
        "sections": [],
        "note": reason,
        "split": "dev",
    }


def append_candidates(path: Path, candidates: Sequence[dict[str, Any]]) -> None:
    """Adds lines to a file for review. Raises InputError where it cannot be written."""
    lines = "".join(json.dumps(candidate, ensure_ascii=False) + "\n" for candidate in candidates)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(lines)
    except OSError as error:
        raise InputError(
            f"Kan ikke skrive «{path}»: {explain_os_error(error)}.", "Oppgi en annen fil med --out."
        ) from error
