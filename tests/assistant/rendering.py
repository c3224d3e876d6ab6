"""Markdown as CommonMark with tables reads it."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark").enable("table")


def read_tokens(markdown: str) -> list[Token]:
    """All tokens, those inside of lines too."""
    return list(_flatten(_PARSER.parse(markdown)))


def rendered_text(markdown: str) -> str:
    """What a reader sees, without markup."""
    kept = ("text", "code_inline", "html_inline", "html_block")
    return "".join("\n" if token.type in ("softbreak", "inline") else token.content if token.type in kept else ""
                   for token in read_tokens(markdown)).strip("\n")  # fmt: skip


def link_targets(markdown: str) -> list[str]:
    """Where links lead."""
    return [str(token.attrGet("href")) for token in read_tokens(markdown) if token.type == "link_open"]


def _flatten(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flatten(token.children or [])
