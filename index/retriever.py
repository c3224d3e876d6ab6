"""Our hybrid search as a LangChain retriever, for chains that others write."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from corpus.sources import Corpus
from index.encoder import Encoder
from index.search import Index, Query
from index.tokens import Tokenizer, clean_text


class HybridRetriever(BaseRetriever):
    """Passages by dense and keyword rank fusion; metadata has source, section, heading path, page and scores."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    corpus: Corpus
    index: Index
    encoder: Encoder
    tokenizer: Tokenizer
    k: int = 10

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        text = clean_text(query)
        if not text:
            return []
        vector = self.encoder.encode_queries([self.tokenizer.canonical(text)])[0]
        hits = self.index.passages.search(Query(text, tuple(self.tokenizer.tokens(text)), vector), self.k)
        found = [(hit, self.corpus.passages[hit.item.owner]) for hit in hits]
        return [
            Document(
                id=passage.id,
                page_content=passage.text,
                metadata={
                    "source": passage.source_id,
                    "section": passage.section,
                    "heading": passage.path,
                    "page": passage.page,
                    "score": hit.score,
                    "cosine": hit.cosine,
                },
            )
            for hit, passage in found
        ]
