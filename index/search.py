"""An opened index: vectors and tokens in memory, Chroma and BM25 behind it, and the rankings that others use."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from corpus.errors import IndexUnusableError
from corpus.sources import Corpus
from index.adapter import Adapter, load_adapter
from index.chroma import ChromaSearch
from index.encoder import Encoder, Vectors
from index.exact import ExactSearch
from index.fusion import fuse_ranks
from index.keywords import KeywordIndex
from index.manifest import REBUILD, Manifest, check_files, check_recipe, load_manifest, write_recipe
from index.store import Item, load_items

ITEMS_FILE = "items.sqlite"
_DEPTH = 60
_SCORE_DECIMALS = 5
_WEIGHTS = {"dense": 1.0, "keyword": 1.0}


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched: its text, its tokens, its (dim,) vector."""

    text: str
    tokens: tuple[str, ...]
    vector: Vectors


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that was found. `score` is the fused one, `cosine` and `bm25` are its parts; higher = better."""

    item: Item
    score: float
    cosine: float
    bm25: float


class Nearest(Protocol):
    """Ids of the k nearest items to a (dim,) vector, nearest first."""

    def nearest(self, vector: Vectors, k: int) -> list[str]: ...


class Shelf:
    """The items of one kind, with both searches."""

    def __init__(
        self, items: Sequence[Item], vectors: Vectors, dense: Nearest, *, adapter: Adapter | None = None
    ) -> None:
        self._adapter = adapter or Adapter()
        self.items = list(items)
        self.vectors = vectors
        self._dense = dense
        self._position = {item.id: index for index, item in enumerate(self.items)}
        self._keywords = KeywordIndex([item.tokens for item in self.items])

    def search(self, query: Query, k: int) -> list[Hit]:
        """The k best items by rank fusion of dense and keyword search; ties by id. Dense scores are exact cosines."""
        if not self.items:
            return []
        vector = self.map(query.vector)
        dense = self._dense.nearest(vector, min(_DEPTH, len(self.items)))
        bm25 = self._keywords.scores(query.tokens)
        best = sorted(np.argsort(-bm25, kind="stable")[:_DEPTH].tolist(), key=lambda i: (-bm25[i], self.items[i].id))
        keyword = [self.items[index].id for index in best if bm25[index] > 0]
        cosines = self._cosines(vector, sorted({*dense, *keyword}))
        dense = sorted(dense, key=lambda id_: (-cosines[id_], id_))
        fused = fuse_ranks({"dense": dense, "keyword": keyword}, _WEIGHTS)
        return [
            Hit(self.items[self._position[id_]], score, cosines[id_], float(bm25[self._position[id_]]))
            for id_, score in fused[:k]
        ]

    def map(self, vector: Vectors) -> Vectors:
        """A (dim,) vector of the encoder in the space of these items."""
        row: Vectors = self._adapter.apply(vector[None, :])[0]
        return row

    def vector(self, item_id: str) -> Vectors:
        row: Vectors = self.vectors[self._position[item_id]]
        return row

    def __contains__(self, item_id: str) -> bool:
        return item_id in self._position

    def _cosines(self, vector: Vectors, ids: Sequence[str]) -> dict[str, float]:
        rows = self.vectors[[self._position[id_] for id_ in ids]]
        return {id_: round(float(score), _SCORE_DECIMALS) for id_, score in zip(ids, rows @ vector, strict=True)}


class Shelves(Protocol):
    """What matching needs of an index."""

    @property
    def passages(self) -> Shelf: ...

    @property
    def askings(self) -> Shelf: ...


class Index:
    """An opened, checked index."""

    def __init__(self, folder: Path, manifest: Manifest, encoder: Encoder) -> None:
        self.folder = folder
        self.manifest = manifest
        try:
            items, vectors = load_items(folder / ITEMS_FILE)
        except (sqlite3.Error, ValueError) as error:
            raise IndexUnusableError(f"Indeksens tekster kan ikke leses ({error}).", REBUILD) from error
        rows = {kind: [n for n, item in enumerate(items) if item.kind == kind] for kind in ("passage", "asking")}
        passages = [items[n] for n in rows["passage"]]
        askings = [items[n] for n in rows["asking"]]
        asked = vectors[rows["asking"]]
        self._chroma = ChromaSearch(folder / "chroma", encoder)
        self.passages = Shelf(passages, vectors[rows["passage"]], self._chroma)
        self.askings = Shelf(askings, asked, ExactSearch(askings, asked), adapter=load_adapter(encoder))
        self._check_counts()

    def close(self) -> None:
        self._chroma.close()

    def _check_counts(self) -> None:
        wanted = (self.manifest.passages, self.manifest.passages, self.manifest.askings)
        found = (self._chroma.count(), len(self.passages.items), len(self.askings.items))
        if found != wanted:
            raise IndexUnusableError(
                f"Indeksen er skadet: {found[0]} vektorer, {found[1]} tekster og {found[2]} spørsmål, "
                f"skal ha {wanted[0]}, {wanted[1]} og {wanted[2]}.",
                REBUILD,
            )
        if self.passages.items:
            self._chroma.nearest(self.passages.vectors[0], 1)


def current_folder(home: Path) -> Path:
    """The folder of the index in use. Raises IndexUnusableError where there is none."""
    try:
        name = json.loads((home / "index" / "current").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise IndexUnusableError("Indeksen er ikke bygd ennå.", REBUILD) from error
    except (OSError, ValueError) as error:
        raise IndexUnusableError("Pekeren til indeksen kan ikke leses.", REBUILD) from error
    folder = home / "index" / Path(str(name)).name
    if not folder.is_dir():
        raise IndexUnusableError(f"Indeksen «{folder.name}» finnes ikke.", REBUILD)
    return folder


def open_index(corpus: Corpus, encoder: Encoder, home: Path) -> Index:
    """Opens the index in `home` and checks it against corpus and encoder. Raises IndexUnusableError with the remedy."""
    folder = current_folder(home)
    manifest = load_manifest(folder)
    check_recipe(manifest.recipe, write_recipe(corpus, encoder))
    check_files(folder, manifest.files)
    return Index(folder, manifest, encoder)
