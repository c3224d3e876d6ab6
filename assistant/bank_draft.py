"""From a complaint to a line of the question bank: an asking more under an entry, or the beginning of a new entry.

A draft is for a person to complete and paste: nothing here writes to the bank.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.feedback import Feedback
from corpus.bank import Register
from corpus.errors import InputError

REGISTERS: dict[Register, str] = {
    "nb": "Bokmål",
    "lay": "Dagligtale",
    "keyword": "Stikkord",
    "typo": "Med skrivefeil",
    "nn": "Nynorsk",
    "en": "Engelsk",
}
_FILL_IN = "KAPITTEL: ord fra kilden"
_GAP_TEXT = "Dokumentet oppgir ikke …"


@dataclass(frozen=True, slots=True)
class BankLine:
    """An entry as it stands in the bank: its file, the number of its line, and the whole line."""

    file: str
    number: int
    text: str


def load_bank_lines(folder: Path) -> dict[str, BankLine]:
    """The line of each entry in the corpus folder's bank; a line that cannot be read is left out."""
    found: dict[str, BankLine] = {}
    for path in sorted((folder / "bank").glob("*.jsonl")):
        try:
            lines = path.read_text(encoding="utf-8-sig").split("\n")
        except (OSError, UnicodeDecodeError):
            continue
        for number, text in enumerate(lines, 1):
            entry = _read(text)
            if entry.get("id"):
                found.setdefault(str(entry["id"]), BankLine(path.name, number, text))
    return found


def draft_asking(line: BankLine, asking: str, register: Register) -> str:
    """The entry's line with one asking more. Raises InputError where the asking is empty or stands there already."""
    entry = _read(line.text)
    askings: dict[str, list[str]] = entry["askings"]
    asking = _checked(asking)
    if asking.casefold() in (known.casefold() for known in _askings(entry)):
        raise InputError(
            f"Spørsmålet står allerede under «{entry['id']}».",
            "Da er det ikke måten å spørre på som mangler: se på avsnittene som oppføringen svarer med.",
        )
    askings[register] = [*askings.get(register, []), asking]
    return _line(entry)


def draft_entry(given: Feedback, asking: str, register: Register) -> str:
    """The beginning of a new entry: a known gap where the cause is that the source is silent, else an answer.

    Raises InputError where the asking is empty.
    """
    gap = given.cause == "not_in_source"
    return _line(
        {
            "id": f"ny-{given.id}",
            "kind": "gap" if gap else "answer",
            "topics": [],
            "askings": {register: [_checked(asking)]},
            "parts": [{"heading": "", "refs": [_FILL_IN]}],
            "text": _GAP_TEXT if gap else None,
        }
    )


def propose_asking(given: Feedback, line: BankLine | None) -> str:
    """The question as it was understood in its conversation; as it was asked where that is known already."""
    known = {asking.casefold() for asking in _askings(_read(line.text))} if line else set()
    return given.question if not given.understood or given.understood.casefold() in known else given.understood


def propose_register(given: Feedback) -> Register:
    """How a question was most likely asked."""
    return "lay" if given.language == "nb" else given.language


def _askings(entry: Mapping[str, Any]) -> list[str]:
    return [asking for group in entry["askings"].values() for asking in group]


def _checked(asking: str) -> str:
    asking = " ".join(asking.split())
    if not asking:
        raise InputError("Måten å spørre på er tom.", "Skriv spørsmålet slik folk stiller det.")
    return asking


def _read(text: str) -> dict[str, Any]:
    try:
        entry = json.loads(text)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}


def _line(entry: Mapping[str, Any]) -> str:
    """As the bank is written, so that a change shows in one place only."""
    return json.dumps(entry, ensure_ascii=False) + "\n"
