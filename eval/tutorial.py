"""Text as tutorials cut it: recursive chunks of 1000 characters with 200 shared, over the plain text of the sources.

1. The corpus is laid out as plain text, headings included, and each unit's place in it is kept. 2. LangChain's splitter
cuts it. 3. Each chunk knows which units it touches, so that it can be cited and judged like any other answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.bank import Address
from corpus.errors import InputError
from corpus.sources import Corpus

CHUNK_CHARS = 1000
OVERLAP_CHARS = 200
_MISSING = "Installer tillegget: pip install 'e-helseassistenten[eval]'."


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit's quote stands in the laid-out text, as [start, end)."""

    address: Address
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk, and the words of each unit that it touches."""

    text: str
    pieces: tuple[tuple[Address, str], ...]


def layout_corpus(corpus: Corpus) -> tuple[str, tuple[Place, ...]]:
    """The plain text of all sources, and where each unit stands."""
    blocks: list[str] = []
    places: list[Place] = []
    length = 0
    headings: tuple[str, ...] = ()

    def add(text: str) -> int:
        nonlocal length
        blocks.append(text)
        length += len(text)
        return length - len(text)

    for passage in corpus.passages.values():
        if passage.headings != headings:
            headings = passage.headings
            add(f"{headings[-1]}\n\n" if headings else "")
        for number, unit in enumerate(passage.units):
            start = add(unit.quote)
            places.append(Place((passage.id, number), start, start + len(unit.quote)))
            add("\n")
        add("\n")
    return "".join(blocks), tuple(places)


def split_layout(text: str, places: Sequence[Place]) -> tuple[Chunk, ...]:
    """The chunks of a laid-out text. Raises InputError where the splitter is not installed."""
    try:
        from langchain_text_splitters import RecursiveCharacterTextSplitter
    except ImportError as error:
        raise InputError("Kjeden fra læreboka trenger langchain-text-splitters.", _MISSING) from error
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARS, chunk_overlap=OVERLAP_CHARS, add_start_index=True)
    documents = splitter.create_documents([text])
    return tuple(_touch(d.page_content, int(d.metadata["start_index"]), places) for d in documents)


def _touch(text: str, start: int, places: Sequence[Place]) -> Chunk:
    end = start + len(text)
    touched = [place for place in places if place.start < end and place.end > start]
    pieces = ((p.address, text[max(0, p.start - start) : p.end - start].strip()) for p in touched)
    return Chunk(text, tuple((address, words) for address, words in pieces if words))
