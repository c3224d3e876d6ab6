"""A batch: whatever a file holds, each line gets its object, in order, and the others are not disturbed."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.batch import (
    answer_line,
    find_repeated_ids,
    open_output,
    parse_line,
    parse_lines,
    read_input,
    write_answers,
)
from assistant.models import Answer, Question
from corpus.errors import IndexUnusableError, InputError


def echo(question: Question) -> Answer:
    """Answers with the question itself."""
    return Answer(id=question.id, question=question.question, answer=f"Svar på: {question.question}", abstained=True)


def run(data: bytes) -> tuple[list[dict[str, Any]], int]:
    target = io.StringIO()
    result = write_answers(parse_lines(data), echo, target, lambda done, total: None)
    return [json.loads(line) for line in target.getvalue().splitlines()], result.exit_status


def test_answers_come_in_the_order_of_the_lines() -> None:
    rows, status = run(b'{"id": "b", "question": "En?"}\n{"id": "a", "question": "To?"}\n')
    assert [(row["id"], row["question"]) for row in rows] == [("b", "En?"), ("a", "To?")]
    assert status == 0


def test_byte_order_mark_windows_line_ends_and_empty_lines_are_taken() -> None:
    rows, status = run('\ufeff{"id": "1", "question": "Å?"}\r\n\r\n   \r\n{"id": "2", "question": "Ø?"}\r\n'.encode())
    assert [row["question"] for row in rows] == ["Å?", "Ø?"]
    assert status == 0


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"id": "x", "question": ', "ikke gyldig JSON"),
        (b"\xff\xff", "ikke UTF-8"),
        (b'["en", "liste"]', "JSON-objekt"),
        (b'{"id": "x"}', "«question» mangler"),
        (b'{"id": "x", "question": 7}', "«question» skal være en tekst"),
        (b'{"id": "x", "question": "q", "history": [{"role": "lege", "content": "c"}]}', "history"),
        (b"[" * 100_000, "ikke gyldig JSON"),
    ],
)
def test_a_bad_line_gets_an_error_and_stops_nothing(line: bytes, message: str) -> None:
    rows, status = run(b'{"id": "1", "question": "A"}\n' + line + b'\n{"id": "3", "question": "B"}\n')
    assert [row.get("question") for row in (rows[0], rows[2])] == ["A", "B"]
    assert message in rows[1]["error"] and rows[1]["line"] == 2
    assert status == 1


def test_a_bad_line_keeps_the_id_and_question_that_can_be_read() -> None:
    rows, _ = run(b'{"id": "x", "question": "Hva?", "history": "nei"}\n')
    assert (rows[0]["id"], rows[0]["question"]) == ("x", "Hva?")


def test_an_identity_number_is_not_repeated_in_an_error() -> None:
    rows, _ = run(b'{"id": "x", "question": "Hva med 01010750160?", "history": "nei"}\n')
    assert rows[0]["question"] == "" and "error" in rows[0]


def test_a_line_without_id_is_answered_and_told() -> None:
    rows, status = run(b'{"question": "Hva?"}\n')
    assert rows[0]["answer"] == "Svar på: Hva?" and "«id» mangler" in rows[0]["error"]
    assert status == 1


def test_numbers_serve_as_ids() -> None:
    rows, status = run(b'{"id": 7, "question": "Hva?"}\n')
    assert rows[0]["id"] == "7" and "error" not in rows[0] and status == 0


def test_the_same_id_twice_is_answered_twice() -> None:
    data = b'{"id": "1", "question": "A"}\n{"id": "1", "question": "B"}\n'
    rows, status = run(data)
    assert [(row["id"], row["question"]) for row in rows] == [("1", "A"), ("1", "B")] and status == 0
    assert find_repeated_ids(parse_lines(data)) == ["1"]


def test_broken_surrogates_and_nul_do_not_stop_the_file() -> None:
    rows, status = run(b'{"id": "\\ud800", "question": "a\\u0000b\\udfff"}\n')
    assert (rows[0]["id"], rows[0]["question"]) == ("\ufffd", "a\x00b\ufffd") and status == 0


def test_an_assistant_that_fails_on_one_line_does_not_take_the_others() -> None:
    def failing(question: Question) -> Answer:
        raise ZeroDivisionError("x")

    value, status = answer_line(parse_line(1, b'{"id": "1", "question": "A"}'), failing)
    assert value == {"line": 1, "id": "1", "question": "A", "error": "Noe uventet gikk galt (ZeroDivisionError: x)."}
    assert status == 1


def test_an_unusable_index_gives_its_own_status() -> None:
    def unusable(question: Question) -> Answer:
        raise IndexUnusableError("Indeksen er skadet.", "Kjør «ehelse index build».")

    value, status = answer_line(parse_line(1, b'{"id": "1", "question": "A"}'), unusable)
    assert value["error"] == "Indeksen er skadet. Kjør «ehelse index build»." and status == 3


def test_progress_is_told_line_by_line() -> None:
    seen: list[tuple[int, int]] = []
    write_answers(parse_lines(b'{"question": "A"}\nx\n'), echo, io.StringIO(), lambda *step: seen.append(step))
    assert seen == [(1, 2), (2, 2)]


def test_input_that_is_missing_or_utf16_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="den finnes ikke"):
        read_input(str(tmp_path / "x.jsonl"))
    (tmp_path / "u.jsonl").write_text("{}", encoding="utf-16")
    with pytest.raises(InputError, match="UTF-16"):
        read_input(str(tmp_path / "u.jsonl"))
    assert read_input("-", io.BytesIO(b"abc")) == b"abc"


def test_output_is_renamed_when_whole_and_the_old_file_stays_when_not(tmp_path: Path) -> None:
    path = tmp_path / "ut.jsonl"
    with open_output(str(path)) as file:
        file.write("ny")
        assert not path.exists()
    assert path.read_text() == "ny"
    with pytest.raises(KeyError), open_output(str(path)) as file:
        file.write("halv" + dict[str, str]()["stopped"])
    assert path.read_text() == "ny" and list(tmp_path.iterdir()) == [path]


def test_output_through_a_link_keeps_the_link(tmp_path: Path) -> None:
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real.jsonl")
    with open_output(str(tmp_path / "link.jsonl")) as file:
        file.write("x")
    assert (tmp_path / "link.jsonl").is_symlink() and (tmp_path / "real.jsonl").read_text() == "x"


@pytest.mark.parametrize(
    ("name", "reason"), [("", "det er en mappe"), ("fil/ut.jsonl", "er en fil"), ("x/y", "finnes")]
)
def test_output_that_cannot_be_written_is_told_with_its_reason(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "fil").write_text("")
    with pytest.raises(InputError, match=reason), open_output(str(tmp_path / name)):
        pass


def test_a_device_is_written_to_and_not_replaced() -> None:
    with open_output("/dev/null") as file:
        file.write("x")
    assert not Path("/dev/null").is_file()
