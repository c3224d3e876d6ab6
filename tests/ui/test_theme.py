"""The colours of both themes can be read: WCAG AA, 4.5:1 for text and 3:1 for edges."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
STYLE = (ROOT / "assistant" / "ui" / "style.css").read_text(encoding="utf-8")
PAIRS = {
    match[1]: (match[2], match[3]) for match in re.finditer(r"--eh-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", STYLE)
}
TEXT_ON = [
    ("text", "panel"),
    ("text", "notice"),
    ("text", "mark"),
    ("text", "soft"),
    ("muted", "panel"),
    ("muted", "page"),
    ("accent", "panel"),
    ("accent", "soft"),
    ("accent", "page"),
    ("bubble-text", "bubble"),
    ("link", "page"),
    ("text", "side"),
]


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, after WCAG 2.2."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def colour(name: str, theme: str) -> str:
    """A colour of the style sheet, or of Streamlit's own theme."""
    own = {"page": "backgroundColor", "side": "secondaryBackgroundColor", "link": "linkColor"}
    return str(THEME[theme][own[name]]) if name in own else PAIRS[name][theme == "dark"]


def test_contrast_of_black_and_white() -> None:
    """The measure itself."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    """4.5:1 for text."""
    assert contrast(colour(text, theme), colour(ground, theme)) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("edge", ["edge", "notice-line", "accent"])
def test_edges_can_be_seen(theme: str, edge: str) -> None:
    """3:1 for the edges of what is used, and for the focus ring."""
    assert contrast(colour(edge, theme), colour("page", theme)) >= 3


def test_nothing_is_loaded_from_outside() -> None:
    """No address, import or font in the style or the script."""
    script = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "assistant" / "ui").glob("*.js"))
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|@import|@font-face|fetch\(", STYLE + script)
    assert not re.search(r"<[/\w!]", STYLE + script), "the sanitiser would drop the whole sheet or script"
