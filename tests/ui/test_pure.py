"""The builders behind the pages: marks, groups, passages, fragments, streaming, export."""

from __future__ import annotations

import pytest

from assistant.conversation import Exchange, history_turns, shown_question
from assistant.export import answer_to_markdown, status_text
from assistant.models import Answer, Citation, Turn
from assistant.ui.fragments import badge_html, nearest_html, notices_html, question_html, understood_html
from assistant.ui.groups import escape_label, group_citations, number_ranges, place_name
from assistant.ui.markdown import answer_html
from assistant.ui.passages import links_html, mark_quotes, neighbours, passage_html, source_html
from assistant.ui.streaming import growing_text
from assistant.ui.tips import tips_html
from corpus.model import Link, Passage
from corpus.sources import Corpus

BAD = "<script>alert(1)</script>"


def citation(
    number: int, passage: str = "p", *, heading: str = "5. Oversikt > 5.3. E-multidose > Gevinster"
) -> Citation:
    """A citation of an unknown passage."""
    return Citation(
        n=number,
        source="s",
        title="T",
        section="5.3",
        heading=heading,
        passage=passage,
        page=7,
        url=None,
        date=None,
        quote="q",
    )


@pytest.mark.parametrize(
    ("numbers", "text"), [([], ""), ([4], "4"), ([2, 1], "1, 2"), ([1, 2, 3, 5], "1–3, 5"), ([1, 1, 3, 4, 5], "1, 3–5")]
)
def test_number_ranges(numbers: list[int], text: str) -> None:
    """Three neighbours or more are joined."""
    assert number_ranges(numbers) == text


def test_groups_are_by_passage_in_order() -> None:
    """Citations of one passage share a button, wherever they stand."""
    groups = group_citations([citation(1, "b"), citation(2, "a"), citation(3, "b")])
    assert [(group.passage, group.label) for group in groups] == [
        ("b", "1, 3 · 5.3 Gevinster"),
        ("a", "2 · 5.3 Gevinster"),
    ]


def test_place_name_is_short() -> None:
    """A long heading is cut between words."""
    long = citation(1, heading="3. Konsekvenser av digitalisering av legemiddelområdet for helsetjenestene")
    assert place_name(long) == "5.3 Konsekvenser av digitalisering av …"


def test_marks_become_links_to_their_source() -> None:
    """[1] right after a word is a mark of its passage's button."""
    html = answer_html("Tryggere[1]", [citation(1)], exchange=4)
    assert 'Tryggere<sup class="eh-cite"><a href="#kilder-4" data-kilde="kilde-4-p"' in html
    assert 'aria-label="Kilde 1: 5.3 Gevinster, side 7">1</a></sup>' in html


def test_marks_point_to_what_is_told_about_them() -> None:
    """Where the page has the tips, a mark is described by its own; the browser's own tip would stand beside it."""
    html = answer_html("Tryggere[1]", [citation(1)], exchange=4, tips=True)
    assert 'data-tips="tips-4-1" aria-describedby="tips-4-1"' in html and "title=" not in html
    tips = tips_html([citation(1)], 4)
    assert '<div id="tips-4-1">' in tips and "«q»" in tips and "5.3 › E-multidose › Gevinster" in tips
    assert "T · side 7" in tips and tips_html([], 4) == ""


def test_tips_escape_and_tell_the_age() -> None:
    html = tips_html([citation(1).model_copy(update={"quote": BAD, "label": "høsten 2023"})], 1)
    assert BAD not in html and "&lt;script&gt;" in html and "status høsten 2023" in html


@pytest.mark.parametrize("text", ["se [2]", r"se \[1\]"])
def test_other_brackets_stay_text(text: str) -> None:
    """A number without a citation and an escaped bracket are the source's own."""
    assert "eh-cite" not in answer_html(text, [citation(1)])


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        (BAD, "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<div onclick=x>\n\nhei</div>", "&lt;div onclick=x&gt;"),
        ("a<br>b", "a<br>b"),
        ("a <img src=x onerror=y>", "&lt;img src=x onerror=y&gt;"),
    ],
)
def test_foreign_html_is_text(markdown: str, shown: str) -> None:
    """Nothing but a line break gets through."""
    html = answer_html(markdown)
    assert shown in html
    assert not any(f"<{tag}" in html for tag in ("script", "img", "div onclick"))


def test_only_web_links_are_links() -> None:
    """A script or a file is not followed."""
    assert 'href="https://nhn.no" target="_blank" rel="noopener noreferrer"' in answer_html("[NHN](https://nhn.no)")
    assert "<a " not in answer_html("[a](javascript:alert(1)) [b](file:///C:/x)")


def test_tables_know_their_columns_and_checklists_their_boxes() -> None:
    """Narrow screens show the column in front of a cell; a checklist has boxes."""
    html = answer_html("| | KJ |\n|---|---|\n| **Hva** | Løsning[1] |", [citation(1)])
    assert '<td data-col="KJ">Løsning<sup' in html
    assert '<div class="eh-table"' in html
    assert 'class="eh-box"' in answer_html("- [ ] Ta i bruk")


def test_passage_is_shown_whole_with_its_quotes_marked(corpus: Corpus, benefits: Passage, answer: Answer) -> None:
    """Every unit is there, the two cited ones are marked, and the list is a list."""
    html = passage_html(benefits, answer.citations)
    assert html.count("<li") == len(benefits.units)
    assert html.count("<mark>") == 2
    assert "<mark>Tryggere legemiddelbehandling" in html
    before, after = neighbours(corpus.document(benefits.source_id), benefits)
    whole = source_html(corpus, group_citations(answer.citations)[0])
    assert before is not None
    assert after is not None
    assert whole.count('class="eh-context"') == 2
    assert "Kapittel 5.3 · Side 7 · Status høsten 2023" in whole


def test_rows_keep_their_columns(corpus: Corpus) -> None:
    """A table row is shown as named cells."""
    row = next(passage for passage in corpus.passages.values() if passage.kind == "row")
    html = passage_html(row)
    assert "<dt>Anbefaling (prioritert rekkefølge)</dt>" in html
    assert "HelseID</li>" in html


def test_every_passage_can_be_shown(corpus: Corpus) -> None:
    """No passage of the corpus loses a unit."""
    for passage in corpus.passages.values():
        html = passage_html(passage)
        assert all(mark_quotes(unit.text, []) in html for unit in passage.units)


def test_passage_that_is_gone_shows_its_quote(corpus: Corpus) -> None:
    """An answer of yesterday's corpus still shows what it quoted."""
    assert "<mark>q</mark>" in source_html(corpus, group_citations([citation(1, "borte")])[0])


def test_marking_escapes() -> None:
    """Signs of the source do not become HTML, inside of the mark or outside."""
    assert mark_quotes("a<b og c&d", ["c&d"]) == "a&lt;b og <mark>c&amp;d</mark>"
    assert mark_quotes("del", ["hele delen er lengre"]) == "<mark>del</mark>"


def test_links_that_cannot_be_followed_are_told(corpus: Corpus) -> None:
    """The C: drive of the source is text."""
    html = links_html([Link("NHN", "https://nhn.no"), Link("Rapport", "file:///C:/Users/x.pdf")])
    assert html.count("<a ") == 1
    assert "Rapport <span" in html
    links = [link for passage in corpus.passages.values() for unit in passage.units for link in unit.links]
    assert any(not link.followable for link in links)
    assert "C:" not in "".join(part.split('"')[0] for part in links_html(links).split('href="')[1:])


def test_fragments_escape_and_say_what_they_must() -> None:
    """Question, notice, understood and badge."""
    answer = Answer(
        question="q", answer="a", understood=BAD, notices=(BAD,), nearest=(citation(1),), source_label="høsten 2023"
    )
    for html in (question_html(BAD), understood_html(answer), notices_html(answer)):
        assert BAD not in html
        assert "&lt;script&gt;" in html
    assert "status høsten 2023" in badge_html(answer)
    assert "Det nærmeste kildene sier" in nearest_html(answer)
    assert badge_html(Answer(question="hei", answer="Hei!")) == ""
    assert "personopplysninger" in question_html("")


def test_labels_do_not_become_markdown() -> None:
    """A suggestion with Markdown and directives in it is shown as it stands."""
    assert escape_label("*a* [b](c) :red[x] $y$") == r"\*a\* \[b\](c) \:red\[x\] \$y\$"


def test_growing_text() -> None:
    """Few steps whatever the length, each a beginning of the text, and a table never in halves."""
    text = "Innledning først.\n\n| a | b |\n|---|---|\n| **c** | d |\n\n" + "ord " * 100
    steps = list(growing_text(text))
    assert 1 < len(steps) < 10
    assert all(text.startswith(step) for step in steps)
    assert all("|---" not in step or "| d |" in step for step in steps)
    assert list(growing_text("")) == list(growing_text("ord")) == []


def test_history_leaves_out_failures_and_personal_data() -> None:
    """Only answered questions that may be kept are told on."""
    answer = Answer(question="q", answer="a")
    stopped = Answer(question="", answer="Stoppet", abstained=True, reason="personal_data")
    exchanges = [
        Exchange(id=1, question="q", answer=answer),
        Exchange(id=2, question="x", problem="feil"),
        Exchange(id=3, question=shown_question("nr", stopped), answer=stopped),
    ]
    assert history_turns(exchanges) == (Turn(role="user", content="q"), Turn(role="assistant", content="a"))


def test_export_has_references(answer: Answer) -> None:
    """The copy names section, page and date for each number."""
    text = answer_to_markdown(answer.model_copy(update={"notices": ("2024 er passert.",)}))
    assert text.startswith("**Spørsmål:** Hva er gevinstene ved e-multidose?\n\n- Tryggere legemiddelbehandling")
    assert "> Merk: 2024 er passert." in text
    assert "**Kilder**\n\n1. «Tryggere legemiddelbehandling" in text
    assert "(status høsten 2023), 5. Oversikt over digitale løsninger på legemiddelområdet > 5.3. E-multidose" in text
    assert text.count(", side 7.") == 2


@pytest.mark.parametrize(
    ("label", "text"),
    [("høsten 2023", "status høsten 2023"), ("udatert", "udatert"), ("status 2024", "status 2024"), ("", "")],
)
def test_status_text(label: str, text: str) -> None:
    """«status» is said once."""
    assert status_text(label) == text


def test_corpus_has_the_passage_that_the_tests_use(benefits: Passage) -> None:
    """The fixture's passage is a list of section 5.3."""
    assert (benefits.kind, benefits.section) == ("list", "5.3")
