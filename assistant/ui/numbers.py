"""Numbers as they are written in Norwegian."""

from __future__ import annotations

from datetime import date

_MONTHS = (
    "januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
    "desember",
)  # fmt: skip


def whole(number: int) -> str:
    """«14 475», with a narrow space that does not break."""
    return f"{number:,}".replace(",", "\u202f")


def amount(number: int, one: str, many: str) -> str:
    """«1 kilde», «2 kilder»."""
    return f"{whole(number)} {one if number == 1 else many}"


def percent(share: float) -> str:
    """«86,5 %» of 0.865."""
    return f"{share * 100:.1f}\u00a0%".replace(".", ",")


def of_hundred(share: float) -> str:
    """«86» of 0.865: how many of a hundred, as one says it."""
    return str(int(share * 100 + 0.5))


def long_date(day: date) -> str:
    """«23. november 2026»."""
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"
