"""Small plots as SVG, written by hand: bars with intervals, and curves. Colours come from the page's style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_ROW, _LABEL, _BAR, _NOTE = 22, 130, 360, 130
_SIDE, _MARGIN = 300, 44


@dataclass(frozen=True, slots=True)
class Bar:
    """A share from 0 to 1 with its interval, and what stands behind it."""

    label: str
    value: float
    interval: tuple[float, float]
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """A curve: points (x, y), each from 0 to 1, and its name."""

    label: str
    points: tuple[tuple[float, float], ...]


def draw_bars(title: str, bars: Sequence[Bar]) -> str:
    """Horizontal bars, a line for each interval."""
    width, height = _LABEL + _BAR + _NOTE, _ROW * len(bars) + 24
    parts = [f'<text x="{_LABEL + x * _BAR:.0f}" y="12" class="tick">{_tick(x)}</text>' for x in (0.0, 0.5, 1.0)]
    parts += [
        f'<line x1="{_LABEL + x * _BAR:.0f}" x2="{_LABEL + x * _BAR:.0f}" y1="18" y2="{height}" class="grid"/>'
        for x in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    for number, bar in enumerate(bars):
        parts += _draw_bar(bar, 24 + number * _ROW)
    return _svg(title, width, height, parts)


def draw_curves(
    title: str, lines: Sequence[Line], *, axes: tuple[str, str], ticks: Sequence[str] = ("0", "0,5", "1")
) -> str:
    """Curves in a square, x to the right and y up; the first point of each is marked. `ticks` stand below x, evenly."""
    width, height = _SIDE + _MARGIN + 160, _SIDE + 2 * _MARGIN
    parts = [f'<rect x="{_MARGIN}" y="{_MARGIN // 2}" width="{_SIDE}" height="{_SIDE}" class="frame"/>']
    bottom = _MARGIN // 2 + _SIDE
    for number, tick in enumerate(ticks):
        x = _MARGIN + _SIDE * number / max(1, len(ticks) - 1)
        parts.append(f'<text x="{x:.0f}" y="{bottom + 16}" class="tick">{escape(tick)}</text>')
    parts += [
        f'<text x="{_MARGIN - 8}" y="{bottom - y * _SIDE + 4:.0f}" class="left">{_tick(y)}</text>'
        for y in (0.0, 0.5, 1.0)
    ]
    parts.append(f'<text x="{_MARGIN + _SIDE // 2}" y="{bottom + 34}" class="tick">{escape(axes[0])}</text>')
    parts.append(f'<text x="{_MARGIN}" y="12">{escape(axes[1])}</text>')
    for number, line in enumerate(
        lines
    ):  # without points it still has its number: a system looks the same in all plots
        parts += _draw_line(line, number, bottom)
    return _svg(title, width, height, parts)


def _draw_bar(bar: Bar, y: int) -> list[str]:
    low, high = (_LABEL + bound * _BAR for bound in bar.interval)
    middle = y + 8
    return [
        f'<text x="{_LABEL - 8}" y="{y + 12}" class="left">{escape(bar.label)}</text>',
        f'<rect x="{_LABEL}" y="{y}" width="{bar.value * _BAR:.1f}" height="16" class="bar"/>',
        f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{middle}" y2="{middle}" class="interval"/>',
        f'<text x="{_LABEL + _BAR + 8}" y="{y + 12}">{escape(bar.note)}</text>',
    ]


def _draw_line(line: Line, number: int, bottom: int) -> list[str]:
    places = [(_MARGIN + x * _SIDE, bottom - y * _SIDE) for x, y in line.points]
    if not places:
        return []
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    kind = f"line-{number % 6}"
    right, legend = _MARGIN + _SIDE + 10, _MARGIN // 2 + 14 + number * 18
    return [
        f'<polyline points="{path}" class="curve {kind}"/>',
        f'<circle cx="{places[0][0]:.1f}" cy="{places[0][1]:.1f}" r="4" class="dot {kind}"/>',
        f'<path d="M{right} {legend - 4}h20" class="curve {kind}"/>',
        f'<text x="{right + 26}" y="{legend}">{escape(line.label)}</text>',
    ]


def _tick(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _svg(title: str, width: int, height: int, parts: Sequence[str]) -> str:
    head = f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img" aria-label="{escape(title)}">'
    return "\n".join([head, f"<title>{escape(title)}</title>", *parts, "</svg>"])
