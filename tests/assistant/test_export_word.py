"""The Word file, opened again: styles, lists, tables, references, and what the file says of itself."""

from __future__ import annotations

import io
import re
import zipfile

from docx.oxml.ns import qn

from assistant.export import Paper, PaperSection, memo_paper
from assistant.export.word import to_docx
from assistant.memo import Memo, add_answer, add_quote, add_text
from tests.assistant.papers import cite, make_answer, open_word

URL = "https://www.ks.no/a?b=1&c=2"


def paper_of(markdown: str, *quotes: str) -> Paper:
    """One section, with a citation of a unit of its own for each quote."""
    citations = tuple(cite(number, quote, unit=number, url=URL) for number, quote in enumerate(quotes, 1))
    return Paper("Møtenotat", (PaperSection("Hva gjelder?", markdown, citations, ("2024 er passert.",)),))


def styled(paper: Paper) -> list[tuple[str, str]]:
    """(style, text) of each paragraph with words."""
    return [(p.style.name, p.text) for p in open_word(paper).paragraphs if p.text and p.style is not None]


def test_headings_are_real_and_in_order() -> None:
    """Title, section, bold line of ours, and the list of references."""
    assert [
        pair for pair in styled(paper_of("**Status**\n\nEn.[1]", "En.")) if pair[0].startswith(("Title", "Head"))
    ] == [
        ("Title", "Møtenotat"),
        ("Heading 1", "Hva gjelder?"),
        ("Heading 2", "Status"),
        ("Heading 1", "Kilder"),
    ]


def test_quotes_and_notices_have_their_styles() -> None:
    """A quoted paragraph and a block quote; own words are plain."""
    pairs = styled(paper_of("*Vår innledning.*\n\nEn.[1]\n\n> To.[2]", "En.", "To."))
    assert ("Normal", "Vår innledning.") in pairs
    assert ("Quote", "En.[1]") in pairs and ("Quote", "To.[2]") in pairs
    assert ("Intense Quote", "Merk: 2024 er passert.") in pairs


def test_lists_are_real_lists() -> None:
    """Bullets in two levels, numbers that begin anew in each list, and boxes without bullets."""
    document = open_word(
        paper_of("- En[1]\n  - To\n\nTekst\n\n1. a\n2. b\n\nTekst\n\n3. c\n\n- [ ] Gjør\n- [x] Gjort", "En")
    )
    pairs = [(p.style.name, p.text) for p in document.paragraphs if p.style is not None]
    for pair in (
        ("List Bullet", "En[1]"),
        ("List Bullet 2", "To"),
        ("List Number", "a"),
        ("List Number", "c"),
        ("List", "☐ Gjør"),
        ("List", "☑ Gjort"),
    ):
        assert pair in pairs
    numberings = {p.text: p._p.pPr.numPr.numId.val for p in document.paragraphs if p.style.name == "List Number"}
    assert numberings["a"] == numberings["b"] != numberings["c"]
    starts = {
        num.numId: [int(start.get(qn("w:val"))) for start in num.iter(qn("w:startOverride"))]
        for num in document.part.numbering_part.element.num_lst
    }
    assert (starts[numberings["a"]], starts[numberings["c"]]) == ([1], [3])


def test_tables_keep_cells_breaks_and_header() -> None:
    """The first row is a header for screen readers and for each page."""
    document = open_word(paper_of("| | KJ |\n|---|---|\n| **Hva** | En[1]<br>To |", "En"))
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["", "KJ"], ["Hva", "En[1]\nTo"]]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None


def test_references_are_linked_dated_and_renumbered() -> None:
    """Marks lead to bookmarks; addresses are hyperlinks; two answers share one list."""
    memo = add_answer(Memo(title="M"), "Første", make_answer("En.", "To."))
    memo = add_answer(memo, "Andre", make_answer("To.", "Tre.", start=1))
    memo = add_quote(memo, cite(4, "Fire.", unit=8, url=URL))
    document = open_word(memo_paper(memo))
    texts = [p.text for p in document.paragraphs]
    assert "To.[2] Tre.[3]" in texts
    sources = [p for p in document.paragraphs if p.style is not None and p.style.name == "Kilde"]
    assert [p.text.split("»")[0] for p in sources] == ["[1]\t«En.", "[2]\t«To.", "[3]\t«Tre.", "[4]\t«Fire."]
    assert all("(status høsten 2023), 5. Oversikt › 5.3. E-multidose, side 7." in p.text for p in sources)
    assert [(link.address, link.text) for link in sources[3].hyperlinks] == [("https://www.ks.no/a?b=1&c=2", URL)]
    anchors = {link.fragment for p in document.paragraphs for link in p.hyperlinks if link.fragment}
    bookmarks = {str(mark.get(qn("w:name"))) for mark in document.element.iter(qn("w:bookmarkStart"))}
    assert anchors == bookmarks == {"kilde_1", "kilde_2", "kilde_3", "kilde_4"}


def test_links_of_the_source_are_hyperlinks() -> None:
    """The same arrow as on the screen."""
    document = open_word(paper_of("Les mer.[1] [NHN ↗](https://nhn.no/a%20b)", "Les mer."))
    links = [(link.address, link.text) for p in document.paragraphs for link in p.hyperlinks]
    assert ("https://nhn.no/a%20b", "NHN ↗") in links


def test_file_tells_language_and_title() -> None:
    """Norwegian for the speller and the screen reader; no name of a package in the properties; A4; page numbers."""
    document = open_word(paper_of("En.[1]", "En."))
    properties = document.core_properties
    assert (properties.title, properties.language) == ("Møtenotat", "nb-NO")
    assert (properties.author, properties.comments) == ("E-helseassistenten", "")
    languages = {language.get(qn("w:val")) for language in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"nb-NO"}
    assert (round(document.sections[0].page_width.cm, 1), round(document.sections[0].page_height.cm, 1)) == (21.0, 29.7)
    assert "PAGE" in document.sections[0].footer._element.xml


def test_own_text_with_letters_that_xml_refuses_is_exported() -> None:
    """Pasted text may hold control characters."""
    memo = add_text(Memo(title="a\x0bb"), "En\x00to\x0btre\ud83d 🙂")
    texts = [p.text for p in open_word(memo_paper(memo)).paragraphs]
    assert "ab" in texts
    assert any("tre" in text and "🙂" in text for text in texts)


def test_nothing_is_fetched_when_the_file_is_opened() -> None:
    """The only outside addresses are hyperlinks."""
    with zipfile.ZipFile(io.BytesIO(to_docx(paper_of("En.[1]", "En.")))) as file:
        relations = "".join(file.read(name).decode() for name in file.namelist() if name.endswith(".rels"))
    outside = [tag for tag in re.findall(r"<Relationship [^>]+>", relations) if 'TargetMode="External"' in tag]
    assert outside
    assert all('/hyperlink"' in tag for tag in outside)
