"""The difference between two runs over the questions that both have, with a paired interval and a paired test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from assistant.terminal import explain_os_error
from corpus.errors import InputError
from eval.figures import decimal
from eval.intervals import bootstrap_interval, paired_p_value
from eval.report import outcome, plain
from eval.run import Row

ROWS_FILE = "rows.jsonl"
_SAME = 1e-9
_MOST_MOVED = 10


@dataclass(frozen=True)
class Comparison:
    """B against A. `difference` is the mean of B - A with its 95 % interval; `moved` are the pairs that differ.

    The most moved pair stands first. `left_out` are ids that only one run has, or whose question text differs.
    """

    n: int
    mean_a: float
    mean_b: float
    difference: float
    interval: tuple[float, float]
    p_value: float
    wins: int
    ties: int
    losses: int
    moved: tuple[tuple[Row, Row], ...]
    left_out: tuple[str, ...]


def load_rows(path: Path) -> list[Row]:
    """The rows of a run: its file, or the folder that has it. Raises InputError that names the first bad line."""
    file = path / ROWS_FILE if path.is_dir() else path
    try:
        lines = file.read_bytes().decode("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        what = explain_os_error(error) if isinstance(error, OSError) else "ikke UTF-8"
        raise InputError(f"Kan ikke lese «{file}»: {what}.", "Oppgi mappen fra «ehelse eval run».") from error
    rows: list[Row] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                rows.append(Row.model_validate_json(line))
            except ValidationError as error:
                raise InputError(
                    f"{file.name} linje {number} er ikke en rad fra «ehelse eval run» ({error.errors()[0]['msg']}).",
                    "Oppgi en annen fil.",
                ) from error
    return rows


def compare_rows(a: Sequence[Row], b: Sequence[Row]) -> Comparison:
    """B against A, paired by id. Raises InputError where they share no question."""
    first, second = {row.id: row for row in a}, {row.id: row for row in b}
    shared = [id_ for id_ in first if id_ in second and first[id_].question == second[id_].question]
    if not shared:
        raise InputError("De to målingene har ingen spørsmål felles.", "Sammenlign målinger av de samme spørsmålene.")
    pairs = [(first[id_], second[id_]) for id_ in shared]
    gains = [right.scores.score - left.scores.score for left, right in pairs]
    moved = [pair for pair in pairs if abs(_gain(pair)) > _SAME]
    wins, losses = sum(gain > _SAME for gain in gains), sum(gain < -_SAME for gain in gains)
    return Comparison(
        n=len(pairs),
        mean_a=sum(left.scores.score for left, _ in pairs) / len(pairs),
        mean_b=sum(right.scores.score for _, right in pairs) / len(pairs),
        difference=sum(gains) / len(gains),
        interval=bootstrap_interval(gains),
        p_value=paired_p_value(gains),
        wins=wins,
        ties=len(pairs) - wins - losses,
        losses=losses,
        moved=tuple(sorted(moved, key=lambda pair: (-abs(_gain(pair)), pair[0].id))),
        left_out=tuple(sorted((first.keys() | second.keys()) - set(shared))),
    )


def verdict(comparison: Comparison) -> str:
    """What the interval allows us to say."""
    low, high = comparison.interval
    if low > 0:
        return "B er bedre enn A."
    if high < 0:
        return "B er dårligere enn A."
    return "Forskjellen er ikke større enn tilfeldigheter kan gi."


def describe_test(comparison: Comparison) -> str:
    """The difference with its interval and p."""
    low, high = (decimal(bound, signed=True) for bound in comparison.interval)
    p = f"p = {comparison.p_value:.3f}".replace(".", ",") if comparison.p_value >= 0.001 else "p < 0,001"
    return f"forskjell {decimal(comparison.difference, signed=True)} [{low}, {high}] (95 %), {p}"


def describe_comparison(comparison: Comparison) -> list[str]:
    """The comparison for a terminal, the most moved questions last with both answers."""
    lines = [
        f"Felles spørsmål: {comparison.n}",
        f"Treff: A {decimal(comparison.mean_a)}, B {decimal(comparison.mean_b)}; {describe_test(comparison)}",
        f"B bedre på {comparison.wins}, likt på {comparison.ties}, dårligere på {comparison.losses}",
        verdict(comparison),
    ]
    if comparison.left_out:
        lines.append(f"Ikke med (bare i den ene, eller endret spørsmål): {', '.join(comparison.left_out)}")
    for left, right in comparison.moved[:_MOST_MOVED]:
        scores = f"{decimal(left.scores.score)} til {decimal(right.scores.score)}"
        lines += ["", f"{left.id} ({left.kind}), {scores}: {plain(left.question)}"]
        lines += [f"  A {outcome(left)}", f"  B {outcome(right)}"]
    return lines


def _gain(pair: tuple[Row, Row]) -> float:
    return pair[1].scores.score - pair[0].scores.score
