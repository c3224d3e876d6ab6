"""The question bank: entries, and how their references find units of the sources. The format is in corpus/README.md."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus.errors import BankError
from corpus.model import Document, Passage

Register = Literal["nb", "lay", "keyword", "typo", "nn", "en"]
Address = tuple[str, int]
"""A unit: passage id and the unit's index in it."""

_OURS_REQUIRED = ("gap", "premise", "decline", "smalltalk")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Row(_Strict):
    """A row of a table that we make: our label, and references per column."""

    label: str
    cells: tuple[tuple[str, ...], ...]


class Part(_Strict):
    """A part of an answer: our short heading and what of the sources stands under it."""

    heading: str = ""
    refs: tuple[str, ...] = ()
    form: Literal["auto", "checklist", "table"] = "auto"
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    @model_validator(mode="after")
    def _table_has_cells(self) -> Part:
        if (self.form == "table") != bool(self.rows):
            raise ValueError("form «table» and rows go together")
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError("a row has as many cells as there are columns")
        if self.form != "table" and not self.refs:
            raise ValueError("a part needs refs")
        return self

    def all_refs(self) -> Iterator[str]:
        yield from self.refs
        for row in self.rows:
            for cell in row.cells:
                yield from cell


class Entry(_Strict):
    """One thing that people ask, in many ways, and what answers it."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    kind: Literal["answer", "gap", "premise", "decline", "smalltalk"]
    topics: tuple[str, ...] = ()
    askings: dict[Register, tuple[str, ...]]
    parts: tuple[Part, ...] = ()
    text: str | None = None
    text_nn: str | None = None
    text_en: str | None = None
    reason: Literal["patient_specific", "out_of_scope"] | None = None

    @model_validator(mode="after")
    def _fits_kind(self) -> Entry:
        if not any(self.askings.values()):
            raise ValueError("an entry needs askings")
        if self.kind in _OURS_REQUIRED and not self.text:
            raise ValueError(f"kind «{self.kind}» needs text")
        if self.answers and not self.parts:
            raise ValueError(f"kind «{self.kind}» needs parts")
        if (self.kind == "decline") != (self.reason is not None):
            raise ValueError("kind «decline» and reason go together")
        return self

    @property
    def answers(self) -> bool:
        """Whether it answers, rather than saying that nothing does."""
        return self.kind in ("answer", "premise")

    def all_askings(self) -> tuple[str, ...]:
        return tuple(asking for askings in self.askings.values() for asking in askings)

    def all_refs(self) -> Iterator[str]:
        for part in self.parts:
            yield from part.all_refs()


def normalise(text: str) -> str:
    """Lower case, white space folded, quotation marks alike: how quoted anchors are compared."""
    return re.sub(r"\s+", " ", re.sub('[“”«»"]', '"', text)).strip().lower()


@dataclass(frozen=True, slots=True)
class _Place:
    """A unit with the words that anchors are looked for in."""

    passage: Passage
    number: int
    words: str


class References:
    """Finds the units that references address.

    The first document is the default source. Building reads every passage once; looking up is by section.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self._default = documents[0].id if documents else ""
        self._units = {
            document.id: [
                _Place(passage, number, normalise(f"{unit.label}: {unit.text}" if unit.label else unit.text))
                for passage in document.passages
                for number, unit in enumerate(passage.units)
            ]
            for document in documents
        }
        self._resolved: dict[str, tuple[Address, ...]] = {}
        self._places: dict[tuple[str, str, str], list[_Place]] = {}

    def resolve(self, ref: str) -> tuple[Address, ...]:
        """The units of one reference, in the source's order. Raises BankError where it fits none or several."""
        if ref not in self._resolved:
            self._resolved[ref] = self._resolve(ref)
        return self._resolved[ref]

    def resolve_entry(self, entry: Entry) -> tuple[Address, ...]:
        """All units that an entry shows, in order, once each."""
        return tuple(dict.fromkeys(address for ref in entry.all_refs() for address in self.resolve(ref)))

    def _resolve(self, ref: str) -> tuple[Address, ...]:
        source, _, rest = ref.partition("#") if re.match(r"[a-z0-9-]+#", ref) else (self._default, "", ref)
        if source not in self._units:
            raise BankError(f"Kilden «{source}» i «{ref}» finnes ikke.")
        place, _, words = rest.partition(":")
        place, _, part = place.strip().partition("/")
        units = self._units_in(source, place.strip(), part.strip())
        if not units:
            raise BankError(f"Avsnittet «{place}{'/' + part if part else ''}» i «{ref}» finnes ikke.")
        if not words.strip():
            return tuple((unit.passage.id, unit.number) for unit in units)
        first, _, last = words.partition(" .. ")
        start = _find(units, first, ref, 0)
        end = _find(units, last, ref, start) if last else start
        return tuple((unit.passage.id, unit.number) for unit in units[start : end + 1])

    def _units_in(self, source: str, place: str, part: str) -> list[_Place]:
        key = (source, place, part)
        if key not in self._places:
            self._places[key] = [unit for unit in self._units[source] if _stands_in(unit.passage, place, part)]
        return self._places[key]


def _stands_in(passage: Passage, place: str, part: str) -> bool:
    if part and normalise(passage.part) != normalise(part):
        return False
    if re.fullmatch(r"\d+(\.\d+)*", place):
        return passage.section == place or passage.section.startswith(place + ".")
    return any(normalise(heading).rstrip(":") == normalise(place).rstrip(":") for heading in passage.headings)


def _find(units: list[_Place], words: str, ref: str, start: int) -> int:
    wanted = normalise(words)
    found = [index for index in range(start, len(units)) if wanted in units[index].words]
    whole = [index for index in found if units[index].words == wanted]
    opening = [index for index in found if units[index].words.startswith(wanted)]
    best = next((indexes for indexes in (whole, opening, found) if len(indexes) == 1), found)
    if len(best) != 1:
        raise BankError(f"«{words.strip()}» i «{ref}» passer {len(best)} steder; én trengs.")
    return best[0]


def read_entries(path: Path) -> Iterator[tuple[int, Entry | BankError]]:
    """Each line of a bank file: its number and its entry, or what is wrong with it."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        yield 0, BankError(f"{path.name} kan ikke leses ({error}).", "Lagre filen på nytt med tegnsettet UTF-8.")
        return
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield number, Entry.model_validate(json.loads(line))
        except json.JSONDecodeError as error:
            yield number, BankError(f"{path.name} linje {number}: ikke gyldig JSON ({error.msg}).", "Rett linjen.")
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "hele linjen"
            yield number, BankError(f"{path.name} linje {number}, «{where}»: {first['msg']}.", "Rett linjen.")


def load_bank(folder: Path, references: References) -> tuple[tuple[Entry, ...], list[BankError]]:
    """All entries of bank/*.jsonl whose references resolve, and what is wrong with the others."""
    entries: dict[str, Entry] = {}
    problems: list[BankError] = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, entry in read_entries(path):
            if isinstance(entry, BankError):
                problems.append(entry)
                continue
            where = f"{path.name} linje {number} («{entry.id}»)"
            if entry.id in entries:
                problems.append(BankError(f"{where}: id er brukt før.", "Gi oppføringen en annen id."))
                continue
            try:
                references.resolve_entry(entry)
            except BankError as error:
                problems.append(BankError(f"{where}: {error.message}", "Rett henvisningen til kilden."))
                continue
            entries[entry.id] = entry
    return tuple(entries.values()), problems
