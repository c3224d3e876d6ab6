"""Papers as Word documents, in built-in styles: they take on the look of a document that they are pasted into."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import cache

from docx import Document
from docx.document import Document as WordDocument
from docx.text.paragraph import Paragraph
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from assistant.answer_markdown import paper_parser
from assistant.export.paper import Paper, PaperSection, about_text, number_references, place_text
from assistant.export.word_parts import (
    add_bookmark,
    add_hyperlink,
    add_page_numbers,
    number_list,
    prepare_document,
    repeat_header_row,
)
from assistant.models import Citation
from corpus.model import Link

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MAX_LIST_DEPTH = 3
_LISTS = {"bullet_list": "List Bullet", "ordered_list": "List Number"}


def to_docx(paper: Paper) -> bytes:
    """The paper as a .docx file: headings, lists, tables, quotes, and references that the marks lead to."""
    paper = number_references(paper)
    document = Document()
    prepare_document(document, _clean(paper.title))
    document.add_paragraph(_clean(paper.title), style="Title")
    if about := about_text(paper):
        document.add_paragraph(about, style="Caption")
    for section in paper.sections:
        _Writer(document, section).write()
    _write_references(document, paper.references)
    add_page_numbers(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@cache
def _parser() -> MarkdownIt:
    return paper_parser()


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _CONTROL.sub("", text)


class _Writer:
    """Writes one section, node by node."""

    def __init__(self, document: WordDocument, section: PaperSection) -> None:
        self.document = document
        self.section = section

    def write(self) -> None:
        if not self.section.markdown.strip():
            return
        if self.section.heading:
            self.document.add_heading(_clean(self.section.heading), level=1)
        env = {
            "citations": {citation.n: citation for citation in self.section.citations},
            "level": 2 if self.section.heading else 1,
        }
        for node in SyntaxTreeNode(_parser().parse(self.section.markdown, env)).children:
            self._block(node)
        for notice in self.section.notices:
            paragraph = self.document.add_paragraph(style="Intense Quote")
            paragraph.add_run("Merk: ").bold = True
            paragraph.add_run(_clean(notice))

    def _block(self, node: SyntaxTreeNode, style: str = "Normal") -> None:
        if node.type == "heading":
            self._inline(node, self.document.add_heading(level=int(node.tag[1:])))
        elif node.type == "paragraph":
            quoted = style == "Normal" and any(piece.type == "quote" for piece in node.walk())
            self._inline(node, self.document.add_paragraph(style="Quote" if quoted else style))
        elif node.type in _LISTS:
            self._list(node, depth=1)
        elif node.type == "blockquote":
            for block in node.children:
                self._block(block, "Quote")
        elif node.type == "table":
            self._table(node)
        elif node.type == "fence":
            self.document.add_paragraph(_clean(node.content.rstrip("\n")), style=style)

    def _list(self, node: SyntaxTreeNode, depth: int) -> None:
        level = min(depth, _MAX_LIST_DEPTH)
        style = _level_style(_LISTS[node.type], level)
        numbering = 0
        if node.type == "ordered_list":
            numbering = number_list(self.document, style, int(node.attrs.get("start", 1)))
        for item in node.children:
            for index, block in enumerate(item.children):
                if block.type in _LISTS:
                    self._list(block, depth + 1)
                elif block.type != "paragraph":
                    self._block(block)
                elif index == 0:
                    self._item(block, "List" if _has_box(block) else _LISTS[node.type], level, numbering)
                else:
                    self._item(block, "List Continue", level)

    def _item(self, block: SyntaxTreeNode, style: str, level: int, numbering: int = 0) -> None:
        paragraph = self.document.add_paragraph(style=_level_style(style, level))
        if numbering and style == "List Number":
            paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = numbering
        self._inline(block, paragraph)

    def _table(self, node: SyntaxTreeNode) -> None:
        rows = [row for part in node.children for row in part.children]
        table = self.document.add_table(len(rows), len(rows[0].children), style="Table Grid")
        repeat_header_row(table)
        for row, cells in zip(rows, table.rows, strict=True):
            for cell, place in zip(row.children, cells.cells, strict=True):
                paragraph = place.paragraphs[0]
                paragraph.style = "Tabelltekst"
                self._inline(cell, paragraph)
                if cell.type == "th":
                    for run in paragraph.runs:
                        run.bold = True
        self.document.add_paragraph()

    def _inline(self, block: SyntaxTreeNode, paragraph: Paragraph) -> None:
        for line in block.children:
            for node in line.children:
                self._piece(node, paragraph, {})

    def _piece(self, node: SyntaxTreeNode, paragraph: Paragraph, look: Mapping[str, bool]) -> None:
        looks = {"strong": {"bold": True}, "em": {"italic": True}, "quote": {"quoted": True}}
        if node.type in looks:
            for child in node.children:
                self._piece(child, paragraph, {**look, **looks[node.type]})
        elif node.type == "link":
            words = "".join(child.content for child in node.walk() if child.type in ("text", "code_inline"))
            add_hyperlink(paragraph, _clean(words), url=str(node.attrs["href"]))
        elif node.type == "citation":
            add_hyperlink(paragraph, f"[{node.content}]", anchor=f"kilde_{node.content}", raised=True)
        elif node.type == "hardbreak":
            paragraph.add_run().add_break()
        else:
            run = paragraph.add_run(_clean(_text_of(node)))
            run.bold, run.italic = look.get("bold"), look.get("italic")
            if look.get("quoted"):
                run.style = "Quote Char"


def _text_of(node: SyntaxTreeNode) -> str:
    if node.type == "checkbox":
        return "☑ " if node.meta["checked"] else "☐ "
    return " " if node.type == "softbreak" else node.content


def _level_style(name: str, level: int) -> str:
    return f"{name} {level}" if level > 1 else name


def _has_box(block: SyntaxTreeNode) -> bool:
    return any(node.type == "checkbox" for node in block.walk())


def _write_references(document: WordDocument, references: tuple[Citation, ...]) -> None:
    if not references:
        return
    document.add_heading("Kilder", level=1)
    for citation in references:
        paragraph = document.add_paragraph(style="Kilde")
        add_bookmark(paragraph, f"kilde_{citation.n}", f"[{citation.n}]")
        paragraph.add_run("\t")
        paragraph.add_run(f"«{_clean(citation.quote)}»", style="Quote Char")
        paragraph.add_run(f" – {_clean(place_text(citation).replace(' > ', ' › '))}")
        if citation.url and Link("", citation.url).followable:
            paragraph.add_run(" ")
            add_hyperlink(paragraph, _clean(citation.url), url=_clean(citation.url))
