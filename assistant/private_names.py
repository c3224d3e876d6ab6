"""Persons' names beside clinical detail: a sign that a question is about somebody. Nothing is sure here.

1. Words are cut, and a first name of names.txt starts a name, which takes the surname and initials beside it. Initials
   and «fru Hansen» are names too, and so are two capitalised words after «pasienten» or before an age.
2. A name is a finding where something ties it to a patient («pasienten Kari», «Kari på 82»), or where a clinical word
   stands near. How near depends on how surely it is a name.
3. A professional («lege Kari Hansen») and what is named after a person (a hospital, a street) are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from assistant.clinical import PERSON, find_signs, is_tied, load_words
from assistant.findings import Finding, make_finding

_NEAR_CHARS = 40
_FAR_CHARS = 120
_MAX_WORDS = 4
_MOSTLY = 0.6
_CAPITALISED = r"[A-ZÆØÅ][a-zà-ÿ]+(?:-[A-ZÆØÅ][a-zà-ÿ]+)?"
_TWO = rf"{_CAPITALISED}(?:\s{_CAPITALISED}){{1,3}}"
_ROLE = (
    r"(?:syke|verne)pleier|(?:sjuke|verne)pleiar|(?:fast|over)?lege|dr\.|doktor|(?:senior)?rådgiver|rådgivar"
    r"|(?:prosjekt|program|avdelings|enhets)?(?:leder|leiar)|(?:kommunal)?direktør|statsråd|(?:helse)?minister"
    r"|professor|forsker|forskar|forfatter|kollega|farmasøyt|helsefagarbeider|kontaktperson|saksbehandler|spesialist"
    r"|redaktør|ordfører|nurse|doctor|manager|advisor"
)
_ROLE_BEFORE = re.compile(rf"\b(?:{_ROLE})(?:en|n|s)?\s$", re.IGNORECASE)
_ROLE_AFTER = re.compile(rf"(?:,\s|\s\(|\s(?:er|som\s+er)\s)(?:{_ROLE})\b", re.IGNORECASE)
_NAMED_AFTER = re.compile(
    r"(?:[\s-]+\w+)?[\s-]+(?:hospital|s[jy]u?kehus|s[jy]u?kehjem|s[jy]ukeheim|stiftelse|gate|gata|vei|veg|plass|minde"
    r"|pris|senter|kirke|skole|metode|kurs|institutt)",
    re.IGNORECASE,
)
_MONTHS = frozenset(("april", "august", "mai", "may"))
_METHODS = frozenset(("marte meo",))
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ADDRESS_MARKS = ("@", "://", "www.")
_TITLE = re.compile(r"\b(?:[Ff]ru|[Hh]err|[Ff]røken|Mrs?\.?|Ms\.?)\s$")
_PATIENT = re.compile(rf"\b{PERSON}\s$", re.IGNORECASE)
_INITIAL = re.compile(r"(?<!\w)[A-ZÆØÅ]\.\s?$")
_INITIALS = re.compile(r"(?<![\w.])[A-ZÆØÅ]\.(?:\s?[A-ZÆØÅ]\.){1,2}(?!\w)")
_DOUBTFUL_TIED = re.compile(r",\s\d{1,3}\sår|\s\(\d{2,3}\b|\s(?:er|på)\s(?:\d{2,3}\b|rom\b)")
_NO_PLACE = r"(?<!\b[Ii] )(?<!\bfra )\b(?!(?:Helse|Norsk|Nasjonal|Sentral|Visma)\w*\s)"
_AGE_AFTER = r"(?=,\s\d{1,3}\sår\b|\s\(\d{1,3}(?:\sår)?\)|,?\sf[øo]d[td]\s\d)"
_ANYBODY = re.compile(
    rf"\b(?!Patient|Resident)(?i:{PERSON})\s(?P<after>{_TWO})"  # not «Patient Records Act»
    rf"|{_NO_PLACE}(?P<before>{_TWO}){_AGE_AFTER}"
)
_SENTENCE_END = re.compile(r"[.!?…]\s+(?=[A-ZÆØÅ«])|\n")
_SENTENCE_START = re.compile(r"(?:^|[.!?:…\n«\"•–-])\s*$")


class _Sure(IntEnum):
    """How surely something is a person's name; one that is TIED_ONLY counts where it is tied to a patient."""

    TIED_ONLY = 0
    LOWER = 1
    FIRST = 2
    FULL = 3


_REACH_CHARS = {_Sure.LOWER: _NEAR_CHARS, _Sure.FIRST: _FAR_CHARS, _Sure.FULL: _FAR_CHARS}


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def is_capitalised(self) -> bool:
        return all(part[:1].isupper() and (part[1:].islower() or len(part) == 1) for part in self.text.split("-"))

    @property
    def is_initial(self) -> bool:
        return len(self.text) == 1 and self.text.isupper()


@dataclass(frozen=True, slots=True)
class _Name:
    start: int
    end: int
    sure: _Sure


def find_names(text: str) -> tuple[Finding, ...]:
    """Names with clinical detail, in the order of the text."""
    names = [name for name in _split_names(text) if not _is_no_patient(text, name)]
    signs = find_signs(text) if names else []
    return tuple(
        make_finding("navn", text, (name.start, name.end))
        for name in names
        if any(_reaches(text, name, sign) for sign in signs) or is_tied(text, name.start, name.end)
    )


def _reaches(text: str, name: _Name, sign: tuple[int, int]) -> bool:
    """Whether a clinical sign is near enough; only a full name reaches into another sentence."""
    start, end = (name.end, sign[0]) if sign[0] >= name.end else (sign[1], name.start)
    if not 0 <= end - start <= _REACH_CHARS.get(name.sure, -1):
        return False
    return name.sure == _Sure.FULL or not _SENTENCE_END.search(text[start:end])


def _is_no_patient(text: str, name: _Name) -> bool:
    """A professional, or something that bears a person's name."""
    written = text[name.start : name.end].lower()
    before, after = text[max(0, name.start - _NEAR_CHARS) : name.start], text[name.end : name.end + _NEAR_CHARS]
    if written in _METHODS or (written.endswith("s") and _NAMED_AFTER.match(after)):
        return True
    role = _ROLE_BEFORE.search(before) or _ROLE_AFTER.match(after)
    return bool(role) and not is_tied(text, name.start, name.end)


def _split_names(text: str) -> list[_Name]:
    """All names, in order; none lies over another."""
    words = [_Word(match.group(), *match.span()) for match in _WORD.finditer(_blank_addresses(text))]
    found: list[_Name] = []
    covered = bytearray(len(text))
    for names in (_listed_first(text, words), _listed_last(text, words), _unlisted(text, words)):
        for name in names:
            if not any(covered[name.start : name.end]):
                covered[name.start : name.end] = b"x" * (name.end - name.start)
                found.append(name)
    return sorted(found, key=lambda name: name.start)


def _blank_addresses(text: str) -> str:
    """The text, as long as it was, without e-mail and web addresses."""
    if not any(mark in text for mark in _ADDRESS_MARKS):
        return text
    return re.sub(r"\S+", lambda m: " " * len(m[0]) if any(mark in m[0] for mark in _ADDRESS_MARKS) else m[0], text)


def _listed_first(text: str, words: Sequence[_Word]) -> Iterator[_Name]:
    """Names that begin with a first name of the list."""
    for index, word in enumerate(words):
        kind = _first_kind(word.text)
        if not kind:
            continue
        last = index
        while last + 1 < len(words) and last - index < _MAX_WORDS and _continues(text, words[index : last + 2], kind):
            last += 1
        end = words[last].end
        end += last > index and words[last].is_initial and text[end : end + 1] == "."
        former = words[index - 1] if index else None
        if former and kind == "first" and word.is_capitalised and _is_surname_before(text, former, word):
            yield _Name(former.start, end, _Sure.FULL)
        elif last > index:
            yield _Name(word.start, end, _Sure.FULL if word.is_capitalised else _Sure.FIRST)
        elif (sure := _how_sure(text, word, kind)) is not None:
            yield _Name(word.start, end, sure)


def _is_surname_before(text: str, former: _Word, word: _Word) -> bool:
    """«Nordmann, Kari»."""
    gap = text[former.end : word.start]
    return gap in (", ", ",", " ") and former.is_capitalised and _in(former.text, load_words("names.txt")["last"])


def _continues(text: str, words: Sequence[_Word], kind: str) -> bool:
    """Whether the last of the words belongs to the name that the others are."""
    first, former, word = words[0], words[-2], words[-1]
    gap = text[former.end : word.start]
    if gap.strip("." if former.is_initial else "") not in ("", " ", "\u00a0", "\n") and gap not in (
        " ",
        "\u00a0",
        "\n",
    ):
        return False
    lists = load_words("names.txt")
    if word.is_initial:
        return first.is_capitalised and (kind == "first" or text[word.end : word.end + 1] == ".")
    if not first.is_capitalised:
        return _in(word.text, lists["last"]) and (kind == "first" or word.text.lower().endswith("sen"))
    if kind == "first_words" and len(words) == 2:
        return word.is_capitalised and _in(word.text, lists["last"] | lists["first"])
    return word.is_capitalised


def _how_sure(text: str, word: _Word, kind: str) -> _Sure | None:
    """How surely a first name alone is one; None where it is rather the word that it also is."""
    if kind == "first":
        return _Sure.FIRST if word.is_capitalised else _Sure.LOWER
    if not word.is_capitalised or word.text.lower() in _MONTHS:
        return None
    if not _SENTENCE_START.search(text[max(0, word.start - _NEAR_CHARS) : word.start]):
        return _Sure.FIRST
    return _Sure.TIED_ONLY if _DOUBTFUL_TIED.match(text[word.end : word.end + _NEAR_CHARS]) else None


def _listed_last(text: str, words: Sequence[_Word]) -> Iterator[_Name]:
    """Names without a first name: «fru Hansen», «pasienten Hansen», «A. Hansen»."""
    last = load_words("names.txt")["last"]
    for word in words:
        before = text[max(0, word.start - _NEAR_CHARS) : word.start]
        if not word.is_capitalised or word.is_initial:
            continue
        if _TITLE.search(before):
            yield _Name(word.start, word.end, _Sure.FULL)
        elif _in(word.text, last):
            if initial := _INITIAL.search(before):
                yield _Name(word.start - len(initial.group()), word.end, _Sure.FULL)
            elif _PATIENT.search(before):
                yield _Name(word.start, word.end, _Sure.FULL)


def _unlisted(text: str, words: Sequence[_Word]) -> Iterator[_Name]:
    """Initials, and capitalised words where a patient's name stands; none in a text that capitalises most words."""
    for match in _INITIALS.finditer(text):
        yield _Name(*match.span(), _Sure.TIED_ONLY)
    if len(words) > _MAX_WORDS and sum(word.is_capitalised for word in words) > _MOSTLY * len(words):
        return
    for match in _ANYBODY.finditer(text):
        yield _Name(*match.span(match.lastgroup or 0), _Sure.TIED_ONLY)


def _first_kind(word: str) -> str:
    """«first», «first_words» where it is also a word, or ""; both parts of «Anne-Lise» are looked at."""
    lists = load_words("names.txt")
    kinds = {
        "first" if _in(part, lists["first"]) else "first_words" if _in(part, lists["first_words"]) else ""
        for part in word.split("-")
    }
    return "" if "" in kinds else max(kinds)


def _in(word: str, names: frozenset[str]) -> bool:
    lower = word.lower()
    return lower in names or (lower.endswith("s") and lower[:-1] in names)
