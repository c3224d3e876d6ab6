"""Questions that lay several solutions or aspects side by side: taken apart into one plain question a cell.

«Sammenlign status og gevinster for SFM og PLL» is four questions («Hva er status for …?»), each answered as if it had
been asked alone, and put together as a table: solutions as columns, or as rows where there is one aspect.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.bank import Entry, Part, Row
from corpus.glossary import Term

_COMPARES = re.compile(
    r"\b(sammenlign\w*|forskjell\w*|skill\w*|kontra|versus|vs|ulik\w*|side om side|tabell\w*|begge|hver av|hver enkelt"
    r"|hver for seg|hva er hva|bland\w*|compar\w*|differ\w*|both|each)\b"
)
_BETWEEN = re.compile(r"(?:\s*,)?\s+(?:(?:og|samt|and|både|både|hvilke|hva|hvem|er|på)\s+){0,3}|,\s*")
_OF_BOTH = r"\b(?:for|ved|på|av|i|med|til|om|har|gir|of)\s+(?:både\s+)?{}\s+(?:og|samt|and)\s+{}(\s+(i dag|nå))?\W*$"
_MANY, _FEW_WORDS = 3, 6


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something that is told of each solution: its name, the words that it is asked with, and how it is asked."""

    name: str
    words: str
    asking: str


ASPECTS = (
    Aspect("Status", r"status\w*|hvor langt", "Hva er status for {}?"),
    Aspect("Gevinster", r"gevinst\w*|nytte\w*|fordel\w*|benefit\w*", "Hva er gevinstene ved {}?"),
    Aspect("Avhengigheter", r"avheng\w*", "Hvilke avhengigheter har {} til andre løsninger?"),
    Aspect("Forutsetninger", r"forutset\w*|krav\w*|krev\w*|på plass", "Hva er forutsetningene for {}?"),
    Aspect("Risiko", r"risiko\w*", "Hvilke risikoer gjelder {}?"),
    Aspect("Ansvar", r"ansvar\w*|rolle\w*", "Hvem har ansvaret for {}?"),
    Aspect("Ambisjon", r"ambisjon\w*|mål|målene?|målsetting\w*|frist\w*", "Hva er ambisjonen for {}?"),
    Aspect("Anbefaling", r"anbefal\w*", "Hva anbefales for {}?"),
    Aspect("Hva", r"hva er hva|definisjon\w*|definer\w*|beskriv\w*", "Hva er {}?"),
)


@dataclass(frozen=True, slots=True)
class Grid:
    """What is laid side by side; `askings[aspect][solution]` are the plain questions."""

    solutions: tuple[Term, ...]
    aspects: tuple[Aspect, ...]

    @property
    def askings(self) -> list[list[str]]:
        return [[aspect.asking.format(term.name) for term in self.solutions] for aspect in self.aspects]


def find_grid(words: str, solutions: Sequence[Term], *, whole: bool = True) -> Grid | None:
    """The grid that a question asks for, if it does; `words` are its words in plain bokmål, with its commas.

    Two solutions need a word of comparing, or to be all that an aspect is asked of («ambisjoner for SFM og PLL»), as do
    more where the question is not `whole` but several. One solution needs aspects that are listed («status, gevinster
    og risiko»).
    """
    found = _find_aspects(words)
    listed = [aspect for aspect, _, _ in found]
    several = whole and len(solutions) >= _MANY
    if len(solutions) >= 2 and found and (several or _COMPARES.search(words) or _asks_of_both(words, solutions, found)):
        return Grid(tuple(solutions), tuple(listed if _is_list(words, found) else listed[:1]))
    if len(solutions) == 1 and len(found) > 1 and _is_list(words, found):
        return Grid(tuple(solutions), tuple(listed))
    return None


def table_of(grid: Grid, entries: Sequence[Sequence[Entry | None]]) -> tuple[Part, ...]:
    """What is shown, from entries by aspect and solution; None = the sources don't say.

    One solution has a part for each aspect, several have a table.
    """
    names = [term.abbreviations[0] if term.abbreviations else _capital(term.name) for term in grid.solutions]
    cells = [[tuple(entry.all_refs()) if entry else () for entry in row] for row in entries]
    if len(names) == 1:
        pairs = zip(grid.aspects, cells, strict=True)
        return tuple(Part(heading=aspect.name, refs=row[0]) for aspect, row in pairs if row[0])
    if len(grid.aspects) == 1:
        rows = [Row(label=name, cells=(cell,)) for name, cell in zip(names, cells[0], strict=True)]
        return (Part(form="table", columns=(grid.aspects[0].name,), rows=tuple(rows)),)
    rows = [Row(label=aspect.name, cells=tuple(row)) for aspect, row in zip(grid.aspects, cells, strict=True)]
    return (Part(form="table", columns=tuple(names), rows=tuple(rows)),)


def _find_aspects(words: str) -> list[tuple[Aspect, int, int]]:
    """The aspects that are named, in their order, with where."""
    found = [(aspect, re.search(rf"\b(?:{aspect.words})(?!\w)", words)) for aspect in ASPECTS]
    return sorted(((aspect, m.start(), m.end()) for aspect, m in found if m), key=lambda item: item[1])


def _is_list(words: str, found: Sequence[tuple[Aspect, int, int]]) -> bool:
    """Whether the aspects stand one after the other, with nothing but «og» and commas between them."""
    return all(_BETWEEN.fullmatch(words[first[2] : second[1]]) for first, second in pairwise(found))


def _asks_of_both(words: str, solutions: Sequence[Term], found: Sequence[tuple[Aspect, int, int]]) -> bool:
    """Whether two solutions are what the aspects are asked of, and nothing else is asked."""
    names = sorted((term.name.lower() for term in solutions), key=words.find)
    both = re.search(_OF_BOTH.format(*map(re.escape, names)), words) if len(names) == 2 else None
    return bool(both and found[-1][2] <= both.start() and len(words[: both.start()].split()) <= _FEW_WORDS)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
