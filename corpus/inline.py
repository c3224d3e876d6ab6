"""Inline Markdown to plain text with marks: where pages begin, links stand, bold labels end and lines break."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it.token import Token

from corpus.model import Link, Role, Unit

_PAGE = re.compile(r"<!--\s*side\s+(\d+)\s*-->")
_ABBREVIATIONS = frozenset(
    "kap bl f.eks eks ev evt jf jfr nr pr ca dvs inkl mill mrd kr osv mv m.v bl.a o.l m.m pkt st ifm sr jr dr "
    "kl tlf avd ang iht mht ifb pga p.g.a f.o.m t.o.m".split()
)
_SENTENCE_END = re.compile(r"[.!?…]+[»”\"')\]]*(?=\s+[«“\"'(\[]*[A-ZÆØÅ0-9])")


@dataclass(slots=True)
class InlineText:
    """Plain text, and marks by their offset in it."""

    text: str = ""
    pages: list[tuple[int, int]] = field(default_factory=list)
    seams: list[int] = field(default_factory=list)
    links: list[tuple[int, Link]] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    bold: list[tuple[int, int]] = field(default_factory=list)

    def add(self, text: str) -> None:
        text = re.sub(r"\s+", " ", text)
        if self.text.endswith(" ") or not self.text:
            text = text.lstrip(" ")
        self.text += text


def parse_inline(children: Sequence[Token]) -> InlineText:
    """Turns the children of an inline token into plain text with marks."""
    out = InlineText()
    link_start, link_url, bold_start = 0, "", 0
    for token in children:
        if token.type in ("text", "code_inline"):
            out.add(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            out.add(" ")
        elif token.type == "link_open":
            link_start, link_url = len(out.text), str(token.attrGet("href") or "")
        elif token.type == "link_close":
            out.links.append((link_start, Link(out.text[link_start:].strip(), link_url)))
        elif token.type == "strong_open":
            bold_start = len(out.text)
        elif token.type == "strong_close":
            out.bold.append((bold_start, len(out.text)))
        elif token.type == "footnote_ref":
            out.seams.append(len(out.text))
        elif token.type == "html_inline":
            _mark(out, token.content)
        elif token.content:
            out.add(token.content)
    return out


def page_of(html: str) -> int | None:
    """The page that a comment begins, if it is such a comment (the last one, when there are several)."""
    pages = _PAGE.findall(html)
    return int(pages[-1]) if pages else None


def _mark(out: InlineText, html: str) -> None:
    page = page_of(html)
    if page is not None:
        out.pages.append((len(out.text), page))
        out.seams.append(len(out.text))
    elif html.startswith("<!--"):
        out.seams.append(len(out.text))
    elif html.lower().startswith("<br"):
        out.breaks.append(len(out.text))
        out.add(" ")
    else:
        out.add(html)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a Norwegian paragraph; «kap. 4» and «31.05.23» don't end one."""
    spans, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        before = text[start : match.start()].rsplit(" ", 1)[-1].lower().lstrip("(«“")
        if match.group().startswith(".") and (before in _ABBREVIATIONS or re.fullmatch(r"\d{1,2}", before)):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return [span for span in spans if text[span[0] : span[1]].strip()]


def cut_unit(
    inline: InlineText, span: tuple[int, int], role: Role, page: int | None, *, depth: int = 0, column: str = ""
) -> Unit:
    """One unit out of `span`, with its label, its quotable piece, its page and its links."""
    start, end = span
    label = ""
    for bold_start, bold_end in inline.bold:
        name = inline.text[bold_start:bold_end].strip()
        if bold_start <= start + 1 and start <= bold_start and name.endswith(":") and bold_end <= end:
            label, start = name[:-1].strip(), bold_end
    seams = [start, *(seam for seam in inline.seams if start < seam < end), end]
    pieces = list(pairwise(seams))
    best = max(pieces, key=lambda piece: (len(inline.text[piece[0] : piece[1]].strip()), -piece[0]))
    for offset, number in inline.pages:
        page = number if offset <= best[0] else page
    return Unit(
        text=inline.text[start:end].strip(),
        quote=inline.text[best[0] : best[1]].strip(),
        role=role,
        page=page,
        label=label,
        depth=depth,
        column=column,
        links=tuple(link for offset, link in inline.links if start <= offset < end),
    )
