"""Numbers that belong to a person: identity, account and telephone numbers, however they are spaced.

1. Neighbouring groups with eleven digits are identity numbers where date and check digits are right, or where the text
   says that it holds one; FH-numbers have no date.
2. Eleven digits are an account number where the check digit is right and they are grouped like one, or the text says
   so; so is what follows «NO» as in an IBAN.
3. Telephone numbers are in phones.py. What an earlier step took is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.digits import (
    THOUSANDS,
    Candidate,
    Group,
    Window,
    called_gap,
    plain_digits,
    split_groups,
    windows_from,
    windows_of,
)
from assistant.findings import Finding, Kind, make_finding
from assistant.phones import PHONE_DIGITS, find_foreign_phones, find_phones

_DIGITS = 11
_IBAN_DIGITS = 13
_MAX_GAP_SIGNS = 3
_WEIGHTS_1 = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_WEIGHTS_2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
# What is masked reads «[fødselsnummer]»; that word must not make the next number one.
_SAID_IDENTITY = re.compile(
    r"(?<![^\W\d_])(?<!\[)(?:(?:fødsels|person|identitets|hjelpe)-?\s?n(?:ummer\w*|r)|fnr|(?:d|h|fh)-?n(?:umme)?r)\b",
    re.IGNORECASE,
)
_SAID_ACCOUNT = re.compile(r"(?<![^\W\d_])(?<!\[)(?:konto(?!r)\w*|iban|bank\s?account)\b", re.IGNORECASE)
_PERSON_PART = re.compile(r"(?<![^\W\d_])(?<!\[)person-?\s?(?:nummer(?:et)?|nr\.?)\W{0,4}(\d{5})(?!\d)", re.IGNORECASE)
_IBAN = re.compile(r"\bNO$", re.IGNORECASE)
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_ACCOUNT_GROUPS = frozenset(((4, 2, 5), (11,), (4, 7)))


def find_numbers(original: str) -> tuple[Finding, ...]:
    """Identity, account and telephone numbers in the order of the text; none lies over another."""
    text = plain_digits(original)
    groups = tuple(split_groups(text))
    parts = [match.span(1) for match in _PERSON_PART.finditer(text)]
    found = [make_finding("fødselsnummer", original, span) for span in parts]
    if sum(len(group.digits) for group in groups) < PHONE_DIGITS:
        return tuple(found)
    taken = {index for index, group in enumerate(groups) if (group.start, group.end) in parts}
    in_address = {index for match in _URL.finditer(text) for index in range(*match.span())}
    for find in (_find_identity, _find_accounts, find_foreign_phones, find_phones):
        for kind, window in find(text, groups):
            indices = range(window.first, window.first + len(window.groups))
            searched = find is _find_identity or window.span[0] not in in_address
            if searched and taken.isdisjoint(indices):
                taken.update(indices)
                found.append(make_finding(kind, original, window.whole_span))
    return tuple(sorted(found, key=lambda finding: finding.start))


def identity_kind(digits: str) -> Kind | None:
    """Which identity number eleven digits are, by date and check digits; None where they are none.

    D-numbers add 40 to the day, H-numbers 40 to the month, synthetic ones 65 or 80; FH-numbers begin with 8 or 9.
    """
    numbers = [int(digit) for digit in digits]
    if _check(numbers[:9], _WEIGHTS_1) != numbers[9] or _check(numbers[:10], _WEIGHTS_2) != numbers[10]:
        return None
    if numbers[0] >= 8:
        return "FH-nummer"
    day, month = int(digits[:2]), int(digits[2:4])
    if not 1 <= day % 40 <= 31 or not any(1 <= month - add <= 12 for add in (0, 40, 65, 80)):
        return None
    if day > 40:
        return "D-nummer"
    return "H-nummer" if 41 <= month <= 52 else "fødselsnummer"


def _check(digits: Sequence[int], weights: Sequence[int]) -> int:
    rest = 11 - sum(d * w for d, w in zip(digits, weights, strict=True)) % 11
    return 0 if rest == 11 else rest


def _near(gap: str) -> bool:
    """Whether two groups may be one identity number: white space and a few signs; its check digits tell the rest."""
    signs = "".join(gap.split())
    return len(signs) <= _MAX_GAP_SIGNS and not any(sign.isalnum() for sign in signs)


def _find_identity(text: str, groups: Sequence[Group]) -> Iterator[Candidate]:
    said = bool(_SAID_IDENTITY.search(text))
    for window in windows_of(text, groups, digits=_DIGITS, gap=_near):
        kind = identity_kind(window.digits)
        if kind == "FH-nummer" and window.lengths in (*THOUSANDS, (4, 2, 5)):
            kind = None
        if kind is None and said and window.lengths not in THOUSANDS and not window.has_plus:
            kind = "fødselsnummer" if all(called_gap(gap) for gap in window.gaps) else None
        if kind:
            yield kind, window


def _find_accounts(text: str, groups: Sequence[Group]) -> Iterator[Candidate]:
    for first, group in enumerate(groups):
        if _IBAN.search(text[max(0, group.start - 3) : group.start]):
            for window in windows_from(text, groups, first, digits=_IBAN_DIGITS, gap=called_gap):
                if len(window.digits) == _IBAN_DIGITS:
                    yield "kontonummer", window
    said = bool(_SAID_ACCOUNT.search(text))
    for window in windows_of(text, groups, digits=_DIGITS, gap=called_gap):
        if not window.has_plus and window.lengths not in THOUSANDS and (said or _looks_like_account(window)):
            yield "kontonummer", window


def _looks_like_account(window: Window) -> bool:
    numbers = [int(digit) for digit in window.digits]
    right = window.lengths in _ACCOUNT_GROUPS and _check(numbers[:10], _WEIGHTS_2) == numbers[10]
    return right and not window.is_other and not window.is_glued
