"""The HTML of the page «Dekning»: totals, the map of the solutions, the sections, and a gap."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.coverage import CellDepth, Gap, Map, SectionDepth, Totals
from assistant.ui.deeplink import Place
from assistant.ui.numbers import amount, whole
from corpus.model import Passage
from corpus.sources import Corpus

_DEPTHS = ("ikke eget", "kort", "noe", "mye")


def head_html(totals: Totals) -> str:
    """What there is in all."""
    facts = {
        amount(totals.documents, "kilde", "kilder"): "som assistenten svarer fra",
        amount(totals.passages, "avsnitt", "avsnitt"): "i kildene",
        amount(totals.answers, "svar", "svar"): "som er forberedt og kontrollert",
        amount(totals.askings, "måte å spørre på", "måter å spørre på"): "som assistenten kjenner igjen",
        amount(totals.gaps, "kjent hull", "kjente hull"): "der kildene ikke svarer",
    }
    items = "".join(f"<li><strong>{amount}</strong> {what}</li>" for amount, what in facts.items())
    return (
        '<header class="eh-welcome"><h1>Dekning</h1><p>Hva kildene dekker, hvor grundig, og hva vi vet at de ikke '
        f'sier. Alt er talt opp fra kildene og spørsmålsbanken.</p></header><ul class="eh-facts">{items}</ul>'
    )


def map_html(depths: Map, corpus: Corpus, gaps: Sequence[Gap]) -> str:
    """A table: what the sources say of each solution. Shade and words say the same."""
    head = "".join(f'<th scope="col">{escape(solution.name)}</th>' for solution in depths.solutions)
    rows = ""
    for aspect in depths.aspects:
        cells = "".join(
            _cell_html(depths.cells[solution.id, aspect.id], corpus, solution.name) for solution in depths.solutions
        )
        rows += f'<tr><th scope="row">{escape(aspect.title)}</th>{cells}</tr>'
    missing = ""
    for solution in depths.solutions:
        number = sum(solution.id in gap.solutions for gap in gaps)
        missing += f'<td data-col="{escape(solution.name, quote=True)}">{number} hull</td>'
    return (
        '<section class="eh-coverage"><h2>Løsning for løsning</h2><p>Hvor mye kildene sier om hver løsning alene. '
        "Lenken åpner stedet der det begynner. «Felles» er sagt om alle løsningene samlet.</p>"
        f'<div class="eh-table" role="region" tabindex="0" aria-label="Løsning for løsning">'
        f'<table class="eh-grid eh-map"><thead><tr><td></td>{head}</tr></thead><tbody>{rows}'
        f'<tr><th scope="row">Kjente hull</th>{missing}</tr></tbody></table></div></section>'
    )


def _cell_html(depth: CellDepth, corpus: Corpus, solution: str) -> str:
    common = f'<span class="eh-small">felles: {amount(depth.common, "punkt", "punkter")}</span>' if depth.common else ""
    if depth.first is None:
        text = common or '<span class="eh-small">ikke oppgitt i kildene</span>'
    else:
        passage = corpus.passages[depth.first[0]]
        link = _link(Place(passage.source_id, passage.id, depth.first[1:]), amount(depth.units, "punkt", "punkter"))
        text = f"<strong>{_DEPTHS[depth.level]}</strong><br>{link}, {amount(depth.answers, 'svar', 'svar')}" + (
            f"<br>{common}" if common else ""
        )
    return f'<td class="eh-shade-{depth.level}" data-col="{escape(solution, quote=True)}">{text}</td>'


def sections_html(sections: Sequence[SectionDepth]) -> str:
    """A table: every section with passages, answers, askings and gaps; a chapter counts all below it."""
    columns = ("Avsnitt", "Svar", "Måter å spørre på", "Kjente hull", "Lite spurt om")
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    rows = ""
    for section in sections:
        numbers = (section.passages, section.answers, section.askings, section.gaps, section.thin)
        cells = "".join(
            f'<td data-col="{name}">{whole(number)}</td>' for name, number in zip(columns, numbers, strict=True)
        )
        title = _link(Place(section.source, section.first), escape(section.title))
        rows += f'<tr class="eh-level-{min(section.level, 3)}"><th scope="row">{title}</th>{cells}</tr>'
    return (
        '<section class="eh-coverage"><h2>Kapittel for kapittel</h2><p>Et kapittel teller alt som står under det. '
        "«Lite spurt om» er avsnitt som få kjente spørsmål fører til: der kan svarene være svakere.</p>"
        '<div class="eh-table" role="region" tabindex="0" aria-label="Kapittel for kapittel">'
        f'<table class="eh-grid eh-numbers"><thead><tr><th scope="col">Kapittel</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def gap_html(gap: Gap, corpus: Corpus) -> str:
    """What is missing, and folded in it what the sources do say, each with its place."""
    quotes = "".join(_quote_html(corpus.passages[passage], unit) for passage, unit in gap.said)
    said = f"<p>Det nærmeste kildene sier:</p>{quotes}" if quotes else "<p>Kildene sier ikke noe som ligner.</p>"
    asked = amount(gap.askings, "måte å spørre på", "måter å spørre på")
    return (
        f'<details class="eh-gap"><summary>{escape(gap.missing)} <span class="eh-small">({asked})</span></summary>'
        f'<div class="eh-nearest">{said}</div></details>'
    )


def _quote_html(passage: Passage, unit: int) -> str:
    text = passage.units[unit]
    page = f", side {text.page}" if text.page else ""
    place = _link(
        Place(passage.source_id, passage.id, (unit,)), escape(passage.headings[-1] if passage.headings else "Kilden")
    )
    return f"<blockquote><p>{escape(text.text)}</p><footer>{place}{page}</footer></blockquote>"


def _link(place: Place, inner: str) -> str:
    """A link into the document, in a tab of its own: this one keeps what is chosen."""
    return f'<a href="{escape(place.address, quote=True)}" target="_blank" rel="noopener">{inner}</a>'
