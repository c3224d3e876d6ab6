"""Misspelt words to words of the sources and the bank; split compounds are joined. What is known is never touched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable

import simplemma
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from corpus.bank import Register
from corpus.sources import Corpus
from index.tokens import split_words, stem

_MIN_LENGTH = 5
_CUTOFF_SHORT = 0.80
_CUTOFF_LONG = 0.76
_LONG = 8
_TRUSTED_REGISTERS: tuple[Register, ...] = ("nb", "lay", "keyword", "nn", "en")
_MIN_JOINED = 9
_MIN_HEAD, _MIN_TAIL = 5, 3
_LANGUAGES = ("nb", "nn")
_CLAUSES = re.compile(r"([,.;:?!()]+(?=\s|$)|\n+)")
# Everyday words that the corpus happens not to have, and that are near to words it has («tredje»: «tredde»).
_ALL_KINDS = ("answer", "gap", "premise", "decline", "smalltalk")


# «for prosjektet» is no «forprosjektet».
_PREPOSITIONS = frozenset("for med til ved hos fra mot som over under etter".split())


def corpus_vocabulary(corpus: Corpus, kinds: Collection[str] = _ALL_KINDS) -> Counter[str]:
    """Words that are taken as rightly spelt, with how often they stand in sources, bank (typos aside) and glossary.

    `kinds` are the kinds of entries that count: those that answer, where it matters what the sources know.
    """
    counts: Counter[str] = Counter()
    for passage in corpus.passages.values():
        counts.update(split_words(f"{passage.path} {passage.text}"))
    for entry in (entry for entry in corpus.bank if entry.kind in kinds):
        askings = (asking for register in _TRUSTED_REGISTERS for asking in entry.askings.get(register, ()))
        counts.update(split_words(" / ".join(askings)))
    for term in corpus.glossary.term:
        for name in (term.name, *term.abbreviations, *term.forms, *term.lay):
            counts.update(split_words(name))
    for words in (corpus.glossary.nn, corpus.glossary.en, corpus.glossary.spoken):
        counts.update(list(words))
    return counts


class Speller:
    """Corrects words against a vocabulary with counts."""

    def __init__(self, vocabulary: Counter[str]) -> None:
        self._counts = vocabulary
        self._stems = {stem(word) for word in vocabulary}
        self._by_letter: dict[str, list[str]] = {}
        for word in sorted(vocabulary):
            if len(word) >= _MIN_LENGTH - 1 and word.isalpha():
                self._by_letter.setdefault(word[0], []).append(word)

    def correct(self, text: str) -> str:
        """The text with words corrected and joined; a clause that needs nothing is left, others are lower case."""
        return "".join(
            piece if number % 2 else self._correct_clause(piece) for number, piece in enumerate(_CLAUSES.split(text))
        )

    def _correct_clause(self, text: str) -> str:
        words = split_words(text)
        fixed = list(self._join(self.fix(word) for word in words))
        if fixed == words:
            return text
        margin = len(text) - len(text.lstrip())
        return text[:margin] + " ".join(fixed) + text[len(text.rstrip()) :]

    def fix(self, word: str) -> str:
        """The word of the vocabulary that a lower-case word stands for; itself where that is not clear."""
        if len(word) < _MIN_LENGTH or not word.isalpha() or self._knows(word):
            return word
        cutoff = _CUTOFF_LONG if len(word) >= _LONG else _CUTOFF_SHORT
        found = process.extract(
            word,
            self._by_letter.get(word[0], []),
            scorer=DamerauLevenshtein.normalized_similarity,
            score_cutoff=cutoff,
            limit=5,
        )
        best = sorted(found, key=lambda hit: (-round(hit[1], 2), -self._counts[hit[0]], hit[0]))
        return best[0][0] if best else word

    def _knows(self, word: str) -> bool:
        known = word in self._counts or stem(word) in self._stems
        return known or _is_norwegian(word) or self._is_compound(word)

    def _is_compound(self, word: str) -> bool:
        """Whether a word is one of ours and a Norwegian one run together («statusrad»)."""
        cuts = range(_MIN_HEAD, len(word) - _MIN_TAIL + 1)
        heads = ((word[:cut], word[:cut].removesuffix("s"), word[cut:]) for cut in cuts)
        return any((head in self._counts or bare in self._counts) and _is_norwegian(tail) for head, bare, tail in heads)

    def _join(self, words: Iterable[str]) -> Iterable[str]:
        """«legemiddel liste» -> «legemiddelliste», where the joined word is known and its parts are no particles."""
        pending = ""
        for word in words:
            joined = pending + word
            apart = pending in _PREPOSITIONS and word in self._counts
            long = len(joined) >= _MIN_JOINED and min(len(pending), len(word)) >= 3
            if pending and long and joined in self._counts and not apart:
                pending = joined
                continue
            if pending:
                yield pending
            pending = word
        if pending:
            yield pending


def _is_norwegian(word: str) -> bool:
    return bool(simplemma.is_known(word, lang=_LANGUAGES))
