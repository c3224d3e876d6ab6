"""What whoever maintains the assistant is told about index, sources and bank: pure functions from values to text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from corpus.check import REGISTERS, Coverage
from corpus.errors import BankError
from corpus.model import Document, Link
from corpus.sources import Corpus
from index.manifest import Manifest

RANKS = {
    "law": "lov eller forskrift",
    "national": "nasjonal veiledning",
    "summary": "oppsummering",
    "experience": "erfaring",
}
_MEGABYTE = 1_000_000
_SHOWN_HASH = 12


def describe_manifest(folder: Path, manifest: Manifest) -> list[tuple[str, str]]:
    """What an index folder holds and what it was built from, as name and value."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    recipe = manifest.recipe
    return [
        ("Mappe", str(folder)),
        ("Bygd", manifest.built_at),
        ("Avsnitt", str(manifest.passages)),
        ("Måter å spørre på", str(manifest.askings)),
        ("Koder", f"{recipe.encoder} {recipe.revision}, {recipe.dim} dimensjoner"),
        ("Kunnskapsgrunnlag", recipe.corpus[:_SHOWN_HASH]),
        ("Ordutgave og format", f"{recipe.tokenizer} og {recipe.format}"),
        ("Størrelse", f"{size / _MEGABYTE:.1f} MB"),
    ]


def describe_age(written: str | None, today: date) -> str:
    """How long ago a status date («2023», «2023-09», «2023-09-01») was, in whole years and months."""
    try:
        year, month = (int(part) for part in f"{written or ''}-1".split("-")[:2])
    except ValueError:
        return "ukjent alder"
    months = max(0, (today.year - year) * 12 + today.month - month)
    years, rest = divmod(months, 12)
    if written and "-" not in written:
        return f"omtrent {today.year - year} år gammel"
    words = [f"{years} år"] if years else []
    if rest or not years:
        words.append(f"{rest} måned{'' if rest == 1 else 'er'}")
    return f"{' og '.join(words)} gammel"


def collect_links(document: Document) -> list[Link]:
    """The links of a document in its order, each address once."""
    links = [link for passage in document.passages for unit in passage.units for link in unit.links]
    return list({link.url: link for link in reversed(links)}.values())[::-1]


def describe_source(document: Document, today: date) -> Iterator[str]:
    """A document with age, rank and passages, and its links with whether they can be followed."""
    links = collect_links(document)
    status = document.label or document.date or "ikke oppgitt"
    yield f"{document.id}: {document.title} ({document.publisher})"
    yield f"  Status: {status} ({describe_age(document.date, today)}). Rang: {RANKS.get(document.rank, document.rank)}."
    yield f"  {len(document.sections)} kapitler, {len(document.passages)} avsnitt, {len(links)} lenker."
    for link in links:
        yield f"  {'kan følges     ' if link.followable else 'KAN IKKE FØLGES'}  {link.text}: {link.url}"


def find_dead_links(corpus: Corpus) -> list[str]:
    """Links that only work on somebody's own machine; they are shown as text."""
    return [
        f"{document.id}: «{link.text}» viser til {link.url}"
        for document in corpus.documents
        for link in collect_links(document)
        if not link.followable
    ]


def source_problems(corpus: Corpus) -> list[str]:
    """What is wrong with sources (not with the bank), with what to do."""
    return [f"{p.message} {p.remedy}".strip() for p in corpus.problems if not isinstance(p, BankError)]


def bank_problems(corpus: Corpus, repeated: Sequence[tuple[str, tuple[str, ...]]]) -> list[str]:
    """Entries that cannot be used, and askings that stand in several places."""
    wrong = [f"{p.message} {p.remedy}".strip() for p in corpus.problems if isinstance(p, BankError)]
    return wrong + [f"«{asking}» står flere ganger: {', '.join(sorted(ids))}." for asking, ids in repeated]


def coverage_columns() -> tuple[str, ...]:
    """The head of the coverage table."""
    return ("Avsnitt", "Id", *REGISTERS, "I alt", "Usette")


def coverage_row(coverage: Coverage) -> tuple[str, ...]:
    """A passage with its askings by register, and how many of its units no entry shows."""
    passage = coverage.passage
    counts = (str(coverage.askings[register]) for register in REGISTERS)
    unseen = f"{len(coverage.unseen)} av {len(passage.units)}"
    return (place_of(coverage), passage.id, *counts, str(coverage.askings.total()), unseen)


def place_of(coverage: Coverage) -> str:
    """The heading of a passage and its first words."""
    passage = coverage.passage
    return f"{passage.path.split(' > ')[-1][:40]}: {passage.text[:40].strip()}…".replace("\n", " ")


def unseen_units(coverages: Sequence[Coverage]) -> list[str]:
    """The units that no entry shows, each with its section."""
    return [
        f"{coverage.passage.section or coverage.passage.path}: «{coverage.passage.units[number].text[:80]}»"
        for coverage in coverages
        for number in coverage.unseen
    ]
