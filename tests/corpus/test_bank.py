"""Bank entries, their references to units, and what `ehelse bank check` measures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.bank import Entry, References, load_bank, normalise, read_entries
from corpus.check import find_duplicate_askings, measure_coverage
from corpus.errors import BankError
from corpus.model import Document
from tests.corpus.documents import parse

BODY = """# 1. Transport

Sykkelen står i boden. Nøkkelen henger ved døren. Nøkkelen henger ved døren om natten.

**Status:** «Alt» er i orden. Lyset virker.

**Fordeler:** Mange:

- frisk luft
- lave kostnader
- god helse

## 1.2. Bil

Bilen er lånt. Den er rød.

# Mat og drikke:

Brødet ligger i skapet. Den er god.

**Status:** Alt er spist.
"""
OTHER = "---\nid: annen-kilde\ntitle: Annen\n---\n# 1. Reise\n\nToget går kl. 8 om dagen. C# er et språk.\n"
DOCUMENTS = (parse(BODY), parse("", OTHER))
REFERENCES = References(DOCUMENTS)
PART = {"refs": ["1: Bilen"]}
ENTRY: dict[str, Any] = {"id": "bil", "kind": "answer", "askings": {"nb": ["Hvor er bilen?"]}, "parts": [PART]}


def texts(references: References, ref: str, documents: tuple[Document, ...] = DOCUMENTS) -> list[str]:
    passages = {passage.id: passage for document in documents for passage in document.passages}
    return [passages[id_].units[number].text for id_, number in references.resolve(ref)]


@pytest.mark.parametrize(
    ("ref", "found"),
    [
        ("1: Sykkelen står", ["Sykkelen står i boden."]),
        ("1: sykkelen  STÅR i\nboden", ["Sykkelen står i boden."]),
        ("1: Nøkkelen henger ved døren.", ["Nøkkelen henger ved døren."]),
        ("1: om natten", ["Nøkkelen henger ved døren om natten."]),
        ("1: Bilen er", ["Bilen er lånt."]),
        ("1.2: Den er", ["Den er rød."]),
        ("1.2. Bil: Den er", ["Den er rød."]),
        ("1.2", ["Bilen er lånt.", "Den er rød."]),
        ("Mat og drikke: Den er", ["Den er god."]),
        ("mat og drikke/Status", ["Alt er spist."]),
        ("1/Status", ["«Alt» er i orden.", "Lyset virker."]),
        ('1/status: "Alt" er', ["«Alt» er i orden."]),
        ("1/Status: Status: «Alt»", ["«Alt» er i orden."]),
        ("1/Fordeler: frisk .. god helse", ["frisk luft", "lave kostnader", "god helse"]),
        (
            "1: Nøkkelen henger ved døren. .. frisk luft",
            [
                *("Nøkkelen henger ved døren.", "Nøkkelen henger ved døren om natten."),
                *("«Alt» er i orden.", "Lyset virker.", "Mange:", "frisk luft"),
            ],
        ),
        ("prove#1: Lyset", ["Lyset virker."]),
        ("annen-kilde#1: Toget", ["Toget går kl. 8 om dagen."]),
        ("annen-kilde#1: C# er", ["C# er et språk."]),
        ("annen-kilde#Reise", []),
    ],
)
def test_references(ref: str, found: list[str]) -> None:
    """Each form of the README finds its units, in the source's order."""
    if not found:
        with pytest.raises(BankError, match="finnes ikke"):
            REFERENCES.resolve(ref)
    else:
        assert texts(REFERENCES, ref) == found
        assert REFERENCES.resolve(ref) == REFERENCES.resolve(ref)


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("3: Bilen", "Avsnittet «3» i «3: Bilen» finnes ikke."),
        ("Båt: Bilen", "Avsnittet «Båt» i «Båt: Bilen» finnes ikke."),
        ("1.2/Status: Alt", "Avsnittet «1.2/Status» i «1.2/Status: Alt» finnes ikke."),
        ("1: Båten", "«Båten» i «1: Båten» passer 0 steder; én trengs."),
        ("1: henger ved", "«henger ved» i «1: henger ved» passer 2 steder; én trengs."),
        ("1: god helse .. frisk luft", "«frisk luft» i «1: god helse .. frisk luft» passer 0 steder; én trengs."),
        ("borte#1: Bilen", "Kilden «borte» i «borte#1: Bilen» finnes ikke."),
        ("", "Avsnittet «» i «» finnes ikke."),
    ],
)
def test_references_that_fit_none_or_several(ref: str, message: str) -> None:
    """The error names the reference and how many places it fits."""
    with pytest.raises(BankError) as caught:
        REFERENCES.resolve(ref)
    assert caught.value.message == message


def test_no_document_no_reference() -> None:
    """Without a source nothing resolves, and nothing breaks."""
    with pytest.raises(BankError, match="Kilden «» i «1» finnes ikke"):
        References(()).resolve("1")


def line(**changes: Any) -> str:
    return json.dumps(
        {key: value for key, value in {**ENTRY, **changes}.items() if value is not None}, ensure_ascii=False
    )


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("{", "linje 2: ikke gyldig JSON"),
        ("[1]", "linje 2, «hele linjen»"),
        (line(id="Stor Id"), "linje 2, «id»"),
        (line(id=None), "linje 2, «id»"),
        (line(kind="annet"), "linje 2, «kind»"),
        (line(askings={"nb": []}), "an entry needs askings"),
        (line(askings={"dialekt": ["x"]}), "linje 2, «askings.dialekt"),
        (line(farge="rød"), "linje 2, «farge»"),
        (line(parts=[]), "kind «answer» needs parts"),
        (line(kind="gap"), "kind «gap» needs text"),
        (line(kind="premise", text="Nei.", parts=[]), "kind «premise» needs parts"),
        (line(kind="smalltalk", parts=[]), "kind «smalltalk» needs text"),
        (line(kind="decline", text="Nei.", parts=[]), "kind «decline» and reason go together"),
        (line(reason="out_of_scope"), "kind «decline» and reason go together"),
        (line(parts=[{"heading": "Tom"}]), "a part needs refs"),
        (line(parts=[{"form": "table", "columns": ["A"]}]), "form «table» and rows go together"),
        (
            line(parts=[{"rows": [{"label": "x", "cells": []}], "refs": ["1: Bilen"]}]),
            "form «table» and rows go together",
        ),
        (
            line(parts=[{"form": "table", "columns": ["A", "B"], "rows": [{"label": "x", "cells": [[]]}]}]),
            "a row has as many cells",
        ),
        (line(id="ny", parts=[{"refs": ["1: Båten"]}]), "linje 2 («ny»): «Båten» i «1: Båten» passer 0 steder"),
        (line(id="ny", parts=[{"refs": ["1: henger ved"]}]), "linje 2 («ny»): «henger ved»"),
        (line(id="forst"), "linje 2 («forst»): id er brukt før."),
    ],
)
def test_a_bad_line_is_told_and_left_out(tmp_path: Path, bad: str, message: str) -> None:
    """The problem names file and line, and has a remedy; the lines around it load."""
    lines = [line(id="forst"), bad, "", line(id="sist")]
    (tmp_path / "prove.jsonl").write_text("\n".join(lines), encoding="utf-8")
    entries, problems = load_bank(tmp_path, REFERENCES)
    assert [entry.id for entry in entries] == ["forst", "sist"]
    (problem,) = problems
    assert problem.message.startswith("prove.jsonl linje 2") and message in problem.message
    assert problem.remedy


def test_files_of_other_systems(tmp_path: Path) -> None:
    """A byte order mark, Windows line ends and a line separator inside a text change nothing."""
    lines = [line(id="en", askings={"nb": ["Hvor\u2028er bilen?"]}), line(id="to")]
    (tmp_path / "prove.jsonl").write_bytes(("\ufeff" + "\r\n".join(lines) + "\r\n").encode())
    entries, problems = load_bank(tmp_path, REFERENCES)
    assert ([entry.id for entry in entries], problems) == (["en", "to"], [])
    assert [number for number, _ in read_entries(tmp_path / "prove.jsonl")] == [1, 2]


def test_no_bank(tmp_path: Path) -> None:
    """A corpus works without one."""
    assert load_bank(tmp_path / "bank", REFERENCES) == ((), [])


def test_all_kinds_of_entries(tmp_path: Path) -> None:
    """A table, a checklist, a gap without quotes, a decline and small talk."""
    table = {"form": "table", "columns": ["Bil", "Mat"], "rows": [{"label": "Status", "cells": [["1.2: Den er"], []]}]}
    lines = [
        line(id="tabell", parts=[table, {"form": "checklist", "refs": ["1/Fordeler: frisk"]}]),
        line(id="hull", kind="gap", text="Prisen står ikke.", parts=None),
        line(id="nei", kind="decline", reason="patient_specific", text="Spør lege.", parts=None),
        line(id="hei", kind="smalltalk", text="Hei!", text_nn="Hei!", text_en="Hi!", parts=None),
    ]
    (tmp_path / "prove.jsonl").write_text("\n".join(lines), encoding="utf-8")
    entries, problems = load_bank(tmp_path, REFERENCES)
    assert problems == []
    assert list(entries[0].all_refs()) == ["1.2: Den er", "1/Fordeler: frisk"]
    assert [len(REFERENCES.resolve_entry(entry)) for entry in entries] == [2, 0, 0, 0]


def test_units_of_an_entry_come_once() -> None:
    """In the order in which the entry names them."""
    entry = Entry.model_validate({**ENTRY, "parts": [{"refs": ["1.2: Den er", "1.2", "1: Bilen"]}]})
    numbers = [number for _, number in REFERENCES.resolve_entry(entry)]
    assert numbers == [1, 0]


def test_normalise() -> None:
    """Case, white space and the kind of quotation marks don't count."""
    assert normalise(" “Alt”\n ER \u00a0«her» ") == '"alt" er "her"'


def test_duplicate_askings() -> None:
    """Case, marks at the end and white space aside; within an entry too."""
    first = Entry.model_validate({**ENTRY, "askings": {"nb": ["Hvor er bilen?", "Bil"], "lay": ["hvor er  bilen"]}})
    second = Entry.model_validate({**ENTRY, "id": "to", "askings": {"nb": ["bil!", "Noe annet"]}})
    assert find_duplicate_askings([first, second]) == [("bil", ("bil", "to")), ("hvor er bilen", ("bil", "bil"))]


def test_coverage() -> None:
    """Askings by register and the units that no entry shows, for each passage."""
    entry = Entry.model_validate(
        {**ENTRY, "askings": {"nb": ["a", "b"], "lay": ["c"]}, "parts": [{"refs": ["1.2: Bilen"]}]}
    )
    coverage = measure_coverage(DOCUMENTS, [entry, entry], REFERENCES)
    assert [row.passage for row in coverage] == [passage for document in DOCUMENTS for passage in document.passages]
    car = next(row for row in coverage if row.passage.section == "1.2")
    assert (dict(car.askings), car.unseen, car.thin) == ({"nb": 4, "lay": 2}, (1,), True)
    bicycle = coverage[0]
    assert (bicycle.askings.total(), bicycle.unseen) == (0, (0, 1, 2))
    many = Entry.model_validate({**ENTRY, "askings": {"nb": [str(number) for number in range(8)]}})
    assert not next(row for row in measure_coverage(DOCUMENTS, [many], REFERENCES) if row.passage.section == "1.2").thin
