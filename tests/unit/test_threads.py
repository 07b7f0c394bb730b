"""Threads that endpoints run in: answers, refusals, never more threads than said, none lost to a cancelled request."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from annotate.threads import Threads


def in_a_loop(work: Coroutine[Any, Any, Any]) -> Any:
    """What it returns; in a thread of its own, since a browser's tests keep a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def test_answers_and_refusals_come_back_to_who_waits():
    async def work():
        threads = Threads()
        assert await asyncio.gather(*(threads.run(divmod, n, 3) for n in range(100))) == [
            divmod(n, 3) for n in range(100)
        ]
        with pytest.raises(ZeroDivisionError):
            await threads.run(divmod, 1, 0)
        assert await threads.run(threading.current_thread) is not threading.main_thread()

    in_a_loop(work())


def test_what_comes_beyond_the_threads_waits_its_turn():
    async def work():
        threads, begin, seen = Threads(most=3), threading.Event(), set()

        def note(number):
            seen.add(threading.current_thread())
            begin.wait(20)
            return number

        waiting = [threads.run(note, n) for n in range(12)]
        begin.set()
        assert await asyncio.gather(*waiting) == list(range(12))
        assert (threads.begun, threads.idle) == (3, 3)
        assert len(seen) <= 3

    in_a_loop(work())


def test_one_after_the_other_needs_one_thread():
    async def work():
        threads = Threads()
        for n in range(20):
            await threads.run(abs, n)
        assert threads.begun == 1

    in_a_loop(work())


def test_a_cancelled_request_leaves_its_thread_to_the_next():
    async def work():
        threads, begin = Threads(most=1), threading.Event()
        first = threads.run(begin.wait, 20)
        first.cancel()
        begin.set()
        assert await threads.run(abs, -5) == 5
        assert threads.idle == 1

    in_a_loop(work())


def test_threads_end_when_they_are_closed_and_not_before_their_work_is_done():
    async def work():
        threads, begin, seen = Threads(most=3), threading.Event(), []

        def note(number):
            begin.wait(20)
            seen.append(threading.current_thread())
            return number

        waiting = [threads.run(note, n) for n in range(6)]
        threads.close()
        begin.set()
        assert await asyncio.gather(*waiting) == list(range(6))
        return set(seen)

    for thread in in_a_loop(work()):
        thread.join(20)
        assert not thread.is_alive()
