"""A fake assistant over the real corpus, answers of every kind, and the whole app for a real browser."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from streamlit.testing.v1 import AppTest

from assistant.models import Answer, Citation, Question
from corpus.model import Passage
from corpus.sources import Corpus, load_corpus
from tests.ui.browser import ROOT, free_port, running_app, running_chromium

APP = Path(__file__).parents[2] / "app.py"
Make = Callable[[Question], Answer]


class FakeAssistant:
    """Answers with what it is given, and remembers what it was asked."""

    def __init__(self, corpus: Corpus, make: Make) -> None:
        self.corpus = corpus
        self.make = make
        self.asked: list[Question] = []

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        return self.make(question)


def cite(corpus: Corpus, passage: Passage, unit: int, number: int) -> Citation:
    """A citation of one unit of a real passage."""
    document = corpus.document(passage.source_id)
    return Citation(
        n=number,
        source=document.id,
        title=document.title,
        section=passage.section,
        heading=passage.path,
        passage=passage.id,
        page=passage.units[unit].page,
        url=document.url,
        date=document.date,
        quote=passage.units[unit].quote,
        unit=unit,
        label=document.label,
    )


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load_corpus()


@pytest.fixture
def benefits(corpus: Corpus) -> Passage:
    """The list of benefits in 5.3."""
    (passage,) = [passage for passage in corpus.passages.values() if "Tryggere legemiddelbehandling" in passage.text]
    return passage


@pytest.fixture
def answer(corpus: Corpus, benefits: Passage) -> Answer:
    """An answer of two items with their citations and a suggestion."""
    citations = tuple(cite(corpus, benefits, unit, unit + 1) for unit in range(2))
    return Answer(
        question="Hva er gevinstene ved e-multidose?",
        answer="\n".join(f"- {citation.quote}[{citation.n}]" for citation in citations),
        citations=citations,
        suggestions=("Hva er e-multidose?",),
        source_label="høsten 2023",
    )


@pytest.fixture
def open_app(corpus: Corpus) -> Callable[[Make], tuple[AppTest, FakeAssistant]]:
    """Opens the app over a fake assistant."""

    def run(make: Make) -> tuple[AppTest, FakeAssistant]:
        assistant = FakeAssistant(corpus, make)
        app = AppTest.from_file(str(APP), default_timeout=30)
        app.session_state["assistant"] = assistant
        app.run()
        assert not app.exception
        return app, assistant

    return run


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one module: while it is open, nothing else in this thread can run an event loop."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the running app."""
    folder = tmp_path_factory.mktemp("home")
    # Vectors are kept by the hash of their text: those of an earlier run save minutes, and change nothing else.
    if (known := ROOT / "var" / "vectors.sqlite").exists():
        with closing(sqlite3.connect(known)) as old, closing(sqlite3.connect(folder / known.name)) as new:
            old.backup(new)
    return folder


@pytest.fixture(scope="session")
def address(home: Path) -> Iterator[str]:
    """Address of the running app: one for all that use a browser, who know nothing of each other's conversations."""
    with running_app(home, port=free_port()) as found:
        yield found
