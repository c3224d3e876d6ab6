"""Gold questions: the format of the contract, read with line-exact errors, checked against the documents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.models import Question, Turn
from corpus.errors import InputError
from corpus.model import Document
from corpus.sources import CORPUS_DIR

QUESTIONS_DIR = Path(__file__).parent / "questions"
Kind = Literal[
    "fact", "definition", "status", "benefits", "dependencies", "prerequisites", "risk", "legal", "roles", "economy",
    "ambition", "comparison", "list", "procedure", "link", "followup", "unanswerable", "false_premise",
    "patient_specific", "injection", "smalltalk",
]  # fmt: skip


class Gold(BaseModel):
    """One gold question. Each fact counts when one of its alternatives stands in the answer."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    question: str
    history: tuple[Turn, ...] = ()
    kind: Kind
    answerable: bool
    language: Literal["nb", "nn", "en"]
    facts: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    note: str | None = None
    split: Literal["dev", "test"]

    def as_question(self) -> Question:
        return Question(id=self.id, question=self.question, history=self.history)


def load_gold(paths: Sequence[Path]) -> list[Gold]:
    """All questions of the files.

    Raises InputError that names file and line of the first wrong one, or a repeated id.
    """
    found: dict[str, Gold] = {}
    for path in paths:
        for number, line in enumerate(_read_lines(path), 1):
            if not line.strip():
                continue
            where = f"{path.name} linje {number}"
            try:
                gold = Gold.model_validate(json.loads(line))
            except json.JSONDecodeError as error:
                raise InputError(f"{where}: ikke gyldig JSON ({error.msg}).", "Rett linjen.") from error
            except ValidationError as error:
                first = error.errors()[0]
                place = ".".join(str(part) for part in first["loc"])
                raise InputError(f"{where}, «{place}»: {first['msg']}.", "Rett linjen.") from error
            if gold.id in found:
                raise InputError(f"{where}: id «{gold.id}» er brukt før.", "Gi spørsmålet en annen id.")
            found[gold.id] = gold
    return list(found.values())


def default_files(folder: Path = QUESTIONS_DIR) -> list[Path]:
    """The question files of the project, by name."""
    return sorted(folder.glob("*.jsonl"))


def check_gold(questions: Sequence[Gold], documents: Sequence[Document]) -> Iterator[str]:
    """What is wrong with questions: evidence that no document has, facts outside the evidence, unknown sections."""
    text = squeeze(source_text(documents))
    sections = {section.number for document in documents for section in document.sections}
    for gold in questions:
        for quote in gold.evidence:
            if squeeze(quote) not in text:
                yield f"{gold.id}: «{quote[:60]}» står ikke i kildene."
        evidence = fold(" ".join(gold.evidence))
        for fact in gold.facts:
            if not any(fold(alternative) in evidence for alternative in fact):
                yield f"{gold.id}: faktum {list(fact)} står ikke i belegget."
        for section in gold.sections:
            if section not in sections:
                yield f"{gold.id}: kapittel «{section}» finnes ikke."
        if gold.answerable and gold.kind != "smalltalk" and not (gold.facts and gold.sections):
            yield f"{gold.id}: et spørsmål med svar trenger facts og sections."


def source_text(documents: Sequence[Document]) -> str:
    """All text that quotes may come from: the raw texts, and the documents without one."""
    raw = sorted((CORPUS_DIR / "sources" / "raw").glob("*.txt"))
    texts = [path.read_text(encoding="utf-8") for path in raw if any(d.id == path.stem for d in documents)]
    covered = {path.stem for path in raw}
    texts += [p.text for d in documents if d.id not in covered for p in d.passages]
    return "\n".join(texts)


def squeeze(text: str) -> str:
    """Without white space: how quotes are compared (line ends fall anywhere)."""
    return re.sub(r"\s+", "", text)


def fold(text: str) -> str:
    """Lower case, white space folded: how facts are compared."""
    return re.sub(r"\s+", " ", text).strip().lower()


def _read_lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"Kan ikke lese «{path}»: {error}.", "Oppgi en JSONL-fil i UTF-8.") from error
