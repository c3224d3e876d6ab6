"""What kinds of detail a question demands, and which a text has: «hvilken dato» wants a date. Kinds: details.toml."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

_DETAILS = tomllib.loads(Path(__file__).with_name("details.toml").read_text(encoding="utf-8"))
# What no text of the corpus shows: an address, a phone number, a person's name.
NOWHERE = frozenset(name for name, detail in _DETAILS.items() if detail["shown"] == "(?!)")
_SHOWN = {name: re.compile(detail["shown"]) for name, detail in _DETAILS.items()}


def _phrases_by_start() -> dict[str, list[tuple[str, str]]]:
    """First word of each phrase, or the start of it before «*» -> phrases with their details."""
    table: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, detail in _DETAILS.items():
        for phrase in detail["asked"]:
            table[phrase.split()[0].rstrip("*")].append((phrase, name))
    return dict(table)


_PHRASES = _phrases_by_start()
_LENGTHS = sorted({len(start) for start in _PHRASES})


def find_details(words: str) -> frozenset[str]:
    """The details that a question demands; `words` are its words in lower case, plain bokmål or English."""
    text = f"{words} "
    found = set()
    at = 0
    for word in words.split():
        for length in _LENGTHS:
            if length > len(word):
                break
            for phrase, name in _PHRASES.get(word[:length], ()):
                if text.startswith(phrase[:-1] if phrase.endswith("*") else f"{phrase} ", at):
                    found.add(name)
        at += len(word) + 1
    return frozenset(found)


def shown_details(texts: Iterable[str]) -> frozenset[str]:
    """The details that any of the texts has."""
    joined = "\n".join(texts).lower()
    return frozenset(name for name, pattern in _SHOWN.items() if pattern.search(joined))
