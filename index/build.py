"""Builds an index folder beside the old one, and switches. Killed at any moment, the old index still serves.

1. One writer: a file lock. 2. Nothing to do where the current folder has the wanted recipe and is healthy. 3. Vectors
come from the cache, new ones are encoded. 4. All is written to a new folder, the manifest last. 5. The pointer file is
renamed into place. 6. Older folders go, but for the one before, which may still be read.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from corpus.errors import IndexLockedError, IndexUnusableError
from corpus.model import Passage, content_hash
from corpus.sources import Corpus
from index.adapter import load_adapter
from index.chroma import segment_files, write_collection
from index.encoder import Encoder, Vectors
from index.manifest import MANIFEST_FILE, Manifest, hash_files, write_recipe
from index.search import ITEMS_FILE, Index, current_folder, open_index
from index.store import Item, save_items
from index.tokens import Tokenizer, split_words
from index.vectors import SHIPPED_DIR, VectorCache

Progress = Callable[[str, int, int], None]
_POINTER = "current"
_WAIT_S = 300


@dataclass(frozen=True)
class BuildResult:
    """What a build did. `encoded` counts the texts that no cache had."""

    folder: Path
    built: bool
    encoded: int


def passage_text(passage: Passage) -> str:
    """What of a passage is searched: its heading path and its text."""
    return f"{passage.path}\n{passage.text}"


def corpus_tokenizer(corpus: Corpus) -> Tokenizer:
    """The tokenizer whose compounds are split on the words of the sources and the bank."""
    texts = [passage_text(passage) for passage in corpus.passages.values()]
    texts += [asking for entry in corpus.bank for asking in entry.askings.get("nb", ())]
    return Tokenizer(corpus.glossary, {word for text in texts for word in split_words(text)})


def collect_items(corpus: Corpus, tokenizer: Tokenizer) -> list[Item]:
    """All passages and askings as items, ordered by kind and id."""
    items = [
        Item(p.id, "passage", p.id, passage_text(p), passage_text(p), tuple(tokenizer.tokens(passage_text(p))))
        for p in corpus.passages.values()
    ]
    for entry in corpus.bank:
        for asking in dict.fromkeys(entry.all_askings()):
            key = content_hash(entry.id, asking, length=16)
            tokens = tuple(tokenizer.tokens(asking))
            items.append(Item(key, "asking", entry.id, asking, tokenizer.canonical(asking), tokens))
    return sorted(items, key=lambda item: (item.kind, item.id))


def build_index(
    corpus: Corpus,
    encoder: Encoder,
    home: Path,
    *,
    progress: Progress | None = None,
    shipped: Path | None = SHIPPED_DIR,
    wait_s: float = 0,
) -> BuildResult:
    """Brings the index in `home` up to date. Raises IndexLockedError where another process still builds after `wait_s`,
    IndexUnusableError where the folder cannot be written."""
    with _writing(home), _locked(home, wait_s):
        recipe = write_recipe(corpus, encoder)
        current = _healthy_folder(corpus, encoder, home)
        if current:
            return BuildResult(current, built=False, encoded=0)
        folder = home / "index" / f"{recipe.key}-{uuid.uuid4().hex[:8]}"
        folder.mkdir(parents=True)
        _remove_old(home, keep={folder.name, _read_pointer(home)})
        items = collect_items(corpus, corpus_tokenizer(corpus))
        cache = VectorCache(home / "vectors.sqlite", encoder, shipped)
        try:
            vectors, encoded = encode_items(items, cache, encoder, progress)
        finally:
            cache.close()
        passages = [index for index, item in enumerate(items) if item.kind == "passage"]
        save_items(folder / ITEMS_FILE, items, vectors)
        write_collection(folder / "chroma", [items[index] for index in passages], vectors[passages])
        manifest = Manifest(
            recipe=recipe,
            passages=len(passages),
            askings=len(items) - len(passages),
            files=hash_files(folder, [folder / ITEMS_FILE, *segment_files(folder / "chroma")]),
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        _write_beside(folder / MANIFEST_FILE, manifest.model_dump_json(indent=2))
        _write_beside(home / "index" / _POINTER, json.dumps(folder.name))
        return BuildResult(folder, built=True, encoded=encoded)


def encode_items(
    items: Sequence[Item], cache: VectorCache, encoder: Encoder, progress: Progress | None = None
) -> tuple[Vectors, int]:
    """(n, dim) vectors in the items' order (askings as questions, and adapted), and how many no cache had."""
    vectors = np.empty((len(items), encoder.dim), np.float32)
    encoded = 0
    for kind, role in (("passage", "passage"), ("asking", "query")):
        news = 0

        def count(done: int, total: int) -> None:
            nonlocal news
            news = total
            if progress:
                progress("Koder tekst", done, total)

        rows = [index for index, item in enumerate(items) if item.kind == kind]
        found = cache.encode(role, [items[index].encoded for index in rows], count)
        vectors[rows] = load_adapter(encoder).apply(found) if kind == "asking" else found
        encoded += news
    return vectors, encoded


def ensure_index(
    corpus: Corpus,
    encoder: Encoder,
    home: Path,
    *,
    progress: Progress | None = None,
    shipped: Path | None = SHIPPED_DIR,
) -> Index:
    """Opens the index, building it first where it is missing, out of date or damaged."""
    try:
        return open_index(corpus, encoder, home)
    except IndexUnusableError:
        build_index(corpus, encoder, home, progress=progress, shipped=shipped, wait_s=_WAIT_S)
        return open_index(corpus, encoder, home)


def _healthy_folder(corpus: Corpus, encoder: Encoder, home: Path) -> Path | None:
    try:
        open_index(corpus, encoder, home).close()
        return current_folder(home)
    except IndexUnusableError:
        return None


def _write_beside(path: Path, text: str) -> None:
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _read_pointer(home: Path) -> str:
    try:
        return str(json.loads((home / "index" / _POINTER).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return ""


def _remove_old(home: Path, keep: Iterable[str]) -> None:
    kept = set(keep)
    for folder in (home / "index").iterdir():
        if folder.is_dir() and folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _writing(home: Path) -> Iterator[None]:
    """Turns the file system's refusals into an error for the person."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        yield
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise IndexUnusableError(
            f"Kan ikke skrive indeksen i «{home}»: {reason}.",
            "Frigjør plass eller gi skriverett, eller sett EHELSE_HOME til en annen mappe, "
            "og kjør «ehelse index build».",
        ) from error


@contextmanager
def _locked(home: Path, wait_s: float) -> Iterator[None]:
    lock = FileLock(home / "index.lock", timeout=wait_s)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexLockedError(
            "En annen prosess bygger indeksen nå.", "Vent til den er ferdig, og prøv «ehelse index build» igjen."
        ) from error
    try:
        yield
    finally:
        lock.release()
