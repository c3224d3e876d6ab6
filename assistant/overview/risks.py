"""The table of risks: each row as a Risk, and the choice by category and solution.

1. A row's first column is the description, which begins with the risk's number; the second holds the measures.
2. A measure begins at a line with a name in bold; lines without one belong to the measure above.
3. A risk concerns the solutions that its description names; the others are about any solution.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.overview.models import Risk
from assistant.overview.plan import FILE, Plan, PlannedSolution
from corpus.bank import Address
from corpus.errors import SourceError
from corpus.model import Passage
from corpus.sources import Corpus

_NUMBER = re.compile(r"(\d+)\)")


def read_risks(corpus: Corpus, plan: Plan) -> tuple[Risk, ...]:
    """The risks in the source's order. Raises SourceError where the plan names a number that no risk has."""
    rows = [
        passage for passage in corpus.documents[0].passages if passage.section == plan.risks and passage.kind == "row"
    ]
    risks = tuple(_read_risk(corpus, plan, row) for row in rows)
    if unknown := set(plan.elsewhere) - {risk.number for risk in risks}:
        raise SourceError(f"{FILE} viser til risiko {min(unknown)}, som ikke finnes.", "Rett «elsewhere».")
    return risks


def filter_risks(
    risks: Iterable[Risk], *, category: str | None = None, solution: str | None = None, named_only: bool = False
) -> tuple[Risk, ...]:
    """The risks of a category that concern a solution; `named_only` leaves out those of all solutions."""
    return tuple(
        risk
        for risk in risks
        if category in (None, risk.category)
        and (solution is None or solution in risk.solutions or (risk.common and not named_only))
    )


def find_named(solutions: Iterable[PlannedSolution], text: str) -> tuple[str, ...]:
    """Ids of the solutions that a text names."""
    return tuple(
        solution.id
        for solution in solutions
        if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) for name in solution.names)
    )


def _read_risk(corpus: Corpus, plan: Plan, row: Passage) -> Risk:
    first_column = row.units[0].column
    description = [number for number, unit in enumerate(row.units) if unit.column == first_column]
    match = _NUMBER.match(row.units[0].text)
    number = int(match[1]) if match else 0
    refs = plan.elsewhere.get(number, ())
    return Risk(
        number=number,
        category=row.headings[-1],
        description=tuple((row.id, unit) for unit in description),
        measures=_read_measures(row, len(description)),
        elsewhere=tuple(dict.fromkeys(address for ref in refs for address in corpus.references.resolve(ref))),
        solutions=find_named(plan.solution, " ".join(row.units[unit].text for unit in description)),
    )


def _read_measures(row: Passage, start: int) -> tuple[tuple[Address, ...], ...]:
    measures: list[list[Address]] = []
    for number in range(start, len(row.units)):
        if row.units[number].label or not measures:
            measures.append([])
        measures[-1].append((row.id, number))
    return tuple(map(tuple, measures))
