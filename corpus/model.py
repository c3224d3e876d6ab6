"""The values that stand between the packages: Document > Section > Passage > Unit."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Kind = Literal["paragraph", "list", "row", "footnote"]
Role = Literal["sentence", "lead", "item", "cell"]


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the source; `followable` is false for addresses that only work on somebody's own machine."""

    text: str
    url: str

    @property
    def followable(self) -> bool:
        return self.url.startswith(("https://", "http://"))


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest text that is shown alone: a sentence, a list item, or a line of a table cell.

    `text` is plain text; `quote` is its longest piece that stands on one page without a mark in between, so that it can
    be found letter by letter; `label` is a name that stood in bold before it; `depth` counts nesting in lists.
    """

    text: str
    quote: str
    role: Role
    page: int | None = None
    label: str = ""
    depth: int = 0
    column: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Passage:
    """A block of a source that is retrieved as one: a paragraph, a list with its lead, a table row or a footnote.

    `id` is a hash of source id, heading path, part and text, so it survives a rebuild. `span` is (start, end) in
    characters of the canonical file.
    """

    id: str
    source_id: str
    headings: tuple[str, ...]
    section: str
    part: str
    kind: Kind
    units: tuple[Unit, ...]
    span: tuple[int, int]
    first_part: bool = False

    @cached_property
    def text(self) -> str:
        """Plain text, a unit a line, labels included."""
        return "\n".join(f"{unit.label}: {unit.text}" if unit.label else unit.text for unit in self.units)

    @property
    def path(self) -> str:
        """Heading path with the part's name, joined by « > »."""
        return " > ".join([*self.headings, self.part] if self.part else self.headings)

    @property
    def page(self) -> int | None:
        return self.units[0].page if self.units else None


@dataclass(frozen=True)
class Section:
    """A heading and the passages right below it. `number` is the nearest numbered heading's («5.3»), "" without one."""

    title: str
    number: str
    level: int
    headings: tuple[str, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Document:
    """A source in canonical form. `date` is the status date as written; `label` is how users are told of it."""

    id: str
    title: str
    publisher: str
    date: str | None
    label: str
    language: str
    url: str | None
    rank: str
    sections: tuple[Section, ...]
    markdown: str

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(passage for section in self.sections for passage in section.passages)


def content_hash(*parts: str, length: int = 64) -> str:
    """Hex SHA-256 over the parts, separated so that ("ab","c") differs from ("a","bc")."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]
