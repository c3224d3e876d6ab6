"""The hybrid search of an index, and the LangChain retriever over it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda

from corpus.sources import Corpus
from index.build import corpus_tokenizer, ensure_index
from index.chroma import EncoderEmbeddings
from index.retriever import HybridRetriever
from index.search import Hit, Index, Query
from tests.index.fakes import FakeEncoder, small_corpus

ENCODER = FakeEncoder(dim=64)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return small_corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def index(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    opened = ensure_index(corpus, ENCODER, tmp_path_factory.mktemp("home"), shipped=None)
    yield opened
    opened.close()


@pytest.fixture
def retriever(corpus: Corpus, index: Index) -> HybridRetriever:
    return HybridRetriever(corpus=corpus, index=index, encoder=ENCODER, tokenizer=corpus_tokenizer(corpus), k=2)


def search(corpus: Corpus, index: Index, text: str, k: int = 10) -> list[Hit]:
    tokens = tuple(corpus_tokenizer(corpus).tokens(text))
    return index.passages.search(Query(text, tokens, ENCODER.encode_queries([text])[0]), k)


def test_search_finds_by_words(corpus: Corpus, index: Index) -> None:
    """The best passage first, with both scores; higher is better."""
    hits = search(corpus, index, "Hvor henger nøkkelen?")
    assert corpus.passages[hits[0].item.owner].text.startswith("Sykkelen står")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].bm25 > 0 and -1 <= hits[0].cosine <= 1
    assert len(hits) == len({hit.item.id for hit in hits}) == 4


def test_search_is_repeatable(corpus: Corpus, index: Index) -> None:
    """Also for a text that shares no word with any passage."""
    for text in ("nøkkelen", "zzz"):
        assert search(corpus, index, text) == search(corpus, index, text)
    assert {hit.bm25 for hit in search(corpus, index, "zzz")} == {0.0}


def test_search_gives_at_most_k(corpus: Corpus, index: Index) -> None:
    """0, 1, and more than there are."""
    assert [len(search(corpus, index, "melk", k)) for k in (0, 1, 99)] == [0, 1, 4]


def test_askings_are_found_too(index: Index) -> None:
    """An asking of the bank belongs to its entry."""
    vector = ENCODER.encode_queries(["hva koster melk"])[0]  # askings are encoded in canonical form
    (hit,) = index.askings.search(Query("Hva koster melk?", (), vector), 1)
    assert (hit.item.owner, hit.item.kind, hit.item.text) == ("melk", "asking", "Hva koster melk?")
    assert hit.cosine == pytest.approx(1, abs=1e-4)
    assert np.allclose(index.askings.vector(hit.item.id), vector)
    assert hit.item.id in index.askings and "borte" not in index.askings


def test_a_corpus_without_a_bank(tmp_path: Path) -> None:
    """A new document works without one."""
    corpus = small_corpus(tmp_path / "corpus", bank="")
    opened = ensure_index(corpus, ENCODER, tmp_path / "home", shipped=None)
    assert opened.askings.search(Query("x", (), ENCODER.encode_queries(["x"])[0]), 5) == []
    assert len(search(corpus, opened, "nøkkelen")) == 4
    opened.close()


def test_invoke(retriever: HybridRetriever) -> None:
    """LangChain documents: the passage's text, its id, and where it stands."""
    assert isinstance(retriever, BaseRetriever)
    first, _ = retriever.invoke("Hva er fordelene, frisk luft?")
    assert first.page_content == "frisk luft\nlave kostnader"
    assert {key: first.metadata[key] for key in ("source", "section", "heading", "page")} == {
        "source": "hus",
        "section": "1",
        "heading": "1. Transport > Fordeler",
        "page": None,
    }
    assert first.metadata["score"] > 0 and "cosine" in first.metadata
    assert first.id in retriever.corpus.passages


def test_batch_and_ainvoke_agree_with_invoke(retriever: HybridRetriever) -> None:
    """All ways of LangChain give the same documents."""
    questions = ["Hva koster melk?", "Hvor er nøkkelen?", ""]
    single = [retriever.invoke(question) for question in questions]
    assert retriever.batch(questions) == single
    assert asyncio.run(retriever.ainvoke(questions[0])) == single[0]
    assert list(retriever.stream(questions[1])) == [single[1]]


@pytest.mark.parametrize("question", ["", "  \n", "\x00", "\ud800", "\u00ad"])
def test_an_empty_question_finds_nothing(retriever: HybridRetriever, question: str) -> None:
    """And raises nothing."""
    assert retriever.invoke(question) == []


@pytest.mark.parametrize("question", ["😀", "?!", "x" * 20_000, "melk\ud800", "лекарство"])
def test_odd_questions_are_searched(retriever: HybridRetriever, question: str) -> None:
    """Dense search answers where no word is known."""
    assert len(retriever.invoke(question)) == 2


def test_in_a_chain(retriever: HybridRetriever) -> None:
    """As a step of somebody else's chain."""

    def sections(documents: list[Document]) -> list[str]:
        return [document.metadata["section"] for document in documents]

    chain = retriever | RunnableLambda(sections)
    assert chain.invoke("Hva koster melk?")[0] == "2"


def test_embeddings_of_the_encoder() -> None:
    """LangChain's interface over ours: lists of floats, a query like an asking."""
    embeddings = EncoderEmbeddings(ENCODER)
    rows = embeddings.embed_documents(["melk", "brød"])
    assert len(rows) == 2 and rows[0] == embeddings.embed_query("melk")
