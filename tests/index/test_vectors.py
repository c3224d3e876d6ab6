"""The vector cache: each text is encoded once for each encoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.vectors import VectorCache, load_shipped, save_shipped, shipped_file, vector_key
from tests.index.fakes import FakeEncoder

TEXTS = ["sykkelen står i boden", "nøkkelen henger ved døren", "brødet ligger i skapet"]


def test_only_new_texts_are_encoded(tmp_path: Path) -> None:
    """Over several runs, in any order, and with the same vectors."""
    path, encoder = tmp_path / "v.sqlite", FakeEncoder()
    cache = VectorCache(path, encoder)
    first = cache.encode("passage", TEXTS[:2])
    cache.close()
    again = FakeEncoder()
    cache = VectorCache(path, again)
    rows = cache.encode("passage", [TEXTS[2], TEXTS[1], TEXTS[0]])
    cache.close()
    assert again.encoded == [TEXTS[2]]
    assert np.array_equal(rows[[2, 1]], first)
    assert rows.dtype == np.float32


@pytest.mark.parametrize("other", [FakeEncoder("annen"), FakeEncoder(revision="2")])
def test_encoders_and_roles_never_share(tmp_path: Path, other: FakeEncoder) -> None:
    """A vector belongs to the encoder, its revision, the role and the text."""
    path, encoder = tmp_path / "v.sqlite", FakeEncoder()
    VectorCache(path, encoder).encode("passage", TEXTS)
    VectorCache(path, other).encode("passage", TEXTS)
    VectorCache(path, encoder).encode("query", TEXTS)
    assert other.encoded == TEXTS and encoder.encoded == TEXTS * 2
    keys = {vector_key(e, role, text) for e in (encoder, other) for role in ("query", "passage") for text in TEXTS}
    assert len(keys) == 12


def test_progress_counts_what_is_encoded() -> None:
    """Batch by batch, and not at all where everything is known."""
    seen: list[tuple[int, int]] = []
    cache = VectorCache(None, FakeEncoder())
    texts = [f"tekst {number}" for number in range(70)]
    cache.encode("query", texts[:3])
    cache.encode("query", texts, lambda done, total: seen.append((done, total)))
    cache.encode("query", texts, lambda done, total: seen.append((done, total)))
    assert seen == [(32, 67), (64, 67), (67, 67)]


def test_what_was_encoded_before_a_failure_is_kept(tmp_path: Path) -> None:
    """A build that is stopped resumes where it was."""
    texts = [f"tekst {number}" for number in range(70)]

    def stop(done: int, total: int) -> None:
        if done >= 64:
            raise KeyboardInterrupt

    cache = VectorCache(tmp_path / "v.sqlite", FakeEncoder())
    with pytest.raises(KeyboardInterrupt):
        cache.encode("query", texts, stop)
    cache.close()
    encoder = FakeEncoder()
    VectorCache(tmp_path / "v.sqlite", encoder).encode("query", texts)
    assert encoder.encoded == texts[64:]


def test_no_texts() -> None:
    """(0, dim)."""
    assert VectorCache(None, FakeEncoder(dim=8)).encode("query", []).shape == (0, 8)


@pytest.mark.parametrize("size", [0, 1, 100, 4096, 9000])
@pytest.mark.parametrize("fill", [None, b"\xa5"])
def test_a_damaged_cache_is_begun_anew(tmp_path: Path, size: int, fill: bytes | None) -> None:
    """Cut off or overwritten: what is lost is encoded again, and the vectors are right."""
    path = tmp_path / "v.sqlite"
    texts = [f"tekst {number}" for number in range(200)]
    wanted = FakeEncoder().encode_passages(texts)
    VectorCache(path, FakeEncoder()).encode("passage", texts)
    data = path.read_bytes()
    assert len(data) > 9000
    path.write_bytes(data[:size] if fill is None else data[:100] + fill * size + data[100 + size :])
    cache = VectorCache(path, FakeEncoder())
    assert np.array_equal(cache.encode("passage", texts), wanted)
    cache.close()


def test_shipped_vectors(tmp_path: Path) -> None:
    """A file of another machine's vectors: nothing is encoded, rows have length 1 and nearly the same direction."""
    encoder = FakeEncoder()
    roles = {"passage": TEXTS, "query": [*TEXTS[:1], *TEXTS[:1]]}
    path = save_shipped(tmp_path, encoder, roles, VectorCache(None, encoder))
    assert path == shipped_file(tmp_path, encoder) and [p.name for p in tmp_path.iterdir()] == [path.name]
    reader = FakeEncoder()
    cache = VectorCache(None, reader, tmp_path)
    rows = cache.encode("passage", TEXTS)
    assert cache.encode("query", TEXTS[:1]).shape == (1, 16)
    assert reader.encoded == []
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert np.all(np.sum(rows * encoder.encode_passages(TEXTS), axis=1) > 0.9999)
    first = path.read_bytes()
    assert save_shipped(tmp_path, encoder, roles, VectorCache(None, encoder)).read_bytes() == first


def test_shipped_vectors_of_another_encoder_are_not_used(tmp_path: Path) -> None:
    """They stand in a file of their own."""
    save_shipped(tmp_path, FakeEncoder(), {"passage": TEXTS}, VectorCache(None, FakeEncoder()))
    for other in (FakeEncoder("annen"), FakeEncoder(revision="2")):
        assert load_shipped(tmp_path, other) == {}
        VectorCache(None, other, tmp_path).encode("passage", TEXTS)
        assert other.encoded == TEXTS


@pytest.mark.parametrize("keep", [0, 10, 200])
def test_a_damaged_shipped_file_is_not_used(tmp_path: Path, keep: int) -> None:
    """The texts are encoded instead."""
    encoder = FakeEncoder()
    path = save_shipped(tmp_path, encoder, {"passage": TEXTS}, VectorCache(None, encoder))
    path.write_bytes(path.read_bytes()[:keep])
    assert load_shipped(tmp_path, encoder) == {}
