"""The page that tells what the answers are made of: each source with age, rank, size, and the health of its links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from assistant.export import status_text
from assistant.link_health import LinkHealth, State, check_links
from assistant.ui.answering import Answering
from assistant.ui.deeplink import Place
from assistant.ui.document_page import link_to_document
from assistant.ui.fragments import icon_html
from assistant.ui.numbers import amount
from assistant.ui.spans import link_html
from assistant.upkeep import RANKS, describe_age
from corpus.model import Document, Link

_RANK_SHOWN = {"summary": "Kunnskapsoppsummering"}
_STATES: dict[State, str] = {
    "dead": "Kan ikke åpnes",
    "address": "Kjent bare som adresse",
    "kept": "Med som egen kilde",
}
_PROBLEMS_SHOWN = 10


def show_sources(assistant: Answering) -> None:
    """Every source, and what is wrong with those that were left out."""
    corpus = assistant.corpus
    st.html(
        '<header class="eh-welcome"><h1>Kilder</h1><p>Assistenten svarer bare med det som står her. '
        "Datoen sier hvilken tid kilden beskriver; noe kan ha endret seg siden.</p></header>"
    )
    for document in corpus.documents:
        links = tuple(check_links(document, corpus.documents))
        st.html(document_html(document, links, date.today()))
        link_to_document(Place(document.id), "Les kilden")
        if links:
            with st.expander(f"Lenkene i kilden ({len(links)})", key=f"lenker-{document.id}"):
                st.html(links_html(document, links))
    problems = "".join(
        f'<div class="eh-notice" role="note">{icon_html("warning")}<span>{escape(problem.message)}</span></div>'
        for problem in corpus.problems[:_PROBLEMS_SHOWN]
    )
    if problems:
        st.html(f"<h2>Utelatt</h2>{problems}")


def document_html(document: Document, links: Sequence[LinkHealth], today: date) -> str:
    """What is known about a source."""
    chapters = len({section.number.split(".")[0] for section in document.sections if section.number})
    rank = _RANK_SHOWN.get(document.rank, RANKS.get(document.rank, document.rank))
    states = Counter(link.state for link in links)
    health = ", ".join(f"{states[state]} {name.lower()}" for state, name in _STATES.items() if states[state])
    facts = {
        "Utgiver": document.publisher or "ikke oppgitt",
        "Status": status_text(document.label).capitalize(),
        "Alder": describe_age(document.date, today),
        "Rang": rank[:1].upper() + rank[1:],
        "Omfang": f"{len(document.passages)} avsnitt i {amount(chapters, 'kapittel', 'kapitler')}",
        "Lenker": f"{len(links)}: {health}" if links else "ingen",
    }
    rows = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in facts.items())
    original = ""
    if document.url and document.url.startswith(("https://", "http://")):
        original = f"<p>{link_html(Link(document.title, document.url), 'Åpne originalen')}</p>"
    return f'<article class="eh-document"><h2>{escape(document.title)}</h2><dl>{rows}</dl>{original}</article>'


def links_html(document: Document, links: Sequence[LinkHealth]) -> str:
    """The links by state, the dead ones first, each with where it stands and why it is judged so."""
    parts = [
        '<p class="eh-small">Ingen av lenkene er prøvd mot nettet: assistenten gjør ingen utgående kall. '
        "Tilstanden er lest ut av adressen.</p>"
    ]
    for state, name in _STATES.items():
        found = [link for link in links if link.state == state]
        if found:
            # What is the same for all of them is said once.
            common = found[0].why if len({link.why for link in found}) == 1 else ""
            items = "".join(_link_html(document, link, "" if common else link.why) for link in found)
            parts.append(f"<h3>{name} ({len(found)})</h3><p>{escape(common)}</p>")
            parts.append(f'<ul class="eh-health">{items}</ul>')
    return f'<div class="eh-source">{"".join(parts)}</div>'


def _link_html(document: Document, health: LinkHealth, why: str) -> str:
    name = escape(health.link.text or health.link.url)
    shown = link_html(health.link, name) if health.link.followable else name
    address = escape(Place(document.id, health.passage).address, quote=True)
    places = escape(", ".join(health.places) or "kilden")
    where = f'<a href="{address}" target="_blank" rel="noopener">{places}</a>'
    return f'<li>{shown} <span class="eh-small">– {escape(why)} Står i: {where}</span></li>'
