"""The row under an answer: what is copied, downloaded and printed is the answer with its references."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant.models import Answer
from assistant.settings import Settings
from assistant.storage import Storage, open_storage
from assistant.ui.exports import copy_answer_html, file_name, make_word
from corpus.sources import Corpus
from tests.ui.chat_app import checked, click, keys, open_chat, put, shown
from tests.ui.conftest import FakeAssistant

# AppTest runs an event loop, which needs a pair of sockets; nothing is connected.
pytestmark = pytest.mark.enable_socket


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with closing(open_storage(Settings(home=tmp_path))) as opened:
        yield opened


@pytest.fixture
def app(corpus: Corpus, answer: Answer, storage: Storage) -> AppTest:
    """The chat with one answer."""
    return put(open_chat(FakeAssistant(corpus, lambda question: answer), storage), answer.question)


def unpack(html: str, name: str) -> str:
    (packed,) = re.findall(rf'data-{name}="([^"]*)"', html)
    return base64.b64decode(packed).decode()


def opened(app: AppTest, key: str) -> AppTest:
    """The app with that popover open."""
    app.session_state[key] = True
    return checked(app.run())


def test_copying_takes_formatted_text_and_markdown(answer: Answer) -> None:
    html = copy_answer_html(answer, rich=True)
    rich, plain = unpack(html, "rik"), unpack(html, "tekst")
    assert "<h3>Hva er gevinstene ved e-multidose?</h3>" in rich and "<sup>[1]</sup>" in rich and "<ol>" in rich
    assert plain.startswith("**Spørsmål:**") and "**Kilder**" in plain and "«Tryggere legemiddelbehandling" in plain
    assert "Tryggere" not in html, "nothing of it is read as HTML before it is copied"


def test_markdown_can_be_copied_alone(answer: Answer) -> None:
    html = copy_answer_html(answer, rich=False)
    assert "data-rik" not in html and "**Kilder**" in unpack(html, "tekst") and "Kopier som Markdown" in html


def test_the_row(app: AppTest) -> None:
    """One answer has one copy button; the rarer ways out are made when they are looked at."""
    assert shown(app).count('class="eh-action"') == 1
    assert "tommel-opp-1" in keys(app) and "skriv-ut-1" not in keys(app) and not app.get("download_button")
    opened(app, "mer-1")
    assert shown(app).count('class="eh-action"') == 2 and "skriv-ut-1" in keys(app)
    (download,) = app.get("download_button")
    assert download.proto.label == "Last ned som Word"


def test_word_has_the_answer_and_its_references(answer: Answer) -> None:
    with zipfile.ZipFile(io.BytesIO(make_word(answer))) as file:
        text = file.read("word/document.xml").decode()
    assert "Tryggere legemiddelbehandling" in text and "Kilder" in text and "side 7" in text


@pytest.mark.parametrize(
    ("question", "name"),
    [("Hva er KJ?", "Hva er KJ"), ("../../a/b", "ab"), ("", "svar"), ("???", "svar"), ("x" * 200, "x" * 80)],
)
def test_names_of_files_are_harmless(question: str, name: str) -> None:
    assert file_name(Answer(question=question, answer="a")) == name


def test_print_opens_a_frame_with_the_answer(app: AppTest) -> None:
    opened(app, "mer-1")
    click(app, "skriv-ut-1")
    (script,) = [html.body for html in app.html if "eh-utskrift" in html.body and html.body.startswith("<script>")]
    (page,) = re.findall(r'atob\("([^"]*)"\)', script)
    assert "Tryggere legemiddelbehandling" in base64.b64decode(page).decode()
    assert 'sandbox", "allow-same-origin allow-modals"' in script, "the frame runs no script"
    assert not [html for html in checked(app.run()).html if "eh-utskrift" in html.body and "<script>" in html.body]


def test_an_answer_goes_into_a_memo(app: AppTest, storage: Storage) -> None:
    opened(app, "notatknapp-1")
    click(app, "notatknapp-1-legg-til")
    assert "Svaret er lagt til" in shown(app)


def test_a_person_without_an_owner_gets_no_memo(corpus: Corpus, answer: Answer, storage: Storage) -> None:
    app = put(open_chat(FakeAssistant(corpus, lambda question: answer), storage, owner=""), "en")
    assert 'class="eh-action"' in shown(app) and "tommel-opp-1" in keys(app)
    app.session_state["notatknapp-1"] = True
    assert not checked(app.run()).radio
