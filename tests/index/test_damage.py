"""A damaged or unfitting index: opening says what is wrong and which command mends it, and `ensure_index` mends it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import IndexUnusableError
from corpus.sources import Corpus
from index import build as build_module
from index import manifest as manifest_module
from index.build import build_index, ensure_index
from index.search import current_folder, open_index
from tests.index.fakes import BODY, FakeEncoder, small_corpus

REMEDY = "Kjør «ehelse index build»."
ROWS = 1200  # more passages than Chroma keeps in its log alone
LARGE = BODY + "\n".join(f"| Nøkkel {number} | {number} øre |" for number in range(ROWS)) + "\n"
Damage = Callable[[Path], None]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return small_corpus(tmp_path_factory.mktemp("corpus"), {"hus": LARGE})


@pytest.fixture(scope="module")
def good(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    build_index(corpus, FakeEncoder(), home, shipped=None)
    return home


@pytest.fixture
def home(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "home"))


def in_folder(name: str, change: Damage) -> Damage:
    """The change to the file of that name in the current folder; of several, the one that Chroma has written out."""

    def damage(home: Path) -> None:
        paths = sorted(current_folder(home).rglob(name))
        change(max(paths, key=lambda path: path.with_name("index_metadata.pickle").exists()))

    return damage


def overwrite(text: str | bytes) -> Damage:
    def change(path: Path) -> None:
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    return change


def garbage(path: Path) -> None:
    path.write_bytes(b"\xa5soppel\x00" * (path.stat().st_size // 8 + 1))


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def zeros(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def pointer(change: Damage) -> Damage:
    return lambda home: change(home / "index" / "current")


def becomes_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def remove_segments(path: Path) -> None:
    for folder in path.iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)


DAMAGES: dict[str, tuple[Damage, str]] = {
    "pointer missing": (pointer(Path.unlink), "Indeksen er ikke bygd ennå."),
    "pointer empty": (pointer(overwrite("")), "Pekeren til indeksen kan ikke leses."),
    "pointer garbage": (pointer(overwrite(b"\xff\x00")), "Pekeren til indeksen kan ikke leses."),
    "pointer elsewhere": (pointer(overwrite('"borte"')), "Indeksen «borte» finnes ikke."),
    "pointer outside": (pointer(overwrite('"../.."')), ""),
    "pointer null": (pointer(overwrite("null")), "Indeksen «None» finnes ikke."),
    "pointer a folder": (pointer(becomes_folder), "Pekeren til indeksen kan ikke leses."),
    "everything gone": (lambda home: shutil.rmtree(home / "index"), "Indeksen er ikke bygd ennå."),
    "manifest missing": (in_folder("manifest.json", Path.unlink), "er ikke ferdig bygd."),
    "manifest garbage": (in_folder("manifest.json", garbage), "kan ikke leses."),
    "manifest halved": (in_folder("manifest.json", halve), "kan ikke leses."),
    "manifest of something else": (in_folder("manifest.json", overwrite('{"a": 1}')), "kan ikke leses."),
    "texts missing": (in_folder("items.sqlite", Path.unlink), "filen «items.sqlite» mangler eller er endret."),
    "texts halved": (in_folder("items.sqlite", halve), "filen «items.sqlite» mangler eller er endret."),
    "texts garbage": (in_folder("items.sqlite", garbage), "filen «items.sqlite» mangler eller er endret."),
    "chroma missing": (in_folder("chroma", lambda path: shutil.rmtree(path)), "Indeksen er skadet: filen «chroma/"),
    "chroma's vectors missing": (in_folder("chroma", remove_segments), "Indeksen er skadet: filen «chroma/"),
    "chroma's database missing": (in_folder("chroma.sqlite3", Path.unlink), "Vektorindeksen"),
    "chroma's database empty": (in_folder("chroma.sqlite3", overwrite("")), "Vektorindeksen"),
    "chroma's database halved": (in_folder("chroma.sqlite3", halve), "Vektorindeksen"),
    "chroma's database garbage": (in_folder("chroma.sqlite3", garbage), "Vektorindeksen"),
    **{
        f"chroma's {name} {how.__name__}": (in_folder(name, how), "Indeksen er skadet: filen «chroma/")
        for name in ("data_level0.bin", "link_lists.bin", "header.bin", "index_metadata.pickle")
        for how in (Path.unlink, halve, zeros, garbage)
    },
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_told(corpus: Corpus, home: Path, name: str) -> None:
    """What is wrong, and the command; never a crash, never an index that finds the wrong things."""
    damage, message = DAMAGES[name]
    damage(home)
    with pytest.raises(IndexUnusableError) as caught:
        open_index(corpus, FakeEncoder(), home)
    assert message in caught.value.message
    assert caught.value.remedy == REMEDY and str(caught.value).endswith(REMEDY)


@pytest.mark.parametrize(
    "name",
    [
        "pointer garbage", "pointer outside", "pointer a folder", "everything gone", "manifest garbage", "texts halved",
        "chroma missing", "chroma's database garbage", "chroma's header.bin garbage",
    ],
)  # fmt: skip
def test_damage_is_healed(corpus: Corpus, home: Path, name: str) -> None:
    """From the cache of vectors: nothing is encoded again. The next build has nothing to do."""
    DAMAGES[name][0](home)
    encoder = FakeEncoder()
    index = ensure_index(corpus, encoder, home, shipped=None)
    assert (len(index.passages.items), len(index.askings.items), encoder.encoded) == (4 + ROWS, 3, [])
    index.close()
    assert not build_index(corpus, encoder, home, shipped=None).built


def test_opening_changes_nothing_that_matters(corpus: Corpus, home: Path) -> None:
    """Chroma writes in its folder when it opens it; the index still opens, time after time."""
    for _ in range(4):
        index = open_index(corpus, FakeEncoder(), home)
        assert len(index.manifest.files) == 5
        index.close()


def test_a_damaged_vector_cache_is_begun_anew(corpus: Corpus, home: Path) -> None:
    """With a missing index beside it, all is encoded again."""
    garbage(home / "vectors.sqlite")
    shutil.rmtree(home / "index")
    encoder = FakeEncoder()
    ensure_index(corpus, encoder, home, shipped=None).close()
    assert len(encoder.encoded) == ROWS + 7


@pytest.mark.parametrize(
    ("encoder", "message"),
    [
        (FakeEncoder("annen"), "koder er «fake», men skal være «annen»"),
        (FakeEncoder(revision="2"), "koderutgave er «1», men skal være «2»"),
        (FakeEncoder("annen", dim=32), "koder er «fake», men skal være «annen»"),
    ],
)
def test_another_encoder(corpus: Corpus, home: Path, encoder: FakeEncoder, message: str) -> None:
    """The stored and the wanted value, and the command."""
    with pytest.raises(IndexUnusableError, match=message) as caught:
        open_index(corpus, encoder, home)
    assert caught.value.remedy == REMEDY
    index = ensure_index(corpus, encoder, home, shipped=None)
    assert index.passages.vectors.shape == (ROWS + 4, encoder.dim)
    index.close()


@pytest.mark.parametrize(("name", "label"), [("TOKENIZER_VERSION", "ordutgave"), ("FORMAT_VERSION", "indeksformat")])
def test_another_version_of_ours(
    corpus: Corpus, home: Path, name: str, label: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index of an older program."""
    stored = getattr(manifest_module, name)
    monkeypatch.setattr(manifest_module, name, stored + 1)
    with pytest.raises(IndexUnusableError, match=f"{label} er «{stored}», men skal være «{stored + 1}»"):
        open_index(corpus, FakeEncoder(), home)
    assert build_module.build_index(corpus, FakeEncoder(), home, shipped=None).built


def test_another_dimension(corpus: Corpus, home: Path) -> None:
    """Told like the rest, though no encoder changes it alone."""
    with pytest.raises(IndexUnusableError, match="dimensjon er «16», men skal være «32»"):
        open_index(corpus, FakeEncoder(dim=32), home)


def test_another_corpus(corpus: Corpus, home: Path, tmp_path: Path) -> None:
    """The corpus has changed since the index was built."""
    changed = small_corpus(tmp_path / "corpus", {"hus": LARGE + "\nMer.\n"})
    expected = f"kunnskapsgrunnlag er «{corpus.fingerprint}», men skal være «{changed.fingerprint}»"
    with pytest.raises(IndexUnusableError, match=expected) as caught:
        open_index(changed, FakeEncoder(), home)
    assert caught.value.remedy == REMEDY
    index = ensure_index(changed, FakeEncoder(), home, shipped=None)
    assert len(index.passages.items) == 5 + ROWS
    index.close()


def test_no_index_yet(corpus: Corpus, tmp_path: Path) -> None:
    """An empty folder, none, and a file where the folder should be."""
    (tmp_path / "tom").mkdir()
    (tmp_path / "fil").write_text("en fil")
    for name in ("tom", "borte", "fil"):
        with pytest.raises(IndexUnusableError) as caught:
            open_index(corpus, FakeEncoder(), tmp_path / name)
        assert caught.value.remedy == REMEDY
