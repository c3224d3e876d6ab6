"""Numbers as people write them: groups of digits, and windows of neighbouring groups that may be one number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.findings import Kind

_NEAR_CHARS = 40
_INVISIBLE = "\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff\u20e3"
_GROUP = re.compile(rf"\d(?:[{_INVISIBLE}]*\d)*")
_UNUSUAL = re.compile(r"[²³¹]|[^\x00-\u02ff\u2010-\u2026]")
_PLUS = re.compile(r"(?<![\w+])\+\s?\(?$")
_LEAD = re.compile(r"(?:\(?(?<![\w+])\+\s?\(?|\bNO)$")
_GLUED_BEFORE = re.compile(r"(?:[^\W\d]|[0-9a-f]{2}-|[/#=]|\d[.,])$", re.IGNORECASE)
_GLUED_AFTER = re.compile(r"[^\W\d]|_|-[0-9a-f]{4}\b|[.,]\d")
_SAID_OTHER = re.compile(
    r"\b(?:org\w*\.?\s*(?:nr|nummer\w*)|orgnr|organisation number|her[- ]?id|hpr\w*|sak\w*|case|ref\w*|arkiv\w*"
    r"|journalpost\w*|post(?:nr|nummer)\w*|ordre\w*|vare(?:nr|nummer)\w*|gln|gtin|ean|isbn|issn|doi|pmid|versjon\w*"
    r"|version|ver|id|uuid|ip|faktura\w*|snomed\w*|sct|loinc|resept-?id|kl|uke)\W*(?:\w+\W+)?$",
    re.IGNORECASE,
)
THOUSANDS = frozenset(((2, 3, 3, 3), (2, 3, 3)))
Gap = Callable[[str], object]
called_gap: Gap = re.compile(r"\s{1,3}|\s?[.,/()\-\u2010-\u2015\u2212]{1,2}\s?").fullmatch
"""Whether two groups may be one number where the text says that there is one."""


@dataclass(frozen=True, slots=True)
class Group:
    """A run of digits, and what stands between it and the one before."""

    digits: str
    start: int
    end: int
    gap: str


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring groups, taken as one number; `first` is the index of the first of them."""

    text: str
    first: int
    groups: tuple[Group, ...]

    @property
    def digits(self) -> str:
        return "".join(group.digits for group in self.groups)

    @property
    def lengths(self) -> tuple[int, ...]:
        return tuple(len(group.digits) for group in self.groups)

    @property
    def span(self) -> tuple[int, int]:
        return self.groups[0].start, self.groups[-1].end

    @property
    def whole_span(self) -> tuple[int, int]:
        """With the «+» of a country code or the «NO» of an IBAN."""
        lead = _LEAD.search(self.before)
        return self.span[0] - len(lead.group() if lead else ""), self.span[1]

    @property
    def gaps(self) -> list[str]:
        return [group.gap for group in self.groups[1:]]

    @property
    def before(self) -> str:
        return self.text[max(0, self.span[0] - _NEAR_CHARS) : self.span[0]]

    @property
    def after(self) -> str:
        return self.text[self.span[1] : self.span[1] + _NEAR_CHARS]

    @property
    def has_plus(self) -> bool:
        return bool(_PLUS.search(self.before))

    @property
    def is_other(self) -> bool:
        """Whether the word before says that it is another kind of number."""
        return bool(_SAID_OTHER.search(self.before))

    @property
    def is_glued(self) -> bool:
        """Part of something longer: a decimal number, a code, an address."""
        return bool(_GLUED_BEFORE.search(self.before) or _GLUED_AFTER.match(self.after))


Candidate = tuple[Kind, Window]


def plain_digits(text: str) -> str:
    """The text, as long as it was, with digits of other scripts as ASCII; a footnote's mark after a number stays."""
    return _UNUSUAL.sub(_plain_digit, text)


def _plain_digit(match: re.Match[str]) -> str:
    character = match.group()
    value = unicodedata.digit(character, None)
    start = match.start()
    footnote = not character.isdecimal() and start > 0 and match.string[start - 1].isdecimal()
    return character if value is None or footnote else str(value)


def split_groups(text: str) -> Iterator[Group]:
    """The groups of a text of plain digits; invisible characters inside one don't count."""
    end = 0
    for match in _GROUP.finditer(text):
        yield Group(re.sub(r"\D", "", match.group()), match.start(), match.end(), text[end : match.start()])
        end = match.end()


def windows_from(text: str, groups: Sequence[Group], first: int, *, digits: int, gap: Gap) -> Iterator[Window]:
    """Windows from one group on, with at most so many digits, whose groups are parted by such gaps."""
    total = 0
    for last in range(first, len(groups)):
        total += len(groups[last].digits)
        if total > digits or (last > first and not gap(groups[last].gap)):
            return
        yield Window(text, first, tuple(groups[first : last + 1]))


def windows_of(text: str, groups: Sequence[Group], *, digits: int, gap: Gap) -> Iterator[Window]:
    """All windows with just so many digits."""
    lengths = [len(group.digits) for group in groups]
    apart = [not gap(group.gap) for group in groups]
    for first in range(len(groups)):
        total, last = lengths[first], first
        while total < digits and last + 1 < len(groups) and not apart[last + 1]:
            last += 1
            total += lengths[last]
        if total == digits:
            yield Window(text, first, tuple(groups[first : last + 1]))
