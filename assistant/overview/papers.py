"""Written views as papers, for Word, Markdown and print, and as an answer, for memos."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby

from assistant.compose import escape
from assistant.export import Paper, PaperSection
from assistant.models import Answer, Citation
from assistant.overview.models import Piece, Risk, TaskGroup
from assistant.overview.views import AspectText, ComparedRow, RiskText
from assistant.overview.write import Writer, flatten

_BLANKS = ("Sannsynlighet", "Konsekvens", "Ansvarlig", "Frist")
_MAX_COLUMNS = 3


def solution_paper(name: str, aspects: Sequence[AspectText], made_at: date) -> Paper:
    """A solution's page: a section an aspect, and one for what is the same for all solutions."""
    sections = [section for aspect in aspects for section in (aspect.own, aspect.common) if section]
    return Paper(f"Oversikt: {name}", tuple(sections), made_at)


def checklist_paper(
    writer: Writer, name: str, groups: Sequence[TaskGroup], *, done: Collection[str], made_at: date
) -> Paper:
    """A checklist: a section a group; `done` are the keys of the ticked tasks."""
    sections = tuple(
        writer.cited(
            group.heading,
            writer.task_lines((task, task.key in done) for task in group.tasks),
            [address for task in group.tasks for address in task.addresses],
        )
        for group in groups
    )
    return Paper(f"Sjekkliste: {name}", sections, made_at)


def comparison_paper(names: Sequence[str], rows: Sequence[ComparedRow], made_at: date) -> Paper:
    """A table with an aspect a row; with more solutions than a page is wide, a section an aspect instead.

    What is the same for all solutions follows.
    """
    common = [row.common for row in rows if row.common]
    title = f"Sammenligning: {', '.join(names)}"
    if len(names) > _MAX_COLUMNS:
        return Paper(title, (*(_stacked_row(names, row) for row in rows), *common), made_at)
    head = ["", *map(escape, names)]
    body = [[f"**{row.aspect.title}**", *(flatten(cell.markdown) for cell in row.cells)] for row in rows]
    table = _merge("", _table(head, body), [cell for row in rows for cell in row.cells])
    return Paper(title, (table, *common), made_at)


def risk_paper(writer: Writer, scope: PaperSection, risks: Sequence[RiskText], made_at: date) -> Paper:
    """What the risks are about; for each category a table to fill in, with empty columns, and the measures below."""
    sections = [
        _category_section(writer, category, list(group))
        for category, group in groupby(risks, key=lambda text: text.risk.category)
    ]
    return Paper("Risikoer og tiltak: utgangspunkt for egen ROS-analyse", (scope, *sections), made_at)


def paper_answer(paper: Paper) -> Answer:
    """The paper as one answer, its headings in bold: what a memo takes in. Numbers are those of its view."""
    blocks = [part for section in paper.sections for part in (_bold(section.heading), section.markdown) if part]
    merged = _merge("", "\n\n".join(blocks), paper.sections)
    labels = ", ".join(dict.fromkeys(citation.label for citation in merged.citations if citation.label))
    return Answer(
        question=paper.title,
        answer=merged.markdown,
        citations=merged.citations,
        notices=merged.notices,
        source_label=labels,
    )


def _stacked_row(names: Sequence[str], row: ComparedRow) -> PaperSection:
    blocks = [part for name, cell in zip(names, row.cells, strict=True) for part in (_bold(name), cell.markdown)]
    return _merge(row.aspect.title, "\n\n".join(blocks), row.cells)


def _category_section(writer: Writer, category: str, risks: Sequence[RiskText]) -> PaperSection:
    rows = [
        [writer.line(text.risk.description).removeprefix("• "), text.concerns, *("" for _ in _BLANKS)] for text in risks
    ]
    measures = [writer.section("", _measures(text.risk)).markdown for text in risks]
    markdown = "\n\n".join([_table(["Risiko", "Gjelder", *_BLANKS], rows), *measures])
    return _merge(category, markdown, [text.text for text in risks])


def _measures(risk: Risk) -> list[Piece]:
    measures = tuple(address for measure in risk.measures for address in measure)
    pieces = [
        Piece(f"Tiltak mot risiko {risk.number}", measures),
        Piece(f"Om risiko {risk.number} andre steder i dokumentet", risk.elsewhere),
    ]
    return [piece for piece in pieces if piece.addresses]


def _merge(heading: str, markdown: str, sections: Sequence[PaperSection]) -> PaperSection:
    """Markdown with the citations and notices of the sections that it was made of."""
    citations: dict[int, Citation] = {citation.n: citation for section in sections for citation in section.citations}
    notices = dict.fromkeys(notice for section in sections for notice in section.notices)
    return PaperSection(heading, markdown, tuple(citations[number] for number in sorted(citations)), tuple(notices))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _bold(heading: str) -> str:
    return f"**{heading}**" if heading else ""
