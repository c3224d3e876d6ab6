"""Answers as Markdown that keeps its references, for pasting elsewhere."""

from __future__ import annotations

import re

from assistant.models import Answer, Citation

_MARK = re.compile(r"(?<!\\)\[(\d+)\]")


def answer_to_markdown(answer: Answer) -> str:
    """Question, answer, notices and a numbered reference list with section, page, date and the quoted words."""
    blocks = [f"**Spørsmål:** {answer.question}"] if answer.question else []
    blocks.append(_MARK.sub(r" [\1]", answer.answer))
    if answer.notices:
        blocks.append("\n".join(f"> Merk: {notice}" for notice in answer.notices))
    if answer.nearest:
        blocks.append(_references("Det nærmeste kildene sier", answer.nearest))
    if answer.citations:
        blocks.append(_references("Kilder", answer.citations))
    return "\n\n".join(blocks) + "\n"


def status_text(label: str) -> str:
    """«status høsten 2023» from «høsten 2023»; labels that already say it, or say «udatert», stay."""
    return label if not label or label.startswith(("status", "udatert")) else f"status {label}"


def _references(title: str, citations: tuple[Citation, ...]) -> str:
    lines = [f"**{title}**", ""]
    lines.extend(f"{citation.n}. {_reference(citation)}" for citation in citations)
    return "\n".join(lines)


def _reference(citation: Citation) -> str:
    page = f", side {citation.page}" if citation.page else ""
    status = f" ({status_text(citation.label or citation.date or '')})" if citation.label or citation.date else ""
    url = f" <{citation.url}>" if citation.url else ""
    return f"«{citation.quote}» – {citation.title}{status}, {citation.heading}{page}.{url}"
