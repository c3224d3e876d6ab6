"""The overviews: what stands in each cell stands in the source, in the right place, and a silent cell is truly silent."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.compose import escape
from assistant.export import Paper, PaperSection, to_markdown
from assistant.overview import (
    Overview,
    Piece,
    Plan,
    Solution,
    Writer,
    build_overview,
    checklist_of,
    checklist_paper,
    comparison_paper,
    filter_risks,
    load_plan,
    paper_answer,
    risk_paper,
    solution_paper,
    task_label,
    write_comparison,
    write_risks,
    write_scope,
    write_solution,
)
from assistant.overview.write import flatten
from corpus.bank import Address
from corpus.errors import BankError, SourceError
from corpus.model import Unit
from corpus.sources import CORPUS_DIR, Corpus
from tests.assistant.checks import marks
from tests.assistant.conftest import squeeze
from tests.assistant.papers import open_word, word_text

TODAY = date(2026, 3, 1)
SOLUTIONS = ["kjernejournal", "sfm", "e-multidose", "pll", "legemiddelhandtering", "helseid"]
# Read by hand: these are all the cells about which the document says nothing.
# HelseID and eID have no «Status» in their section, and no ambition in chapter 2 names them.
SILENT = {("helseid", "status"), ("helseid", "ambisjoner")}
# Chapter 9 has no risk of Kjernejournal's own (only 8 and 13 name a solution), and 5.1 names none.
SILENT_ALONE = {("kjernejournal", "risiko")}


@pytest.fixture(scope="module")
def plan_data() -> dict[str, Any]:
    return tomllib.loads((CORPUS_DIR / "overview.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def overview(corpus: Corpus) -> Overview:
    return build_overview(corpus, load_plan(CORPUS_DIR))


@pytest.fixture
def writer(corpus: Corpus) -> Writer:
    return Writer(corpus, TODAY.year)


def unit_at(corpus: Corpus, address: Address) -> Unit:
    return corpus.passages[address[0]].units[address[1]]


def texts(corpus: Corpus, pieces: tuple[Piece, ...]) -> list[str]:
    return [unit_at(corpus, address).text for piece in pieces for address in piece.addresses]


def assert_cited(section: PaperSection, raw_text: str) -> None:
    """Each mark has its citation and the other way round; each quote stands in the section and in the source."""
    assert sorted(marks(section.markdown)) == sorted(citation.n for citation in section.citations)
    for citation in section.citations:
        assert escape(citation.quote) in section.markdown
        assert squeeze(citation.quote) in raw_text


# Cells


def test_the_solutions_and_aspects(overview: Overview) -> None:
    assert [solution.id for solution in overview.solutions] == SOLUTIONS
    assert [aspect.id for aspect in overview.aspects] == [
        "hva", "status", "gevinster", "avhengigheter", "forutsetninger", "krav", "risiko", "roller", "ambisjoner",
    ]  # fmt: skip
    assert all(set(solution.cells) == {a.id for a in overview.aspects} for solution in overview.solutions)


@pytest.mark.parametrize("solution_id", SOLUTIONS)
def test_every_quote_stands_in_the_source(overview: Overview, writer: Writer, raw_text: str, solution_id: str) -> None:
    solution = overview.solution(solution_id)
    for text in write_solution(writer, overview, solution):
        for section in filter(None, [text.own, text.common]):
            assert_cited(section, raw_text)
        assert text.own.citations or (solution_id, text.aspect.id) in SILENT | SILENT_ALONE


@pytest.mark.parametrize(
    ("solution_id", "section"),
    [("kjernejournal", "5.1"), ("sfm", "5.2"), ("e-multidose", "5.3"), ("pll", "5.4"), ("legemiddelhandtering", "5.5")],
)
def test_a_solutions_own_parts_are_whole_and_come_from_its_section(
    corpus: Corpus, overview: Overview, plan_data: dict[str, Any], solution_id: str, section: str
) -> None:
    for aspect in plan_data["aspect"]:
        if not aspect.get("parts"):
            continue
        first = overview.solution(solution_id).cells[aspect["id"]].own[0]
        shown = [corpus.passages[passage] for passage in dict.fromkeys(passage for passage, _ in first.addresses)]
        assert {passage.section for passage in shown} == {section}
        assert {passage.part for passage in shown} <= set(aspect["parts"])
        wanted = [p for p in corpus.documents[0].passages if p.section == section and p.part in aspect["parts"]]
        assert shown == wanted and len(first.addresses) == sum(len(passage.units) for passage in wanted)


def test_silent_cells_are_those_that_were_read_as_silent(overview: Overview) -> None:
    cells = [(s.id, aspect, cell) for s in overview.solutions for aspect, cell in s.cells.items()]
    assert {(solution, aspect) for solution, aspect, cell in cells if cell.silent} == SILENT
    alone = {(solution, aspect) for solution, aspect, cell in cells if not cell.own and cell.common}
    assert alone == SILENT_ALONE


def test_the_document_says_nothing_where_a_cell_is_silent(corpus: Corpus, overview: Overview) -> None:
    names = re.compile(r"HelseID|\beID\b|e-ID|Bank-?ID")
    naming = {(p.section, p.kind) for p in corpus.documents[0].passages if names.search(p.text)}
    assert naming == {("2", "row"), ("4", "list"), ("5", "paragraph")}, "not in an ambition, and in no named part"
    access = [p for p in corpus.documents[0].passages if p.headings[-1].startswith("Tilgangskomponentene")]
    assert access and not any(passage.part for passage in access)
    named = [risk.number for risk in overview.risks if "kjernejournal" in risk.solutions]
    assert named == []


def test_what_silence_looks_like(overview: Overview, writer: Writer) -> None:
    by_aspect = {text.aspect.id: text for text in write_solution(writer, overview, overview.solution("helseid"))}
    assert by_aspect["status"].own.markdown == "*ikke oppgitt i dokumentet*"
    journal = {text.aspect.id: text for text in write_solution(writer, overview, overview.solution("kjernejournal"))}
    assert journal["risiko"].own.markdown == "*ikke oppgitt i dokumentet for Kjernejournal alene*"
    assert journal["risiko"].common is not None


@pytest.mark.parametrize(
    ("solution_id", "opening"),
    [
        ("kjernejournal", "Ingen"),
        ("sfm", "Ingen, men kommunen må signere bruksvilkårene til Kjernejournal"),
        ("e-multidose", "Ingen, men om kommunen har innført SFM"),
        ("legemiddelhandtering", "Ingen"),
    ],
)
def test_none_is_a_stated_answer(
    corpus: Corpus, overview: Overview, writer: Writer, solution_id: str, opening: str
) -> None:
    cell = overview.solution(solution_id).cells["avhengigheter"]
    (text,) = texts(corpus, cell.own)
    assert text == opening if opening == "Ingen" else text.startswith(opening)
    assert "ikke oppgitt" not in writer.section("Avhengigheter", cell.own).markdown


@pytest.mark.parametrize(
    ("solution_id", "count"),
    [("kjernejournal", 6), ("sfm", 6), ("e-multidose", 6), ("pll", 5), ("legemiddelhandtering", 4)],
)
def test_the_listed_benefits_are_counted_by_hand(
    corpus: Corpus, overview: Overview, solution_id: str, count: int
) -> None:
    benefits = overview.solution(solution_id).cells["gevinster"].own[0]
    assert [unit_at(corpus, address).role for address in benefits.addresses].count("item") == count


@pytest.mark.parametrize(
    ("solution_id", "wanted"),
    [
        ("kjernejournal", ["eID", "HelseID"]),
        ("sfm", ["eID", "HelseID", "Bruksvilkår KJ"]),
        ("e-multidose", ["Ingen"]),
        ("pll", ["eID", "HelseID", "SFM", "KJ"]),
        ("legemiddelhandtering", ["Ingen"]),
    ],
)
def test_prerequisites_begin_with_the_table_of_chapter_2(
    corpus: Corpus, overview: Overview, solution_id: str, wanted: list[str]
) -> None:
    first = overview.solution(solution_id).cells["forutsetninger"].own[0]
    assert texts(corpus, (first,)) == wanted


def test_each_ambition_is_told_of_a_solution_under_its_year(corpus: Corpus, overview: Overview) -> None:
    ambitions = {
        unit.text
        for passage in corpus.documents[0].passages
        if passage.section == "2" and passage.kind == "list"
        for unit in passage.units
        if unit.role == "item"
    }
    told: dict[str, list[str]] = {}
    for solution in overview.solutions:
        for piece in solution.cells["ambisjoner"].own:
            if piece.heading.isdigit():
                told.setdefault(solution.id, []).append(piece.heading)
                assert all(piece.heading in text for text in texts(corpus, (piece,)))
                ambitions -= set(texts(corpus, (piece,)))
    assert ambitions == set()
    assert told == {
        "kjernejournal": ["2023", "2024", "2025"],
        "sfm": ["2025"],
        "e-multidose": ["2024"],
        "pll": ["2024", "2028"],
        "legemiddelhandtering": ["2023"],
    }


def test_passed_years_and_stale_references_are_told(overview: Overview, writer: Writer) -> None:
    journal = overview.solution("kjernejournal").cells["ambisjoner"]
    passed, goal = writer.section("", journal.own).notices
    assert "2023, 2024 og 2025" in passed and "mål" in goal
    pll = overview.solution("pll").cells["avhengigheter"]
    (stale,) = writer.section("", pll.own).notices
    assert "kapittel 5.2" in stale


def test_roles_in_common_are_the_nine_actors(overview: Overview) -> None:
    roles = overview.solution("sfm").cells["roller"].common
    assert [piece.heading for piece in roles][:2] == ["Kommunen", "Regionale digitaliseringsnettverk"]
    assert len(roles) == 9 and overview.solution("helseid").cells["roller"].common == ()


def test_a_heading_is_not_said_twice(overview: Overview, writer: Writer) -> None:
    text = write_solution(writer, overview, overview.solution("sfm"))[1]
    assert text.own.markdown.startswith("Løsningen er under utvikling")


# Risks


def test_the_fourteen_risks(overview: Overview) -> None:
    assert [risk.number for risk in overview.risks] == list(range(1, 15))
    assert Counter(risk.category for risk in overview.risks) == {
        "Teknologisk risiko": 2,
        "Kompetanse risiko": 2,
        "Økonomisk risiko": 2,
        "Strategisk risiko": 4,
        "Ekstern risiko": 4,
    }
    assert [len(risk.measures) for risk in overview.risks] == [2, 1, 3, 1, 2, 1, 1, 2, 4, 3, 1, 1, 4, 2]


def test_every_line_of_the_table_of_risks_is_told_once(corpus: Corpus, overview: Overview) -> None:
    rows = [p for p in corpus.documents[0].passages if p.section == "9" and p.kind == "row"]
    wanted = [(row.id, number) for row in rows for number in range(len(row.units))]
    assert [address for risk in overview.risks for address in risk.row] == wanted
    assert all(unit_at(corpus, measure[0]).label for risk in overview.risks for measure in risk.measures)


def test_measures_elsewhere_are_no_repetition(overview: Overview) -> None:
    assert [risk.number for risk in overview.risks if not risk.elsewhere] == [2]
    for risk in overview.risks:
        assert not set(risk.elsewhere) & set(risk.row)


def test_only_two_risks_name_a_solution(overview: Overview) -> None:
    assert {risk.number: risk.solutions for risk in overview.risks if not risk.common} == {8: ("pll",), 13: ("pll",)}


@pytest.mark.parametrize(
    ("choice", "numbers"),
    [
        ({}, list(range(1, 15))),
        ({"category": "Ekstern risiko"}, [11, 12, 13, 14]),
        ({"solution": "pll"}, list(range(1, 15))),
        ({"solution": "sfm"}, [1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14]),
        ({"solution": "pll", "named_only": True}, [8, 13]),
        ({"solution": "sfm", "named_only": True}, []),
        ({"category": "Strategisk risiko", "solution": "pll", "named_only": True}, [8]),
    ],
)
def test_filters(overview: Overview, choice: dict[str, Any], numbers: list[int]) -> None:
    assert [risk.number for risk in filter_risks(overview.risks, **choice)] == numbers


def test_the_paper_of_risks_has_columns_to_fill_in(overview: Overview, writer: Writer, raw_text: str) -> None:
    scope = write_scope(writer, overview)
    paper = risk_paper(writer, scope, write_risks(writer, overview, overview.risks), TODAY)
    assert [section.heading for section in paper.sections] == ["", *overview.categories]
    for section in paper.sections:
        assert_cited(section, raw_text)
    word = open_word(paper)
    assert [len(table.rows) - 1 for table in word.tables] == [2, 2, 2, 4, 4]
    for table in word.tables:
        head = [cell.text for cell in table.rows[0].cells]
        assert head == ["Risiko", "Gjelder", "Sannsynlighet", "Konsekvens", "Ansvarlig", "Frist"]
        assert all(not cell.text.strip() for row in table.rows[1:] for cell in row.cells[2:])
    assert "omfangs- og kostnadsvurderinger" in word_text(word)


# Checklists


@pytest.mark.parametrize("solution_id", SOLUTIONS)
def test_tasks_are_things_to_do_once_each(corpus: Corpus, overview: Overview, solution_id: str) -> None:
    groups = checklist_of(corpus, overview, overview.solution(solution_id))
    tasks = [task for group in groups for task in group.tasks]
    assert len({task.key for task in tasks}) == len(tasks) == len({task.addresses for task in tasks}) > 0
    for task in tasks:
        first = unit_at(corpus, task.addresses[0])
        assert first.role != "lead" and first.text != "Ingen"
    own = [group.common for group in groups]
    assert own == sorted(own), "what is the solution's own comes first"
    assert any(own) == (solution_id != "helseid")


def checklist_texts(corpus: Corpus, overview: Overview, solution_id: str, heading: str) -> list[str]:
    groups = checklist_of(corpus, overview, overview.solution(solution_id))
    (group,) = [group for group in groups if group.heading == heading]
    return [task_label(corpus, task) for task in group.tasks]


def test_what_sfm_needs(corpus: Corpus, overview: Overview) -> None:
    needed = checklist_texts(corpus, overview, "sfm", "Forutsetninger")
    assert needed[:3] == ["eID", "HelseID", "Bruksvilkår KJ"] and "må signere bruksvilkårene" in needed[3]
    duties = checklist_texts(corpus, overview, "sfm", "Krav i lov og forskrift")
    assert len(duties) == 2 and " · I kap. 3 i forskrift" in duties[0]


def test_pll_has_the_measures_against_its_two_risks(corpus: Corpus, overview: Overview) -> None:
    assert len(checklist_texts(corpus, overview, "pll", "Tiltak mot risiko 8")) == 2
    assert len(checklist_texts(corpus, overview, "pll", "Tiltak mot risiko 13")) == 4
    supply = checklist_texts(corpus, overview, "pll", "Tiltak mot teknologisk risiko")
    assert len(supply) == 3 and supply[0].startswith("**Supportsystem:** ") and supply[0].count(" · ") == 4


@pytest.mark.parametrize("solution_id", SOLUTIONS)
def test_every_measure_and_common_prerequisite_is_in_the_checklist(
    corpus: Corpus, overview: Overview, solution_id: str
) -> None:
    solution = overview.solution(solution_id)
    shown = {a for g in checklist_of(corpus, overview, solution) for task in g.tasks for a in task.addresses}
    if solution.shares:
        concerning = filter_risks(overview.risks, solution=solution_id)
        assert {address for risk in concerning for measure in risk.measures for address in measure} <= shown
        kommunale = [p for p in corpus.documents[0].passages if p.headings[-1] == "Kommunale"]
        assert {(p.id, number) for p in kommunale for number in range(len(p.units))} <= shown


def test_ticks_are_exported(corpus: Corpus, overview: Overview, writer: Writer, raw_text: str) -> None:
    solution = overview.solution("pll")
    groups = checklist_of(corpus, overview, solution)
    done = {groups[0].tasks[1].key, groups[1].tasks[0].key}
    paper = checklist_paper(writer, solution.name, groups, done=done, made_at=TODAY)
    for section in paper.sections:
        assert_cited(section, raw_text)
    text = to_markdown(paper)
    assert text.count("- [x] ") == 2 and "- [x] HelseID [2]" in text and "- [ ] eID [1]" in text
    assert text.count("- [ ] ") == sum(len(group.tasks) for group in groups) - 2
    assert word_text(open_word(paper)).count("☑") == 2


# Comparison and papers


def compare(overview: Overview, writer: Writer, *ids: str) -> tuple[list[Solution], Paper]:
    solutions = [overview.solution(solution_id) for solution_id in ids]
    rows = write_comparison(writer, solutions, overview.aspects)
    return solutions, comparison_paper([solution.name for solution in solutions], rows, TODAY)


def test_a_comparison_is_full_and_tells_of_silence(overview: Overview, writer: Writer, raw_text: str) -> None:
    _, paper = compare(overview, writer, "kjernejournal", "helseid")
    table = paper.sections[0]
    lines = table.markdown.splitlines()
    assert lines[0] == "|  | Kjernejournal | HelseID og eID |" and len(lines) == 2 + len(overview.aspects)
    assert all(len(re.split(r"(?<!\\)\|", line)) == 5 for line in lines)
    status = next(line for line in lines if line.startswith("| **Status**"))
    assert status.endswith("| *ikke oppgitt i dokumentet* |") and "242 kommuner" in status
    for section in paper.sections:
        assert_cited(section, raw_text)
    assert [section.heading for section in paper.sections[1:]] == [
        "Gevinster: felles for alle løsningene",
        "Forutsetninger: felles for alle løsningene",
        "Risiko og tiltak: felles for alle løsningene",
        "Ansvar og roller: felles for alle løsningene",
    ]


def test_cells_say_the_same_as_the_solutions_page(corpus: Corpus, overview: Overview) -> None:
    solutions = list(overview.solutions)
    rows = write_comparison(Writer(corpus, 2026), solutions, overview.aspects)
    for column, solution in enumerate(solutions):
        page = write_solution(Writer(corpus, 2026), overview, solution)
        for row, text in zip(rows, page, strict=True):
            quotes = [citation.quote for citation in row.cells[column].citations]
            assert quotes == [citation.quote for citation in text.own.citations]


def test_many_solutions_are_compared_aspect_by_aspect(overview: Overview, writer: Writer, raw_text: str) -> None:
    _, paper = compare(overview, writer, *SOLUTIONS)
    assert paper.sections[0].heading == "Hva er det?" and "|" not in paper.sections[0].markdown
    assert all(f"**{solution.name}**" in paper.sections[0].markdown for solution in overview.solutions)
    for section in paper.sections:
        assert_cited(section, raw_text)


def test_one_number_a_place_in_the_whole_paper(overview: Overview, writer: Writer) -> None:
    solution = overview.solution("pll")
    paper = solution_paper(solution.name, write_solution(writer, overview, solution), TODAY)
    text = to_markdown(paper)
    references = re.findall(r"^(\d+)\. «(.*?)» – ", text, re.MULTILINE)
    assert [int(number) for number, _ in references] == list(range(1, len(writer.numbers) + 1))
    assert text.startswith("# Oversikt: PLL\n\n1. mars 2026.")


def test_a_paper_as_an_answer_for_memos(overview: Overview, writer: Writer) -> None:
    solution = overview.solution("sfm")
    answer = paper_answer(solution_paper(solution.name, write_solution(writer, overview, solution), TODAY))
    assert answer.question == "Oversikt: SFM" and "**Status**" in answer.answer
    assert answer.source_label == "høsten 2023" and answer.notices
    assert sorted(marks(answer.answer)) == [citation.n for citation in answer.citations]


def test_one_line_keeps_hyphens_and_tells_lists() -> None:
    text = flatten("Om:[1]\n\n- omfangs- og kost[2]\n  - under[3]\n\n- - ekstra[4]")
    assert text == "Om:[1]<br>• omfangs- og kost[2]<br>– under[3]<br>• - ekstra[4]"


# The plan


def changed_plan(data: dict[str, Any], **changes: Any) -> Plan:
    return Plan.model_validate({**data, **changes})


def test_every_reference_of_the_plan_is_used(corpus: Corpus, overview: Overview, plan_data: dict[str, Any]) -> None:
    shown = {a for s in overview.solutions for c in s.cells.values() for p in (*c.own, *c.common) for a in p.addresses}
    fillings = [*plan_data["common"], *(more for solution in plan_data["solution"] for more in solution["more"])]
    for filling in fillings:
        for ref in filling.get("refs", ()):
            assert set(corpus.references.resolve(ref)) <= shown, ref


def test_a_reference_that_fits_nowhere_is_named(corpus: Corpus, plan_data: dict[str, Any]) -> None:
    wrong = [*plan_data["common"], {"aspect": "krav", "refs": ["6: finnes slett ikke"]}]
    with pytest.raises(BankError, match="finnes slett ikke"):
        build_overview(corpus, changed_plan(plan_data, common=wrong))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"section": "5.9"}, "avsnittet «5.9» finnes ikke"),
        ({"row": "Papirkurv"}, "ingen rad i tabellen heter «Papirkurv»"),
        ({"more": [{"aspect": "krav", "entry": "nei"}]}, "oppføringen «nei» finnes ikke"),
    ],
)
def test_a_solution_that_does_not_fit_is_named(
    corpus: Corpus, plan_data: dict[str, Any], changes: dict[str, Any], words: str
) -> None:
    solution = {**plan_data["solution"][0], **changes}
    with pytest.raises(SourceError, match=words):
        build_overview(corpus, changed_plan(plan_data, solution=[solution]))


def test_measures_for_a_risk_that_is_not_there(corpus: Corpus, plan_data: dict[str, Any]) -> None:
    with pytest.raises(SourceError, match="risiko 15, som ikke finnes"):
        build_overview(corpus, changed_plan(plan_data, elsewhere={15: ["6"]}))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "overview.toml er feil"),
        ("ambitions = ", "overview.toml er feil"),
        (
            'ambitions = "2"\nrisks = "9"\naspect = []\nsolution = []\ncommon = [{aspect = "x", refs = ["1"]}]',
            "aspect: x",
        ),
        ('ambitions = "2"\nrisks = "9"\naspect = []\nsolution = []\ncommon = [{aspect = "x"}]', "refs or entry"),
    ],
)
def test_a_plan_that_cannot_be_used(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "overview.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=words):
        load_plan(tmp_path)


def test_a_corpus_without_a_plan(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"overview\.toml mangler"):
        load_plan(tmp_path)
