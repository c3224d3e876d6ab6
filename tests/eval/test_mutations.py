"""Real answers made worse in ways that a reader might miss: the figure that should notice must notice."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest

from assistant.compose import Draft, compose_units
from assistant.models import Answer
from assistant.service import Assistant
from eval.figures import Summary, summarise
from eval.gold import Gold, source_text, squeeze
from eval.metrics import count_altered
from eval.run import Row, make_row
from eval.score import score_answers
from tests.eval.test_eval import always_refuse, never_refuse

Change = Callable[[Answer], Answer]
_MARK = re.compile(r"(?<!\\)\[\d+\]")


def rescore(golds: list[Gold], answers: Mapping[str, Answer], source: str, change: Change) -> list[Row]:
    return [make_row(gold, change(answers[gold.id]), source, system="verre") for gold in golds]


def swap_number(answer: Answer) -> Answer:
    """The first number of at least two digits in a marked statement, its last digit changed; links are left alone."""
    lines = answer.answer.splitlines()
    for number, line in enumerate(lines):
        if "](" not in line and (match := re.search(r"(?<![\d\[])\d+\d(?!\d*\])(?=[^*]*\[\d+\])", line)):
            changed = match[0][:-1] + str((int(match[0][-1]) + 1) % 10)
            lines[number] = line[: match.start()] + changed + line[match.end() :]
            break
    return with_text(answer, "\n".join(lines))


def negate(answer: Answer) -> Answer:
    """«ikke» before the last word of the first statement."""
    return with_text(answer, re.sub(r" (\S+?)(\[\d+\])", r" ikke \1\2", answer.answer, count=1))


def shift_section(answer: Answer) -> Answer:
    return answer.model_copy(
        update={"citations": tuple(c.model_copy(update={"section": "99"}) for c in answer.citations)}
    )


def drop_item(answer: Answer) -> Answer:
    """The last list item goes, and what only it cited."""
    lines = answer.answer.splitlines()
    items = [number for number, line in enumerate(lines) if line.lstrip().startswith("- ")]
    if len(items) < 2:
        return answer
    text = "\n".join(line for number, line in enumerate(lines) if number != items[-1])
    shown = {int(number) for number in re.findall(r"\[(\d+)\]", text)}
    return answer.model_copy(update={"answer": text, "citations": tuple(c for c in answer.citations if c.n in shown)})


def change_letter(answer: Answer) -> Answer:
    """One letter of the first quote."""

    def change(quote: str) -> str:
        place = next((n for n, letter in enumerate(quote) if n >= len(quote) // 2 and letter.isalpha()), 0)
        return f"{quote[:place]}ÿ{quote[place + 1 :]}"  # a letter that no source has: «x» alone stands in many words

    first = tuple(c.model_copy(update={"quote": change(c.quote)}) for c in answer.citations[:1])
    return answer.model_copy(update={"citations": first + answer.citations[1:]})


def with_text(answer: Answer, text: str) -> Answer:
    return answer.model_copy(update={"answer": text})


@pytest.fixture(scope="session")
def source(real: Assistant) -> str:
    return squeeze(source_text(real.corpus.documents))


@pytest.fixture(scope="session")
def good(all_golds: list[Gold], all_answers: dict[str, Answer], source: str) -> Summary:
    return summarise("gode", rescore(all_golds, all_answers, source, lambda answer: answer))


@pytest.fixture
def worsen(all_golds: list[Gold], all_answers: dict[str, Answer], source: str) -> Callable[[Change], Summary]:
    return lambda change: summarise("verre", rescore(all_golds, all_answers, source, change))


def touched(answers: dict[str, Answer], change: Change) -> int:
    return sum(change(answer) != answer for answer in answers.values() if not answer.abstained)


Worsen = Callable[[Change], Summary]


def test_a_swapped_number(good: Summary, worsen: Worsen, all_answers: dict[str, Answer]) -> None:
    """Nearly all are found: «1)» for «2)» stands in another quote of the same answer."""
    worse, swapped = worsen(swap_number), touched(all_answers, swap_number)
    assert value(worse, "full") < value(good, "full") and worse.altered >= 0.95 * swapped > 20


def test_a_negated_sentence(good: Summary, worsen: Worsen, all_answers: dict[str, Answer]) -> None:
    """The facts may all stand: the words no longer stand in the quote."""
    worse = worsen(negate)
    assert good.altered == 0 and worse.altered >= touched(all_answers, negate) > 100


def test_a_shifted_section(good: Summary, worsen: Worsen) -> None:
    worse = worsen(shift_section)
    assert value(worse, "section_right") == value(worse, "first_right") == 0 < value(good, "first_right")
    assert value(worse, "score") < value(good, "score") - 0.3


def test_a_dropped_item(good: Summary, worsen: Worsen) -> None:
    worse = worsen(drop_item)
    assert value(worse, "full") < value(good, "full") and value(worse, "citation_recall") < value(
        good, "citation_recall"
    )


def test_a_quote_with_a_changed_letter(good: Summary, worsen: Worsen, all_answers: dict[str, Answer]) -> None:
    worse = worsen(change_letter)
    assert good.invalid_quotes == 0
    assert worse.invalid_quotes == sum(bool(answer.citations) for answer in all_answers.values())


def test_always_refusing(good: Summary, worsen: Worsen, all_golds: list[Gold]) -> None:
    worse = worsen(always_refuse)
    assert value(worse, "refused_wrongly") == 1 and value(worse, "refused_rightly") == 1
    assert value(worse, "refusal_precision") == sum(not gold.answerable for gold in all_golds) / len(all_golds)
    assert value(worse, "score") < value(good, "score") and worse.citation_precision.value is None, (
        "not applicable is not zero"
    )


def test_never_refusing(good: Summary, worsen: Worsen) -> None:
    worse = worsen(never_refuse)
    assert value(worse, "refused_rightly") == 0 and worse.refusal_precision.value is None
    assert value(worse, "score") < value(good, "score") and worse.uncited > good.uncited


def test_a_wall_of_text(good: Summary, worsen: Worsen, all_answers: dict[str, Answer]) -> None:
    """All that was ever shown and cited, under every question: it has all facts, and is no answer."""
    shown = [answer for answer in all_answers.values() if answer.citations][:12]
    text = "\n\n".join(_MARK.sub("", answer.answer) for answer in shown)
    citations = tuple(citation for answer in shown for citation in answer.citations)

    def pour(answer: Answer) -> Answer:
        wall = {"answer": f"{answer.answer}\n\n{text}", "citations": (*answer.citations, *citations)}
        return answer if answer.abstained else answer.model_copy(update=wall)

    worse = worsen(pour)
    assert value(worse, "focus") < 0.3 < value(good, "focus")
    assert value(worse, "citation_precision") < 0.2 < value(good, "citation_precision")
    assert value(worse, "words") > 5 * value(good, "words")


def test_repeating_oneself(good: Summary, worsen: Worsen) -> None:
    worse = worsen(lambda answer: with_text(answer, f"{answer.answer}\n\n{answer.answer}"))
    assert value(worse, "repetition") > 0.4 > value(good, "repetition")


def test_no_unit_of_the_sources_is_taken_for_altered(real: Assistant, source: str) -> None:
    """Also those that go over a page or have a footnote mark in them."""
    for passage in real.corpus.passages.values():
        draft = Draft(real.corpus, "nb")
        compose_units(draft, [(passage.id, number) for number in range(len(passage.units))])
        answer = Answer(question="Hva?", answer=draft.markdown, citations=draft.citations())
        assert count_altered(answer, source) == 0, draft.markdown


def test_scoring_a_file_gives_the_same_as_a_run(
    real: Assistant, all_golds: list[Gold], all_answers: dict[str, Answer], all_rows: list[Row]
) -> None:
    scored = score_answers(all_golds, all_answers, real.corpus.documents, system="full")
    assert [row.scores for row in scored] == [row.scores for row in all_rows]


def value(summary: Summary, name: str) -> float:
    """A figure that applies."""
    number = getattr(summary, name).value
    assert number is not None, name
    return float(number)
