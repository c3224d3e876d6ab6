"""The page «Innmeldinger», over a real database in a folder of the test."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant.access import Person
from assistant.bank_draft import draft_asking, draft_entry, load_bank_lines, propose_asking, propose_register
from assistant.feedback import Feedback
from assistant.models import Answer
from assistant.settings import Settings
from assistant.storage import Storage, open_storage
from corpus.bank import Entry
from corpus.errors import EhelseError, InputError
from corpus.sources import CORPUS_DIR, Corpus
from tests.ui.conftest import FakeAssistant
from tests.ui.pages import html_of

MAINTAINER = Person("kari", "maintainer")
NUMBER = "01010750160"  # made up, with right check digits
ENTRY = "kj-hva"
WRONG = Feedback("hva er <kj>?", "Et **register**.[1]", "down", "wrong", "Feil år", "Hva er kjernejournal egentlig?", entries=(ENTRY, "borte"))  # fmt: skip
REFUSED = Feedback("Hva koster SFM for Kari Nordmann (83) med demens?", "Vet ikke.", "down", "refused", abstained=True)
THANKS = Feedback("Kva er PLL?", "Det er.", "up", language="nn")
Open = Callable[..., AppTest]


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    opened = open_storage(Settings(home=tmp_path))
    for given in (WRONG, REFUSED, THANKS):
        opened.feedback.add(given)
    yield opened
    opened.close()


@pytest.fixture
def open_page(corpus: Corpus, answer: Answer, storage: Storage) -> Open:
    """Opens the page, with that report open."""

    def run(opened: int = 0, *, kept: Storage | None = storage, person: Person = MAINTAINER) -> AppTest:
        app = AppTest.from_string(
            "import streamlit as st\nfrom assistant.ui.innmeldinger import show_triage\n"
            "show_triage(*(st.session_state[name] for name in ('assistant', 'storage', 'person')))",
            default_timeout=30,
        )
        app.session_state["assistant"] = FakeAssistant(corpus, lambda question: answer)
        app.session_state["storage"] = kept
        app.session_state["person"] = person
        if opened:
            app.session_state[f"innmelding-{opened}"] = True
        return checked(app.run())

    return run


def checked(app: AppTest) -> AppTest:
    assert not app.exception
    return app


def labels(app: AppTest) -> list[str]:
    return [expander.label for expander in app.expander]


def choose(app: AppTest, key: str, value: object) -> AppTest:
    return checked(app.selectbox(key=key).select(value).run())


def test_new_thumbs_down_come_first_and_are_counted(open_page: Open) -> None:
    app = open_page()
    assert labels(app) == [
        "Hva koster SFM for Kari Nordmann (83) med demens? — Kilden svarer på dette, men assistenten gjorde det ikke. Ny.",
        r"hva er \<kj\>? — Svaret er feil. Ny.",
    ]
    html = html_of(app)
    assert "<strong>2</strong> Ny" in html and "<strong>0</strong> Ferdig" in html and "1 tommel opp" in html
    assert "Årsaker" not in html and not app.radio, "what is closed is not made"


def test_filters(open_page: Open) -> None:
    app = choose(open_page(), "innmelding-grunn", "wrong")
    assert labels(app) == [r"hva er \<kj\>? — Svaret er feil. Ny."]
    choose(app, "innmelding-grunn", "alle")
    assert labels(choose(app, "innmelding-vurdering", "up")) == ["Kva er PLL? — Tommel opp. Ny."]
    assert len(labels(choose(app, "innmelding-vurdering", "alle"))) == 3
    assert labels(choose(app, "innmelding-tilstand", "done")) == []
    assert "Ingen innmeldinger passer" in html_of(app)


def test_one_of_them_shows_all_that_was_said_and_where_the_answer_is_made(open_page: Open) -> None:
    html = html_of(open_page(1))
    for text in ("hva er &lt;kj&gt;?", "Hva er kjernejournal egentlig?", "Svaret er feil", "Feil år", "bokmål"):
        assert f"<dd>{text}</dd>" in html
    assert "Et <strong>register</strong>.[1]" in html
    line = load_bank_lines(CORPUS_DIR)[ENTRY]
    assert f"<code>{ENTRY}</code> (svar)" in html
    assert f"<code>corpus/bank/{line.file}</code>, linje {line.number}" in html
    assert "<code>borte</code>, som ikke lenger finnes i banken" in html
    assert "corpus/README.md" in html and "ehelse eval candidates --accept 1" in html


def test_a_decision_is_kept_and_counted(open_page: Open, storage: Storage) -> None:
    app = open_page(1)
    app.radio(key="innmelding-avgjort-1-tilstand").set_value("done")
    app.selectbox(key="innmelding-avgjort-1-arsak").select("missing")
    app.text_area(key="innmelding-avgjort-1-merknad").input(" Lagt til i banken ")
    checked(app.button(key="innmelding-avgjort-1-lagre").click().run())
    (done,) = storage.feedback.browse(("done",))
    assert (done.id, done.cause, done.note) == (1, "missing", "Lagt til i banken")
    html = html_of(app)
    assert [toast.value for toast in app.toast] == ["Innmelding 1 er lagret som «Ferdig»."]
    assert "Mangler i spørsmålsbanken: <strong>1</strong>" in html
    assert len(labels(app)) == 1


def test_a_note_with_a_number_of_a_person_is_refused_and_told(open_page: Open, storage: Storage) -> None:
    app = open_page(1)
    app.text_area(key="innmelding-avgjort-1-merknad").input(f"Gjelder {NUMBER}")
    checked(app.button(key="innmelding-avgjort-1-lagre").click().run())
    assert "Merknaden inneholder et fødselsnummer" in html_of(app)
    assert app.text_area(key="innmelding-avgjort-1-merknad").value == f"Gjelder {NUMBER}"
    assert storage.feedback.find()[0].note == ""


def test_a_draft_puts_the_question_under_the_entry_that_answered(open_page: Open, corpus: Corpus) -> None:
    app = open_page(1)
    assert app.selectbox(key="innmelding-utkast-1-oppforing").value == ENTRY
    drafted = Entry.model_validate(json.loads(app.code[0].value))
    (entry,) = [entry for entry in corpus.bank if entry.id == ENTRY]
    assert set(drafted.all_askings()) - set(entry.all_askings()) == {"Hva er kjernejournal egentlig?"}
    assert drafted.askings["lay"][-1] == "Hva er kjernejournal egentlig?" and drafted.parts == entry.parts
    app.text_input(key="innmelding-utkast-1-sporsmal").input(entry.all_askings()[0])
    assert f"Spørsmålet står allerede under «{ENTRY}»" in html_of(checked(app.run())) and not app.code


def test_a_new_entry_begins_without_the_name_in_the_question(open_page: Open) -> None:
    app = open_page(2)
    drafted = json.loads(app.code[0].value)
    assert drafted["askings"] == {"lay": ["Hva koster SFM for [navn] (83) med demens?"]}
    assert drafted["id"] == "ny-2" and "byttet ut med ord i klammer" in html_of(app)
    assert "nederst i en fil i <code>corpus/bank</code>" in html_of(app)


def test_calm_where_there_is_nothing_or_it_cannot_be_read(open_page: Open) -> None:
    assert "for dem som vedlikeholder" in html_of(open_page(person=Person("ola")))
    assert "lagres ikke her" in html_of(open_page(kept=None))

    class Broken:
        @property
        def feedback(self) -> None:
            raise EhelseError("Databasen svarer ikke.", "Prøv igjen om litt.")

    app = open_page(kept=Broken())
    assert "Databasen svarer ikke." in html_of(app) and "Prøv igjen om litt." in html_of(app)


def test_many_are_shown_a_part_at_a_time(open_page: Open, storage: Storage) -> None:
    for number in range(30):
        storage.feedback.add(Feedback(f"Spørsmål {number}", "Svar", "down", "other"))
    app = open_page()
    assert len(labels(app)) == 20 and "32 innmeldinger" in html_of(app)
    checked(app.button(key="innmelding-flere").click().run())
    assert len(labels(app)) == 32


def test_a_known_gap_is_begun_where_the_source_is_silent() -> None:
    silent = Feedback("Hva koster det?", "Svar", "down", "other", id=7, cause="not_in_source")
    drafted = json.loads(draft_entry(silent, "  Hva koster\n det? ", "nb"))
    assert (drafted["kind"], drafted["text"]) == ("gap", "Dokumentet oppgir ikke …")
    assert Entry.model_validate(drafted).askings == {"nb": ("Hva koster det?",)}
    assert propose_register(THANKS) == "nn"
    line = load_bank_lines(CORPUS_DIR)[ENTRY]
    asked = replace(WRONG, understood="Hva er Kjernejournal?")
    assert [propose_asking(*pair) for pair in ((asked, line), (asked, None), (WRONG, line), (THANKS, line))] == [
        WRONG.question,
        asked.understood,
        WRONG.understood,
        THANKS.question,
    ]
    with pytest.raises(InputError, match="spørre på er tom"):
        draft_entry(silent, " ", "nb")


def test_lines_of_the_bank_are_found_and_kept_as_they_are(tmp_path: Path, corpus: Corpus) -> None:
    """Only the asking changes, so that a change of the bank shows in one place; broken lines are passed over."""
    lines = load_bank_lines(CORPUS_DIR)
    assert set(lines) == {entry.id for entry in corpus.bank}
    line = lines[ENTRY]
    drafted = draft_asking(line, "Noe nytt", "en")
    assert drafted.replace(', "Noe nytt"', "") == line.text + "\n"
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "a.jsonl").write_text(f"\nikke json\n[1]\n{line.text}\n", encoding="utf-8")
    (tmp_path / "bank" / "b.jsonl").write_bytes(b"\xff")
    assert [(found.file, found.number) for found in load_bank_lines(tmp_path).values()] == [("a.jsonl", 4)]
