"""A proxy between browser and server that loses, delays, repeats, reorders, cuts short and invents answers.

Each request to save or to open meets the next fault of a list; everything else passes. One connection carries one
request, so that a fault never touches another."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

FAULTS = (
    "drop-request",  # the server never hears of it
    "drop-answer",  # the server does it, the browser is not told
    "cut-answer",  # the answer breaks off in the middle
    "half-answer",  # the same, but whole as far as HTTP can tell
    "empty-answer",
    "page-answer",  # 200 with somebody else's HTML
    "error-500",
    "error-503",
    "error-429",
    "error-408",
    "lost-500",  # the server does it, the browser hears of an error
    "delay",
    "twice",  # the server gets it twice at once
    "twice-late",  # and again when the coder has gone on
    "late",  # the browser is told that it failed; the server gets it when the coder has gone on
)
MEANT = re.compile(
    rb"^(PUT /api/app/tasks/\d+/draft|(POST|PATCH) /api/(tasks/\d+/)?annotations|POST /api/app/projects/\d+/next)"
)
DATA = re.compile(rb"^\w+ /api/(?!app/session)")
DELAY, LATE = 0.25, 0.6
PAGE = b"<!doctype html><title>Sign in to the guest network</title>"
Change = Callable[[bytes, bytes], bytes]


@dataclass
class Proxy:
    """``faults`` are met one by one; ``gone`` refuses all data, though not the pages; ``seen`` says what happened."""

    target: tuple[str, int]
    url: str = ""
    faults: list[str] = field(default_factory=list)
    gone: bool = False
    active: int = 0
    """Requests under way."""
    seen: list[str] = field(default_factory=list)
    forge: Change | None = None
    """For tests of the tests: (request line, body) -> the body that the server gets."""
    lie: Callable[[bytes, bytes], bytes | None] | None = None
    """(request line, body) -> an answer that the server does not know of, or None."""
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _serving: set[asyncio.Task[None]] = field(default_factory=set)
    _late: set[asyncio.Task[bytes]] = field(default_factory=set)

    def reset(self, faults: list[str], *, keep_seen: bool = False) -> None:
        """Other faults from now on; what is late has arrived."""
        self.drain()
        self.faults, self.gone, self.seen = list(faults), False, [*self.seen, "…"] if keep_seen else []

    def drain(self) -> None:
        """Wait until everything that is late has arrived."""
        asyncio.run_coroutine_threadsafe(self._drain(), self._loop).result(30)

    async def _drain(self) -> None:
        while self._late:
            await asyncio.gather(*self._late, return_exceptions=True)

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A new connection; it is closed at the end, also when it was ended before anything was read."""
        serving = self._loop.create_task(self._serve(reader, writer))
        self._serving.add(serving)  # nobody else keeps it
        serving.add_done_callback(self._serving.discard)
        serving.add_done_callback(lambda _: writer.close())

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head, body = await _message(reader)
            if head and not (self.gone and DATA.match(head)):
                self.active += 1
                try:
                    await self._answer(head, body, writer)
                finally:
                    self.active -= 1
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the browser has gone

    async def _answer(self, head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
        line = head.split(b"\r\n", 1)[0]
        meant = MEANT.match(line) is not None
        if meant and self.forge is not None:
            body = self.forge(line, body)
            head = re.sub(rb"(?i)(content-length: )\d+", rb"\g<1>%d" % len(body), head)
        invented = self.lie(line, body) if meant and self.lie is not None else None
        fault = self.faults.pop(0) if meant and self.faults else "pass"
        if meant:
            self.seen.append(f"{line.decode().rsplit(' ', 1)[0]}: {fault}")
        if invented is not None:
            answer = _answer(200, invented)
        else:
            answer = await self._through(fault, head, body)
        if answer:
            writer.write(answer)
            await writer.drain()

    async def _through(self, fault: str, head: bytes, body: bytes) -> bytes:
        """What the browser gets; nothing cuts the connection."""
        if fault == "drop-request":
            return b""
        if fault.startswith("error-"):
            return _answer(int(fault[6:]), b'{"detail": "no"}')
        if fault == "late":
            self._later(head, body)
            return b""
        if fault == "delay":
            await asyncio.sleep(DELAY)
        if fault == "twice":
            _, answer = await asyncio.gather(self._forward(head, body), self._forward(head, body))
        else:
            answer = await self._forward(head, body)
        if fault == "twice-late":
            self._later(head, body)
        return _spoilt(fault, answer)

    def _later(self, head: bytes, body: bytes) -> None:
        task = self._loop.create_task(self._forward(head, body, LATE))
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _forward(self, head: bytes, body: bytes, delay: float = 0) -> bytes:
        await asyncio.sleep(delay)
        reader, writer = await asyncio.open_connection(*self.target)
        try:
            writer.write(re.sub(rb"(?i)\r\nconnection: [^\r]*", b"", head)[:-2] + b"Connection: close\r\n\r\n" + body)
            return await reader.read()
        finally:
            writer.close()


def _spoilt(fault: str, answer: bytes) -> bytes:
    head, _, body = answer.partition(b"\r\n\r\n")
    if fault == "drop-answer":
        return b""
    if fault == "cut-answer":
        return head + b"\r\n\r\n" + body[: len(body) // 2]
    if fault == "half-answer":
        return _answer(200, body[: len(body) // 2])
    if fault == "empty-answer":
        return _answer(200, b"")
    if fault == "page-answer":
        return _answer(200, PAGE, "text/html")
    if fault == "lost-500":
        return _answer(500, b"Bad gateway", "text/plain")
    return answer


def _answer(status: int, body: bytes, kind: str = "application/json") -> bytes:
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """A request's head with its empty line, and its body; nothing when the browser only opened a connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b"", b""
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    return head, await reader.readexactly(int(length[1])) if length else b""


@contextmanager
def faulty(url: str) -> Iterator[Proxy]:
    """A proxy before the server at ``url``, in a thread of its own."""
    host, _, port = url.removeprefix("http://").partition(":")
    proxy = Proxy((host, int(port)))
    loop = proxy._loop
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    listener = asyncio.run_coroutine_threadsafe(asyncio.start_server(proxy.accept, "127.0.0.1", 0), loop).result(10)
    proxy.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    try:
        yield proxy
    finally:
        asyncio.run_coroutine_threadsafe(_close(listener), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _close(listener: asyncio.Server) -> None:
    listener.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    for _ in range(3):  # the turns of the loop that a closed connection takes to let go of its socket
        await asyncio.sleep(0)
