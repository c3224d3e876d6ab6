"""The real assistant over the real corpus, opened once, and what its answers are held against."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant.models import Answer, Question, Turn
from assistant.service import Assistant
from assistant.settings import PROJECT_DIR
from corpus.sources import CORPUS_DIR, Corpus, load_corpus
from index.build import ensure_index
from index.encoder import Encoder, load_encoder

Ask = Callable[..., Answer]
TODAY = date(2026, 3, 1)
HOME = "ehelse"


def squeeze(text: str) -> str:
    """Without white space: line ends of the raw text fall anywhere."""
    return re.sub(r"\s+", "", text)


def take_vectors(home: Path, known: Path = PROJECT_DIR / "var") -> Path:
    """A home with the vectors that another one has encoded; those that are shipped are found without them."""
    home.mkdir(exist_ok=True)
    if (known / "vectors.sqlite").exists():
        shutil.copy(known / "vectors.sqlite", home)
    return home


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return load_encoder()


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load_corpus()


@pytest.fixture(scope="session")
def assistant(corpus: Corpus, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    home = take_vectors(tmp_path_factory.getbasetemp() / HOME)
    return Assistant(corpus, ensure_index(corpus, encoder, home), encoder, today=lambda: TODAY)


@pytest.fixture(scope="session")
def ask(assistant: Assistant) -> Ask:
    """Asks a question, after earlier turns given in pairs: what was asked, what was answered."""

    def run(text: str, *earlier: str) -> Answer:
        roles = ("user", "assistant")
        history = tuple(Turn(role=roles[number % 2], content=content) for number, content in enumerate(earlier))
        return assistant.ask(Question(id="q", question=text, history=history))

    return run


@pytest.fixture(scope="session")
def raw_text() -> str:
    """The raw text of the summary, without white space."""
    return squeeze((CORPUS_DIR / "sources" / "raw" / "ks-kunnskapsoppsummering.txt").read_text(encoding="utf-8"))
