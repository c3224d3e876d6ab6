"""A linear map, learnt on the bank, that brings ways of asking the same thing together (eval/train.py fits it).

It belongs to one encoder: for any other it is the identity. Out of an off-the-shelf encoder's space,
(n, dim) -> (n, dim).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.model import content_hash
from index.encoder import Encoder, Vectors

ADAPTER_FILE = Path(__file__).with_name("adapter.npz")


@dataclass(frozen=True)
class Adapter:
    """x -> normalised (x - mean) W. `matrix` None is the identity."""

    mean: Vectors | None = None
    matrix: Vectors | None = None

    def apply(self, rows: Vectors) -> Vectors:
        """(n, dim) unit rows to (n, dim) unit rows."""
        if self.matrix is None or self.mean is None or not len(rows):
            return rows
        mapped = (rows - self.mean) @ self.matrix
        return np.asarray(mapped / np.maximum(np.linalg.norm(mapped, axis=1, keepdims=True), 1e-9), np.float32)

    @property
    def version(self) -> str:
        """A hash that stands in the manifest; "" for the identity."""
        if self.matrix is None or self.mean is None:
            return ""
        return content_hash(self.mean.tobytes().hex(), self.matrix.tobytes().hex(), length=12)


def load_adapter(encoder: Encoder, path: Path = ADAPTER_FILE) -> Adapter:
    """The adapter of this encoder; the identity where there is none."""
    if not path.exists():
        return Adapter()
    with np.load(path) as data:
        if str(data["encoder"]) != f"{encoder.name} {encoder.revision}":
            return Adapter()
        return Adapter(data["mean"].astype(np.float32), data["matrix"].astype(np.float32))


def save_adapter(adapter: Adapter, encoder: Encoder, path: Path = ADAPTER_FILE) -> None:
    """Writes the adapter in half precision, beside the old one, and renames."""
    if adapter.matrix is None or adapter.mean is None:
        raise ValueError("the identity is not saved")
    beside = path.with_suffix(".part.npz")
    np.savez_compressed(
        beside,
        encoder=f"{encoder.name} {encoder.revision}",
        mean=adapter.mean.astype(np.float16),
        matrix=adapter.matrix.astype(np.float16),
    )
    beside.replace(path)
