"""What goes in and what comes out. The fields are a contract with scripts: add freely, never rename or drop."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Reason = Literal["not_in_sources", "out_of_scope", "patient_specific", "personal_data", "empty", "too_long"]
Language = Literal["nb", "nn", "en"]


class Turn(BaseModel):
    """One earlier message of the conversation."""

    model_config = ConfigDict(frozen=True)

    role: Literal["user", "assistant"]
    content: str


class Question(BaseModel):
    """A question as it comes in; unknown fields are ignored."""

    model_config = ConfigDict(frozen=True)

    id: str = ""
    question: str
    history: tuple[Turn, ...] = ()
    as_written: bool = Field(default=False, description="Search for the words as they stand: nothing put in or mended.")


class Citation(BaseModel):
    """Where a statement stands. `quote` is found letter by letter in the source, on `page`."""

    model_config = ConfigDict(frozen=True)

    n: int
    source: str
    title: str
    section: str
    heading: str
    passage: str
    page: int | None
    url: str | None
    date: str | None
    quote: str
    unit: int = 0
    label: str = ""
    links: tuple[tuple[str, str], ...] = ()


class Answer(BaseModel):
    """An answer, or an honest refusal (`abstained`, with `reason` and `nearest`)."""

    model_config = ConfigDict(frozen=True)

    id: str = ""
    question: str
    understood: str = ""
    answer: str
    abstained: bool = False
    reason: Reason | None = None
    citations: tuple[Citation, ...] = ()
    notices: tuple[str, ...] = ()
    nearest: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    mode: Literal["verbatim", "model"] = "verbatim"
    model: str | None = None
    latency_ms: float = 0.0
    language: Language = "nb"
    entries: tuple[str, ...] = Field(default=(), description="Bank entries that the answer is made of.")
    confidence: float = 0.0
    source_label: str = ""
