"""A memo («notat»): answers and quotes gathered from conversations, in an order of one's own, with own text between."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.models import Citation


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
