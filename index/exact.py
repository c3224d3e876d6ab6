"""Nearest items by all cosines: for the askings, few enough (10,000 in 2 ms) and too many to put into Chroma fast."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.encoder import Vectors
from index.store import Item


class ExactSearch:
    """Brute force over (n, dim) unit rows; ties by position, so that runs repeat."""

    def __init__(self, items: Sequence[Item], vectors: Vectors) -> None:
        self._ids = [item.id for item in items]
        self._vectors = vectors

    def nearest(self, vector: Vectors, k: int) -> list[str]:
        """Ids of the k nearest items to a (dim,) vector, nearest first."""
        cosines = self._vectors @ vector
        best = np.argpartition(-cosines, k - 1)[:k] if k < len(cosines) else np.arange(len(cosines))
        return [self._ids[index] for index in sorted(best.tolist(), key=lambda index: (-cosines[index], index))]
