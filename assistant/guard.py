"""What is stopped before anything is searched or stored: nothing to answer, or somebody's identity number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.models import Reason
from index.tokens import clean_text

MAX_CHARS = 8000
# Digits are parted by what people and word processors put between them. Looked for at each digit group: the one before
# may be another number («Journal 12345 010107 50160»).
_BETWEEN = r"[\s.\-\u2010-\u2015\u2212/_\u200b-\u200d\u2060\ufeff]{0,3}"
_ELEVEN = re.compile(rf"(?<!\d)(?=(\d(?:{_BETWEEN}\d){{10}})(?!\d))")
_SAID = re.compile(r"\b(fødselsn\w*|fødselsnr|personn\w*|fnr|d-?n(?:ummer|r))\b", re.IGNORECASE)
_WEIGHTS_1 = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_WEIGHTS_2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a question goes no further, and what its asker is told."""

    reason: Reason
    message: str


def check_question(text: str) -> Stop | None:
    """None where the question may go on."""
    cleaned = clean_text(text)
    if find_identity_number(cleaned):
        return Stop(
            "personal_data",
            "Spørsmålet inneholder et fødselsnummer eller D-nummer, og er ikke lagret eller søkt med. "
            "Ta bort nummeret og andre opplysninger om personer, og spør på nytt.",
        )
    if not re.search(r"\w", cleaned) or re.fullmatch(r"[\W\d_]+", cleaned):
        return Stop("empty", "Jeg ser ikke noe spørsmål. Skriv for eksempel: «Hva er gevinstene ved e-multidose?»")
    if len(cleaned) > MAX_CHARS:
        return Stop(
            "too_long",
            f"Spørsmålet er på {len(cleaned)} tegn; jeg leser høyst {MAX_CHARS}. Kort det ned til selve spørsmålet.",
        )
    return None


def find_identity_number(text: str) -> str | None:
    """The first identity number (fødselsnummer, D- or H-number) with right check digits, however it is spaced.

    Eleven digits in a text that says «fødselsnummer» are one too, whatever their check digits.
    """
    said = bool(_SAID.search(text))
    for match in _ELEVEN.finditer(text):
        digits = [int(character) for character in match.group(1) if character.isdigit()]
        if said or (
            _has_date(digits)
            and _check(digits[:9], _WEIGHTS_1) == digits[9]
            and _check(digits[:10], _WEIGHTS_2) == digits[10]
        ):
            return match.group(1)
    return None


def _check(digits: list[int], weights: tuple[int, ...]) -> int:
    rest = 11 - sum(d * w for d, w in zip(digits, weights, strict=True)) % 11
    return 0 if rest == 11 else rest


def _has_date(digits: list[int]) -> bool:
    """Day and month are possible; D-numbers add 40 to the day, H-numbers 40 to the month (synthetic ones 65 or 80)."""
    day, month = digits[0] * 10 + digits[1], digits[2] * 10 + digits[3]
    return 1 <= (day - 40 if day > 40 else day) <= 31 and any(1 <= month - add <= 12 for add in (0, 40, 65, 80))
