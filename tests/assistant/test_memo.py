"""The rules of memos: what may be added, moved, changed and removed."""

from __future__ import annotations

import pytest

from assistant.memo import Memo, add_answer, add_quote, add_text, edit_text, move, remove, rename_heading
from assistant.models import Answer
from corpus.errors import InputError
from tests.assistant.papers import cite, make_answer

NUMBER = "01010750160"  # made up, with right check digits


def memo_of_three() -> Memo:
    """An answer, a quote and own text."""
    memo = add_answer(Memo(id="m", title="M"), " Hva er \n det? ", make_answer("En.", "To."))
    return add_text(add_quote(memo, cite(5, "Tre.", unit=9)), "Vårt syn.")


def ids(memo: Memo) -> list[str]:
    return [item.id for item in memo.items]


def test_an_answer_comes_with_all_that_belongs_to_it() -> None:
    """Its citations, notices and what is nearest."""
    answer = Answer(
        question="q", answer="Vet ikke.", abstained=True, notices=("Merk dette.",), nearest=(cite(1, "Nær."),)
    )
    (item,) = add_answer(Memo(), "Hva koster det?", answer).items
    assert (item.kind, item.heading, item.notices) == ("answer", "Hva koster det?", ("Merk dette.",))
    assert item.markdown == "Vet ikke.\n\n**Det nærmeste kildene sier**\n\n> Nær.[1]"
    assert [citation.quote for citation in item.citations] == ["Nær."]


def test_a_quote_is_numbered_and_named_by_itself() -> None:
    """Its number in the answer that it came from means nothing here; its links come along."""
    linked = cite(5, "1. januar *", unit=9).model_copy(update={"links": (("NHN", "https://nhn.no/(a)"), ("C", "C:/x"))})
    (item,) = add_quote(Memo(), linked).items
    assert (item.kind, item.heading) == ("quote", "5.3. E-multidose")
    assert item.markdown == r"> 1\. januar \*[1] [NHN ↗](https://nhn.no/%28a%29)"
    assert [citation.n for citation in item.citations] == [1]


def test_a_quote_of_half_a_sentence_is_shown_whole() -> None:
    """A sentence over two pages is quoted from one of them; the answer shows all of it."""
    answer = make_answer("Ja.", "for å ta i").model_copy(
        update={"answer": "Ja.[1] **Krav:** Signer for å ta i bruk.[2]"}
    )
    (item,) = add_quote(Memo(), answer.citations[1], answer=answer).items
    assert item.markdown == "> Signer for å ta i bruk.[1]"
    assert item.citations[0].quote == "for å ta i"


def test_nothing_is_taken_in_twice() -> None:
    """The same answer under another heading, and the same quote from another answer, are the same."""
    memo = memo_of_three()
    renamed = rename_heading(memo, ids(memo)[0], "Noe annet")
    with pytest.raises(InputError, match="Svaret står allerede i notatet, under «Noe annet»"):
        add_answer(renamed, "Hva?", make_answer("En.", "To."))
    with pytest.raises(InputError, match=r"Sitatet står allerede i notatet, under «5.3. E-multidose»"):
        add_quote(memo, cite(1, "Tre.", unit=9))
    assert len(add_quote(memo, cite(1, "Fire.", unit=3)).items) == 4


def test_moving_stops_at_the_ends() -> None:
    """Up and down, one or many places."""
    memo = memo_of_three()
    a, b, c = ids(memo)
    assert ids(move(memo, c, -1)) == [a, c, b]
    assert ids(move(memo, a, 1)) == [b, a, c]
    assert ids(move(memo, a, -1)) == [a, b, c]
    assert ids(move(memo, a, 9)) == [b, c, a]


def test_own_text_goes_where_it_is_wanted() -> None:
    """Behind an item, or last; each has an id of its own."""
    memo = memo_of_three()
    first = ids(memo)[0]
    longer = add_text(add_text(memo, "Midt i.", after=first))
    assert [item.markdown for item in longer.items if item.kind == "text"] == ["Midt i.", "Vårt syn.", ""]
    assert longer.items[1].markdown == "Midt i."
    assert len(set(ids(longer))) == 5


def test_only_own_text_may_be_changed() -> None:
    """Quoted words are locked."""
    memo = memo_of_three()
    answer, quote, text = ids(memo)
    assert edit_text(memo, text, "Nytt syn.").items[2].markdown == "Nytt syn."
    for locked in (answer, quote):
        with pytest.raises(InputError, match="kan ikke endres"):
            edit_text(memo, locked, "Noe annet")
        assert (
            rename_heading(memo, locked, " Ny\noverskrift ").items[ids(memo).index(locked)].heading == "Ny overskrift"
        )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (NUMBER, "et fødselsnummer"),
        ("Pasient 010107 50160.", "et fødselsnummer"),
        ("0101075\u200b0160", "et fødselsnummer"),
        ("Ring pårørende på 912 34 567.", "et telefonnummer"),
        ("Betales til konto 1234 56 78903", "et kontonummer"),
    ],
)
def test_numbers_of_persons_do_not_get_in(text: str, kind: str) -> None:
    """In text or heading, however they are written."""
    memo = memo_of_three()
    first, *_, last = ids(memo)
    for change in (
        lambda: add_text(memo, text),
        lambda: edit_text(memo, last, text),
        lambda: rename_heading(memo, first, text),
    ):
        with pytest.raises(InputError, match=f"inneholder {kind}, og er ikke lagret"):
            change()


def test_removing_and_what_is_gone() -> None:
    """What another window has removed is told."""
    memo = memo_of_three()
    first = ids(memo)[0]
    shorter = remove(memo, first)
    assert ids(shorter) == ids(memo)[1:]
    assert ids(memo)[0] == first
    with pytest.raises(InputError, match=r"finnes ikke lenger\. Last siden på nytt"):
        remove(shorter, first)
