"""Codes for marked words from the demo's model, beside a route of the same server that only knows who is asking."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import httpx

from tests.bench.process import BIN, command, serving

ASKED = 500
GOAL = 30  # milliseconds, p95 at the server
VISITOR = "visitor@example.org"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        demo = [str(BIN / "annotate"), "demo", "--no-serve", "--db", str(database)]
        subprocess.run(demo, cwd=folder, capture_output=True, check=True)
        token = command("user", "token", VISITOR, "--db", database)
        head = {"Authorization": f"Token {token}"}
        with serving(database) as server, httpx.Client(base_url=server.url, headers=head, timeout=60) as client:
            _measure(client)


def _measure(client: httpx.Client) -> None:
    (project,) = client.get("/api/app/projects").raise_for_status().json()
    address = f"/api/app/projects/{project['id']}"
    client.patch(address, json={"first_unaided": 0}).raise_for_status()
    tasks = client.get(f"{address}/tasks?size=100").raise_for_status().json()["tasks"]
    marked = [words for task in tasks for words in _words(client, task["id"])]
    print(f"suggest: codes for marked words, {len(marked)} of {len(tasks)} articles (goal: p95 at most {GOAL} ms)")
    start = time.perf_counter()
    while not _ask(client, marked[0]):
        if time.perf_counter() - start > 60:
            raise RuntimeError("the model gives no answer")
    print(f"  first answer after {time.perf_counter() - start:.1f} s: a process starts and loads the model")
    turns = cycle(marked)
    _row("who is asking (floor)", lambda: client.get("/api/app/account").raise_for_status())
    _row("codes for a trigger", lambda: _ask(client, next(turns)))
    _row("who is asking (floor), again", lambda: client.get("/api/app/account").raise_for_status())


def _words(client: httpx.Client, task: int) -> list[tuple[int, list[int]]]:
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


def _ask(client: httpx.Client, marked: tuple[int, list[int]]) -> bool:
    task, span = marked
    answer = client.post(f"/api/app/tasks/{task}/suggest", json={"span": span}).raise_for_status().json()
    return bool(answer["codes"])


def _row(name: str, ask: Callable[[], object]) -> None:
    took = []
    for _ in range(ASKED):
        start = time.perf_counter()
        ask()
        took.append((time.perf_counter() - start) * 1000)
    took.sort()
    print(
        f"  {name:30} p50 {took[ASKED // 2]:5.1f} ms   p95 {took[ASKED * 95 // 100]:5.1f} ms   max {took[-1]:5.1f} ms"
    )


if __name__ == "__main__":
    main()
