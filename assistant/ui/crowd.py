"""People who ask at once, without a browser: each a session of its own over the page's WebSocket. For measuring."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

_PATH = "/_stcore/stream"
_PATIENCE_S = 60


@dataclass(frozen=True, slots=True)
class Seen:
    """What one person saw: seconds from Enter to the whole answer, the texts that came, and what failed (mostly "")."""

    question: str
    seconds: float
    text: str
    problem: str = ""


def ask_at_once(address: str, questions: Sequence[str]) -> list[Seen]:
    """One person a question: all open the page at `address` (host:port), wait for each other, and ask."""
    together = threading.Barrier(len(questions))
    with ThreadPoolExecutor(len(questions)) as people:
        return list(people.map(lambda question: _visit(address, question, together), questions))


def _visit(address: str, question: str, together: threading.Barrier) -> Seen:
    try:
        with connect(f"ws://{address}{_PATH}", subprotocols=["streamlit"], max_size=None) as page:  # type: ignore[list-item]
            field, _ = _run(page, BackMsg())
            together.wait(_PATIENCE_S)
            message = BackMsg()
            widget = message.rerun_script.widget_states.widgets.add()
            widget.id, widget.chat_input_value.data = field, question
            start = time.perf_counter()
            _, text = _run(page, message)
            return Seen(question, time.perf_counter() - start, text)
    except Exception as error:  # whatever happens to one person is a finding, not the end of the measurement
        together.abort()
        return Seen(question, 0.0, "", f"{type(error).__name__}: {error}")


def _run(page: ClientConnection, message: BackMsg) -> tuple[str, str]:
    """Has the page drawn and waits until it is whole: (id of the question's field, all text that came)."""
    message.rerun_script.query_string = ""
    page.send(message.SerializeToString())
    field = ""
    texts: list[str] = []
    while True:
        came = ForwardMsg()
        came.ParseFromString(page.recv(timeout=_PATIENCE_S, decode=False))
        kind = came.WhichOneof("type")
        if kind == "script_finished":
            return field, "\n".join(texts)
        if kind != "delta" or came.delta.WhichOneof("type") != "new_element":
            continue
        element = came.delta.new_element
        shown = element.WhichOneof("type")
        if shown == "chat_input":
            field = element.chat_input.id
        elif shown in ("html", "markdown"):
            texts.append(getattr(element, shown).body)
