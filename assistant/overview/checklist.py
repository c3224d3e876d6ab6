"""What must be in place for a solution, as tasks to tick off.

1. The solution's own: prerequisites, duties in law, and measures against the risks that name it.
2. What is the same for all: prerequisites, and measures against the other risks.
3. A unit is a task. A duty is its law and its sentence together; a measure is its name and its lines together.
4. «Ingen» is nothing to do, and a line that only leads a list («Anbefalinger:») is no task.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.overview.models import Aspect, Overview, Piece, Solution, Task, TaskGroup
from corpus.bank import Address
from corpus.model import Unit
from corpus.sources import Corpus

_Group = tuple[str, Iterable[tuple[Address, ...]], bool]


def checklist_of(corpus: Corpus, overview: Overview, solution: Solution) -> tuple[TaskGroup, ...]:
    """The groups of a solution's checklist, its own first, each thing once. Groups without tasks are left out."""
    seen: set[Address] = set()
    groups: list[TaskGroup] = []
    for heading, found, common in _groups(corpus, overview, solution):
        tasks = tuple(Task(addresses) for addresses in dict.fromkeys(found) if not seen.issuperset(addresses))
        seen.update(address for task in tasks for address in task.addresses)
        if tasks:
            groups.append(TaskGroup(heading, tasks, common))
    return tuple(groups)


def _groups(corpus: Corpus, overview: Overview, solution: Solution) -> Iterator[_Group]:
    aspects = [aspect for aspect in overview.aspects if aspect.tasks]
    for aspect in aspects:
        yield aspect.title, _split(corpus, aspect, solution.cells[aspect.id].own), False
    for risk in overview.risks:
        if solution.id in risk.solutions:
            yield f"Tiltak mot risiko {risk.number}", risk.measures, False
    for aspect in aspects:
        for piece in solution.cells[aspect.id].common:
            yield f"{aspect.title}: {piece.heading}", _split(corpus, aspect, [piece]), True
    for category in overview.categories if solution.shares else ():
        risks = [risk for risk in overview.risks if risk.common and risk.category == category]
        yield f"Tiltak mot {category.lower()}", [measure for risk in risks for measure in risk.measures], True


def _split(corpus: Corpus, aspect: Aspect, pieces: Iterable[Piece]) -> Iterator[tuple[Address, ...]]:
    for piece in pieces:
        if not piece.task:
            continue
        if aspect.tasks == "unit":
            yield from ((address,) for address in piece.addresses if _is_task(corpus, address))
            continue
        for passage in dict.fromkeys(address[0] for address in piece.addresses):
            yield tuple(address for address in piece.addresses if address[0] == passage)


def _is_task(corpus: Corpus, address: Address) -> bool:
    unit: Unit = corpus.passages[address[0]].units[address[1]]
    return unit.role != "lead" and not unit.text.endswith(":") and unit.text.strip(" .") != "Ingen"
