"""The page «Dekning»: what the sources cover and how deep, and what they are known not to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from assistant.coverage import (
    Gap,
    Map,
    SectionDepth,
    Totals,
    count_all,
    list_gaps,
    measure_map,
    measure_sections,
)
from assistant.overview import build_overview, load_plan
from assistant.ui.answering import Answering
from assistant.ui.coverage_html import gap_html, head_html, map_html, sections_html
from assistant.ui.fragments import calm_html
from assistant.ui.numbers import amount
from corpus.errors import EhelseError
from corpus.sources import CORPUS_DIR, Corpus

_ALL, _OTHER = "Alle løsninger", "Ingen bestemt løsning"
_WHOLE = "hull-alle"
_FIRST_GAPS = 20
_KEPT = 2


@dataclass(frozen=True, slots=True)
class Coverage:
    """All that the page shows; `problem` is why the map of the solutions is missing."""

    totals: Totals
    sections: tuple[SectionDepth, ...]
    map: Map | None
    gaps: tuple[Gap, ...]
    problem: str = ""


def show_coverage(assistant: Answering, folder: Path = CORPUS_DIR) -> None:
    """Numbers, the map of solutions, chapter by chapter, and the known gaps of one solution or of all."""
    corpus = assistant.corpus
    coverage = _measure(corpus.fingerprint, str(folder), corpus)
    st.html(head_html(coverage.totals))
    if coverage.map is not None:
        st.html(map_html(coverage.map, corpus, coverage.gaps))
    elif coverage.problem:
        st.html(calm_html("Kartet over løsningene kan ikke lages.", coverage.problem))
    st.html(sections_html(coverage.sections))
    _show_gaps(corpus, coverage)


@st.cache_resource(show_spinner=False, max_entries=_KEPT)
def _measure(fingerprint: str, folder: str, _corpus: Corpus) -> Coverage:
    """Counted once for each edition of sources and bank."""
    totals, sections = count_all(_corpus), measure_sections(_corpus)
    try:
        plan = load_plan(Path(folder))
        return Coverage(totals, sections, measure_map(_corpus, build_overview(_corpus, plan)), list_gaps(_corpus, plan))
    except EhelseError as error:  # the rest of the page needs no plan
        return Coverage(totals, sections, None, list_gaps(_corpus, None), f"{error.message} {error.remedy}".strip())


def _show_gaps(corpus: Corpus, coverage: Coverage) -> None:
    st.html(
        '<section class="eh-coverage"><h2>Kjente hull</h2><p>Det folk spør om, men kildene ikke svarer på. '
        "Åpne et hull for å se det nærmeste kildene sier.</p></section>"
    )
    names = {solution.id: solution.name for solution in (coverage.map.solutions if coverage.map else ())}
    chosen = st.selectbox("Løsning", [_ALL, *names.values(), _OTHER], key="hull-losning") if names else _ALL
    found = [gap for gap in coverage.gaps if _is_about(gap, chosen, names)]
    shown = found if st.session_state.get(_WHOLE) == chosen else found[:_FIRST_GAPS]
    items = "".join(gap_html(gap, corpus) for gap in shown)
    count = amount(len(found), "kjent hull", "kjente hull")
    st.html(f'<p class="eh-small" role="status">{count}</p><div class="eh-gaps">{items}</div>')
    if len(shown) < len(found):
        st.button(f"Vis alle {len(found)}", key="alle-hull", on_click=_show_whole, args=(chosen,))


def _show_whole(chosen: str) -> None:
    st.session_state[_WHOLE] = chosen


def _is_about(gap: Gap, chosen: str, names: Mapping[str, str]) -> bool:
    if chosen in (_ALL, _OTHER):
        return chosen == _ALL or not gap.solutions
    return any(names[solution] == chosen for solution in gap.solutions)
