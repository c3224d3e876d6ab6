"""The systems that a run can put side by side: the assistant, parts of it, and the chain that tutorials teach.

Each answers a Question with an Answer. Those that search can also tell in which order they found what (`rank`), over
texts of their own (`collection`), so that retrieval is judged apart from what is made of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, cast, runtime_checkable

import numpy as np
from langchain_core.callbacks import BaseCallbackHandler

from assistant.chain import build_chain
from assistant.compose import Draft, cite_unit, compose_units
from assistant.judge import Judged, Tools, make_query
from assistant.models import Answer, Question
from assistant.outside import Asker
from assistant.service import Assistant
from corpus.bank import Address
from corpus.errors import InputError
from corpus.sources import Corpus
from eval.tutorial import Chunk, layout_corpus, split_layout
from index.encoder import Encoder, Vectors
from index.keywords import KeywordIndex
from index.search import Index, Query, Shelf
from index.vectors import VectorCache

FULL = "full"
NAMES = (FULL, "no-bank", "dense", "keywords", "tutorial-1", "tutorial-4")
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Searchable:
    """A text that a system searches: its pieces as (section, text)."""

    id: str
    pieces: tuple[tuple[str, str], ...]


class System(Protocol):
    """Whatever answers questions. `corpus` is what its quotes come from."""

    @property
    def name(self) -> str: ...

    @property
    def corpus(self) -> Corpus: ...

    def ask(self, question: Question) -> Answer: ...


@runtime_checkable
class Ranking(Protocol):
    """A system that can tell what it found for the question that it was last asked: ids, best first."""

    @property
    def collection(self) -> Sequence[Searchable]: ...

    def rank(self, k: int) -> list[str]: ...


@dataclass(frozen=True)
class Asked:
    """An assistant that we know nothing more of, as a system."""

    asker: Asker
    name: str = FULL

    @property
    def corpus(self) -> Corpus:
        return self.asker.corpus

    def ask(self, question: Question) -> Answer:
        return self.asker.ask(question)


class _Watch(BaseCallbackHandler):
    """Keeps what the chain judged on its way, so that nothing is searched twice."""

    def __init__(self) -> None:
        self.judged: Judged | None = None

    def on_chain_end(self, outputs: Any, **kwargs: Any) -> None:
        if isinstance(outputs, Judged):
            self.judged = outputs


class ChainSystem:
    """The assistant's own chain. Its ranking: what its best entries show, part by part, then the passages it found."""

    def __init__(self, name: str, tools: Tools) -> None:
        self.name = name
        self.corpus = tools.corpus
        self.collection = passage_collection(tools.corpus)
        self._tools = tools
        self._chain = build_chain(tools)
        self._watch = _Watch()

    def ask(self, question: Question) -> Answer:
        self._watch = _Watch()
        return self._chain.invoke(question, config={"callbacks": [self._watch]})

    def rank(self, k: int) -> list[str]:
        return list(dict.fromkeys(self._found()))[:k]

    def _found(self) -> Iterator[str]:
        parts = self._watch.judged.parts if self._watch.judged else ()
        matches = [evidence.matches for evidence, _ in parts]
        for level in range(max(map(len, matches), default=0)):
            for found in matches:
                if level < len(found):
                    shown = self.corpus.references.resolve_entry(found[level].entry)
                    yield from (passage for passage, _ in shown)
        for evidence, _ in parts:
            yield from (hit.passage.id for hit in evidence.passages)


class PassageSystem:
    """Shows the passage that comes first in one ranking, whole; refuses only where nothing is found."""

    def __init__(self, name: str, tools: Tools, scores: Callable[[Query], Sequence[float]], ids: Sequence[str]) -> None:
        self.name = name
        self.corpus = tools.corpus
        self.collection = passage_collection(tools.corpus)
        self._tools, self._scores, self._ids = tools, scores, ids
        self._order: list[str] = []

    def ask(self, question: Question) -> Answer:
        started = time.perf_counter()
        scores = np.asarray(self._scores(make_query(self._tools, question.question)))
        order = [int(n) for n in np.argsort(-scores, kind="stable") if scores[n] > 0][:DEPTH]
        self._order = [self._ids[n] for n in order]
        if not self._order:
            return _refusal(question, started)
        draft = Draft(self.corpus, "nb")
        passage = self.corpus.passages[self._order[0]]
        compose_units(draft, [(passage.id, number) for number in range(len(passage.units))])
        return Answer(
            id=question.id,
            question=question.question,
            answer=draft.markdown,
            citations=draft.citations(),
            confidence=round(float(scores[order[0]]), 6),
            latency_ms=_since(started),
        )

    def rank(self, k: int) -> list[str]:
        return self._order[:k]


class TutorialSystem:
    """Chunks of 1000 characters, dense search, the text of the best k as the answer. It never refuses."""

    def __init__(
        self, name: str, assistant: Assistant, vectors: Vectors, chunks: Sequence[Chunk], *, shown: int
    ) -> None:
        self.name = name
        self.corpus = assistant.corpus
        self.collection = tuple(
            Searchable(str(number), tuple(self._piece(address, text) for address, text in chunk.pieces))
            for number, chunk in enumerate(chunks)
        )
        self._encoder, self._chunks, self._vectors, self._shown = assistant.tools.encoder, chunks, vectors, shown
        self._order: list[int] = []

    def ask(self, question: Question) -> Answer:
        started = time.perf_counter()
        if not question.question.strip():
            return _refusal(question, started)
        scores = self._vectors @ self._encoder.encode_queries([question.question])[0]
        self._order = np.argsort(-scores, kind="stable")[:DEPTH].tolist()
        best = [self._chunks[number] for number in self._order[: self._shown]]
        pieces = [piece for chunk in best for piece in chunk.pieces]
        return Answer(
            id=question.id,
            question=question.question,
            answer="\n\n".join(chunk.text for chunk in best),
            citations=tuple(
                cite_unit(self.corpus, address, n).model_copy(update={"quote": text})
                for n, (address, text) in enumerate(pieces, 1)
            ),
            confidence=round(float(scores[self._order[0]]), 6),
            latency_ms=_since(started),
        )

    def rank(self, k: int) -> list[str]:
        return [str(number) for number in self._order[:k]]

    def _piece(self, address: Address, text: str) -> tuple[str, str]:
        return self.corpus.passages[address[0]].section, text


class _NoAskings:
    """An index whose bank is empty."""

    def __init__(self, index: Index) -> None:
        empty = np.empty((0, index.manifest.recipe.dim), np.float32)
        self.passages = index.passages
        self.askings = Shelf([], empty, _NothingNear())


class _NothingNear:
    """A search over nothing."""

    def nearest(self, vector: Vectors, k: int) -> list[str]:
        return []


def parse_names(text: str) -> list[str]:
    """Names with commas between, once each. Raises InputError for one that is none of NAMES."""
    names = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    wrong = [name for name in names if name not in NAMES]
    if wrong or not names:
        raise InputError(f"Systemet «{wrong[0] if wrong else text}» finnes ikke.", f"Velg blant {', '.join(NAMES)}.")
    return names


def open_system(name: str, asker: Asker, home: Path) -> System:
    """One of NAMES, made out of the opened assistant. `home` has the vector cache.

    Raises InputError where the assistant has no index to make it of.
    """
    if not isinstance(asker, Assistant):
        if name == FULL:
            return Asked(asker)
        raise InputError(f"Systemet «{name}» trenger en indeks, og denne assistenten har ingen.", f"Velg «{FULL}».")
    shelf = asker.index.passages
    ids = [item.owner for item in shelf.items]
    if name == "no-bank":
        bare = Assistant(replace(asker.corpus, bank=()), cast(Index, _NoAskings(asker.index)), asker.tools.encoder)
        return ChainSystem(name, bare.tools)
    if name == "dense":
        return PassageSystem(name, asker.tools, lambda query: list(shelf.vectors @ shelf.map(query.vector)), ids)
    if name == "keywords":
        keywords = KeywordIndex([item.tokens for item in shelf.items])
        return PassageSystem(name, asker.tools, lambda query: list(keywords.scores(query.tokens)), ids)
    if name.startswith("tutorial-"):
        chunks = split_layout(*layout_corpus(asker.corpus))
        vectors = _encode_chunks(chunks, asker.tools.encoder, home)
        return TutorialSystem(name, asker, vectors, chunks, shown=int(name.removeprefix("tutorial-")))
    return ChainSystem(name, asker.tools)


def passage_collection(corpus: Corpus) -> tuple[Searchable, ...]:
    """All passages, as what is searched."""
    return tuple(Searchable(passage.id, ((passage.section, passage.text),)) for passage in corpus.passages.values())


def _encode_chunks(chunks: Sequence[Chunk], encoder: Encoder, home: Path) -> Vectors:
    cache = VectorCache(home / "vectors.sqlite", encoder)
    try:
        return cache.encode("passage", [chunk.text for chunk in chunks])
    finally:
        cache.close()


def _refusal(question: Question, started: float) -> Answer:
    return Answer(
        id=question.id,
        question=question.question,
        answer="Ingenting funnet.",
        abstained=True,
        reason="not_in_sources",
        latency_ms=_since(started),
    )


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)
