"""Proof that canonical Markdown has the words of the raw text: none lost, added, changed or moved unmarked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_ADDRESS_LINE = re.compile(r"(?:https?|file):/\S+")
_RAW_BULLET = re.compile(r"\A[•o-]\s+")
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_MOVED = re.compile(r"<!-- flyttet: (.*?) -->(.*?)<!-- /flyttet -->", re.DOTALL)
_FOOTNOTE = re.compile(r"^\[\^(\d+)\]: (.*)$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\(<([^>]+)>\)")
_CONTEXT = 4


@dataclass(frozen=True, slots=True)
class MovedPart:
    """Words that stand elsewhere in the Markdown than in the raw text, and why."""

    reason: str
    words: tuple[str, ...]


def raw_words(text: str) -> list[str]:
    """The words of a raw text, in order.

    Bullets at line starts and lines that are only an address are left out. A hyphen at a line end stays and the
    next line is joined to it.
    """
    joined = ""
    for line in map(str.strip, text.splitlines()):
        if not line or _ADDRESS_LINE.fullmatch(line):
            continue
        joined += ("" if joined.endswith("-") else " ") + _RAW_BULLET.sub("", line, count=1)
    return joined.split()


def canonical_words(markdown: str) -> list[str]:
    """The words of canonical Markdown that stand where the raw text has them, in order, without markup."""
    return _plain_words(_FOOTNOTE.sub("\n", _MOVED.sub("\n", _body(markdown))))


def moved_parts(markdown: str) -> list[MovedPart]:
    """The parts marked as moved, then the footnotes, which stand at the end of their chapter."""
    body = _body(markdown)
    moved = [MovedPart(match[1], tuple(_plain_words(match[2]))) for match in _MOVED.finditer(body)]
    notes = [MovedPart(f"fotnote {match[1]}", (match[1], *match[2].split())) for match in _FOOTNOTE.finditer(body)]
    return moved + notes


def compare_words(raw: str, markdown: str) -> list[str]:
    """What differs between the words of a raw text and of its canonical Markdown, readable; empty when nothing does.

    Each moved part must be one run of the raw text, found once; it is taken out of both before they are compared.
    """
    words, differences = raw_words(raw), []
    for part in moved_parts(markdown):
        size = len(part.words)
        starts = [i for i in range(len(words) - size + 1) if tuple(words[i : i + size]) == part.words]
        if size and len(starts) == 1:
            del words[starts[0] : starts[0] + size]
        else:
            differences.append(f"moved part «{part.reason}» is found {len(starts)} times in the raw text")
    canonical = canonical_words(markdown)
    for kind, a, b, c, d in SequenceMatcher(None, words, canonical, autojunk=False).get_opcodes():
        if kind != "equal":
            before = " ".join(words[max(0, a - _CONTEXT) : a])
            differences.append(f"after «{before}»: raw «{' '.join(words[a:b])}», Markdown «{' '.join(canonical[c:d])}»")
    return differences


def raw_addresses(text: str) -> list[str]:
    """The addresses stranded in a raw text, sorted, without a closing parenthesis that was never opened."""
    lines = [line for line in map(str.strip, text.splitlines()) if _ADDRESS_LINE.fullmatch(line)]
    return sorted(line[:-1] if line.endswith(")") and "(" not in line else line for line in lines)


def canonical_addresses(markdown: str) -> list[str]:
    """The link targets of canonical Markdown, sorted."""
    return sorted(match[2] for match in _LINK.finditer(_body(markdown)))


def _body(markdown: str) -> str:
    return _FRONT.sub("", markdown, count=1)


def _plain_words(markdown: str) -> list[str]:
    text = _LINK.sub(r"\1", _COMMENT.sub("", markdown))
    text = re.sub(r"\[\^(\d+)\]", r"\1", text).replace("**", "")
    lines: list[str] = []
    for line in text.splitlines():
        if re.fullmatch(r"[|\s:-]+", line):
            continue
        cells = re.split(r"\||<br>" if line.startswith("|") else "<br>", line)
        lines += (re.sub(r"^\s*(?:#{1,4}|-)\s+", "", cell) for cell in cells)
    return " ".join(lines).split()
