"""Gold questions: the format of the contract, read with line-exact errors, checked against the documents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.models import Question, Turn
from assistant.terminal import explain_os_error
from corpus.errors import InputError
from corpus.model import Document
from corpus.sources import CORPUS_DIR

QUESTIONS_DIR = Path(__file__).parent / "questions"
_MOST_PROBLEMS = 20
_TWIN = re.compile(r"twin of ([\w-]+)")
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
    place: str = Field("", exclude=True, description="File and line, for messages.")

    @property
    def twin_of(self) -> str | None:
        """The question that this one asks in other words, as its note tells."""
        match = _TWIN.search(self.note or "")
        return match[1] if match else None

    def as_question(self) -> Question:
        return Question(id=self.id, question=self.question, history=self.history)


def load_gold(paths: Sequence[Path]) -> list[Gold]:
    """All questions of the files. Raises InputError that names file and line of the wrong ones, and repeated ids."""
    golds, problems = read_gold(paths)
    raise_problems(problems)
    return golds


def read_gold(paths: Sequence[Path]) -> tuple[list[Gold], list[str]]:
    """The questions of the files that can be read, and what is wrong with the other lines."""
    found: dict[str, Gold] = {}
    problems: list[str] = []
    for path in paths:
        for number, line in read_lines(path):
            where = f"{path.name} linje {number}"
            try:
                gold = Gold.model_validate(parse_object(line)).model_copy(update={"place": where})
            except ValueError as error:
                problems.append(f"{where}{explain_line(error)}")
                continue
            if gold.id in found:
                problems.append(f"{where}: id «{gold.id}» er brukt før ({found[gold.id].place}).")
            else:
                found[gold.id] = gold
    return list(found.values()), problems


def raise_problems(problems: Sequence[str]) -> None:
    """Raises InputError with the first problems, if there are any."""
    if problems:
        more = f" … og {len(problems) - _MOST_PROBLEMS} til." if len(problems) > _MOST_PROBLEMS else ""
        raise InputError("\n".join(problems[:_MOST_PROBLEMS]) + more, "Rett linjene.")


def explain_line(error: ValueError) -> str:
    """What is wrong with a line, after its number."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f", «{'.'.join(str(part) for part in first['loc'])}»: {first['msg']}."
    if isinstance(error, json.JSONDecodeError):
        return f": ikke gyldig JSON ({error.msg})."
    return f": {error}"


def parse_object(line: str) -> dict[str, Any]:
    """A line as a JSON object. Raises ValueError (JSONDecodeError where it is no JSON)."""
    value = json.loads(line)
    if not isinstance(value, dict):
        raise ValueError("skal være et JSON-objekt.")
    return value


def default_files(folder: Path = QUESTIONS_DIR) -> list[Path]:
    """The question files of the project, by name."""
    return sorted(folder.glob("*.jsonl"))


def check_gold(questions: Sequence[Gold], documents: Sequence[Document]) -> Iterator[str]:
    """What is wrong: evidence that no document has, facts outside the evidence, unknown sections, lost twins."""
    text = squeeze(source_text(documents))
    sections = {section.number for document in documents for section in document.sections}
    by_id = {gold.id: gold for gold in questions}
    for gold in questions:
        name = f"{gold.id} ({gold.place})" if gold.place else gold.id
        yield from (
            f"{name}: {problem}" for problem in [*_check_sources(gold, text, sections), *_check_twin(gold, by_id)]
        )


def _check_sources(gold: Gold, text: str, sections: set[str]) -> Iterator[str]:
    for quote in gold.evidence:
        if squeeze(quote) not in text:
            yield f"«{quote[:60]}» står ikke i kildene."
    evidence = fold(" ".join(gold.evidence))
    for fact in gold.facts:
        if not any(fold(alternative) in evidence for alternative in fact):
            yield f"faktum {list(fact)} står ikke i belegget."
    for section in gold.sections:
        if section not in sections:
            yield f"kapittel «{section}» finnes ikke."
    if gold.answerable and gold.kind != "smalltalk" and not (gold.facts and gold.sections and gold.evidence):
        yield "et spørsmål med svar trenger facts, evidence og sections."
    if not gold.answerable and gold.facts:
        yield "et spørsmål uten svar kan ikke ha facts."


def _check_twin(gold: Gold, by_id: Mapping[str, Gold]) -> Iterator[str]:
    if gold.twin_of is None:
        return
    twin = by_id.get(gold.twin_of)
    if twin is None:
        yield f"tvillingen «{gold.twin_of}» finnes ikke."
    elif (twin.split, twin.facts) != (gold.split, gold.facts):
        yield f"tvillingen «{twin.id}» har en annen split eller andre facts."


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


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not empty, with their numbers. Raises InputError where the file cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what = explain_os_error(error) if isinstance(error, OSError) else "ikke UTF-8"
        raise InputError(f"Kan ikke lese «{path}»: {what}.", "Oppgi en JSONL-fil i UTF-8.") from error
    yield from ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())
