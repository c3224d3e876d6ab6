"""Verbatim answers: units of the sources, each with its mark, under short headings of our own.

What we write is in italics (sentences) or bold (headings); all the rest is copied from the source by address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from urllib.parse import quote

from assistant.frames import frame
from assistant.models import Citation, Language
from corpus.bank import Address, Entry
from corpus.bank import Part as BankPart
from corpus.model import Passage, Unit
from corpus.sources import Corpus

_MAX_WORDS_WITH_ALSO = 180
_STANDS_ALONE = 5
_OPENS_BLOCK = re.compile(r"(?:\d{1,9}[.)]|[-+]|#{1,6}|[=-]+)(?=\s|$)")


@dataclass
class Draft:
    """An answer being written: Markdown blocks, and the citations so far (one a unit, numbered as they come).

    `told` is what the answers to the questions before it in the same message have shown.
    """

    corpus: Corpus
    language: Language
    blocks: list[str] = field(default_factory=list)
    numbers: dict[Address, int] = field(default_factory=dict)
    told: frozenset[Address] = frozenset()

    def mark(self, address: Address) -> str:
        """The mark of a unit; the same unit keeps its number."""
        return f"[{self.numbers.setdefault(address, len(self.numbers) + 1)}]"

    def unit(self, address: Address) -> tuple[Passage, Unit]:
        passage = self.corpus.passages[address[0]]
        return passage, passage.units[address[1]]

    @property
    def markdown(self) -> str:
        return "\n\n".join(block for block in self.blocks if block)

    def citations(self) -> tuple[Citation, ...]:
        return tuple(cite_unit(self.corpus, address, number) for address, number in self.numbers.items())


def cite_unit(corpus: Corpus, address: Address, number: int) -> Citation:
    """The citation of one unit; its quote stands on one page, letter by letter."""
    passage = corpus.passages[address[0]]
    unit = passage.units[address[1]]
    document = corpus.document(passage.source_id)
    return Citation(
        n=number,
        source=document.id,
        title=document.title,
        section=passage.section,
        heading=passage.path,
        passage=passage.id,
        page=unit.page,
        url=document.url,
        date=document.date,
        quote=unit.quote,
        unit=address[1],
        label=document.label,
        links=tuple((link.text, link.url) for link in unit.links),
    )


def compose_entry(draft: Draft, entry: Entry) -> None:
    """Writes the parts of a bank entry, our sentence first."""
    if text := entry_text(entry, draft.language):
        draft.blocks.append(f"*{text}*")
    for part in entry.parts:
        compose_part(draft, part)


def compose_also(draft: Draft, entry: Entry, start: int = 0) -> None:
    """Adds what a nearly as good entry shows, as far as it is new and the answer stays short.

    `start` is the block with which the part of the answer begins that this belongs to.
    """
    if any(part.form != "auto" for part in entry.parts):
        return
    new = [address for address in draft.corpus.references.resolve_entry(entry) if address not in draft.numbers]
    if all(unit.role == "cell" and not stands_alone(unit) for _, unit in map(draft.unit, new)):
        return
    longer = Draft(draft.corpus, draft.language, [*draft.blocks], {**draft.numbers})
    heading = f"**{frame('also', draft.language)}**"
    if heading not in longer.blocks[start:]:
        longer.blocks.append(heading)
    compose_units(longer, new)
    if len(longer.markdown.split()) <= _MAX_WORDS_WITH_ALSO:
        draft.blocks, draft.numbers = longer.blocks, longer.numbers


def entry_text(entry: Entry, language: Language) -> str:
    """Our sentence of an entry in the language of the question, bokmål where there is no other."""
    by_language = {"nn": entry.text_nn, "en": entry.text_en}
    return by_language.get(language) or entry.text or ""


def compose_part(draft: Draft, part: BankPart) -> None:
    """Writes one part under its heading: as in the source, as a checklist or as a table."""
    if part.heading:
        draft.blocks.append(f"**{part.heading}**")
    if part.form == "table":
        draft.blocks.append(_table(draft, part))
        return
    addresses = _addresses(draft.corpus, part.refs)
    if part.form == "checklist":
        draft.blocks.append("\n".join(f"- [ ] {_labelled(draft, address)}" for address in addresses))
        return
    new = [a for a in addresses if a not in draft.told or draft.unit(a)[1].role != "sentence"]
    compose_units(draft, new or addresses)


def compose_units(draft: Draft, addresses: Sequence[Address]) -> None:
    """Writes units as they stand: sentences of a passage as a paragraph, items as a list, rows as their cells."""
    runs = _runs(addresses)
    for is_row, together in groupby(runs, key=lambda run: draft.corpus.passages[run[0][0]].kind == "row"):
        if is_row:
            lines = [line for run in together for line in _row_lines(draft, run, alone=len(runs) == 1)]
            draft.blocks.append("\n".join(lines))
        else:
            for run in together:
                _compose_run(draft, run)


def _compose_run(draft: Draft, run: Sequence[Address]) -> None:
    """Writes neighbours of one paragraph or list."""
    lines: list[str] = []
    sentences: list[str] = []
    for address in run:
        _, unit = draft.unit(address)
        if unit.role == "sentence":
            sentences.append(_labelled(draft, address))
        elif unit.role == "lead":
            draft.blocks.append(escape_start(" ".join(sentences)))
            sentences = []
            draft.blocks.append(escape_start(_labelled(draft, address)))
        else:
            lines.append(f"{'  ' * unit.depth}- {escape_start(_labelled(draft, address))}")
    draft.blocks.append(escape_start(" ".join(sentences)))
    draft.blocks.append("\n".join(_dedent(lines)))


def _row_lines(draft: Draft, run: Sequence[Address], *, alone: bool) -> list[str]:
    """The cells of one row below the one that names it; its number stands before the name, and nowhere without it."""
    passage = draft.corpus.passages[run[0][0]]
    opener = next((number for number, unit in enumerate(passage.units) if not unit.text.isdigit()), 0)
    numbers = [address for address in run if address[1] < opener]
    cells = [address for address in run if address[1] >= opener]
    alone = alone and len(cells) == 1
    lines = []
    for address in cells:
        unit = passage.units[address[1]]
        if address[1] == opener:
            before = "".join(f"{passage.units[number[1]].text}{draft.mark(number)} " for number in numbers)
            lines.append(f"{'' if alone else '- '}{before}**{escape(unit.text)}**{draft.mark(address)}")
        elif alone:
            lines.append(escape_start(_labelled(draft, address)))
        else:
            depth = unit.depth + (cells[0][1] == opener)
            lines.append(f"{'  ' * depth}- {escape_start(_labelled(draft, address))}")
    return _dedent(lines)


def escape(text: str) -> str:
    """Source text that must not act as Markdown."""
    return re.sub(r"([\\*_`\[\]<>|~$&])", r"\\\1", text)


def escape_start(line: str) -> str:
    """A line whose first characters must not open a list or a heading («1. januar 2025», «# 3»)."""
    return re.sub(r"^(\d*)", r"\1\\", line, count=1) if _OPENS_BLOCK.match(line) else line


def _labelled(draft: Draft, address: Address, known: str = "") -> str:
    """A unit with its name before it, as far as the name tells more than `known`, and its mark and links behind it."""
    passage, unit = draft.unit(address)
    names_part = bool(unit.label) and unit.label == passage.part
    above = draft.blocks[-1] if draft.blocks else ""
    said = unit.label.startswith(known or "\0") or (names_part and above.startswith(f"**{unit.label.split()[0]}"))
    idle = names_part and (passage.first_part or not _needs_name(unit))
    label = "" if said or idle else unit.label
    links = "".join(f" [{escape(link.text)} ↗]({_address(link.url)})" for link in unit.links if link.followable)
    return f"{f'**{escape(label)}:** ' if label else ''}{escape(unit.text)}{draft.mark(address)}{links}"


def stands_alone(unit: Unit) -> bool:
    """Whether a unit tells something by itself: no cell or item of a few words, no «Forventede gevinster er:»."""
    return unit.role != "lead" and len(unit.text.split()) >= _STANDS_ALONE


def _needs_name(unit: Unit) -> bool:
    """Whether a unit is too short to be understood without the name of its part («Avhengigheter: Ingen»)."""
    return unit.role != "lead" and len(re.split("[,;]", unit.text)[0].split()) < _STANDS_ALONE


def _address(url: str) -> str:
    """A link's address without characters that would end it in Markdown."""
    return re.sub(r"[\s()<>\\]", lambda match: quote(match.group(), safe=""), url)


def _dedent(lines: list[str]) -> list[str]:
    margin = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    return [line[margin:] for line in lines]


def _table(draft: Draft, part: BankPart) -> str:
    unstated = f"*{frame('unstated', draft.language)}*"
    lines = ["| | " + " | ".join(part.columns) + " |", "|---" * (len(part.columns) + 1) + "|"]
    for row in part.rows:
        cells = [
            "<br>".join(_labelled(draft, address, known=row.label) for address in _addresses(draft.corpus, refs))
            or unstated
            for refs in row.cells
        ]
        lines.append(f"| **{row.label}** | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _addresses(corpus: Corpus, refs: Iterable[str]) -> list[Address]:
    return list(dict.fromkeys(address for ref in refs for address in corpus.references.resolve(ref)))


def _runs(addresses: Sequence[Address]) -> list[list[Address]]:
    """Neighbours of one passage together."""
    runs: list[list[Address]] = []
    for address in addresses:
        if runs and runs[-1][-1][0] == address[0]:
            runs[-1].append(address)
        else:
            runs.append([address])
    return runs
