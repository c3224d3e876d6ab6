"""Loading a corpus folder: a bad file is told and left out, the others load."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import BankError, EhelseError, SourceError
from corpus.sources import load_corpus, read_source
from tests.index.fakes import BODY, ENTRIES, FRONT, write_corpus

SOURCE = FRONT.format(id="ny", title="Ny") + "# A\n\nTekst.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus", {"hus": BODY, "ny": "# A\n\nTekst.\n"})


def told(problem: EhelseError) -> str:
    assert problem.remedy, problem.message
    return problem.message


def test_a_good_folder(folder: Path) -> None:
    """Sources in the listed order, the bank, no problems."""
    corpus = load_corpus(folder)
    assert [document.id for document in corpus.documents] == ["hus", "ny"]
    assert [entry.id for entry in corpus.bank] == ["nokkel", "melk"]
    assert corpus.problems == ()
    assert len(corpus.passages) == sum(len(document.passages) for document in corpus.documents) == 5
    assert corpus.document("ny").publisher == "Prøvekommunen"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "«ny.md» er tom"),
        (b"  \n\n", "«ny.md» er tom"),
        (b"%PDF-1.7\x00\x01\x02", "«ny.md» er en binærfil"),
        (SOURCE.encode("utf-16"), "«ny.md» er en binærfil"),
        (SOURCE.replace("Tekst", "Tækst").encode("latin-1"), "«ny.md» er ikke UTF-8"),
        (b"# Uten hode\n\nTekst.\n", "«ny.md» mangler hodet"),
        (SOURCE.replace("title: Ny", "title: [Ny").encode(), "Hodet i «ny.md» er ikke gyldig YAML"),
        (SOURCE.replace("title: Ny", "title: Ny\nfarge: rød").encode(), "Hodet i «ny.md» er feil ved «farge»"),
        (SOURCE.split("# A")[0].encode(), "«ny.md» har ingen tekst under hodet"),
        (SOURCE.replace("id: ny", "id: hus").encode(), "To kilder har id «hus»"),
    ],
)
def test_a_bad_source_is_told_and_left_out(folder: Path, data: bytes, message: str) -> None:
    """The other source and the bank still load."""
    (folder / "sources" / "ny.md").write_bytes(data)
    corpus = load_corpus(folder)
    assert [document.id for document in corpus.documents] == ["hus"]
    assert len(corpus.bank) == 2
    (problem,) = corpus.problems
    assert isinstance(problem, SourceError)
    assert told(problem).startswith(message)


def test_a_missing_source_is_told(folder: Path) -> None:
    """A name in sources.toml without a file, and a folder where a file should be."""
    (folder / "sources" / "ny.md").unlink()
    assert told(load_corpus(folder).problems[0]).startswith("Kan ikke lese «ny.md»")
    (folder / "sources" / "ny.md").mkdir()
    assert told(load_corpus(folder).problems[0]).startswith("Kan ikke lese «ny.md»")


@pytest.mark.parametrize("data", [SOURCE.encode("utf-8-sig"), SOURCE.replace("\n", "\r\n").encode()])
def test_byte_order_mark_and_windows_line_ends(folder: Path, data: bytes) -> None:
    """Neither changes the passages."""
    ids = [passage.id for passage in load_corpus(folder).document("ny").passages]
    (folder / "sources" / "ny.md").write_bytes(data)
    corpus = load_corpus(folder)
    assert corpus.problems == ()
    assert [passage.id for passage in corpus.document("ny").passages] == ids


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Ingen kilde kan brukes. sources.toml nevner ingen"),
        ("[[source]\n", "sources.toml er feil"),
        ("[[source]]\nfarge = 1\n", "sources.toml er feil"),
        ('[[source]]\nfile = "borte.md"\n', "Ingen kilde kan brukes. Kan ikke lese «borte.md»"),
    ],
)
def test_nothing_to_load(folder: Path, text: str, message: str) -> None:
    """Without a usable list of sources there is nothing to go on with."""
    (folder / "sources.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=f"^{message}") as caught:
        load_corpus(folder)
    assert caught.value.remedy and caught.value.exit_status == 3


def test_no_corpus_folder(tmp_path: Path) -> None:
    """The file that is missing is named."""
    with pytest.raises(SourceError, match=r"^Kan ikke lese «sources.toml»"):
        load_corpus(tmp_path / "borte")


def test_a_bad_bank_file_is_told_and_left_out(folder: Path) -> None:
    """Not UTF-8, and a single bad line: the rest of the bank loads."""
    (folder / "bank" / "a.jsonl").write_bytes('{"id": "å"}'.encode("latin-1"))
    (folder / "bank" / "b.jsonl").write_text("ikke json\n" + ENTRIES.replace('"nokkel"', '"nokkel-2"').split("\n")[0])
    corpus = load_corpus(folder)
    assert [entry.id for entry in corpus.bank] == ["nokkel-2", "nokkel", "melk"]
    assert all(isinstance(problem, BankError) for problem in corpus.problems)
    assert [told(problem).split(":")[0].split(" (")[0] for problem in corpus.problems] == [
        "a.jsonl kan ikke leses",
        "b.jsonl linje 1",
    ]


def test_the_fingerprint_follows_the_content(folder: Path) -> None:
    """Same content, same fingerprint; a changed source, bank or glossary, another."""
    first = load_corpus(folder).fingerprint
    assert load_corpus(folder).fingerprint == first
    seen = {first}
    for name, text in {
        "sources/ny.md": SOURCE + "\nMer.\n",
        "bank/prove.jsonl": ENTRIES.split("\n")[0],
        "glossary.toml": '[nn]\nkva = "hva"\n',
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
        seen.add(load_corpus(folder).fingerprint)
    assert len(seen) == 4


def test_notices_of_a_source(folder: Path) -> None:
    """They belong to the source's id."""
    text = '[[source]]\nfile = "hus.md"\n[[source.notices]]\ntext = "boden"\nnotice = "Boden er revet."\n'
    (folder / "sources.toml").write_text(text, encoding="utf-8")
    (notice,) = load_corpus(folder).notices["hus"]
    assert (notice.text, notice.section, notice.notice) == ("boden", "", "Boden er revet.")


def test_read_source_names_the_byte(tmp_path: Path) -> None:
    """So that the place can be found."""
    (tmp_path / "x.md").write_bytes(b"abc\xff")
    with pytest.raises(SourceError, match=r"byte 3"):
        read_source(tmp_path / "x.md")


def test_the_project_corpus_has_no_problems() -> None:
    """Every source, entry and reference of the real corpus is usable."""
    corpus = load_corpus()
    assert [str(problem) for problem in corpus.problems] == []
    assert len(corpus.documents) >= 1 and len(corpus.bank) > 100
