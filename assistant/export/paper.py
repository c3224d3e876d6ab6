"""Answers and memos as one neutral form, and the common list of references that all formats share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from assistant.memo import Memo, MemoItem
from assistant.models import Answer, Citation
from assistant.quoting import whole_answer

UNTITLED = "Uten navn"
_MARK = re.compile(r"(?<!\\)((?:\\\\)*)\[(\d+)\]")
_LINE_END = re.compile(r"(?<=\S)[ \t]*\r?\n(?=[ \t]*\S)")
_MONTHS = "januar februar mars april mai juni juli august september oktober november desember".split()
_Key = tuple[str, str, int, str]


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A part of a paper. `markdown` marks its own `citations` as [n]; `own`: written by the user, not copied."""

    heading: str
    markdown: str
    citations: tuple[Citation, ...] = ()
    notices: tuple[str, ...] = ()
    own: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """What is exported. `references` are empty until `number_references` has filled them."""

    title: str
    sections: tuple[PaperSection, ...]
    made_at: date | None = None
    references: tuple[Citation, ...] = ()


def answer_paper(answer: Answer, *, made_at: date | None = None) -> Paper:
    """A paper of one answer, titled with its question; what is nearest follows as quotes."""
    markdown, citations = whole_answer(answer)
    section = PaperSection("", markdown, citations, answer.notices)
    return Paper(answer.question or "Svar fra E-helseassistenten", (section,), made_at)


def memo_paper(memo: Memo) -> Paper:
    """A paper of a memo, with one section an item, in its order."""
    changed = datetime.fromisoformat(memo.changed_at).date() if memo.changed_at else None
    return Paper(memo.title or UNTITLED, tuple(map(_item_section, memo.items)), changed)


def number_references(paper: Paper) -> Paper:
    """The paper with one list of references: marks are renumbered as they appear, the same place keeps its number.

    Numbering it again changes nothing. A mark without a citation becomes plain text, so that it names no other's.
    """
    numbers: dict[_Key, int] = {}
    references: dict[_Key, Citation] = {}
    sections = []
    for section in paper.sections:
        for citation in _by_appearance(section):
            number = numbers.setdefault(_key(citation), len(numbers) + 1)
            references.setdefault(_key(citation), citation.model_copy(update={"n": number}))
        known = {citation.n: numbers[_key(citation)] for citation in section.citations}
        cited = dict.fromkeys(_key(citation) for citation in section.citations)
        sections.append(
            replace(
                section, markdown=_renumber(section.markdown, known), citations=tuple(references[key] for key in cited)
            )
        )
    return replace(paper, sections=tuple(sections), references=tuple(references.values()))


def place_text(citation: Citation) -> str:
    """Where a quote stands, as plain text: title, date, headings and page."""
    page = f", side {citation.page}" if citation.page else ""
    label = citation.label or citation.date or ""
    status = f" ({status_text(label)})" if label else ""
    return f"{citation.title}{status}, {citation.heading}{page}."


def status_text(label: str) -> str:
    """«status høsten 2023» from «høsten 2023»; labels that already say it, or say «udatert», stay."""
    return label if not label or label.startswith(("status", "udatert")) else f"status {label}"


def about_text(paper: Paper) -> str:
    """One line under the title: when it was made, and what the numbers mean."""
    made = f"{date_text(paper.made_at)}. " if paper.made_at else ""
    marks = "Tallene i hakeparentes viser til kildelisten, der sitatene står ord for ord." if paper.references else ""
    return (made + marks).strip()


def date_text(day: date) -> str:
    """«3. mars 2026»."""
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def _item_section(item: MemoItem) -> PaperSection:
    if item.kind == "text":
        # A line break of the writer's own is kept; Markdown would join the lines.
        return PaperSection(item.heading, _LINE_END.sub("  \n", item.markdown), own=True)
    return PaperSection(item.heading, item.markdown, item.citations, item.notices)


def _by_appearance(section: PaperSection) -> Iterator[Citation]:
    """The citations in the order of their marks, those without a mark last."""
    by_number = {citation.n: citation for citation in section.citations}
    marked = [int(number) for _, number in _MARK.findall(section.markdown)]
    for number in dict.fromkeys([*marked, *by_number]):
        if number in by_number:
            yield by_number[number]


def _key(citation: Citation) -> _Key:
    """The place of a quote; two pieces of one place are two references, each with its own words."""
    return citation.source, citation.passage, citation.unit, citation.quote


def _renumber(markdown: str, numbers: Mapping[int, int]) -> str:
    def mark(match: re.Match[str]) -> str:
        number = int(match[2])
        return f"{match[1]}[{numbers[number]}]" if number in numbers else rf"{match[1]}\[{match[2]}\]"

    return _MARK.sub(mark, markdown)
