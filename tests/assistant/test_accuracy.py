"""The measured accuracy is read as data, and checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.accuracy import load_report, weakest
from corpus.errors import SourceError


def figure(value: float | None, n: int = 10) -> dict[str, Any]:
    """A figure as the report has it."""
    return {"value": value, "n": n, "interval": None if value is None else [max(0, value - 0.1), min(1, value + 0.1)]}


def report(**groups: Any) -> dict[str, Any]:
    """A small report; more fields than we read do no harm."""
    overall = [{"name": "alle", "score": figure(0.8, 20), "p50_ms": 3.5}, {"name": "test", "score": figure(0.7)}]
    return {
        "run": {"started_at": "2026-11-23T06:13:20+00:00", "questions": 20, "manifest": {"recipe": {"corpus": "abc"}}},
        "systems": [],
        "groups": {"Samlet": overall, **groups},
        "refusal_curve": {},
    }


def save(path: Path, value: object) -> Path:
    """The value as a JSON file."""
    file = path / "latest.json"
    file.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return file


def test_what_is_read(tmp_path: Path) -> None:
    """Whole, headline, corpus and date."""
    read = load_report(save(tmp_path, report()))
    assert (read.whole.score.n, read.headline.score.value) == (20, 0.7)
    assert read.corpus == "abc"
    assert read.run.started_at.date().isoformat() == "2026-11-23"


def test_without_a_test_part_all_is_the_headline(tmp_path: Path) -> None:
    """A report on one's own questions may have no parts, and no manifest."""
    value = report()
    value["groups"]["Samlet"].pop()
    value["run"]["manifest"] = None
    read = load_report(save(tmp_path, value))
    assert read.headline is read.whole
    assert read.corpus == ""


def test_weakest_first(tmp_path: Path) -> None:
    """By score, then name; what applies to no question is left out."""
    kinds = [
        {"name": name, "score": figure(value)} for name, value in [("b", 0.9), ("c", None), ("a", 0.9), ("d", 0.1)]
    ]
    read = load_report(save(tmp_path, report(Slag=kinds)))
    assert [group.name for group in weakest(read.groups.kinds)] == ["d", "a", "b"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("", "er ikke gyldig"),
        ("{", "er ikke gyldig"),
        ("[]", "er ikke gyldig"),
        ({"run": {}}, "run.started_at"),
        (report() | {"groups": {"Samlet": []}}, "groups.Samlet"),
        (
            report() | {"groups": {"Samlet": [{"name": "alle", "score": figure(1.5) | {"interval": None}}]}},
            "score.value",
        ),
    ],
)
def test_what_is_no_report(tmp_path: Path, value: object, message: str) -> None:
    """It is told which part is wrong, and how to measure anew."""
    with pytest.raises(SourceError, match=message) as raised:
        load_report(save(tmp_path, value))
    assert "ehelse eval run --latest" in raised.value.remedy


def test_missing_report(tmp_path: Path) -> None:
    """The same for a file that is not there."""
    with pytest.raises(SourceError, match="kan ikke leses"):
        load_report(tmp_path / "ingen.json")


def test_the_committed_report_is_one() -> None:
    """What stands in the project can be shown."""
    read = load_report()
    assert read.whole.score.n == read.run.questions
    assert read.groups.kinds and read.groups.languages
