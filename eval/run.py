"""Asks a system the gold questions and scores its answers: `run_questions`. The rest tells what was run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from assistant.models import Answer
from assistant.settings import PROJECT_DIR, Settings
from corpus.errors import IndexUnusableError, InputError
from corpus.model import content_hash
from eval.gold import Gold, source_text, squeeze
from eval.metrics import Scores, score_answer
from eval.retrieval import score_retrieval
from eval.systems import DEPTH, Ranking, System
from index.manifest import Manifest, load_manifest
from index.search import current_folder

Split = Literal["dev", "test", "all"]
_GIT_TIMEOUT_S = 10


class Row(BaseModel):
    """One question of a run: what was asked, what was answered, and its scores."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    system: str = "full"
    question: str
    kind: str
    language: str
    split: str
    answerable: bool
    scores: Scores
    answer: str
    abstained: bool
    reason: str | None = None
    sections: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    confidence: float = 0.0
    latency_ms: float = 0.0
    retrieval: dict[str, float] | None = None


class Run(BaseModel):
    """What a run was made with, so that it can be repeated."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    started_at: str
    commit: str | None
    changed: bool
    python: str
    settings: dict[str, Any]
    manifest: Manifest | None
    data_hash: str
    questions: int


def run_questions(
    system: System, golds: Sequence[Gold], *, progress: Callable[[int, int], None] | None = None
) -> list[Row]:
    """Asks every question in order and scores it against the system's own corpus."""
    source = squeeze(source_text(system.corpus.documents))
    rows: list[Row] = []
    found: dict[str, list[str]] = {}
    for done, gold in enumerate(golds, 1):
        answer = system.ask(gold.as_question())
        rows.append(make_row(gold, answer, source, system=system.name))
        if isinstance(system, Ranking) and gold.evidence:
            found[gold.id] = system.rank(DEPTH)
        if progress:
            progress(done, len(golds))
    if not isinstance(system, Ranking):
        return rows
    retrieval = score_retrieval(golds, system.collection, found)
    return [row.model_copy(update={"retrieval": retrieval.get(row.id)}) for row in rows]


def make_row(gold: Gold, answer: Answer, source: str, *, system: str) -> Row:
    """One question and its answer, scored; `source` is the squeezed text that quotes must stand in."""
    return Row(
        id=gold.id,
        system=system,
        question=gold.question,
        kind=gold.kind,
        language=gold.language,
        split=gold.split,
        answerable=gold.answerable,
        scores=score_answer(gold, answer, source),
        answer=answer.answer,
        abstained=answer.abstained,
        reason=answer.reason,
        sections=tuple(dict.fromkeys(citation.section for citation in answer.citations)),
        entries=answer.entries,
        confidence=answer.confidence,
        latency_ms=answer.latency_ms,
    )


def select_split(golds: Sequence[Gold], split: Split) -> list[Gold]:
    """The questions of one split. Raises InputError where there are none."""
    chosen = [gold for gold in golds if split in ("all", gold.split)]
    if not chosen:
        raise InputError(f"Ingen spørsmål i utvalget «{split}».", "Velg et annet --split, eller flere filer.")
    return chosen


def describe_run(settings: Settings, golds: Sequence[Gold]) -> Run:
    """What is about to be run: code, settings, index and questions."""
    return Run(
        started_at=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=_git("rev-parse", "HEAD"),
        changed=bool(_git("status", "--porcelain", "--untracked-files=no")),
        python=sys.version.split()[0],
        settings={name: _without_home(value) for name, value in settings.model_dump().items()},
        manifest=_read_manifest(settings.home),
        data_hash=hash_questions(golds),
        questions=len(golds),
    )


def hash_questions(golds: Sequence[Gold]) -> str:
    """A hash of the questions, in whatever order they come."""
    return content_hash(*sorted(gold.model_dump_json() for gold in golds), length=16)


def _without_home(value: Any) -> Any:
    """A setting as it may be published: a folder by its place in the project, or by its name only."""
    if not isinstance(value, Path):
        return value
    return value.relative_to(PROJECT_DIR).as_posix() if value.is_relative_to(PROJECT_DIR) else value.name


def _read_manifest(home: Path) -> Manifest | None:
    try:
        return load_manifest(current_folder(home))
    except IndexUnusableError:
        return None


def _git(*arguments: str) -> str | None:
    """What git says of the project; None without git or a repository."""
    command = ["git", "-C", str(PROJECT_DIR), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_GIT_TIMEOUT_S)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
