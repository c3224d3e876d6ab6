"""Papers as HTML: a page for printing, and a piece for the clipboard. All text from outside is escaped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from assistant.answer_markdown import paper_parser
from assistant.export.paper import Paper, PaperSection, about_text, number_references, place_text
from assistant.models import Citation
from corpus.model import Link

_STYLE = Path(__file__).with_name("print.css")
_SCROLLED = '<div class="table" tabindex="0" role="region" aria-label="Tabell">'
_Render = Callable[[RendererHTML, Sequence[Token], int, OptionsDict, EnvType], str]


def to_html(paper: Paper) -> str:
    """A whole page without anything from outside, for A4: the browser prints it, or saves it as PDF."""
    paper = number_references(paper)
    about = f'<p class="about">{escape(line)}</p>' if (line := about_text(paper)) else ""
    sections = "".join(section_html(section) for section in paper.sections)
    return (
        f'<!DOCTYPE html>\n<html lang="nb">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(paper.title)}</title>\n'
        f"<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(paper.title)}</h1>\n{about}\n{sections}{references_html(paper.references)}</main>\n</body>\n</html>\n"
    )


def to_fragment(paper: Paper) -> str:
    """A piece of HTML for the clipboard, pasted as rich text: title, sections and references, without links inside."""
    paper = number_references(paper)
    sections = "".join(section_html(section, level=4, linked=False) for section in paper.sections)
    return f"<h3>{escape(paper.title)}</h3>\n{sections}{references_html(paper.references, level=4)}"


def section_html(section: PaperSection, *, level: int = 2, linked: bool = True) -> str:
    """A section under a heading of that level; `linked` marks lead to their reference in the same page."""
    if not section.markdown.strip():
        return ""
    citations = {citation.n: citation for citation in section.citations}
    heading = f"<h{level}>{escape(section.heading)}</h{level}>\n" if section.heading else ""
    env = {"citations": citations, "level": level + bool(section.heading), "linked": linked}
    kind = "own" if section.own else "copied"
    notices = "".join(f'<p class="notice"><strong>Merk:</strong> {escape(text)}</p>\n' for text in section.notices)
    body = f'<div class="{kind}">\n{_parser().render(section.markdown, env)}</div>\n'
    return f"<section>\n{heading}{body}{notices}</section>\n"


def references_html(references: Sequence[Citation], *, level: int = 2) -> str:
    """The list of references, numbered as the marks are."""
    if not references:
        return ""
    items = "".join(_reference(citation) for citation in references)
    return f'<section class="references">\n<h{level}>Kilder</h{level}>\n<ol>\n{items}</ol>\n</section>\n'


@cache
def _parser() -> MarkdownIt:
    parser = paper_parser()
    parser.core.ruler.push("tasks", _tasks_rule)
    rules: dict[str, _Render] = {
        "citation": _mark,
        "checkbox": _checkbox,
        "table_open": _table_open,
        "table_close": lambda renderer, tokens, index, options, env: f"</table>{'</div>' if env['linked'] else ''}\n",
        "hardbreak": lambda *_: "<br>\n",
    }
    for name, rule in rules.items():
        parser.add_render_rule(name, rule)
    return parser


def _tasks_rule(state: StateCore) -> None:
    """An item with a box has no bullet."""
    for index, token in enumerate(state.tokens):
        if token.type == "inline" and token.children and token.children[0].type == "checkbox" and index > 1:
            state.tokens[index - 2].attrSet("style", "list-style-type: none")


def _mark(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    number = tokens[index].content
    if not env["linked"]:
        return f"<sup>[{number}]</sup>"
    return f'<sup class="cite"><a href="#kilde-{number}" aria-label="Kilde {number}">[{number}]</a></sup>'


def _table_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """On a page, keyboards must reach a table that is wider, to scroll it; in a mail, it shows its lines by itself."""
    return f"{_SCROLLED}<table>\n" if env["linked"] else '<table border="1">\n'


def _checkbox(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return "☑ " if tokens[index].meta["checked"] else "☐ "


def _reference(citation: Citation) -> str:
    place = escape(place_text(citation).replace(" > ", " › "))
    link = ""
    if citation.url and Link("", citation.url).followable:
        url = escape(citation.url, quote=True)
        link = f' <a href="{url}">{url}</a>'
    quote = f"<q>{escape(citation.quote)}</q>"
    return f'<li id="kilde-{citation.n}" value="{citation.n}">{quote} – <cite>{place}</cite>{link}</li>\n'
