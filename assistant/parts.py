"""Where a message asks: its questions apart, and its sentences and clauses that ask. Pure functions of text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.inline import split_sentences

_QUESTION_WORD = (
    r"(?:hva|hvem|hvor(?:dan|for)?|når|hvilke[nt]?|kva|kven|kor(?:leis|tid)?|kvifor|kva\s+for|what|who|when|where|why"
    r"|how|which)"
)
_PREPOSITION = r"(?:i|for|fra|frå|til|på|med|av|om|innen|ved|in|for|from|to|by|with|at|of|on)"
_VERB = (
    r"(?:er|kan|må|bør|skal|har|gjelder|gjeld|koster|finnes|finst|får|trenger|treng|vil|blir|stemmer|is|are|can|do|does"
    r"|must|should|has|have)"
)
_SUBJECT = r"(?:det|den|de|dei|vi|jeg|eg|man|en|noen|nokon|alle|kommunen|kommunene|it|they|we|there|this)"
_ORDER = (
    r"(?:sammenlign|samanlikn|forklar|beskriv|fortell|fortel|oppsummer|list|vis|nevn|nemn|gi|si|compare|explain|describe"
    r"|tell|show|summari[sz]e|list)(?:e|es)?"
)
_SHORTEST = 3
_ASKS = re.compile(rf"^(?:{_PREPOSITION}\s+)?{_QUESTION_WORD}\b|^(?:{_VERB}|finnes)\b|^{_ORDER}\b", re.IGNORECASE)
_ASKS_PLAINLY = re.compile(rf"^(?:{_QUESTION_WORD}|{_VERB}\s+(?!en\b|noen\b|nokon\b){_SUBJECT})\b", re.IGNORECASE)
_QUESTION_INSIDE = re.compile(rf"\b{_QUESTION_WORD}\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"(?:når|nå som|no som|siden|hvis|dersom|fordi|selv om|ettersom|etter at|sidan|viss|if|when|since|because)\b",
    re.IGNORECASE,
)
# «Når kommer SFM, og …» asks; «Når vi har SFM, hva …» tells.
_WHEN_ASKS = re.compile(
    rf"(?:når|when)\s+(?:{_VERB}|kommer|kjem|starter|begynner|ble|blei|vart|var|was|were|will)\b"
    rf"|(?:når|when)\b.*\b{_VERB}\s+{_SUBJECT}\b",
    re.IGNORECASE,
)
_NAMES_ONLY = re.compile(r"(?:(?:og|men|and) )?(?:hva|kva|what|how) (?:med|about) (?:\S+\s*){1,4}$", re.IGNORECASE)
_CUT = re.compile(
    r"\?\s+|;\s+"
    rf"|[,.]?\s+(?:og|and)\s+(?={_VERB}\s+{_SUBJECT}\b)"
    rf"|[,.]?\s+(?:og|samt|and|pluss|dessuten)\s+(?:(?:så|også|then)\s+)?(?=(?:{_PREPOSITION}\s+)?{_QUESTION_WORD}\b)"
    rf"|,\s+(?=(?:{_PREPOSITION}\s+)?{_QUESTION_WORD}\b)"
    rf"|,\s+(?={_VERB}\s+{_SUBJECT}\b)"
    rf"|,\s+(?:og\s+|and\s+)?(?={_ORDER}\s+(?:om|hva|hvem|hvor\w*|når|hvilke[nt]?|litt|noe|kort|also|what|why|how)\b)",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """Whether a text begins as a question or an order does."""
    return bool(_ASKS.match(text))


def split_pieces(text: str) -> list[str]:
    """The questions of a text in order, those that ask nothing joined to the one they belong to."""
    pieces: list[str] = []
    for piece in (piece.strip(" ,.;?") for piece in _CUT.split(text)):
        if pieces and len(piece.split()) < _SHORTEST:
            pieces[-1] += f" og {piece}" if piece else ""
        else:
            pieces.append(piece)
    return _join_context([piece for piece in pieces if len(piece.split()) >= _SHORTEST - 1], text)


def find_asking(text: str) -> tuple[list[str], list[str]]:
    """(all sentences, those that ask): with a question mark or plainly, else like a question, else indirectly."""
    sentences = [text[start:end].strip() for start, end in split_sentences(text)]
    marked = any(sentence.endswith("?") for sentence in sentences)
    plain = [sentence for sentence in sentences if sentence.endswith("?") or _asks_plainly(sentence)]
    begun = plain if marked else [sentence for sentence in sentences if asks(sentence)]
    return sentences, begun or [sentence for sentence in sentences if _QUESTION_INSIDE.search(sentence)]


def skip_preamble(sentence: str) -> str:
    """A sentence from its question on, where a colon stands before that («Jeg trenger to årstall: når …»)."""
    before, _, after = sentence.partition(": ")
    return after.strip() if len(before.split()) >= _SHORTEST and asks(after.strip()) and not asks(before) else sentence


def _asks_plainly(sentence: str) -> bool:
    """Whether a sentence asks though it has no question mark («Er det noe for meg»)."""
    tells = _CLAUSE.match(sentence) and not _WHEN_ASKS.match(sentence)
    return bool(_ASKS_PLAINLY.match(sentence)) and not tells and not sentence.endswith((".", "!"))


def cut_to_question(sentence: str) -> str:
    """A sentence from its first question word on («Sjefen lurte på hvor langt …»); "" where it begins with it."""
    match = _QUESTION_INSIDE.search(sentence)
    told = asks(sentence) or _CLAUSE.match(sentence)
    return sentence[match.start() :] if match and match.start() > 0 and not told else ""


def _join_context(pieces: Sequence[str], text: str) -> list[str]:
    """Pieces that ask nothing («Siden vi har KJ, …», «Hva med SFM, …») stand before the next one: its context."""
    joined: list[str] = []
    context = ""
    for piece in pieces:
        clause = bool(_CLAUSE.match(piece)) and not _WHEN_ASKS.match(piece) and f"{piece}," in text
        names = bool(_NAMES_ONLY.match(piece))
        if not clause and not names and (asks(piece) or _QUESTION_INSIDE.search(piece)):
            joined.append(f"{context}{piece}")
            context = ""
        else:
            context += f"{piece}, "
    if context and joined:
        joined[-1] += f", {context.rstrip(', ')}"
    elif context:
        joined.append(context.rstrip(", "))
    return joined
