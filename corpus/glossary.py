"""The glossary: what a thing is called, in full, short, by lay people, in nynorsk and English."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import BankError


class Term(BaseModel):
    """One concept. `solution` marks the digital solutions, which comparisons and overviews are made of.

    `section` is the section of the summary that is about it. `forms` are other names and spellings that mean the same;
    `lay` are words that lay people use for it (weaker: they help search, but are never shown to the user).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    abbreviations: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    lay: tuple[str, ...] = ()
    solution: bool = False
    section: str = ""


class Glossary(BaseModel):
    """Terms, and single words of nynorsk and English with their bokmål."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    term: tuple[Term, ...] = ()
    nn: dict[str, str] = Field(default_factory=dict)
    en: dict[str, str] = Field(default_factory=dict)
    spoken: dict[str, str] = Field(default_factory=dict)

    def solutions(self) -> tuple[Term, ...]:
        return tuple(term for term in self.term if term.solution)


def load_glossary(path: Path) -> Glossary:
    """Reads glossary.toml; an absent file is an empty glossary. Raises BankError where it is wrong."""
    if not path.exists():
        return Glossary()
    try:
        return Glossary.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise BankError(f"glossary.toml er feil: {error}", "Rett filen og prøv igjen.") from error
