"""Building: nothing twice, only what changed, one writer, and never half an index."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from corpus.errors import IndexLockedError, IndexUnusableError
from index.build import build_index, ensure_index
from index.search import current_folder, open_index
from tests.index.fakes import BODY, ENTRIES, FakeEncoder, small_corpus

PROJECT = Path(__file__).parents[2]
TEXTS = 7  # passages and askings of the small corpus


def folders(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "index").iterdir() if path.is_dir())


def test_the_second_build_does_nothing(tmp_path: Path) -> None:
    """Same folder, same files, nothing encoded."""
    corpus, encoder = small_corpus(tmp_path / "corpus"), FakeEncoder()
    first = build_index(corpus, encoder, tmp_path / "home", shipped=None)
    assert (first.built, len(encoder.encoded)) == (True, TEXTS)
    manifest = (first.folder / "manifest.json").stat().st_mtime_ns
    second = build_index(corpus, encoder, tmp_path / "home", shipped=None)
    assert (second.folder, second.built, second.encoded) == (first.folder, False, 0)
    assert len(encoder.encoded) == TEXTS
    assert (first.folder / "manifest.json").stat().st_mtime_ns == manifest


def test_only_what_changed_is_encoded(tmp_path: Path) -> None:
    """A changed passage, then a new asking; the rest comes from the cache."""
    encoder = FakeEncoder()
    home = tmp_path / "home"
    build_index(small_corpus(tmp_path / "a"), encoder, home, shipped=None)
    changed = small_corpus(tmp_path / "b", {"hus": BODY.replace("skapet", "fryseren")})
    build_index(changed, encoder, home, shipped=None)
    assert encoder.encoded[TEXTS:] == ["2. Mat\nBrødet ligger i fryseren."]
    asked = small_corpus(
        tmp_path / "c", {"hus": BODY.replace("skapet", "fryseren")}, ENTRIES.replace("koster", "kostar")
    )
    result = build_index(asked, encoder, home, shipped=None)
    assert encoder.encoded[TEXTS + 1 :] == ["hva kostar melk"]
    assert result.built


def test_progress_is_told(tmp_path: Path) -> None:
    """Done never passes total, and nothing is told where nothing is encoded."""
    seen: list[tuple[int, int]] = []
    corpus = small_corpus(tmp_path / "corpus")
    for _ in range(2):
        build_index(
            corpus,
            FakeEncoder(),
            tmp_path / "home",
            shipped=None,
            progress=lambda _, done, total: seen.append((done, total)),
        )
    assert seen == [(4, 4), (3, 3)]


def test_the_index_before_is_kept_for_its_readers(tmp_path: Path) -> None:
    """An opened index still searches after the next build; the one after that removes its folder."""
    home, encoder = tmp_path / "home", FakeEncoder()
    corpora = [small_corpus(tmp_path / str(n), {"hus": BODY + f"\nSlutt {n}.\n"}) for n in range(3)]
    reader = ensure_index(corpora[0], encoder, home, shipped=None)
    first = current_folder(home).name
    build_index(corpora[1], encoder, home, shipped=None)
    second = current_folder(home).name
    assert folders(home) == sorted([first, second])
    vector = reader.passages.vectors[0]
    assert len(reader.passages.items) == 5 and reader.passages.map(vector).shape == vector.shape
    reader.close()
    build_index(corpora[2], encoder, home, shipped=None)
    assert first not in folders(home) and second in folders(home)


def test_a_path_with_spaces_and_letters(tmp_path: Path) -> None:
    """«Mine filer/ære være» is a place like others."""
    index = ensure_index(
        small_corpus(tmp_path / "c"), FakeEncoder(), tmp_path / "Mine filer" / "ære være", shipped=None
    )
    assert len(index.passages.items) == 4
    index.close()


def test_two_builders(tmp_path: Path) -> None:
    """While another process builds, a build says so at once, and what is there still opens."""
    corpus, home = small_corpus(tmp_path / "corpus"), tmp_path / "home"
    build_index(corpus, FakeEncoder(), home, shipped=None)
    script = (
        "import sys, time; from filelock import FileLock\n"
        f"with FileLock({str(home / 'index.lock')!r}): print('holds', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdin and holder.stdout
    try:
        assert holder.stdout.readline() == "holds\n"
        start = time.monotonic()
        with pytest.raises(IndexLockedError, match="En annen prosess bygger indeksen nå") as caught:
            build_index(corpus, FakeEncoder("annen"), home, shipped=None)
        assert time.monotonic() - start < 5 and "ehelse index build" in caught.value.remedy
        open_index(corpus, FakeEncoder(), home).close()
    finally:
        holder.communicate("")
    assert build_index(corpus, FakeEncoder("annen"), home, shipped=None).built


def test_waiting_for_the_other_builder(tmp_path: Path) -> None:
    """With `wait_s`, a build takes its turn, or gives up after that time."""
    corpus, home = small_corpus(tmp_path / "corpus"), tmp_path / "home"
    home.mkdir()
    with FileLock(home / "index.lock"), pytest.raises(IndexLockedError):
        build_index(corpus, FakeEncoder(), home, shipped=None, wait_s=0.1)
    assert build_index(corpus, FakeEncoder(), home, shipped=None, wait_s=5).built


def block_home(home: Path) -> None:
    home.write_text("en fil")


def block_index(home: Path) -> None:
    home.mkdir()
    (home / "index").write_text("en fil")


def block_cache(home: Path) -> None:
    (home / "vectors.sqlite").mkdir(parents=True)


@pytest.mark.parametrize("block", [block_home, block_index, block_cache])
def test_a_place_that_cannot_be_written(tmp_path: Path, block: Callable[[Path], None]) -> None:
    """Something in the way: the error names the place, and what to do, also through `ensure_index`."""
    corpus, home = small_corpus(tmp_path / "corpus"), tmp_path / "home"
    block(home)
    for work in (build_index, ensure_index):
        with pytest.raises(IndexUnusableError, match=r"Kan ikke skrive indeksen i «.*home»") as caught:
            work(corpus, FakeEncoder(), home, shipped=None)
        assert "EHELSE_HOME" in caught.value.remedy


def test_broken_builds(tmp_path: Path) -> None:
    """Killed at eight moments, and three times out of space: an index always serves, and the next build heals."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.index.broken_builds", str(tmp_path)],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    rounds = json.loads(done.stdout)
    assert len(rounds) == 11
    assert [r for r in rounds if r["serves"] not in ("old", "new") or not r["healed"]] == []
    killed = [r for r in rounds if r["status"] < 0]
    assert len(killed) >= 5, rounds  # the last moments may come too late
    assert killed[0]["serves"] == "old"
    without_space = [r for r in rounds if r["what"].endswith("bytes")]
    assert [(r["status"], r["serves"]) for r in without_space] == [(251, "old")] * 3
