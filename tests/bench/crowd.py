"""64 coders at once for ten seconds, on both databases, beside a bare FastAPI asked by the same 64 clients.

The clients share the machine's cores with the server, so the floor says how much of a wait is theirs.
"""

from __future__ import annotations

import itertools
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from annotate.access import Role
from annotate.db import Database, open_database
from tests.bench.process import Running, bare, serving
from tests.support.databases import postgres_copy, postgres_template, sqlite_copy, sqlite_template
from tests.support.postgres import postgres_server
from tests.support.server import Person, running_server

CLIENTS, SECONDS, ARTICLES = 64, 10.0, 6000
NOTHING = {"coding": {"verdict": "no_codable_event"}}


@dataclass
class Seen:
    """What all clients met: when each answer came, how long it took, what was no success."""

    moments: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    wrong: Counter[int | str] = field(default_factory=Counter)
    submitted: int = 0
    cpu: float = 0.0  # seconds of the server's


def main() -> None:
    print(f"{CLIENTS} clients for {SECONDS:.0f} s: next article, submit, session")
    with bare() as server:
        clients = [httpx.Client(base_url=server.url, timeout=60) for _ in range(CLIENTS)]
        _print("bare FastAPI (floor)", _crowd(server, clients, _ask_bare))
    with tempfile.TemporaryDirectory() as folder:
        _ours("SQLite, synchronous=FULL", sqlite_copy(sqlite_template(Path(folder) / "template.db"), Path(folder)))
    with postgres_server() as url, postgres_copy(url, postgres_template(url)) as copy:
        _ours("PostgreSQL, fsync off", copy)


def _ours(name: str, url: str) -> None:
    db = open_database(url)
    project, people = _fill(db)
    db.close()
    with serving(url) as server:

        def client(person: Person) -> httpx.Client:
            return httpx.Client(base_url=server.url, headers={"Authorization": f"Token {person.token}"}, timeout=60)

        seen = _crowd(server, [client(p) for p in people], lambda http, found: _code_one(http, found, project))
        _print(name, seen)
        with client(people[0]) as manager:
            export = manager.get(f"/api/projects/{project}/export", params={"exportType": "JSON"})
        stored = sum(len(task["annotations"]) for task in export.raise_for_status().json())
        print(f"    {seen.submitted} codings acknowledged, {stored} in the export afterwards")


def _fill(db: Database) -> tuple[int, list[Person]]:
    """A project with articles enough, and its people: a manager first, who can export, then coders."""
    with running_server(db) as server:
        project = server.project()
        for start in range(0, ARTICLES, 1000):
            server.tasks(project, [f"Police dispersed protest number {i}." for i in range(start, start + 1000)])
        roles: list[Role] = ["manager", *["annotator"] * (CLIENTS - 1)]  # type: ignore[list-item]
        return project, [server.user(f"p{i}@example.org", role, project) for i, role in enumerate(roles)]


def _crowd(server: Running, clients: list[httpx.Client], turn: Callable[[httpx.Client, Seen], None]) -> Seen:
    seen, lock, end = Seen(cpu=-server.cpu_seconds()), threading.Lock(), time.perf_counter() + SECONDS

    def work(client: httpx.Client) -> None:
        mine = Seen()
        with client:
            while time.perf_counter() < end:
                try:
                    turn(client, mine)
                except httpx.HTTPError as error:
                    mine.wrong[type(error).__name__] += 1
        with lock:
            seen.moments += mine.moments
            seen.waits += mine.waits
            seen.wrong += mine.wrong
            seen.submitted += mine.submitted

    threads = [threading.Thread(target=work, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen.cpu += server.cpu_seconds()
    return seen


def _code_one(client: httpx.Client, seen: Seen, project: int) -> None:
    claimed = _ask(client, seen, "POST", f"/api/app/projects/{project}/next")
    if claimed.is_success:
        task = claimed.json()["task"]["id"]
        seen.submitted += _ask(client, seen, "POST", f"/api/tasks/{task}/annotations", NOTHING).is_success
    _ask(client, seen, "GET", "/api/app/session")


def _ask_bare(client: httpx.Client, seen: Seen) -> None:
    _ask(client, seen, "POST", "/work")
    _ask(client, seen, "POST", "/work", NOTHING)
    _ask(client, seen, "GET", "/health")


def _ask(client: httpx.Client, seen: Seen, method: str, path: str, body: object = None) -> httpx.Response:
    start = time.perf_counter()
    answer = client.request(method, path, json=body)
    seen.moments.append(time.perf_counter())
    seen.waits.append(seen.moments[-1] - start)
    if not answer.is_success:
        seen.wrong[answer.status_code] += 1
    return answer


def _print(name: str, seen: Seen) -> None:
    moments, waits = sorted(seen.moments), sorted(seen.waits)
    pause = max(after - before for before, after in itertools.pairwise(moments))
    wrong = ", ".join(f"{n} x {what}" for what, n in seen.wrong.items()) or "none"
    print(
        f"  {name:26} {len(waits) / SECONDS:5.0f} requests/s, {1000 * seen.cpu / len(waits):.1f} ms CPU each, "
        f"p50 {1000 * statistics.median(waits):4.0f} ms, "
        f"p99 {1000 * waits[int(len(waits) * 0.99)]:5.0f} ms, longest wait {waits[-1]:.2f} s, "
        f"longest time without any answer {pause:.2f} s, failed: {wrong}",
        flush=True,
    )


if __name__ == "__main__":
    main()
