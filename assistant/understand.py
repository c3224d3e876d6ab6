"""What a question means: its parts, with spelling, abbreviations and the conversation put in.

1. A long polite message is cut to the sentences that ask. 2. Words are corrected. 3. A follow-up takes its subject from the
history. 4. Several questions in one are taken apart, each with the subject that it needs to stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.language import detect_language
from assistant.models import Language, Question, Turn
from assistant.spelling import Speller
from corpus.glossary import Glossary, Term
from index.tokens import Tokenizer, clean_text, split_words

_LONG_WORDS = 45
_MAX_PARTS = 4
_ASKS = re.compile(
    r"^(hva|hvem|hvor|hvordan|hvorfor|når|hvilke[nt]?|kva|kven|kor|korleis|kvifor|kan|er|må|har|skal|bør|finnes|gjelder|what|who|when"
    r"|where|why|how|which|is|are|can|do|does|must|should)\b",
    re.IGNORECASE,
)
_QUESTION_WORD = (
    r"(?:hva|hvem|hvor(?:dan|for)?|når|hvilke[nt]?|kva|kven|kor(?:leis)?|kvifor|what|who|when|where|why|how|which)"
)
_CUT = re.compile(
    rf"\?\s+|;\s+|[,.]?\s+(?:og|samt|and|pluss|dessuten)\s+(?:(?:så|også|then)\s+)?(?={_QUESTION_WORD}\b)|,\s+(?={_QUESTION_WORD}\b)",
    re.IGNORECASE,
)
_FOLLOW_START = re.compile(r"^(og|men|hva med|enn|kva med|what about|and|how about|okei|ok|jo|så)\b", re.IGNORECASE)
_PRONOUN = re.compile(
    r"\b(den|det|denne|dette|de|dei|disse|dem|han|hun|der|it|this|that|they|them|these|those|løsningen|løysinga|samme|same"
    r"|tallet|talet|listen|tiltaket|tiltakene|risikoen)\b",
    re.IGNORECASE,
)
_ORDINALS = {
    "første": 1, "fyrste": 1, "first": 1, "andre": 2, "second": 2, "tredje": 3, "third": 3, "fjerde": 4, "fourth": 4,
    "femte": 5, "fifth": 5, "sjette": 6, "sixth": 6, "sjuende": 7, "syvende": 7, "siste": -1, "last": -1,
}  # fmt: skip
_ORDINAL = re.compile(rf"\b(?:den|det|nummer|nr\.?|the|punkt)\s+({'|'.join(_ORDINALS)}|\d{{1,2}})\b", re.IGNORECASE)
_ITEM = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """One question that stands alone. `heading` is how it was asked, "" where there is only one."""

    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is searched. `shown` is "" where nothing differs from what was written."""

    parts: tuple[Part, ...]
    whole: Part
    shown: str
    language: Language
    followed_up: bool = False


class Understanding:
    """Turns questions into what is searched for."""

    def __init__(self, glossary: Glossary, tokenizer: Tokenizer, speller: Speller) -> None:
        self._terms = {f"@{term.id}": term for term in glossary.term}
        self._expansions = {a.lower(): term.name for term in glossary.term for a in term.abbreviations if len(a) > 1}
        self._tokenizer = tokenizer
        self._speller = speller

    def understand(self, question: Question) -> Understood:
        written = clean_text(question.question)
        text = self._cut_to_question(written)
        language = detect_language(text)
        corrected = self._speller.correct(text)
        merged = self._follow_up(corrected, question.history)
        parts = self.split_parts(merged)
        shown = self._expand(merged) if corrected != text or merged != corrected else ""
        return Understood(parts, Part(merged), shown, language, merged != corrected)

    def split_parts(self, text: str) -> tuple[Part, ...]:
        """The questions in a text; a later one without a subject takes the first one's."""
        pieces = [piece.strip(" ,.;?") for piece in _CUT.split(text)]
        pieces = [piece for piece in pieces if len(piece.split()) >= 2]
        if len(pieces) < 2 or len(pieces) > _MAX_PARTS:
            return (Part(text),)
        subject = next((subject for piece in pieces if (subject := self.subjects(piece))), [])
        parts = []
        for piece in pieces:
            own = self.subjects(piece)
            full = piece if own or not subject else f"{piece} ({', '.join(term.name for term in subject)})"
            parts.append(Part(full, piece[0].upper() + piece[1:] + "?"))
        return tuple(parts)

    def subjects(self, text: str) -> list[Term]:
        """The glossary terms that a text names, solutions first."""
        tokens = dict.fromkeys(token for token in self._tokenizer.tokens(text) if token in self._terms)
        return sorted((self._terms[token] for token in tokens), key=lambda term: not term.solution)

    def _cut_to_question(self, text: str) -> str:
        if len(text.split()) <= _LONG_WORDS:
            return text
        sentences = re.split(r"(?<=[.!?])\s+", text)
        asking = [s for s in sentences if s.endswith("?")] or [s for s in sentences if _ASKS.match(s)]
        if not asking:
            return " ".join(text.split()[-_LONG_WORDS:])
        kept = " ".join(asking)
        if not self.subjects(kept):
            named = [term.name for term in self.subjects(text)][:1]
            kept = f"{kept} ({named[0]})" if named else kept
        return kept

    def _follow_up(self, text: str, history: Sequence[Turn]) -> str:
        """The text with what it leaves out put in from the conversation."""
        asked = [turn.content for turn in history if turn.role == "user"]
        if not asked:
            return text
        answered = [turn.content for turn in history if turn.role == "assistant"]
        if item := _pointed_item(text, answered):
            return f"{_ORDINAL.sub('', text).strip(' ?')} {item}"
        subjects = self.subjects(text)
        words = split_words(text)
        starts = bool(_FOLLOW_START.match(text))
        before = self._last_subjects(asked, answered)
        if not any(term.solution for term in subjects) or starts:
            if subjects and (starts or len(words) <= 4) and not _asks_something(text):
                return self._swap_subject(asked[-1], subjects)
            if not subjects and (starts or _PRONOUN.search(text) or len(words) <= 5):
                return self._put_in(text, before, asked[-1])
        return text

    def _last_subjects(self, asked: Sequence[str], answered: Sequence[str]) -> list[Term]:
        for turn in [*reversed(asked)]:
            if found := self.subjects(turn):
                return found[:1] if not found[0].solution else [term for term in found if term.solution][:2]
        for turn in reversed(answered):
            if found := self.subjects(turn):
                return found[:1]
        return []

    def _swap_subject(self, previous: str, subjects: Sequence[Term]) -> str:
        """The previous question about another subject: «Hva er gevinstene ved KJ?» + «og SFM?»."""
        kept = [word for word in split_words(previous)]
        name = " og ".join(term.name for term in subjects)
        for term in self.subjects(previous):
            for form in sorted({term.name, *term.abbreviations, *term.forms, *term.lay}, key=len, reverse=True):
                pattern = " ".join(split_words(form))
                sentence = " ".join(kept)
                if re.search(rf"\b{re.escape(pattern)}\w{{0,3}}\b", sentence):
                    return re.sub(rf"\b{re.escape(pattern)}\w{{0,3}}\b", name, sentence)
        return f"{' '.join(kept)} {name}"

    def _put_in(self, text: str, before: Sequence[Term], previous: str) -> str:
        bare = re.sub(r"^(og|men|okei|ok|jo|så|and)\s+", "", text, flags=re.IGNORECASE)
        if not before:
            return f"{bare} ({previous.strip(' ?')})"
        name = " og ".join(term.name for term in before)
        return f"{bare.rstrip(' ?')} ({name})"

    def _expand(self, text: str) -> str:
        """The text with abbreviations written out, as it is shown."""
        shown = re.sub(
            r"\b[A-Za-zÆØÅæøå]{2,4}\b", lambda match: self._expansions.get(match.group().lower(), match.group()), text
        )
        return shown[:1].upper() + shown[1:]


def _asks_something(text: str) -> bool:
    """Whether a short text has a question of its own beside a subject («hva med SFM» has not)."""
    rest = re.sub(r"^(og|men|hva med|kva med|enn|what about|how about|and|hva|kva)\b", "", text.lower()).strip(" ?")
    return bool(re.match(rf"{_QUESTION_WORD}\b", rest)) or len(rest.split()) > 4


def _pointed_item(text: str, answered: Sequence[str]) -> str:
    """The list item of the last answer that «den tredje» points at, "" where there is none."""
    match = _ORDINAL.search(text)
    if not match or not answered:
        return ""
    items = [re.sub(r"\[\d+\]|\*", "", item).strip() for item in _ITEM.findall(answered[-1])]
    if not items:
        found = re.split(r"(?:^|[\s,;])\d{1,2}[.)]\s+", answered[-1])[1:]
        items = [item.strip(" ,;") for item in found]
    word = match.group(1).lower()
    number = _ORDINALS.get(word) or int(word)
    index = number - 1 if number > 0 else len(items) - 1
    return " ".join(items[index].split()[:14]) if 0 <= index < len(items) else ""
