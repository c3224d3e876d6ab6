"""How well each entry of the bank fits a question: a few features per entry, weighted by weights.json.

1. Candidates: the askings nearest by vector and by keyword; no answer where a name or number of a person is asked for
that no text has (demand.py). 2. Per entry, the best of its askings in each respect. 3. What the question names and the
entry doesn't (terms, numbers, years), and details that it demands and the entry neither is asked for nor shows, count
against it. 4. A logistic model over the features gives the score; eval/train.py fits it on held-out askings, which must
find their own entry again, and on the dev questions.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from assistant.demand import NOWHERE, find_details, shown_details
from corpus.bank import Address, Entry
from corpus.errors import BankError
from corpus.sources import Corpus
from index.encoder import Vectors
from index.search import Query, Shelves
from index.store import Item
from index.tokens import Tokenizer

WEIGHTS_FILE = Path(__file__).with_name("weights.json")
FEATURES = (
    "cosine_best",
    "cosine_mean3",
    "cosine_all",
    "cosine_answer",
    "tfidf_best",
    "covered_by_asking",
    "covered_by_entry",
    "asking_covered",
    "letters_best",
    "terms_missing",
    "terms_extra",
    "solutions_missing",
    "numbers_missing",
    "years_missing",
    "type_agrees",
    "type_clashes",
    "details_unshown",
    "details_unasked",
    "answer_cosine_best",
    "answer_covered_by_entry",
    "answer_tfidf_best",
    "answer_covered_by_asking",
    "answer_cosine_answer",
    "is_gap",
    "is_premise",
    "is_other",
)
# «answer_X» is X once more where the entry answers (0 elsewhere): likeness weighs otherwise there than for a gap.
_TWICE = [FEATURES.index(name.removeprefix("answer_")) for name in FEATURES if name.startswith("answer_")]
_SMOOTH = 0.6
_HITS = 40
_QUESTION_TYPES = (
    ("count", r"\b(hvor mange|antall|how many)\b"),
    ("price", r"\b(hva koster|kostnad|pris|hvor mye|how much|koste)\b"),
    ("when", r"\b(når|hvilket år|dato|frist|tidspunkt|when|deadline|hvilken dato)\b"),
    ("who", r"\b(hvem|who|hvilke aktører)\b"),
    ("why", r"\b(hvorfor|why|hva er grunnen)\b"),
    ("where", r"\b(hvor finner|hvor er|hvor i|hvor står|lenke|link|nettside|where)\b"),
    ("how", r"\b(hvordan|how)\b"),
    ("compare", r"\b(forskjell\w*|sammenlign\w*|kontra|versus|vs|difference|compare)\b"),
    ("which", r"\b(hvilke|hvilken|hvilket|which|list)\b"),
    ("what", r"\b(hva|what)\b"),
    ("yesno", r"^\s*(er|kan|må|har|skal|vil|får|blir|trenger|bør|gir|does|is|are|can|do|must|should|has|have)\b"),
)


def question_type(words: str) -> str:
    """What kind of thing a question asks for, "" where it doesn't tell (keywords)."""
    for name, pattern in _QUESTION_TYPES:
        if re.search(pattern, words):
            return name
    return ""


@dataclass(frozen=True)
class Asking:
    """One asking with what matching needs of it."""

    id: str
    entry: int
    words: str
    tokens: frozenset[str]
    norm: float

    @cached_property
    def sorted_words(self) -> str:
        return _sort_words(self.words)

    @cached_property
    def kind(self) -> str:
        return question_type(self.words)

    @cached_property
    def details(self) -> frozenset[str]:
        return find_details(self.words)


@dataclass(frozen=True)
class Group:
    """Askings of one entry, and what they have together."""

    askings: tuple[Asking, ...]

    @cached_property
    def tokens(self) -> frozenset[str]:
        return frozenset().union(*(asking.tokens for asking in self.askings))

    @cached_property
    def common_terms(self) -> frozenset[str]:
        common = frozenset.intersection(*(asking.tokens for asking in self.askings))
        return frozenset(token for token in common if token.startswith("@"))

    @cached_property
    def kinds(self) -> Counter[str]:
        return Counter(asking.kind for asking in self.askings if asking.kind)

    @cached_property
    def details(self) -> frozenset[str]:
        return frozenset().union(*(asking.details for asking in self.askings))


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that may fit: its logistic score in [0, 1] and its features, in the order of FEATURES."""

    entry: Entry
    score: float
    features: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Probe:
    """A question as matching needs it."""

    query: Query
    adapted: Vectors
    sorted_words: str
    tokens: frozenset[str]
    kind: str
    details: frozenset[str]


class Matcher:
    """Finds the entries of the bank that fit a question."""

    def __init__(
        self, corpus: Corpus, index: Shelves, tokenizer: Tokenizer, weights: Sequence[float] | None = None
    ) -> None:
        self._corpus = corpus
        self._index = index
        self._tokenizer = tokenizer
        self._entries = corpus.bank
        self._position = {entry.id: number for number, entry in enumerate(corpus.bank)}
        self._solutions = {f"@{term.id}" for term in corpus.glossary.solutions()}
        self._weights = np.array(load_weights() if weights is None else weights)
        self.addresses = [corpus.references.resolve_entry(entry) for entry in corpus.bank]
        self._shown: dict[int, frozenset[str]] = {}
        self._idf = self._count_idf()
        self._askings = {item.id: self._read_asking(item) for item in index.askings.items}
        by_entry: dict[int, list[Asking]] = defaultdict(list)
        for asking in self._askings.values():
            by_entry[asking.entry].append(asking)
        self._groups = {number: Group(tuple(askings)) for number, askings in by_entry.items()}
        self._answer_tokens = [self._tokens_of_answer(number) for number in range(len(corpus.bank))]

    def _probe(self, query: Query) -> Probe:
        words = " ".join(self._tokenizer.words(query.text))
        tokens = frozenset(query.tokens)
        adapted = self._index.askings.map(query.vector)
        return Probe(query, adapted, _sort_words(words), tokens, question_type(words), find_details(words))

    def find(self, query: Query, *, without: Collection[str] = (), k: int = 8) -> list[Match]:
        """The k best entries, best first; ties by id. `without` are ids of askings that are not seen (for training)."""
        if not self._entries:
            return []
        probe = self._probe(query)
        hits = self._index.askings.search(query, _HITS + len(without))
        asked = {self._askings[hit.item.id].entry for hit in hits if hit.item.id not in without}
        candidates = sorted(number for number in asked if self._may_fit(probe, number))
        if not candidates:
            return []
        rows = np.stack([self._features(probe, number, without) for number in candidates])
        scores = 1 / (1 + np.exp(-(rows @ self._weights[1:] + self._weights[0])))
        found = [
            Match(self._entries[number], round(float(score), 6), row)
            for number, score, row in zip(candidates, scores, rows, strict=True)
        ]
        return sorted(found, key=lambda match: (-match.score, match.entry.id))[:k]

    def _may_fit(self, probe: Probe, number: int) -> bool:
        """No answer fits that nobody asks for a name or a number which no text of the corpus has."""
        missing = probe.details & NOWHERE
        return not missing or not self._entries[number].answers or bool(missing & self._groups[number].details)

    def _features(self, probe: Probe, number: int, without: Collection[str]) -> NDArray[np.float64]:
        """(len(FEATURES),) features of one entry for a question; each about 0..1, or a count."""
        group = self._groups[number]
        if without:
            group = Group(tuple(asking for asking in group.askings if asking.id not in without))
        kind, answers = self._entries[number].kind, self._entries[number].answers
        row = [
            *self._dense_features(probe, number, group),
            *self._word_features(probe, number, group),
            *_type_features(probe.kind, group.kinds),
            float(len(probe.details - self._shown_by(number))) if answers else 0.0,
            float(bool(probe.details - group.details)),
        ]
        twice = [row[index] * answers for index in _TWICE]
        kinds = [float(kind == "gap"), float(kind == "premise"), float(kind in ("decline", "smalltalk"))]
        return np.array([*row, *twice, *kinds])

    def _dense_features(self, probe: Probe, number: int, group: Group) -> list[float]:
        """Best, mean of the best three and mean of all cosines to the askings; the best to the answer's passages."""
        rows = np.stack([self._index.askings.vector(asking.id) for asking in group.askings])
        cosines = np.sort(np.round(rows @ probe.adapted, 5))[::-1]
        return [cosines[0], cosines[:3].mean(), cosines.mean(), (self._cosine_answer(probe, number) - 0.8) * 5]

    def _word_features(self, probe: Probe, number: int, group: Group) -> list[float]:
        """Shared words by weight, likeness by letters, and what only one side names."""
        askings, weight = group.askings, self._weigh(probe.tokens)
        shared = [self._weigh(probe.tokens & asking.tokens) for asking in askings]
        tfidf = [
            s / math.sqrt(weight * a.norm) if weight and a.norm else 0.0 for s, a in zip(shared, askings, strict=True)
        ]
        letters = [fuzz.ratio(probe.sorted_words, asking.sorted_words) / 100 for asking in askings]
        best = int(np.argmax([t + 0.5 * c for t, c in zip(tfidf, letters, strict=True)]))
        entry_tokens = group.tokens | self._answer_tokens[number]
        terms = {token for token in probe.tokens if token.startswith("@")}
        numbers = {token for token in probe.tokens if token[0].isdigit() and len(token) > 1}
        years = {token for token in numbers if re.fullmatch(r"20\d\d", token)}
        return [
            max(tfidf),
            max(shared) / weight if weight else 0.0,
            self._weigh(probe.tokens & entry_tokens) / weight if weight else 0.0,
            shared[best] / askings[best].norm if askings[best].norm else 0.0,
            max(letters),
            len(terms - group.tokens),
            len(group.common_terms - terms),
            len((terms & self._solutions) - group.tokens),
            len(numbers - entry_tokens),
            len(years - entry_tokens),
        ]

    def _cosine_answer(self, probe: Probe, number: int) -> float:
        shelf = self._index.passages
        ids = {address[0] for address in self.addresses[number]}
        return max((float(shelf.vector(id_) @ probe.query.vector) for id_ in ids if id_ in shelf), default=0.8)

    def _read_asking(self, item: Item) -> Asking:
        words = " ".join(self._tokenizer.words(item.text))
        tokens = frozenset(item.tokens)
        return Asking(item.id, self._position[item.owner], words, tokens, self._weigh(tokens))

    def _shown_by(self, number: int) -> frozenset[str]:
        if number not in self._shown:
            self._shown[number] = shown_details(self._shown_texts(number))
        return self._shown[number]

    def _shown_texts(self, number: int) -> list[str]:
        own = [text] if (text := self._entries[number].text) else []
        return own + [self._corpus.passages[a[0]].units[a[1]].text for a in self.addresses[number]]

    def _tokens_of_answer(self, number: int) -> frozenset[str]:
        texts = [unit_text(self._corpus, address) for address in self.addresses[number]]
        return frozenset(token for text in texts for token in self._tokenizer.tokens(text))

    def _count_idf(self) -> dict[str, float]:
        """Inverse frequency over entries, so that a word of every entry weighs little."""
        owners: dict[str, set[str]] = defaultdict(set)
        for item in self._index.askings.items:
            for token in item.tokens:
                owners[token].add(item.owner)
        total = len(self._entries) + 1
        return {token: math.log(1 + total / (len(ids) + _SMOOTH)) for token, ids in owners.items()}

    @cached_property
    def _unknown(self) -> float:
        return math.log(1 + (len(self._entries) + 1) / _SMOOTH)

    def _weigh(self, tokens: Iterable[str]) -> float:
        # fsum is exact, so the order of a set does not matter.
        return math.fsum(self._idf.get(t, self._unknown) * (0.3 if t[0] == "+" else 1.0) for t in tokens)


def _type_features(kind: str, kinds: Counter[str]) -> list[float]:
    """Share of the askings that ask for the same kind of thing, and whether none does."""
    if not kind or not kinds:
        return [0.5, 0.0]
    agreement = kinds[kind] / kinds.total()
    return [agreement, float(agreement == 0.0)]


def _sort_words(words: str) -> str:
    return " ".join(sorted(words.split()))


def unit_text(corpus: Corpus, address: Address) -> str:
    """Heading path and text of one unit: what an answer's words are taken from."""
    passage = corpus.passages[address[0]]
    unit = passage.units[address[1]]
    return f"{passage.path} {unit.label} {unit.text}"


def load_weights(path: Path = WEIGHTS_FILE) -> list[float]:
    """Bias and weights, in the order of FEATURES. Raises BankError where they don't fit."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return [float(stored["bias"]), *(float(stored["weights"][name]) for name in FEATURES)]
    except (OSError, ValueError, KeyError) as error:
        raise BankError(f"Vektene i {path.name} passer ikke ({error}).", "Kjør «python -m eval.train».") from error
