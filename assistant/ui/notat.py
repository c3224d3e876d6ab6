"""The page «Notat»: memos of answers, quotes and own text, with one list of references, ready for Word and print."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import datetime
from html import escape
from pathlib import Path

import streamlit as st

from assistant.conversation import Heading
from assistant.export import Paper, date_text, memo_paper, number_references, references_html, to_html, to_markdown
from assistant.memo import MAX_TITLE_CHARS, Memo
from assistant.storage import Storage
from assistant.ui.answering import Answering
from assistant.ui.fragments import calm_html
from assistant.ui.groups import escape_label
from assistant.ui.notat_desk import Desk
from assistant.ui.notat_items import show_item
from corpus.errors import EhelseError
from corpus.sources import Corpus

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PRINTS = "notat-utskrifter"
_GUIDE = (
    '<div class="eh-calm"><h2>Slik lager du et notat</h2><ol>'
    "<li>Still et spørsmål i chatten.</li>"
    "<li>Velg «Ta med i notat» under svaret: hele svaret, eller bare sitatene du trenger.</li>"
    "<li>Kom hit for å endre rekkefølgen, skrive egen tekst mellom, og laste ned som Word.</li></ol>"
    "<p>Kildelisten lages av seg selv, og sitatene står ord for ord.</p></div>"
)


def show_memos(assistant: Answering, storage: Storage | None, owner: str) -> None:
    """The owner's memos, or the one that the address names; without a storage, that nothing is kept."""
    if storage is None or not owner:
        _show_head("Notat", "Notater kan ikke lagres her.")
        return
    desk = Desk(storage, owner)
    try:
        memo = desk.load() if desk.open_id else None
        if memo is not None:
            _show_memo(desk, memo, assistant.corpus)
        else:
            _show_list(desk)
    except EhelseError as error:
        st.html(calm_html(error.message, error.remedy))


def _show_list(desk: Desk) -> None:
    _show_head("Notat", "Samle svar og sitater fra flere samtaler, med egen tekst mellom og én felles kildeliste.")
    if desk.open_id:
        st.html(calm_html("Notatet finnes ikke lenger, eller tilhører noen andre."))
    desk.show_told()
    memos = desk.storage.memos.list(desk.owner)
    if not memos:
        st.html(_GUIDE)
    for heading in memos:
        with st.container(key=f"notat-rad-{heading.id}", horizontal=True, vertical_alignment="center", gap="small"):
            st.button(
                escape_label(heading.title), key=f"notat-apne-{heading.id}", on_click=desk.open, args=(heading.id,)
            )
            st.html(f'<p class="eh-small">Endret {_day(heading.changed_at)}</p>', width="content")
            _show_care(desk, heading)
    with st.form("notat-nytt", border=False, clear_on_submit=True):
        st.text_input("Navn på nytt notat", key="notat-navn", max_chars=MAX_TITLE_CHARS)
        st.form_submit_button("Lag notat", key="notat-lag", on_click=desk.create, args=("notat-navn",))


def _show_care(desk: Desk, heading: Heading) -> None:
    """Rename and delete; deleting takes a tick that tells what it means."""
    key, title = f"notat-stell-{heading.id}", escape_label(heading.title)
    with st.popover(f"Endre eller slett: {title}", icon=":material/more_horiz:", key=key, on_change="rerun") as popover:
        if not popover.open:
            return
        field = f"notat-nyttnavn-{heading.id}"
        st.text_input("Navn", value=heading.title, key=field, max_chars=MAX_TITLE_CHARS)
        st.button("Lagre navnet", key=f"{field}-lagre", on_click=desk.rename, args=(heading.id, field, key))
        st.divider()
        sure = st.checkbox("Jeg vil slette notatet. Det kan ikke angres.", key=f"notat-sikker-{heading.id}")
        st.button(
            "Slett notatet",
            key=f"notat-slett-{heading.id}",
            disabled=not sure,
            on_click=desk.delete,
            args=(heading.id, heading.title),
        )


def _show_memo(desk: Desk, memo: Memo, corpus: Corpus) -> None:
    paper = number_references(memo_paper(memo))
    st.button("Alle notater", key="notat-tilbake", icon=":material/arrow_back:", type="tertiary", on_click=desk.close)
    with st.container(key="notat-topp", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<header class="eh-head"><h1>{escape(memo.title)}</h1></header>')
        _show_care(desk, Heading(id=memo.id, title=memo.title, changed_at=memo.changed_at))
    desk.show_told(others=[item.id for item in memo.items])
    if memo.items:
        _show_exports(paper)
    else:
        st.html(_GUIDE)
    for place, section in enumerate(paper.sections):
        show_item(desk, memo, place, section)
    st.button("Legg til egen tekst", key="notat-ny-tekst", icon=":material/add:", on_click=desk.add_text)
    if paper.references:
        _run_script((Path(__file__).parent / "notat.js").read_text(encoding="utf-8"), "notat-skript")
        st.html(f'<div class="eh-paper">{references_html(paper.references)}{_changed_html(paper, corpus)}</div>')


def _show_exports(paper: Paper) -> None:
    name = re.sub(r"[^\w\- ]", "", paper.title).strip()[:80] or "notat"
    with st.container(key="notat-eksport", horizontal=True, gap="xsmall"):
        for label, kind, mime, make in (
            ("Last ned som Word", "docx", _WORD, _make_docx),
            ("Last ned som Markdown", "md", "text/markdown", to_markdown),
        ):
            st.download_button(
                label,
                _later(make, paper),
                f"{name}.{kind}",
                mime,
                key=f"notat-{kind}",
                icon=":material/download:",
                on_click="ignore",
            )
        printed = st.button("Skriv ut / PDF", key="notat-skriv-ut", icon=":material/print:")
    st.html('<p class="eh-small">For PDF: velg «Skriv ut / PDF», og så «Lagre som PDF» som skriver.</p>')
    if printed:
        _print(to_html(paper))


def _later(make: Callable[[Paper], str | bytes], paper: Paper) -> Callable[[], str | bytes]:
    """Files are made when they are asked for, not at each run of the page."""
    return lambda: make(paper)


def _make_docx(paper: Paper) -> bytes:
    from assistant.export.word import to_docx  # heavy: not before a file is asked for

    return to_docx(paper)


def _print(html: str) -> None:
    """Opens the browser's own print window over a frame that holds the page; the frame runs no script."""
    st.session_state[_PRINTS] = number = st.session_state.get(_PRINTS, 0) + 1
    content = base64.b64encode(html.encode()).decode()
    script = f"""
    (() => {{
      const bytes = Uint8Array.from(atob("{content}"), (character) => character.charCodeAt(0));
      document.getElementById("notat-utskrift")?.remove();
      const frame = document.createElement("iframe");
      frame.id = "notat-utskrift";
      frame.title = "Utskrift {number}";
      frame.tabIndex = -1;
      frame.setAttribute("aria-hidden", "true");
      frame.setAttribute("sandbox", "allow-same-origin allow-modals");
      frame.style.cssText = "position: fixed; width: 0; height: 0; border: 0";
      frame.addEventListener("load", () => {{ frame.contentWindow.focus(); frame.contentWindow.print(); }});
      frame.srcdoc = new TextDecoder().decode(bytes);
      document.body.append(frame);
    }})();
    """
    _run_script(script, "notat-utskriftskript")


def _run_script(script: str, key: str) -> None:
    with st.container(key=key):
        st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def _changed_html(paper: Paper, corpus: Corpus) -> str:
    """Which quotes no longer stand in the sources as they did when they were taken in."""
    gone = [str(citation.n) for citation in paper.references if citation.passage not in corpus.passages]
    if not gone:
        return ""
    return (
        f'<p class="notice">Kilden er endret etter at dette ble hentet: {", ".join(gone)}. Sjekk sitatene på nytt.</p>'
    )


def _show_head(title: str, text: str) -> None:
    st.html(f'<header class="eh-head"><h1>{escape(title)}</h1><p>{escape(text)}</p></header>')


def _day(moment: str) -> str:
    return date_text(datetime.fromisoformat(moment).date())
