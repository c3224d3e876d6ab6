"""The assistant as one object: opened once a process, asked from any thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from assistant.chain import build_chain, build_streaming_chain
from assistant.judge import Tools
from assistant.match import Matcher
from assistant.models import Answer, Question
from assistant.select import PassageFinder
from assistant.settings import Settings
from assistant.spelling import Speller, corpus_vocabulary
from assistant.understand import Understanding
from corpus.sources import Corpus, load_corpus
from index.build import Progress, corpus_tokenizer, ensure_index
from index.encoder import Encoder, load_encoder
from index.search import Index


class Assistant:
    """Answers questions from an opened index."""

    def __init__(
        self, corpus: Corpus, index: Index, encoder: Encoder, *, today: Callable[[], date] = date.today
    ) -> None:
        tokenizer = corpus_tokenizer(corpus)
        self.corpus = corpus
        self.index = index
        self.tools = Tools(
            corpus=corpus,
            encoder=encoder,
            tokenizer=tokenizer,
            understanding=Understanding(
                corpus.glossary,
                tokenizer,
                Speller(corpus_vocabulary(corpus)),
                corpus_vocabulary(corpus, kinds=("answer",)),
            ),
            matcher=Matcher(corpus, index, tokenizer),
            finder=PassageFinder(corpus, index, tokenizer),
            today=today,
        )
        self.chain = build_chain(self.tools)
        self.streaming_chain = build_streaming_chain(self.tools)

    def ask(self, question: Question) -> Answer:
        """One answer."""
        return self.chain.invoke(question)

    def ask_many(self, questions: Iterable[Question]) -> Iterator[Answer]:
        """Answers in the questions' order."""
        for question in questions:
            yield self.chain.invoke(question)

    def stream(self, question: Question) -> Iterator[dict[str, Any]]:
        """Citations, then pieces of the text, then the whole Answer as «done»."""
        yield from self.streaming_chain.stream(question)


def open_assistant(settings: Settings, progress: Progress | None = None) -> Assistant:
    """Loads the corpus, opens the index (building it first where it must be) and gives the assistant.

    Raises EhelseError with its remedy where that cannot be.
    """
    corpus = load_corpus(settings.corpus)
    encoder = load_encoder(settings.encoder, allow_download=settings.allow_download)
    return Assistant(corpus, ensure_index(corpus, encoder, settings.home, progress=progress), encoder)
