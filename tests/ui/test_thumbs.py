"""Thumbs under an answer: what is kept, what is asked for, and what is never kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant.feedback import REASONS
from assistant.models import Answer, Question
from assistant.settings import Settings
from assistant.storage import Storage, open_storage

# AppTest runs an event loop, which needs a pair of sockets; nothing is connected.
pytestmark = pytest.mark.enable_socket

Open = Callable[[Callable[[Question], Answer]], tuple[AppTest, Any]]


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with closing(open_storage(Settings(home=tmp_path / "hjem"))) as opened:
        yield opened


def ask(open_app: Open, answer: Answer, storage: Storage) -> AppTest:
    app, _ = open_app(lambda question: answer)
    app.session_state["storage"] = storage
    app.chat_input(key="question").set_value(answer.question or "Et spørsmål").run()
    app.session_state["tommel-ned-1"] = True  # the choices are made when they are looked at
    app.run()
    assert not app.exception
    return app


def keys(app: AppTest) -> set[str]:
    return {str(button.key) for button in app.main.button}


def test_a_thumbs_up_is_kept_with_a_click(open_app: Open, answer: Answer, storage: Storage) -> None:
    app = ask(open_app, answer, storage)
    app.button(key="tommel-opp-1").click().run()
    assert not app.exception and "tommel-opp-1" not in keys(app)
    assert app.caption[0].value == "Takk for tilbakemeldingen."
    (kept,) = storage.feedback.find(verdict="up")
    assert (kept.question, kept.answer, kept.reason) == (answer.question, answer.answer, None)


def test_a_thumbs_down_needs_a_reason(open_app: Open, answer: Answer, storage: Storage) -> None:
    app = ask(open_app, answer, storage)
    assert [str(option) for option in app.radio[0].options] == [words["nb"] for words in REASONS.values()]
    app.button(key="send-1").click().run()
    assert any("Velg hva som var galt." in html.body for html in app.html) and storage.feedback.find() == []
    app.radio(key="grunn-1").set_value("incomplete")
    app.text_input(key="kommentar-1").set_value("Mangler multidose.")
    app.button(key="send-1").click().run()
    assert not app.exception and app.caption[0].value == "Takk for tilbakemeldingen."
    (kept,) = storage.feedback.find()
    assert (kept.reason, kept.comment, kept.verdict) == ("incomplete", "Mangler multidose.", "down")


def test_a_stopped_question_gets_no_thumbs(open_app: Open, storage: Storage) -> None:
    stopped = Answer(question="", answer="Ta bort nummeret.", abstained=True, reason="personal_data")
    assert not keys(ask(open_app, stopped, storage)) & {"tommel-opp-1", "send-1"}


def test_a_database_that_cannot_be_written_is_told(
    open_app: Open, answer: Answer, storage: Storage, tmp_path: Path
) -> None:
    app = ask(open_app, answer, storage)
    storage.close()
    (tmp_path / "hjem").mkdir(exist_ok=True)
    (tmp_path / "hjem" / "ehelse.sqlite").write_text("ikke en database, men en tekst" * 50)
    app.button(key="tommel-opp-1").click().run()
    assert not app.exception and any("Flytt filen bort" in html.body for html in app.html)


def test_an_english_answer_is_rated_in_english(open_app: Open, answer: Answer, storage: Storage) -> None:
    app = ask(open_app, answer.model_copy(update={"language": "en"}), storage)
    assert app.radio[0].options[0] == "The answer is wrong" and app.button(key="tommel-opp-1").label == "Useful answer"


def test_nothing_is_asked_for_where_nothing_is_kept(open_app: Open, answer: Answer) -> None:
    app, _ = open_app(lambda question: answer)
    app.chat_input(key="question").set_value(answer.question).run()
    assert not app.exception and "tommel-opp-1" not in keys(app)
