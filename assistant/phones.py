"""Telephone numbers: eight digits grouped like one, or said to be one; with a country code, however they are grouped.

Amounts, years, dates, decimal numbers, and numbers that are said to be something else are none; nor are numbers of
services, which have other lengths or begin with 8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.digits import THOUSANDS, Candidate, Group, Window, called_gap, windows_from, windows_of

PHONE_DIGITS = 8
_MAX_FOREIGN_DIGITS = 15
_GAP = re.compile(r"\s{1,3}|\s?[.\-\u2010-\u2015\u2212]\s?")
_SAID = re.compile(
    r"(?<![^\W\d_])(?<!\[)(?:tlf|tel|telefon\w*|mob|mobil\w*|ring\w*|sms|phone|call|kontakt\w*|whatsapp|vipps)\W*(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)
_AMOUNT_AFTER = re.compile(
    r"\s*(?:(?:kr|nok|usd|eur|mg|µg|mcg|ml|g|kg|ie|mmol|stk|år|timer|timar|dager|dagar|ganger|gonger|treff|rader|linjer|vedtak"
    r"|oppslag|ansatte|tilsette|kroner|dollar|euro|prosent|personer|personar|pasienter|pasientar|brukere|brukarar|people"
    r"|patients|users)\b|€|\$|%|mill|mrd|milliard|resept|prescription|innbygg|melding|poser|posar|dose|legemid|kommuner"
    r"|kommunar|tablett|forekomst)",
    re.IGNORECASE,
)
_AMOUNT_BEFORE = re.compile(r"(?:\bkr\.?|\bnok|\busd|\beur|[$€])\s*$", re.IGNORECASE)
_LEAD_00 = re.compile(r"00[1-9]\d")
_NORWEGIAN = re.compile(r"47[2-79]\d{7}")
_FOREIGN = re.compile(r"(?!47)[1-9]\d{7,}")
_FIRST_DIGITS = "2345679"
_YEARS = "20"  # no telephone number begins so; 2024-12-31 does, and 2024/2025
_OFFICIAL = frozenset(("22591300",))  # Giftinformasjonen, which our own answers name
_GROUPS = frozenset(((8,), (2, 2, 2, 2), (3, 2, 3)))
_DATE_GROUPS = (2, 2, 4)
_MOBILE_GROUPS = frozenset(((4, 4), (3, 5), (3, 3, 2)))


def find_foreign_phones(text: str, groups: Sequence[Group]) -> Iterator[Candidate]:
    """Numbers with a country code; of a foreign one the longest window."""
    for first, group in enumerate(groups):
        plus = Window(text, first, (group,)).has_plus
        if not (plus or _LEAD_00.match(group.digits)):
            continue
        windows = list(windows_from(text, groups, first, digits=_MAX_FOREIGN_DIGITS, gap=called_gap))
        lead = 0 if plus else 2
        norwegian = [window for window in windows if _NORWEGIAN.fullmatch(window.digits[lead:])]
        others = [w for w in windows if _FOREIGN.fullmatch(w.digits[lead:]) and not _is_amount(w)]
        if norwegian or others:
            yield "telefonnummer", (norwegian or others)[-1]


def find_phones(text: str, groups: Sequence[Group]) -> Iterator[Candidate]:
    """Norwegian numbers without a country code."""
    for window in windows_of(text, groups, digits=PHONE_DIGITS, gap=called_gap):
        possible = window.digits[0] in _FIRST_DIGITS and not window.digits.startswith(_YEARS)
        if possible and window.digits not in _OFFICIAL and _looks_like_phone(window):
            yield "telefonnummer", window


def _looks_like_phone(window: Window) -> bool:
    if _SAID.search(window.before):
        return window.lengths != _DATE_GROUPS or not _is_date(window.digits)
    gaps = {" " if gap.isspace() else gap for gap in window.gaps}
    if window.is_other or window.is_glued or _is_amount(window) or len(gaps) > 1:
        return False
    if window.lengths == (PHONE_DIGITS,):
        return not _is_date(window.digits)
    mobile = window.lengths in _MOBILE_GROUPS and window.digits[0] in "49" and gaps == {" "} and not _is_round(window)
    return mobile or (window.lengths in _GROUPS and all(_GAP.fullmatch(gap) for gap in gaps))


def _is_amount(window: Window) -> bool:
    units = _AMOUNT_AFTER.match(window.after) or _AMOUNT_BEFORE.search(window.before)
    return bool(units) or window.digits.endswith("00000") or (window.lengths in THOUSANDS and _is_round(window))


def _is_round(window: Window) -> bool:
    return all(group.digits.endswith("0") for group in window.groups[1:])


def _is_date(digits: str) -> bool:
    """Day, month and year."""
    return 1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12 and digits[4:6] in ("19", "20")
