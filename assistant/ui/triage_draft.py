"""«Lag bankinnslag»: a line for the question bank, made of one complaint, to copy or download."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assistant.bank_draft import REGISTERS, BankLine, draft_asking, draft_entry, propose_asking, propose_register
from assistant.feedback import Feedback
from assistant.guard import check_warning
from assistant.ui.fragments import icon_html
from assistant.ui.notat_desk import told_html
from assistant.ui.triage_html import next_steps_html
from corpus.bank import Entry, Register
from corpus.errors import InputError

_NEW = ""
_MASKED = "Se over linjen: noe som kan vise hvem spørsmålet gjelder, er byttet ut med ord i klammer."


def show_draft(given: Feedback, entries: Mapping[str, Entry], lines: Mapping[str, BankLine]) -> None:
    """Where the asking belongs, how it is asked, and the line that comes of it."""
    key = f"innmelding-utkast-{given.id}"
    st.html('<h3 class="eh-triage-part">Lag bankinnslag</h3>')
    choices = [_NEW, *(id_ for id_ in entries if id_ in lines)]
    first = next((id_ for id_ in given.entries if id_ in choices), _NEW)
    chosen = st.selectbox(
        "Hvor hører spørsmålet hjemme?",
        choices,
        index=choices.index(first),
        format_func=lambda id_: f"{id_}: {next(iter(entries[id_].all_askings()))}" if id_ else "Ny oppføring",
        key=f"{key}-oppforing",
    )
    proposed = propose_asking(given, lines.get(first))
    asking = st.text_input("Måte å spørre på", value=proposed, key=f"{key}-sporsmal")
    registers = list(REGISTERS)
    register: Register = st.selectbox(
        "Hvordan er det spurt?",
        registers,
        index=registers.index(propose_register(given)),
        format_func=REGISTERS.__getitem__,
        key=f"{key}-form",
    )
    warning = check_warning(asking)
    masked = warning.masked if warning else asking
    try:
        line = draft_asking(lines[chosen], masked, register) if chosen else draft_entry(given, masked, register)
    except InputError as error:
        st.html(told_html(str(error), good=False))
        return
    if warning:
        st.html(f'<div class="eh-notice" role="note">{icon_html("warning")}<span>{_MASKED}</span></div>')
    _show_line(given, line, lines.get(chosen))


def _show_line(given: Feedback, line: str, replaced: BankLine | None) -> None:
    key = f"innmelding-utkast-{given.id}"
    where = (
        f"Linjen erstatter linje {replaced.number} i <code>corpus/bank/{replaced.file}</code>."
        if replaced
        else "Linjen er begynnelsen på en ny oppføring, nederst i en fil i <code>corpus/bank</code>."
    )
    st.html(f'<p class="eh-small" role="status">{where}</p>')
    st.code(line, language=None, wrap_lines=True)
    st.download_button(
        "Last ned linjen",
        line,
        f"innmelding-{given.id}.jsonl",
        "application/jsonl",
        key=f"{key}-last-ned",
        icon=":material/download:",
        on_click="ignore",
    )
    st.html(next_steps_html(given))
