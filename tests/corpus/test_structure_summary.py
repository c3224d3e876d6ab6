"""What the structurer makes of the KS summary."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from corpus.model import Document, Passage, Section
from corpus.sources import load_corpus
from corpus.structure import parse_document

SOURCES = Path(__file__).parents[2] / "corpus" / "sources"
DOCUMENT = parse_document((SOURCES / "ks-kunnskapsoppsummering.md").read_text(encoding="utf-8"), "summary")
RAW = (SOURCES / "raw" / "ks-kunnskapsoppsummering.txt").read_text(encoding="utf-8")
BENEFITS = [
    "Tryggere legemiddelbehandling: Det blir utarbeidet en komplett legemiddelliste for pasienter som mottar "
    "legemidler i multidose, og som kan kvalitetssikres av hjemmesykepleie, lege og apotek",
    "Bedre tilgjengelig legemiddeloversikt for helsepersonell: Alle behandlende leger (for eksempel leger på legevakt, "
    "sykehus, praktiserende spesialister og leger i kommunal pleie- og omsorgstjeneste) og andre rekvirenter (som "
    "helsesykepleiere, jordmødre og tannleger) kan laste ned gjeldende legemiddelliste (PLL) fra reseptformidleren. "
    "Alt helsepersonell med tjenstlig behov kan slå opp PLL i KJ",
    "Pasient og pårørende med fullmakter kan slå opp gjeldende legemiddelliste i KJ",
    "Færre pasientskader som følge av doble forskrivninger",
    "Medisindispensere som er innført i en kommune vil i sammenheng med e-multidose ha betydelige gevinstpotensialer i "
    "form av spart tid, og ikke minst i forhold til pasientsikkerhet og kvaliteten i medisinhåndteringen.",
    "Et betydelig antall pasienter vil kunne få multidosepakket medisiner fra fastlege når e-Multidose blir "
    "tilgjengelig elektronisk for fastlegene.",
]
DEPENDENCIES = "Avhengigheter til de andre løsningene"


def in_section(number: str) -> list[Passage]:
    return [passage for passage in DOCUMENT.passages if passage.section == number]


def section_of(title: str, document: Document = DOCUMENT) -> Section:
    return next(section for section in document.sections if section.title == title)


def test_the_benefits_of_e_multidose_are_one_list() -> None:
    """«Gevinster» of 5.3 is a list passage of exactly the six benefits, then one paragraph."""
    benefits, rest = [passage for passage in in_section("5.3") if passage.part == "Gevinster"]
    assert benefits.kind == "list"
    assert [unit.text for unit in benefits.units] == BENEFITS
    assert {unit.role for unit in benefits.units} == {"item"}
    assert rest.kind == "paragraph" and rest.text.startswith("Fastlegene og kommunene som har begynt")


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        ("5.1", ["Hva", "Status", "Gevinster", DEPENDENCIES]),
        ("5.2", ["Hva", "Status", "Gevinster", DEPENDENCIES]),
        ("5.3", ["Hva", "Status", "Gevinster", DEPENDENCIES]),
        ("5.4", ["Hva", "Status", "Gevinster", DEPENDENCIES]),
        ("5.5", ["Om", "Status", "Gevinster", DEPENDENCIES]),
    ],
)
def test_named_parts(number: str, parts: list[str]) -> None:
    """5.1-5.5 have their labelled parts, in order; only the first is marked so, and headings end them."""
    own = [passage for passage in in_section(number) if len(passage.headings) == 2]
    assert list(dict.fromkeys(passage.part for passage in own)) == parts
    assert {passage.part for passage in own if passage.first_part} == {parts[0]}
    assert all(passage.path.endswith(f" > {passage.part}") for passage in own)


def test_dependencies_are_labelled_paragraphs() -> None:
    """The label is apart from the text, and in `text` again."""
    answer = next(passage for passage in in_section("5.5") if passage.part == DEPENDENCIES)
    assert [(unit.label, unit.text) for unit in answer.units] == [(DEPENDENCIES, "Ingen")]
    assert answer.text == f"{DEPENDENCIES}: Ingen"


def test_risks_are_fourteen_rows() -> None:
    """Each row of ch. 9 has its category as heading, the risk, and measures with labels."""
    rows = [passage for passage in in_section("9") if passage.kind == "row"]
    assert Counter(row.headings[-1] for row in rows) == {
        "Teknologisk risiko": 2,
        "Kompetanse risiko": 2,
        "Økonomisk risiko": 2,
        "Strategisk risiko": 4,
        "Ekstern risiko": 4,
    }
    for number, row in enumerate(rows, 1):
        assert row.units[0].column == "Risikobeskrivelse"
        assert row.units[0].text.startswith(f"{number})")
        measures = [unit for unit in row.units if unit.column == "Tiltak"]
        assert measures[0].label, row.text
        assert all(unit.label or unit.depth or number == 1 for unit in measures), row.text
    ninth = [(unit.label, unit.column) for unit in rows[8].units[1:]]
    assert ninth == [(label, "Tiltak") for label in ("Planer", "Leveranser", "Fleksibilitet", "Koordinering")]
    assert [unit.depth for unit in rows[2].units[:4]] == [0, 1, 1, 1]


def test_recommendations_are_five_rows() -> None:
    """The two tables of ch. 2, with their own header words, and prerequisites as bullets of a cell."""
    rows = [passage for passage in in_section("2") if passage.kind == "row"]
    assert [row.units[0].text for row in rows] == ["1", "2", "3", "4", "5"]
    assert [row.units[1].column for row in rows] == ["Digital løsning som er klar"] + [
        "Digitale løsninger under utvikling"
    ] * 4
    prerequisites = [[unit.text for unit in row.units if unit.depth] for row in rows]
    assert prerequisites == [
        ["eID", "HelseID"],
        ["eID", "HelseID", "Bruksvilkår KJ"],
        ["Ingen"],
        ["eID", "HelseID", "SFM", "KJ"],
        ["Ingen"],
    ]


def test_goals_are_a_list_with_its_lead() -> None:
    """The nine goals of ch. 2 come with the sentence that leads them."""
    goals = in_section("2")[0]
    assert [unit.role for unit in goals.units] == ["lead"] + ["item"] * 9
    assert goals.units[0].text.endswith("de neste årene:")


def test_the_story_from_arendal_is_about_kjernejournal() -> None:
    """It stands under 5.1, in no part."""
    story = section_of("Brukerhistorier fra Arendal:")
    assert story.headings[1] == "5.1. Kjernejournal (KJ)"
    assert (story.number, {passage.part for passage in story.passages}) == ("5.1", {""})
    assert sum(len(passage.units) for passage in story.passages) == 4


def test_nested_list_of_chapter_7() -> None:
    """Depth tells the nesting."""
    title = "Eksempler på et innføringsløp for Pasientens legemiddelliste (metodikken) med de ulike rollene involvert."
    steps = next(passage for passage in section_of(title).passages if passage.kind == "list")
    assert [unit.depth for unit in steps.units] == [0, 0, 1, 1, 0, 1, 1]


def test_footnotes_are_back_in_chapter_1() -> None:
    """Both are passages of chapter 1, in a part of their own, and their marks are no text."""
    notes = [passage for passage in DOCUMENT.passages if passage.kind == "footnote"]
    assert [(note.section, note.headings[0], note.part, note.text) for note in notes] == [
        ("1", "1. Innledning og sammendrag", "Fotnote", "En digital offentlig sektor"),
        ("1", "1. Innledning og sammendrag", "Fotnote", "Styringsdokument Pasientens legemiddelliste"),
    ]
    assert in_section("1")[0].text.endswith("produktivitetsøkning i samfunnet.")


def test_links_stand_at_their_units() -> None:
    """All 15 are there; the one into somebody's own drive must not be followed."""
    links = [(link, passage) for passage in DOCUMENT.passages for unit in passage.units for link in unit.links]
    assert len(links) == 15
    refused = [(link.text, link.url) for link, _ in links if not link.followable]
    assert len(refused) == 1
    assert refused[0][0] == "helseteknologiordningen" and refused[0][1].startswith("file:///C:/")
    assert [passage.section for link, passage in links if "v2.3.pdf" in link.url] == ["5.2"]


def test_pages() -> None:
    """Pages never go back within the text as it was printed, and a unit that crosses one has the page of its quote."""
    printed = [p for p in DOCUMENT.passages if p.kind != "footnote"]
    pages = [unit.page for passage in printed for unit in passage.units]
    assert None not in pages
    assert pages == sorted(pages, key=lambda page: page or 0)
    assert set(pages) == set(range(1, 17))
    assert {passage.page for passage in in_section("5.3")} == {7}
    second = next(passage for passage in in_section("2") if passage.units[0].text == "2")
    assert (second.page, second.units[2].page) == (2, 3)


def test_each_quote_is_found_in_the_raw_text() -> None:
    """Letter by letter, once white space is removed: for all units."""
    raw = re.sub(r"\s", "", RAW)
    missing = [
        unit.quote
        for passage in DOCUMENT.passages
        for unit in passage.units
        if not unit.quote or re.sub(r"\s", "", unit.quote) not in raw
    ]
    assert missing == []


def test_spans_point_at_the_text_in_the_file() -> None:
    """The file between a passage's offsets holds the quotes of its units, in order, markup aside."""
    for passage in DOCUMENT.passages:
        written = re.sub(r"<!--.*?-->|\*\*|\[\^\d+\]:?", "", DOCUMENT.markdown[slice(*passage.span)])
        written = re.sub(r"\[([^\]]+)\]\(<[^>]+>\)", r"\1", written)
        position = 0
        for unit in passage.units:
            position = written.find(unit.quote, position)
            assert position >= 0, unit.quote
        assert not written.startswith("#")


def test_ids_differ_and_are_stable() -> None:
    """No two passages share an id, and two readings give the same ones."""
    ids = [passage.id for passage in DOCUMENT.passages]
    assert len(set(ids)) == len(ids) == 141
    assert [passage.id for passage in load_corpus().document(DOCUMENT.id).passages] == ids
    assert all(re.fullmatch(r"[0-9a-f]{12}", id_) for id_ in ids)
