"""What the privacy stop finds: values that its parts share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "fødselsnummer",
    "D-nummer",
    "H-nummer",
    "FH-nummer",
    "kontonummer",
    "telefonnummer",
    "e-post",
    "fødselsdato",
    "navn",
]
Severity = Literal["block", "warn"]
IDENTITY_KINDS: frozenset[Kind] = frozenset(("fødselsnummer", "D-nummer", "H-nummer", "FH-nummer"))
_SOFTER = frozenset(("e-post", "fødselsdato", "navn"))
_WITH_ARTICLE: dict[Kind, str] = {
    "fødselsnummer": "et fødselsnummer",
    "D-nummer": "et D-nummer",
    "H-nummer": "et H-nummer",
    "FH-nummer": "et hjelpenummer",
    "kontonummer": "et kontonummer",
    "telefonnummer": "et telefonnummer",
    "e-post": "en e-postadresse",
    "fødselsdato": "en fødselsdato",
    "navn": "et navn",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of personal data; `text` is what stands from `start` to `end`."""

    kind: Kind
    severity: Severity
    start: int
    end: int
    text: str

    @property
    def described(self) -> str:
        """As it is named to the user: «et telefonnummer»."""
        return _WITH_ARTICLE[self.kind]


def make_finding(kind: Kind, text: str, span: tuple[int, int]) -> Finding:
    """A finding in a text; the kind tells whether it blocks."""
    return Finding(kind, "warn" if kind in _SOFTER else "block", *span, text[slice(*span)])
