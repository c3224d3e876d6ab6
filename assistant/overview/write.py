"""Cells and tasks as Markdown: units word for word with marks, under our headings, with citations and notices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.compose import Draft, cite_unit, compose_units, escape
from assistant.export import PaperSection
from assistant.frames import frame
from assistant.notices import find_notices
from assistant.overview.models import Piece, Task
from corpus.bank import Address
from corpus.sources import Corpus

_BULLET = re.compile(r"^( *)- ")


@dataclass
class Writer:
    """Writes sections of one view. A unit keeps its number in all of them; `year` is the present one, for notices."""

    corpus: Corpus
    year: int
    numbers: dict[Address, int] = field(default_factory=dict)

    def section(self, heading: str, pieces: Iterable[Piece], *, silent: str = "") -> PaperSection:
        """The pieces under their headings; `silent` is what stands there when there are none."""
        pieces = tuple(pieces)
        draft = self._draft()
        for piece in pieces:
            if piece.heading:
                draft.blocks.append(f"**{piece.heading}**")
            compose_units(draft, piece.addresses)
        addresses = [address for piece in pieces for address in piece.addresses]
        # «Status: …» under the heading Status says it twice.
        text = draft.markdown.removeprefix(f"**{heading}:** ") or f"*{silent or frame('unstated', 'nb')}*"
        return self.cited(heading, text, addresses)

    def line(self, addresses: Iterable[Address]) -> str:
        """Units as one line of Markdown, breaks as <br>: for tables and list items."""
        draft = self._draft()
        compose_units(draft, tuple(addresses))
        return flatten(draft.markdown)

    def task_lines(self, tasks: Iterable[tuple[Task, bool]]) -> str:
        """Tasks as a list with boxes, ticked where they are done."""
        return "\n".join(
            f"- [{'x' if done else ' '}] {self.line(task.addresses).removeprefix('• ')}" for task, done in tasks
        )

    def marks(self, task: Task) -> str:
        """The marks of a task alone."""
        draft = self._draft()
        return "".join(draft.mark(address) for address in task.addresses)

    def cited(self, heading: str, markdown: str, addresses: Iterable[Address]) -> PaperSection:
        """Markdown that marks these units, with their citations and notices."""
        unique = tuple(dict.fromkeys(addresses))
        return PaperSection(
            heading,
            markdown,
            tuple(cite_unit(self.corpus, address, self.numbers[address]) for address in unique),
            find_notices(self.corpus, unique, "nb", self.year),
        )

    def _draft(self) -> Draft:
        return Draft(self.corpus, "nb", [], self.numbers)


def flatten(markdown: str) -> str:
    """Blocks and lists as one line, parted by <br>; bullets become signs."""
    lines = [line for line in markdown.split("\n") if line.strip()]
    return "<br>".join(_BULLET.sub(lambda match: "– " if match[1] else "• ", line, count=1) for line in lines)


def task_label(corpus: Corpus, task: Task) -> str:
    """The words of a task as the label of a tick box, in Markdown on one line."""
    words: list[str] = []
    for passage_id, number in task.addresses:
        unit = corpus.passages[passage_id].units[number]
        words.append(f"**{escape(unit.label)}:** {escape(unit.text)}" if unit.label else escape(unit.text))
    return " · ".join(words)
