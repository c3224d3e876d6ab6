"""Scores answers that any system wrote to a file, in the format of the contract.

1. Each line is an Answer with the id of a question; fields that it lacks have the contract's defaults. 2. A line with
`error` and no answer (as a batch writes) is a question that the system failed at: it scores nothing, and is not left
out. 3. Wrong lines, unknown and repeated ids and questions without an answer are told by line and id, all at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from assistant.models import Answer, Reason
from corpus.model import Document
from eval.gold import Gold, explain_line, parse_object, raise_problems, read_lines, source_text, squeeze
from eval.run import Row, make_row


def load_answers(path: Path, golds: Sequence[Gold]) -> dict[str, Answer]:
    """The answers by question id. Raises InputError that names each wrong line."""
    known = {gold.id: gold for gold in golds}
    found: dict[str, Answer] = {}
    problems: list[str] = []
    for number, line in read_lines(path):
        where = f"{path.name} linje {number}"
        try:
            answer = parse_answer(parse_object(line), known)
        except ValueError as error:
            problems.append(f"{where}{explain_line(error)}")
            continue
        if answer.id in found:
            problems.append(f"{where}: id «{answer.id}» har alt et svar.")
        found[answer.id] = answer
    missing = [name for name in known if name not in found]
    if missing and not problems:
        problems.append(f"{path.name}: svar mangler for {len(missing)} spørsmål: {', '.join(missing[:10])}.")
    raise_problems(problems)
    return found


def parse_answer(value: Mapping[str, Any], known: Mapping[str, Gold]) -> Answer:
    """One line as an answer. Raises ValueError that says what is wrong."""
    name = value.get("id")
    if not isinstance(name, str) or name not in known:
        raise ValueError(f"id «{name}» er ikke et av spørsmålene.")
    if "error" in value and "answer" not in value:
        return Answer(id=name, question=known[name].question, answer="")
    given = {"question": known[name].question, **value}
    if given.get("reason") not in get_args(Reason):  # others may have reasons of their own
        given["reason"] = None
    answer = Answer.model_validate(given)
    if not answer.answer.strip():
        raise ValueError("«answer» er tomt; svar eller avslå med tekst.")
    return answer


def score_answers(
    golds: Sequence[Gold], answers: Mapping[str, Answer], documents: Sequence[Document], *, system: str
) -> list[Row]:
    """The rows of a run whose answers are given."""
    source = squeeze(source_text(documents))
    return [make_row(gold, answers[gold.id], source, system=system) for gold in golds]
