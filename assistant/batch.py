"""A file of questions in, a file of answers out, in the same order. A bad line stops nothing: it gets an `error`.

1. All lines are read and checked before the first is answered. 2. Empty lines are skipped. 3. A line that cannot be
asked becomes {"line", "id"?, "question"?, "error"}; one whose only fault is its id is answered, with an `error` beside.
4. The output is written beside, and renamed when it is whole.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from pydantic import ValidationError

from assistant.guard import find_blocking
from assistant.models import Answer, Question
from assistant.terminal import explain_os_error, replace_surrogates
from corpus.errors import EhelseError, InputError

STANDARD_STREAM = "-"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
Ask = Callable[[Question], Answer]


@dataclass(frozen=True)
class Line:
    """One line of the input: its question where it can be asked, `problem` where something is wrong with it."""

    number: int
    question: Question | None = None
    problem: str = ""
    readable: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class BatchResult:
    """What a batch came to. `exit_status` is the contract's."""

    answered: int
    bad: int
    exit_status: int


def read_input(source: str, stdin: BinaryIO | None = None) -> bytes:
    """The bytes of a file, or of stdin for «-». Raises InputError where they cannot be read."""
    try:
        data = (stdin or sys.stdin.buffer).read() if source == STANDARD_STREAM else Path(source).read_bytes()
    except OSError as error:
        raise InputError(
            f"Kan ikke lese spørsmålene i «{source}»: {explain_os_error(error)}.",
            "Sjekk filnavnet og leserettighetene.",
        ) from error
    if data.startswith(_UTF16_MARKS):
        raise InputError(f"«{source}» er ikke UTF-8, men UTF-16.", "Lagre filen på nytt med tegnsettet UTF-8.")
    return data


def parse_lines(data: bytes) -> list[Line]:
    """The lines that are not empty; a mark of byte order and Windows line ends are taken."""
    rows = data.removeprefix(b"\xef\xbb\xbf").splitlines()
    return [parse_line(number, row) for number, row in enumerate(rows, 1) if row.strip()]


def parse_line(number: int, row: bytes) -> Line:
    """One line as a question, or what is wrong with it."""
    try:
        value = replace_surrogates(json.loads(row.decode("utf-8")))
    except UnicodeDecodeError:
        return Line(number, problem=f"Linje {number}: ikke UTF-8.")
    except (ValueError, RecursionError) as error:
        what = getattr(error, "msg", type(error).__name__)
        return Line(number, problem=f"Linje {number}: ikke gyldig JSON ({what}).")
    if not isinstance(value, dict):
        return Line(number, problem=f"Linje {number}: skal være et JSON-objekt med «id» og «question».")
    return _parse_object(number, value)


def _parse_object(number: int, value: dict[str, Any]) -> Line:
    name, problem = _parse_id(number, value)
    text = value.get("question")
    readable = [("id", name)] if name else []
    if not isinstance(text, str):
        what = "mangler" if text is None else "skal være en tekst"
        return Line(number, problem=f"Linje {number}: «question» {what}.", readable=tuple(readable))
    readable.append(("question", "" if find_blocking(text) else text))
    try:
        question = Question(id=name, question=text, history=value.get("history") or ())
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return Line(number, problem=f"Linje {number}, «{place}»: {first['msg']}.", readable=tuple(readable))
    return Line(number, question, problem, tuple(readable))


def _parse_id(number: int, value: dict[str, Any]) -> tuple[str, str]:
    name = value.get("id")
    if isinstance(name, str) and name:
        return name, ""
    if isinstance(name, int) and not isinstance(name, bool):
        return str(name), ""
    return "", f"Linje {number}: «id» mangler; spørsmålet er besvart uten."


def find_repeated_ids(lines: Sequence[Line]) -> list[str]:
    """Ids that stand on several lines, in order."""
    counts = Counter(line.question.id for line in lines if line.question and line.question.id)
    return [name for name, count in counts.items() if count > 1]


def answer_line(line: Line, ask: Ask) -> tuple[dict[str, Any], int]:
    """The object of one line of the output, and the exit status that it calls for."""
    problem, status = line.problem, 1 if line.problem else 0
    if line.question is not None:
        try:
            answer = ask(line.question).model_dump(mode="json")
            return ({**answer, "error": problem} if problem else answer), status
        except EhelseError as error:
            problem, status = f"{error.message} {error.remedy}".strip(), error.exit_status
        except Exception as error:  # one question must not take the others' answers with it
            problem, status = f"Noe uventet gikk galt ({type(error).__name__}: {error}).", 1
    return {"line": line.number, **dict(line.readable), "error": problem}, status


def write_answers(lines: Sequence[Line], ask: Ask, target: TextIO, progress: Callable[[int, int], None]) -> BatchResult:
    """Answers all lines in order, one JSON object a line."""
    worst = bad = 0
    for done, line in enumerate(lines, 1):
        value, status = answer_line(line, ask)
        target.write(json.dumps(replace_surrogates(value), ensure_ascii=False) + "\n")
        worst, bad = max(worst, status), bad + ("error" in value)
        progress(done, len(lines))
    return BatchResult(len(lines) - bad, bad, worst)


@contextmanager
def open_output(target: str) -> Iterator[TextIO]:
    """A file to write in, renamed to its name when all went well; stdout for «-».

    Raises InputError where it cannot be written.
    """
    if target == STANDARD_STREAM:
        yield sys.stdout
        return
    path = Path(target).resolve()
    special = path.exists() and not path.is_file() and not path.is_dir()
    beside = path if special else path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        if not special:
            beside.replace(path)
    except OSError as error:
        if error.filename not in (None, str(beside)):
            raise
        raise InputError(
            f"Kan ikke skrive svarene til «{target}»: {explain_os_error(error)}.",
            "Oppgi en fil i en mappe som finnes og som du kan skrive i.",
        ) from error
    finally:
        if not special:
            with suppress(OSError):
                beside.unlink()
