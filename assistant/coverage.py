"""How deep the sources cover each section and each solution, and what they are known not to say.

Everything is counted from the corpus, the bank and the overviews' plan; an answer is a bank entry that quotes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.overview import Aspect, Cell, Overview, Plan, Solution
from corpus.bank import Address, Entry
from corpus.check import measure_coverage
from corpus.model import Document
from corpus.sources import Corpus

_LEVELS = (1, 5, 15)  # units from which a solution's cell is at level 1, 2 and 3


@dataclass(frozen=True, slots=True)
class Totals:
    """What there is in all."""

    documents: int
    passages: int
    answers: int
    gaps: int
    askings: int


@dataclass(frozen=True, slots=True)
class SectionDepth:
    """A section with all below it. `thin` are passages that few askings lead to; `first` is the id of its first one."""

    source: str
    title: str
    level: int
    first: str
    passages: int
    answers: int
    gaps: int
    askings: int
    thin: int


@dataclass(frozen=True, slots=True)
class CellDepth:
    """What the sources say of one solution in one aspect: units of its own, in passages, and the answers with them.

    `common` is how many units are said of all solutions together; `first` is where its own begins.
    """

    units: int
    passages: int
    answers: int
    askings: int
    common: int
    first: Address | None = None

    @property
    def level(self) -> int:
        """0 (nothing of its own) to 3 (much)."""
        return sum(self.units >= least for least in _LEVELS)


@dataclass(frozen=True, slots=True)
class Map:
    """Depth by (solution id, aspect id)."""

    solutions: tuple[Solution, ...]
    aspects: tuple[Aspect, ...]
    cells: Mapping[tuple[str, str], CellDepth]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that people ask for and the sources do not tell. `said` are the units that come nearest."""

    id: str
    missing: str
    solutions: tuple[str, ...]
    said: tuple[Address, ...]
    askings: int


def count_all(corpus: Corpus) -> Totals:
    """The size of sources and bank."""
    return Totals(
        documents=len(corpus.documents),
        passages=len(corpus.passages),
        answers=sum(entry.answers for entry in corpus.bank),
        gaps=_count(corpus.bank, "gap"),
        askings=_count_askings(corpus.bank),
    )


def measure_sections(corpus: Corpus) -> tuple[SectionDepth, ...]:
    """Every section of every source, in order."""
    thin = {
        coverage.passage.id
        for coverage in measure_coverage(corpus.documents, corpus.bank, corpus.references)
        if coverage.thin
    }
    entries = _entries_by_passage(corpus)
    return tuple(depth for document in corpus.documents for depth in _section_depths(document, entries, thin))


def _section_depths(
    document: Document, entries: Mapping[str, Sequence[Entry]], thin: Collection[str]
) -> Iterable[SectionDepth]:
    for section in document.sections:
        depth = len(section.headings)
        ids = [passage.id for passage in document.passages if passage.headings[:depth] == section.headings]
        found = _distinct(entry for passage_id in ids for entry in entries.get(passage_id, ()))
        if not ids or not section.title:
            continue
        yield SectionDepth(
            source=document.id,
            title=section.title,
            level=section.level,
            first=ids[0],
            passages=len(ids),
            answers=sum(entry.answers for entry in found),
            gaps=_count(found, "gap"),
            askings=_count_askings(found),
            thin=sum(passage_id in thin for passage_id in ids),
        )


def measure_map(corpus: Corpus, overview: Overview) -> Map:
    """How much there is of every solution in every aspect."""
    entries: dict[Address, list[Entry]] = {}
    for entry in corpus.bank:
        if entry.answers:
            for address in corpus.references.resolve_entry(entry):
                entries.setdefault(address, []).append(entry)
    cells = {
        (solution.id, aspect.id): _cell_depth(solution.cells[aspect.id], entries)
        for solution in overview.solutions
        for aspect in overview.aspects
    }
    return Map(overview.solutions, overview.aspects, cells)


def _cell_depth(cell: Cell, entries: Mapping[Address, Sequence[Entry]]) -> CellDepth:
    own = list(dict.fromkeys(address for piece in cell.own for address in piece.addresses))
    found = _distinct(entry for address in own for entry in entries.get(address, ()))
    return CellDepth(
        units=len(own),
        passages=len({passage for passage, _ in own}),
        answers=len(found),
        askings=_count_askings(found),
        common=len({address for piece in cell.common for address in piece.addresses}),
        first=own[0] if own else None,
    )


def list_gaps(corpus: Corpus, plan: Plan | None) -> tuple[Gap, ...]:
    """The known gaps, in the bank's order, with the plan's solutions that they name: many name one, many none."""
    names = {solution.id: _names_pattern(corpus, solution.names) for solution in (plan.solution if plan else ())}
    return tuple(
        Gap(
            id=entry.id,
            missing=entry.text or "",
            solutions=tuple(solution for solution, pattern in names.items() if _names(entry, pattern)),
            said=corpus.references.resolve_entry(entry),
            askings=len(entry.all_askings()),
        )
        for entry in corpus.bank
        if entry.kind == "gap"
    )


def _names_pattern(corpus: Corpus, names: Sequence[str]) -> re.Pattern[str]:
    """The names of a solution, and what the glossary says is the same."""
    wanted = {name.casefold() for name in names}
    for term in corpus.glossary.term:
        alike = {name.casefold() for name in (term.name, *term.abbreviations, *term.forms)}
        wanted |= alike if alike & wanted else set()
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, wanted), key=len, reverse=True))})(?!\w)")


def _names(entry: Entry, pattern: re.Pattern[str]) -> bool:
    """Whether topics or text of an entry name it, or most of the ways of asking do."""
    if any(pattern.search(text.casefold()) for text in (*entry.topics, entry.text or "")):
        return True
    askings = entry.askings.get("nb", ())
    return sum(bool(pattern.search(asking.casefold())) for asking in askings) * 2 > len(askings)


def _entries_by_passage(corpus: Corpus) -> dict[str, list[Entry]]:
    entries: dict[str, list[Entry]] = {}
    for entry in corpus.bank:
        for passage_id in dict.fromkeys(passage for passage, _ in corpus.references.resolve_entry(entry)):
            entries.setdefault(passage_id, []).append(entry)
    return entries


def _count(entries: Iterable[Entry], *kinds: str) -> int:
    return sum(entry.kind in kinds for entry in entries)


def _count_askings(entries: Iterable[Entry]) -> int:
    return sum(len(entry.all_askings()) for entry in entries)


def _distinct(entries: Iterable[Entry]) -> list[Entry]:
    return list({entry.id: entry for entry in entries}.values())
