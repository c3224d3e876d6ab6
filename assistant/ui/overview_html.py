"""The overviews as HTML: aspects, the table that compares, and cards of risks. All text from outside is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.export import PaperSection
from assistant.models import Answer
from assistant.overview import Aspect, ComparedRow, RiskText
from assistant.ui.fragments import notices_html
from assistant.ui.markdown import answer_html

EXCHANGE = 1
"""Number of the one set of source buttons on the page, which all marks point to."""


def contents_html(aspects: Sequence[Aspect]) -> str:
    """Links to the aspects of the page."""
    links = "".join(f'<li><a href="#{escape(aspect.id)}">{escape(aspect.title)}</a></li>' for aspect in aspects)
    return f'<nav class="eh-jump" aria-label="På denne siden"><ul>{links}</ul></nav>'


def heading_html(level: int, text: str, anchor: str = "") -> str:
    """A heading of ours."""
    name = f' id="{escape(anchor)}"' if anchor else ""
    return f'<h{level} class="eh-over"{name}>{escape(text)}</h{level}>'


def section_html(section: PaperSection) -> str:
    """Text with its marks, and its notices."""
    return answer_html(section.markdown, section.citations, exchange=EXCHANGE) + section_notices_html([section])


def section_notices_html(sections: Sequence[PaperSection]) -> str:
    """The notices of sections, once each."""
    notices = tuple(dict.fromkeys(notice for section in sections for notice in section.notices))
    return notices_html(Answer(question="", answer="", notices=notices))


def comparison_html(names: Sequence[str], rows: Sequence[ComparedRow]) -> str:
    """The table. Roles are named, as a phone shows its parts as blocks and would take them away."""
    head = "".join(f'<th scope="col" role="columnheader">{escape(name)}</th>' for name in names)
    body = "".join(_compared_html(names, row) for row in rows)
    return (
        f'<div class="eh-compare" style="--eh-columns: {len(names)}" tabindex="0" role="region" '
        f'aria-label="Sammenligning av {escape(", ".join(names), quote=True)}"><table role="table">'
        f'<thead role="rowgroup"><tr role="row"><td role="cell"></td>{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
    )


def risk_html(text: RiskText) -> str:
    """A card: the risk's number as a heading, whom it is about, its words and its measures."""
    return (
        f'<article class="eh-risk">{heading_html(4, f"Risiko {text.risk.number}")}'
        f'<p class="eh-small">Gjelder: {escape(text.concerns)}</p>{section_html(text.text)}</article>'
    )


def _compared_html(names: Sequence[str], row: ComparedRow) -> str:
    cells = "".join(
        f'<td role="cell" data-col="{escape(name, quote=True)}">'
        f"{answer_html(cell.markdown, cell.citations, exchange=EXCHANGE)}</td>"
        for name, cell in zip(names, row.cells, strict=True)
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{escape(row.aspect.title)}</th>{cells}</tr>'
