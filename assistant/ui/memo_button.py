"""«Ta med i notat» under an answer: the whole of it, or single quotes, into a memo of one's choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from assistant.export import date_text
from assistant.memo import MAX_TITLE_CHARS, Memo, add_answer, add_quote, refuse_personal_numbers
from assistant.models import Answer, Citation
from assistant.storage import Storage
from assistant.ui.groups import escape_label, place_name
from assistant.ui.notat_desk import told_html
from corpus.errors import EhelseError, InputError

_NEW = ""
_LATEST = 5
_LAST = "notat-sist"
_WHOLE, _SINGLE = "Hele svaret", "Utvalgte sitater"
_QUOTE_CHARS = 140
_STOPPED = ("personal_data", "empty", "too_long")


@st.fragment
def show_memo_button(storage: Storage, owner: str, heading: str, answer: Answer, exchange_key: str) -> None:
    """A button that opens the choices; nothing under what the guard stopped. `heading` is what the answer answers.

    `exchange_key` is unique on the page. A fragment: a choice does not run the whole page again.
    """
    if answer.reason in _STOPPED or not answer.answer.strip():
        return
    key = f"notatknapp-{exchange_key}"
    with st.popover("Ta med i notat", icon=":material/note_add:", key=key, on_change="rerun") as popover:
        if popover.open:
            try:
                _show_choices(storage, owner, heading, answer, key)
            except EhelseError as error:
                st.html(told_html(f"{error.message} {error.remedy}", good=False))


def _show_choices(storage: Storage, owner: str, heading: str, answer: Answer, key: str) -> None:
    good, told = st.session_state.pop(f"{key}-beskjed", (True, ""))
    st.html(told_html(told, good=good))
    titles = {memo.id: memo.title for memo in storage.memos.list(owner)[:_LATEST]}
    target = _choose_memo(titles, key)
    if target == _NEW:
        proposed = f"Notat {date_text(date.today())}"
        st.text_input("Navn på notatet", value=proposed, max_chars=MAX_TITLE_CHARS, key=f"{key}-navn")
    _choose_parts(answer, key)
    st.button(
        "Legg til", key=f"{key}-legg-til", type="primary", on_click=_add, args=(storage, owner, heading, answer, key)
    )


def _choose_memo(titles: Mapping[str, str], key: str) -> str:
    """The id of the chosen memo: at first the one that was last added to in this session."""
    choices, field = [*titles, _NEW], f"{key}-notat"
    if st.session_state.get(field) not in choices:
        last = st.session_state.get(_LAST)
        st.session_state[field] = last if last in choices else choices[0]
    return st.radio(
        "Hvilket notat?",
        choices,
        format_func=lambda memo_id: escape_label(titles[memo_id]) if memo_id else "Nytt notat",
        key=field,
    )


def _choose_parts(answer: Answer, key: str) -> None:
    quotes = _quotes(answer)
    if not quotes:
        return
    part = st.radio("Hva vil du ta med?", [_WHOLE, _SINGLE], key=f"{key}-del")
    if part == _SINGLE:
        for citation in quotes:
            label = f"{place_name(citation)}: «{_shorten(citation.quote)}»"
            st.checkbox(escape_label(label), key=f"{key}-sitat-{citation.n}")


def _add(storage: Storage, owner: str, heading: str, answer: Answer, key: str) -> None:
    """Adds what the fields say now, and tells how it went in the run that follows."""
    try:
        memo = _target_memo(storage, owner, key)
        if st.session_state.get(f"{key}-del") == _SINGLE:
            chosen = [c for c in _quotes(answer) if st.session_state.get(f"{key}-sitat-{c.n}")]
            memo, told = _add_quotes(memo, chosen, answer)
        else:
            memo, told = add_answer(memo, heading, answer), "Svaret er lagt til"
        saved = storage.memos.save(owner, memo)
    except EhelseError as error:
        st.session_state[f"{key}-beskjed"] = False, f"{error.message} {error.remedy}".strip()
        return
    st.session_state[_LAST] = st.session_state[f"{key}-notat"] = saved.id
    st.session_state[f"{key}-beskjed"] = True, f"{told} i «{saved.title}». Du finner det under «Notat» i menyen."


def _target_memo(storage: Storage, owner: str, key: str) -> Memo:
    memo_id = st.session_state.get(f"{key}-notat", _NEW)
    if memo_id == _NEW:
        title = str(st.session_state.get(f"{key}-navn") or "").strip()
        refuse_personal_numbers(title)
        return Memo(title=title or "Notat")
    memo = storage.memos.load(owner, memo_id)
    if memo is None:
        raise InputError("Notatet finnes ikke lenger.", "Velg et annet.")
    return memo


def _add_quotes(memo: Memo, chosen: Sequence[Citation], answer: Answer) -> tuple[Memo, str]:
    """The memo with those that it did not have, and what to tell. Raises InputError where there is nothing to add."""
    if not chosen:
        raise InputError("Ingen sitater er valgt.", "Kryss av for minst ett.")
    known = 0
    for citation in chosen:
        try:
            memo = add_quote(memo, citation, answer=answer)
        except InputError:
            known += 1
    if known == len(chosen):
        raise InputError("Sitatene du valgte, står allerede i notatet.")
    added = len(chosen) - known
    told = "1 sitat er lagt til" if added == 1 else f"{added} sitater er lagt til"
    return memo, told + (f" ({known} sto der fra før)" if known else "")


def _quotes(answer: Answer) -> tuple[Citation, ...]:
    return answer.citations or answer.nearest


def _shorten(quote: str) -> str:
    return quote if len(quote) <= _QUOTE_CHARS else quote[:_QUOTE_CHARS].rsplit(" ", 1)[0] + " …"
