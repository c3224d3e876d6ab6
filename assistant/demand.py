"""What kind of detail a question demands, and which kinds a text has: «hvilken dato» wants a date. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Name of the detail: (how it is asked for, how it looks in a text).
_DETAILS = {
    "percent": (r"prosent\w*|percent\w*|%", r"%|prosent"),
    "date": (
        r"(?:hvilken|eksakt|nøyaktig) dato|hvilken (?:dag|måned)|(?:what|which|exact) (?:date|day|month)",
        r"\d{1,2}\.\s?(?:\d{1,2}\.|jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des)"
        r"|januar|februar|mars|april|juni|juli|august|september|oktober|november|desember",
    ),
    "paragraph": (r"hvilken (?:paragraf|lovparagraf)|paragrafnummer\w*|which section of", r"§"),
    "money": (
        r"kroner|kr|beløp\w*|hva koster|hvor mye (?:koster|betaler)|prislapp\w*|pris(?:en)?|how much does .* cost",
        r"kroner|million|milliard|dollar",
    ),
    "positions": (r"årsverk\w*|stillingsprosent\w*|stillingsandel\w*|full-time", r"årsverk|stilling"),
    "duration": (
        r"hvor (?:lenge|lang tid)|how long|varighet\w*|hvor mange (?:timer|dager|uker|måneder|minutter)",
        r"\b(?:år|måned|uke|dag|time|minutt)\w*|umiddelbart|i løpet av",
    ),
    "frequency": (r"hvor ofte|how often", r"gang|årlig|jevnlig|daglig|ukentlig|fortløpende|kontinuerlig|underveis"),
}
_ASKED = {name: re.compile(rf"(?<!\w)(?:{asked})(?!\w)") for name, (asked, _) in _DETAILS.items()}
_SHOWN = {name: re.compile(shown) for name, (_, shown) in _DETAILS.items()}
_NARROW = re.compile(
    r"\b(hvilken dato|hvilken dag|hvilken måned|paragraf\w*|prosent\w*|leverandør\w*|produkt\w*|merke|mal|maler"
    r"|avtalemal|årsverk|stilling\w*|hvor (?:stor|høy|lenge|ofte|lang tid|mye|mange|små)|hvem sitter|medlemmer"
    r"|konkret\w*|nøyaktig\w*|eksakt\w*|navn\w*|heter|kroner|beløp\w*|versjon\w*|adresse\w*|telefon\w*"
    r"|how (?:much|many|long|often)|exact\w*|name|names|vendors?|supplier\w*|template|percent\w*)\b"
)
_PRESUMES = re.compile(
    r"^(?:siden|ettersom|sidan|since|given that|når .{3,60} nå (?:er|har))\b"
    r"|\b(?:er|har|skal|må|var|ble|kan|blir|får|trenger) (?:det |vi |jo )?(?:jo|vel)\b|\bjo\b.{3,80}\bhvorfor\b"
    r"|\b(?:stemmer det|ikke sant|eller hva|right|isn t it|isn t|doesn t it|nå som)\b|^why (?:is|are|was|did)\b"
)


def find_details(words: str) -> frozenset[str]:
    """The details that a question demands; `words` are its words in lower case, plain bokmål or English."""
    return frozenset(name for name, pattern in _ASKED.items() if pattern.search(words))


def shown_details(texts: Iterable[str]) -> frozenset[str]:
    """The details that any of the texts has."""
    joined = "\n".join(texts).lower()
    return frozenset(name for name, pattern in _SHOWN.items() if pattern.search(joined))


def is_narrow(words: str) -> bool:
    """Whether a question asks for one exact thing, which a text on its subject may well not have."""
    return bool(_NARROW.search(words))


def presumes(words: str) -> bool:
    """Whether a question takes something for granted («Siden …», «… er vel …», «stemmer det»)."""
    return bool(_PRESUMES.search(words))
