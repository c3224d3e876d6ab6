"""The real assistant, asked all gold questions once."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.models import Answer, Question
from assistant.service import Assistant
from corpus.sources import load_corpus
from eval.gold import Gold, default_files, load_gold
from eval.run import Row, run_questions
from eval.systems import ChainSystem, open_system
from index.build import ensure_index
from index.encoder import load_encoder
from tests.assistant.conftest import HOME, TODAY, take_vectors


@pytest.fixture(scope="session")
def all_golds() -> list[Gold]:
    return load_gold(default_files())


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same folder as for the assistant's own tests, so that the index is built once."""
    return take_vectors(tmp_path_factory.getbasetemp() / HOME)


@pytest.fixture(scope="session")
def real(home: Path) -> Assistant:
    corpus, encoder = load_corpus(), load_encoder()
    return Assistant(corpus, ensure_index(corpus, encoder, home), encoder, today=lambda: TODAY)


class Recorder:
    """A system whose answers are kept."""

    def __init__(self, system: ChainSystem) -> None:
        self.name, self.corpus, self.collection = system.name, system.corpus, system.collection
        self.answers: dict[str, Answer] = {}
        self._system = system

    def ask(self, question: Question) -> Answer:
        self.answers[question.id] = self._system.ask(question)
        return self.answers[question.id]

    def rank(self, k: int) -> list[str]:
        return self._system.rank(k)


@pytest.fixture(scope="session")
def asked(real: Assistant, all_golds: list[Gold], home: Path) -> tuple[list[Row], dict[str, Answer]]:
    system = open_system("full", real, home)
    assert isinstance(system, ChainSystem)
    recorder = Recorder(system)
    return run_questions(recorder, all_golds), recorder.answers


@pytest.fixture(scope="session")
def all_rows(asked: tuple[list[Row], dict[str, Answer]]) -> list[Row]:
    return asked[0]


@pytest.fixture(scope="session")
def all_answers(asked: tuple[list[Row], dict[str, Answer]]) -> dict[str, Answer]:
    return asked[1]
