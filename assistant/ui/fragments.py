"""The small pieces of HTML around an answer. All text that comes from outside is escaped here."""

from __future__ import annotations

from html import escape

from assistant.export import status_text
from assistant.models import Answer, Citation
from assistant.ui.groups import place_name, source_key
from assistant.ui.words import word

_HIDDEN = "Spørsmålet vises ikke, fordi det inneholdt personopplysninger."


def icon_html(name: str) -> str:
    """A small icon that the style sheet draws: it needs neither an icon font nor an emoji font."""
    return f'<span class="eh-icon eh-{name}" aria-hidden="true"></span>'


def question_html(question: str) -> str:
    """The user's question as plain text, a heading to jump to; line breaks are kept by the style."""
    text = escape(question) if question else f"<em>{_HIDDEN}</em>"
    return f'<h2 class="eh-question">{text}</h2>'


def understood_html(answer: Answer) -> str:
    """«Forstått som: …», or nothing."""
    if not answer.understood:
        return ""
    return f'<p class="eh-understood">{word("understood", answer.language)}: {escape(answer.understood)}</p>'


def badge_html(answer: Answer) -> str:
    """Which source and of what date, where the answer has one."""
    cited = (*answer.citations, *answer.nearest)
    if not cited:
        return ""
    titles = " · ".join(dict.fromkeys(citation.title for citation in cited))
    labels = answer.source_label or ", ".join(dict.fromkeys(filter(None, (c.label or c.date for c in cited))))
    status = f' · <span class="eh-status">{escape(status_text(labels))}</span>' if labels else ""
    return f'<p class="eh-badge">{word("source", answer.language)}: {escape(titles)}{status}</p>'


def notices_html(answer: Answer) -> str:
    """What the reader must know beside the quotes."""
    name = word("notice", answer.language)
    return "".join(
        f'<div class="eh-notice" role="note" aria-label="{name}">{icon_html("warning")}'
        f"<span>{escape(notice)}</span></div>"
        for notice in answer.notices
    )


def nearest_html(answer: Answer, exchange: int = 0) -> str:
    """The closest things that the sources do say, as quotes."""
    if not answer.nearest:
        return ""
    quotes = "".join(_quote(citation, word("page", answer.language), exchange) for citation in answer.nearest)
    return f'<div class="eh-nearest"><p class="eh-label">{word("nearest", answer.language)}</p>{quotes}</div>'


def label_html(text: str, anchor: str = "") -> str:
    """A small heading over a row of buttons."""
    return f'<p class="eh-label" id="{escape(anchor)}">{escape(text)}</p>'


def calm_html(message: str, remedy: str = "") -> str:
    """A message of ours that is no answer: something failed, or cannot be answered."""
    more = f"<p>{escape(remedy)}</p>" if remedy else ""
    return f'<div class="eh-calm" role="status"><p>{escape(message)}</p>{more}</div>'


def waiting_html() -> str:
    """That the answer is on its way; shown only where it takes its time."""
    return '<p class="eh-waiting" role="status">Leter i kildene …</p>'


def _quote(citation: Citation, page_word: str, exchange: int) -> str:
    page = f", {page_word} {citation.page}" if citation.page else ""
    place = f"{citation.n} · {escape(place_name(citation))}{page}"
    link = f'<a href="#kilder-{exchange}" data-kilde="{escape(source_key(exchange, citation.passage))}">{place}</a>'
    return f"<blockquote><p>{escape(citation.quote)}</p><footer>{link}</footer></blockquote>"
