"""The app as it is started for users, and people who each ask a question of their own at the same moment."""

from __future__ import annotations

import html
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from assistant.ui.crowd import ask_at_once
from eval.gold import squeeze
from eval.metrics import percentile

_ALONE = 10
_START_S = 60


def ask_crowd(home: Path, quotes: Mapping[str, str], people: int) -> dict[str, float]:
    """Seconds to the whole answer, alone and `people` at once, and how many failed or saw another answer.

    `quotes`: what each question must be answered with, "" where it is refused.
    """
    asked = list(quotes)
    with _served(home) as address:
        ask_at_once(address, asked[:1])  # warms it
        alone = [one for question in asked[:_ALONE] for one in ask_at_once(address, [question])]
        seen = [one for start in range(0, len(asked), people) for one in ask_at_once(address, asked[start:][:people])]
    answered = [one for one in seen if not one.problem]
    for one in (*alone, *seen):
        if one.problem:
            print(one.problem, file=sys.stderr)
    mixed = [one for one in answered if squeeze(quotes[one.question]) not in squeeze(_plain(one.text))]
    times = [one.seconds for one in answered]
    return {
        "n": float(len(seen)),
        "alone": percentile([one.seconds for one in alone if not one.problem], 0.5) or 0.0,
        "p50": percentile(times, 0.5) or 0.0,
        "p95": percentile(times, 0.95) or 0.0,
        "failed": float(len(seen) - len(answered)),
        "mixed": float(len(mixed)),
    }


@contextmanager
def _served(home: Path) -> Iterator[str]:
    """host:port of the chat, started as `ehelse chat` does, until the block ends. Raises RuntimeError."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    environment = {**os.environ, "EHELSE_HOME": str(home), "EHELSE_PORT": port}
    command = [sys.executable, "-m", "assistant", "chat"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(_START_S * 10):
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", int(port)), timeout=1).close()
                break
            time.sleep(0.1)
        else:
            raise RuntimeError(f"Siden svarte ikke innen {_START_S} sekunder.")
        yield f"127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def _plain(page: str) -> str:
    """The text of a page's HTML."""
    return html.unescape(re.sub(r"<[^>]+>", "", page))
