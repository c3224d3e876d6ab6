"""What the commands reach for outside of themselves: an assistant, an index build, a process. Tests pass their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import typer

    from assistant.models import Answer, Question
    from assistant.settings import Settings
    from corpus.sources import Corpus
    from index.build import BuildResult, Progress


class Asker(Protocol):
    """Whatever answers questions. `corpus` is what its quotes come from."""

    @property
    def corpus(self) -> Corpus: ...

    def ask(self, question: Question) -> Answer: ...


def open_asker(settings: Settings, progress: Progress) -> Asker:
    """The real assistant; its packages are loaded only when a question is asked."""
    from assistant.service import open_assistant

    return open_assistant(settings, progress)


def build(settings: Settings, progress: Progress) -> tuple[Corpus, BuildResult]:
    """Brings the index up to date, and gives the corpus that it was built from."""
    from corpus.sources import load_corpus
    from index.build import build_index
    from index.encoder import load_encoder

    corpus = load_corpus(settings.corpus)
    encoder = load_encoder(settings.encoder, allow_download=settings.allow_download)
    return corpus, build_index(corpus, encoder, settings.home, progress=progress)


def launch(command: list[str]) -> None:
    """Becomes another program."""
    sys.stdout.flush()
    if os.name == "nt":  # execv there leaves the terminal before the program ends
        raise SystemExit(subprocess.call(command))
    os.execv(command[0], command)


@dataclass(frozen=True)
class Outside:
    """The doors out of the command line."""

    open_asker: Callable[[Settings, Progress], Asker] = open_asker
    build: Callable[[Settings, Progress], tuple[Corpus, BuildResult]] = build
    launch: Callable[[list[str]], None] = launch


def outside(ctx: typer.Context) -> Outside:
    """The doors of this run."""
    return ctx.obj if isinstance(ctx.obj, Outside) else Outside()


def chat_command(app_file: Path, port: int) -> list[str]:
    """How Streamlit is started, with this interpreter."""
    return [sys.executable, "-m", "streamlit", "run", str(app_file), "--server.port", str(port)]
