"""Conversations that are kept: found again after a reload, listed, renamed, deleted, and never anybody else's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant.conversation import Conversation, Exchange
from assistant.models import Answer
from assistant.settings import Settings
from assistant.storage import Storage, open_storage
from corpus.sources import Corpus
from tests.ui.chat_app import NUMBER, OWNER, checked, click, keys, open_chat, put, questions, shown
from tests.ui.conftest import FakeAssistant

# AppTest runs an event loop, which needs a pair of sockets; nothing is connected.
pytestmark = pytest.mark.enable_socket


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with closing(open_storage(Settings(home=tmp_path))) as opened:
        yield opened


@pytest.fixture
def assistant(corpus: Corpus, answer: Answer) -> FakeAssistant:
    return FakeAssistant(corpus, lambda question: answer.model_copy(update={"question": question.question}))


Chat = Callable[..., AppTest]


@pytest.fixture
def chat(assistant: FakeAssistant, storage: Storage) -> Chat:
    """A new session of an owner, perhaps at the address of a conversation."""

    def run(conversation_id: str = "", *, owner: str = OWNER) -> AppTest:
        params = {"samtale": conversation_id} if conversation_id else {}
        return open_chat(assistant, storage, owner=owner, **params)

    return run


def address(app: AppTest) -> str:
    """The id of the conversation in the address, "" where there is none."""
    found = app.query_params.get("samtale", "")
    return str(found[0] if isinstance(found, list) else found)


def side(app: AppTest) -> str:
    return "".join(html.body for html in app.sidebar.html)


def break_database(storage: Storage, home: Path) -> None:
    storage.close()
    (home / "ehelse.sqlite").write_text("ikke en database, men en tekst" * 50)
    for other in home.glob("ehelse.sqlite-*"):
        other.unlink()


def test_a_conversation_survives_a_reload(chat: Chat, assistant: FakeAssistant, storage: Storage) -> None:
    """Its id stands in the address from the first answer on; the follow-up in the new session knows the history."""
    app = chat()
    assert address(app) == ""
    put(app, "en")
    first = address(app)
    put(app, "to")
    assert first and address(app) == first
    again = chat(first)
    assert [">en<" in questions(again)[0], ">to<" in questions(again)[1]] == [True, True]
    assert "Tryggere legemiddelbehandling" in shown(again)
    put(again, "tre")
    assert len(assistant.asked[-1].history) == 4 and len(storage.conversations.list(OWNER)) == 1


def test_an_answer_that_is_asked_again_replaces_the_kept_one(chat: Chat, storage: Storage) -> None:
    app = put(chat(), "en")
    click(app, "pa-nytt-1")
    kept = storage.conversations.load(OWNER, address(app))
    assert kept is not None and [exchange.question for exchange in kept.exchanges] == ["en"]


@pytest.mark.parametrize("wanted", ["finnes-ikke", "../../etc", "ø" * 300])
def test_an_unknown_address_begins_a_new_conversation(chat: Chat, wanted: str) -> None:
    """With a calm notice, told once; the next answer is kept under an id of its own."""
    app = chat(wanted)
    assert "Her er en ny samtale." in shown(app) and "eh-welcome" in shown(app) and address(app) == ""
    put(app, "en")
    assert "Her er en ny samtale." not in shown(app) and address(app) not in ("", wanted)


def test_nobody_opens_what_others_keep(chat: Chat) -> None:
    first = address(put(chat(), "hemmelig"))
    other = chat(first, owner="en-annen-nettleser")
    assert "Her er en ny samtale." in shown(other) and "hemmelig" not in shown(other) + side(other)


def test_the_list_has_the_newest_first_and_marks_the_open_one(chat: Chat) -> None:
    app = put(chat(), "den første")
    first = address(app)
    assert 'aria-current="true">den første' in side(app)
    click(app, "ny-samtale")
    assert address(app) == "" and app.button(key=f"samtale-apne-{first}").label == "den første"
    put(app, "den andre")
    second = address(app)
    assert second != first and 'aria-current="true">den andre' in side(app)
    click(app, f"samtale-apne-{first}")
    assert address(app) == first and ">den første<" in questions(app)[0] and len(questions(app)) == 1
    assert f"samtale-apne-{second}" in keys(app) and f"samtale-apne-{first}" not in keys(app)


def test_widgets_of_one_conversation_are_not_those_of_another(chat: Chat, answer: Answer) -> None:
    """A thumb given in one is not given in the next."""
    app = put(chat(), "en")
    first = address(app)
    click(app, "tommel-opp-1")
    click(app, "ny-samtale")
    put(app, "to")
    assert "tommel-opp-2" in keys(app)
    click(app, f"samtale-apne-{first}")
    assert any(key.startswith("tommel-opp-") for key in keys(app))


def test_only_some_are_listed_at_first(chat: Chat, storage: Storage) -> None:
    for number in range(11):
        storage.conversations.save(OWNER, Conversation(exchanges=(Exchange(id=1, question=f"nr {number}"),)))
    app = chat()
    assert len([key for key in keys(app) if key.startswith("samtale-apne-")]) == 8
    click(app, "samtaler-flere")
    assert len([key for key in keys(app) if key.startswith("samtale-apne-")]) == 11
    assert "samtaler-flere" not in keys(app)


def open_care(app: AppTest, conversation_id: str) -> AppTest:
    app.session_state[f"samtale-stell-{conversation_id}"] = True
    return checked(app.run())


def test_rename(chat: Chat, storage: Storage) -> None:
    """The new name stays when the conversation goes on; one with somebody's number in it is refused."""
    app = put(chat(), "en")
    found = address(app)
    open_care(app, found)
    app.text_input(key=f"samtale-navn-{found}").set_value("Møte om SFM")
    click(app, f"samtale-navn-{found}-lagre")
    put(app, "to")
    assert [heading.title for heading in storage.conversations.list(OWNER)] == ["Møte om SFM"]
    assert 'aria-current="true">Møte om SFM' in side(app)
    open_care(app, found)
    app.text_input(key=f"samtale-navn-{found}").set_value(f"Pasient {NUMBER}")
    click(app, f"samtale-navn-{found}-lagre")
    assert "Navnet inneholder" in side(app) and len(questions(app)) == 2
    assert [heading.title for heading in storage.conversations.list(OWNER)] == ["Møte om SFM"]


def test_delete_takes_a_tick(chat: Chat, storage: Storage) -> None:
    """Deleting the open one begins a new one."""
    app = put(chat(), "en")
    found = address(app)
    open_care(app, found)
    assert app.button(key=f"samtale-slett-{found}").disabled
    checked(app.checkbox(key=f"samtale-sikker-{found}").check().run())
    click(app, f"samtale-slett-{found}")
    assert "«en» er slettet." in side(app) and storage.conversations.list(OWNER) == []
    assert address(app) == "" and "eh-welcome" in shown(app)
    put(app, "to")
    assert [heading.title for heading in storage.conversations.list(OWNER)] == ["to"]


def test_trouble_with_the_database_never_loses_the_answer(chat: Chat, storage: Storage, tmp_path: Path) -> None:
    """It is told calmly, the conversation goes on in the session, and is kept when the database is back."""
    app = put(chat(), "en")
    found = address(app)
    break_database(storage, tmp_path)
    put(app, "to")
    assert len(questions(app)) == 2 and shown(app).count("Tryggere legemiddelbehandling") >= 2
    assert "Samtalen er ikke lagret, men står her så lenge siden er åpen." in shown(app)
    assert "Samtalene kan ikke vises." in side(app) and "Traceback" not in shown(app)
    storage.close()
    (tmp_path / "ehelse.sqlite").unlink()
    put(app, "tre")
    assert "ikke lagret" not in shown(app)
    kept = storage.conversations.load(OWNER, found)
    assert kept is not None and [exchange.question for exchange in kept.exchanges] == ["en", "to", "tre"]


def test_trouble_at_a_reload_is_told(chat: Chat, storage: Storage, tmp_path: Path) -> None:
    found = address(put(chat(), "en"))
    break_database(storage, tmp_path)
    app = chat(found)
    assert "Samtalen kan ikke åpnes." in shown(app) and "eh-welcome" in shown(app)


def test_the_way_back_from_another_page_names_the_conversation_again(chat: Chat) -> None:
    """The address of another page does not; the browser's way back to before the conversation leaves it."""
    app = put(chat(), "en")
    found = address(app)
    app.session_state["samtale-i-adressen"] = ""  # as the other page leaves it
    app.query_params.pop("samtale")
    checked(app.run())
    assert address(app) == found and len(questions(app)) == 1
    checked(app.run())
    app.query_params.pop("samtale")
    checked(app.run())
    assert address(app) == "" and "eh-welcome" in shown(app)


def test_a_click_before_the_address_has_changed_keeps_the_conversation(chat: Chat) -> None:
    """The browser learns the address at the end of the first answer; a click right then comes with the one of before."""
    app = put(chat(), "en")
    found = address(app)
    app.query_params.pop("samtale")
    checked(app.run())
    assert address(app) == found and len(questions(app)) == 1


def test_the_question_is_nowhere_in_the_address(chat: Chat) -> None:
    app: Any = put(chat(), "noe helt eget")
    assert "eget" not in str(dict(app.query_params))
