"""Threads that endpoints run in. Starlette's own way there and back costs half of what a small request costs here."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from itertools import cycle
from queue import SimpleQueue
from typing import Any, TypeVar

MOST = 40  # as many as Starlette has
Answer = TypeVar("Answer")


class Threads:
    """At most ``most`` threads, begun when they are needed; what comes beyond waits its turn. ``run`` and what it
    counts belong to one event loop.

    The thread that has come back last goes first: what it has used lies nearest in memory, and the others may sleep.
    """

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._all: list[SimpleQueue[Any]] = []  # what each thread is given
        self._idle: list[SimpleQueue[Any]] = []
        self._beyond: deque[Any] = deque()

    @property
    def begun(self) -> int:
        return len(self._all)

    @property
    def idle(self) -> int:
        return len(self._idle)

    def run(self, work: Callable[..., Answer], *given: Any) -> asyncio.Future[Answer]:
        """The answer of ``work`` in one of the threads."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        item = (loop, future, work, given)
        if self._idle:
            self._idle.pop().put(item)
        elif self.begun < self.most:
            self._begin().put(item)
        else:
            self._beyond.append(item)
        return future

    def close(self) -> None:
        """End the threads, each when it has done what came before; nothing may be run afterwards."""
        for item, box in zip(self._beyond, cycle(self._all), strict=False):
            box.put(item)
        self._beyond.clear()
        for box in self._all:
            box.put(None)

    def _begin(self) -> SimpleQueue[Any]:
        box: SimpleQueue[Any] = SimpleQueue()
        self._all.append(box)
        threading.Thread(target=self._serve, args=(box,), name=f"endpoints-{self.begun}", daemon=True).start()
        return box

    def _serve(self, box: SimpleQueue[Any]) -> None:
        while (item := box.get()) is not None:
            loop, future, work, given = item
            answer: Any = None
            error: BaseException | None = None
            try:
                answer = work(*given)
            except BaseException as raised:  # broad: whatever it is, it is raised where the answer is waited for
                error = raised
            try:
                loop.call_soon_threadsafe(self._settle, box, future, answer, error)
            except RuntimeError:  # the loop has ended, and nobody waits any more
                return
            # what a request held is not kept until the next one
            del item, loop, future, work, given, answer, error

    def _settle(
        self, box: SimpleQueue[Any], future: asyncio.Future[Any], answer: Any, error: BaseException | None
    ) -> None:
        if self._beyond:
            box.put(self._beyond.popleft())
        else:
            self._idle.append(box)
        if future.done():  # cancelled
            return
        if error is None:
            future.set_result(answer)
        else:
            future.set_exception(error)
