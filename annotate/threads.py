"""Threads that endpoints run in. Starlette's own way there and back costs half of what a small request costs here."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

MOST = 40  # as many as Starlette has
Answer = TypeVar("Answer")


class Threads:
    """At most ``most`` threads, begun when they are needed; what comes beyond waits its turn. ``run`` and what it
    counts belong to one event loop."""

    def __init__(self, most: int = MOST) -> None:
        self.most, self.begun, self.idle = most, 0, 0
        self._waiting: SimpleQueue[Any] = SimpleQueue()

    def run(self, work: Callable[..., Answer], *given: Any) -> asyncio.Future[Answer]:
        """The answer of ``work`` in one of the threads."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        if self.idle > 0:
            self.idle -= 1
        elif self.begun < self.most:
            self.begun += 1
            threading.Thread(target=self._serve, name=f"endpoints-{self.begun}", daemon=True).start()
        else:
            self.idle -= 1  # who is done next takes it up at once
        self._waiting.put((loop, future, work, given))
        return future

    def close(self) -> None:
        """End the threads, each when it has done what came before; nothing may be run afterwards."""
        self._waiting.put(None)

    def _serve(self) -> None:
        while (item := self._waiting.get()) is not None:
            loop, future, work, given = item
            answer: Any = None
            error: BaseException | None = None
            try:
                answer = work(*given)
            except BaseException as raised:  # broad: whatever it is, it is raised where the answer is waited for
                error = raised
            try:
                loop.call_soon_threadsafe(self._settle, future, answer, error)
            except RuntimeError:  # the loop has ended, and nobody waits any more
                return
            # what a request held is not kept until the next one
            del item, loop, future, work, given, answer, error
        self._waiting.put(None)  # for the next thread

    def _settle(self, future: asyncio.Future[Any], answer: Any, error: BaseException | None) -> None:
        self.idle += 1
        if future.done():  # cancelled
            return
        if error is None:
            future.set_result(answer)
        else:
            future.set_exception(error)
