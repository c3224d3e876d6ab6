"""Builds that are killed or run out of space, in a process of its own: it forks children before Chroma has threads.

Usage: python -m tests.index.broken_builds FOLDER. Prints a JSON list of rounds, as `Round` has them.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypedDict

from corpus.errors import IndexUnusableError
from corpus.sources import Corpus
from index.build import build_index
from index.search import open_index
from tests.index.fakes import BODY, FakeEncoder, small_corpus

_NEW = 96  # passages that each version has anew
_DELAY_S = 0.002
_FAILED = 250
_NO_SPACE = 251
_KILLS = [(signal.SIGKILL, share) for share in (0.05, 0.3, 0.55, 0.8)]
_KILLS += [(signal.SIGTERM, share) for share in (0.15, 0.45, 0.7, 0.95)]
_LIMITS = (0, 5_000, 100_000)  # the cache, our texts, Chroma


class Round(TypedDict):
    """What was done to a build, how it ended, which index serves then, and how many texts the next build encoded."""

    what: str
    status: int
    serves: str
    encoded: int
    healed: bool


def version_of(folder: Path, version: int) -> Corpus:
    """A corpus whose passages are nearly all new in each version."""
    section = "".join(f"\n# Del {n}\n\nUtgave {version} av tekst {n}.\n" for n in range(_NEW))
    return small_corpus(folder / f"corpus-{version}", {"hus": BODY + section})


def build(corpus: Corpus, home: Path) -> int:
    """How many texts a build encoded."""
    encoder = FakeEncoder(delay_s=_DELAY_S)
    build_index(corpus, encoder, home, shipped=None)
    return len(encoder.encoded)


def build_without_space(corpus: Corpus, home: Path, limit: int) -> int:
    """_NO_SPACE where a build that may write no file longer than `limit` bytes says so."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        return build(corpus, home)
    except IndexUnusableError as error:
        told = error.message.startswith("Kan ikke skrive indeksen") and "Frigjør plass" in error.remedy
        return _NO_SPACE if told else _FAILED


def serves(corpus: Corpus, home: Path) -> int:
    """How many passages an opened index finds."""
    index = open_index(corpus, FakeEncoder(), home)
    return len(index.passages.items)


def start(work: Callable[[], int]) -> int:
    """Forks a child whose exit status is what `work` returns."""
    child = os.fork()
    if child == 0:
        status = _FAILED
        try:
            status = work()
        finally:
            os._exit(status)
    return child


def wait(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def finish(what: str, status: int, home: Path, *, old: Corpus, new: Corpus) -> Round:
    """What serves after a broken build, and the build that heals."""
    served = "nothing"
    if wait(start(partial(serves, old, home))) < _FAILED:
        served = "old"
    elif wait(start(partial(serves, new, home))) < _FAILED:
        served = "new"  # killed after its last step
    encoded = wait(start(partial(build, new, home)))
    healed = wait(start(partial(serves, new, home))) == len(new.passages)
    return Round(what=what, status=status, serves=served, encoded=encoded, healed=healed)


def main(folder: Path) -> list[Round]:
    home, rounds = folder / "home", []
    old = version_of(folder, 0)
    begin = time.monotonic()
    wait(start(partial(build, old, home)))
    length = time.monotonic() - begin
    for version, (kind, share) in enumerate(_KILLS, 1):
        new = version_of(folder, version)
        child = start(partial(build, new, home))
        time.sleep(length * share)
        os.kill(child, kind)
        rounds.append(finish(f"{kind.name} at {share}", wait(child), home, old=old, new=new))
        old = new
    for version, limit in enumerate(_LIMITS, 100):
        new = version_of(folder, version)
        status = wait(start(partial(build_without_space, new, home, limit)))
        rounds.append(finish(f"{limit} bytes", status, home, old=old, new=new))
        old = new
    return rounds


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
