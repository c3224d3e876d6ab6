"""The files of a run, and of the report that is committed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from assistant.terminal import explain_os_error
from corpus.errors import InputError
from eval.compare import ROWS_FILE
from eval.html_report import write_html
from eval.report import RowsBySystem, write_report, write_summary
from eval.run import Run

RUN_FILE = "run.json"
REPORT_FILE = "report.md"
HTML_FILE = "report.html"
REPORTS_DIR = Path(__file__).parent / "reports"


def rows_file(system: str, first: bool) -> str:
    """Where the rows of a system stand: the first one's in rows.jsonl, others' in rows-NAME.jsonl."""
    return ROWS_FILE if first else f"rows-{system}.jsonl"


def save_run(folder: Path, run: Run, systems: RowsBySystem) -> None:
    """Writes reports, figures and rows. Raises InputError where the folder cannot be written."""
    texts = {
        rows_file(name, number == 0): "".join(row.model_dump_json() + "\n" for row in rows)
        for number, (name, rows) in enumerate(systems.items())
    }
    reports = {
        RUN_FILE: write_summary(run, systems),
        REPORT_FILE: write_report(run, systems),
        HTML_FILE: write_html(run, systems),
    }
    write_files(folder, texts | reports)


def save_latest(run: Run, systems: RowsBySystem, folder: Path = REPORTS_DIR) -> None:
    """Writes the report that is committed: figures, Markdown and HTML, no rows."""
    reports = {
        "latest.json": write_summary(run, systems),
        "latest.md": write_report(run, systems),
        "latest.html": write_html(run, systems),
    }
    write_files(folder, reports)


def write_files(folder: Path, texts: Mapping[str, str]) -> None:
    """Writes files beside and renames them. Raises InputError where the folder cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            beside = folder / f".{name}.{os.getpid()}.part"
            beside.write_text(text, encoding="utf-8")
            beside.replace(folder / name)
    except OSError as error:
        raise InputError(
            f"Kan ikke skrive rapporten i «{folder}»: {explain_os_error(error)}.", "Oppgi en annen mappe med --out."
        ) from error
