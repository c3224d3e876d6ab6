"""The manifest of an index folder: what it was built from. Loading compares it before anything else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.errors import IndexUnusableError
from corpus.model import content_hash
from corpus.sources import Corpus
from index.adapter import load_adapter
from index.encoder import Encoder
from index.tokens import TOKENIZER_VERSION

FORMAT_VERSION = 5
REBUILD = "Kjør «ehelse index build»."
MANIFEST_FILE = "manifest.json"
_LABELS = {
    "format": "indeksformat",
    "encoder": "koder",
    "revision": "koderutgave",
    "dim": "dimensjon",
    "tokenizer": "ordutgave",
    "adapter": "tilpasning",
    "corpus": "kunnskapsgrunnlag",
}


class Recipe(BaseModel):
    """What decides the content of an index; two indexes with the same recipe are the same."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    encoder: str
    revision: str
    dim: int
    tokenizer: int
    adapter: str
    corpus: str

    @property
    def key(self) -> str:
        return content_hash(self.model_dump_json(), length=16)


class Manifest(BaseModel):
    """A recipe, and what came out of it. `files` are hashes of the files that nothing may change, by their path."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    recipe: Recipe
    passages: int
    askings: int
    files: dict[str, str]
    built_at: str


def write_recipe(corpus: Corpus, encoder: Encoder) -> Recipe:
    """The recipe of an index over this corpus with this encoder."""
    return Recipe(
        format=FORMAT_VERSION,
        encoder=encoder.name,
        revision=encoder.revision,
        dim=encoder.dim,
        tokenizer=TOKENIZER_VERSION,
        adapter=load_adapter(encoder).version,
        corpus=corpus.fingerprint,
    )


def hash_files(folder: Path, paths: Iterable[Path]) -> dict[str, str]:
    """SHA-256 by path below the index folder, of files of it."""
    return {path.relative_to(folder).as_posix(): _digest(path) for path in sorted(paths)}


def check_files(folder: Path, files: dict[str, str]) -> None:
    """Raises IndexUnusableError where a file is missing or changed: in a damaged one Chroma finds the wrong things, or
    crashes."""
    for name, digest in files.items():
        try:
            intact = _digest(folder / name) == digest
        except OSError:
            intact = False
        if not intact:
            raise IndexUnusableError(f"Indeksen er skadet: filen «{name}» mangler eller er endret.", REBUILD)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load_manifest(folder: Path) -> Manifest:
    """Reads the manifest of an index folder. Raises IndexUnusableError where it is missing or unreadable."""
    path = folder / MANIFEST_FILE
    try:
        return Manifest.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise IndexUnusableError(f"Indeksen «{folder.name}» er ikke ferdig bygd.", REBUILD) from error
    except (OSError, ValidationError, UnicodeDecodeError) as error:
        raise IndexUnusableError(f"Manifestet i «{folder.name}» kan ikke leses.", REBUILD) from error


def check_recipe(stored: Recipe, wanted: Recipe) -> None:
    """Raises IndexUnusableError that names the first value that differs, stored and wanted."""
    for name, label in _LABELS.items():
        have, want = getattr(stored, name), getattr(wanted, name)
        if have != want:
            raise IndexUnusableError(f"Indeksen passer ikke: {label} er «{have}», men skal være «{want}».", REBUILD)
