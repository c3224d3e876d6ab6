"""What the views of «Oversikter» share: what they are made with, the files, the memo, and the sources of the marks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import streamlit as st

from assistant.export import Paper, to_html, to_markdown
from assistant.overview import Overview, Solution, Writer, paper_answer
from assistant.storage import Storage
from assistant.ui.answering import Answering
from assistant.ui.fragments import badge_html
from assistant.ui.groups import Group, escape_label, group_citations, source_key
from assistant.ui.memo_button import show_memo_button
from assistant.ui.overview_html import EXCHANGE
from assistant.ui.panel import show_panel

_PANEL_HEIGHT_PX = 460
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Desk:
    """What every view is made with."""

    assistant: Answering
    overview: Overview
    storage: Storage | None
    owner: str
    today: date

    def writer(self) -> Writer:
        return Writer(self.assistant.corpus, self.today.year)

    def solution_named(self, name: str) -> Solution:
        return next(solution for solution in self.overview.solutions if solution.name == name)


def show_actions(desk: Desk, paper: Paper) -> None:
    """Downloads, and the way into a memo."""
    with st.container(horizontal=True, key="handlinger", gap="small"):
        with st.popover("Last ned", icon=":material/download:", key="last-ned"):
            _show_downloads(paper)
        if desk.storage is not None and desk.owner:
            show_memo_button(desk.storage, desk.owner, paper.title, paper_answer(paper), _file_name(paper))


def _show_downloads(paper: Paper) -> None:
    """The files are made when they are asked for: a choice on the page must not wait for them."""
    files: dict[str, tuple[Callable[[], bytes | str], str, str]] = {
        "Word (.docx)": (lambda: _make_word(paper), "docx", _WORD),
        "Markdown (.md)": (lambda: to_markdown(paper), "md", "text/markdown"),
        "For utskrift (.html)": (lambda: to_html(paper), "html", "text/html"),
    }
    name = _file_name(paper)
    for label, (make, ending, mime) in files.items():
        st.download_button(label, make, f"{name}.{ending}", mime, key=f"fil-{ending}", on_click="ignore")


def _file_name(paper: Paper) -> str:
    return re.sub(r"\W+", "-", paper.title.lower()).strip("-")


def _make_word(paper: Paper) -> bytes:
    from assistant.export.word import to_docx  # heavy: not before it is asked for

    return to_docx(paper)


def show_sources(desk: Desk, paper: Paper) -> None:
    """A button for each cited passage; the marks in the text press them."""
    answer = paper_answer(paper)
    groups = group_citations(answer.citations)
    with (
        st.expander(f"Kilder: {len(groups)} avsnitt", key=f"kilder-{EXCHANGE}"),
        st.container(horizontal=True, gap="xsmall"),
    ):
        for group in groups:
            if st.button(escape_label(group.label), key=source_key(EXCHANGE, group.passage)):
                _open_source(desk.assistant, group)
    st.html(badge_html(answer))


@st.dialog("Slik står det i kilden", width="medium")
def _open_source(assistant: Answering, group: Group) -> None:
    show_panel(assistant, group.citations, height=_PANEL_HEIGHT_PX)
