"""What is kept comes back, to its owner only; on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import pytest

from assistant.conversation import Conversation, Exchange
from assistant.feedback import Feedback, Tally
from assistant.memo import Memo, MemoItem
from assistant.models import Answer, Citation
from assistant.storage import Storage
from corpus.errors import InputError

NUMBER = "01010750160"
CITATION = Citation(
    n=1, source="s", title="T", section="5.1", heading="H", passage="p", page=3, url=None, date=None, quote="Æ «ø» å 💊"
)
ASKED = Exchange(
    id=1, question="Hva er SFM?", answer=Answer(question="Hva er SFM?", answer="En modul.[1]", citations=(CITATION,))
)
CONVERSATION = Conversation(exchanges=(ASKED, Exchange(id=2, question="Og PLL?", problem="Noe gikk galt.")))
MEMO = Memo(title="Til rådmannen", items=(MemoItem(id="a", kind="quote", markdown="Q[1]", citations=(CITATION,)),))


def test_a_conversation_comes_back_as_it_was(storage: Storage) -> None:
    assert storage.conversations.list("kari") == []
    kept = storage.conversations.save("kari", CONVERSATION)
    assert (kept.title, kept.exchanges) == ("Hva er SFM?", CONVERSATION.exchanges) and kept.id
    assert storage.conversations.load("kari", kept.id) == kept
    (heading,) = storage.conversations.list("kari")
    assert heading.model_dump() == {"id": kept.id, "title": "Hva er SFM?", "changed_at": kept.changed_at}
    assert len(kept.changed_at) == len("2026-01-01T00:00:00+00:00") and kept.changed_at.endswith("+00:00")


def test_saving_again_changes_that_one_only_and_brings_it_first(storage: Storage) -> None:
    first, second = (storage.conversations.save("kari", CONVERSATION) for _ in range(2))
    longer = first.model_copy(update={"exchanges": (*first.exchanges, ASKED)})
    saved = storage.conversations.save("kari", longer)
    assert saved.id == first.id and saved.changed_at > first.changed_at
    assert [heading.id for heading in storage.conversations.list("kari")] == [first.id, second.id]
    assert storage.conversations.load("kari", first.id) == saved
    assert storage.conversations.load("kari", second.id) == second


def test_a_new_name_stays_when_one_without_a_name_is_saved(storage: Storage) -> None:
    kept = storage.conversations.save("kari", CONVERSATION)
    storage.conversations.rename("kari", kept.id, "  Møte \n torsdag ")
    saved = storage.conversations.save("kari", kept.model_copy(update={"title": ""}))
    assert saved.title == "Møte torsdag" == storage.conversations.list("kari")[0].title
    assert storage.conversations.save("kari", kept).title == "Hva er SFM?"


def test_memos_are_kept_apart_from_conversations(storage: Storage) -> None:
    kept = storage.memos.save("kari", MEMO)
    assert storage.memos.load("kari", kept.id) == kept and kept.items == MEMO.items
    assert storage.conversations.load("kari", kept.id) is None and storage.conversations.list("kari") == []
    assert storage.memos.save("kari", Memo()).title == "Notat"
    storage.memos.delete("kari", kept.id)
    assert [heading.title for heading in storage.memos.list("kari")] == ["Notat"]


def test_nobody_reaches_what_another_has(storage: Storage) -> None:
    kept = storage.conversations.save("kari", CONVERSATION)
    assert storage.conversations.list("ola") == [] and storage.conversations.load("ola", kept.id) is None
    storage.conversations.rename("ola", kept.id, "Stjålet")
    storage.conversations.delete("ola", kept.id)
    theirs = storage.conversations.save("ola", kept.model_copy(update={"title": "Min", "exchanges": ()}))
    assert theirs.id == kept.id, "ids are an owner's own"
    assert storage.conversations.load("kari", kept.id) == kept
    storage.conversations.delete("kari", kept.id)
    assert storage.conversations.load("ola", kept.id) == theirs and storage.conversations.list("kari") == []
    with pytest.raises(InputError, match="hvem dette tilhører"):
        storage.conversations.list("")


@pytest.mark.parametrize("id_", ["", "finnes-ikke", "\0", "æ", "x" * 5000, "' OR 1=1 --"])
def test_an_id_from_an_address_line_finds_nothing(storage: Storage, id_: str) -> None:
    storage.memos.save("kari", MEMO)
    assert storage.memos.load("kari", id_) is None
    storage.memos.rename("kari", id_, "Nytt")
    storage.memos.delete("kari", id_)
    assert [heading.title for heading in storage.memos.list("kari")] == [MEMO.title]


@pytest.mark.parametrize("title", ["", " \n "])
def test_an_empty_name_is_refused(storage: Storage, title: str) -> None:
    kept = storage.memos.save("kari", MEMO)
    with pytest.raises(InputError, match="Navnet er tomt"):
        storage.memos.rename("kari", kept.id, title)


def test_any_text_can_be_kept(storage: Storage) -> None:
    odd = "a\0b \ud800 «æøå» 💊 ' \" % \\ "
    kept = storage.memos.save("o\0la", Memo(title=odd * 20))
    assert kept.title.startswith("ab ? «æøå» 💊 ' \" % \\ ab") and len(kept.title) <= 200
    assert storage.memos.load("o\0la", kept.id) == kept
    storage.feedback.add(Feedback(odd, odd, "down", comment=odd, understood=odd))
    assert storage.feedback.find()[0].question == "ab ? «æøå» 💊 ' \" % \\ "


@pytest.mark.parametrize(("number", "kind"), [(NUMBER, "fødselsnummer"), ("912 34 567", "telefonnummer")])
def test_no_number_of_a_person_is_kept(storage: Storage, number: str, kind: str) -> None:
    """The guard stops them before; this is what came past it, as when the answer failed."""
    failed = Exchange(id=1, question=f"Hva med {number}?", problem="Noe gikk galt.")
    kept = storage.conversations.save("kari", Conversation(title=f"Hva med {number}?", exchanges=(failed, ASKED)))
    assert (kept.title, kept.exchanges[0].question, kept.exchanges[1]) == ("Hva er SFM?", "", ASKED)
    assert storage.conversations.load("kari", kept.id) == kept
    with pytest.raises(InputError, match=f"Navnet inneholder et {kind}"):
        storage.conversations.rename("kari", kept.id, number)
    text = MemoItem(id="b", kind="text", markdown=f"Pasient {number[:6]} {number[6:]}")
    with pytest.raises(InputError, match=f"Notatet inneholder et {kind}"):
        storage.memos.save("kari", Memo(title="N", items=(text,)))
    for given in (Feedback(f"Ring {number}", "s", "up"), Feedback("q", "s", "down", "other", f"Ring {number}")):
        with pytest.raises(InputError, match=f"Vurderingen inneholder et {kind}"):
            storage.feedback.add(given)
    assert storage.memos.list("kari") == [] and storage.feedback.browse() == []


def test_verdicts_come_back_for_triage(storage: Storage) -> None:
    questions = ["en", "to", "tre", "fire"]
    for question in questions:
        storage.feedback.add(Feedback(question, "svar", "down", "wrong", "Feil år", entries=("a", "b"), abstained=True))
    storage.feedback.add(Feedback("fem", "svar", "up", given_at="2026-02-01T10:00+00:00"))
    assert [given.question for given in storage.feedback.find()] == questions
    one, two, three, _ = storage.feedback.find()
    assert (one.id, one.entries, one.abstained, one.reason, one.cause, one.note) == (
        1,
        ("a", "b"),
        True,
        "wrong",
        None,
        "",
    )
    storage.feedback.settle([one.id, two.id], "accepted", cause="missing", note=" Står i 5.3 ")
    storage.feedback.settle([two.id], "done")
    storage.feedback.settle([three.id], "rejected", cause="no_fault")
    accepted, done = storage.feedback.find(state="accepted")[0], storage.feedback.find(state="done")[0]
    assert (accepted.cause, accepted.note, done.cause, done.note) == ("missing", "Står i 5.3", "missing", "Står i 5.3")
    browse = storage.feedback.browse
    assert [given.question for given in browse(("new", "done"), verdict="down")] == ["fire", "to"]
    assert [given.question for given in browse()] == ["fire", "tre", "to", "en", "fem"]
    assert [given.question for given in browse(limit=2)] == ["fire", "tre"]
    assert [given.question for given in browse(("new",), reason="wrong")] == ["fire"] and browse(reason="refused") == []
    assert sorted(storage.feedback.count(), key=str) == sorted(
        [
            Tally("down", "accepted", "missing", 1),
            Tally("down", "done", "missing", 1),
            Tally("down", "rejected", "no_fault", 1),
            Tally("down", "new", None, 1),
            Tally("up", "new", None, 1),
        ],
        key=str,
    )
    storage.feedback.settle([], "done")
    with pytest.raises(InputError, match="Merknaden inneholder et fødselsnummer"):
        storage.feedback.settle([one.id], "done", note=f"se {NUMBER}")
    assert storage.feedback.find(state="accepted") == [accepted]
