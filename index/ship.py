"""Writes the vectors that come with the project, so that a first start encodes nothing: `python -m index.ship`.

To be run, and committed, whenever sources or bank have changed; a test tells when it was forgotten.
"""

from __future__ import annotations

import os
from pathlib import Path

from corpus.sources import Corpus, load_corpus
from index.build import collect_items, corpus_tokenizer
from index.encoder import Encoder, load_encoder
from index.vectors import SHIPPED_DIR, VectorCache, load_shipped, save_shipped, vector_key

_ROLES = {"passage": "passage", "asking": "query"}


def texts_by_role(corpus: Corpus) -> dict[str, list[str]]:
    """All texts that the index encodes, by role."""
    items = collect_items(corpus, corpus_tokenizer(corpus))
    return {role: sorted({item.encoded for item in items if item.kind == kind}) for kind, role in _ROLES.items()}


def count_missing(corpus: Corpus, encoder: Encoder, folder: Path = SHIPPED_DIR) -> int:
    """How many texts of the corpus have no shipped vector."""
    shipped = load_shipped(folder, encoder)
    return sum(
        vector_key(encoder, role, text) not in shipped
        for role, texts in texts_by_role(corpus).items()
        for text in texts
    )


def main() -> None:
    """Encodes what is new and writes the shipped file of the bundled encoder."""
    corpus, encoder = load_corpus(), load_encoder()
    home = Path(os.environ.get("EHELSE_HOME", "var"))
    home.mkdir(parents=True, exist_ok=True)
    cache = VectorCache(home / "vectors.sqlite", encoder, SHIPPED_DIR)
    path = save_shipped(SHIPPED_DIR, encoder, texts_by_role(corpus), cache)
    cache.close()
    print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, {count_missing(corpus, encoder)} missing")


if __name__ == "__main__":
    main()
