"""What an index folder keeps of our own: items with text and vectors, in SQLite. Chroma can be rebuilt from it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from index.encoder import Vectors

ItemKind = Literal["passage", "asking"]
_SCHEMA = """
CREATE TABLE item (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, owner TEXT NOT NULL,
    text TEXT NOT NULL, encoded TEXT NOT NULL, tokens TEXT NOT NULL, vector BLOB NOT NULL
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Item:
    """What is searched: a passage (owner = passage id) or an asking of the bank (owner = entry id).

    `encoded` is the form of the text that its vector is of.
    """

    id: str
    kind: ItemKind
    owner: str
    text: str
    encoded: str
    tokens: tuple[str, ...]


def save_items(path: Path, items: Sequence[Item], vectors: Vectors) -> None:
    """Writes all items with their vectors, (n, dim) in the items' order."""
    db = sqlite3.connect(path)
    try:
        with db:
            db.execute(_SCHEMA)
            db.executemany(
                "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        item.id,
                        item.kind,
                        item.owner,
                        item.text,
                        item.encoded,
                        json.dumps(item.tokens, ensure_ascii=False),
                        row.tobytes(),
                    )
                    for item, row in zip(items, vectors, strict=True)
                ],
            )
    finally:
        db.close()


def load_items(path: Path) -> tuple[list[Item], Vectors]:
    """All items, ordered by kind and id, and their vectors (n, dim)."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        rows = db.execute(
            "SELECT id, kind, owner, text, encoded, tokens, vector FROM item ORDER BY kind, id"
        ).fetchall()
    finally:
        db.close()
    items = [Item(row[0], row[1], row[2], row[3], row[4], tuple(json.loads(row[5]))) for row in rows]
    vectors = np.stack([np.frombuffer(row[6], np.float32) for row in rows]) if rows else np.empty((0, 0), np.float32)
    return items, vectors
