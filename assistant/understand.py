"""What a question means: its parts, with spelling, abbreviations and the conversation put in.

1. A long polite message is cut to the sentences that ask. 2. Words are corrected. 3. A follow-up takes its subject from
the history. 4. Several questions in one are taken apart, each with the subject that it needs to stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.language import detect_language
from assistant.models import Language, Question, Turn
from assistant.spelling import Speller
from corpus.glossary import Glossary, Term
from corpus.inline import split_sentences
from index.tokens import Tokenizer, clean_text, split_words, stem

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
_ORDERS = re.compile(
    r"(?:sammenlign|samanlikn|forklar|beskriv|fortell|fortel|oppsummer|list|vis|nevn|gi meg|compare|explain|describe"
    r"|tell|show|summari[sz]e)\w*\b",
    re.IGNORECASE,
)
_QUESTION_INSIDE = re.compile(rf"\b{_QUESTION_WORD}\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"(?:når|siden|hvis|dersom|fordi|selv om|ettersom|etter at|sidan|viss|if|when|since|because)\b", re.IGNORECASE
)
_CUT = re.compile(
    r"\?\s+|;\s+"
    r"|[,.]?\s+og\s+(?=(?:er|kan|må|bør|koster|gjelder|har)\s+(?:det|vi|den|de|jeg|kommunen)\b)"
    rf"|[,.]?\s+(?:og|samt|and|pluss|dessuten)\s+(?:(?:så|også|then)\s+)?(?={_QUESTION_WORD}\b)"
    rf"|,\s+(?={_QUESTION_WORD}\b)",
    re.IGNORECASE,
)
_FOLLOW_START = re.compile(r"^(og|men|hva med|enn|kva med|what about|and|how about|okei|ok|jo|så)\b", re.IGNORECASE)
_PRONOUN = re.compile(
    r"\b(den|det|denne|dette|de|dei|disse|dem|han|hun|der|it|this|that|they|them|these|those|løsningen|løysinga|samme|same"
    r"|tallet|talet|listen|tiltaket|tiltakene|risikoen)\b",
    re.IGNORECASE,
)
_SHORT = re.compile(r"\b[A-Za-zÆØÅæøå]{2,4}\b(?!-)")
_ORDINALS = {
    "første": 1, "fyrste": 1, "first": 1, "andre": 2, "second": 2, "tredje": 3, "third": 3, "fjerde": 4, "fourth": 4,
    "femte": 5, "fifth": 5, "sjette": 6, "sixth": 6, "sjuende": 7, "syvende": 7, "siste": -1, "last": -1,
}  # fmt: skip
_ORDINAL = re.compile(rf"\b(?:den|det|nummer|nr\.?|the|punkt)\s+({'|'.join(_ORDINALS)}|\d{{1,2}})\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[a-zæøå0-9,;] )[«\"“]?([A-ZÆØÅ][a-zæøå]{3,})\b")
_ITEM = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """One question that stands alone. `heading` is how it was asked, "" where there is only one."""

    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a message: as a whole, and taken apart (one part where it isn't)."""

    whole: Part
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """The ways that a message can be read, the likeliest first; what is searched decides among them."""

    written: str
    readings: tuple[Reading, ...]
    language: Language
    unknown_names: tuple[str, ...] = ()


class Understanding:
    """Turns messages into what is searched for."""

    def __init__(
        self, glossary: Glossary, tokenizer: Tokenizer, speller: Speller, source_words: Iterable[str] = ()
    ) -> None:
        self._source_stems = {stem(word) for word in source_words}
        self._terms = {f"@{term.id}": term for term in glossary.term}
        self._expansions = {a.lower(): term.name for term in glossary.term for a in term.abbreviations if len(a) > 1}
        names = [name for term in glossary.term for name in (term.name, *term.abbreviations, *term.forms)]
        self._hyphened = {split_words(name)[0]: name for name in names if "-" in name and len(split_words(name)) == 1}
        self._tokenizer = tokenizer
        self._speller = speller

    def understand(self, question: Question) -> Understood:
        """All readings of a question, with spelling and conversation put in."""
        written = strip_markup(clean_text(question.question))
        texts = [self._speller.correct(text) for text in (*self._askings_in(written), written)]
        if len(texts[-1].split()) > _LONG_WORDS and len(texts) > 1:
            texts.pop()
        merged = [reading for text in texts for reading in self._with_history(text, question.history)]
        readings = tuple(Reading(Part(text), self.split_parts(text)) for text in dict.fromkeys(merged))
        return Understood(written, readings, detect_language(written), self.find_unknown_names(written))

    def find_unknown_names(self, text: str) -> tuple[str, ...]:
        """Capitalised words inside a sentence that no source has, however they are spelt."""
        if sum(letter.isupper() for letter in text) > len(text) / 4:
            return ()
        sentences = [text[start:end].strip() for start, end in split_sentences(text)]
        asking = [sentence for sentence in sentences if sentence.endswith("?")] or sentences
        names = [name for sentence in asking for name in _NAME.findall(sentence)]
        return tuple(
            dict.fromkeys(name for name in names if stem(self._speller.fix(name.lower())) not in self._source_stems)
        )

    def show(self, understood: Understood, reading: Reading) -> str:
        """How a reading is shown, "" where it is what was written."""
        shown = self._expand(reading.whole.text)
        return "" if split_words(shown) == split_words(understood.written) else shown

    def split_parts(self, text: str) -> tuple[Part, ...]:
        """The questions in a text; a later one without a subject takes the first one's."""
        pieces = [piece.strip(" ,.;?") for piece in _CUT.split(text)]
        pieces = _join_context([piece for piece in pieces if len(piece.split()) >= 2], text)
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

    def _askings_in(self, text: str) -> list[str]:
        """The sentences that ask, where a message has others too: with its subject, and with the sentence before."""
        sentences = [text[start:end].strip() for start, end in split_sentences(text)]
        asking = [s for s in sentences if s.endswith("?")] or [s for s in sentences if _ASKS.match(s)]
        if len(sentences) < 2 or not asking or len(asking) == len(sentences):
            return [] if len(text.split()) <= _LONG_WORDS else [" ".join(text.split()[-_LONG_WORDS:])]
        kept = " ".join(asking)
        named = [term.name for term in self.subjects(text)][:1]
        before = sentences[max(0, sentences.index(asking[0]) - 1)]
        return [
            kept if self.subjects(kept) or not named else f"{kept.rstrip(' ?')} ({named[0]})",
            kept if before == asking[0] else f"{before} {kept}",
        ]

    def _with_history(self, text: str, history: Sequence[Turn]) -> list[str]:
        """A text with what it leaves out put in from the conversation, in the ways that this can be done."""
        asked = [turn.content for turn in history if turn.role == "user"]
        answered = [turn.content for turn in history if turn.role == "assistant"]
        if not asked:
            return [text]
        if item := _pointed_item(text, answered):
            return [f"{_ORDINAL.sub('', text).strip(' ?')} ({item})"]
        subjects = self.subjects(text)
        starts = bool(_FOLLOW_START.match(text))
        alone = bool(subjects and subjects[0].solution) and _asks_something(text) and not _PRONOUN.search(text)
        if alone and not starts:
            return [text]
        leans = starts or bool(_PRONOUN.search(text)) or len(split_words(text)) <= 5
        if not leans:
            return [text]
        bare = re.sub(r"^(og|men|okei|ok|jo|ja|nei|så|and|but)\b[\s,]*", "", text, flags=re.IGNORECASE).rstrip(" ?")
        readings = [f"{bare} ({', '.join(names)})" for names in self._named_before(asked, answered, subjects)]
        if subjects and (starts or len(split_words(text)) <= 4) and not _asks_something(text):
            return [self._swap_subject(asked[-1], subjects), *readings]
        return [*readings, text] if readings else [f"{bare} ({asked[-1].strip(' ?')})", text]

    def _named_before(
        self, asked: Sequence[str], answered: Sequence[str], own: Sequence[Term]
    ) -> list[tuple[str, ...]]:
        """What the last question and the last answer were about, as far as the new one doesn't name it."""
        found: list[tuple[str, ...]] = []
        for turn in [*reversed(asked[-2:]), *answered[-1:]]:
            terms = [term for term in self.subjects(turn) if term not in own]
            solutions = [term for term in terms if term.solution]
            for group in (solutions[:2], [term for term in terms if not term.solution][:1]):
                if group and not (own and own[0].solution and group[0].solution):
                    found.append(tuple(term.name for term in group))
        return list(dict.fromkeys(found))[:3]

    def _swap_subject(self, previous: str, subjects: Sequence[Term]) -> str:
        """The previous question about another subject: «Hva er gevinstene ved KJ?» + «og SFM?»."""
        kept = list(split_words(previous))
        name = " og ".join(term.name for term in subjects)
        for term in self.subjects(previous):
            for form in sorted({term.name, *term.abbreviations, *term.forms, *term.lay}, key=len, reverse=True):
                pattern = " ".join(split_words(form))
                sentence = " ".join(kept)
                if re.search(rf"\b{re.escape(pattern)}\w{{0,3}}\b", sentence):
                    return re.sub(rf"\b{re.escape(pattern)}\w{{0,3}}\b", name, sentence)
        return f"{' '.join(kept)} {name}"

    def _expand(self, text: str) -> str:
        """The text with abbreviations written out, as it is shown."""
        shown = _SHORT.sub(lambda match: self._expansions.get(match.group().lower(), match.group()), text)
        shown = " ".join(self._hyphened.get(word, word) for word in shown.split(" "))
        return shown[:1].upper() + shown[1:]


def strip_markup(text: str) -> str:
    """A text without HTML tags (scripts with their content), addresses of Markdown links, and emphasis marks.

    The text itself where nothing else is in it.
    """
    plain = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->|</?[a-z][^<>]*>", " ", text, flags=re.IGNORECASE | re.DOTALL)
    plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", plain)
    plain = re.sub(r"[*`#]+|(?<!\w)_+|_+(?!\w)", " ", plain)
    return re.sub(r"\s+", " ", plain).strip() if re.search(r"\w", plain) else text


def _join_context(pieces: Sequence[str], text: str) -> list[str]:
    """Pieces that ask nothing («Siden vi har KJ, …») are put before the one that follows: they are its context."""
    joined: list[str] = []
    context = ""
    for piece in pieces:
        clause = bool(_CLAUSE.match(piece)) and f"{piece}," in text
        if not clause and (_ASKS.match(piece) or _QUESTION_INSIDE.search(piece)):
            joined.append(f"{context}{piece}")
            context = ""
        else:
            context += f"{piece}, "
    if context and joined:
        joined[-1] += f", {context.rstrip(', ')}"
    return joined


def _asks_something(text: str) -> bool:
    """Whether a short text has a question of its own beside a subject («hva med SFM» has not)."""
    rest = re.sub(r"^((og|men|hva med|kva med|enn|what about|how about|and)\b\s*)+", "", text.lower()).strip(" ?")
    return bool(_ASKS.match(rest) or _ORDERS.match(rest)) or len(rest.split()) > 4


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
