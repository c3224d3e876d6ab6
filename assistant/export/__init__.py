"""Answers and memos taken out of the app: Markdown, HTML (print, clipboard), and Word in `assistant.export.word`."""

from __future__ import annotations

from assistant.export.html import references_html, section_html, to_fragment, to_html
from assistant.export.markdown import answer_to_markdown, to_markdown
from assistant.export.paper import (
    Paper,
    PaperSection,
    answer_paper,
    date_text,
    memo_paper,
    number_references,
    place_text,
    status_text,
)

__all__ = [
    "Paper",
    "PaperSection",
    "answer_paper",
    "answer_to_markdown",
    "date_text",
    "memo_paper",
    "number_references",
    "place_text",
    "references_html",
    "section_html",
    "status_text",
    "to_fragment",
    "to_html",
    "to_markdown",
]
