"""overview.toml: what fills the cells beside the solution's own section. Read and checked as one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus.errors import SourceError
from corpus.sources import read_source

FILE = "overview.toml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PlannedAspect(_Strict):
    """An aspect: the named parts of a solution's section that tell of it, and what tables and lists do (`taken`).

    `tasks`: it is ticked off in checklists, one task a unit or a passage.
    """

    id: str
    title: str
    parts: tuple[str, ...] = ()
    taken: Literal["prerequisites", "ambitions", "risks"] | None = None
    tasks: Literal["unit", "passage"] | None = None


class Filling(_Strict):
    """Units for a cell: by references, or by a bank entry under the entry's own headings."""

    aspect: str
    heading: str = ""
    refs: tuple[str, ...] = ()
    entry: str = ""
    task: bool = True

    @model_validator(mode="after")
    def _has_one_origin(self) -> Filling:
        if bool(self.refs) == bool(self.entry):
            raise ValueError("refs or entry: exactly one")
        return self


class PlannedSolution(_Strict):
    """A solution: its section, its row in the table of recommendations, and what it is called in the text."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: str
    section: str
    row: str = ""
    names: tuple[str, ...]
    shares: bool = True
    more: tuple[Filling, ...] = ()


class Plan(_Strict):
    """The whole file."""

    ambitions: str
    risks: str
    aspect: tuple[PlannedAspect, ...]
    common: tuple[Filling, ...] = ()
    solution: tuple[PlannedSolution, ...]
    elsewhere: dict[int, tuple[str, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _aspects_are_known(self) -> Plan:
        known = {aspect.id for aspect in self.aspect}
        used = [*self.common, *(filling for solution in self.solution for filling in solution.more)]
        if unknown := {filling.aspect for filling in used} - known:
            raise ValueError(f"unknown aspect: {', '.join(sorted(unknown))}")
        return self


def load_plan(folder: Path) -> Plan:
    """Reads overview.toml of a corpus folder. Raises SourceError where it is missing or wrong."""
    if not (folder / FILE).exists():
        missing = f"Oversiktene er ikke satt opp for disse kildene: {FILE} mangler."
        raise SourceError(missing, "Legg filen i korpusmappen.")
    try:
        return Plan.model_validate(tomllib.loads(read_source(folder / FILE)))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise SourceError(f"{FILE} er feil: {error}", "Rett filen; formatet står øverst i den.") from error
