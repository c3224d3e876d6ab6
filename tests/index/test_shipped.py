"""The shipped vectors fit the corpus, so that a first start encodes nothing."""

from __future__ import annotations

import numpy as np

from corpus.sources import load_corpus
from index.encoder import load_encoder
from index.ship import count_missing, texts_by_role
from index.vectors import SHIPPED_DIR, load_shipped, vector_key


def test_every_text_has_a_shipped_vector() -> None:
    """Run `python -m index.ship` and commit its file when this fails."""
    assert count_missing(load_corpus(), load_encoder()) == 0


def test_shipped_vectors_are_the_encoders() -> None:
    """A sample is encoded again: half a byte a number costs less than 0.001 of cosine."""
    encoder = load_encoder()
    shipped = load_shipped(SHIPPED_DIR, encoder)
    texts = texts_by_role(load_corpus())["query"][::1500]
    stored = np.stack([shipped[vector_key(encoder, "query", text)] for text in texts])
    cosines = (stored * encoder.encode_queries(texts)).sum(axis=1)
    assert cosines.min() > 0.999
