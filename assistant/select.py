"""Answers out of passages where the bank has none: which passage fits, and which of its units are shown.

Lists and rows come whole, paragraphs as the one or two sentences that hold most of the question's rare words (and a
number where one was asked for).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.match import question_type
from corpus.bank import Address
from corpus.model import Passage
from corpus.sources import Corpus
from index.search import Index, Query
from index.tokens import Tokenizer

_STOP = frozenset(
    "hva er og i på for til av en et den det de som med om har kan skal vi jeg ikke å fra ved hvilk hvordan"
    " hvem når hvor mang må blir vil være eller etter man dokument si sier stå finn noe alle vår dette denn du"
    " dere oss bør hvorfor der".split()
)
_NUMBER_TYPES = ("count", "when", "price")
_SECOND_SENTENCE = 0.8


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that may answer. `coverage` is the weight share of the question's content words that it has, 0..1;
    `banked` tells whether the bank has answers from its source."""

    passage: Passage
    cosine: float
    coverage: float
    score: float
    banked: bool = True


class PassageFinder:
    """Passages for a question, with how much of it they cover."""

    def __init__(self, corpus: Corpus, index: Index, tokenizer: Tokenizer) -> None:
        self._corpus = corpus
        self._index = index
        self._tokenizer = tokenizer
        self._tokens = {item.owner: frozenset(item.tokens) for item in index.passages.items}
        counts = Counter(token for tokens in self._tokens.values() for token in tokens)
        total = len(self._tokens) + 1
        self._idf = {token: math.log(1 + total / (count + 0.5)) for token, count in counts.items()}
        self._rare = math.log(1 + total / 0.5)

    def find(self, query: Query, k: int = 5) -> list[Found]:
        """The k best passages, best first."""
        hits = self._index.passages.search(query, 20)
        content = self.content(query.tokens)
        found = []
        for hit in hits:
            coverage = self._share(content, self._tokens[hit.item.owner])
            score = (hit.cosine - 0.8) * 5 + coverage + hit.score * 10
            passage = self._corpus.passages[hit.item.owner]
            banked = passage.source_id in self._corpus.banked
            found.append(Found(passage, hit.cosine, round(coverage, 5), round(score, 6), banked))
        return sorted(found, key=lambda f: (-f.score, f.passage.id))[:k]

    def content(self, tokens: Sequence[str]) -> frozenset[str]:
        """The tokens that say what a question is about."""
        return frozenset(token for token in tokens if token not in _STOP and not token.startswith("+"))

    def select_units(self, passage: Passage, query: Query) -> list[Address]:
        """The units of a passage that answer: all of a list or row, the best sentences of a paragraph."""
        everything = [(passage.id, number) for number in range(len(passage.units))]
        if passage.kind != "paragraph" or len(everything) == 1:
            return everything
        content = self.content(query.tokens)
        wants_number = question_type(" ".join(self._tokenizer.words(query.text))) in _NUMBER_TYPES
        scores = []
        for number, unit in enumerate(passage.units):
            tokens = frozenset(self._tokenizer.tokens(unit.text))
            has_number = wants_number and any(character.isdigit() for character in unit.text)
            scores.append((self._share(content, tokens) + (0.3 if has_number else 0.0), -number))
        best = max(scores)
        chosen = [number for number, score in enumerate(scores) if score == best or score[0] >= _SECOND_SENTENCE > 0.5]
        return [everything[number] for number in chosen[:2]]

    def _share(self, content: frozenset[str], tokens: frozenset[str]) -> float:
        weights = {token: self._idf.get(token, self._rare) for token in content}
        total = sum(weights[token] for token in sorted(weights))
        return sum(weights[token] for token in sorted(content & tokens)) / total if total else 0.0
