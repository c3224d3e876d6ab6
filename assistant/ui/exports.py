"""An answer taken out of the page: copied, as a Word file, or to the browser's print window."""

from __future__ import annotations

import base64
import re
from datetime import date
from html import escape

import streamlit as st

from assistant.export import answer_paper, answer_to_markdown, to_fragment, to_html
from assistant.models import Answer
from assistant.ui.fragments import icon_html
from assistant.ui.words import word

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PRINTS = "utskrifter"
_NAME_CHARS = 80


def copy_answer_html(answer: Answer, *, rich: bool) -> str:
    """A button that copies an answer with its references; page.js does it, without asking the server.

    `rich`: as formatted text, with Markdown for where only plain text is taken; else Markdown alone.
    """
    formatted = f'data-rik="{_pack(to_fragment(answer_paper(answer)))}" ' if rich else ""
    name = word("copy" if rich else "copy_markdown", answer.language)
    told = (
        f'data-ja="{escape(word("copied", answer.language))}" data-nei="{escape(word("not_copied", answer.language))}"'
    )
    return (
        f'<button type="button" class="eh-action" {formatted}data-tekst="{_pack(answer_to_markdown(answer))}" {told}>'
        f'{icon_html("sheets")}<span>{name}</span></button><span class="eh-copied" role="status"></span>'
    )


def make_word(answer: Answer) -> bytes:
    """The answer as a .docx file."""
    from assistant.export.word import to_docx  # heavy: not before a file is asked for

    return to_docx(answer_paper(answer, made_at=date.today()))


def file_name(answer: Answer) -> str:
    """A name for a file of this answer, without its ending."""
    return re.sub(r"[^\w\- ]", "", answer.question).strip()[:_NAME_CHARS].strip() or "svar"


def print_answer(answer: Answer) -> None:
    """Opens the browser's own print window over a frame with the answer; the frame runs no script."""
    st.session_state[_PRINTS] = number = st.session_state.get(_PRINTS, 0) + 1
    page = _pack(to_html(answer_paper(answer, made_at=date.today())))
    script = f"""
    (() => {{
      const bytes = Uint8Array.from(atob("{page}"), (character) => character.charCodeAt(0));
      document.getElementById("eh-utskrift")?.remove();
      const frame = document.createElement("iframe");
      frame.id = "eh-utskrift";
      frame.title = "Utskrift {number}";
      frame.tabIndex = -1;
      frame.setAttribute("aria-hidden", "true");
      frame.setAttribute("sandbox", "allow-same-origin allow-modals");
      frame.style.cssText = "position: fixed; width: 0; height: 0; border: 0";
      frame.addEventListener("load", () => {{ frame.contentWindow.focus(); frame.contentWindow.print(); }});
      frame.srcdoc = new TextDecoder().decode(bytes);
      document.body.append(frame);
    }})();
    """
    with st.container(key="utskrift"):
        st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def _pack(text: str) -> str:
    """Text that stands in an attribute or a script as it is."""
    return base64.b64encode(text.encode(errors="replace")).decode()
