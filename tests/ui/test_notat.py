"""The page «Notat» and the button that fills it, over a real database in a folder of the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant.memo import Memo, add_answer, add_quote, add_text
from assistant.models import Answer
from assistant.settings import Settings
from assistant.storage import Storage, open_storage
from corpus.errors import EhelseError
from corpus.sources import Corpus
from tests.ui.conftest import FakeAssistant

OWNER = "nettleser"
NUMBER = "01010750160"  # made up, with right check digits
PAGE = (
    "import streamlit as st\nfrom assistant.ui.notat import show_memos\n"
    "show_memos(st.session_state['assistant'], st.session_state['storage'], st.session_state['owner'])"
)
BUTTON = (
    "import streamlit as st\nfrom assistant.ui.memo_button import show_memo_button\n"
    "show_memo_button(st.session_state['storage'], 'nettleser', 'Hva er gevinstene?', st.session_state['answer'], '1')"
)
Open = Callable[..., AppTest]


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    opened = open_storage(Settings(home=tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def open_page(corpus: Corpus, answer: Answer, storage: Storage) -> Open:
    """Opens the page, at the memo with that id."""

    def run(memo_id: str = "", *, kept: Storage | None = storage) -> AppTest:
        app = AppTest.from_string(PAGE, default_timeout=30)
        app.session_state["assistant"] = FakeAssistant(corpus, lambda question: answer)
        app.session_state["storage"] = kept
        app.session_state["owner"] = OWNER
        if memo_id:
            app.query_params["notat"] = memo_id
        return checked(app.run())

    return run


@pytest.fixture
def memo(storage: Storage, answer: Answer) -> Memo:
    """A kept memo of an answer, a quote and own text."""
    filled = add_answer(Memo(title="Møte"), "Hva er gevinstene?", answer)
    return storage.memos.save(OWNER, add_text(add_quote(filled, answer.citations[1]), "Vårt syn."))


def checked(app: AppTest) -> AppTest:
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    return "".join(element.body for element in app.html)


def click(app: AppTest, key: str) -> AppTest:
    return checked(app.button(key=key).click().run())


def kept(storage: Storage, memo: Memo) -> Memo:
    loaded = storage.memos.load(OWNER, memo.id)
    assert loaded is not None
    return loaded


def kinds(storage: Storage, memo: Memo) -> list[str]:
    return [item.kind for item in kept(storage, memo).items]


def test_empty_page_tells_how_to_begin(open_page: Open, storage: Storage) -> None:
    """And a memo can be made at once; it is opened."""
    app = open_page()
    assert "Slik lager du et notat" in shown(app)
    app.text_input(key="notat-navn").input("Møte 3. mars")
    click(app, "notat-lag")
    (heading,) = storage.memos.list(OWNER)
    assert heading.title == "Møte 3. mars"
    assert app.query_params["notat"] in (heading.id, [heading.id])
    assert "<h1>Møte 3. mars</h1>" in shown(app)
    assert "Slik lager du et notat" in shown(app)


def test_without_storage_the_page_says_so(open_page: Open) -> None:
    app = open_page(kept=None)
    assert "kan ikke lagres" in shown(app)
    assert not app.button


def test_list_opens_and_closes_a_memo(open_page: Open, memo: Memo, storage: Storage) -> None:
    """Only the owner's; each with its day."""
    storage.memos.save("en annen", Memo(title="Hemmelig"))
    app = open_page()
    assert "Endret " in shown(app)
    click(app, f"notat-apne-{memo.id}")
    assert "<h1>Møte</h1>" in shown(app)
    click(app, "notat-tilbake")
    assert "<h1>Notat</h1>" in shown(app)
    assert "Hemmelig" not in shown(app) + "".join(button.label for button in app.button)


def test_somebody_elses_address_shows_nothing(open_page: Open, storage: Storage) -> None:
    other = storage.memos.save("en annen", Memo(title="Hemmelig"))
    html = shown(open_page(other.id))
    assert "finnes ikke lenger" in html
    assert "Hemmelig" not in html


def test_memo_shows_quotes_locked_and_one_list(open_page: Open, memo: Memo, answer: Answer) -> None:
    """The quote has the number that it has in the answer above it; headings come in order."""
    html = shown(open_page(memo.id))
    assert "Svar fra kildene, låst" in html and "Sitat, låst" in html
    assert f"<q>{answer.citations[0].quote}</q>" in html
    assert html.count('id="kilde-') == 2
    assert html.index("<h1>") < html.index("<h2>")
    assert "status høsten 2023" in html


def test_only_own_text_has_a_field(open_page: Open, memo: Memo) -> None:
    app = open_page(memo.id)
    assert [area.value for area in app.text_area] == ["Vårt syn."]


def test_own_text_is_saved_as_it_is_left(open_page: Open, memo: Memo, storage: Storage) -> None:
    app = open_page(memo.id)
    checked(app.text_area[0].input("Nytt syn.").run())
    assert kept(storage, memo).items[2].markdown == "Nytt syn."
    assert "Teksten er lagret." in shown(app)


def test_identity_numbers_are_not_saved(open_page: Open, memo: Memo, storage: Storage) -> None:
    """The reason stands by the field as long as the number does."""
    app = open_page(memo.id)
    checked(app.text_area[0].input(f"Pasient {NUMBER}").run())
    assert shown(app).count("er ikke lagret") == 1
    assert kept(storage, memo).items[2].markdown == "Vårt syn."
    click(app, "notat-ny-tekst")
    assert shown(app).count("er ikke lagret") == 1
    checked(app.text_area[0].input("Uten nummer.").run())
    assert "er ikke lagret" not in shown(app)
    assert kept(storage, memo).items[2].markdown == "Uten nummer."


def test_items_move_and_buttons_say_what_they_do(open_page: Open, memo: Memo, storage: Storage) -> None:
    app = open_page(memo.id)
    text = memo.items[2].id
    first, last = memo.items[0].id, memo.items[2].id
    assert app.button(key=f"notat-arrow_upward-{first}").disabled
    assert app.button(key=f"notat-arrow_downward-{last}").disabled
    assert app.button(key=f"notat-arrow_upward-{text}").label == "Flytt opp: Egen tekst, del 3"
    click(app, f"notat-arrow_upward-{text}")
    assert kinds(storage, memo) == ["answer", "text", "quote"]
    click(app, f"notat-arrow_downward-{first}")
    assert kinds(storage, memo) == ["text", "answer", "quote"]


def test_text_between_and_removal_with_undo(open_page: Open, memo: Memo, storage: Storage) -> None:
    app = open_page(memo.id)
    first = memo.items[0].id
    click(app, f"notat-add_notes-{first}")
    assert kinds(storage, memo) == ["answer", "text", "quote", "text"]
    click(app, f"notat-delete-{first}")
    assert kinds(storage, memo) == ["text", "quote", "text"]
    click(app, "notat-angre")
    assert kinds(storage, memo) == ["answer", "text", "quote", "text"]
    assert "notat-angre" not in [button.key for button in app.button]


def test_heading_of_a_quote_can_be_changed(open_page: Open, memo: Memo, storage: Storage) -> None:
    app = open_page(memo.id)
    quote = memo.items[1].id
    app.session_state[f"notat-overskrift-{quote}"] = True
    checked(app.run())
    app.text_input(key=f"notat-overskriftfelt-{quote}").input("For pasienten")
    click(app, f"notat-overskriftfelt-{quote}-lagre")
    assert kept(storage, memo).items[1].heading == "For pasienten"
    assert "<h2>For pasienten</h2>" in shown(app)


def test_memo_is_renamed_and_deleted_after_a_tick(open_page: Open, memo: Memo, storage: Storage) -> None:
    app = open_page()
    care = f"notat-stell-{memo.id}"
    app.session_state[care] = True
    checked(app.run())
    app.text_input(key=f"notat-nyttnavn-{memo.id}").input("Nytt navn")
    click(app, f"notat-nyttnavn-{memo.id}-lagre")
    assert [heading.title for heading in storage.memos.list(OWNER)] == ["Nytt navn"]
    app.session_state[care] = True
    checked(app.run())
    assert app.button(key=f"notat-slett-{memo.id}").disabled
    checked(app.checkbox(key=f"notat-sikker-{memo.id}").check().run())
    click(app, f"notat-slett-{memo.id}")
    assert storage.memos.list(OWNER) == []
    assert "«Nytt navn» er slettet." in shown(app)


def test_a_name_with_a_number_is_refused(open_page: Open, storage: Storage) -> None:
    app = open_page()
    app.text_input(key="notat-navn").input(f"Om {NUMBER}")
    click(app, "notat-lag")
    assert storage.memos.list(OWNER) == []
    assert "fødselsnummer" in shown(app)


def test_what_another_window_deleted_is_told(open_page: Open, memo: Memo, storage: Storage) -> None:
    app = open_page(memo.id)
    storage.memos.delete(OWNER, memo.id)
    click(app, "notat-ny-tekst")
    assert "Notatet finnes ikke lenger" in shown(app)


def test_quotes_that_left_the_sources_are_pointed_out(open_page: Open, answer: Answer, storage: Storage) -> None:
    old = answer.citations[0].model_copy(update={"passage": "borte"})
    saved = storage.memos.save(OWNER, add_quote(Memo(title="Gammelt"), old))
    assert "Kilden er endret etter at dette ble hentet: 1." in shown(open_page(saved.id))


def test_files_and_print_are_offered(open_page: Open, memo: Memo) -> None:
    """Print holds the whole page inside the script that opens the print window."""
    app = open_page(memo.id)
    labels = [element.proto.label for element in app.get("download_button")]
    assert labels == ["Last ned som Word", "Last ned som Markdown"]
    assert "iframe" not in shown(app)
    click(app, "notat-skriv-ut")
    assert 'createElement("iframe")' in shown(app)


def test_a_database_that_fails_is_told_calmly(open_page: Open) -> None:
    """No traceback, and the remedy."""

    class Broken:
        memos = property(lambda self: self)

        def list(self, owner: str) -> None:
            raise EhelseError("Databasen svarer ikke.", "Prøv igjen.")

    assert "Databasen svarer ikke." in shown(open_page(kept=Broken()))  # type: ignore[arg-type]


@pytest.fixture
def open_button(answer: Answer, storage: Storage) -> Open:
    """The button under an answer, with its choices open."""

    def run(given: Answer = answer, *, opened: bool = True) -> AppTest:
        app = AppTest.from_string(BUTTON, default_timeout=30)
        app.session_state["storage"] = storage
        app.session_state["answer"] = given
        if opened:
            app.session_state["notatknapp-1"] = True
        return checked(app.run())

    return run


def test_button_asks_nothing_of_the_database_while_closed(open_button: Open) -> None:
    assert not open_button(opened=False).radio


def test_whole_answer_into_a_new_memo(open_button: Open, storage: Storage) -> None:
    """Named by the user; a second click tells that it is there already, and makes no second memo."""
    app = open_button()
    app.text_input(key="notatknapp-1-navn").input("Til møtet")
    click(app, "notatknapp-1-legg-til")
    assert "Svaret er lagt til i «Til møtet»." in shown(app)
    click(app, "notatknapp-1-legg-til")
    assert "Svaret står allerede i notatet, under «Hva er gevinstene?»" in shown(app)
    (heading,) = storage.memos.list(OWNER)
    loaded = storage.memos.load(OWNER, heading.id)
    assert loaded is not None and [item.heading for item in loaded.items] == ["Hva er gevinstene?"]


def test_single_quotes_into_a_known_memo(open_button: Open, memo: Memo, storage: Storage) -> None:
    """Those that it has are counted apart."""
    app = open_button()
    assert app.radio(key="notatknapp-1-notat").value == memo.id
    checked(app.radio(key="notatknapp-1-del").set_value("Utvalgte sitater").run())
    click(app, "notatknapp-1-legg-til")
    assert "Ingen sitater er valgt." in shown(app)
    for number in (1, 2):
        app.checkbox(key=f"notatknapp-1-sitat-{number}").check()
    click(app, "notatknapp-1-legg-til")
    assert "1 sitat er lagt til (1 sto der fra før) i «Møte»." in shown(app)
    assert kinds(storage, memo) == ["answer", "quote", "text", "quote"]
    click(app, "notatknapp-1-legg-til")
    assert "Sitatene du valgte, står allerede i notatet." in shown(app)


def test_the_latest_memos_are_the_choices(open_button: Open, storage: Storage) -> None:
    """Five at most, and a new one."""
    for number in range(7):
        storage.memos.save(OWNER, Memo(title=f"Notat {number}"))
    options = open_button().radio(key="notatknapp-1-notat").options
    assert len(options) == 6
    assert options[-1] == "Nytt notat"


def test_a_memo_that_is_gone_is_told(open_button: Open, memo: Memo, storage: Storage) -> None:
    app = open_button()
    storage.memos.delete(OWNER, memo.id)
    click(app, "notatknapp-1-legg-til")
    assert "Notatet finnes ikke lenger. Velg et annet." in shown(app)
    assert app.radio(key="notatknapp-1-notat").options == ["Nytt notat"]


def test_refusals_offer_what_is_nearest(open_button: Open, answer: Answer) -> None:
    refusal = Answer(question="q", answer="Vet ikke.", abstained=True, nearest=answer.citations)
    app = open_button(refusal)
    checked(app.radio(key="notatknapp-1-del").set_value("Utvalgte sitater").run())
    assert len(app.checkbox) == 2


def test_nothing_under_what_the_guard_stopped(open_button: Open) -> None:
    app = open_button(Answer(question="", answer="Stoppet.", abstained=True, reason="personal_data"))
    assert not app.radio and not app.button
