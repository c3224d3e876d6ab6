"""How a finished answer is shown bit by bit."""

from __future__ import annotations

import re
from collections.abc import Iterator

_STEPS = 10
# A table and a bold piece come whole: half of one would flash as raw Markdown.
_PIECE = re.compile(r"(?:^\|[^\n]*(?:\n|\Z))+|\s*(?:\*\*[^*\n]+\*\*\S*|\S+)\s*", re.MULTILINE)


def growing_text(markdown: str, steps: int = _STEPS) -> Iterator[str]:
    """Ever longer beginnings of the text, fewer than `steps`; the whole is not among them."""
    pieces = _PIECE.findall(markdown)
    size = max(1, -(-len(pieces) // steps))
    for end in range(size, len(pieces), size):
        yield "".join(pieces[:end])
