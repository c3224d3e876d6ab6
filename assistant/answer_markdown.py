"""The one way in which an answer's Markdown is read, on the screen and in exports.

CommonMark with tables. Foreign HTML is text, but <br> breaks the line; only web addresses are links. A mark [n] of a
known citation (env["citations"], by number) becomes a «citation» token, «[ ] » at a line's start a «checkbox».
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from assistant.models import Citation

_MARK = re.compile(r"\[(\d+)\]")
_BOX = re.compile(r"\[([ xX])\] ")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def answer_parser() -> MarkdownIt:
    """A new parser, to which the caller adds its render rules. env["level"] is what a heading «#» becomes, else 3."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table").disable(["html_block", "code", "image"])
    parser.validateLink = lambda url: url.startswith(("https://", "http://"))  # type: ignore[method-assign]
    parser.inline.ruler.before("link", "citation", _citation_rule)
    parser.inline.ruler.before("link", "checkbox", _checkbox_rule)
    parser.core.ruler.push("foreign", _foreign_rule)
    parser.core.ruler.push("levels", _levels_rule)
    parser.core.ruler.push("corners", _corners_rule)
    return parser


def paper_parser() -> MarkdownIt:
    """`answer_parser`, where bold lines are headings and words proven to be a citation's are «quote» tokens."""
    parser = answer_parser()
    parser.core.ruler.before("levels", "bold_headings", _bold_headings_rule)
    parser.core.ruler.push("quotes", _quotes_rule)
    return parser


def text_before_mark(markdown: str, citations: Sequence[Citation], number: int) -> str:
    """The words in front of a citation's mark that hold its quote; the quote alone where they don't.

    A sentence that goes over two pages is quoted from one of them, but shown whole.
    """
    by_number = {citation.n: citation for citation in citations}
    quote = by_number[number].quote
    for token in answer_parser().parse(markdown, {"citations": by_number}):
        for before, mark in pairwise(child for child in token.children or [] if child.content):
            if (mark.type, mark.content) == ("citation", str(number)) and quote in before.content:
                return before.content.strip()
    return quote


def _citation_rule(state: StateInline, silent: bool) -> bool:
    match = _MARK.match(state.src, state.pos)
    if match is None or int(match[1]) not in state.env.get("citations", {}):
        return False
    if not silent:
        state.push("citation", "", 0).content = match[1]
    state.pos = match.end()
    return True


def _checkbox_rule(state: StateInline, silent: bool) -> bool:
    match = _BOX.match(state.src, state.pos) if state.pos == 0 else None
    if match is None:
        return False
    if not silent:
        state.push("checkbox", "", 0).meta["checked"] = match[1] != " "
    state.pos = match.end()
    return True


def _foreign_rule(state: StateCore) -> None:
    for token in state.tokens:
        for child in token.children or []:
            if child.type == "html_inline":
                child.type = "hardbreak" if _BREAK.fullmatch(child.content) else "text"
                child.tag = "br" if child.type == "hardbreak" else ""


def _corners_rule(state: StateCore) -> None:
    """An empty cell among the names of columns is no name."""
    for index, token in enumerate(state.tokens):
        if token.type == "th_open" and not state.tokens[index + 1].content:
            token.tag = state.tokens[index + 2].tag = "td"


def _levels_rule(state: StateCore) -> None:
    shift = state.env.get("level", 3) - 1
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1:]) + shift)}"


def _bold_headings_rule(state: StateCore) -> None:
    """A paragraph of nothing but bold words is a heading of ours (a quote in bold has its mark behind it)."""
    for opening, line, closing in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if opening.type != "paragraph_open" or opening.level:
            continue
        shown = [child for child in line.children or [] if child.content or child.type != "text"]
        if [child.type for child in shown] == ["strong_open", "text", "strong_close"]:
            opening.type, closing.type = "heading_open", "heading_close"
            opening.tag = closing.tag = "h1"
            line.children = shown[1:-1]


def _quotes_rule(state: StateCore) -> None:
    """The words in front of a mark are a quote where they hold, letter by letter, what its citation quotes."""
    citations = state.env.get("citations", {})
    for token in state.tokens:
        children = token.children or []
        for index in reversed([i for i, child in enumerate(children) if child.type == "citation"]):
            quote = citations[int(children[index].content)].quote
            before = next((i for i in range(index - 1, -1, -1) if children[i].content), None)
            if quote and before is not None and children[before].type == "text" and quote in children[before].content:
                children[before : before + 1] = _split_quote(children[before], quote)


def _split_quote(token: Token, quote: str) -> list[Token]:
    before, _, after = token.content.rpartition(quote)
    texts = [Token("text", "", 0, content=text, level=token.level) for text in (before, quote, after)]
    opening, closing = Token("quote_open", "q", 1), Token("quote_close", "q", -1)
    return [part for part in (texts[0], opening, texts[1], closing, texts[2]) if part.type != "text" or part.content]
