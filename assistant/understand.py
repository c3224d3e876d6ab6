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
from assistant.parts import asks, cut_to_question, find_asking, skip_preamble, split_pieces
from assistant.spelling import Speller
from corpus.glossary import Glossary, Term
from corpus.inline import split_sentences
from index.tokens import Tokenizer, clean_text, split_words, stem

_LONG_WORDS = 45
_SHORT_WORDS, _CUT_WORDS, _LEANS_WORDS, _POINTING_WORDS, _BARE_WORDS = 8, 5, 8, 5, 3
_MAX_PARTS = 4
# Stems that tell nothing without the question before them.
_EMPTY = frozenset(
    "hva hvem når hvordan hvor hvilk hvilken hvilket av for ved til på med i og er det som gjeld arbeid".split()
)
_POINTING = frozenset("da hvorfor så altså men de den denne dette disse dem mein mener".split())
_ABOUT = re.compile(r"(?:hva|kva|what) (?:er|menes med|ligger i|betyr|is) ([^,]{3,40})$", re.IGNORECASE)
_WHAT_IS = re.compile(r"(hva|hvem|kva|kven|what|who)\s+(er|is|are)\b", re.IGNORECASE)
_FOLLOW_START = re.compile(r"^(og|men|hva med|enn|kva med|what about|and|how about|okei|ok|jo|så)\b", re.IGNORECASE)
_PRONOUN = re.compile(
    r"\b(den|det|denne|dette|de|dei|disse|dem|han|hun|der|it|this|that|they|them|these|those|løsningen|løysinga|samme|same"
    r"|tallet|talet|listen|tiltaket|tiltakene|risikoen)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"\b(den|det|denne|dette|de|dei|disse|dem|it|this|that|them)\W*$", re.IGNORECASE)
_PERSON = re.compile(r"\b(vedkommende|han|hun|ho|hen|she)\b", re.IGNORECASE)
_POINTS_AT_SEVERAL = re.compile(r"\b(de|dei|dem|disse|desse|they|them|those|these)\b", re.IGNORECASE)
_POINTS_AT_FACT = re.compile(
    r"\b(tallet|talet|tallene|beløpet|summen|prosenten|datoen|fristen|tidspunktet|målet|number|figure|amount|date"
    r"|deadline|med på det|på det|det samme|det same|det også|det òg|the same"
    r"|(?:den|denne|that|this) (?:risikoen|planen|rollen|rolla|studien|risk)"
    r"|(?:det|dette|that|this) (?:tiltaket|kravet|measure))\b",
    re.IGNORECASE,
)
_SHORT = re.compile(r"\b[A-Za-zÆØÅæøå]{2,4}\b(?!-)")
_ORDINALS = {
    "første": 1, "fyrste": 1, "first": 1, "andre": 2, "second": 2, "tredje": 3, "third": 3, "fjerde": 4, "fourth": 4,
    "femte": 5, "fifth": 5, "sjette": 6, "sixth": 6, "sjuende": 7, "syvende": 7, "siste": -1, "last": -1,
}  # fmt: skip
_ORDINAL = re.compile(rf"\b(?:den|det|nummer|nr\.?|the|punkt)\s+({'|'.join(_ORDINALS)}|\d{{1,2}})\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[a-zæøå0-9,;] )[«\"“]?([A-ZÆØÅ][a-zæøå]{3,})\b")
_PARAGRAPH = re.compile(r"(?:§\s*|\bparagraf\s+|\bsection\s+(?=\d+\s+of\s+the\b))(\d+)", re.IGNORECASE)
_TELL_MORE = re.compile(
    r"(?:(?:kan|could|can) (?:du|dere|you) )?(?:si|seie|fortell?\w*|forklar\w*|tell|explain)\b.{0,25}\b(?:om|about)",
    re.IGNORECASE,
)
_MARKS = re.compile(r"\[\d+\]|\*+|\|")
_ITEM_WORDS, _SAID_WORDS, _LONG_ANSWER, _NAME_WORDS = 14, 25, 60, 4
_ITEM = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """One question that stands alone. `heading` is how it was asked, "" where there is only one.

    `others` are less likely wordings of it. `leans`: whether it names nothing itself and goes on from the one before.
    """

    text: str
    heading: str = ""
    others: tuple[str, ...] = ()
    leans: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a message: as a whole, and taken apart (one part where it isn't).

    `follows_up`: whether something of the conversation was put in.
    """

    whole: Part
    parts: tuple[Part, ...]
    follows_up: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """The ways that a message can be read, the likeliest first; what is searched decides among them."""

    written: str
    readings: tuple[Reading, ...]
    language: Language
    unknown_names: tuple[str, ...] = ()
    as_written: bool = False


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
        """All readings of a question, with spelling and conversation put in; where wished, only one: as it stands."""
        written = strip_markup(clean_text(question.question))
        if question.as_written:
            whole = Part(written)
            return Understood(written, (Reading(whole, (whole,)),), detect_language(written), as_written=True)
        texts = [self._speller.correct(text) for text in (*self._askings_in(written), written)]
        if len(texts[-1].split()) > _LONG_WORDS and len(texts) > 1:
            texts.pop()
        merged = [reading for text in texts for reading in self._with_history(text, question.history)]
        readings = tuple(
            Reading(Part(text), self.split_parts(text), text not in texts) for text in dict.fromkeys(merged)
        )
        return Understood(written, readings, detect_language(written), self.find_unknown_names(written))

    def find_unknown_names(self, text: str) -> tuple[str, ...]:
        """Capitalised words inside a sentence, and paragraphs of laws, that no source has, however they are spelt."""
        if sum(letter.isupper() for letter in text) > len(text) / 4:
            return ()
        sentences = [text[start:end].strip() for start, end in split_sentences(text)]
        asking = [sentence for sentence in sentences if sentence.endswith("?")] or sentences
        names = [name for sentence in asking for name in _NAME.findall(sentence)]
        unknown = [name for name in names if stem(self._speller.fix(name.lower())) not in self._source_stems]
        paragraphs = [f"§ {number}" for number in _PARAGRAPH.findall(text)]
        unknown += [sign for sign in paragraphs if sign.replace(" ", "") not in self._source_stems]
        return tuple(dict.fromkeys(unknown))

    def show(self, understood: Understood, reading: Reading) -> str:
        """How a reading is shown, "" where it is what was written."""
        shown = self._expand(reading.whole.text)
        if understood.written.endswith("?") and not shown.endswith("?"):
            shown += "?"
        return "" if understood.as_written or split_words(shown) == split_words(understood.written) else shown

    def split_parts(self, text: str) -> tuple[Part, ...]:
        """The questions in a text; a later one without a subject takes the first one's, or the whole first question."""
        pieces = split_pieces(text)
        if len(pieces) < 2 or len(pieces) > _MAX_PARTS:
            return (Part(text),)
        subject = next((subject for piece in pieces if (subject := self.subjects(piece))), [])
        parts = []
        for number, piece in enumerate(pieces):
            heading = piece[0].upper() + piece[1:] + "?"
            own = self.subjects(piece)
            if own or not subject:
                bare = number > 0 and own and not self._says_more(piece)
                text = self._swap_subject(pieces[0], own) if bare else piece
                parts.append(Part(text, heading, leans=number > 0 and not own))
            else:
                others = (piece,) if number else ()
                if number and _PRONOUN.search(piece) and (referent := _ABOUT.match(pieces[0])):
                    others = (f"{piece} ({referent.group(1).strip()})", *others)
                named = ", ".join(term.name for term in subject)
                parts.append(Part(f"{piece} ({named})", heading, others, leans=number > 0))
        return tuple(parts)

    def _says_more(self, piece: str) -> bool:
        """Whether a piece asks something of its own beside its subject («hvilke av PLL» does not)."""
        return bool(_WHAT_IS.match(piece)) or any(
            token not in self._terms and token not in _EMPTY for token in self._tokenizer.tokens(piece)
        )

    def subjects(self, text: str) -> list[Term]:
        """The glossary terms that a text names, solutions first."""
        tokens = dict.fromkeys(token for token in self._tokenizer.tokens(text) if token in self._terms)
        return sorted((self._terms[token] for token in tokens), key=lambda term: not term.solution)

    def _askings_in(self, text: str) -> list[str]:
        """What asks, where a message has more in it: with its subject, with the sentence before, from where it asks."""
        sentences, asking = find_asking(text)
        if not asking:
            return [] if len(text.split()) <= _LONG_WORDS else [" ".join(text.split()[-_LONG_WORDS:])]
        kept = " ".join(map(skip_preamble, asking))
        cut = cut_to_question(asking[0]) if len(asking) == 1 else ""
        cut = cut if len(cut.split()) >= _CUT_WORDS and not _POINTS_BACK.search(cut) else ""
        if len(asking) == len(sentences) and kept == " ".join(asking):
            return [text, cut] if cut and len(text.split()) > _SHORT_WORDS else []
        own = self.subjects(kept)
        named = [] if own else [term.name for term in self.subjects(text)][:1]
        before = sentences[max(0, sentences.index(asking[0]) - 1)]
        words = len(kept.split())
        leans = not own and (words <= _LEANS_WORDS or bool(_PERSON.search(kept)))
        with_subject = f"{kept.rstrip(' ?')} ({named[0]})" if named else kept
        if not own and words <= _BARE_WORDS:
            with_subject = ""
        with_before = kept if before == asking[0] else f"{before} {kept}"
        readings = [with_before, with_subject, cut] if leans else [with_subject, with_before, cut]
        return [reading for reading in readings if reading]

    def _with_history(self, text: str, history: Sequence[Turn]) -> list[str]:
        """A text with what it leaves out put in from the conversation, in the ways that this can be done."""
        asked = self._spell_out([turn.content for turn in history if turn.role == "user"])
        answered = [turn.content for turn in history if turn.role == "assistant"]
        if not asked:
            return [text]
        if item := _pointed_item(text, answered):
            rest = _ORDINAL.sub("", text).strip(" ?")
            return [
                f"Hva er {item}"
                if _TELL_MORE.fullmatch(rest) and len(item.split()) <= _NAME_WORDS
                else f"{rest} ({item})"
            ]
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
        if self._is_elliptical(text):
            return [self._swap_subject(asked[-1], subjects), *readings]
        before = [f"{bare} ({asked[-1].strip(' ?')})"]
        words = len(split_words(text))
        if words <= _LEANS_WORDS and (said := _said_last(answered)):
            told = [f"{bare} ({said})"]
            points = words <= _POINTING_WORDS and _POINTS_AT_SEVERAL.search(text)
            if points or (words <= _BARE_WORDS and set(self._tokenizer.tokens(text)) <= _EMPTY | _POINTING):
                return [*told, *readings, *before, text]
            before = [*before, *told]
        if _asks_something(text) and self._names_itself(text):
            return [text, *readings, *before]
        if not readings:
            return [*before, text]
        return [*before, *readings, text] if _POINTS_AT_FACT.search(text) else [*readings, *before, text]

    def _names_itself(self, text: str) -> bool:
        """Whether a text names a solution, and before any pronoun («Hva med SFM, når kommer den?»)."""
        pronoun = _PRONOUN.search(text)
        subjects = self.subjects(text[: pronoun.start()] if pronoun else text)
        return bool(subjects) and subjects[0].solution

    def _is_elliptical(self, text: str) -> bool:
        """Whether a text names a subject alone, and asks of it what was asked before («og SFM?»)."""
        starts = bool(_FOLLOW_START.match(text)) or len(split_words(text)) <= 4
        return starts and bool(self.subjects(text)) and not _asks_something(text)

    def _spell_out(self, asked: Sequence[str]) -> list[str]:
        """The questions of a conversation, each that names a subject alone with what the one before it asks."""
        full: list[str] = []
        for text in asked:
            full.append(
                self._swap_subject(full[-1], self.subjects(text)) if full and self._is_elliptical(text) else text
            )
        return full

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
        same_kind = [term for term in self.subjects(previous) if term.solution == subjects[0].solution]
        forms = {f for term in same_kind for f in (term.name, *term.abbreviations, *term.forms, *term.lay)}
        if not forms:
            return f"{' '.join(kept)} {name}"
        longest = sorted((" ".join(split_words(form)) for form in forms), key=len, reverse=True)
        one = rf"\b(?:{'|'.join(map(re.escape, longest))})\w{{0,6}}\b"
        swapped, count = re.subn(rf"{one}(?:\s+(?:og|eller|and|or)\s+{one})*", name, " ".join(kept))
        return swapped if count else f"{' '.join(kept)} {name}"

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


def _asks_something(text: str) -> bool:
    """Whether a short text has a question of its own beside a subject («hva med SFM» has not)."""
    rest = re.sub(r"^((og|men|hva med|kva med|enn|what about|how about|and)\b\s*)+", "", text.lower()).strip(" ?")
    return asks(rest) or len(rest.split()) > 4


def _pointed_item(text: str, answered: Sequence[str]) -> str:
    """The list item of the last answer that «den tredje» points at, "" where there is none."""
    match = _ORDINAL.search(text)
    if not match or not answered:
        return ""
    said = _MARKS.sub("", answered[-1])
    items = [item.strip() for item in _ITEM.findall(said)]
    if len(items) < 2:
        items = _numbered(said)
    word = match.group(1).lower()
    number = _ORDINALS.get(word) or int(word)
    index = number - 1 if number > 0 else len(items) - 1
    return " ".join(items[index].split()[:_ITEM_WORDS]) if 0 <= index < len(items) else ""


def _numbered(text: str) -> list[str]:
    """What stands behind the numbers of a list that is written on: «1 Ansvar. 2 Tilgang.», «5) Støtte, 6) Drift»."""
    marks = list(re.finditer(r"(?:(?<=\s)|^)(\d{1,2})[.)]?\s+(?=\w)", text))
    for number, first in enumerate(marks):
        chain = [first]
        for mark in marks[number + 1 :]:
            if int(mark.group(1)) == int(chain[-1].group(1)) + 1:
                chain.append(mark)
        if len(chain) > 1:
            ends = [*(mark.start() for mark in chain[1:]), len(text)]
            return [text[mark.end() : end].strip(" ,;.\n") for mark, end in zip(chain, ends, strict=True)]
    return []


def _said_last(answered: Sequence[str]) -> str:
    """The first words of the last answer, without its marks and headings; "" where it is long or there is none."""
    if not answered or len(answered[-1].split()) > _LONG_ANSWER:
        return ""
    words = _MARKS.sub("", re.sub(r"^\*\*.*\*\*$", "", answered[-1], flags=re.MULTILINE)).split()
    return " ".join(words[:_SAID_WORDS]).strip(" .?:;,-")
