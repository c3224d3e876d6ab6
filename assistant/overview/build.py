"""Builds the overview: every cell of every solution, as addresses of units.

1. The solution's own section: its named parts, by aspect.
2. The table and the list of ambitions: its row, and the ambitions that name it, by year.
3. The risks that name it, and those of all solutions.
4. What the plan points to elsewhere, of this solution or of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from assistant.overview.models import Aspect, Cell, Overview, Piece, Risk, Solution
from assistant.overview.plan import FILE, Filling, Plan, PlannedAspect, PlannedSolution
from assistant.overview.risks import find_named, read_risks
from corpus.bank import Address
from corpus.errors import SourceError
from corpus.model import Passage
from corpus.sources import Corpus

_YEAR = re.compile(r"\b20\d\d\b")
_REMEDY = "Rett filen i korpusmappen."


def build_overview(corpus: Corpus, plan: Plan) -> Overview:
    """Every cell of every solution. Raises SourceError or BankError where the plan doesn't fit the sources."""
    risks = read_risks(corpus, plan)
    builder = _Builder(corpus, plan, risks)
    return Overview(
        aspects=tuple(Aspect(aspect.id, aspect.title, aspect.tasks) for aspect in plan.aspect),
        solutions=tuple(builder.solution(planned) for planned in plan.solution),
        risks=risks,
        scope=tuple(
            (passage.id, number)
            for passage in builder.passages
            if passage.section == plan.risks and passage.kind == "paragraph"
            for number in range(len(passage.units))
        ),
    )


class _Builder:
    def __init__(self, corpus: Corpus, plan: Plan, risks: tuple[Risk, ...]) -> None:
        self.corpus, self.plan, self.risks = corpus, plan, risks
        self.passages = corpus.documents[0].passages
        self.common = {
            aspect.id: (
                *self._fill(plan.common, aspect.id),
                *(self._risks_of(None) if aspect.taken == "risks" else ()),
            )
            for aspect in plan.aspect
        }

    def solution(self, planned: PlannedSolution) -> Solution:
        cells = {
            aspect.id: Cell(
                own=tuple(self._own(planned, aspect)), common=self.common[aspect.id] if planned.shares else ()
            )
            for aspect in self.plan.aspect
        }
        return Solution(planned.id, planned.name, cells, planned.shares)

    def _own(self, planned: PlannedSolution, aspect: PlannedAspect) -> Iterator[Piece]:
        yield from self._parts(planned, aspect.parts)
        match aspect.taken:
            case "prerequisites" if planned.row:
                yield Piece("Fra tabellen med anbefalinger", self._row_columns(planned.row)[-1])
            case "ambitions":
                yield from self._ambitions(planned)
                if planned.row:
                    yield Piece("Anbefaling til kommunene", self._row_columns(planned.row)[-2])
            case "risks":
                yield from self._risks_of(planned.id)
        yield from self._fill(planned.more, aspect.id)

    def _parts(self, planned: PlannedSolution, parts: tuple[str, ...]) -> Iterator[Piece]:
        """The named parts of the solution's own section, without a heading: the aspect's is enough."""
        section = [passage for passage in self.passages if _is_section(passage, planned.section)]
        if not section:
            raise SourceError(f"{FILE}: avsnittet «{planned.section}» finnes ikke.", _REMEDY)
        addresses = tuple((p.id, number) for p in section if p.part in parts for number in range(len(p.units)))
        if addresses:
            yield Piece("", addresses)

    def _row_columns(self, name: str) -> list[tuple[Address, ...]]:
        """The cells of a solution's row: number, name, recommendation, prerequisites."""
        for passage in self.passages:
            if passage.kind == "row" and passage.section == self.plan.ambitions:
                runs = groupby(enumerate(passage.units), key=lambda numbered: numbered[1].column)
                columns = [tuple((passage.id, number) for number, _ in run) for _, run in runs]
                if len(columns) > 2 and any(unit.text == name for unit in passage.units):
                    return columns
        raise SourceError(f"{FILE}: ingen rad i tabellen heter «{name}».", _REMEDY)

    def _ambitions(self, planned: PlannedSolution) -> Iterator[Piece]:
        """The ambitions that name the solution, a piece for each year."""
        by_year: dict[str, list[Address]] = {}
        for passage in self.passages:
            if passage.kind != "list" or passage.section != self.plan.ambitions:
                continue
            for number, unit in enumerate(passage.units):
                if unit.role == "item" and find_named([planned], unit.text):
                    year = max(_YEAR.findall(unit.text), default="")
                    by_year.setdefault(year, []).append((passage.id, number))
        yield from (Piece(year, tuple(addresses)) for year, addresses in sorted(by_year.items()))

    def _risks_of(self, solution: str | None) -> Iterator[Piece]:
        """The risks that name a solution, or for None those that name none; a piece for each category."""
        wanted = [risk for risk in self.risks if (risk.common if solution is None else solution in risk.solutions)]
        for category, risks in groupby(wanted, key=lambda risk: risk.category):
            yield Piece(category, tuple(address for risk in risks for address in risk.row))

    def _fill(self, fillings: tuple[Filling, ...], aspect: str) -> Iterator[Piece]:
        for filling in fillings:
            if filling.aspect == aspect and filling.entry:
                yield from self._entry_pieces(filling)
            elif filling.aspect == aspect:
                yield self._piece(filling.heading, filling.refs, filling.task)

    def _entry_pieces(self, filling: Filling) -> Iterator[Piece]:
        entry = next((entry for entry in self.corpus.bank if entry.id == filling.entry), None)
        if entry is None:
            raise SourceError(f"{FILE}: oppføringen «{filling.entry}» finnes ikke i banken.", _REMEDY)
        for part in entry.parts:
            if not part.rows:
                yield self._piece(part.heading, part.refs, filling.task)
            for row in part.rows:
                yield self._piece(row.label, [ref for cell in row.cells for ref in cell], filling.task)

    def _piece(self, heading: str, refs: Iterable[str], task: bool) -> Piece:
        found = (address for ref in refs for address in self.corpus.references.resolve(ref))
        return Piece(heading, tuple(dict.fromkeys(found)), task)


def _is_section(passage: Passage, section: str) -> bool:
    return passage.section == section or passage.headings[-1:] == (section,)
