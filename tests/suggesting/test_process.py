"""The process with the models: answers, crashes, hangs, and how it ends."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import textwrap
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from annotate.suggesting.process import Helper

MODULE = "tests.suggesting.faults"
TEXT = "They met, die or hang."


def question(word: str = "met", folder: str = "one", kind: str = "trigger") -> dict[str, Any]:
    article = {
        "id": "1",
        "text": TEXT,
        "text_sha256": "",
        "lang": "en",
        "sentences": [[0, len(TEXT)]],
        "boilerplate": [],
    }
    span = [TEXT.index(word), TEXT.index(word) + len(word)]
    return {"kind": kind, "folder": folder, "article": article, "span": span, "top": 3}


def in_a_loop(work: Coroutine[Any, Any, None]) -> None:
    """In a thread: a browser test before this one leaves its loop running in the main one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def helped(work: Callable[[Helper], Awaitable[None]]) -> None:
    async def run() -> None:
        helper = Helper(MODULE, patience=60, first_pause=0.05, look=0.05)
        try:
            await work(helper)
        finally:
            await helper.close()

    in_a_loop(run())


async def gone(pid: int | None) -> None:
    """Until there is no such process."""
    assert pid is not None
    with suppress(ProcessLookupError):
        while True:
            os.kill(pid, 0)
            await asyncio.sleep(0.01)


def test_each_question_gets_its_answer_from_its_model() -> None:
    async def work(helper: Helper) -> None:
        assert helper.pid is None, "nothing runs before somebody asks"
        asked = [question("met"), question("die", "two", "actor"), question("or", "two"), question("met", "broken")]
        answers = await asyncio.gather(*(helper.ask(one) for one in asked))
        assert [(one or {}).get("ranked") for one in answers[:3]] == [
            [["one:met", 0.5]],
            [["USAGOV", 0.9]],
            [["two:or", 0.5]],
        ]
        assert (answers[3] or {})["error"] == "ValueError: this model is damaged"

    helped(work)


def test_a_crash_costs_one_answer_and_the_next_question_after_a_pause_starts_it_again() -> None:
    async def work(helper: Helper) -> None:
        assert (await helper.ask(question()) or {})["ranked"]
        before = helper.pid
        assert (await helper.ask(question("die"))) == {"error": "ended"}
        assert await helper.ask(question()) is None, "in the pause"
        found = None
        for _ in range(2000):
            found = found or await helper.ask(question())
            await asyncio.sleep(0.005 if found is None else 0)
        assert found is not None
        assert found["ranked"] == [["one:met", 0.5]]
        assert helper.pid != before

    helped(work)


def test_a_model_that_is_being_loaded_or_hangs_keeps_nobody_waiting() -> None:
    async def work(helper: Helper) -> None:
        await helper.ask(question())
        helper.patience, helper.stuck = 0.2, 0.3
        slow = asyncio.create_task(helper.ask(question(folder="slow")))
        assert (await helper.ask(question()) or {})["ranked"], "while the other is loaded"
        assert await slow is None
        first = helper.pid
        assert await helper.ask(question("hang")) is None
        await asyncio.wait_for(gone(first), 10)
        assert helper.pid is None

    helped(work)


def test_without_questions_it_ends() -> None:
    async def work(helper: Helper) -> None:
        await helper.ask(question())
        pid, helper.idle = helper.pid, 0.1
        await asyncio.wait_for(gone(pid), 10)

    helped(work)


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 9)", "await helper.close()"])
def test_it_is_not_left_behind_by_a_server_that_is_killed_or_stops(end: str) -> None:
    code = f"""
        import asyncio, os
        from tests.suggesting.test_process import MODULE, question
        from annotate.suggesting.process import Helper

        async def main():
            helper = Helper(MODULE, patience=60)
            await helper.ask(question())
            asyncio.create_task(helper.ask(question(folder="slow")))
            await asyncio.sleep(0)
            print(helper.pid, flush=True)
            {end}

        asyncio.run(main())
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False)
    assert done.stdout.strip().isdigit(), done.stderr
    in_a_loop(asyncio.wait_for(gone(int(done.stdout)), 10))
