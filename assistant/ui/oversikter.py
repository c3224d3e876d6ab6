"""The page «Oversikter»: a solution, its checklist, a comparison, the risks. The address keeps what is chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import streamlit as st

from assistant.export import PaperSection
from assistant.overview import (
    Overview,
    Risk,
    Solution,
    Task,
    TaskGroup,
    Writer,
    build_overview,
    checklist_of,
    checklist_paper,
    comparison_paper,
    filter_risks,
    load_plan,
    risk_paper,
    solution_paper,
    task_label,
    write_comparison,
    write_risks,
    write_scope,
    write_solution,
)
from assistant.storage import Storage
from assistant.ui.answering import Answering
from assistant.ui.fragments import calm_html
from assistant.ui.markdown import answer_html
from assistant.ui.overview_desk import Desk, show_actions, show_sources
from assistant.ui.overview_html import (
    EXCHANGE,
    comparison_html,
    contents_html,
    heading_html,
    risk_html,
    section_html,
    section_notices_html,
)
from corpus.errors import EhelseError
from corpus.sources import CORPUS_DIR

_VIEWS = ("Løsning", "Sjekkliste", "Sammenlign", "Risiko")
_FIRST_COMPARED, _FIRST_ASPECTS = 2, 4
_ALL_CATEGORIES, _ALL_SOLUTIONS = "Alle kategorier", "Alle løsninger"
_MAX_SHOWN_CHARS = 40
_INTRO = (
    "Det kilden sier om hver løsning, samlet og ord for ord. Tallene i teksten åpner kilden der det står. "
    "Overskriftene er våre."
)


def show_overviews(
    assistant: Answering, storage: Storage | None, owner: str, *, folder: Path = CORPUS_DIR, today: date | None = None
) -> None:
    """The page. `folder` is the corpus folder with overview.toml; without a storage nothing goes into memos."""
    st.html(f'<header class="eh-welcome"><h1>Oversikter</h1><p>{_INTRO}</p></header>')
    try:
        overview = build_overview(assistant.corpus, load_plan(folder))
    except EhelseError as error:
        st.html(calm_html(error.message, error.remedy))
        return
    _tell_unknown(overview)
    desk = Desk(assistant, overview, storage, owner, today or date.today())
    view = st.segmented_control(
        "Visning", _VIEWS, default=_VIEWS[0], required=True, key="visning", bind="query-params", width="stretch"
    )
    views: dict[str, Callable[[Desk], None]] = {
        "Sjekkliste": _show_checklist,
        "Sammenlign": _show_comparison,
        "Risiko": _show_risks,
    }
    views.get(str(view), _show_solution)(desk)


def _tell_unknown(overview: Overview) -> None:
    """What the address asks for and is not here: the widgets leave such values out without a word."""
    names = [solution.name for solution in overview.solutions]
    known = {
        "visning": _VIEWS,
        "losning": names,
        "losninger": names,
        "tema": [aspect.title for aspect in overview.aspects],
        "kategori": [_ALL_CATEGORIES, *overview.categories],
        "gjelder": [_ALL_SOLUTIONS, *names],
    }
    wrong = [value for key, values in known.items() for value in st.query_params.get_all(key) if value not in values]
    if shown := "», «".join(value[:_MAX_SHOWN_CHARS] for value in wrong if value):
        st.html(calm_html(f"Lenken viser til «{shown}», som ikke finnes her."))


def _show_solution(desk: Desk) -> None:
    solution = _choose_solution(desk)
    aspects = write_solution(desk.writer(), desk.overview, solution)
    paper = solution_paper(solution.name, aspects, desk.today)
    st.html(heading_html(2, solution.name))
    show_actions(desk, paper)
    st.html(contents_html(desk.overview.aspects))
    for text in aspects:
        st.html(heading_html(3, text.aspect.title, text.aspect.id) + section_html(text.own))
        if text.common:
            with st.expander("Felles for alle løsningene", key=f"felles-{text.aspect.id}"):
                st.html(section_html(text.common))
    show_sources(desk, paper)


def _show_checklist(desk: Desk) -> None:
    solution = _choose_solution(desk)
    groups = checklist_of(desk.assistant.corpus, desk.overview, solution)
    if any(group.common for group in groups) and not st.toggle(
        "Ta med det som er felles for alle løsningene", value=True, key="felles"
    ):
        groups = tuple(group for group in groups if not group.common)
    done = {task.key for group in groups for task in group.tasks if st.session_state.get(_tick_key(solution, task))}
    writer = desk.writer()
    paper = checklist_paper(writer, solution.name, groups, done=done, made_at=desk.today)
    st.html(heading_html(2, f"Sjekkliste for {solution.name}"))
    count = sum(len(group.tasks) for group in groups)
    st.html(
        f'<p class="eh-small" role="status">{len(done)} av {count} punkter er krysset av. Kryssene blir borte når '
        "du lukker siden eller laster den på nytt; last ned listen for å ta vare på dem.</p>"
    )
    show_actions(desk, paper)
    told = False
    for group, section in zip(groups, paper.sections, strict=True):
        if group.common and not told:
            st.html(heading_html(3, "Felles for alle løsningene"))
            told = True
        st.html(heading_html(4 if group.common else 3, group.heading))
        _show_tasks(desk, solution, group, (writer, section))
    show_sources(desk, paper)


def _show_tasks(desk: Desk, solution: Solution, group: TaskGroup, written: tuple[Writer, PaperSection]) -> None:
    writer, section = written
    with st.container(key=f"punkter-{section.citations[0].n}", gap="xsmall"):
        for task in group.tasks:
            with st.container(horizontal=True, wrap=False, gap="small"):
                st.checkbox(
                    task_label(desk.assistant.corpus, task),
                    key=_tick_key(solution, task),
                    persist_state="session",
                    width="stretch",
                    wrap=True,
                )
                st.html(answer_html(writer.marks(task), section.citations, exchange=EXCHANGE), width="content")
        if notices := section_notices_html([section]):
            st.html(notices)


def _show_comparison(desk: Desk) -> None:
    titles = [aspect.title for aspect in desk.overview.aspects]
    names = [solution.name for solution in desk.overview.solutions]
    chosen = st.pills(
        "Løsninger",
        names,
        selection_mode="multi",
        default=names[:_FIRST_COMPARED],
        key="losninger",
        bind="query-params",
    )
    topics = st.pills(
        "Tema", titles, selection_mode="multi", default=titles[:_FIRST_ASPECTS], key="tema", bind="query-params"
    )
    if not chosen or not topics:
        st.html(calm_html("Velg minst én løsning og ett tema å sammenligne."))
        return
    names = [name for name in names if name in chosen]
    aspects = [aspect for aspect in desk.overview.aspects if aspect.title in topics]
    rows = write_comparison(desk.writer(), [desk.solution_named(name) for name in names], aspects)
    paper = comparison_paper(names, rows, desk.today)
    st.html(heading_html(2, "Sammenligning"))
    show_actions(desk, paper)
    cells = [cell for row in rows for cell in row.cells]
    with st.container(key="sammenligning"):
        st.html(comparison_html(names, rows) + section_notices_html(cells))
    for row in rows:
        if row.common:
            with st.expander(f"Felles for alle løsningene: {row.aspect.title.lower()}", key=f"felles-{row.aspect.id}"):
                st.html(section_html(row.common))
    show_sources(desk, paper)


def _show_risks(desk: Desk) -> None:
    risks, empty = _choose_risks(desk)
    writer = desk.writer()
    scope = write_scope(writer, desk.overview)
    texts = write_risks(writer, desk.overview, risks)
    paper = risk_paper(writer, scope, texts, desk.today)
    st.html(heading_html(2, "Risikoer og tiltak") + section_html(scope))
    if not risks:
        st.html(calm_html(empty))
        show_sources(desk, paper)
        return
    st.html(
        f'<p class="eh-small" role="status">Viser {len(risks)} av {len(desk.overview.risks)} risikoer. Filene du kan '
        "laste ned, har tomme kolonner for sannsynlighet, konsekvens, ansvarlig og frist.</p>"
    )
    show_actions(desk, paper)
    for category in dict.fromkeys(risk.category for risk in risks):
        st.html(heading_html(3, category))
        st.html("".join(risk_html(text) for text in texts if text.risk.category == category))
    show_sources(desk, paper)


def _choose_risks(desk: Desk) -> tuple[tuple[Risk, ...], str]:
    """The risks of the chosen filters, and what to say when there are none."""
    sharing = [solution.name for solution in desk.overview.solutions if solution.shares]
    with st.container(horizontal=True, key="filtre"):
        category = st.selectbox(
            "Kategori", [_ALL_CATEGORIES, *desk.overview.categories], key="kategori", bind="query-params"
        )
        name = st.selectbox("Løsning", [_ALL_SOLUTIONS, *sharing], key="gjelder", bind="query-params")
    if name == _ALL_SOLUTIONS:
        return filter_risks(desk.overview.risks, category=None if category == _ALL_CATEGORIES else category), ""
    named_only = st.toggle(f"Bare risikoer som nevner {name} særskilt", key="nevnt", bind="query-params")
    risks = filter_risks(
        desk.overview.risks,
        category=None if category == _ALL_CATEGORIES else category,
        solution=desk.solution_named(name).id,
        named_only=named_only,
    )
    where = "" if category == _ALL_CATEGORIES else f" under «{category}»"
    return (
        risks,
        f"Ingen av risikoene i kapittel 9{where} nevner {name} særskilt. De andre gjelder løsningene generelt.",
    )


def _choose_solution(desk: Desk) -> Solution:
    names = [solution.name for solution in desk.overview.solutions]
    name = st.pills("Velg løsning", names, default=names[0], required=True, key="losning", bind="query-params")
    return desk.solution_named(str(name))


def _tick_key(solution: Solution, task: Task) -> str:
    return f"kryss-{solution.id}-{task.key}"
