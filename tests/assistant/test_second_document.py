"""A document of another topic, without bank and glossary: alone, and beside the summary with its bank.

Twelve questions that it answers and eight that it does not; the floors are what is reached, and only go up.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.models import Answer, Question
from assistant.service import Assistant
from corpus.sources import CORPUS_DIR, load_corpus
from index.build import ensure_index
from index.encoder import Encoder
from tests.assistant.checks import assert_cited, assert_refused
from tests.assistant.conftest import HOME, TODAY, squeeze, take_vectors
from tests.index.fakes import small_corpus

FOLDER = Path(__file__).parent / "data" / "avfall"
SOURCE = FOLDER / "sources" / "avfallsveileder.md"
LISTS = {
    "Hva regnes som farlig avfall?": (
        "Maling, lakk og lim", "Batterier og lyspærer", "Spillolje og oljefiltre", "Sprayflasker med innhold",
    ),
    "Hvordan leverer jeg på gjenvinningsstasjonen?": (
        "Vis gyldig legitimasjon i porten.",
        "Sorter lasset før du kjører inn.",
        "Dekk til lasset med nett eller presenning.",
        "Følg anvisningene fra betjeningen.",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question about the document; `facts` all stand in a right answer, none where the document has no answer."""

    id: str
    question: str
    answerable: bool
    facts: tuple[str, ...] = ()
    section: str = ""


@dataclass(frozen=True)
class Floors:
    """How many of the twelve are answered rightly, and of the eight refused."""

    answered: int
    refused: int


ASKED = [
    Asked(**{**row, "facts": tuple(row.get("facts", ()))})
    for row in map(json.loads, (FOLDER / "questions.jsonl").read_text(encoding="utf-8").splitlines())
]


@pytest.fixture(scope="module")
def alone(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    corpus = load_corpus(FOLDER)
    index = ensure_index(corpus, encoder, tmp_path_factory.mktemp("alene"))
    return Assistant(corpus, index, encoder, today=lambda: TODAY)


@pytest.fixture(scope="module")
def beside(assistant: Assistant, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The corpus of the project with the document added, as a municipality would add its own."""
    folder = tmp_path_factory.mktemp("to") / "corpus"
    shutil.copytree(CORPUS_DIR, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copy(SOURCE, folder / "sources")
    sources = folder / "sources.toml"
    sources.write_text(sources.read_text("utf-8") + (FOLDER / "sources.toml").read_text("utf-8"), encoding="utf-8")
    corpus = load_corpus(folder)
    home = take_vectors(tmp_path_factory.mktemp("to-indeks"), tmp_path_factory.getbasetemp() / HOME)
    return Assistant(corpus, ensure_index(corpus, encoder, home), encoder, today=lambda: TODAY)


def is_right(asked: Asked, answer: Answer) -> bool:
    """Refused where the document has no answer; else all facts are there, and one is cited where it stands."""
    if not asked.answerable:
        return answer.abstained
    places = {(citation.source, citation.section) for citation in answer.citations}
    return all(fact in answer.answer for fact in asked.facts) and ("avfallsveileder", asked.section) in places


def count_right(assistant: Assistant, asked: Sequence[Asked]) -> tuple[int, str]:
    wrong = [a for a in asked if not is_right(a, assistant.ask(Question(question=a.question)))]
    return len(asked) - len(wrong), "wrong: " + "; ".join(f"{a.id} {a.question}" for a in wrong)


def test_the_questions_fit_the_document() -> None:
    text = SOURCE.read_text(encoding="utf-8")
    answerable = [asked for asked in ASKED if asked.answerable]
    assert (len(answerable), len(ASKED) - len(answerable)) == (12, 8)
    assert [asked.id for asked in answerable if not asked.facts or not all(fact in text for fact in asked.facts)] == []
    assert not (FOLDER / "bank").exists() and not (FOLDER / "glossary.toml").exists()


@pytest.mark.parametrize(("name", "floors"), [("alone", Floors(6, 8)), ("beside", Floors(5, 6))])
def test_it_is_answered_from_and_refuses(name: str, floors: Floors, request: pytest.FixtureRequest) -> None:
    assistant: Assistant = request.getfixturevalue(name)
    answered, missed = count_right(assistant, [asked for asked in ASKED if asked.answerable])
    refused, given = count_right(assistant, [asked for asked in ASKED if not asked.answerable])
    assert answered >= floors.answered, missed
    assert refused >= floors.refused, given


@pytest.mark.parametrize("name", ["alone", "beside"])
@pytest.mark.parametrize("question", LISTS)
def test_lists_come_whole_and_in_order(name: str, question: str, request: pytest.FixtureRequest) -> None:
    answer = request.getfixturevalue(name).ask(Question(question=question))
    places = [answer.answer.find(item) for item in LISTS[question]]
    assert -1 not in places and places == sorted(places)
    assert [c.quote for c in answer.citations if c.quote in LISTS[question]] == list(LISTS[question])


def test_answers_cite_the_document_with_its_date(alone: Assistant) -> None:
    answer = alone.ask(Question(question="Når må beholderne stå ved veikanten?"))
    assert_cited(answer, squeeze(SOURCE.read_text(encoding="utf-8")))
    (citation,) = answer.citations
    assert (citation.source, citation.section, citation.label) == ("avfallsveileder", "3", "mai 2024")
    assert citation.date == "2024-05" and citation.url == "https://www.example.no/avfall" and citation.page is None
    assert answer.entries == () and answer.source_label == "mai 2024"


def test_a_goal_that_is_not_passed_has_no_notice(alone: Assistant) -> None:
    """2030 is to come, and «I 2023» is before the document's own date."""
    answer = alone.ask(Question(question="Hva er målet for materialgjenvinning?"))
    assert answer.citations and answer.notices == ()


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.id)
def test_whatever_is_asked_is_cited_or_refused(alone: Assistant, asked: Asked) -> None:
    answer = alone.ask(Question(question=asked.question))
    text = squeeze(SOURCE.read_text(encoding="utf-8"))
    (assert_refused if answer.abstained else assert_cited)(answer, text)


def test_the_summary_is_answered_from_as_before(assistant: Assistant, beside: Assistant) -> None:
    for text in ("Hva er gevinstene ved e-multidose?", "Hva er status for SFM?", "Hvem har ansvaret for Mediplass?"):
        question = Question(question=text)
        assert beside.ask(question).answer == assistant.ask(question).answer


def test_the_long_list_is_not_cut(encoder: Encoder, tmp_path: Path) -> None:
    """A list of twenty items comes with all twenty."""
    items = "\n".join(f"- verktøy nummer {number}" for number in range(1, 21))
    corpus = small_corpus(
        tmp_path / "corpus", {"hus": f"# Boden\n\nI boden finnes disse verktøyene:\n\n{items}\n"}, bank=""
    )
    assistant = Assistant(corpus, ensure_index(corpus, encoder, tmp_path / "home"), encoder)
    answer = assistant.ask(Question(question="Hvilke verktøy finnes i boden?"))
    assert [c.quote for c in answer.citations][-20:] == [f"verktøy nummer {number}" for number in range(1, 21)]
