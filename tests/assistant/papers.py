"""Small papers to export, and what a reader sees of the files."""

from __future__ import annotations

import io
import re
from html import unescape

from docx import Document
from docx.document import Document as WordDocument

from assistant.export import Paper
from assistant.export.word import to_docx
from assistant.models import Answer, Citation

HOSTILE = "A < B & C | *D* _e_ `f` [1] \\ $g$ ~h~ <script>alert(1)</script> </w:t> &amp; 🙂 1. # «æøå»"


def cite(number: int, quote: str, *, passage: str = "p", unit: int = 0, url: str | None = None) -> Citation:
    """A citation of a unit of a made-up source."""
    return Citation(
        n=number,
        source="kilde",
        title="Oppsummering",
        section="5.3",
        heading="5. Oversikt > 5.3. E-multidose",
        passage=passage,
        page=7,
        url=url,
        date="2023-10",
        quote=quote,
        unit=unit,
        label="høsten 2023",
    )


def make_answer(*quotes: str, question: str = "Hva er det?", start: int = 0) -> Answer:
    """An answer of plain sentences, each its own unit of one passage, from the unit `start` on."""
    citations = tuple(cite(number, quote, unit=start + number) for number, quote in enumerate(quotes, 1))
    return Answer(question=question, answer=" ".join(f"{c.quote}[{c.n}]" for c in citations), citations=citations)


def open_word(paper: Paper) -> WordDocument:
    """The Word file as it is when it is opened again."""
    return Document(io.BytesIO(to_docx(paper)))


def word_text(document: WordDocument) -> str:
    """All words of a Word file, those in tables too."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def html_text(html: str) -> str:
    """All words of a page."""
    return unescape(re.sub(r"<[^>]+>", "", html))
