"""Papers: one list of references over all sections, and what Markdown, print and clipboard show."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.compose import escape
from assistant.export import (
    Paper,
    PaperSection,
    answer_paper,
    answer_to_markdown,
    memo_paper,
    number_references,
    to_fragment,
    to_html,
    to_markdown,
)
from assistant.memo import Memo, add_answer, add_quote, add_text
from assistant.models import Answer
from tests.assistant.conftest import Ask
from tests.assistant.papers import HOSTILE, cite, html_text, make_answer, open_word, word_text
from tests.assistant.rendering import read_tokens, rendered_text

QUESTIONS = ["Hva er gevinstene ved e-multidose?", "Sammenlign kjernejournal og SFM", "Lag en sjekkliste for SFM"]


def two_answers() -> Memo:
    """Two answers that share their second and first sentence."""
    memo = add_answer(Memo(title="Møte"), "Første", make_answer("En.", "To."))
    return add_answer(memo, "Andre", make_answer("To.", "Tre.", start=1))


def test_marks_are_renumbered_over_all_sections() -> None:
    """The same place has the same number everywhere, and numbers follow the text."""
    paper = number_references(memo_paper(two_answers()))
    assert [section.markdown for section in paper.sections] == ["En.[1] To.[2]", "To.[2] Tre.[3]"]
    assert [(citation.n, citation.quote) for citation in paper.references] == [(1, "En."), (2, "To."), (3, "Tre.")]
    assert [citation.n for citation in paper.sections[1].citations] == [2, 3]


def test_numbering_again_changes_nothing() -> None:
    """So every format may do it."""
    paper = number_references(memo_paper(two_answers()))
    assert number_references(paper) == paper


def test_numbers_follow_the_order_of_the_marks() -> None:
    """Not the order of the citations; one without a mark comes last, and is kept."""
    section = PaperSection("", "b[2] a[1]", (cite(1, "a"), cite(2, "b", unit=1), cite(3, "c", unit=2)))
    paper = number_references(Paper("T", (section,)))
    assert paper.sections[0].markdown == "b[1] a[2]"
    assert [citation.quote for citation in paper.references] == ["b", "a", "c"]


def test_a_mark_without_citation_names_no_other_reference() -> None:
    """«[1]» in own text, or escaped in a source, is no reference."""
    memo = add_text(two_answers(), "Se [1] og [9].")
    text = to_markdown(memo_paper(memo))
    assert r"Se \[1\] og \[9\]." in text
    section = PaperSection("", r"Fra kilden \[1\], og merket\\[1]", (cite(1, "q"),))
    assert number_references(Paper("T", (section,))).sections[0].markdown == r"Fra kilden \[1\], og merket\\[1]"


@pytest.mark.parametrize("question", QUESTIONS)
def test_quotes_stand_letter_by_letter_in_every_format(ask: Ask, question: str) -> None:
    """Each quote of a real answer is there, in the answer itself and in the list."""
    answer = ask(question)
    assert answer.citations
    paper = answer_paper(answer)
    texts = {
        "markdown": rendered_text(to_markdown(paper)),
        "copy": rendered_text(answer_to_markdown(answer)),
        "print": html_text(to_html(paper)),
        "clipboard": html_text(to_fragment(paper)),
        "word": word_text(open_word(paper)),
    }
    for name, text in texts.items():
        for citation in answer.citations:
            assert text.count(citation.quote) >= 2, name


def test_proven_quotes_are_marked_as_quotes() -> None:
    """Only words that the citation holds letter by letter; a rewriting is none."""
    section = PaperSection("", "Innledning: Ordrett sitat.[1] Omskrevet sitat.[2]", (cite(1, "Ordrett sitat."), cite(2, "Et sitat.", unit=1)))  # fmt: skip
    html = to_html(Paper("T", (section,)))
    assert "Innledning: <q>Ordrett sitat.</q><sup" in html
    assert "<q>Omskrevet" not in html


def test_markdown_has_title_sections_notices_and_references() -> None:
    """The whole of a memo, in order."""
    answer = make_answer("En.").model_copy(update={"notices": ("2024 er passert.",)})
    memo = add_text(add_answer(Memo(title="Møte", changed_at="2026-03-03T10:00:00+00:00"), "Hva?", answer), "Vårt syn.")
    assert to_markdown(memo_paper(memo)) == (
        "# Møte\n\n3. mars 2026. Tallene i hakeparentes viser til kildelisten, der sitatene står ord for ord.\n\n"
        "## Hva?\n\nEn. [1]\n\n> Merk: 2024 er passert.\n\nVårt syn.\n\n"
        "## Kilder\n\n1. «En.» – Oppsummering (status høsten 2023), 5. Oversikt > 5.3. E-multidose, side 7.\n"
    )


def test_line_breaks_of_own_text_are_kept() -> None:
    """Markdown would join the lines."""
    html = to_html(memo_paper(add_text(Memo(title="T"), "En\nTo\n\n- a\n- b")))
    assert "<p>En<br>\nTo</p>" in html
    assert html.count("<li>") == 2


def test_refusal_shows_what_is_nearest_as_quotes() -> None:
    """With numbers of the common list."""
    refusal = Answer(
        question="Pris?", answer="Ingen pris.", abstained=True, nearest=(cite(1, "Analysen er foreløpig."),)
    )
    html = to_html(answer_paper(refusal))
    assert "<h2>Det nærmeste kildene sier</h2>" in html
    assert "<blockquote>\n<p><q>Analysen er foreløpig.</q><sup" in html
    assert "[1]</a></sup></p>" in html


def test_print_page_is_whole_and_norwegian() -> None:
    """Nothing is loaded from outside; heading levels have no hole; the list has links and dates."""
    memo = add_quote(two_answers(), cite(1, "Fire.", unit=9, url="https://www.ks.no/a?b=1&c=2"))
    html = to_html(memo_paper(memo))
    assert html.startswith('<!DOCTYPE html>\n<html lang="nb">')
    assert "size: A4" in html
    assert not re.search(r"<(?:script|link|img|iframe)|@import|url\(", html)
    assert re.findall(r"<h(\d)", html) == ["1", "2", "2", "2", "2"]
    assert '<a href="https://www.ks.no/a?b=1&amp;c=2">' in html
    assert "status høsten 2023" in html
    assert 'href="#kilde-2"' in html and 'id="kilde-2"' in html


def test_bold_lines_are_headings_and_boxes_are_boxes() -> None:
    """Our own headings in an answer are bold lines; a bold line with a mark is a quote."""
    markdown = "**Sykehjem**\n\n**11) Risiko**[1]\n\n- [ ] Gjør a\n- [x] Gjør b"
    html = to_html(Paper("T", (PaperSection("Q", markdown, (cite(1, "11) Risiko"),)),)))
    assert "<h3>Sykehjem</h3>" in html
    assert "<strong><q>11) Risiko</q></strong><sup" in html
    assert '<li style="list-style-type: none">☐ Gjør a</li>' in html
    assert "☑ Gjør b" in html


def test_clipboard_piece_stands_alone() -> None:
    """No page around it, no links into a page that isn't there, and tables that show their lines."""
    markdown = "| | A |\n|---|---|\n| **Hva** | En<br>To[1] |"
    piece = to_fragment(Paper("Spørsmål", (PaperSection("", markdown, (cite(1, "To"),)),)))
    assert piece.startswith("<h3>Spørsmål</h3>")
    assert "#kilde" not in piece and "<html" not in piece
    assert '<table border="1">' in piece
    assert "En<br>\n<q>To</q><sup>[1]</sup>" in piece


def test_hostile_text_is_only_text() -> None:
    """In title, heading, own text, notice and quote; every format shows it as it is written."""
    answer = Answer(question=HOSTILE, answer=f"{escape(HOSTILE)}[1]", citations=(cite(1, HOSTILE),), notices=(HOSTILE,))
    memo = add_answer(Memo(title=HOSTILE), HOSTILE, answer)
    paper = memo_paper(memo)
    html = to_html(paper)
    assert "<script" not in html and html_text(html).count(HOSTILE) >= 5
    assert rendered_text(to_markdown(paper)).count(HOSTILE) == 5
    assert not any(token.type in ("html_block", "html_inline", "em") for token in read_tokens(to_markdown(paper)))
    assert word_text(open_word(paper)).count(HOSTILE) == 5
    assert rendered_text(answer_to_markdown(answer)).count(HOSTILE) == 4


def test_own_text_is_no_html() -> None:
    """Tags that a user writes are shown."""
    html = to_html(memo_paper(add_text(Memo(title="T"), "<b>fet</b> [x](javascript:alert(1))")))
    assert "&lt;b&gt;fet&lt;/b&gt;" in html
    assert "<a " not in html


def test_addresses_that_lead_nowhere_are_no_links() -> None:
    """A file on somebody's own disk."""
    paper = answer_paper(Answer(question="q", answer="a[1]", citations=(cite(1, "a", url="file:///C:/x.pdf"),)))
    assert "file:" not in to_html(paper) + to_markdown(paper) + word_text(open_word(paper))


def test_empty_memo_has_a_name() -> None:
    """Nothing in it is no reason to fail."""
    assert to_markdown(memo_paper(Memo())) == "# Uten navn\n"
    assert (
        answer_paper(Answer(question="", answer="a"), made_at=date(2026, 1, 2)).title == "Svar fra E-helseassistenten"
    )
