"""The keyword index: BM25 over our own Norwegian tokens."""

from __future__ import annotations

from collections.abc import Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


class KeywordIndex:
    """BM25 (Lucene's form) over token lists. Scores are >= 0, higher = better."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self._size = len(documents)
        self._bm25 = bm25s.BM25(method="lucene")
        vocabulary = {token: number for number, token in enumerate(sorted({t for tokens in documents for t in tokens}))}
        self._vocabulary = vocabulary
        if vocabulary:
            ids = [[vocabulary[token] for token in tokens] for tokens in documents]
            self._bm25.index((ids, vocabulary), show_progress=False)

    def scores(self, tokens: Sequence[str]) -> Scores:
        """(n documents,) scores; all zero where no token is known."""
        known = [token for token in tokens if token in self._vocabulary]
        if not known:
            return np.zeros(self._size, np.float32)
        return np.asarray(self._bm25.get_scores(known), np.float32)
