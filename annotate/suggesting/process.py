"""The server's end of the pipe: starts the process with the models when first needed, never waits for it long.

A process that ends by itself is started again with the next question, after a pause that grows with each crash. One
that says nothing while questions wait is ended. Without questions for a while it goes, and its memory with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from typing import Any

from annotate.logs import log
from annotate.suggesting.frames import HEAD, length_in, packed, unpacked

MODULE = "annotate.baseline.suggest"
PATIENCE = 2.0  # seconds that a question waits for its answer
STUCK = 60.0  # seconds without any answer while somebody asks: loading the largest model takes less
IDLE = 900.0  # seconds without a question until the process ends
LOOK = 5.0  # seconds between two looks at whether it should
MOST_WAITING = 100
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds between a crash and the next start


class Helper:
    """``module``: whose ``load`` the process calls. All methods belong to the server's event loop."""

    def __init__(
        self,
        module: str = MODULE,
        *,
        patience: float = PATIENCE,
        stuck: float = STUCK,
        idle: float = IDLE,
        look: float = LOOK,
        first_pause: float = FIRST_PAUSE,
    ) -> None:
        self.module, self.patience, self.look, self.first_pause = module, patience, look, first_pause
        self.stuck, self.idle = stuck, idle
        self._process: asyncio.subprocess.Process | None = None
        self._starting: asyncio.Task[asyncio.subprocess.Process] | None = None
        self._reading: asyncio.Task[None] | None = None
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._number, self._crashes, self._not_before = 0, 0, 0.0
        self._asked = 0.0
        self._unanswered: float | None = None  # since when nothing has been heard although somebody asks
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Of the process, while there is one."""
        return None if self._process is None else self._process.pid

    async def ask(self, question: dict[str, Any]) -> dict[str, Any] | None:
        """The answer; None when there is none in time, for whatever reason: nobody is to wait for a suggestion."""
        loop = asyncio.get_running_loop()
        if self._closed or len(self._waiting) >= MOST_WAITING or loop.time() < self._not_before:
            return None
        self._number += 1
        number, answer = self._number, loop.create_future()
        self._asked, self._waiting[number] = loop.time(), answer
        if self._unanswered is None:
            self._unanswered = loop.time()
        try:
            async with asyncio.timeout(self.patience):
                process = self._process or await self._started()
                if process.stdin is None or process.stdin.is_closing():
                    return None
                process.stdin.write(packed({**question, "id": number}))
                found: dict[str, Any] = await answer
                return found
        except (TimeoutError, OSError):
            return None
        finally:
            self._waiting.pop(number, None)

    async def close(self) -> None:
        """End the process, if there is one; questions get no answer from now on."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        if self._starting is not None:
            with contextlib.suppress(OSError):
                await self._starting
        self._end()
        if self._reading is not None:
            await self._reading

    async def _started(self) -> asyncio.subprocess.Process:
        if self._starting is None:
            self._starting = asyncio.create_task(self._start())
        return await asyncio.shield(self._starting)  # whoever gives up must not stop it for the others

    async def _start(self) -> asyncio.subprocess.Process:
        command = (sys.executable, "-m", "annotate.suggesting", self.module)
        pipe = asyncio.subprocess.PIPE
        try:
            process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
        finally:
            self._starting = None
        self._process = process
        self._reading = asyncio.create_task(self._read(process))
        self._look_later()
        return process

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        """Hand out answers until the process ends."""
        if process.stdout is None:
            raise TypeError("the process was started with a pipe")
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                head = await process.stdout.readexactly(HEAD)
                self._hear(unpacked(await process.stdout.readexactly(length_in(head))))
        code = await process.wait()
        self._gone(process, code)

    def _hear(self, message: dict[str, Any]) -> None:
        self._unanswered, self._crashes = None, 0
        waiting = self._waiting.get(message["id"])
        if waiting is not None and not waiting.done():
            waiting.set_result(message)
        if "error" in message:
            log.warning("no suggestions", extra={"fields": {"detail": message["error"]}})

    def _gone(self, process: asyncio.subprocess.Process, code: int) -> None:
        if self._process is not process:  # it was ended on purpose
            return
        pause = min(LONGEST_PAUSE, self.first_pause * 2**self._crashes)
        self._process, self._unanswered, self._crashes = None, None, self._crashes + 1
        self._not_before = asyncio.get_running_loop().time() + pause
        log.warning("the process with the models ended", extra={"fields": {"status": code, "pause": pause}})
        self._answer_all()

    def _answer_all(self) -> None:
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_result({"error": "ended"})

    def _look_later(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(self.look, self._look)

    def _look(self) -> None:
        """End a process that nobody asks, or that answers nobody."""
        now = asyncio.get_running_loop().time()
        if self._process is None or self._closed:
            return
        stuck = self._unanswered is not None and now - self._unanswered > self.stuck
        if stuck:
            log.warning("the process with the models does not answer", extra={"fields": {"pid": self.pid}})
        if stuck or (not self._waiting and now - self._asked > self.idle):
            return self._end()
        return self._look_later()

    def _end(self) -> None:
        process, self._process, self._unanswered = self._process, None, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()  # it keeps nothing
            self._answer_all()
