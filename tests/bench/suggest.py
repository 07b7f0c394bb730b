"""Codes for marked words from the demo's model, beside a route of the same server that only knows who is asking; and
whole events in bulk."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx

from annotate.baseline.many import read_many
from annotate.baseline.parallel import Crew
from annotate.baseline.store import save_model
from annotate.baseline.suggest import Said, load
from annotate.baseline.train import train
from tests.baseline.makers import articles, dataset, told
from tests.bench.process import BIN, Running, command, serving

ROUNDS, ASKED = 5, 200
LEARNT, READ = 300, 3_000  # articles of three events
GOAL = 30  # milliseconds, p95 at the server
VISITOR = "visitor@example.org"

Marked = tuple[int, list[int]]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        demo = [str(BIN / "annotate"), "demo", "--no-serve", "--db", str(database)]
        subprocess.run(demo, cwd=folder, capture_output=True, check=True)
        token = command("user", "token", VISITOR, "--db", database)
        head = {"Authorization": f"Token {token}"}
        with serving(database) as server, httpx.Client(base_url=server.url, headers=head, timeout=60) as client:
            _measure(client, server)
    _bulk()


def _measure(client: httpx.Client, server: Running) -> None:
    (project,) = client.get("/api/app/projects").raise_for_status().json()
    address = f"/api/app/projects/{project['id']}"
    client.patch(address, json={"first_unaided": 0}).raise_for_status()
    job = _when_read(client, address)
    tasks = client.get(f"{address}/tasks?size=100").raise_for_status().json()["tasks"]
    marked = [words for task in tasks for words in _words(client, task["id"])]
    print(f"suggest: codes for marked words, {len(marked)} of {len(tasks)} articles (goal: p95 at most {GOAL} ms)")
    print(f"  the model read {job['result']['articles']} open articles in a job")
    before, start = server.memory_mb(), time.perf_counter()
    while not _ask(client, marked[0]):
        if time.perf_counter() - start > 60:
            raise RuntimeError("the model gives no answer")
    print(f"  first answer after {time.perf_counter() - start:.1f} s: a process starts and loads the model")
    helper = _helper_of(server)
    turns = cycle(marked)

    def floor() -> None:
        client.get("/api/app/account").raise_for_status()

    rounds = [(_times(floor), _times(lambda: _ask(client, next(turns)))) for _ in range(ROUNDS)]
    _row("who is asking (floor)", [one for one, _ in rounds])
    _row("codes for a trigger", [one for _, one in rounds])
    spent = server.cpu_seconds(), helper.cpu_seconds()
    _times(lambda: _ask(client, next(turns)))
    used = [(one.cpu_seconds() - then) / ASKED * 1000 for one, then in zip((server, helper), spent, strict=True)]
    print(f"  of the processor, a question: server {used[0]:.1f} ms, process with the model {used[1]:.1f} ms")
    memory = f"server {before:.0f} MB before the first question, {server.memory_mb():.0f} MB after"
    print(f"  memory: {memory}; process with the model {helper.memory_mb():.0f} MB")


def _bulk() -> None:
    """Whole events in made-up articles, by a model that was trained on others."""
    made, new = ([told(one) for one in articles(n, ("ana",), seed=n)] for n in (LEARNT, READ))
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "model"
        save_model(target, train(dataset(made), 0, datetime.now(UTC)))
        helper, one_by_one = load(target), new[: READ // 10]
        used, found = _cpu(lambda: [said for one in one_by_one for said in helper.read([one])])
        print(f"  whole events in bulk, a second of one processor: {found / used:,.0f} article by article")
        used, found = _cpu(lambda: list(read_many(target, new)))
        print(f"  {found / used:,.0f} in batches")
        list(read_many(target, new, Crew(2)))  # processes start, and load the model
        start = time.perf_counter()
        list(read_many(target, new, Crew(2)))
        print(f"  {found / (time.perf_counter() - start):,.0f} a second of the clock by two processes")


def _cpu(read: Callable[[], list[Said]]) -> tuple[float, int]:
    """Seconds of this process, and the events that it found."""
    start = time.process_time()
    found = sum(len(said.events) for said in read())
    return time.process_time() - start, found


def _when_read(client: httpx.Client, address: str) -> Any:
    """The job that began when the demo made its model active, ended."""
    while True:
        (job,) = client.get(f"{address}/jobs?kind=suggest&limit=1").raise_for_status().json()
        if job["state"] == "done":
            return job
        if job["state"] not in {"queued", "running"}:
            raise RuntimeError(f"the job is {job['state']}: {job['error']}")
        time.sleep(0.2)


def _helper_of(server: Running) -> Running:
    for found in Path(f"/proc/{server.pid}/task").glob("*/children"):
        for pid in map(int, found.read_text().split()):
            if "annotate.suggesting" in Path(f"/proc/{pid}/cmdline").read_text().split("\0"):
                return replace(server, pid=pid)
    raise RuntimeError("the server has no process with the model")


def _words(client: httpx.Client, task: int) -> list[Marked]:
    """Some words of the article, where something may be suggested."""
    screen = client.get(f"/api/app/tasks/{task}").raise_for_status().json()
    if screen["suggestions"]["why"] is not None:
        return []
    text, found = screen["task"]["text"], []
    for at in range(100, len(text) - 40, 200):
        start = text.find(" ", at) + 1
        end = text.find(" ", start)
        if 0 < start < end:
            found.append((task, [start, end]))
    return found


def _ask(client: httpx.Client, marked: Marked) -> bool:
    task, span = marked
    answer = client.post(f"/api/app/tasks/{task}/suggest", json={"span": span}).raise_for_status().json()
    return bool(answer["codes"])


def _times(ask: Callable[[], object]) -> list[float]:
    """Milliseconds of each call, in order of size."""
    took = []
    for _ in range(ASKED):
        start = time.perf_counter()
        ask()
        took.append((time.perf_counter() - start) * 1000)
    return sorted(took)


def _row(name: str, rounds: Sequence[list[float]]) -> None:
    """The quietest round: others at work on the machine only add."""
    took = min(rounds, key=lambda one: one[ASKED * 95 // 100])
    p50, p95 = took[ASKED // 2], took[ASKED * 95 // 100]
    print(
        f"  {name:30} p50 {p50:5.1f} ms   p95 {p95:5.1f} ms   max {took[-1]:5.1f} ms   (best of {len(rounds)} rounds)"
    )


if __name__ == "__main__":
    main()
