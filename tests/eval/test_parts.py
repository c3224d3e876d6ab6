"""Evidence, retrieval, intervals, systems, curves, reports, answers from a file and candidates, worked by hand."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.feedback import make_feedback
from assistant.models import Answer
from assistant.outside import Outside
from assistant.service import Assistant
from assistant.settings import load_settings
from assistant.storage import open_storage
from corpus.errors import InputError
from corpus.sources import Corpus
from eval.evidence import holds_quote
from eval.figures import average, refusal_curve, share
from eval.gold import Gold, check_gold
from eval.html_report import write_html
from eval.intervals import paired_p_value
from eval.leakage import find_copies
from eval.retrieval import MEASURES, score_retrieval
from eval.run import describe_run, run_questions
from eval.save import save_latest
from eval.score import load_answers
from eval.svg import Bar, Line, draw_bars, draw_curves
from eval.systems import NAMES, Ranking, Searchable, open_system, parse_names
from eval.tutorial import CHUNK_CHARS, layout_corpus, split_layout
from tests.eval.test_eval import GOLDS, TEXT, Steered, corpus, golds, row, write_golds
from tests.index.fakes import FakeEncoder

__all__ = ["corpus"]
LONG = "Kommunene må signere bruksvilkår før de tar i bruk løsningen, og alle ansatte må ha opplæring."


def test_a_piece_of_the_evidence_is_enough_but_a_short_one_needs_its_section() -> None:
    assert holds_quote(LONG, f"Før dette.\n{LONG} Etter.", right_section=False)
    assert holds_quote(f"• {LONG}", LONG.replace(" ", "\n"), right_section=False)
    assert holds_quote(LONG, LONG[20:75], right_section=False), "a chunk that cuts the quote"
    assert holds_quote("Ingen", "Ingen.", right_section=True) and not holds_quote(
        "Ingen", "Ingen.", right_section=False
    )
    assert not holds_quote(LONG, "Noe helt annet om opplæring og vilkår i kommunene.", right_section=True)


def test_retrieval_by_hand() -> None:
    texts = [Searchable("a", (("1", "Annet."),)), Searchable("b", (("5.1", TEXT),)), Searchable("c", (("2", "Mer."),))]
    scores = score_retrieval(golds(), texts, {"g1": ["a", "b", "c"], "g2": ["a"]})
    # Found second: 1 / 2, and 1 / log2(3) = 0.63.
    assert scores == {
        "g1": {"R@1": 0.0, "R@3": 1.0, "R@10": 1.0, "RR@10": 0.5, "nDCG@10": pytest.approx(0.6309, abs=1e-4)}
    }
    assert score_retrieval(golds(), texts, {"g1": []}) == {"g1": dict.fromkeys(MEASURES, 0.0)}
    assert score_retrieval(golds()[1:], texts, {"g2": ["a"]}) == {}, "not applicable is not zero"


def test_figures_have_n_and_an_interval() -> None:
    assert (average([None, None]).value, average([None]).n, share([]).interval) == (None, 0, None)
    some = average([10, 20, None, 30])
    assert (some.value, some.n) == (20, 3) and some.interval and 10 <= some.interval[0] < 20 < some.interval[1] <= 30
    assert share([True] * 8 + [False] * 2).interval == pytest.approx((0.490, 0.943), abs=0.001)


def test_the_paired_test_by_hand() -> None:
    # Five equal gains: all signs alike in 2 of 32 ways.
    assert paired_p_value([0.5] * 5) == pytest.approx(2 / 32, abs=0.01)
    assert paired_p_value([0.0, 0.0]) == 1.0 and paired_p_value([1.0, -1.0]) == 1.0
    assert paired_p_value([1.0] * 40) < 0.001


def test_the_refusal_curve_by_hand() -> None:
    def told(name: str, *, confidence: float, answerable: bool, score: float, abstained: bool = False) -> Any:
        changes = {"confidence": confidence, "answerable": answerable, "abstained": abstained}
        return row(name, score).model_copy(update=changes)

    rows = [
        told("1", confidence=0.9, answerable=True, score=1),
        told("2", confidence=0.6, answerable=True, score=0.5),
        told("3", confidence=0.2, answerable=False, score=0),
        told("4", confidence=0.99, answerable=False, score=1, abstained=True),
    ]
    curve = [(p.refused_wrongly, p.refused_rightly, p.score) for p in refusal_curve(rows)]
    assert curve == [(0, 0.5, 0.625), (0, 1, 0.875), (0.5, 1, 0.75), (1, 1, 0.5)]
    assert refusal_curve([told("1", confidence=0, answerable=True, score=1)]) == []


def test_twins_and_copies_are_checked(corpus: Corpus) -> None:
    first = GOLDS[0]
    twins = [first, {**first, "id": "g4", "note": "typo; twin of g1", "question": "Kor mange?"}]
    lost = [
        first,
        {**first, "id": "g5", "note": "twin of g9"},
        {**first, "id": "g6", "note": "twin of g1", "split": "test"},
    ]
    check = lambda values: list(check_gold([Gold.model_validate(v) for v in values], corpus.documents))  # noqa: E731
    assert check(twins) == []
    assert [problem.split(":")[0] for problem in check(lost)] == ["g5", "g6"]
    copies = find_copies([Gold.model_validate(value) for value in lost])
    assert [(dev.id, test.id) for dev, test in copies] == [("g1", "g6"), ("g5", "g6")]


def test_names_of_systems() -> None:
    assert parse_names("full, dense,full") == ["full", "dense"]
    with pytest.raises(InputError, match="«bm25» finnes ikke"):
        parse_names("full,bm25")


def test_a_part_of_an_assistant_without_an_index_is_refused(corpus: Corpus, tmp_path: Path) -> None:
    assert open_system("full", Steered(corpus), tmp_path).name == "full"
    with pytest.raises(InputError, match="trenger en indeks"):
        open_system("dense", Steered(corpus), tmp_path)


@pytest.mark.timeout(300)
def test_every_system_answers_and_ranks(real: Assistant, all_golds: list[Gold], home: Path) -> None:
    asked = [gold for gold in all_golds if gold.kind in ("definition", "unanswerable")][:6]
    cheap = copy.copy(real)  # the chunks of the tutorial chain would take ten seconds to encode
    cheap.tools = replace(real.tools, encoder=FakeEncoder(), plain={})
    for name in NAMES:
        system = open_system(name, cheap if name.startswith("tutorial") else real, home)
        rows = run_questions(system, asked)
        assert isinstance(system, Ranking) and {row.system for row in rows} == {name}
        assert all(row.scores.invalid_quotes == 0 and row.answer for row in rows), name
        assert all((row.retrieval is not None) == row.answerable for row in rows), name


def test_chunks_are_a_thousand_characters_and_know_their_units(real: Assistant) -> None:
    text, places = layout_corpus(real.corpus)
    assert all(
        text[place.start : place.end] == real.corpus.passages[place.address[0]].units[place.address[1]].quote
        for place in places
    )
    chunks = split_layout(text, places)
    assert max(len(chunk.text) for chunk in chunks) <= CHUNK_CHARS
    assert {place.address for place in places} == {address for chunk in chunks for address, _ in chunk.pieces}
    assert all(words in chunk.text for chunk in chunks for _, words in chunk.pieces)


def test_plots_escape_their_words() -> None:
    bars = draw_bars("<t>", [Bar("<b>", 0.5, (0.4, 0.6), "n = 3")])
    assert "&lt;b&gt;" in bars and 'width="180.0"' in bars and "<b>" not in bars
    assert draw_curves("t", [Line("tom", ()), Line("to", ((0, 0), (1, 1)))], axes=("x", "y")).count("polyline") == 1


def test_the_page_stands_alone_and_tells_what_it_was_made_with(corpus: Corpus, tmp_path: Path) -> None:
    rows = run_questions(Steered(corpus), golds())
    described = describe_run_here()
    evil = rows[0].model_copy(update={"answer": "<script>alert(1)</script>", "scores": row("x", 0).scores})
    page = write_html(described, {"full": [evil, *rows[1:]], "dense": rows})
    assert described.data_hash in page and "<script" not in page and "&lt;script&gt;" in page
    assert not re.search(r"(?:src|href)=|@import|url\(|https?:", page), "nothing is fetched"
    assert "prefers-color-scheme: dark" in page and "@media print" in page and "full</strong> mot dense" in page
    save_latest(described, {"full": rows}, tmp_path / "r")
    assert {path.name for path in (tmp_path / "r").iterdir()} == {"latest.json", "latest.md", "latest.html"}
    latest = json.loads((tmp_path / "r" / "latest.json").read_text(encoding="utf-8"))
    assert latest["systems"][0]["score"] == {"value": 1.0, "n": 3, "interval": [0.4385, 1.0]}
    assert str(tmp_path) not in json.dumps(latest), "no path of this machine"


def describe_run_here() -> Any:
    return describe_run(load_settings(), golds())


def answer_lines(*values: dict[str, Any]) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


GOOD = [
    {"id": "g1", "answer": f"{TEXT}[1]", "citations": [
        {"n": 1, "source": "kilde", "title": "K", "section": "5.1", "heading": "H", "passage": "p", "page": None,
         "url": None, "date": None, "quote": TEXT}]},
    {"id": "g2", "answer": "Nei.", "abstained": True, "reason": "our_own_reason"},
    {"id": "g3", "answer": "Hei!"},
]  # fmt: skip


def score(*args: str) -> Any:
    return CliRunner().invoke(app, ["eval", "score", *args])


def test_answers_of_any_system_are_scored(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "svar.jsonl").write_text(answer_lines(*GOOD), encoding="utf-8")
    result = score("--gold", "gold.jsonl", "--answers", "svar.jsonl", "--out", "ut", "--name", "mitt")
    assert result.exit_code == 0 and "alle\t3\t1,00 [0,44, 1,00]" in result.stdout
    assert "Gjenfinning" in result.stderr and (tmp_path / "ut" / "report.html").exists()
    (tmp_path / "svar.jsonl").write_text(answer_lines({"id": "g3", "error": "krasjet"}, *GOOD[:2]), encoding="utf-8")
    assert "alle\t3\t0,67" in score("--gold", "gold.jsonl", "--answers", "svar.jsonl", "--out", "ut").stdout


def test_wrong_answers_are_told_with_their_lines(corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "svar.jsonl"
    path.write_text(
        "{\n"
        + answer_lines(
            GOOD[1], GOOD[1], {"id": "x", "answer": "a"}, {"id": "g3", "answer": 3}, {"id": "g1", "answer": " "}
        )
        + "[]"
    )
    with pytest.raises(InputError) as caught:
        load_answers(path, golds())
    told = caught.value.message.splitlines()
    assert [re.match(r"svar\.jsonl linje (\d)", line)[1] for line in told] == ["1", "3", "4", "5", "6", "7"]  # type: ignore[index]
    path.write_text(answer_lines(GOOD[0]))
    with pytest.raises(InputError, match="mangler for 2 spørsmål: g2, g3"):
        load_answers(path, golds())


def test_all_wrong_gold_lines_are_told(corpus: Corpus, tmp_path: Path) -> None:
    write_golds(tmp_path / "feil.jsonl", [GOLDS[0], {**GOLDS[1], "kind": "quiz"}, GOLDS[0]])
    result = CliRunner().invoke(app, ["eval", "check", "--gold", "feil.jsonl"])
    assert result.exit_code == 1
    assert "feil.jsonl linje 2, «kind»" in result.stdout and "feil.jsonl linje 3: id «g1» er brukt før" in result.stdout


def test_several_systems_need_an_index(corpus: Corpus) -> None:
    result = CliRunner().invoke(
        app,
        ["eval", "run", "--gold", "gold.jsonl", "--systems", "full,dense"],
        obj=Outside(open_asker=lambda s, p: Steered(corpus)),
    )
    assert result.exit_code == 1 and "trenger en indeks" in result.stderr


def test_a_thumbs_down_becomes_a_candidate_when_a_person_says_so(corpus: Corpus, tmp_path: Path) -> None:
    storage = open_storage(load_settings())
    store = storage.feedback
    for number in range(3):
        answer = Answer(
            question=f"Spørsmål {number}?", answer="Svar.", entries=("sfm-hva",), understood=f"helt spørsmål {number}"
        )
        store.add(make_feedback(answer, "down", "incomplete", "mangler år"))
    result = CliRunner().invoke(app, ["eval", "candidates", "--out", "k.jsonl"], input="j\nn\n\n")
    assert result.exit_code == 0 and "Noe viktig mangler: mangler år" in result.stdout
    (line,) = (tmp_path / "k.jsonl").read_text(encoding="utf-8").splitlines()
    assert Gold.model_validate_json(line).question == "helt spørsmål 0", (
        "a candidate reads as gold; check tells what to fill in"
    )
    assert [feedback.id for feedback in store.find()] == [3]
    assert [feedback.id for feedback in store.find(state="rejected")] == [2]
    taken = CliRunner().invoke(app, ["eval", "candidates", "--accept", "3", "--as", "bank", "--out", "b.jsonl"])
    assert taken.exit_code == 0 and store.find() == []
    bank = json.loads((tmp_path / "b.jsonl").read_text(encoding="utf-8"))
    assert (bank["id"], bank["askings"]) == ("sfm-hva", {"nb": ["helt spørsmål 2"]})
    gone = CliRunner().invoke(app, ["eval", "candidates", "--accept", "3"])
    assert gone.exit_code == 1 and "Nr. 3 venter ikke" in gone.stderr
    storage.close()
