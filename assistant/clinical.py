"""Clinical detail: words of clinical.txt, ages, rooms and doses, and what ties such detail to the name beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_NEAR_CHARS = 40
_MIN_STEM = 3
_ENDINGS = ("", "s", "n", "t", "a", "en", "et", "er", "ar", "ene", "ane", "ens")
_MONTHS = "jan|feb|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|des|dec"
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:(?:19|20)\d\d|\d\d)"
DATE = (
    rf"(?:{_DAY}(?:[./\-]|\s){_MONTH}(?:[./\-]|\s){_YEAR}(?!\d)|(?:19|20)\d\d-\d\d-\d\d(?!\d)"
    rf"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2]){_YEAR}(?!\d)|{_DAY}\.?\s(?:{_MONTHS})[a-z]*\.?\s(?:19|20)\d\d(?!\d))"
)
BORN = r"(?:født|fødd|fødselsdato(?:en)?|f\.?\s?dato|born|dob|f\.)\s*(?:(?:den|dato|er|på|i|on|the)\s+)?[:(]?\s*"
PERSON = r"(?:pasient(?:en)?|beboer(?:en)?|bebuar(?:en)?|brukeren|brukaren|patient|resident)"
_KIN = r"(?:mor|far|bestemor|bestefar|mormor|morfar|farmor|farfar|tante|onkel|mamma|pappa)(?:\s+(?:min|mi|vår))?"
_THING = r"(?:medisin|legemid|resept|journal|kjernejournal|epikrise|diagnose|medication|medicine|prescription)"
_AGE = r"\d{1,3}[\s-]?(?:år|åring|mnd|måneder|månader|years?|yo)\b"
_ROOM = r"(?:rom|seng|room|bed|leilighet)\s*(?:nr\.?\s*)?\d"
_BEFORE = re.compile(
    rf"\b(?:{PERSON}|{_KIN})(?:\s+(?:min|vår|med\s+navn|som\s+heter|ved\s+navn|named))?[\s:,«\"]{{1,3}}$"
    rf"|\b{_THING}\w*\s+(?:list\s+)?(?:til|åt|tilhørende|of|for)\s$"
    r"|\b(?:slå|slår|søk|søke|look)\s+(?:meg\s+)?(?:opp|up)\s$",
    re.IGNORECASE,
)
_BEFORE_INITIAL = re.compile(r"\b(?:bruker|brukar)\s$", re.IGNORECASE)
_AFTER = re.compile(
    rf"\s*[,(–-]?\s*(?:er\s+|på\s+|is\s+|aged\s+)?{_AGE}|\s+på\s+\d{{2,3}}\b(?!\s*(?:kg|kilo|%|mg|prosent|kommun))"
    rf"|\s*\(\d{{2,3}}\)|\s*[,(]?\s*(?:på\s+|in\s+)?{_ROOM}|\s*[,(]?\s*{BORN}(?:i\s+)?(?:[a-z]+\s+)?\d"
    rf"|\s*[,(]?\s*{DATE}|\s*(?:'s|’s|\bsin|\bsine|\bsi|\bsitt)\s+{_THING}",
    re.IGNORECASE,
)
_AFTER_GENITIVE = re.compile(rf"\s+{_THING}", re.IGNORECASE)
_NUMBER = re.compile(
    rf"\b\d{{1,3}}[-\s]?åring|\b\d{{1,3}}\s+år\s+gam|\b(?:[6-9]\d|1[01]\d)\s+år\b|\b\d{{1,3}}[-\s]years?[-\s]old\b"
    rf"|\b{_ROOM}|\b\d+(?:[.,]\d+)?\s?(?:mg|µg|mcg|mmol|IE)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@lru_cache(maxsize=2)
def load_words(name: str) -> dict[str, frozenset[str]]:
    """The word lists of a data file beside this one, by heading; lines that start with «#» are for people."""
    lists: dict[str, set[str]] = {}
    heading = ""
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
        elif not line.startswith("#"):
            lists.setdefault(heading, set()).update(line.split())
    return {heading: frozenset(words) for heading, words in lists.items()}


def find_signs(text: str) -> list[tuple[int, int]]:
    """Where clinical words and numbers stand."""
    words = frozenset().union(*load_words("clinical.txt").values())
    signs = [match.span() for match in _WORD.finditer(text) if any(stem in words for stem in _stems(match.group()))]
    return signs + [match.span() for match in _NUMBER.finditer(text)]


def is_tied(text: str, start: int, end: int) -> bool:
    """Whether what stands right before or after a name makes it a patient's («pasienten …», «… på 82»)."""
    before, after = text[max(0, start - _NEAR_CHARS) : start], text[end : end + _NEAR_CHARS]
    name = text[start:end]
    # «bruker» is also a verb («bruker Ola SFM?»), so that only «bruker Ola N.» tells.
    initial = name.endswith(".") and _BEFORE_INITIAL.search(before)
    genitive = name.lower().endswith("s") and _AFTER_GENITIVE.match(after)
    return bool(initial or genitive or _BEFORE.search(before) or _AFTER.match(after))


def _stems(word: str) -> Iterator[str]:
    lower = word.lower()
    for ending in _ENDINGS:
        stem = lower.removesuffix(ending)
        if lower.endswith(ending) and len(stem) >= _MIN_STEM:
            yield stem
