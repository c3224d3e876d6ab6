"""The page «Treffsikkerhet»: the latest measured accuracy, what it means for the reader, and its limits."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assistant.accuracy import REPORT, load_report
from assistant.ui.accuracy_html import headline_html, meaning_html, method_html, tables_html
from assistant.ui.answering import Answering
from assistant.ui.fragments import calm_html
from corpus.errors import EhelseError


def show_accuracy(assistant: Answering, path: Path = REPORT) -> None:
    """The report in plain words, or calmly that there is none."""
    st.html('<header class="eh-welcome"><h1>Treffsikkerhet</h1></header>')
    try:
        report = load_report(path)
    except EhelseError as error:
        st.html(calm_html(f"Vi har ingen måling å vise. {error.message}", error.remedy))
        return
    stale = bool(report.corpus) and report.corpus != assistant.corpus.fingerprint
    body = headline_html(report, stale=stale) + meaning_html(report) + tables_html(report) + method_html(report)
    st.html(f'<div class="eh-measured">{body}</div>')
