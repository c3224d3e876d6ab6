"""How units of the sources are written: lists, sentences, rows, checklists and tables, each with its mark, nothing changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.compose import Draft, compose_entry, compose_part, compose_units, escape, escape_start
from assistant.models import Language
from corpus.bank import Address, Part, Row
from corpus.sources import Corpus
from tests.assistant.conftest import Ask
from tests.assistant.rendering import link_targets, read_tokens, rendered_text
from tests.index.fakes import small_corpus

BENEFITS = (
    "Tryggere legemiddelbehandling: Det blir utarbeidet en komplett legemiddelliste for pasienter som mottar legemidler i multidose, "
    "og som kan kvalitetssikres av hjemmesykepleie, lege og apotek",
    "Bedre tilgjengelig legemiddeloversikt for helsepersonell: Alle behandlende leger (for eksempel leger på legevakt, sykehus, "
    "praktiserende spesialister og leger i kommunal pleie- og omsorgstjeneste) og andre rekvirenter (som helsesykepleiere, jordmødre "
    "og tannleger) kan laste ned gjeldende legemiddelliste (PLL) fra reseptformidleren. Alt helsepersonell med tjenstlig behov kan "
    "slå opp PLL i KJ",
    "Pasient og pårørende med fullmakter kan slå opp gjeldende legemiddelliste i KJ",
    "Færre pasientskader som følge av doble forskrivninger",
    "Medisindispensere som er innført i en kommune vil i sammenheng med e-multidose ha betydelige gevinstpotensialer i form av spart "
    "tid, og ikke minst i forhold til pasientsikkerhet og kvaliteten i medisinhåndteringen.",
    "Et betydelig antall pasienter vil kunne få multidosepakket medisiner fra fastlege når e-Multidose blir tilgjengelig elektronisk "
    "for fastlegene.",
)
HOUSE = """# 1. Huset

**Hva:** Huset er rødt. Døren er blå.

**Status:** Taket lekker. Det mangler stein.

Dette må på plass:

- stige
  - av tre
- **Tak:** stein

# 2. Prisene

| Nr | Vare | Pris |
| --- | --- | --- |
| 1 | Stige | - 200 kroner<br>- brukt 50 |
| 2 | Stein | 30 kroner |
| 3 | Sand | 40 |
"""
HUS_STATUS = """# 1. Huset

**Hva:** Huset er rødt.

**Status:** Taket har lekket siden i fjor vår.

**Krav:** Ingen, men du må ha en stige som rekker opp.
"""
HOSTILE = r"""# 1. Ond

Skriv \*ikke fet\* og \_ikke kursiv\_ og `ikke kode` her. Se \[1] og \[lenke](javascript:alert(1)) nå. Prisen er $5 og $6, ca ~~7~~.

1\. januar 2025 starter vi. En \\\[skråstrek] og <b onclick=x\> og &amp;lt;i&amp;gt; og a \| b.

\# Ikke overskrift. Her <script>alert(1)</script> til slutt.

- 2\) ikke ny liste
- \- ikke punkt
- \> ikke sitat
- se [filen](<file:///C:/Users/x/a.pdf>), [skriptet](<javascript:alert(1)>), [dataene](<data:text/html,x>) og [siden](<https://a.no/b (1).pdf>)

| **Navn:** | To |
| --- | --- |
| a \| b | ![bilde](https://b.no/c.png) |
"""


@pytest.fixture
def house(tmp_path: Path) -> Corpus:
    return small_corpus(tmp_path, {"hus": HOUSE}, bank="")


@pytest.fixture
def hostile(tmp_path: Path) -> Corpus:
    return small_corpus(tmp_path, {"ond": HOSTILE}, bank="")


def all_units(corpus: Corpus) -> list[Address]:
    return [(passage.id, number) for passage in corpus.passages.values() for number in range(len(passage.units))]


def written(corpus: Corpus, *refs: str, language: Language = "nb") -> str:
    draft = Draft(corpus, language)
    compose_units(draft, [address for ref in refs for address in corpus.references.resolve(ref)])
    return draft.markdown


def test_the_six_benefits_word_for_word(ask: Ask) -> None:
    answer = ask("Hva er gevinstene ved e-multidose?")
    assert answer.answer.split("\n") == [f"- {text}[{number}]" for number, text in enumerate(BENEFITS, 1)]
    assert [(c.n, c.quote, c.unit) for c in answer.citations] == [
        (n, text, n - 1) for n, text in enumerate(BENEFITS, 1)
    ]
    assert {(c.source, c.section, c.date, c.label) for c in answer.citations} == {
        ("ks-kunnskapsoppsummering", "5.3", "2023-09", "høsten 2023")
    }
    assert {c.heading.rsplit(" > ", 1)[1] for c in answer.citations} == {"Gevinster"}
    assert answer.source_label == "høsten 2023" and all(c.page for c in answer.citations)


class TestForms:
    def test_sentences_of_a_paragraph_stand_together(self, house: Corpus) -> None:
        assert written(house, "1: Huset er .. Døren er") == "Huset er rødt.[1] Døren er blå.[2]"

    def test_a_label_is_shown_but_that_of_the_first_part(self, house: Corpus) -> None:
        assert written(house, "1: Huset er", "1: Taket lekker") == "Huset er rødt.[1]\n\n**Status:** Taket lekker.[2]"

    def test_a_label_is_shown_where_a_unit_is_too_short_without_it(self, tmp_path: Path) -> None:
        corpus = small_corpus(tmp_path, {"hus": HUS_STATUS}, bank="")
        assert written(corpus, "1: Taket har") == "Taket har lekket siden i fjor vår.[1]"
        assert written(corpus, "1: Ingen, men") == "**Krav:** Ingen, men du må ha en stige som rekker opp.[1]"
        draft = Draft(corpus, "nb")
        compose_part(draft, Part(heading="Krav", refs=("1: Ingen, men",)))
        assert draft.blocks == ["**Krav**", "Ingen, men du må ha en stige som rekker opp.[1]", ""]

    def test_a_list_has_its_lead_above_it_and_keeps_its_nesting(self, house: Corpus) -> None:
        assert written(house, "1: Dette må .. Tak: stein") == (
            "Dette må på plass:[1]\n\n- stige[2]\n  - av tre[3]\n- **Tak:** stein[4]"
        )

    def test_a_nested_item_alone_stands_at_the_margin(self, house: Corpus) -> None:
        assert written(house, "1: av tre") == "- av tre[1]"

    def test_a_row_is_opened_by_what_it_is_about(self, house: Corpus) -> None:
        assert written(house, "2: Stige .. brukt 50") == "- **Stige**[1]\n    - 200 kroner[2]\n    - brukt 50[3]"

    def test_rows_are_one_list_and_a_number_stands_before_the_name(self, house: Corpus) -> None:
        assert written(house, "2: 1 .. Stige", "2: Stein") == "- 1[1] **Stige**[2]\n- **Stein**[3]"
        assert written(house, "2: Stein") == "**Stein**[1]"
        assert written(house, "2: 1") == ""
        assert written(house, "2: Sand .. 40") == "- **Sand**[1]\n  - 40[2]"

    def test_what_the_part_before_showed_is_told_again_only_where_nothing_else_is(self, house: Corpus) -> None:
        draft = Draft(house, "nb")
        compose_part(draft, Part(refs=("1: Huset er",)))
        draft.told = frozenset(draft.numbers)
        compose_part(draft, Part(refs=("1: Huset er .. Døren er",)))
        compose_part(draft, Part(refs=("1: Huset er",)))
        assert draft.markdown == "Huset er rødt.[1]\n\nDøren er blå.[2]\n\nHuset er rødt.[1]"

    def test_a_checklist(self, house: Corpus) -> None:
        draft = Draft(house, "nb")
        compose_part(draft, Part(heading="Før start", refs=("1: stige", "1: Tak: stein"), form="checklist"))
        assert draft.markdown == "**Før start**\n\n- [ ] stige[1]\n- [ ] **Tak:** stein[2]"

    @pytest.mark.parametrize(
        ("language", "unstated"),
        [
            ("nb", "ikke oppgitt i dokumentet"),
            ("nn", "ikkje oppgitt i dokumentet"),
            ("en", "not stated in the document"),
        ],
    )
    def test_a_table_says_what_the_document_does_not(self, house: Corpus, language: Language, unstated: str) -> None:
        rows = (
            Row(label="Status", cells=(("1: Taket lekker", "1: Det mangler"), ())),
            Row(label="Pris", cells=((), ("2: 30 kroner",))),
        )
        draft = Draft(house, language)
        compose_part(draft, Part(form="table", columns=("Tak", "Stein"), rows=rows))
        assert draft.markdown == (
            "| | Tak | Stein |\n|---|---|---|\n"
            f"| **Status** | Taket lekker.[1]<br>Det mangler stein.[2] | *{unstated}* |\n"
            f"| **Pris** | *{unstated}* | 30 kroner[3] |"
        )

    def test_a_unit_keeps_its_number_wherever_it_is_shown(self, house: Corpus) -> None:
        assert (
            written(house, "1: Døren er", "1: Huset er", "1: Døren er")
            == "Døren er blå.[1] Huset er rødt.[2] Døren er blå.[1]"
        )

    def test_units_of_other_passages_are_other_blocks(self, house: Corpus) -> None:
        assert written(house, "1: Huset er", "2: 30 kroner", "1: Døren er").count("\n\n") == 2


class TestEscaping:
    def test_source_text_never_acts_as_markdown(self, hostile: Corpus) -> None:
        """What is rendered is the source's text, letter by letter; the only markup is ours."""
        draft = Draft(hostile, "nb")
        compose_units(draft, all_units(hostile))
        tokens = read_tokens(draft.markdown)
        blocks = {"paragraph_open", "bullet_list_open", "list_item_open"}
        assert {token.type for token in tokens if token.type.endswith("_open")} <= blocks | {
            "strong_open",
            "link_open",
        }
        assert not {token.type for token in tokens} & {
            "html_inline",
            "html_block",
            "code_inline",
            "image",
            "heading_open",
            "fence",
        }
        text = rendered_text(draft.markdown)
        for address, number in draft.numbers.items():
            unit = hostile.passages[address[0]].units[address[1]]
            assert f"{unit.text}[{number}]" in text

    def test_only_followable_links_are_links(self, hostile: Corpus) -> None:
        draft = Draft(hostile, "nb")
        compose_units(draft, all_units(hostile))
        assert link_targets(draft.markdown) == ["https://a.no/b%20%281%29.pdf"]
        cited = {url for citation in draft.citations() for _, url in citation.links}
        assert {"file:///C:/Users/x/a.pdf", "javascript:alert(1)"} <= cited

    @pytest.mark.parametrize("text", ["1. mai", "12) ja", "- a", "+ b", "# c", "###### d", "=== e", "1.", "---"])
    def test_a_line_that_would_open_a_block_does_not(self, text: str) -> None:
        assert rendered_text(escape_start(escape(text))) == text
        assert {token.type for token in read_tokens(escape_start(escape(text))) if token.block} <= {
            "paragraph_open", "paragraph_close", "inline",
        }  # fmt: skip

    @pytest.mark.parametrize("text", ["31.05.23 er", "24/7", "-22", "#emne", "e-multidose", "(1) ja", "«1. mai»", ""])
    def test_other_lines_are_left(self, text: str) -> None:
        assert escape_start(text) == text


class TestLinks:
    def test_a_link_stands_behind_its_statement(self, ask: Ask) -> None:
        answer = ask("Gi meg en sjekkliste for innføring av SFM")
        assert "[1] [bruksvilkårene til Kjernejournal ↗](https://www.nhn.no/" in answer.answer
        assert answer.answer.startswith("- [ ] ")

    def test_the_drive_of_somebody_never_becomes_a_link(self, corpus: Corpus) -> None:
        """7 has a link to a file on somebody's own machine: its words are shown, the address is not."""
        found = [
            (passage.id, number)
            for passage in corpus.passages.values()
            for number, unit in enumerate(passage.units)
            if any(not link.followable for link in unit.links)
        ]
        assert len(found) == 1
        draft = Draft(corpus, "nb")
        compose_units(draft, found)
        assert "helseteknologiordningen" in draft.markdown
        assert link_targets(draft.markdown) == [] and "C:" not in draft.markdown and "file:" not in draft.markdown

    def test_the_answer_about_it_has_no_such_link(self, ask: Ask) -> None:
        answer = ask("Hva sier dokumentet om helseteknologiordningen?")
        assert any("helseteknologiordning" in citation.quote for citation in answer.citations)
        assert "file:" not in answer.answer and all(url.startswith("http") for url in link_targets(answer.answer))


def test_an_entry_speaks_first_and_in_the_language_asked(corpus: Corpus) -> None:
    entry = next(e for e in corpus.bank if e.kind == "answer" and e.text and e.text_nn and e.text_en)
    for language, text in (("nb", entry.text), ("nn", entry.text_nn), ("en", entry.text_en)):
        draft = Draft(corpus, language)  # type: ignore[arg-type]
        compose_entry(draft, entry)
        assert draft.blocks[0] == f"*{text}*"
