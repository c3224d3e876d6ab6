"""Canonical Markdown -> Document > Section > Passage. The format is in corpus/README.md.

1. Front matter is read and checked.
2. markdown-it gives the blocks; headings open sections, bold labels open parts, page comments set the page.
3. A list joins the lead above it; a list whose items have several blocks gives one passage an item; a table gives one
   a row. No text is lost: HTML, code and quotes in odd places, and cells without a column, become units too.
4. Ids are hashes of source, headings, part and text; equal texts under equal headings are told apart by their order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from corpus.errors import SourceError
from corpus.inline import InlineText, cut_unit, parse_inline, split_sentences
from corpus.model import Document, Kind, Passage, Section, Unit, content_hash

_FRONT = re.compile(r"\A---\s*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_NUMBER = re.compile(r"(\d{1,2}(?:\.\d+)*)\.?\s")  # not a year
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PIPE = re.compile(r"(?<!\\)\|")
_LISTS = ("bullet_list", "ordered_list")
_LEAVES = ("paragraph", "heading", "html_block", "fence", "code_block", "th", "td")
_REMEDY = "Rett filen (formatet står i corpus/README.md) og kjør «ehelse index build»."


class FrontMatter(BaseModel):
    """The head of a canonical file."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=1)
    publisher: str = ""
    status_date: str | None = None
    status_label: str = ""
    language: str = "nb"
    url: str | None = None
    rank: str = "summary"

    @field_validator("status_date", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        return None if value is None else str(value)


@dataclass
class _OpenSection:
    headings: tuple[str, ...]
    level: int
    passages: list[Passage] = field(default_factory=list)


@dataclass
class _Reader:
    """What the blocks read so far have opened."""

    source_id: str
    name: str
    lines: list[str]
    first_line: int
    offsets: list[int]
    headings: list[tuple[int, str]] = field(default_factory=list)
    part: str = ""
    parts_seen: int = 0
    page: int | None = None
    sections: list[_OpenSection] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def open_section(self, level: int, title: str) -> None:
        self.headings = [h for h in self.headings if h[0] < level] + [(level, title)]
        self.part, self.parts_seen = "", 0
        self.sections.append(_OpenSection(tuple(h[1] for h in self.headings), level))

    def open_part(self, name: str) -> None:
        self.part, self.parts_seen = name, self.parts_seen + 1

    def add(self, kind: Kind, units: list[Unit], lines: tuple[int, int]) -> None:
        units = [unit for unit in units if unit.text]
        if not units:
            return
        if not self.sections:
            self.sections.append(_OpenSection((), 0))
        section = self.sections[-1]
        part = "Fotnote" if kind == "footnote" else self.part
        key = content_hash(self.source_id, *section.headings, part, *(f"{u.label}{u.text}" for u in units))
        self.seen[key] += 1
        repeat = self.seen[key]
        section.passages.append(
            Passage(
                id=content_hash(key, str(repeat), length=12) if repeat > 1 else key[:12],
                source_id=self.source_id,
                headings=section.headings,
                section=section_number(section.headings),
                part=part,
                kind=kind,
                units=tuple(units),
                span=(self.offsets[lines[0]], self.offsets[lines[1]]),
                first_part=self.parts_seen == 1 and kind != "footnote",
            )
        )


def section_number(headings: tuple[str, ...]) -> str:
    """The number of the nearest numbered heading, "" where there is none."""
    for heading in reversed(headings):
        if match := _NUMBER.match(heading):
            return match.group(1)
    return ""


def parse_document(text: str, name: str) -> Document:
    """Reads canonical Markdown; `name` stands in error messages.

    Raises SourceError where the text is empty, has no valid front matter, or nothing below it.
    """
    if not text.strip():
        raise SourceError(f"«{name}» er tom.", _REMEDY)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    front, body_start = _parse_front(text, name)
    lines = text[body_start:].split("\n")
    offsets = [body_start]
    for line in lines:
        offsets.append(min(offsets[-1] + len(line) + 1, len(text)))
    reader = _Reader(front.id, name, lines, text.count("\n", 0, body_start) + 1, offsets)
    _read_blocks(reader, list(SyntaxTreeNode(_markdown().parse(text[body_start:])).children))
    sections = tuple(
        Section(
            title=section.headings[-1] if section.headings else "",
            number=section_number(section.headings),
            level=section.level,
            headings=section.headings,
            passages=tuple(section.passages),
        )
        for section in reader.sections
    )
    if not any(section.passages for section in sections):
        raise SourceError(f"«{name}» har ingen tekst under hodet.", _REMEDY)
    return Document(
        id=front.id,
        title=front.title,
        publisher=front.publisher,
        date=front.status_date,
        label=front.status_label or (f"status {front.status_date}" if front.status_date else "udatert"),
        language=front.language,
        url=front.url,
        rank=front.rank,
        sections=sections,
        markdown=text,
    )


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    # Footnotes stay where they are defined: the plugin's move to the end drops those without a mark.
    markdown = MarkdownIt("commonmark").enable("table").use(footnote_plugin, inline=False, move_to_end=False)
    # Every address is read, so that no text is lost; Link.followable says which may be clicked.
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    return markdown


def _parse_front(text: str, name: str) -> tuple[FrontMatter, int]:
    match = _FRONT.match(text)
    if match is None:
        raise SourceError(f"«{name}» mangler hodet (linjene mellom «---» øverst).", _REMEDY)
    try:
        return FrontMatter.model_validate(yaml.safe_load(match.group(1)) or {}), match.end()
    except yaml.YAMLError as error:
        raise SourceError(f"Hodet i «{name}» er ikke gyldig YAML: {str(error).splitlines()[0]}.", _REMEDY) from error
    except ValidationError as error:
        first = error.errors()[0]
        field_name = ".".join(str(part) for part in first["loc"]) or "hele hodet"
        raise SourceError(f"Hodet i «{name}» er feil ved «{field_name}»: {first['msg']}.", _REMEDY) from error
    except ValueError as error:  # YAML makes dates itself, also of «2023-13-01»
        raise SourceError(f"Hodet i «{name}» har en umulig verdi: {error}.", _REMEDY) from error


def _read_blocks(reader: _Reader, nodes: list[SyntaxTreeNode]) -> None:
    index = 0
    while index < len(nodes):
        node = nodes[index]
        follower = nodes[index + 1] if index + 1 < len(nodes) else None
        if node.type == "heading":
            inline = _inline(reader, node)
            reader.open_section(int(node.tag[1:]), inline.text.strip())
            _turn_page(reader, inline)
        elif node.type in ("paragraph", "html_block"):
            index += _read_paragraph(reader, node, follower)
        elif node.type in _LISTS:
            _read_list(reader, node, [], _lines(node))
        elif node.type == "table":
            _read_table(reader, node)
        elif node.type == "blockquote":
            _read_blocks(reader, list(node.children))
        elif node.type == "footnote_reference":
            _read_footnote(reader, node)
        elif node.type in ("fence", "code_block"):
            inline = _inline(reader, node)
            reader.add("paragraph", [cut_unit(inline, (0, len(inline.text)), "sentence", reader.page)], _lines(node))
        index += 1


def _read_paragraph(reader: _Reader, node: SyntaxTreeNode, follower: SyntaxTreeNode | None) -> int:
    """Adds a paragraph, and the list that it leads; returns how many further nodes were used."""
    inline = _inline(reader, node)
    units = [cut_unit(inline, span, "sentence", reader.page) for span in split_sentences(inline.text)]
    if units and units[0].label:
        reader.open_part(units[0].label)
    _turn_page(reader, inline)
    leads = follower is not None and follower.type in _LISTS and inline.text.rstrip().endswith(":")
    if not leads or follower is None:
        reader.add("paragraph", units, _lines(node))
        return 0
    last = units.pop() if units else None
    reader.add("paragraph", units, _lines(node))
    lead = [Unit(last.text, last.quote, "lead", last.page, last.label, links=last.links)] if last else []
    _read_list(reader, follower, lead, (_lines(node)[0], _lines(follower)[1]))
    return 1


def _read_list(reader: _Reader, node: SyntaxTreeNode, lead: list[Unit], lines: tuple[int, int]) -> None:
    items = [list(_item_units(reader, item, 0)) for item in node.children]
    if any(_blocks(reader, item) > 1 for item in node.children):
        reader.add("paragraph", lead, lines)
        for item, units in zip(node.children, items, strict=True):
            reader.add("list", units, _lines(item))
        return
    reader.add("list", lead + [unit for units in items for unit in units], lines)


def _item_units(reader: _Reader, item: SyntaxTreeNode, depth: int) -> Iterator[Unit]:
    for child in item.children:
        if child.type in _LISTS:
            for nested in child.children:
                yield from _item_units(reader, nested, depth + 1)
            continue
        for leaf in _leaves(child):
            inline = _inline(reader, leaf)
            yield cut_unit(inline, (0, len(inline.text)), "item", reader.page, depth=depth)
            _turn_page(reader, inline)


def _read_table(reader: _Reader, node: SyntaxTreeNode) -> None:
    head, *bodies = node.children
    columns = [_inline(reader, cell).text.strip() for cell in head.children[0].children]
    rows = [row for body in bodies for row in body.children]
    if not rows:
        rows, columns = [head.children[0]], [""] * len(columns)
    for row in rows:
        cells = [_inline(reader, cell) for cell in row.children[: len(columns)]]
        extra = [_parse_text(text) for text in _split_row(reader.lines[_lines(row)[0]])[len(columns) :]]
        units: list[Unit] = []
        for column, inline in zip(columns + [""] * len(extra), cells + extra, strict=True):
            units.extend(_cell_units(inline, column, reader.page))
            _turn_page(reader, inline)
        reader.add("row", units, _lines(row))


def _cell_units(inline: InlineText, column: str, page: int | None) -> Iterator[Unit]:
    edges = [0, *inline.breaks, len(inline.text)]
    for start, end in pairwise(edges):
        line = inline.text[start:end].lstrip()
        bullet = line.startswith("- ")
        if bullet:
            start = end - len(line) + 2
        yield cut_unit(inline, (start, end), "cell", page, depth=int(bullet), column=column)


def _split_row(line: str) -> list[str]:
    """The cells of a table row as written; CommonMark's tables drop those that have no column."""
    return _PIPE.split(line.strip(" \t>").removeprefix("|").removesuffix("|"))


def _read_footnote(reader: _Reader, node: SyntaxTreeNode) -> None:
    """A footnote is one passage; its page is unknown, as it was moved to the end of its chapter."""
    inlines = [_inline(reader, leaf) for leaf in _leaves(node)]
    units = [cut_unit(inline, (0, len(inline.text)), "sentence", None) for inline in inlines]
    reader.add("footnote", units, _lines(node))


def _leaves(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    """The blocks below a node that hold text themselves."""
    if node.type in _LEAVES:
        yield node
        return
    for child in node.children:
        yield from _leaves(child)


def _blocks(reader: _Reader, item: SyntaxTreeNode) -> int:
    """How many blocks with text a list item has, lists in it aside."""
    leaves = (leaf for child in item.children if child.type not in _LISTS for leaf in _leaves(child))
    return sum(bool(_inline(reader, leaf).text.strip()) for leaf in leaves)


def _inline(reader: _Reader, node: SyntaxTreeNode) -> InlineText:
    """The text of a block. An HTML block is read as inline text: «<!-- side 4 -->Text» is one."""
    if node.type in ("fence", "code_block"):
        return InlineText(text=node.content.strip())
    if node.type == "html_block":
        if "<!--" in _COMMENT.sub("", node.content):
            line = reader.first_line + _lines(node)[0]
            raise SourceError(f"«{reader.name}» linje {line}: kommentaren («<!--») lukkes ikke med «-->».", _REMEDY)
        return _parse_text(node.content)
    for child in node.children:
        if child.type == "inline":
            tokens: list[Token] = child.token.children or [] if child.token else []
            return parse_inline(tokens)
    return InlineText()


def _parse_text(text: str) -> InlineText:
    return parse_inline(_markdown().parseInline(text.strip())[0].children or [])


def _turn_page(reader: _Reader, inline: InlineText) -> None:
    if inline.pages:
        reader.page = inline.pages[-1][1]


def _lines(node: SyntaxTreeNode) -> tuple[int, int]:
    return node.map if node.map else (0, 0)
