"""Every state of the chat, over a fake assistant and the real corpus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.runtime.scriptrunner import StopException
from streamlit.testing.v1 import AppTest

from assistant.models import Answer, Question, Turn
from assistant.ui.welcome import EXAMPLES
from corpus.errors import IndexUnusableError
from tests.ui.chat_app import APP, click, keys, labels, put, questions, shown

# AppTest runs an event loop, which needs a pair of sockets; nothing is connected.
pytestmark = pytest.mark.enable_socket

BAD = "<img src=x onerror=alert(1)> **fet** $x$ :red[rød]"
Open = Callable[[Callable[[Question], Answer]], tuple[AppTest, Any]]


def test_empty(open_app: Open, answer: Answer) -> None:
    """The welcome tells what, from where and of which date, and offers six questions that can be asked by a click."""
    app, assistant = open_app(lambda question: answer)
    assert "status høsten 2023" in shown(app)
    assert "ord for ord" in shown(app)
    assert "Ikke skriv inn opplysninger om pasienter" in shown(app)
    assert labels(app) == [question for group in EXAMPLES.values() for question in group]
    assert app.chat_input(key="question").placeholder == "Spør om kjernejournal, SFM …"
    click(app, "eksempel-Hva er kjernejournal?")
    assert [question.question for question in assistant.asked] == ["Hva er kjernejournal?"]
    assert "eh-welcome" not in shown(app)


def test_answer_with_citations(open_app: Open, answer: Answer) -> None:
    """Text with marks that tell their quote, the date, a button for the passage, the tools and the suggestion."""
    app, assistant = open_app(lambda question: answer)
    put(app, answer.question)
    html = shown(app)
    assert questions(app) == ['<h2 class="eh-question">Hva er gevinstene ved e-multidose?</h2>']
    assert "Tryggere legemiddelbehandling" in html and "status høsten 2023" in html
    assert (
        html.count('class="eh-cite"') == html.count('aria-describedby="tips-1-') == html.count('<div id="tips-1-') == 2
    )
    assert labels(app) == ["Rediger", "Spør på nytt", "1, 2 · 5.3 Gevinster", "Hva er e-multidose?"]
    assert len(assistant.asked) == 1 and "eh-frame" not in html


def test_a_source_opens_beside_the_answer_and_closes(open_app: Open, answer: Answer) -> None:
    """The whole document, at the passage, with the cited words marked and the focus there."""
    app, assistant = open_app(lambda question: answer)
    put(app, answer.question)
    passage = answer.citations[0].passage
    click(app, f"kilde-1-{passage}")
    html = shown(app)
    assert html.count("<mark>") == 2 and f'data-vis="avsnitt-{passage}"' in html and "data-fokus" in html
    assert "Tryggere legemiddelbehandling" in html.split("eh-frame")[0], "the answer stays"
    click(app, "lukk-dokumentet")
    assert "eh-frame" not in shown(app) and len(assistant.asked) == 1
    click(app, f"kilde-1-{passage}")
    assert "eh-frame" not in shown(put(app, "Et nytt spørsmål")), "the room is for the new answer"


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


def test_what_was_written_can_be_searched_instead(open_app: Open, answer: Answer) -> None:
    """«Søk med det jeg skrev» asks it as it stands, in the place of the answer."""
    app, assistant = open_app(
        lambda question: answer.model_copy(update={"understood": "" if question.as_written else "gevinster PLL"})
    )
    put(app, "Hva er KJ?")
    put(app, "gevinst?")
    assert "som-skrevet-1" not in keys(app), "only the last one can be undone"
    click(app, "som-skrevet-2")
    assert [question.as_written for question in assistant.asked] == [False, False, True]
    assert assistant.asked[2].question == "gevinst?" and len(assistant.asked[2].history) == 2
    assert len(questions(app)) == 2 and "som-skrevet-3" not in keys(app)


def test_the_last_question_can_be_asked_again(open_app: Open, answer: Answer) -> None:
    app, assistant = open_app(lambda question: answer)
    put(app, "en")
    put(app, "to")
    click(app, "pa-nytt-2")
    assert [question.question for question in assistant.asked] == ["en", "to", "to"]
    assert len(assistant.asked[-1].history) == 2, "its own first answer is no history of it"
    assert len(questions(app)) == 2


def test_the_last_question_can_be_edited(open_app: Open, answer: Answer) -> None:
    """The new one takes the place of the old exchange; «Avbryt» leaves it as it was."""
    app, assistant = open_app(lambda question: answer)
    put(app, "en")
    put(app, "too")
    click(app, "rediger-2")
    assert app.text_area(key="rediger-felt-2").value == "too" and 'data-vis="rediger-felt-2"' in shown(app)
    click(app, "rediger-avbryt-2")
    assert not app.text_area and len(questions(app)) == 2
    click(app, "rediger-2")
    app.text_area(key="rediger-felt-2").set_value("to")
    click(app, "rediger-spor-2")
    assert [question.question for question in assistant.asked] == ["en", "too", "to"]
    assert len(assistant.asked[-1].history) == 2
    assert [">to<" in question for question in questions(app)] == [False, True] and not app.text_area


def cut_off_once(answer: Answer) -> Callable[[Question], Answer]:
    """Answers from the second time on; the first time, the run ends there, as when something else is clicked."""
    first = [True]

    def make(question: Question) -> Answer:
        if first.pop() if first else False:
            raise StopException
        return answer

    return make


def test_stop(open_app: Open, answer: Answer) -> None:
    """The answer that is on its way is given up, and can be asked for again."""
    app, assistant = open_app(cut_off_once(answer))
    put(app, "en")
    assert "Leter i kildene" in shown(app) and "Tryggere" not in shown(app)
    click(app, "stopp")
    assert "Du stoppet svaret." in shown(app) and len(questions(app)) == 1 and len(assistant.asked) == 1
    click(app, "igjen-2")
    assert "Tryggere legemiddelbehandling" in shown(app) and len(questions(app)) == 1 and "stopp" not in keys(app)


def test_a_click_meanwhile_does_not_lose_the_question(open_app: Open, answer: Answer) -> None:
    """It is asked anew in the run that follows."""
    app, assistant = open_app(cut_off_once(answer))
    put(app, "en")
    assert "Tryggere legemiddelbehandling" in shown(app.run()) and len(questions(app)) == 1
    assert [question.question for question in assistant.asked] == ["en", "en"]


def test_abstained(open_app: Open, answer: Answer) -> None:
    """A refusal is calm, quotes the nearest, leads to what the sources cover, and its suggestion asks."""
    refusal = Answer(
        question="Hva koster SFM?",
        answer="Dokumentet oppgir ingen pris. Spør KS e-komp.",
        abstained=True,
        reason="not_in_sources",
        nearest=answer.citations,
        suggestions=("Hva er SFM?",),
    )
    app, assistant = open_app(lambda question: refusal)
    html = shown(put(app, refusal.question))
    assert '<div class="eh-calm"><div class="eh-answer"><p>Dokumentet oppgir ingen pris.' in html
    assert "Det nærmeste kildene sier" in html
    assert html.count("<blockquote>") == 2
    (link,) = app.get("page_link")
    assert (link.proto.label, link.proto.page) == ("Se hva kildene dekker", "dekning")
    click(app, f"kilde-1-{answer.citations[0].passage}")
    assert "eh-frame" in shown(app), "what is nearest can be opened too"
    click(app, "forslag-1-0")
    assert [question.question for question in assistant.asked] == ["Hva koster SFM?", "Hva er SFM?"]
    assert "forslag-1-0" not in keys(app), "only the last answer tells where to go on"


def test_smalltalk(open_app: Open) -> None:
    """No citations: no sources, no date, no copy."""
    app, _ = open_app(lambda question: Answer(question="hei", answer="Hei! Hva lurer du på?"))
    html = shown(put(app, "hei"))
    assert "Hei! Hva lurer du på?" in html
    assert "eh-badge" not in html and "eh-action" not in html
    assert labels(app) == ["Rediger", "Spør på nytt"]


def test_english_frame(open_app: Open, answer: Answer) -> None:
    """The words around an English question's answer are English."""
    app, _ = open_app(lambda question: answer.model_copy(update={"language": "en"}))
    assert "Open the source" in shown(put(app, "What are the benefits?"))
    assert labels(app)[:2] == ["Edit", "Ask again"]


def test_failing_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A corpus that is not there: what is wrong and what to do, no traceback, also at the second try."""
    monkeypatch.setenv("EHELSE_CORPUS", str(tmp_path / "borte"))
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    for _ in range(2):
        assert not app.exception
        assert "Assistenten er ikke klar" in shown(app)
        assert "sources.toml" in shown(app)
        assert "Traceback" not in shown(app) and "eh-progress" not in shown(app)
        assert labels(app) == ["Prøv igjen"]
        app.run()


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
    click(app, "igjen-2")
    assert [question.question for question in assistant.asked] == ["en", "to", "to"]
    assert len(assistant.asked[-1].history) == 2
    assert told not in shown(app) and len(questions(app)) == 2


def test_payload_is_text(open_app: Open) -> None:
    """HTML, Markdown and directives of a question, an answer and a suggestion show as they were written."""
    app, _ = open_app(
        lambda question: Answer(question=BAD, answer="<script>x</script>", understood=BAD, suggestions=(BAD,))
    )
    html = shown(put(app, BAD))
    assert '<h2 class="eh-question">&lt;img src=x onerror=alert(1)&gt; **fet** $x$ :red[rød]</h2>' in html
    assert "<img" not in html
    assert "<script" not in html
    assert labels(app)[-1] == r"\<img src=x onerror=alert(1)\> \*\*fet\*\* \$x\$ \:red\[rød\]"


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
    assert len(questions(app)) == 2


def test_what_the_guard_stops_is_not_kept(open_app: Open) -> None:
    """A question that only the assistant itself stops is neither shown nor told on."""
    stop = Answer(question="", answer="Spørsmålet inneholder et fødselsnummer.", abstained=True, reason="personal_data")
    app, assistant = open_app(lambda question: stop)
    html = shown(put(app, "Hva med 01010012345?"))
    assert "01010012345" not in html
    assert "vises ikke" in html and "rediger-1" not in keys(app)
    put(app, "Hva er KJ?")
    assert assistant.asked[1].history == ()
    assert "01010012345" not in str(app.session_state["samtalen"])


def test_new_conversation(open_app: Open, answer: Answer) -> None:
    """The button forgets all, and the next question has no history."""
    app, assistant = open_app(lambda question: answer)
    put(app, "en")
    assert app.button(key="ny-samtale").proto.shortcut == "f2"
    click(app, "ny-samtale")
    assert not questions(app)
    assert "eh-welcome" in shown(app)
    put(app, "to")
    assert assistant.asked[1].history == ()


def test_nothing_is_kept_without_a_storage(open_app: Open, answer: Answer) -> None:
    """The address of somebody's conversation is passed over, and none is listed."""
    app, _ = open_app(lambda question: answer)
    app.query_params["samtale"] = "a" * 32
    put(app, "en")
    put(app, "to")
    assert len(questions(app)) == 2
    assert not [key for key in keys(app) if key.startswith("samtale-")]


def test_sidebar_tells_age_privacy_and_limits(open_app: Open, answer: Answer) -> None:
    """What everybody should know is on every page."""
    app, _ = open_app(lambda question: answer)
    about = "".join(element.body for element in app.sidebar.html)
    for text in ("Status høsten 2023.", "Personvern", "fødselsnummer", "Begrensninger"):
        assert text in about


def test_a_new_question_stops_the_one_before(open_app: Open, answer: Answer) -> None:
    """What was on its way stands there without its answer, and is no history."""
    app, assistant = open_app(cut_off_once(answer))
    put(app, "en")
    put(app, "to")
    assert [question.question for question in assistant.asked] == ["en", "to"] and assistant.asked[1].history == ()
    assert len(questions(app)) == 2 and "Du stoppet svaret." in shown(app)


def test_a_long_conversation_is_folded(open_app: Open, answer: Answer) -> None:
    """The last ones are shown, all are history, and the others come back by a click."""
    app, assistant = open_app(lambda question: answer)
    for number in range(1, 13):
        put(app, f"nr {number}")
    put(app, "nr 13")
    assert ">nr 7<" in questions(app)[0] and ">nr 13<" in questions(app)[-1] and len(questions(app)) == 7
    assert len(assistant.asked[-1].history) == 24
    assert app.button(key="vis-tidligere").label == "Vis 6 tidligere spørsmål"
    click(app, "vis-tidligere")
    assert len(questions(app)) == 13 and "vis-tidligere" not in keys(app)
    click(app, "ny-samtale")
    put(app, "en")
    assert len(questions(app)) == 1
