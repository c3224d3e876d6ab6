"""What the pages need of an assistant."""

from __future__ import annotations

from typing import Protocol

from assistant.models import Answer, Question
from corpus.sources import Corpus


class Answering(Protocol):
    """Answers questions over a corpus; `assistant.service.Assistant` is one."""

    corpus: Corpus

    def ask(self, question: Question) -> Answer: ...
