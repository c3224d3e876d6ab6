"""question -> guard -> understand -> retrieve -> answerable? -> compose -> Answer, as a LangChain Runnable.

Each step takes a value and gives the next one; a step that ends it early (a guard's stop) gives an Answer, which the
later ones hand on. The chain is invoked, batched or streamed; streamed, it gives {"citations"} first and then pieces of
{"answer"}.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda

from assistant.compose import Draft, cite_unit, compose_also, compose_entry, compose_units, entry_text, stands_alone
from assistant.followup import find_told
from assistant.frames import frame
from assistant.guard import check_question, find_blocking
from assistant.judge import Asked, Evidence, Judged, Sense, Tools, retrieve_and_judge
from assistant.models import Answer, Citation, Language, Question
from assistant.notices import find_notices
from corpus.bank import Address, Entry

_NEAREST = 3
_SUGGESTIONS = 3
_SUGGESTED_WORDS = 14
_STREAM_WORDS = 4
_UNSURE, _SURE, _NEAR = 0.4, 0.6, 0.5
_SENDS_ON = re.compile(r"\b(spør|kontakt|ring|ask|contact|call)\b", re.IGNORECASE)
T = TypeVar("T")


def build_chain(tools: Tools) -> Runnable[Question, Answer]:
    """The chain over one set of tools."""
    steps: list[Callable[[Tools, Any], Any]] = [understand, retrieve_and_judge, compose]
    chain: Runnable[Any, Any] = RunnableLambda(guard)
    for step in steps:
        chain = chain | RunnableLambda(_unless_answered(tools, step), name=step.__name__)
    return chain


def build_streaming_chain(tools: Tools) -> Runnable[Question, dict[str, Any]]:
    """The chain with its answer in pieces: citations first, then words of the text, the whole Answer last."""
    return build_chain(tools) | RunnableGenerator(_in_pieces)


def guard(question: Question) -> Asked | Answer:
    """Stops what must not be searched or has nothing in it."""
    started = time.perf_counter()
    stop = check_question(question.question)
    if stop is None:
        clean = tuple(turn for turn in question.history if not find_blocking(turn.content))
        return Asked(question.model_copy(update={"history": clean}), started)
    shown = "" if stop.reason == "personal_data" else question.question
    return Answer(
        id=question.id,
        question=shown,
        answer=stop.message,
        abstained=True,
        reason=stop.reason,
        language="nb",
        latency_ms=_since(started),
    )


def understand(tools: Tools, asked: Asked) -> Sense:
    """Puts in spelling, abbreviations and history, and takes many-part questions apart."""
    return Sense(asked, tools.understanding.understand(asked.question), find_told(tools.corpus, asked.question.history))


def compose(tools: Tools, judged: Judged) -> Answer:
    """Writes the answer, or the refusal."""
    asked, understood = judged.sense.asked, judged.sense.understood
    answered = [pair for pair in judged.parts if pair[1].answers]
    if answered:
        draft = _write(tools, judged)
        addresses = list(draft.numbers)
        entries = list(dict.fromkeys(entry.id for _, decision in answered for entry in decision.entries))
        premise = any(entry.kind == "premise" for _, decision in answered for entry in decision.entries)
        unsure = any(decision.match and decision.score < _UNSURE for _, decision in answered)
        remarks = {
            "premise": premise,
            "unsure": unsure and not premise,
            "quotes_norwegian": understood.language == "en",
        }
        ours = tuple(frame(name, understood.language) for name, holds in remarks.items() if holds)
        notices = find_notices(tools.corpus, addresses, understood.language, tools.today().year)
        answer = Answer(
            question=asked.question.question,
            answer=draft.markdown,
            citations=draft.citations(),
            notices=ours + notices,
            entries=tuple(entries),
        )
    else:
        answer = _refuse(tools, judged)
    first = judged.parts[0][0]
    shown = {citation.source for citation in (*answer.citations, *answer.nearest)}
    return answer.model_copy(
        update={
            "id": asked.question.id,
            "understood": tools.understanding.show(understood, judged.reading),
            "language": understood.language,
            "confidence": max(decision.score for _, decision in judged.parts),
            "suggestions": () if answer.reason == "patient_specific" else _suggest(first, answer, understood.language),
            "source_label": ", ".join(d.label for d in tools.corpus.documents if d.id in shown),
            "latency_ms": _since(asked.started),
        }
    )


def _write(tools: Tools, judged: Judged) -> Draft:
    language = judged.sense.understood.language
    draft = Draft(tools.corpus, language)
    for evidence, decision in judged.parts:
        start, draft.told = len(draft.blocks), frozenset(draft.numbers)
        if len(judged.parts) > 1 and evidence.part.heading:
            draft.blocks.append(f"**{evidence.part.heading}**")
        if decision.match and decision.answers:
            compose_entry(draft, decision.match.entry)
            for also in decision.also if len(judged.parts) == 1 or decision.score < _SURE else ():
                compose_also(draft, also.entry, start)
        elif decision.found:
            compose_units(draft, tools.finder.select_units(decision.found.passage, evidence.query))
        else:
            own = entry_text(decision.match.entry, language) if decision.match else ""
            draft.blocks.append(f"*{own or frame('part_missing', language)}*")
    return draft


def _refuse(tools: Tools, judged: Judged) -> Answer:
    """A gap, a decline, smalltalk, or nothing found: our sentence, and the nearest that the sources say."""
    language = judged.sense.understood.language
    question = judged.sense.asked.question.question
    evidence, decision = judged.parts[0]
    entry = decision.match.entry if decision.match else None
    if entry and entry.kind == "smalltalk":
        return Answer(question=question, answer=entry_text(entry, language), entries=(entry.id,))
    if entry and entry.kind == "decline":
        return Answer(
            question=question,
            answer=entry_text(entry, language),
            abstained=True,
            reason=entry.reason or "out_of_scope",
            entries=(entry.id,),
        )
    names = judged.sense.understood.unknown_names
    missing = frame("missing_names", language, names="», «".join(names)) if names else frame("not_in_sources", language)
    own = entry_text(entry, language) if entry and decision.score >= _SURE else ""
    whom = "" if _SENDS_ON.search(own) else f" {frame('ask_whom', language)}"
    return Answer(
        question=question,
        answer=f"{own or missing}{whom}",
        abstained=True,
        reason="not_in_sources",
        nearest=_nearest(tools, evidence, entry),
        entries=(entry.id,) if entry else (),
    )


def _nearest(tools: Tools, evidence: Evidence, entry: Entry | None) -> tuple[Citation, ...]:
    """The closest units: a gap's own; else those of the entry that comes nearest, and the best of the best passages."""
    addresses: list[Address] = list(tools.corpus.references.resolve_entry(entry)) if entry else []
    if not entry and evidence.matches and evidence.matches[0].score >= _NEAR:
        near = tools.corpus.references.resolve_entry(evidence.matches[0].entry)
        addresses = [a for a in near if stands_alone(tools.corpus.passages[a[0]].units[a[1]])]
    for found in evidence.passages if not addresses else ():
        if len(addresses) >= _NEAREST:
            break
        units = tools.finder.select_units(found.passage, evidence.query)
        addresses.extend([address for address in units if stands_alone(found.passage.units[address[1]])][:1])
    chosen = list(dict.fromkeys(addresses))[:_NEAREST]
    return tuple(cite_unit(tools.corpus, address, number) for number, address in enumerate(chosen, 1))


def _suggest(evidence: Evidence, answer: Answer, language: Language) -> tuple[str, ...]:
    """Short questions near this one that the bank answers."""
    chosen: list[str] = []
    for match in evidence.matches:
        if match.entry.kind != "answer" or match.entry.id in answer.entries:
            continue
        askings = match.entry.askings.get(language) or match.entry.askings.get("nb", ())
        chosen.extend([asking for asking in askings if len(asking.split()) <= _SUGGESTED_WORDS][:1])
    return tuple(chosen[:_SUGGESTIONS])


def _unless_answered(tools: Tools, step: Callable[[Tools, Any], T]) -> Callable[[Any], T | Answer]:
    def run(value: Any) -> T | Answer:
        return value if isinstance(value, Answer) else step(tools, value)

    return run


def _in_pieces(answers: Iterator[Answer]) -> Iterator[dict[str, Any]]:
    for answer in answers:
        yield {"citations": answer.citations, "notices": answer.notices}
        for piece in split_for_stream(answer.answer):
            yield {"answer": piece}
        yield {"done": answer}


def split_for_stream(text: str) -> Iterator[str]:
    """The text in groups of a few words; joined, they are the text again."""
    words = re.findall(r"\S+\s*", text)
    for start in range(0, len(words), _STREAM_WORDS):
        yield "".join(words[start : start + _STREAM_WORDS])


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)
