"""Vectors by content hash, so that a rebuild encodes only what is new: a SQLite cache, over a shipped read-only file.

The key is a hash of encoder, revision, role and text; a vector that is found by it is right whatever else has changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from corpus.model import content_hash
from index.encoder import Encoder, Vectors

SHIPPED_DIR = Path(__file__).parent / "shipped"
_BATCH = 32
_SCALE = 127.0


def vector_key(encoder: Encoder, role: str, text: str) -> bytes:
    """16 bytes that stand for this text under this encoder."""
    return bytes.fromhex(content_hash(encoder.name, encoder.revision, role, text, length=32))


class VectorCache:
    """Vectors of one encoder. `path` None keeps them in memory only."""

    def __init__(self, path: Path | None, encoder: Encoder, shipped: Path | None = None) -> None:
        self._encoder = encoder
        self._db = _open_database(path)
        self._shipped = load_shipped(shipped, encoder) if shipped else {}

    def close(self) -> None:
        self._db.close()

    def encode(self, role: str, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> Vectors:
        """(n, dim) vectors of `texts` («query» or «passage»); what is not known is encoded, and kept batch by batch."""
        keys = [vector_key(self._encoder, role, text) for text in texts]
        known = self._find(keys)
        missing = [index for index, key in enumerate(keys) if key not in known]
        run = self._encoder.encode_queries if role == "query" else self._encoder.encode_passages
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            rows = run([texts[index] for index in batch])
            with self._db:
                self._db.executemany(
                    "INSERT OR REPLACE INTO vector VALUES (?, ?)",
                    [(keys[index], row.tobytes()) for index, row in zip(batch, rows, strict=True)],
                )
            known.update((keys[index], row) for index, row in zip(batch, rows, strict=True))
            if progress:
                progress(min(start + _BATCH, len(missing)), len(missing))
        return np.stack([known[key] for key in keys]) if keys else np.empty((0, self._encoder.dim), np.float32)

    def _find(self, keys: Iterable[bytes]) -> dict[bytes, Vectors]:
        found: dict[bytes, Vectors] = {}
        for key in keys:
            if key in self._shipped:
                found[key] = self._shipped[key]
            elif row := self._db.execute("SELECT value FROM vector WHERE key = ?", (key,)).fetchone():
                found[key] = np.frombuffer(row[0], np.float32)
        return found


def _open_database(path: Path | None) -> sqlite3.Connection:
    """The cache's database; a damaged one is begun anew, as all of it can be encoded again."""
    for attempt in (1, 2):
        db = sqlite3.connect(path or ":memory:", check_same_thread=False)
        try:
            db.execute("PRAGMA synchronous = OFF")  # a commit a batch must not wait for the disk; see the check below
            db.execute("CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID")
            if db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",):
                return db
            db.close()
        except sqlite3.DatabaseError as error:
            db.close()
            if attempt == 2 or isinstance(error, sqlite3.OperationalError):  # no space or no access: not damage
                raise
        if path:
            path.unlink(missing_ok=True)
    raise sqlite3.DatabaseError(f"{path} is damaged")


def shipped_file(folder: Path, encoder: Encoder) -> Path:
    """Where the shipped vectors of an encoder stand."""
    return folder / f"{content_hash(encoder.name, encoder.revision, length=12)}.npz"


def load_shipped(folder: Path, encoder: Encoder) -> dict[bytes, Vectors]:
    """Shipped vectors by key; none where there is no whole file for this encoder. Stored as int8, so rows are scaled to
    length 1."""
    path = shipped_file(folder, encoder)
    if not path.exists():
        return {}
    try:
        with path.open("rb") as file, np.load(file) as data:
            keys, rows = data["keys"], quantised_to_unit(data["vectors"])
    except (OSError, EOFError, ValueError, KeyError, BadZipFile):
        return {}  # damaged: the texts are encoded instead
    return {key.tobytes(): row for key, row in zip(keys, rows, strict=True)}


def save_shipped(folder: Path, encoder: Encoder, roles: Mapping[str, Sequence[str]], cache: VectorCache) -> Path:
    """Writes the vectors of all texts by role, as int8, for the next machine's first start."""
    keys = [vector_key(encoder, role, text) for role, texts in roles.items() for text in texts]
    rows = np.concatenate([cache.encode(role, texts) for role, texts in roles.items()])
    order = sorted({key: index for index, key in enumerate(keys)}.items())
    peak = np.abs(rows).max(axis=1, keepdims=True)
    small = np.rint(rows / peak * _SCALE).astype(np.int8)
    path = shipped_file(folder, encoder)
    folder.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part.npz")
    np.savez_compressed(
        beside,
        keys=np.frombuffer(b"".join(key for key, _ in order), np.uint8).reshape(-1, 16),
        vectors=small[[index for _, index in order]],
    )
    beside.replace(path)
    return path


def quantised_to_unit(rows: NDArray[np.int8]) -> Vectors:
    """int8 rows as float32 rows of length 1."""
    floats = rows.astype(np.float32)
    return np.asarray(floats / np.linalg.norm(floats, axis=1, keepdims=True), np.float32)
