"""The privacy stop: what points to a person is neither stored nor searched before its writer has chosen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant.models import Answer
from assistant.settings import Settings
from assistant.storage import Storage, open_storage
from corpus.sources import Corpus
from tests.ui.chat_app import NUMBER, OWNER, click, keys, open_chat, put, questions, shown
from tests.ui.conftest import FakeAssistant

# AppTest runs an event loop, which needs a pair of sockets; nothing is connected.
pytestmark = pytest.mark.enable_socket

BLOCKED = f"Kan pasient {NUMBER} få e-multidose?"
SOFT = "Kari Nordmann har diabetes, kan hun få e-multidose?"
MASKED_SOFT = "[navn] har diabetes, kan hun få e-multidose?"


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with closing(open_storage(Settings(home=tmp_path))) as opened:
        yield opened


@pytest.fixture
def assistant(corpus: Corpus, answer: Answer) -> FakeAssistant:
    return FakeAssistant(corpus, lambda question: answer.model_copy(update={"question": question.question}))


@pytest.fixture
def app(assistant: FakeAssistant, storage: Storage) -> AppTest:
    return open_chat(assistant, storage)


def everything(app: AppTest, home: Path) -> str:
    """What the session holds, the page shows, and the database and its files have."""
    files = "".join(file.read_bytes().decode(errors="replace") for file in home.rglob("*") if file.is_file())
    return f"{app.session_state}{shown(app)}{dict(app.query_params)}{files}"


def test_a_number_stops_the_question_and_is_nowhere(
    app: AppTest, assistant: FakeAssistant, storage: Storage, tmp_path: Path
) -> None:
    put(app, BLOCKED)
    html = shown(app)
    assert "Spørsmålet inneholder et fødselsnummer" in html and "Kan pasient [fødselsnummer] få e-multidose?" in html
    assert 'role="alert"' in html and 'data-vis="stoppet-sporsmal"' in html, "it is read out, and has the focus"
    assert {"masker", "avbryt"} <= keys(app) and "spor-som-det-er" not in keys(app)
    assert assistant.asked == [] and storage.conversations.list(OWNER) == []
    assert NUMBER not in everything(app, tmp_path)


def test_the_masked_question_is_asked(app: AppTest, assistant: FakeAssistant, storage: Storage) -> None:
    click(put(app, BLOCKED), "masker")
    assert [question.question for question in assistant.asked] == ["Kan pasient [fødselsnummer] få e-multidose?"]
    assert "stoppet-sporsmal" not in shown(app) and len(questions(app)) == 1
    assert [heading.title for heading in storage.conversations.list(OWNER)] == [assistant.asked[0].question]


def test_softer_signs_give_three_choices(app: AppTest, assistant: FakeAssistant) -> None:
    put(app, SOFT)
    assert "Det ser ut til at spørsmålet inneholder et navn" in shown(app) and MASKED_SOFT in shown(app)
    assert "Kari" not in shown(app) and assistant.asked == []
    assert {"masker", "avbryt", "spor-som-det-er"} <= keys(app)


@pytest.mark.parametrize(("choice", "asked"), [("masker", [MASKED_SOFT]), ("spor-som-det-er", [SOFT]), ("avbryt", [])])
def test_each_choice_is_done_and_the_rest_forgotten(
    app: AppTest, assistant: FakeAssistant, tmp_path: Path, choice: str, asked: list[str]
) -> None:
    click(put(app, SOFT), choice)
    assert [question.question for question in assistant.asked] == asked
    assert "stoppet-sporsmal" not in shown(app) and "masker" not in keys(app)
    assert ("Kari" in everything(app, tmp_path)) == (asked == [SOFT])


def test_another_question_takes_the_place_of_the_stopped_one(app: AppTest, assistant: FakeAssistant) -> None:
    put(app, SOFT)
    put(app, "Hva er PLL?")
    assert [question.question for question in assistant.asked] == ["Hva er PLL?"] and "masker" not in keys(app)
    assert "Kari" not in str(app.session_state)


def test_an_edited_question_is_stopped_too(app: AppTest, assistant: FakeAssistant, tmp_path: Path) -> None:
    """And masked, it still takes the place of the old one."""
    put(app, "Hva er PLL?")
    click(app, "rediger-1")
    app.text_area(key="rediger-felt-1").set_value(BLOCKED)
    click(app, "rediger-spor-1")
    assert len(assistant.asked) == 1 and NUMBER not in everything(app, tmp_path)
    assert ">Hva er PLL?<" in questions(app)[0]
    click(app, "masker")
    assert len(questions(app)) == 1 and "[fødselsnummer]" in questions(app)[0]


def test_plain_questions_are_not_stopped(app: AppTest, assistant: FakeAssistant) -> None:
    for question in ("Gjelder § 3-4 fra 01.01.2024?", "Er løsningen åpen 24/7?", "Hva sier Helsedirektoratet om PLL?"):
        put(app, question)
    assert len(assistant.asked) == 3 and "masker" not in keys(app)


def test_markup_in_it_is_text(app: AppTest) -> None:
    html = shown(put(app, f"<script>alert(1)</script> {NUMBER}"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; [fødselsnummer]" in html and "<script>alert" not in html
