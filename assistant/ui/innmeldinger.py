"""The page «Innmeldinger», for maintainers: what users found wrong, why, and what it leads to in the bank."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from assistant.access import Person
from assistant.bank_draft import BankLine, load_bank_lines
from assistant.feedback import CAUSES, MAX_COMMENT_CHARS, REASONS, STATES, Cause, Feedback, Reason, State, Verdict
from assistant.storage import Storage
from assistant.ui.answering import Answering
from assistant.ui.fragments import calm_html
from assistant.ui.groups import escape_label
from assistant.ui.notat_desk import told_html
from assistant.ui.numbers import amount
from assistant.ui.triage_draft import show_draft
from assistant.ui.triage_html import counts_html, entries_html, given_html, head_html
from corpus.bank import Entry
from corpus.errors import EhelseError
from corpus.sources import CORPUS_DIR

_ALL = "alle"
_VERDICTS: dict[str, str] = {"down": "Tommel ned", "up": "Tommel opp", _ALL: "Begge"}
_TOLD, _MORE = "innmelding-beskjed", "innmelding-antall"
_FIRST = 20
_LABEL_CHARS = 110


def show_triage(assistant: Answering, storage: Storage | None, person: Person, folder: Path = CORPUS_DIR) -> None:
    """What was given and fits the filters, each with what there is to decide. Readers are told that it isn't theirs."""
    st.html(head_html())
    if not person.maintains:
        st.html(calm_html("Denne siden er for dem som vedlikeholder innholdet.", _HOW_TO_MAINTAIN))
        return
    if storage is None:
        st.html(calm_html("Innmeldinger lagres ikke her."))
        return
    try:
        st.html(counts_html(storage.feedback.count()))
        found = _browse(storage)
    except EhelseError as error:
        st.html(calm_html(error.message, error.remedy))
        return
    if not found:
        st.html(calm_html("Ingen innmeldinger passer med valgene over."))
        return
    st.html(f'<p class="eh-small" role="status">{amount(len(found), "innmelding", "innmeldinger")}</p>')
    entries = {entry.id: entry for entry in assistant.corpus.bank}
    lines = _load_lines(assistant.corpus.fingerprint, str(folder))
    shown = st.session_state.get(_MORE, _FIRST)
    for given in found[:shown]:
        _show_given(storage, given, entries, lines)
    if len(found) > shown:
        st.button("Vis flere", key="innmelding-flere", on_click=_show_more)


_HOW_TO_MAINTAIN = (
    "Uten innlogging gjelder det den som sitter ved maskinen appen kjører på; med innlogging dem som står i "
    "innstillingen «maintainers», med en e-postadresse som innloggingen har bekreftet."
)


@st.cache_resource(show_spinner=False, max_entries=2)
def _load_lines(fingerprint: str, folder: str) -> dict[str, BankLine]:
    """Read once for each edition of the bank."""
    return load_bank_lines(Path(folder))


def _browse(storage: Storage) -> list[Feedback]:
    state, verdict, reason = _show_filters()
    return storage.feedback.browse((state,) if state else (), verdict=verdict, reason=reason)


def _show_filters() -> tuple[State | None, Verdict | None, Reason | None]:
    """The chosen state, verdict and reason; None = all."""
    st.html('<h2 class="eh-triage-part">Gå gjennom</h2>')
    reasons = {reason: words["nb"] for reason, words in REASONS.items()}
    states, verdicts, why = st.columns([1, 1, 2])
    with states:
        state = _choose("Tilstand", {**STATES, _ALL: "Alle"}, "innmelding-tilstand")
    with verdicts:
        verdict = _choose("Vurdering", _VERDICTS, "innmelding-vurdering")
    with why:
        reason = _choose("Grunn", {_ALL: "Alle", **reasons}, "innmelding-grunn")
    return state, verdict, reason


def _choose(label: str, names: Mapping[Any, str], key: str) -> Any:
    """The chosen key of the names; None for all of them."""
    chosen = st.selectbox(label, list(names), format_func=names.__getitem__, key=key, on_change=_show_first)
    return None if chosen == _ALL else chosen


def _show_given(storage: Storage, given: Feedback, entries: Mapping[str, Entry], lines: Mapping[str, BankLine]) -> None:
    """One of them; what is in it is made when it is opened."""
    with st.expander(_label(given), key=f"innmelding-{given.id}", on_change="rerun") as opened:
        if not opened.open:
            return
        st.html(given_html(given) + entries_html(given, entries, lines))
        _show_decision(storage, given)
        show_draft(given, entries, lines)


def _label(given: Feedback) -> str:
    question = " ".join((given.question or given.understood).split())
    short = question if len(question) <= _LABEL_CHARS else question[:_LABEL_CHARS].rsplit(" ", 1)[0] + " …"
    reason = REASONS[given.reason]["nb"] if given.reason else _VERDICTS[given.verdict]
    return f"{escape_label(short)} — {reason}. {STATES[given.state]}."


def _show_decision(storage: Storage, given: Feedback) -> None:
    key = f"innmelding-avgjort-{given.id}"
    st.html('<h3 class="eh-triage-part">Avgjørelse</h3>')
    with st.form(key, border=False):
        st.radio(
            "Tilstand",
            list(STATES),
            index=list(STATES).index(given.state),
            format_func=STATES.__getitem__,
            horizontal=True,
            key=f"{key}-tilstand",
        )
        st.selectbox(
            "Årsak",
            list(CAUSES),
            index=list(CAUSES).index(given.cause) if given.cause else None,
            format_func=CAUSES.__getitem__,
            placeholder="Velg årsak",
            key=f"{key}-arsak",
        )
        st.text_area("Merknad", value=given.note, max_chars=MAX_COMMENT_CHARS, height=80, key=f"{key}-merknad")
        st.form_submit_button(
            "Lagre", key=f"{key}-lagre", type="primary", on_click=partial(_settle, storage, given, key)
        )
    refused, why = st.session_state.get(_TOLD, (0, ""))
    if refused == given.id:
        st.html(told_html(why, good=False))


def _settle(storage: Storage, given: Feedback, key: str) -> None:
    """Keeps what the form says; why it is refused is told under it in the run that follows."""
    state: State = st.session_state[f"{key}-tilstand"]
    cause: Cause | None = st.session_state[f"{key}-arsak"]
    st.session_state.pop(_TOLD, None)
    try:
        storage.feedback.settle([given.id], state, cause=cause, note=str(st.session_state[f"{key}-merknad"] or ""))
    except EhelseError as error:
        st.session_state[_TOLD] = given.id, f"{error.message} {error.remedy}".strip()
        return
    # Seen wherever on the page one is: with its new state it may have left the list.
    st.toast(f"Innmelding {given.id} er lagret som «{STATES[state]}».")


def _show_more() -> None:
    st.session_state[_MORE] = st.session_state.get(_MORE, _FIRST) + _FIRST


def _show_first() -> None:
    st.session_state.pop(_MORE, None)
