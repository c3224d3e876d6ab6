"""The command line through its public face: what goes to stdout, what to stderr, and the exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from assistant.cli import app
from assistant.models import Answer, Citation, Question
from assistant.outside import Outside
from assistant.settings import PROJECT_DIR, Settings
from assistant.terminal import show_progress
from assistant.upkeep import describe_age
from corpus.errors import EncoderError, InputError
from corpus.sources import Corpus, load_corpus
from index.build import BuildResult, Progress

SOURCE = """---
id: kilde
title: "Om løsningen"
publisher: KS
status_date: "2023-09"
status_label: høsten 2023
---

<!-- side 1 -->

# 1. Hva det er

Løsningen samler pasientens legemidler på ett sted. Les mer på [nettsiden](<https://www.ks.no/>).

# 2. Gevinster

Gevinstene er færre feil og spart tid. Se også [filen](<file:///C:/Users/x/fil.pdf>).
"""
ENTRIES: list[dict[str, Any]] = [
    {
        "id": "hva",
        "kind": "answer",
        "askings": {"nb": ["Hva er løsningen?"], "lay": ["hva gjør den"]},
        "parts": [{"refs": ["1: Løsningen samler"]}],
    },
    {
        "id": "gevinster",
        "kind": "answer",
        "askings": {"nb": ["Hva er gevinstene?"], "keyword": ["gevinster"]},
        "parts": [{"refs": ["2: Gevinstene er"]}],
    },
]
TEXTS = [
    "",
    "   ",
    "x" * 20_000,
    "😀😀",
    "<script>alert(1)</script> [x](javascript:1)",
    "Jakie są korzyści?",
    "a\udcffb",
]


class FakeAssistant:
    """Answers every question alike, with one citation."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.asked: list[Question] = []

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        passage = self.corpus.documents[0].passages[0]
        citation = Citation(
            n=1, source="kilde", title="Om løsningen", section="1", heading="1. Hva det er", passage=passage.id, page=1,
            url=None, date="2023-09", quote=passage.units[0].quote, label="høsten 2023",
        )  # fmt: skip
        return Answer(
            id=question.id,
            question=question.question,
            answer="Løsningen samler\x1b[2J alt.[1]",
            citations=(citation,),
            notices=("Sjekk datoen.",),
            suggestions=("Hva er gevinstene?",),
        )


@pytest.fixture
def corpus_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "corpus"
    (folder / "sources").mkdir(parents=True)
    (folder / "bank").mkdir()
    (folder / "sources.toml").write_text('[[source]]\nfile = "kilde.md"\n', encoding="utf-8")
    (folder / "sources" / "kilde.md").write_text(SOURCE, encoding="utf-8")
    write_bank(folder, ENTRIES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EHELSE_CORPUS", str(folder))
    monkeypatch.setenv("EHELSE_HOME", str(tmp_path / "var"))
    return folder


@pytest.fixture
def fake(corpus_folder: Path) -> FakeAssistant:
    return FakeAssistant(load_corpus(corpus_folder))


def write_bank(folder: Path, entries: list[dict[str, Any]]) -> None:
    lines = [json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries]
    (folder / "bank" / "bank.jsonl").write_text("".join(lines), encoding="utf-8")


def run(*args: str, fake: FakeAssistant | None = None, **given: Any) -> Result:
    obj = Outside(open_asker=lambda settings, progress: fake) if fake else None
    return CliRunner().invoke(app, list(args), obj=obj, **given)


def raising(error: Exception) -> Callable[[Settings, Progress], Any]:
    def door(settings: Settings, progress: Progress) -> Any:
        raise error

    return door


def test_an_answer_is_shown_with_its_numbered_sources(fake: FakeAssistant) -> None:
    result = run("ask", "Hva er løsningen?", fake=fake)
    assert result.exit_code == 0
    assert "Løsningen samler[2J alt.[1]" in result.stdout  # the escape character itself must not reach a terminal
    assert "[1] 1. Hva det er, side 1, Om løsningen (høsten 2023)" in result.stdout
    assert "«Løsningen samler pasientens legemidler på ett sted.»" in result.stdout
    assert "Merk: Sjekk datoen." in result.stdout and "Hva er gevinstene?" in result.stdout


@pytest.mark.parametrize("text", TEXTS)
def test_json_is_one_object_whatever_the_question(fake: FakeAssistant, text: str) -> None:
    result = run("ask", "--json", text, fake=fake)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["question"] == text.replace("\udcff", "\ufffd")


@pytest.mark.parametrize("text", TEXTS)
def test_a_person_gets_an_answer_whatever_the_question(fake: FakeAssistant, text: str) -> None:
    assert run("ask", text, fake=fake).exit_code == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["ask"], "Spørsmålet mangler."),
        (["ask", "a", "b"], "anførselstegn"),
        (["ask", "a", "--out", "x"], "--out hører sammen med --batch"),
        (["ask", "--batch", "x"], "--batch skal ha --out"),
        (["ask", "--batch", "x", "--out", "x"], "samme filen"),
        (["ask", "--jsn"], "Valget «--jsn» finnes ikke. Mente du --json?"),
        (["akt"], "Kommandoen «akt» finnes ikke. Mente du ask?"),
        (["eval", "run", "--split", "x"], "--split kan ikke være «x»; velg en av dev, test, all."),
        (["eval", "compare", "a"], "«b» mangler."),
    ],
)
def test_wrong_usage_is_told_in_norwegian_and_ends_with_2(args: list[str], message: str) -> None:
    result = run(*args)
    assert result.exit_code == 2 and message in result.stderr and result.stdout == ""


def test_a_batch_file_is_answered_in_order_with_status_1_for_its_bad_line(fake: FakeAssistant, tmp_path: Path) -> None:
    (tmp_path / "inn.jsonl").write_bytes(
        b'\xef\xbb\xbf{"id": "1", "question": "A"}\r\nx\r\n{"id": "3", "question": "B"}\r\n'
    )
    result = run("ask", "--batch", "inn.jsonl", "--out", "ut.jsonl", fake=fake)
    rows = [json.loads(line) for line in (tmp_path / "ut.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row.get("id") for row in rows] == ["1", None, "3"] and "error" in rows[1]
    assert result.exit_code == 1 and "2 svar, 1 linjer med feil." in result.stderr and result.stdout == ""


def test_a_batch_reads_stdin_and_writes_stdout(fake: FakeAssistant) -> None:
    result = run("ask", "--batch", "-", "--out", "-", fake=fake, input='{"id": "1", "question": "Å"}\n')
    assert json.loads(result.stdout)["question"] == "Å" and result.exit_code == 0


def test_missing_input_and_closed_output_end_with_1_and_a_reason(fake: FakeAssistant, tmp_path: Path) -> None:
    missing = run("ask", "--batch", "nei.jsonl", "--out", "ut.jsonl", fake=fake)
    assert (missing.exit_code, "den finnes ikke" in missing.stderr) == (1, True)
    (tmp_path / "inn.jsonl").write_text('{"id": "1", "question": "A"}\n')
    closed = run("ask", "--batch", "inn.jsonl", "--out", "nei/ut.jsonl", fake=fake)
    assert (closed.exit_code, "Kan ikke skrive" in closed.stderr, fake.asked) == (1, True, [])


@pytest.mark.parametrize(("error", "status"), [(InputError("Galt.", "Rett."), 1), (EncoderError("Galt.", "Rett."), 3)])
def test_our_errors_end_with_their_status_message_and_remedy(
    corpus_folder: Path, error: Exception, status: int
) -> None:
    result = CliRunner().invoke(app, ["ask", "Hva?"], obj=Outside(open_asker=raising(error)))
    assert (result.exit_code, result.stderr) == (status, "Galt.\nRett.\n")


def test_an_unexpected_error_is_short_and_has_its_traceback_on_demand(
    corpus_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = Outside(open_asker=raising(ZeroDivisionError("x")))
    result = CliRunner().invoke(app, ["ask", "Hva?"], obj=outside)
    assert result.exit_code == 1 and "ZeroDivisionError: x" in result.stderr and "EHELSE_DEBUG=1" in result.stderr
    assert "Traceback" not in result.stderr
    monkeypatch.setenv("EHELSE_DEBUG", "1")
    assert isinstance(CliRunner().invoke(app, ["ask", "Hva?"], obj=outside).exception, ZeroDivisionError)


def test_a_wrong_setting_ends_with_2(corpus_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "ehelse.toml").write_text("prot = 1\n")
    result = run("index", "status")
    assert result.exit_code == 2 and "prot" in result.stderr


def test_the_index_is_built_told_and_found_out_of_date(corpus_folder: Path) -> None:
    before = run("index", "status")
    assert before.exit_code == 3 and "ehelse index build" in before.stderr
    assert "Indeksen er bygd" in run("index", "build").stdout
    assert "oppdatert fra før" in run("index", "build").stdout
    status = run("index", "status")
    assert status.exit_code == 0 and "Avsnitt:              2" in status.stdout
    write_bank(corpus_folder, ENTRIES[:1])
    stale = run("index", "status")
    assert stale.exit_code == 3 and "kunnskapsgrunnlag" in stale.stderr and "Avsnitt:" in stale.stdout


def test_a_real_question_builds_the_index_and_is_answered_from_the_source(corpus_folder: Path) -> None:
    answer = json.loads(run("ask", "--json", "Hva er gevinstene?").stdout)
    assert [citation["section"] for citation in answer["citations"]] == ["2"] and not answer["abstained"]


def test_real_bad_questions_each_get_an_answer_object(corpus_folder: Path, tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(number), "question": text}) for number, text in enumerate(TEXTS)]
    (tmp_path / "inn.jsonl").write_text("\n".join(lines))
    result = run("ask", "--batch", "inn.jsonl", "--out", "ut.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "ut.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == [str(number) for number in range(len(TEXTS))]
    assert all(row["answer"] for row in rows) and result.exit_code == 0


def test_sources_are_listed_with_age_and_links(corpus_folder: Path) -> None:
    result = run("sources", "list")
    assert "kilde: Om løsningen (KS)" in result.stdout and "2 avsnitt, 2 lenker" in result.stdout
    assert "kan følges       nettsiden: https://www.ks.no/" in result.stdout
    assert "KAN IKKE FØLGES  filen: file:///" in result.stdout


def test_a_source_that_cannot_be_used_is_a_problem(corpus_folder: Path) -> None:
    assert run("sources", "check").exit_code == 0
    (corpus_folder / "sources.toml").write_text('[[source]]\nfile = "kilde.md"\n[[source]]\nfile = "borte.md"\n')
    result = run("sources", "check")
    assert result.exit_code == 1 and "borte.md" in result.stdout and "1 feil." in result.stdout


def test_a_corpus_without_any_source_ends_with_3(corpus_folder: Path) -> None:
    (corpus_folder / "sources" / "kilde.md").write_bytes(b"\x00")
    result = run("sources", "list")
    assert result.exit_code == 3 and "binærfil" in result.stderr


def test_the_bank_check_tells_what_does_not_fit_and_what_stands_twice(corpus_folder: Path) -> None:
    assert run("bank", "check").exit_code == 0
    lost = {**ENTRIES[0], "id": "tapt", "parts": [{"refs": ["9: finnes ikke"]}]}
    write_bank(corpus_folder, [*ENTRIES, lost, {**ENTRIES[1], "id": "dobbel"}])
    result = run("bank", "check")
    assert result.exit_code == 1 and "tapt" in result.stdout and "dobbel, gevinster" in result.stdout


def test_coverage_is_told_for_each_passage(corpus_folder: Path) -> None:
    rows = [line.split("\t") for line in run("bank", "check", "--coverage").stdout.splitlines()[:3]]
    assert rows[0][-2:] == ["I alt", "Usette"] and rows[1][-2:] == ["2", "1 av 2"]


def test_the_chat_builds_first_and_then_becomes_streamlit(corpus_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[object] = []

    def build(settings: Settings, progress: Progress) -> tuple[Corpus, BuildResult]:
        steps.append("build")
        return load_corpus(corpus_folder), BuildResult(corpus_folder, built=False, encoded=0)

    monkeypatch.setenv("EHELSE_PORT", "8765")
    result = CliRunner().invoke(app, ["chat"], obj=Outside(build=build, launch=steps.append))
    if not (PROJECT_DIR / "app.py").exists():
        pytest.skip("the project has no app.py yet")
    assert result.exit_code == 0 and "http://localhost:8765" in result.stderr
    command = [sys.executable, "-m", "streamlit", "run", str(PROJECT_DIR / "app.py"), "--server.port", "8765"]
    assert steps == ["build", command]


def test_progress_is_shown_on_a_terminal_only() -> None:
    for terminal, shown in ((True, True), (False, False)):
        console = Console(file=StringIO(), force_terminal=terminal, width=100)
        with show_progress(console) as progress:
            progress("Koder tekst", 1, 2)
        assert ("Koder tekst" in str(console.file.getvalue())) is shown  # type: ignore[attr-defined]  # a StringIO


@pytest.mark.parametrize(
    ("written", "age"),
    [
        ("2023-09", "3 år og 2 måneder gammel"),
        ("2026-10-01", "1 måned gammel"),
        ("2025-11", "1 år gammel"),
        ("2023", "omtrent 3 år gammel"),
        (None, "ukjent alder"),
        ("høst", "ukjent alder"),
    ],
)
def test_age_in_words(written: str | None, age: str) -> None:
    from datetime import date

    assert describe_age(written, date(2026, 11, 23)) == age


def test_every_command_has_a_norwegian_help(monkeypatch: pytest.MonkeyPatch) -> None:
    for command in ("", "ask", "chat", "index build", "index status", "sources list", "bank check", "eval run"):
        result = run(*command.split(), "--help")
        assert result.exit_code == 0 and "Vis denne teksten." in result.stdout, command


def test_help_is_fast_and_loads_nothing_heavy() -> None:
    code = "import assistant.cli, sys; print([m for m in ('pydantic', 'chromadb', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_DIR, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    times = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "assistant", "--help"], cwd=PROJECT_DIR, capture_output=True, check=True)
        times.append(time.perf_counter() - started)
    assert min(times) < 2.0  # 0.3 s on a quiet machine; the limit is for a busy one


def test_bytes_that_are_no_text_reach_the_answer_as_a_mark(corpus_folder: Path) -> None:
    command: list[str | bytes] = [sys.executable, "-m", "assistant", "ask", "--json", b"hva er \xff l\xc3\xb8sningen"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_DIR)}
    done = subprocess.run(command, capture_output=True, check=True, env=environment)
    assert json.loads(done.stdout)["question"] == "hva er \ufffd løsningen"
