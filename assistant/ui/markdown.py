"""An answer's Markdown to safe HTML: all foreign HTML is escaped, and [n] becomes a small link to its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from assistant.answer_markdown import answer_parser
from assistant.models import Citation
from assistant.ui.groups import place_name, source_key
from assistant.ui.tips import tip_key

_Render = Callable[[RendererHTML, Sequence[Token], int, OptionsDict, EnvType], str]


def answer_html(markdown: str, citations: Sequence[Citation] = (), *, exchange: int = 0, tips: bool = False) -> str:
    """HTML of an answer. A mark without a citation stays text; the others name the source button of their passage.

    `tips`: the page has what is told about each mark (tips_html), and marks point to it.
    """
    env = {"citations": {citation.n: citation for citation in citations}, "exchange": exchange, "tips": tips}
    return f'<div class="eh-answer">{_parser().render(markdown, env)}</div>'


@cache
def _parser() -> MarkdownIt:
    parser = answer_parser()
    parser.core.ruler.push("answer", _answer_rule)
    rules: Mapping[str, _Render] = {
        "citation": _citation,
        "checkbox": lambda renderer, tokens, index, options, env: '<span class="eh-box" aria-hidden="true"></span>',
        "hardbreak": lambda *_: "<br>",
        # Keyboards must reach a table that is wider than the page, to scroll it.
        "table_open": lambda *_: '<div class="eh-table" tabindex="0" role="region" aria-label="Tabell"><table>\n',
        "table_close": lambda *_: "</table></div>\n",
    }
    for name, rule in rules.items():
        parser.add_render_rule(name, rule)
    return parser


def _answer_rule(state: StateCore) -> None:
    """Links open beside; cells know their column, for narrow screens."""
    columns: list[str] = []
    column = 0
    for index, token in enumerate(state.tokens):
        if token.type == "table_open":
            columns = []
        elif token.type == "th_open":
            columns.append(state.tokens[index + 1].content)
        elif token.type == "tr_open":
            column = 0
        elif token.type == "td_open":
            token.attrSet("data-col", columns[column] if column < len(columns) else "")
            column += 1
        for child in token.children or []:
            if child.type == "link_open":
                child.attrSet("target", "_blank")
                child.attrSet("rel", "noopener noreferrer")


def _citation(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    citation: Citation = env["citations"][int(tokens[index].content)]
    place = place_name(citation) + (f", side {citation.page}" if citation.page else "")
    key = source_key(env["exchange"], citation.passage)
    tip = tip_key(env["exchange"], citation.n)
    told = f'data-tips="{tip}" aria-describedby="{tip}"' if env["tips"] else f'title="{escape(place)}"'
    # A link, not a button: text may not be broken between the last word and its mark.
    return (
        f'<sup class="eh-cite"><a href="#kilder-{env["exchange"]}" data-kilde="{escape(key)}" {told} '
        f'aria-label="Kilde {citation.n}: {escape(place)}">{citation.n}</a></sup>'
    )
