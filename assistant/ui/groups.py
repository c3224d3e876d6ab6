"""Citations gathered by passage, with the short names that buttons and marks are given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.models import Citation

_NUMBER = re.compile(r"^\d+(?:\.\d+)*\.?\s+")
_LABEL_CHARS = 34
_LABEL_SPECIAL = re.compile(r"([\\`*_\[\]<>$:~|#])")


@dataclass(frozen=True, slots=True)
class Group:
    """All citations of one passage, in the order of their numbers."""

    passage: str
    citations: tuple[Citation, ...]

    @property
    def label(self) -> str:
        """«1–6 · 5.3 Gevinster»."""
        return f"{number_ranges(citation.n for citation in self.citations)} · {place_name(self.citations[0])}"


def group_citations(citations: Iterable[Citation]) -> tuple[Group, ...]:
    """One group a passage, in the order in which the passages are first cited."""
    by_passage: dict[str, list[Citation]] = {}
    for citation in citations:
        by_passage.setdefault(citation.passage, []).append(citation)
    return tuple(
        Group(passage, tuple(sorted(cited, key=lambda citation: citation.n))) for passage, cited in by_passage.items()
    )


def source_key(exchange: int, passage: str) -> str:
    """Key of the button that opens a passage; marks point to it."""
    return f"kilde-{exchange}-{passage}"


def number_ranges(numbers: Iterable[int]) -> str:
    """«1–3, 5» from 1, 2, 3, 5; two neighbours are written «1, 2»."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def place_name(citation: Citation) -> str:
    """Section number and the last heading, cut to fit a button: «5.3 Gevinster»."""
    last = heading_names(citation.heading)[-1] if citation.heading else citation.title
    short = last if len(last) <= _LABEL_CHARS else last[:_LABEL_CHARS].rsplit(" ", 1)[0].rstrip(" ,.(") + " …"
    return f"{citation.section} {short}".strip()


def heading_names(heading: str) -> Sequence[str]:
    """The headings of a path, without their numbers."""
    return [_NUMBER.sub("", name).rstrip(":") for name in heading.split(" > ")]


def escape_label(text: str) -> str:
    """Text for a widget's label, where Streamlit would read Markdown and directives."""
    return _LABEL_SPECIAL.sub(r"\\\1", " ".join(text.split()))
