"""Links into a source that can be shared: which document, which passage, and which units of it are marked.

page.js does what HTML alone cannot: it copies such a link, and brings what is pointed at into view.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from assistant.models import Citation
from assistant.ui.groups import heading_names
from corpus.model import Document

DOCUMENT_PATH = "dokument"
_PDF = re.compile(r"\.pdf(?:$|[?#])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A passage of a source, and the numbers of its units that are meant; all may be left out."""

    source: str = ""
    passage: str = ""
    units: tuple[int, ...] = ()

    @property
    def params(self) -> dict[str, str]:
        """The query parameters of the document page."""
        wanted = {"kilde": self.source, "avsnitt": self.passage, "ord": ",".join(map(str, self.units))}
        return {name: value for name, value in wanted.items() if value}

    @property
    def address(self) -> str:
        """Relative to any page of the app, so that it holds wherever the app stands."""
        return f"{DOCUMENT_PATH}?{urlencode(self.params, safe=',')}" if self.params else DOCUMENT_PATH


def read_place(params: Mapping[str, str]) -> Place:
    """The place in query parameters; what is no unit number is left out."""
    numbers = (part.strip() for part in params.get("ord", "").split(","))
    units = tuple(dict.fromkeys(int(number) for number in numbers if re.fullmatch(r"[0-9]{1,4}", number)))
    return Place(params.get("kilde", ""), params.get("avsnitt", ""), units)


def place_of(citations: Sequence[Citation]) -> Place:
    """Where the first of the citations stands, with the units of all that stand in the same passage."""
    first = citations[0]
    units = sorted({citation.unit for citation in citations if citation.passage == first.passage})
    return Place(first.source, first.passage, tuple(units))


def page_link(document: Document, page: int | None) -> str:
    """The page in the source's own PDF; "" where the source is none."""
    if page is None or not document.url or not document.url.startswith(("https://", "http://")):
        return ""
    return f"{document.url.split('#')[0]}#page={page}" if _PDF.search(document.url) else ""


def copy_html(place: Place, *, about: str = "") -> str:
    """A button that copies the link to a place; page.js does the copying and tells of it in the place behind."""
    kind, text, name = "eh-copy", "Kopier lenke", ""
    if about:
        kind, text = "eh-anchor", "Lenke"
        name = f' aria-label="Kopier lenke til {escape(heading_names(about)[0], quote=True)}"'
    link = escape(place.address, quote=True)
    return (
        f'<button type="button" class="{kind}" data-kopier="{link}"{name}>{text}</button>'
        '<span class="eh-copied" role="status"></span>'
    )


def pointer_html(anchor: str, *, occasion: str, focus: bool = False) -> str:
    """Has page.js bring an element into view, once for each occasion, and give it the focus."""
    wish = ' data-fokus="ja"' if focus else ""
    return (
        f'<span hidden data-vis="{escape(anchor, quote=True)}" data-gang="{escape(occasion, quote=True)}"{wish}></span>'
    )
