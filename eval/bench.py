"""`python -m eval.bench`: start, index build, time of a question, people who ask at once, and memory, as a table.

Each figure comes from a process of its own, over an index in a temporary folder: your index is neither used nor
changed. Start figures are wall time from launching the process, so that they hold the interpreter and all imports.
«Cold» is a new process; the operating system's file cache is as it is.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from assistant.models import Question
    from assistant.service import Assistant
    from assistant.settings import Settings

QUESTION = "Hva er gevinstene ved e-multidose?"
ASKED = 100
PEOPLE, _ROUNDS = 20, 5
_WARM_UP = 5
_MARK = "bench: "


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `limit` is the highest value that is good enough, None where there is none."""

    what: str
    value: float
    unit: str
    compared: str
    limit: float | None = None


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures all and prints the table; with --phase, measures one thing in this process and prints it as JSON."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.bench", description="Mål oppstart, bygging, svartid, mange samtidig og minne."
    )
    parser.add_argument("--quick", action="store_true", help="hopp over byggingen der alt må kodes (flere minutter)")
    parser.add_argument("--phase", choices=sorted(PHASES), help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.phase:
        print(_MARK + json.dumps(PHASES[given.phase](given.home)))
        return
    with tempfile.TemporaryDirectory(prefix="ehelse-bench-") as folder:
        figures = measure_all(Path(folder), quick=given.quick)
    console = Console(width=None if sys.stdout.isatty() else 130)
    console.print(f"{platform.machine()}, {os.cpu_count()} kjerner, Python {platform.python_version()}")
    console.print(tabulate(figures))


def measure_all(folder: Path, *, quick: bool) -> list[Figure]:
    """All figures, from empty to answered; indexes are built in `folder`."""
    home = folder / "home"
    figures = []
    if not quick:
        bare = run_phase("build-bare", folder / "bare")
        figures.append(Figure("Bygge indeks, alt kodes", bare["seconds"], "s", _count(bare)))
    documents = run_phase("build-documents", folder / "documents")
    figures.append(
        Figure("Bygge indeks, bare dokumentene, alt kodes", documents["seconds"], "s", _count(documents), limit=20)
    )
    fresh = run_phase("build", home)
    figures.append(
        Figure("Bygge indeks, medfølgende vektorer (ny maskin)", fresh["seconds"], "s", _count(fresh), limit=20)
    )
    shutil.rmtree(home / "index")
    cached = run_phase("build", home)
    figures.append(
        Figure(
            "Bygge indeks, vektorer i mellomlager", cached["seconds"], "s", _ratio(cached, fresh, "ny maskin"), limit=5
        )
    )
    same = run_phase("build", home)
    figures.append(Figure("Bygge indeks, ingenting endret", same["seconds"], "s", _ratio(same, cached, "mellomlager")))
    opened = run_phase("open", home)
    figures.append(
        Figure("Kald start (import og åpning)", opened["wall"], "s", f"bare import: {opened['import']:.1f} s")
    )
    first = run_phase("first", home)
    extra = first["wall"] - opened["wall"]
    figures.append(Figure("Start til første svar", first["wall"], "s", f"kald start + {extra:.1f} s", limit=8))
    figures += question_figures(run_phase("questions", home))
    return figures + crowd_figures(run_phase("crowd", home))


def crowd_figures(found: dict[str, float]) -> list[Figure]:
    """The lines about people who ask at once, of what the phase «crowd» found."""
    n = f"n = {found['n']:.0f}, {PEOPLE} om gangen"
    once = f"{found['p95'] / found['alone']:.1f} x én alene" if found["alone"] else "ingen fikk svar alene"
    return [
        Figure("Side: én som spør, p50", found["alone"], "s", "Enter til helt svar", limit=1),
        Figure(f"Side: {PEOPLE} som spør samtidig, p50", found["p50"], "s", n),
        Figure(f"Side: {PEOPLE} som spør samtidig, p95", found["p95"], "s", once, limit=2),
        Figure("Side: feil", found["failed"], "", n, limit=0),
        Figure("Side: andres svar eller feil svar", found["mixed"], "", n, limit=0),
    ]


def question_figures(found: dict[str, float]) -> list[Figure]:
    """The lines about questions, of what the phase «questions» found."""
    n = f"n = {found['n']:.0f}"
    half = found["ask_p50"] / found["encode_p50"]
    rare = found["ask_p95"] / found["encode_p95"]
    return [
        Figure("Koding av spørsmålet, p50", found["encode_p50"], "ms", n),
        Figure("Koding av spørsmålet, p95", found["encode_p95"], "ms", n),
        Figure("Spørsmål, p50", found["ask_p50"], "ms", f"{half:.2f} x kodingen"),
        Figure("Spørsmål, p95", found["ask_p95"], "ms", f"{rare:.2f} x kodingen"),
        Figure("Spørsmål over koding, p50", half, "x", n, limit=2.5),
        Figure("Minne etter åpning", found["rss_open"], "MB", "høyeste i prosessen"),
        Figure(f"Minne etter {ASKED} spørsmål", found["rss"], "MB", "høyeste i prosessen", limit=600),
    ]


def tabulate(figures: Sequence[Figure]) -> Table:
    """The figures as a table; a value over its limit is said so in words."""
    table = Table("Hva", box=box.SIMPLE_HEAD)
    table.add_column("Verdi", justify="right")
    for name in ("Enhet", "Sammenlignet med", "Krav"):
        table.add_column(name)
    for figure in figures:
        verdict = ""
        if figure.limit is not None:
            verdict = f"≤ {figure.limit:g}: {'holdt' if figure.value <= figure.limit else 'IKKE HOLDT'}"
        table.add_row(figure.what, f"{figure.value:.{_decimals(figure)}f}", figure.unit, figure.compared, verdict)
    return table


def run_phase(phase: str, home: Path) -> dict[str, float]:
    """What a phase found in a new process, and `wall`: seconds from its launch until it had found it."""
    print(f"måler: {phase} …", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "eval.bench", "--phase", phase, "--home", str(home)]
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        for line in process.stdout or ():
            if line.startswith(_MARK):
                wall = time.perf_counter() - start
                found: dict[str, float] = json.loads(line.removeprefix(_MARK))
                return {**found, "wall": wall}
    raise SystemExit(f"Målingen «{phase}» stanset med status {process.returncode}; se meldingen over.")


def time_questions(assistant: Assistant, questions: Sequence[Question]) -> dict[str, float]:
    """p50 and p95 in ms of answering, and of encoding the same question just before (both meet the same load)."""
    from eval.metrics import percentile

    encode: list[float] = []
    ask: list[float] = []
    for question in (*questions[:_WARM_UP], *questions):
        encode.append(_milliseconds(partial(assistant.tools.encoder.encode_queries, [question.question])))
        ask.append(_milliseconds(partial(assistant.ask, question)))
    found = {"n": float(len(questions))}
    for name, values in (("encode", encode[_WARM_UP:]), ("ask", ask[_WARM_UP:])):
        for share in (50, 95):
            found[f"{name}_p{share}"] = percentile(values, share / 100) or 0.0
    return found


def spread(questions: Sequence[Question], n: int) -> list[Question]:
    """n questions, evenly from the whole list; all where there are fewer."""
    step = max(1.0, len(questions) / n)
    return [questions[int(number * step)] for number in range(min(n, len(questions)))]


def _phase_build(home: Path) -> dict[str, float]:
    from index.vectors import SHIPPED_DIR

    return _build(home, SHIPPED_DIR)


def _phase_build_bare(home: Path) -> dict[str, float]:
    return _build(home, None)


def _phase_build_documents(home: Path) -> dict[str, float]:
    return _build(home, None, with_bank=False)


def _build(home: Path, shipped: Path | None, *, with_bank: bool = True) -> dict[str, float]:
    from corpus.sources import load_corpus
    from index.build import build_index
    from index.encoder import load_encoder

    start = time.perf_counter()
    settings = _settings(home)
    encoder = load_encoder(settings.encoder, allow_download=settings.allow_download)
    corpus = load_corpus(settings.corpus)
    if not with_bank:
        corpus = replace(corpus, bank=())
    result = build_index(corpus, encoder, home, shipped=shipped)
    return {"seconds": time.perf_counter() - start, "encoded": float(result.encoded)}


def _phase_open(home: Path) -> dict[str, float]:
    start = time.perf_counter()
    import assistant.service  # noqa: F401  # what is timed

    imported = time.perf_counter() - start
    _open(home)
    return {"import": imported}


def _phase_first(home: Path) -> dict[str, float]:
    from assistant.models import Question

    answer = _open(home).ask(Question(question=QUESTION))
    return {"citations": float(len(answer.citations))}


def _phase_questions(home: Path) -> dict[str, float]:
    from eval.gold import default_files, load_gold

    assistant = _open(home)
    rss_open = _peak_mb()
    found = time_questions(assistant, spread([gold.as_question() for gold in load_gold(default_files())], ASKED))
    return {**found, "rss_open": rss_open, "rss": _peak_mb()}


def _phase_crowd(home: Path) -> dict[str, float]:
    from eval.crowd import ask_crowd
    from eval.gold import default_files, load_gold

    golds = [gold for gold in load_gold(default_files()) if gold.answerable and not gold.history and gold.evidence]
    asked = [question.question for question in spread([gold.as_question() for gold in golds], PEOPLE * _ROUNDS)]
    return ask_crowd(home, _first_quotes(home, asked), PEOPLE)


def _first_quotes(home: Path, questions: Sequence[str]) -> dict[str, str]:
    """The first quote that each question must be answered with, "" where it is refused."""
    from assistant.models import Question

    assistant = _open(home)
    answers = {question: assistant.ask(Question(question=question)) for question in questions}
    return {question: answer.citations[0].quote if answer.citations else "" for question, answer in answers.items()}


def _open(home: Path) -> Assistant:
    from assistant.service import open_assistant

    return open_assistant(_settings(home))


def _settings(home: Path) -> Settings:
    from assistant.settings import load_settings

    return load_settings().model_copy(update={"home": home})


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def _milliseconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def _count(found: dict[str, float]) -> str:
    return f"{found['encoded']:.0f} tekster kodet"


def _ratio(part: dict[str, float], whole: dict[str, float], name: str) -> str:
    return f"{part['seconds'] / whole['seconds']:.2f} x {name}"


def _decimals(figure: Figure) -> int:
    return {"s": 2, "x": 2, "ms": 1}.get(figure.unit, 0)


PHASES: dict[str, Callable[[Path], dict[str, float]]] = {
    "build": _phase_build,
    "build-bare": _phase_build_bare,
    "build-documents": _phase_build_documents,
    "open": _phase_open,
    "first": _phase_first,
    "questions": _phase_questions,
    "crowd": _phase_crowd,
}

if __name__ == "__main__":
    main()
