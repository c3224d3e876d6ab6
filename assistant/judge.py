"""Which reading of a message the sources support best, and what answers each of its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.answerable import Decision, decide
from assistant.followup import lean_on_told
from assistant.grid import Grid, find_grid, table_of
from assistant.match import FEATURES, Match, Matcher
from assistant.models import Question
from assistant.select import Found, PassageFinder
from assistant.understand import Part, Reading, Understanding, Understood
from corpus.bank import Address, Entry
from corpus.sources import Corpus
from index.encoder import Encoder
from index.search import Query
from index.tokens import Tokenizer

_WHOLE_BONUS = 0.1
_CANDIDATES_OF_FOLLOW_UP = 25
_LATER_READING, _SURE_READING = 0.01, 0.8
_OTHER_WORDING = 0.2
_WAVED_AWAY = 0.5
_SHORT_MESSAGE = 8
_SMALLTALK_WORDS = 12
_ENOUGH_CELLS, _SURE_CELL, _SURE_TABLE, _SURE_WHOLE = 0.6, 0.5, 0.5, 0.8
_SIDE_BY_SIDE = "satt-sammen"


@dataclass(frozen=True, slots=True)
class Tools:
    """What the steps work with; one set a process."""

    corpus: Corpus
    encoder: Encoder
    tokenizer: Tokenizer
    understanding: Understanding
    matcher: Matcher
    finder: PassageFinder
    today: Callable[[], date] = date.today
    # Answers to the plain questions that tables are made of: a few dozen, none of them a user's words.
    plain: dict[str, Match | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that passed the guard."""

    question: Question
    started: float


@dataclass(frozen=True, slots=True)
class Sense:
    """A question and what it means. `told`: what the answer before it showed, for readings that follow it up."""

    asked: Asked
    understood: Understood
    told: frozenset[Address] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for one part."""

    part: Part
    matches: tuple[Match, ...]
    passages: tuple[Found, ...]
    query: Query


@dataclass(frozen=True, slots=True)
class Judged:
    """What answers each part."""

    sense: Sense
    reading: Reading
    parts: tuple[tuple[Evidence, Decision], ...]

    @property
    def score(self) -> float:
        return sum(decision.score for _, decision in self.parts) / len(self.parts)

    @property
    def about_patient(self) -> tuple[Evidence, Decision] | None:
        """The first part that asks for advice about a patient."""
        return next((p for p in self.parts if p[1].match and p[1].match.entry.reason == "patient_specific"), None)

    @property
    def answers(self) -> bool:
        return any(decision.answers for _, decision in self.parts)


def retrieve_and_judge(tools: Tools, sense: Sense) -> Judged:
    """Finds evidence for each reading until one is sure, and takes the best supported; of two close ones, the earlier.

    A reading that answers goes before one that is out of scope, so that a real question beside an instruction is
    answered.
    """
    first, *later = sense.understood.readings
    best = _judge_reading(tools, sense, first)
    reached = _standing(best)
    for number, reading in enumerate(later, 1):
        if reached >= _SURE_READING:
            break
        judged = _judge_reading(tools, sense, reading)
        if (standing := _standing(judged) - number * _LATER_READING) > reached:
            best, reached = judged, standing
    return _lay_side_by_side(tools, best) or best


def _standing(judged: Judged) -> float:
    """The score of a reading, less where it would only be waved away though the message has more in it."""
    first = judged.parts[0][1].match
    waved = first is not None and (first.entry.reason == "out_of_scope" or first.entry.kind == "smalltalk")
    message = judged.sense.asked.question
    more = bool(message.history) or len(message.question.split()) > _SHORT_MESSAGE
    return judged.score - (_WAVED_AWAY if waved and more else 0.0)


def _judge_reading(tools: Tools, sense: Sense, reading: Reading) -> Judged:
    if not reading.follows_up:
        sense = replace(sense, told=frozenset())
    whole = Judged(sense, reading, (_support(tools, reading.whole, sense),))
    if len(reading.parts) < 2:
        return whole
    apart = Judged(sense, reading, tuple(_judge_parts(tools, reading.parts, sense)))
    entries = {decision.match.entry.id if decision.match else "" for _, decision in apart.parts}
    if not apart.answers or len(entries) == 1 or whole.score > apart.score + _WHOLE_BONUS:
        return whole
    return Judged(sense, reading, (apart.about_patient,)) if apart.about_patient else apart


def _judge_parts(tools: Tools, parts: Sequence[Part], sense: Sense) -> Iterator[tuple[Evidence, Decision]]:
    """What answers each part; one that names nothing leans on what the part before it showed."""
    told = sense.told
    for part in parts:
        evidence, decision = _support(tools, part, replace(sense, told=told) if part.leans else sense)
        shown = [tools.corpus.references.resolve_entry(entry) for entry in decision.entries if decision.answers]
        told = frozenset(address for addresses in shown for address in addresses)
        yield evidence, decision


def _lay_side_by_side(tools: Tools, judged: Judged) -> Judged | None:
    """The question as a table of plain ones, where it asks for that and no table of the bank answers it.

    Of several questions, a table of all where one can be made, else of each that asks for one.
    """
    if judged.about_patient:
        return None
    parts = judged.reading.parts
    whole = judged.reading.whole
    grid = _grid_of(tools, whole.text, whole=len(parts) < 2)
    if grid is None:
        return None
    if len(parts) > 1 and len(grid.aspects) < 2:
        return _lay_parts(tools, judged)
    if _is_of_bank(tools, grid) and _is_settled(judged):
        return None
    decision = _fill(tools, grid, whole.text)
    return Judged(judged.sense, judged.reading, ((judged.parts[0][0], decision),)) if decision else None


def _lay_parts(tools: Tools, judged: Judged) -> Judged | None:
    """Each question of several by itself, those that ask for a table as one; None where none does."""
    parts = judged.reading.parts
    grids = [_grid_of(tools, part.text, whole=True) for part in parts]
    tables = [_fill(tools, grid, part.text) if grid else None for grid, part in zip(grids, parts, strict=True)]
    if not any(tables):
        return None
    apart = judged.parts if len(judged.parts) == len(parts) else _judge_parts(tools, parts, judged.sense)
    laid = [(evidence, table or decision) for (evidence, decision), table in zip(apart, tables, strict=True)]
    return Judged(judged.sense, judged.reading, tuple(laid))


def _grid_of(tools: Tools, text: str, *, whole: bool) -> Grid | None:
    solutions = [term for term in tools.understanding.subjects(text) if term.solution]
    return find_grid(tools.tokenizer.canonical(text).lower(), solutions, whole=whole)


def _is_of_bank(tools: Tools, grid: Grid) -> bool:
    """Whether the bank has tables of this kind: of one aspect, and of two solutions or of all."""
    all_solutions = sum(term.solution for term in tools.corpus.glossary.term)
    return len(grid.aspects) == 1 and len(grid.solutions) in (1, 2, all_solutions)


def _fill(tools: Tools, grid: Grid, text: str) -> Decision | None:
    """The table, where enough of its cells can be answered."""
    cells = [[_plain_answer(tools, asking) for asking in row] for row in grid.askings]
    found = [match for row in cells for match in row if match]
    if len(found) < len(grid.aspects) * len(grid.solutions) * _ENOUGH_CELLS:
        return None
    parts = table_of(grid, [[match.entry if match else None for match in row] for row in cells])
    entry = Entry(id=_SIDE_BY_SIDE, kind="answer", askings={"nb": (text,)}, parts=parts)
    match = Match(entry, min(match.score for match in found), found[0].features)
    return Decision(match=match, made_of=tuple(found))


def _is_settled(judged: Judged) -> bool:
    """Whether the bank answers the whole so well, or with a table of its own, that nothing is to be put together."""
    match = judged.parts[0][1].match
    if match is None or len(judged.parts) > 1:
        return False
    tables = any(part.form == "table" for part in match.entry.parts)
    of_all = match.features[FEATURES.index("solutions_missing")] == 0
    return match.entry.kind == "answer" and of_all and match.score >= (_SURE_TABLE if tables else _SURE_WHOLE)


def _plain_answer(tools: Tools, asking: str) -> Match | None:
    """The entry that answers a plain question for sure."""
    if asking not in tools.plain:
        match = next(iter(tools.matcher.find(make_query(tools, asking))), None)
        sure = match and match.entry.kind == "answer" and match.score >= _SURE_CELL
        tools.plain[asking] = match if sure else None
    return tools.plain[asking]


def make_query(tools: Tools, text: str) -> Query:
    """A text as it is searched."""
    tokens = tuple(tools.tokenizer.tokens(text))
    return Query(text, tokens, tools.encoder.encode_queries([tools.tokenizer.canonical(text)])[0])


def _support(tools: Tools, part: Part, sense: Sense) -> tuple[Evidence, Decision]:
    """What answers a part, in the wording that the sources support best; another than the first must be much better."""
    first = _support_text(tools, part, part.text, sense)
    if first[1].score >= 1 - _OTHER_WORDING:
        return first
    others = [_support_text(tools, part, text, sense) for text in part.others]
    return max([first, *others], key=lambda pair: pair[1].score - (pair is not first) * _OTHER_WORDING)


def _support_text(tools: Tools, part: Part, text: str, sense: Sense) -> tuple[Evidence, Decision]:
    understood = sense.understood
    query = make_query(tools, text)
    if sense.told:
        matches = lean_on_told(
            tools.corpus, tools.matcher.find(query, k=_CANDIDATES_OF_FOLLOW_UP), sense.told, again=part.leans
        )
    else:
        matches = tools.matcher.find(query)
    long = len(understood.written.split()) > _SMALLTALK_WORDS
    if part.heading or long or tools.understanding.subjects(understood.written):
        matches = [match for match in matches if match.entry.kind != "smalltalk"]
    evidence = Evidence(part, tuple(matches), tuple(tools.finder.find(query)), query)
    return evidence, decide(evidence.matches, evidence.passages, understood.unknown_names)
