"""The floors that the figures of the verbatim mode must not fall below: floors.toml, raised as the figures rise."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from eval.figures import Figure, decimal, summarise
from eval.run import Row

FLOORS_FILE = Path(__file__).with_name("floors.toml")


class Limits(BaseModel):
    """Figures by name: the least and the most that they may be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at_least: dict[str, float] = {}
    at_most: dict[str, float] = {}


class Floors(BaseModel):
    """The limits of each split."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dev: Limits
    test: Limits


def load_floors(path: Path = FLOORS_FILE) -> Floors:
    """The committed floors."""
    return Floors.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def find_breaches(rows: Sequence[Row], limits: Limits) -> list[str]:
    """Each figure that is outside of its limits, with both. A figure that applies to nothing breaks its floor."""
    figures = named_figures(rows)
    low = [(name, floor, "skal være minst") for name, floor in limits.at_least.items() if not figures[name] >= floor]
    high = [(name, most, "skal være høyst") for name, most in limits.at_most.items() if not figures[name] <= most]
    return [f"{name} er {decimal(figures[name])}, {what} {decimal(limit)}" for name, limit, what in (*low, *high)]


def named_figures(rows: Sequence[Row]) -> dict[str, float]:
    """All figures that floors can name; not a number where one does not apply."""
    summary = summarise("alle", rows)
    figures = {name: getattr(summary, name) for name in summary.__slots__ if name not in ("name", "retrieval")}
    return {name: _number(value) for name, value in (*figures.items(), *summary.retrieval.items())}


def _number(value: Figure | float | None) -> float:
    number = value.value if isinstance(value, Figure) else value
    return float("nan") if number is None else float(number)
