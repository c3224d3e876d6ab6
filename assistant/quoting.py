"""Quotes as Markdown of their own: a cited quote, and a whole answer with what is nearest to it."""

from __future__ import annotations

import re
from urllib.parse import quote as percent_encode

from assistant.compose import escape, escape_start
from assistant.models import Answer, Citation
from corpus.model import Link

NEAREST = "Det nærmeste kildene sier"


def quote_markdown(citation: Citation, text: str = "") -> str:
    """The quote, or the longer `text` that holds it, as a block quote with its mark and the links of the source."""
    lines = [escape_start(escape(line.strip())) for line in (text or citation.quote).splitlines() if line.strip()]
    links = "".join(
        f" [{escape(text)} ↗]({_address(url)})" for text, url in citation.links if Link(text, url).followable
    )
    return "\n".join(f"> {line}" for line in lines) + f"[{citation.n}]{links}"


def whole_answer(answer: Answer) -> tuple[str, tuple[Citation, ...]]:
    """Markdown of an answer and, as quotes below, of what is nearest; with all citations that it marks."""
    start = max((citation.n for citation in answer.citations), default=0)
    nearest = tuple(
        citation.model_copy(update={"n": number}) for number, citation in enumerate(answer.nearest, start + 1)
    )
    blocks = [answer.answer]
    if nearest:
        blocks += [f"**{NEAREST}**", *(quote_markdown(citation) for citation in nearest)]
    return "\n\n".join(blocks), (*answer.citations, *nearest)


def _address(url: str) -> str:
    """A link's address without characters that would end it in Markdown."""
    return re.sub(r"[\s()<>\\]", lambda match: percent_encode(match.group(), safe=""), url)
