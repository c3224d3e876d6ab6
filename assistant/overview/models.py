"""The values of an overview: headings of ours, and addresses of the units that stand under them, word for word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from corpus.bank import Address


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something that is told of every solution: its status, its benefits … `tasks`: what of it is one task."""

    id: str
    title: str
    tasks: Literal["unit", "passage"] | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Units under a short heading of ours ("" where none is needed); `task`: they can be ticked off when done."""

    heading: str
    addresses: tuple[Address, ...]
    task: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """What the sources say of one solution in one aspect: of it alone, and of all solutions in common."""

    own: tuple[Piece, ...] = ()
    common: tuple[Piece, ...] = ()

    @property
    def silent(self) -> bool:
        return not self.own and not self.common


@dataclass(frozen=True, slots=True)
class Risk:
    """A row of the table of risks. Each measure is its name and the lines that belong to it.

    `solutions` are the ids of those that its description names, empty for a risk of all of them. `elsewhere` are
    measures that stand in other chapters. `common`: the description names no solution.
    """

    number: int
    category: str
    description: tuple[Address, ...]
    measures: tuple[tuple[Address, ...], ...]
    elsewhere: tuple[Address, ...]
    solutions: tuple[str, ...]

    @property
    def common(self) -> bool:
        return not self.solutions

    @property
    def row(self) -> tuple[Address, ...]:
        """Description and measures, as the row stands."""
        return (*self.description, *(address for measure in self.measures for address in measure))


@dataclass(frozen=True, slots=True)
class Solution:
    """A solution and its cells, by aspect id. `shares`: what is said of all solutions is said of this one too."""

    id: str
    name: str
    cells: Mapping[str, Cell]
    shares: bool = True


@dataclass(frozen=True, slots=True)
class Overview:
    """All solutions and risks. `scope` is what the source says that its risks are about."""

    aspects: tuple[Aspect, ...]
    solutions: tuple[Solution, ...]
    risks: tuple[Risk, ...]
    scope: tuple[Address, ...]

    @property
    def categories(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(risk.category for risk in self.risks))

    def solution(self, solution_id: str) -> Solution:
        return next(solution for solution in self.solutions if solution.id == solution_id)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to tick off: units that belong together, the first of them its name."""

    addresses: tuple[Address, ...]

    @property
    def key(self) -> str:
        passage, unit = self.addresses[0]
        return f"{passage}-{unit}"


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Tasks under a heading; `common`: they are the same for all solutions."""

    heading: str
    tasks: tuple[Task, ...]
    common: bool = False
