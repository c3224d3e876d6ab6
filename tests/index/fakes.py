"""An encoder that needs no model, and a small corpus folder, for tests of everything that has an index in it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.sources import Corpus, load_corpus
from index.encoder import Vectors, prepare_text

FRONT = """---
id: {id}
title: {title}
publisher: Prøvekommunen
status_date: "2024-02"
---

"""
BODY = """# 1. Transport

Sykkelen står i boden. Nøkkelen henger ved døren.

**Fordeler:**

- frisk luft
- lave kostnader

# 2. Mat

Brødet ligger i skapet.

| Vare | Pris |
| --- | --- |
| Melk | 20 kroner |
"""
ENTRIES = """\
{"id": "nokkel", "kind": "answer", "askings": {"nb": ["Hvor er nøkkelen?", "Hvor henger nøkkelen?"]}, \
"parts": [{"refs": ["1: Nøkkelen henger"]}]}
{"id": "melk", "kind": "answer", "askings": {"nb": ["Hva koster melk?"]}, "parts": [{"refs": ["2: 20 kroner"]}]}
"""


class FakeEncoder:
    """Words hashed into `dim` places, so texts that share words are near. Counts the texts it encodes; may be slow."""

    def __init__(self, name: str = "fake", revision: str = "1", *, dim: int = 16, delay_s: float = 0.0) -> None:
        self.name = name
        self.revision = revision
        self.dim = dim
        self.encoded: list[str] = []
        self._delay_s = delay_s

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded.extend(texts)
        time.sleep(self._delay_s * len(texts))
        rows = np.zeros((len(texts), self.dim), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in prepare_text(text).lower().split():
                digest = hashlib.sha256(word.encode()).digest()
                row[digest[0] % self.dim] += 1.0 if digest[1] % 2 else -1.0
            row[0] += 0.5
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def write_corpus(folder: Path, documents: dict[str, str] | None = None, bank: str = ENTRIES) -> Path:
    """Writes a corpus folder of `documents` (id -> Markdown below the front matter) and bank lines."""
    documents = {"hus": BODY} if documents is None else documents
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    (folder / "bank").mkdir(exist_ok=True)
    for name, body in documents.items():
        text = FRONT.format(id=name, title=name.title()) + body
        (folder / "sources" / f"{name}.md").write_text(text, encoding="utf-8")
    listed = "".join(f'[[source]]\nfile = "{name}.md"\n' for name in documents)
    (folder / "sources.toml").write_text(listed, encoding="utf-8")
    (folder / "bank" / "prove.jsonl").write_text(bank, encoding="utf-8")
    return folder


def small_corpus(folder: Path, documents: dict[str, str] | None = None, bank: str = ENTRIES) -> Corpus:
    """The corpus of such a folder."""
    return load_corpus(write_corpus(folder, documents, bank))
