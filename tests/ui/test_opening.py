"""The first start: once for all who wait, with its progress, and again after a failure."""

from __future__ import annotations

from threading import Event, Thread

import pytest

from assistant.models import Answer, Question
from assistant.ui.opening import Opening, Progress
from assistant.ui.shell import opening_html
from corpus.errors import IndexUnusableError
from corpus.sources import Corpus
from tests.ui.conftest import FakeAssistant

Step = tuple[str, int, int]
_LONGEST_S = 20


@pytest.fixture
def assistant(corpus: Corpus) -> FakeAssistant:
    return FakeAssistant(corpus, lambda question: Answer(question=question.question, answer="a"))


def refuse_steps(what: str, done: int, total: int) -> None:
    raise AssertionError("nothing is to be waited for")


def test_progress_is_shown_until_it_is_open(assistant: FakeAssistant) -> None:
    """What the builder tells reaches whoever waits; the second call gives the same at once."""
    opening, seen = Opening(), Event()
    steps: list[Step] = []

    def open_it(progress: Progress) -> FakeAssistant:
        progress("Koder tekst", 3, 10)
        assert seen.wait(_LONGEST_S)
        return assistant

    def show(what: str, done: int, total: int) -> None:
        steps.append((what, done, total))
        seen.set()

    assert opening.wait(open_it, show) is assistant
    assert steps[0] == ("Koder tekst", 3, 10)
    assert opening.wait(open_it, refuse_steps).ask(Question(question="q")).answer == "a"


def test_all_who_wait_get_the_same(assistant: FakeAssistant) -> None:
    opening, go = Opening(), Event()
    starts: list[int] = []
    got: list[object] = []

    def open_it(progress: Progress) -> FakeAssistant:
        starts.append(1)
        assert go.wait(_LONGEST_S)
        return assistant

    def look() -> None:
        got.append(opening.wait(open_it, lambda *step: go.set()))

    threads = [Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_LONGEST_S)
    assert got == [assistant] * 4 and starts == [1]


def test_a_failure_is_raised_and_the_next_try_begins_anew(assistant: FakeAssistant) -> None:
    opening = Opening()

    def fail(progress: Progress) -> FakeAssistant:
        raise IndexUnusableError("Indeksen er skadet.", "Kjør «ehelse index build».")

    for _ in range(2):
        with pytest.raises(IndexUnusableError, match="Indeksen er skadet"):
            opening.wait(fail, lambda *step: None)
    assert opening.wait(lambda progress: assistant, lambda *step: None) is assistant


def test_how_far_it_is() -> None:
    assert "Koder tekst: 3 av 10" in opening_html("Koder tekst", 3, 10)
    assert '<progress class="eh-progress" aria-label="Gjør klar kildene" max="10" value="3">' in opening_html(
        "x", 3, 10
    )
    unknown = opening_html("", 0, 0)
    assert "Leser kildene …" in unknown and "value=" not in unknown
    assert "<b>" not in opening_html("<b>", 1, 2)
