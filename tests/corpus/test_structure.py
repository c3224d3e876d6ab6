"""The structurer on documents other than the summary, good and malformed."""

from __future__ import annotations

import html
import re
import time

import pytest

from corpus.errors import SourceError
from corpus.inline import split_sentences
from corpus.structure import section_number
from tests.corpus.documents import BODIES, FRONT, parse, passages

Seen = list[tuple[str, str, list[str]]]


def shape(name: str) -> Seen:
    """(last heading, kind, texts of the units) of each passage of a document by name."""
    return [(p.headings[-1] if p.headings else "", p.kind, [u.text for u in p.units]) for p in passages(BODIES[name])]


def visible_words(body: str) -> list[str]:
    """The words that a reader of the Markdown sees, by rules of its own: markup goes, words stay."""
    text = re.sub(
        r"<!--.*?-->|<br>|\[\^?\w+\]:(?: https?://\S+)?|\[\^[12]\]|\]\([^)\s]*\)|\[r\]", " ", body, flags=re.DOTALL
    )
    return re.findall(r"[^\W_]+", html.unescape(text).replace("```python", "```"))


@pytest.mark.parametrize("name", BODIES)
def test_no_text_is_lost(name: str) -> None:
    """Each word that a reader sees stands in a passage, a heading or a column, as often as in the document."""
    document = parse(BODIES[name])
    found: list[str] = [section.title for section in document.sections]
    columns: set[str] = set()
    for passage in document.passages:
        found.append(passage.text)
        columns.update(unit.column for unit in passage.units)
    words = re.findall(r"[^\W_]+", " ".join([*found, *columns]))
    words += re.findall(r"[^\W_]+", " ".join(re.findall(r"^\d\. |^ +\d\. ", BODIES[name], re.MULTILINE)))
    assert sorted(words) == sorted(visible_words(BODIES[name]))


@pytest.mark.parametrize("name", BODIES)
def test_passages_are_well_formed(name: str) -> None:
    """Units are not blank, each quote is a piece of its text, ids are unique, spans lie in the file."""
    document = parse(BODIES[name])
    assert len({passage.id for passage in document.passages}) == len(document.passages)
    for passage in document.passages:
        start, end = passage.span
        assert len(FRONT) <= start < end <= len(document.markdown)
        assert all(unit.text == unit.text.strip() != "" and unit.quote in unit.text for unit in passage.units)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("no headings", [("", "paragraph", ["Første avsnitt."]), ("", "paragraph", ["Andre avsnitt."])]),
        (
            "text before the first heading",
            [("", "paragraph", ["Innledning først."]), ("Så", "paragraph", ["Tekst etterpå."])],
        ),
        ("nested lists", [("A", "list", ["Ledetekst her:", "ytre", "indre", "innerst", "siste"])]),
        ("list without lead", [("A", "list", ["alene", "sammen"])]),
        ("ordered list", [("A", "list", ["tredje", "fjerde", "femte"])]),
        (
            "items of several blocks",
            [
                ("A", "paragraph", ["Punkter:"]),
                ("A", "list", ["punkt", "fortsetter"]),
                ("A", "list", ["annet", "kode i punkt"]),
            ],
        ),
        ("odd blocks in items", [("A", "list", ["Overskrift i punkt", "sitat i punkt", "side i punkt"])]),
        ("too few cells", [("A", "row", ["bare"]), ("A", "row", ["ja", "nei"])]),
        ("too many cells", [("A", "row", ["ja", "nei", "overflødig | rør"])]),
        ("only a table head", [("A", "row", ["Alene", "Hode"])]),
        ("table in a quote", [("A", "row", ["ja", "nei", "ekstra"])]),
        ("empty sections", [("Full", "paragraph", ["Tekst."])]),
        ("comment over lines", [("A", "paragraph", ["Synlig tekst."])]),
        ("image", [("A", "paragraph", ["Først bilde av bil så."])]),
        ("setext", [("Tittel", "paragraph", ["Tekst."]), ("Under", "paragraph", ["Mer tekst."])]),
        (
            "quotes",
            [("A", "paragraph", ["Sitat én."]), ("A", "list", ["punkt"]), ("A", "paragraph", ["Dypt sitat."])],
        ),
        (
            "footnotes",
            [
                ("A", "paragraph", ["Med note her[^9]."]),
                ("A", "footnote", ["Noten.", "punkt i noten"]),
                ("A", "footnote", ["Uten merke."]),
                ("B", "paragraph", ["Slutt ^[ikke en note]."]),
            ],
        ),
        ("Windows line ends", [("A", "paragraph", ["Tekst en."]), ("A", "list", ["punkt"])]),
        ("rules and breaks", [("A", "paragraph", ["Før midt etter"]), ("A", "paragraph", ["Slutt."])]),
    ],
)
def test_blocks(name: str, expected: Seen) -> None:
    """What becomes of each kind of block."""
    assert shape(name) == expected


def test_levels_that_jump_keep_the_path() -> None:
    """A heading is below the nearest one of a lower level."""
    paths = [passage.path for passage in passages(BODIES["levels that jump"])]
    assert paths == ["En", "En > Dypt", "En > To", "En > To > Dypest"]
    assert [section.level for section in parse(BODIES["levels that jump"]).sections] == [1, 4, 2, 6]


def test_lists_depths_and_roles() -> None:
    """A lead is told from items, and nesting is counted."""
    units = passages(BODIES["nested lists"])[0].units
    assert [(unit.role, unit.depth) for unit in units] == [
        ("lead", 0),
        ("item", 0),
        ("item", 1),
        ("item", 2),
        ("item", 0),
    ]


def test_pages_at_line_starts() -> None:
    """A page that begins with its paragraph, label or list item turns the page and loses nothing."""
    first, second = passages(BODIES["page at a line start"])
    assert (first.page, first.text) == (4, "Avsnitt på ny side.")
    assert (second.page, second.part, second.text) == (5, "Status", "Status: Ferdig nå.")
    assert [u.page for u in passages(BODIES["odd blocks in items"])[0].units] == [None, None, 3]


def test_a_unit_over_a_page_has_its_longest_piece_as_quote() -> None:
    """The quote stands on one page, and that page is the unit's."""
    (passage,) = passages("<!-- side 1 -->\n\nKort <!-- side 2 -->og så mye lenger her.\n")
    (unit,) = passage.units
    assert (unit.text, unit.quote, unit.page) == ("Kort og så mye lenger her.", "og så mye lenger her.", 2)


def test_labels() -> None:
    """Bold words with a colon name a part, a sentence or an item; bold alone names nothing."""
    part, plain, item = passages(BODIES["bold starts"])
    assert [(unit.label, unit.text) for unit in part.units] == [("Hva", "En ting."), ("Merk", "En annen.")]
    assert (part.part, part.first_part, part.path) == ("Hva", True, "A > Hva")
    assert (plain.part, plain.text) == ("Hva", "Fet uten kolon.")
    assert [(unit.label, unit.text) for unit in item.units] == [("Navn", "innhold")]


def test_links() -> None:
    """Links of all forms are kept; only web addresses may be followed."""
    (passage,) = passages(BODIES["links"])
    assert [(link.text, link.url) for link in passage.units[0].links] == [
        ("Lenke", "https://a.no"),
        ("https://b.no", "https://b.no"),
        ("rest", "https://c.no"),
    ]
    (risky,) = passages("[a](javascript:alert) [b](<file:///C:/x y.pdf>) [c](ftp://d.no) [d](http://e.no)\n")
    assert [link.followable for link in risky.units[0].links] == [False, False, False, True]


def test_a_very_long_line_is_read_quickly() -> None:
    """132,000 characters of open brackets and sentences."""
    start = time.monotonic()
    assert len(passages(BODIES["very long line"])[0].units) > 1000
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("5.3. E-multidose", "5.3"),
        ("5.3 E-multidose", "5.3"),
        ("4 Krav", "4"),
        ("10.2.11. Dypt", "10.2.11"),
        ("2023 i korte trekk", ""),
        ("Vedlegg 1", ""),
        ("1) Nei", ""),
    ],
)
def test_section_numbers(heading: str, number: str) -> None:
    """A number opens the heading; a year is none; unnumbered headings have the number above them."""
    assert section_number((heading,)) == number
    assert section_number(("7. Over", heading)) == (number or "7")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("En. To! Tre? Fire", ["En.", "To!", "Tre?", "Fire"]),
        ("Se kap. 4 og kap. 5. Mer der.", ["Se kap. 4 og kap. 5. Mer der."]),
        ("Status pr. 31.05.23 er god. Videre.", ["Status pr. 31.05.23 er god.", "Videre."]),
        (
            "F.eks. Oslo, bl.a. KS, jf. § 8. og ca. 3 mill. Kroner.",
            ["F.eks. Oslo, bl.a. KS, jf. § 8. og ca. 3 mill. Kroner."],
        ),
        ("Møtet er kl. 8. Og pga. KS, tlf. 123.", ["Møtet er kl. 8. Og pga. KS, tlf. 123."]),
        ("Innen 3. Mai 2024. Da.", ["Innen 3. Mai 2024.", "Da."]),
        ("«Sitat slutter.» Nytt (i parentes.) Neste.", ["«Sitat slutter.»", "Nytt (i parentes.)", "Neste."]),
        ("Versjon v2.3 og 24/7. Neste … Siste", ["Versjon v2.3 og 24/7.", "Neste …", "Siste"]),
        ("ingen stor bokstav. etter punktum", ["ingen stor bokstav. etter punktum"]),
        ("Ferdig. 242 kommuner. Å være. Ødelagt.", ["Ferdig.", "242 kommuner.", "Å være.", "Ødelagt."]),
        ("Uten mellomrom.Ikke delt.", ["Uten mellomrom.Ikke delt."]),
        ("   ", []),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    """Abbreviations, ordinals and dates end no sentence; spans cover the text."""
    assert [text[start:end].strip() for start, end in split_sentences(text)] == sentences


def test_equal_texts_have_different_ids() -> None:
    """Under one heading and under different ones, and in different sources."""
    first, second, third = (passage.id for passage in passages(BODIES["duplicates"]))
    assert len({first, second, third}) == 3
    other = parse(BODIES["duplicates"], FRONT.replace("id: prove", "id: annen"))
    assert not {passage.id for passage in other.passages} & {first, second, third}


def test_ids_survive_other_changes() -> None:
    """A section added, line ends and page comments change no other id; a changed text does."""
    body = BODIES["duplicates"]
    ids = [passage.id for passage in passages(body)]
    assert [passage.id for passage in passages(body)] == ids
    assert [p.id for p in passages(f"# Ny\n\nNy tekst.\n\n{body}\n# Sist\n\nSlutt.\n")][1:-1] == ids
    assert [p.id for p in passages(body.replace("\n", "\r\n"))] == ids
    assert [p.id for p in passages("<!-- side 2 -->\n\n" + body)] == ids
    assert [p.id for p in passages(body + "\nMer.\n")][:3] == ids
    changed = [p.id for p in passages(body.replace("# B\n\nLik tekst.", "# B\n\nUlik tekst."))]
    assert changed[:2] == ids[:2] and changed[2] != ids[2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "«prove.md» er tom"),
        (" \n\ufeff", "«prove.md» mangler hodet"),
        ("# Uten hode\n\nTekst.\n", "«prove.md» mangler hodet"),
        (FRONT, "«prove.md» har ingen tekst under hodet"),
        (FRONT.rstrip("\n"), "«prove.md» har ingen tekst under hodet"),
        (FRONT + "# Bare\n\n## Overskrifter\n", "«prove.md» har ingen tekst under hodet"),
        ("---\nid: [a\n---\nTekst\n", "Hodet i «prove.md» er ikke gyldig YAML"),
        ("---\ntitle: a: b\n---\nTekst\n", "Hodet i «prove.md» er ikke gyldig YAML"),
        ("---\n- a\n---\nTekst\n", "Hodet i «prove.md» er feil ved «hele hodet»"),
        ("---\nid: a\ntitle: T\nukjent: 1\n---\nTekst\n", "Hodet i «prove.md» er feil ved «ukjent»"),
        ("---\ntitle: T\n---\nTekst\n", "Hodet i «prove.md» er feil ved «id»"),
        ("---\nid: Stor Bokstav\ntitle: T\n---\nTekst\n", "Hodet i «prove.md» er feil ved «id»"),
        ("---\nid: a\ntitle: T\nstatus_date: 2023-13-45\n---\nTekst\n", "Hodet i «prove.md» har en umulig verdi"),
        (FRONT + "# A\n\nFør.\n\n<!-- glemt\n\nEtter.\n", "«prove.md» linje 9: kommentaren"),
    ],
)
def test_unusable_documents(text: str, message: str) -> None:
    """Each says which file, what is wrong and what to do."""
    with pytest.raises(SourceError, match=f"^{re.escape(message)}") as caught:
        parse(text, "")
    assert "ehelse index build" in caught.value.remedy


def test_front_matter() -> None:
    """A byte order mark and bare dates are accepted; what is missing has a sensible value."""
    document = parse("Tekst.\n", "\ufeff---\nid: a\ntitle: T\nstatus_date: 2024-01-31\nurl: https://a.no\n---\n")
    assert (document.date, document.label, document.url) == ("2024-01-31", "status 2024-01-31", "https://a.no")
    assert (document.language, document.rank, document.publisher) == ("nb", "summary", "")
    assert parse("Tekst.\n").label == "udatert"
