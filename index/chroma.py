"""Chroma as the vector index of passages, through langchain-chroma.

Chroma keeps nothing that we could not build again (index/store.py has texts and vectors). Own vectors are always passed
in, so that Chroma never loads a model of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings
from chromadb.errors import ChromaError
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings

from corpus.errors import IndexUnusableError
from index.encoder import Encoder, Vectors
from index.manifest import REBUILD
from index.store import Item

_CONFIGURATION: Any = {"hnsw": {"space": "cosine", "ef_search": 400}}
_BATCH = 1000
_SEGMENT_FILES = ("index_metadata.pickle", "header.bin", "data_level0.bin", "link_lists.bin")
_COLLECTION = "passage"


class EncoderEmbeddings(Embeddings):
    """Our encoder as LangChain embeddings."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [row.tolist() for row in self._encoder.encode_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        return [float(value) for value in self._encoder.encode_queries([text])[0]]


class _Precomputed(Embeddings):
    """Vectors that are known already, handed out in order: how Chroma gets ours."""

    def __init__(self, vectors: Vectors) -> None:
        self._rows = iter(vectors.tolist())

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [next(self._rows) for _ in texts]

    def embed_query(self, text: str) -> list[float]:
        raise NotImplementedError


def connect(folder: Path) -> Any:
    """A client of the Chroma folder; no telemetry."""
    return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


def write_collection(folder: Path, items: Sequence[Item], vectors: Vectors) -> None:
    """Puts the passages into a new folder. Raises OSError where Chroma cannot write."""
    try:
        client = connect(folder)
        store = Chroma(
            collection_name=_COLLECTION,
            client=client,
            embedding_function=_Precomputed(vectors),
            collection_configuration=_CONFIGURATION,
        )
        for start in range(0, len(items), _BATCH):
            batch = items[start : start + _BATCH]
            store.add_texts(
                [item.text for item in batch], [{"owner": item.owner} for item in batch], [i.id for i in batch]
            )
        close(client)
    except (ChromaError, RuntimeError, ValueError) as error:  # Chroma has no error of its own for a full disk
        raise OSError(f"Chroma: {error}") from error


def segment_files(folder: Path) -> list[Path]:
    """The files of a closed Chroma folder that hold vectors. A collection that is small has none that matter: Chroma
    then reads its log, and writes these files when it likes."""
    return [path.with_name(name) for path in folder.glob("*/index_metadata.pickle") for name in _SEGMENT_FILES]


def close(client: Any) -> None:
    """Lets go of the files, so that the folder can be moved or removed."""
    if hasattr(client, "close"):
        client.close()


class ChromaSearch:
    """Nearest passages by vector. A damaged folder is told with the command that mends it."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        try:
            self._client = connect(folder)
            self._store = Chroma(
                collection_name=_COLLECTION,
                client=self._client,
                embedding_function=EncoderEmbeddings(encoder),
                collection_configuration=_CONFIGURATION,
                create_collection_if_not_exists=False,
            )
        except Exception as error:  # Chroma raises many kinds for a damaged folder
            raise IndexUnusableError(f"Vektorindeksen kan ikke åpnes ({type(error).__name__}).", REBUILD) from error

    def nearest(self, vector: Vectors, k: int) -> list[str]:
        """Ids of the k nearest passages to a (dim,) vector, nearest first."""
        try:
            found = self._store.similarity_search_by_vector(vector.tolist(), k=k)
        except Exception as error:
            raise IndexUnusableError(f"Vektorsøket feilet ({type(error).__name__}).", REBUILD) from error
        return [str(document.id) for document in found]

    def count(self) -> int:
        """How many vectors Chroma has."""
        try:
            return int(self._client.get_collection(_COLLECTION, embedding_function=None).count())
        except Exception as error:
            raise IndexUnusableError(f"Vektorindeksen kan ikke telles ({type(error).__name__}).", REBUILD) from error

    def close(self) -> None:
        close(self._client)
