"""Loads the corpus folder: every source of sources.toml, the bank and the glossary."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.bank import Entry, References, load_bank
from corpus.errors import EhelseError, SourceError
from corpus.glossary import Glossary, load_glossary
from corpus.model import Document, Passage, content_hash
from corpus.structure import parse_document

CORPUS_DIR = Path(__file__).parent


class SourceNotice(BaseModel):
    """What a reader must know beside a quote that has `text`: a stale reference, a figure or goal that misleads."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    section: str = ""
    notice: str
    notice_nn: str = ""
    notice_en: str = ""


class SourceEntry(BaseModel):
    """One source in sources.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    raw: str | None = None
    notices: tuple[SourceNotice, ...] = ()


class _SourcesFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    source: list[SourceEntry] = Field(default_factory=list)


@dataclass(frozen=True)
class Corpus:
    """All that the index is built from. `problems` are the sources and entries that were left out, and why."""

    documents: tuple[Document, ...]
    bank: tuple[Entry, ...]
    references: References
    glossary: Glossary
    notices: dict[str, tuple[SourceNotice, ...]]
    problems: tuple[EhelseError, ...]
    fingerprint: str

    @cached_property
    def passages(self) -> dict[str, Passage]:
        return {passage.id: passage for document in self.documents for passage in document.passages}

    @cached_property
    def banked(self) -> frozenset[str]:
        """Ids of the sources that the bank has answers from."""
        addresses = (address for entry in self.bank for address in self.references.resolve_entry(entry))
        return frozenset(self.passages[passage_id].source_id for passage_id, _ in addresses)

    def document(self, source_id: str) -> Document:
        return next(document for document in self.documents if document.id == source_id)


def read_source(path: Path) -> str:
    """The text of a source file. Raises SourceError where it is missing, binary or not UTF-8."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"Kan ikke lese «{path.name}»: {error.strerror}.", "Sjekk filnavnet i sources.toml og rettighetene."
        ) from error
    if b"\x00" in data:
        raise SourceError(f"«{path.name}» er en binærfil, ikke tekst.", "Legg inn kilden som Markdown i UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"«{path.name}» er ikke UTF-8 (byte {error.start}).", "Lagre filen på nytt med tegnsettet UTF-8."
        ) from error


def load_corpus(folder: Path = CORPUS_DIR) -> Corpus:
    """Reads the corpus folder. A bad source or entry stops nothing: it is left out and told in `problems`.

    Raises SourceError where sources.toml cannot be used or no source is left.
    """
    entries = _load_sources_file(folder / "sources.toml")
    documents: list[Document] = []
    problems: list[EhelseError] = []
    notices: dict[str, tuple[SourceNotice, ...]] = {}
    for entry in entries:
        try:
            document = parse_document(read_source(folder / "sources" / entry.file), entry.file)
        except SourceError as error:
            problems.append(error)
            continue
        if document.id in notices:
            problems.append(SourceError(f"To kilder har id «{document.id}».", f"Gi «{entry.file}» en annen id."))
            continue
        documents.append(document)
        notices[document.id] = entry.notices
    if not documents:
        reasons = " ".join(problem.message for problem in problems) or "sources.toml nevner ingen."
        raise SourceError(f"Ingen kilde kan brukes. {reasons}", "Rett kildene i mappen corpus/sources.")
    glossary = load_glossary(folder / "glossary.toml")
    references = References(documents)
    bank, bank_problems = load_bank(folder / "bank", references)
    problems.extend(bank_problems)
    return Corpus(
        documents=tuple(documents),
        bank=bank,
        references=references,
        glossary=glossary,
        notices=notices,
        problems=tuple(problems),
        fingerprint=content_hash(
            *(document.markdown for document in documents),
            *(entry.model_dump_json() for entry in bank),
            glossary.model_dump_json(),
        ),
    )


def _load_sources_file(path: Path) -> list[SourceEntry]:
    try:
        return _SourcesFile.model_validate(tomllib.loads(read_source(path))).source
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise SourceError(f"sources.toml er feil: {error}", "Rett filen; formatet står i corpus/README.md.") from error
