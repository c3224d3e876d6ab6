"""A memo («notat»): answers and quotes gathered from conversations, in an order of one's own, with own text between.

The rules take a memo and give a new one. They raise InputError, with a message for the user, where a rule is broken:
the same answer or quote twice, a change of quoted words, a person's number in own text.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.answer_markdown import text_before_mark
from assistant.guard import find_blocking
from assistant.models import Answer, Citation
from assistant.quoting import quote_markdown, whole_answer
from corpus.errors import InputError

MAX_TEXT_CHARS = 20_000
MAX_TITLE_CHARS = 120
_TEXT_ID = "tekst-"


class MemoItem(BaseModel):
    """One piece of a memo. `markdown` marks its own `citations` as [n]; only «text» may be edited."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: Literal["answer", "quote", "text"]
    heading: str = ""
    markdown: str = ""
    citations: tuple[Citation, ...] = ()
    notices: tuple[str, ...] = ()


class Memo(BaseModel):
    """A memo. `id` is "" before it is kept; `changed_at` is UTC, to the second."""

    model_config = ConfigDict(frozen=True)

    id: str = ""
    title: str = ""
    items: tuple[MemoItem, ...] = ()
    changed_at: str = ""


def add_answer(memo: Memo, question_heading: str, answer: Answer) -> Memo:
    """Adds a whole answer, with its notices and what is nearest to it, under its question."""
    markdown, citations = whole_answer(answer)
    content = _content_id("answer", markdown, citations)
    heading = " ".join(question_heading.split())
    return _add_new(
        memo,
        MemoItem(
            id=content, kind="answer", heading=heading, markdown=markdown, citations=citations, notices=answer.notices
        ),
    )


def add_quote(memo: Memo, citation: Citation, *, answer: Answer | None = None) -> Memo:
    """Adds one quote, under the heading that it stands below in its source.

    The answer that cites it tells the whole sentence, where the quote is only the part of it on one page.
    """
    cited = answer is not None and citation in answer.citations
    text = text_before_mark(answer.answer, answer.citations, citation.n) if answer and cited else ""
    first = citation.model_copy(update={"n": 1})
    markdown = quote_markdown(first, text)
    heading = citation.heading.rsplit(" > ", 1)[-1] or citation.title
    content = _content_id("quote", markdown, (first,))
    return _add_new(memo, MemoItem(id=content, kind="quote", heading=heading, markdown=markdown, citations=(first,)))


def add_text(memo: Memo, text: str = "", *, after: str = "") -> Memo:
    """Adds text of the user's own: behind the item with the id `after`, else last."""
    refuse_personal_numbers(text)
    numbers = [int(item.id.removeprefix(_TEXT_ID)) for item in memo.items if item.id.startswith(_TEXT_ID)]
    item = MemoItem(id=f"{_TEXT_ID}{max(numbers, default=0) + 1}", kind="text", markdown=text)
    place = _index(memo, after) + 1 if after else len(memo.items)
    return _with_items(memo, (*memo.items[:place], item, *memo.items[place:]))


def move(memo: Memo, item_id: str, step: int) -> Memo:
    """Moves an item by so many places (-1 is up); it stops at the ends."""
    old = _index(memo, item_id)
    new = min(max(old + step, 0), len(memo.items) - 1)
    others = [item for item in memo.items if item.id != item_id]
    return _with_items(memo, (*others[:new], memo.items[old], *others[new:]))


def edit_text(memo: Memo, item_id: str, text: str) -> Memo:
    """Changes own text; answers and quotes are locked."""
    item = memo.items[_index(memo, item_id)]
    if item.kind != "text":
        raise InputError(
            "Sitater og svar kan ikke endres; de står ord for ord som i kilden.",
            "Legg til egen tekst over eller under i stedet.",
        )
    refuse_personal_numbers(text)
    return _replace(memo, item.model_copy(update={"markdown": text}))


def rename_heading(memo: Memo, item_id: str, heading: str) -> Memo:
    """Gives an item another heading; headings are the user's own, also over quotes."""
    refuse_personal_numbers(heading)
    item = memo.items[_index(memo, item_id)]
    return _replace(memo, item.model_copy(update={"heading": " ".join(heading.split())}))


def remove(memo: Memo, item_id: str) -> Memo:
    """Takes an item out."""
    index = _index(memo, item_id)
    return _with_items(memo, (*memo.items[:index], *memo.items[index + 1 :]))


def refuse_personal_numbers(text: str) -> None:
    """Raises InputError, which names the kind, where a person's number stands in text that would be kept."""
    if found := find_blocking(text):
        raise InputError(
            f"Teksten inneholder {found.described}, og er ikke lagret.",
            "Ta bort nummeret og andre opplysninger om personer.",
        )


def _add_new(memo: Memo, item: MemoItem) -> Memo:
    known = next((other for other in memo.items if other.id == item.id), None)
    if known is not None:
        what = "Svaret" if item.kind == "answer" else "Sitatet"
        raise InputError(f"{what} står allerede i notatet, under «{known.heading}».")
    return _with_items(memo, (*memo.items, item))


def _content_id(kind: str, markdown: str, citations: tuple[Citation, ...]) -> str:
    """The same words from the same places have the same id, so that nothing is taken in twice."""
    places = [f"{citation.n} {citation.source} {citation.passage} {citation.unit}" for citation in citations]
    digest = hashlib.sha256("\n".join([kind, markdown, *places]).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def _index(memo: Memo, item_id: str) -> int:
    for index, item in enumerate(memo.items):
        if item.id == item_id:
            return index
    raise InputError("Denne delen av notatet finnes ikke lenger.", "Last siden på nytt.")


def _replace(memo: Memo, item: MemoItem) -> Memo:
    return _with_items(memo, tuple(item if other.id == item.id else other for other in memo.items))


def _with_items(memo: Memo, items: tuple[MemoItem, ...]) -> Memo:
    return memo.model_copy(update={"items": items})
