"""Personal data in a text: what must go no further (numbers), and what its writer is asked about (softer signs).

Pure. Numbers are in private_numbers.py, names in private_names.py; e-mail and birth dates are here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.clinical import BORN, DATE, PERSON, find_signs
from assistant.findings import IDENTITY_KINDS, Finding, make_finding
from assistant.private_names import find_names
from assistant.private_numbers import find_numbers

_AT = r"(?:@|\s@\s|\s?[(\[](?:at|a|krøllalfa)[)\]]\s?|\skrøllalfa\s)"
_EMAIL = re.compile(
    rf"(?<![\w.+-])([\w.+-]{{1,64}}){_AT}[\w-]{{1,63}}(?:(?:\.|\s?[(\[](?:dot|punktum)[)\]]\s?)[\w-]{{1,63}}){{1,6}}",
    re.IGNORECASE,
)
# Of a service, not of a person.
_SHARED_MAILBOX = re.compile(
    r"(?:firma|e-?)?post(?:mottak|kasse)?|info|support|hjelp|kunde(?:senter|service|støtte)|kontakt|(?:kommune|service)torg"
    r"|bruker(?:støtte|stotte)|no-?reply|helpdesk|servicedesk|personvern(?:ombud)?|presse|redaksjon(?:en)?|arkiv|resepsjon",
    re.IGNORECASE,
)
_BIRTHS = (
    re.compile(rf"(?<!\w){BORN}({DATE})", re.IGNORECASE),
    re.compile(rf"\b{PERSON}[\s,:(]{{1,3}}({DATE})", re.IGNORECASE),
)
_AFTER_NAME = re.compile(rf"[\s,(]{{1,3}}({DATE})", re.IGNORECASE)
_ONE_PERSON = re.compile(rf"\b{PERSON}\b", re.IGNORECASE)


def find_personal_data(text: str) -> tuple[Finding, ...]:
    """What a text holds of persons, in its order; none lies over another, and what blocks goes first."""
    numbers = find_numbers(text)
    names = find_names(text)
    found: list[Finding] = []
    covered = bytearray(len(text))
    for finding in (*numbers, *_find_emails(text), *_find_births(text, names), *names):
        if not any(covered[finding.start : finding.end]):
            covered[finding.start : finding.end] = b"x" * (finding.end - finding.start)
            found.append(finding)
    return tuple(sorted(found, key=lambda finding: finding.start))


def find_blocking(text: str) -> Finding | None:
    """The first number that must be neither kept nor searched."""
    return next(iter(find_numbers(text)), None)


def find_identity_number(text: str) -> str | None:
    """The first identity number of a text, however it is spaced."""
    return next((finding.text for finding in find_numbers(text) if finding.kind in IDENTITY_KINDS), None)


def mask(text: str, findings: Iterable[Finding]) -> str:
    """The text with each finding as its kind in brackets («[navn]»); all else stays."""
    for finding in sorted(findings, key=lambda finding: finding.start, reverse=True):
        text = f"{text[: finding.start]}[{finding.kind}]{text[finding.end :]}"
    return text


def mask_all(text: str) -> str:
    """The text with nothing left to find, also where one masked piece gives another meaning to the next."""
    while findings := find_personal_data(text):
        text = mask(text, findings)
    return text


def _find_emails(text: str) -> list[Finding]:
    return [
        make_finding("e-post", text, match.span())
        for match in _EMAIL.finditer(text)
        if not _SHARED_MAILBOX.fullmatch(match.group(1))
    ]


def _find_births(text: str, names: Iterable[Finding]) -> list[Finding]:
    """Birth dates that are said to be one beside clinical detail or a patient, and dates right after a patient."""
    names = tuple(names)
    said, of_person = (list(pattern.finditer(text)) for pattern in _BIRTHS)
    after_names = [match for name in names if (match := _AFTER_NAME.match(text, name.end))]
    if said and not (names or _ONE_PERSON.search(text) or find_signs(text)):
        said = []
    return [make_finding("fødselsdato", text, match.span(1)) for match in (*said, *of_person, *after_names)]
