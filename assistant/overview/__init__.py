"""Overviews of the solutions: pages, checklists, comparisons and risks, built from the corpus and the bank.

models     the values, of nothing but headings and addresses of units
plan       overview.toml: which sections and entries fill which cell
build      corpus + plan -> Overview (with risks for its table of risks)
checklist  what can be ticked off
write      cells and tasks as Markdown with marks, citations and notices
views      what is shown, written: a page, a comparison, a list of risks
papers     each view as a Paper, for export, and as an Answer, for memos
"""

from __future__ import annotations

from assistant.overview.build import build_overview
from assistant.overview.checklist import checklist_of
from assistant.overview.models import Aspect, Cell, Overview, Piece, Risk, Solution, Task, TaskGroup
from assistant.overview.papers import (
    checklist_paper,
    comparison_paper,
    paper_answer,
    risk_paper,
    solution_paper,
)
from assistant.overview.plan import Plan, load_plan
from assistant.overview.risks import filter_risks
from assistant.overview.views import (
    AspectText,
    ComparedRow,
    RiskText,
    write_comparison,
    write_risks,
    write_scope,
    write_solution,
)
from assistant.overview.write import Writer, task_label

__all__ = [
    "Aspect",
    "AspectText",
    "Cell",
    "ComparedRow",
    "Overview",
    "Piece",
    "Plan",
    "Risk",
    "RiskText",
    "Solution",
    "Task",
    "TaskGroup",
    "Writer",
    "build_overview",
    "checklist_of",
    "checklist_paper",
    "comparison_paper",
    "filter_risks",
    "load_plan",
    "paper_answer",
    "risk_paper",
    "solution_paper",
    "task_label",
    "write_comparison",
    "write_risks",
    "write_scope",
    "write_solution",
]
