"""axe-core in a page: what a machine can see of accessibility. The Makefile puts it beside the packages."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

_FILE = Path(sys.prefix) / "npm" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = "([part, options]) => axe.run(part || document, { resultTypes: ['violations'], ...options })"
_COLOUR_RULES = ["color-contrast", "link-in-text-block"]
# (rule, selector) of what must be as it is, each with its reason.
_EXCEPTED = {
    # What is told about a mark hangs outside of the page's parts, so that no column or table cuts it off; the mark, which
    # is inside, has it as its description.
    ("region", "#eh-tip"),
}


@cache
def axe_script() -> str:
    """The script. Without it the test is skipped, but fails in CI."""
    if not _FILE.exists():
        if os.environ.get("CI"):
            pytest.fail("No axe-core in CI: «make setup-dev» fetches it with npm")
        pytest.skip("No axe-core here: install npm, and run «make setup-dev»")
    return _FILE.read_text(encoding="utf-8")


def find_violations(page: Page, part: str = "", *, colours_only: bool = False) -> list[str]:
    """What axe finds wrong in a part of the page (a selector; "" = all of it), of any impact, also best practice."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(axe_script())
    found: dict[str, Any] = page.evaluate(_RUN, [part, {"runOnly": _COLOUR_RULES} if colours_only else {}])
    return [
        f"{rule['impact']} {rule['id']} at {place(node)}: {node['html'][:150]} {' '.join(node['failureSummary'].split())}"
        for rule in found["violations"]
        for node in rule["nodes"]
        if (rule["id"], place(node)) not in _EXCEPTED
    ]


def place(node: dict[str, Any]) -> str:
    """The selector of where it is."""
    return " ".join(map(str, node["target"]))
