"""What is stopped before anything is searched or stored: nothing to answer, or a number that belongs to a person.

Softer signs of a person (a name, an e-mail address, a birth date) stop nothing here: a page asks first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.findings import Finding
from assistant.frames import join_words
from assistant.models import Reason
from assistant.privacy import find_blocking as find_blocking
from assistant.privacy import find_identity_number as find_identity_number
from assistant.privacy import find_personal_data, mask_all
from index.tokens import clean_text

MAX_CHARS = 8000


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a question goes no further, and what its asker is told."""

    reason: Reason
    message: str


@dataclass(frozen=True, slots=True)
class PrivacyWarning:
    """What a page tells before it asks anything with a text; `masked` can be asked instead.

    `blocks`: the text itself must not be asked.
    """

    message: str
    masked: str
    blocks: bool


def check_question(text: str) -> Stop | None:
    """None where the question may go on."""
    if find_blocking(text):
        return Stop("personal_data", _tell_stop(find_personal_data(text)))
    cleaned = clean_text(text)
    if not re.search(r"\w", cleaned) or re.fullmatch(r"[\W\d_]+", cleaned):
        return Stop("empty", "Jeg ser ikke noe spørsmål. Skriv for eksempel: «Hva er gevinstene ved e-multidose?»")
    if len(cleaned) > MAX_CHARS:
        return Stop(
            "too_long",
            f"Spørsmålet er på {len(cleaned)} tegn; jeg leser høyst {MAX_CHARS}. Kort det ned til selve spørsmålet.",
        )
    return None


def check_warning(text: str) -> PrivacyWarning | None:
    """What to ask the writer before anything is stored or searched; None where nothing points to a person."""
    findings = find_personal_data(text)
    if not findings:
        return None
    masked = mask_all(text)
    if any(finding.severity == "block" for finding in findings):
        return PrivacyWarning(_tell_stop(findings), masked, blocks=True)
    return PrivacyWarning(
        f"Det ser ut til at spørsmålet inneholder {_name_kinds(findings)} som kan vise hvem det gjelder. "
        "Ingenting er lagret eller søkt med. Du kan maskere det og spørre, endre spørsmålet, eller spørre som det står "
        "hvis det ikke gjelder en pasient eller bruker.",
        masked,
        blocks=False,
    )


def _tell_stop(findings: Sequence[Finding]) -> str:
    blocking = [finding for finding in findings if finding.severity == "block"]
    remove = "Ta bort nummeret" if len({finding.kind for finding in blocking}) == 1 else "Ta bort numrene"
    return (
        f"Spørsmålet inneholder {_name_kinds(blocking)}. Ingenting er lagret eller søkt med. "
        f"{remove} og andre opplysninger om personer, og spør på nytt."
    )


def _name_kinds(findings: Sequence[Finding]) -> str:
    """«et fødselsnummer, et telefonnummer og et navn», each kind once."""
    return join_words(list(dict.fromkeys(finding.described for finding in findings)), "nb")
