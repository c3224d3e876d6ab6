"""Papers as Markdown that keeps its references, for pasting elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.compose import escape
from assistant.export.paper import Paper, PaperSection, about_text, number_references, place_text
from assistant.models import Answer, Citation
from assistant.quoting import NEAREST
from corpus.model import Link

_MARK = re.compile(r"(?<!\\)((?:\\\\)*)\[(\d+)\]")


def answer_to_markdown(answer: Answer) -> str:
    """Question, answer, notices and a numbered reference list with section, page, date and the quoted words."""
    blocks = [f"**Spørsmål:** {escape(answer.question)}"] if answer.question else []
    blocks += [_spaced(answer.answer), *_notices(answer.notices)]
    if answer.nearest:
        blocks.append(_references(f"**{NEAREST}**", answer.nearest))
    if answer.citations:
        blocks.append(_references("**Kilder**", answer.citations))
    return "\n\n".join(block for block in blocks if block) + "\n"


def to_markdown(paper: Paper) -> str:
    """A whole paper: title, sections under their headings, and one list of references."""
    paper = number_references(paper)
    blocks = [f"# {escape(paper.title)}", about_text(paper)]
    for section in paper.sections:
        blocks += _section(section)
    if paper.references:
        blocks.append(_references("## Kilder", paper.references))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _section(section: PaperSection) -> list[str]:
    if not section.markdown.strip():
        return []
    heading = f"## {escape(section.heading)}" if section.heading else ""
    body = section.markdown.strip("\n") if section.own else _spaced(section.markdown)
    return [heading, body, *_notices(section.notices)]


def _notices(notices: Sequence[str]) -> list[str]:
    return ["\n".join(f"> Merk: {escape(notice)}" for notice in notices)] if notices else []


def _spaced(markdown: str) -> str:
    """Marks stand apart from the word before, as people write them."""
    return _MARK.sub(r"\1 [\2]", markdown)


def _references(title: str, citations: Sequence[Citation]) -> str:
    return "\n".join([title, "", *(f"{citation.n}. {_reference(citation)}" for citation in citations)])


def _reference(citation: Citation) -> str:
    place = escape(place_text(citation)).replace(r"\>", ">")
    url = f" <{citation.url}>" if citation.url and Link("", citation.url).followable else ""
    return f"«{escape(' '.join(citation.quote.split()))}» – {place}{url}"
