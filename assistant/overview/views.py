"""The views, written: a page, a comparison, a list of risks. Screen and export are made of the same sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.export import PaperSection
from assistant.frames import frame
from assistant.overview.models import Aspect, Cell, Overview, Piece, Risk, Solution
from assistant.overview.write import Writer

COMMON = "felles for alle løsningene"
ALL_SOLUTIONS = "Alle løsningene"
ELSEWHERE = "Andre steder i dokumentet"


@dataclass(frozen=True, slots=True)
class AspectText:
    """An aspect of one solution: what is said of it alone, and of all solutions (None where nothing is)."""

    aspect: Aspect
    own: PaperSection
    common: PaperSection | None


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """An aspect of several solutions, a cell each, and what is said of all of them."""

    aspect: Aspect
    cells: tuple[PaperSection, ...]
    common: PaperSection | None


@dataclass(frozen=True, slots=True)
class RiskText:
    """A risk: its description and its measures, also those of other chapters, and the names of what it is about."""

    risk: Risk
    text: PaperSection
    concerns: str


def write_solution(writer: Writer, overview: Overview, solution: Solution) -> tuple[AspectText, ...]:
    """Every aspect of a solution, in order."""
    return tuple(
        AspectText(
            aspect,
            _own(writer, aspect, solution),
            _common(writer, aspect, solution.cells[aspect.id].common),
        )
        for aspect in overview.aspects
    )


def write_comparison(
    writer: Writer, solutions: Sequence[Solution], aspects: Sequence[Aspect]
) -> tuple[ComparedRow, ...]:
    """A row an aspect, a cell a solution; an empty cell says that the document is silent."""
    rows = []
    for aspect in aspects:
        cells = tuple(_own(writer, aspect, solution) for solution in solutions)
        common = next((c for s in solutions if (c := s.cells[aspect.id].common)), ())
        rows.append(ComparedRow(aspect, cells, _common(writer, aspect, common)))
    return tuple(rows)


def write_scope(writer: Writer, overview: Overview) -> PaperSection:
    """What the source says that its risks are about."""
    return writer.section("", [Piece("", overview.scope)])


def write_risks(writer: Writer, overview: Overview, risks: Sequence[Risk]) -> tuple[RiskText, ...]:
    """Each risk with its measures."""
    names = {solution.id: solution.name for solution in overview.solutions}
    return tuple(
        RiskText(
            risk,
            writer.section(f"Risiko {risk.number}", _risk_pieces(risk)),
            ", ".join(names[solution] for solution in risk.solutions) or ALL_SOLUTIONS,
        )
        for risk in risks
    )


def _risk_pieces(risk: Risk) -> list[Piece]:
    measures = tuple(address for measure in risk.measures for address in measure)
    pieces = [Piece("", risk.description), Piece("Tiltak", measures), Piece(ELSEWHERE, risk.elsewhere)]
    return [piece for piece in pieces if piece.addresses]


def _own(writer: Writer, aspect: Aspect, solution: Solution) -> PaperSection:
    cell: Cell = solution.cells[aspect.id]
    silent = f"{frame('unstated', 'nb')} for {solution.name} alene" if cell.common else ""
    return writer.section(aspect.title, cell.own, silent=silent)


def _common(writer: Writer, aspect: Aspect, pieces: Sequence[Piece]) -> PaperSection | None:
    return writer.section(f"{aspect.title}: {COMMON}", pieces) if pieces else None
