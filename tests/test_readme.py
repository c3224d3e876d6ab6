"""What the README names is there, and the set-up commands do what they say."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from assistant.cli import app
from assistant.settings import Settings

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, flags=re.MULTILINE))
CODE = re.findall(r"```\n.*?```|`[^`\n]+`", README, flags=re.DOTALL)


def named(pattern: str) -> set[str]:
    """What a pattern finds in the README's code."""
    return {found for code in CODE for found in re.findall(pattern, code)}


def commands() -> set[str]:
    """All commands of the command line, «index build» as one."""
    found = set()
    for name, command in vars(get_command(app))["commands"].items():
        found.add(name)
        found |= {f"{name} {sub}" for sub in vars(command).get("commands", {})}
    return found


def make(*arguments: str, folder: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    """Runs make, its output in one."""
    if shutil.which("make") is None:
        pytest.skip("there is no make")
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_make_targets_exist() -> None:
    targets = named(r"\bmake ([a-z][a-z-]*)")
    assert {"chat", "test", "setup", "ask", "check", "bench"} <= targets <= TARGETS


def test_commands_exist() -> None:
    words = named(r"\behelse ([a-z]+(?: [a-z]+)?)")
    assert {"chat", "ask", "index build"} <= words <= commands()


def test_every_command_stands_in_the_readme() -> None:
    groups = {name.split()[0] for name in commands() if " " in name}
    assert commands() - groups <= named(r"\behelse ([a-z]+(?: [a-z]+)?)")


def test_every_setting_stands_in_the_readme() -> None:
    wanted = {f"`{name}`, `EHELSE_{name.upper()}`" for name in Settings.model_fields}
    assert [line for line in wanted if line not in README] == []
    assert named(r"EHELSE_([A-Z_]+)") <= {name.upper() for name in Settings.model_fields}


def test_named_files_exist() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    paths = links + [code for code in (code.strip("`") for code in CODE) if re.fullmatch(r"[\w.-]+(/[\w.-]*)+", code)]
    made = ("var/", ".venv/")
    assert "docs/chat.png" in paths
    assert [path for path in paths if not path.startswith(made) and not (PROJECT / path).exists()] == []


@pytest.mark.parametrize("file", ["README.md", "Makefile", ".ci/run", "constraints.txt", "pyproject.toml"])
def test_no_address_of_one_machine(file: str) -> None:
    text = (PROJECT / file).read_text(encoding="utf-8")
    assert re.findall(r"/(?:home|root|work|opt|Users)\b\S*|https?://\S+|file:\S+|index-url\S*", text) == []


def test_length() -> None:
    assert len(README.splitlines()) < 200


def test_help_lists_every_public_target() -> None:
    run = make()
    assert run.returncode == 0
    assert set(re.findall(r"^  make (\S+)", run.stdout, flags=re.MULTILINE)) == TARGETS


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The Makefile in a folder with spaces."""
    folder = tmp_path / "en mappe"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(PROJECT / name, folder)
    return folder


def write_script(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def test_an_old_python_is_named(copy: Path) -> None:
    """The set-up stops before it makes anything."""
    write_script(copy / "old-python", '[ "$1" = --version ] && echo "Python 3.9.18"\nexit 1')
    run = make("setup", "PYTHON=./old-python", folder=copy)
    assert run.returncode == 2
    assert "Python 3.9.18, men Python 3.11 eller nyere trengs" in run.stdout
    assert not (copy / ".venv").exists()


def test_ask_hands_over_the_question_as_it_is(copy: Path) -> None:
    """A finished set-up isn't repeated; quotes, dollars and dashes reach the command."""
    write_script(copy / ".venv/bin/ehelse", 'printf "<%s>" "$@"')
    (copy / ".venv/.setup").write_text(f"{copy}\n", encoding="utf-8")
    assert make("ask", "Q=-- \"Hva\" koster 'det' $5 & `e`?", folder=copy).stdout == (
        "<ask><--><-- \"Hva\" koster 'det' $5 & `e`?>"
    )
    empty = make("ask", folder=copy)
    assert empty.returncode == 2
    assert 'make ask Q="Hva er kjernejournal?"' in empty.stdout


def test_pins_are_names_and_versions() -> None:
    lines = (PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert [line for line in pins if not re.fullmatch(r"[\w.-]+==[\w.!]+", line)] == []
    names = [re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in pins]
    assert len(set(names)) == len(names) > 100
