"""The assistant's first start: in a thread of its own, once for all who wait, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Lock, Thread

from assistant.ui.answering import Answering

Progress = Callable[[str, int, int], None]
_LOOK_EVERY_S = 0.25


class Opening:
    """Opens the assistant at the first call; after a failure, anew at the next one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._opened: Future[Answering] | None = None
        self._step = ("", 0, 0)

    def wait(self, open_it: Callable[[Progress], Answering], show: Progress) -> Answering:
        """The opened assistant. `show` is called with what is done, how many and of how many, until then.

        Raises what `open_it` raised.
        """
        opened = self._start(open_it)
        while not wait([opened], timeout=_LOOK_EVERY_S).done:
            show(*self._step)
        return opened.result()

    def _start(self, open_it: Callable[[Progress], Answering]) -> Future[Answering]:
        with self._lock:
            if self._opened is None or (self._opened.done() and self._opened.exception() is not None):
                self._step = ("", 0, 0)
                self._opened = Future()
                # A daemon: who stops the app need not wait for it.
                Thread(target=self._run, args=(self._opened, open_it), daemon=True).start()
            return self._opened

    def _run(self, opened: Future[Answering], open_it: Callable[[Progress], Answering]) -> None:
        try:
            opened.set_result(open_it(self._note))
        except BaseException as error:  # whoever waits is told, whatever it is
            opened.set_exception(error)

    def _note(self, what: str, done: int, total: int) -> None:
        self._step = (what, done, total)
