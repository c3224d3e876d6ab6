"""What `ehelse bank check` tells: entries that don't resolve, askings that stand twice, coverage per passage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.bank import Address, Entry, References, normalise
from corpus.model import Document, Passage

REGISTERS = ("nb", "lay", "keyword", "typo", "nn", "en")
_MIN_ASKINGS = 8


@dataclass(frozen=True)
class Coverage:
    """Askings that lead to one passage, by register, and the units of it that no entry shows."""

    passage: Passage
    askings: Counter[str]
    unseen: tuple[int, ...]

    @property
    def thin(self) -> bool:
        return self.askings.total() < _MIN_ASKINGS


def find_duplicate_askings(entries: Sequence[Entry]) -> list[tuple[str, tuple[str, ...]]]:
    """Askings that stand more than once (case and white space aside), with the entries that have them."""
    owners: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        for asking in entry.all_askings():
            owners[normalise(asking).rstrip("?!. ")].append(entry.id)
    return [(asking, tuple(ids)) for asking, ids in sorted(owners.items()) if len(ids) > 1]


def measure_coverage(documents: Sequence[Document], entries: Sequence[Entry], references: References) -> list[Coverage]:
    """Coverage of each passage of the documents by entries of the kinds that quote."""
    askings: dict[str, Counter[str]] = defaultdict(Counter)
    shown: set[Address] = set()
    for entry in entries:
        addresses = set(references.resolve_entry(entry))
        shown |= addresses
        for passage_id in {address[0] for address in addresses}:
            for register, texts in entry.askings.items():
                askings[passage_id][register] += len(texts)
    return [
        Coverage(
            passage=passage,
            askings=askings[passage.id],
            unseen=tuple(i for i in range(len(passage.units)) if (passage.id, i) not in shown),
        )
        for document in documents
        for passage in document.passages
    ]
