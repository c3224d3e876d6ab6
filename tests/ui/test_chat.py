"""Every state of the pages, over a fake assistant and the real corpus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant.models import Answer, Question, Turn
from assistant.ui.welcome import EXAMPLES
from corpus.errors import IndexUnusableError

# AppTest runs an event loop, which needs a pair of sockets; nothing is connected.
pytestmark = pytest.mark.enable_socket

APP = Path(__file__).parents[2] / "app.py"
BAD = "<img src=x onerror=alert(1)> **fet** $x$ :red[rød]"
Open = Callable[[Callable[[Question], Answer]], tuple[AppTest, Any]]


def shown(app: AppTest) -> str:
    """All our HTML beside the sidebar, but the style and the script. An open dialog counts."""
    aside = {id(element) for element in app.sidebar.html}
    bodies = [element.body for element in app.html if id(element) not in aside]
    return "\n".join(body for body in bodies if not body.startswith(("<style>", "<script>")))


def labels(app: AppTest) -> list[str]:
    """The labels of the page's own buttons."""
    return [button.label for button in app.main.button]


def put(app: AppTest, question: str) -> AppTest:
    """Writes a question in the chat."""
    app.chat_input(key="question").set_value(question).run()
    assert not app.exception
    return app


def test_empty(open_app: Open, answer: Answer) -> None:
    """The welcome tells what, from where and of which date, and offers six questions that can be asked by a click."""
    app, assistant = open_app(lambda question: answer)
    assert "status høsten 2023" in shown(app)
    assert "ord for ord" in shown(app)
    assert "Ikke skriv inn opplysninger om pasienter" in shown(app)
    assert labels(app) == [question for group in EXAMPLES.values() for question in group]
    assert app.chat_input(key="question").placeholder == "Spør om kjernejournal, SFM, e-multidose …"
    app.button(key="eksempel-Hva er kjernejournal?").click().run()
    assert [question.question for question in assistant.asked] == ["Hva er kjernejournal?"]
    assert "eh-welcome" not in shown(app)


def test_answer_with_citations(open_app: Open, answer: Answer) -> None:
    """Text with marks, the date, a button for the passage that opens it, the copy and the suggestion."""
    app, assistant = open_app(lambda question: answer)
    put(app, answer.question)
    html = shown(app)
    assert [message.name for message in app.chat_message] == ["Spørsmål", "Svar"]
    assert "Tryggere legemiddelbehandling" in html
    assert html.count('class="eh-cite"') == 2
    assert "status høsten 2023" in html
    assert labels(app) == ["1, 2 · 5.3 Gevinster", "Hva er e-multidose?"]
    assert "**Kilder**" in app.code[0].value
    assert "<mark>" not in html
    app.button(key=f"kilde-1-{answer.citations[0].passage}").click().run()
    assert not app.exception
    assert shown(app).count("<mark>") == 2
    assert len(assistant.asked) == 1


def test_notices_and_understood(open_app: Open, answer: Answer) -> None:
    """What the reader must know stands beside the answer."""
    notices = ("Tidspunktet 2024 er passert.", "Se også <kap. 9>.")
    app, _ = open_app(
        lambda question: answer.model_copy(update={"notices": notices, "understood": "gevinster e-multidose"})
    )
    html = shown(put(app, "gevinst em?"))
    assert html.count('class="eh-notice"') == 2
    assert "Se også &lt;kap. 9&gt;." in html
    assert "Forstått som: gevinster e-multidose" in html


def test_abstained(open_app: Open, answer: Answer) -> None:
    """A refusal is calm, quotes the nearest, and its suggestion asks."""
    refusal = Answer(
        question="Hva koster SFM?",
        answer="Dokumentet oppgir ingen pris.",
        abstained=True,
        reason="not_in_sources",
        nearest=answer.citations,
        suggestions=("Hva er SFM?",),
    )
    app, assistant = open_app(lambda question: refusal)
    html = shown(put(app, refusal.question))
    assert '<div class="eh-calm"><div class="eh-answer"><p>Dokumentet oppgir ingen pris.</p>' in html
    assert "Det nærmeste kildene sier" in html
    assert html.count("<blockquote>") == 2
    assert not app.error
    app.button(key="forslag-1-0").click().run()
    assert [question.question for question in assistant.asked] == ["Hva koster SFM?", "Hva er SFM?"]


def test_smalltalk(open_app: Open) -> None:
    """No citations: no sources, no date, no copy."""
    app, _ = open_app(lambda question: Answer(question="hei", answer="Hei! Hva lurer du på?"))
    html = shown(put(app, "hei"))
    assert "Hei! Hva lurer du på?" in html
    assert "eh-badge" not in html
    assert labels(app) == []
    assert not app.code


def test_english_frame(open_app: Open, answer: Answer) -> None:
    """The words around an English question's answer are English."""
    app, _ = open_app(lambda question: answer.model_copy(update={"language": "en"}))
    assert "Open the source" in shown(put(app, "What are the benefits?"))


def test_failing_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A corpus that is not there: what is wrong and what to do, no traceback."""
    monkeypatch.setenv("EHELSE_CORPUS", str(tmp_path / "borte"))
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception
    assert "Assistenten er ikke klar" in shown(app)
    assert "sources.toml" in shown(app)
    assert "Traceback" not in shown(app)
    assert labels(app) == ["Prøv igjen"]


def test_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that cannot be is told like the rest."""
    monkeypatch.setenv("EHELSE_PORT", "0")
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception
    assert "EHELSE_PORT" in shown(app)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("hemmelig"), "Noe gikk galt"),
        (
            IndexUnusableError("Indeksen er skadet.", "Kjør «ehelse index build»."),
            "Indeksen er skadet. Kjør «ehelse index build».",
        ),
    ],
)
def test_failing_ask(open_app: Open, answer: Answer, error: Exception, told: str) -> None:
    """The conversation survives, the user is told, and the same question can be asked again."""
    failures = [error]

    def make(question: Question) -> Answer:
        if question.question == "to" and failures:
            raise failures.pop()
        return answer

    app, assistant = open_app(make)
    put(app, "en")
    put(app, "to")
    assert told in shown(app)
    assert "hemmelig" not in shown(app)
    assert "Tryggere legemiddelbehandling" in shown(app)
    app.button(key="igjen-2").click().run()
    assert [question.question for question in assistant.asked] == ["en", "to", "to"]
    assert len(assistant.asked[-1].history) == 2


def test_payload_is_text(open_app: Open) -> None:
    """HTML, Markdown and directives of a question, an answer and a suggestion show as they were written."""
    app, _ = open_app(
        lambda question: Answer(question=BAD, answer="<script>x</script>", understood=BAD, suggestions=(BAD,))
    )
    html = shown(put(app, BAD))
    assert '<div class="eh-question">&lt;img src=x onerror=alert(1)&gt; **fet** $x$ :red[rød]</div>' in html
    assert "<img" not in html
    assert "<script" not in html
    assert labels(app) == [r"\<img src=x onerror=alert(1)\> \*\*fet\*\* \$x\$ \:red\[rød\]"]


def test_follow_up_passes_history(open_app: Open, answer: Answer) -> None:
    """The next question comes with the earlier ones and their answers."""
    app, assistant = open_app(lambda question: answer)
    put(app, "Hva er gevinstene?")
    put(app, "Og risikoene?")
    assert assistant.asked[0].history == ()
    assert assistant.asked[1].history == (
        Turn(role="user", content="Hva er gevinstene?"),
        Turn(role="assistant", content=answer.answer),
    )
    assert len(app.chat_message) == 4


def test_personal_data_is_not_kept(open_app: Open) -> None:
    """A stopped question is neither shown nor told on."""
    stop = Answer(question="", answer="Spørsmålet inneholder et fødselsnummer.", abstained=True, reason="personal_data")
    app, assistant = open_app(lambda question: stop)
    html = shown(put(app, "Hva med 01010012345?"))
    assert "01010012345" not in html
    assert "vises ikke" in html
    put(app, "Hva er KJ?")
    assert assistant.asked[1].history == ()
    assert "01010012345" not in str(app.session_state["exchanges"])


def test_new_conversation(open_app: Open, answer: Answer) -> None:
    """The button forgets all, and the next question has no history."""
    app, assistant = open_app(lambda question: answer)
    put(app, "en")
    app.button(key="ny-samtale").click().run()
    assert not app.chat_message
    assert "eh-welcome" in shown(app)
    put(app, "to")
    assert assistant.asked[1].history == ()


def test_sidebar_tells_age_privacy_and_limits(open_app: Open, answer: Answer) -> None:
    """What everybody should know is on every page."""
    app, _ = open_app(lambda question: answer)
    about = "".join(element.body for element in app.sidebar.html)
    for text in ("Status høsten 2023.", "Personvern", "fødselsnummer", "Begrensninger"):
        assert text in about


def test_sources_page(open_app: Open, answer: Answer) -> None:
    """Each source with its age and size; links that cannot be followed are text with the reason."""
    _, assistant = open_app(lambda question: answer)
    app = AppTest.from_string(
        "import streamlit\nfrom assistant.ui.sources import show_sources\n"
        "show_sources(streamlit.session_state['assistant'])"
    )
    app.session_state["assistant"] = assistant
    app.run()
    assert not app.exception
    html = shown(app)
    for document in assistant.corpus.documents:
        assert document.title in html
        assert f"{len(document.passages)} avsnitt" in html
    assert "Status høsten 2023" in html
    assert 'href="https://' in html
    assert "kan ikke åpnes" in html
    assert "file:" not in html
