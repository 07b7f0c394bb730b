"""Coding cycles (claim, submit), import and export, beside durable inserts of the same size straight into SQLite."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import orjson

from tests.bench.process import Running, command, serving

ARTICLES = 1200
SENTENCE = "Police in Tunis arrested eleven protesters on Friday after a rally; the union demanded their release. "


@dataclass(frozen=True)
class Stage:
    clients: int
    cycles: int
    seconds: float
    cpu: float
    p50: float
    p99: float


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        command("user", "add", "admin@example.org", "--admin", "--db", database)
        project = int(orjson.loads(command("project", "create", "Bench", "--db", database, "--json"))["id"])
        tokens = [_person(database, project, n) for n in range(16)]
        with serving(database) as server:
            _import(server, command("user", "token", "admin@example.org", "--db", database), project)
            floor = _floor(Path(folder) / "floor.db", 300)
            print("claim + submit of one coding (2 kB article, 2 events), SQLite, synchronous=FULL")
            print(f"  floor: one durable 3 kB insert per commit          {floor:8.0f} a second")
            for clients in (1, 4, 16):
                _print(_stage(server, project, tokens[:clients], 300), floor)
            _export(server, tokens, database, project)
            print(f"  memory after all that {server.memory_mb():.0f} MB")


def _person(database: Path, project: int, n: int) -> str:
    email = f"coder{n}@example.org"
    command("user", "add", email, "--role", "annotator", "--project", str(project), "--db", database)
    return command("user", "token", email, "--db", database)


def _import(server: Running, token: str, project: int) -> None:
    tasks = [{"text": f"Article {n}.\n\n" + SENTENCE * 20} for n in range(ARTICLES)]
    before, start = server.cpu_seconds(), time.perf_counter()
    with _client(server, token) as client:
        for at in range(0, ARTICLES, 400):
            client.post(f"/api/projects/{project}/import", json=tasks[at : at + 400]).raise_for_status()
    took, cpu = time.perf_counter() - start, server.cpu_seconds() - before
    print(f"import {ARTICLES / took:.0f} articles/s, {1000 * cpu / ARTICLES:.2f} ms CPU each")


def _export(server: Running, tokens: list[str], database: Path, project: int) -> None:
    token = command("user", "token", "admin@example.org", "--db", database)
    before, start = server.cpu_seconds(), time.perf_counter()
    with _client(server, token) as client:
        answer = client.get(
            f"/api/projects/{project}/export", params={"export_type": "JSON", "download_all_tasks": "true"}
        )
        answer.raise_for_status()
    count = len(answer.json())
    took, cpu = time.perf_counter() - start, server.cpu_seconds() - before
    print(f"  export {count / took:.0f} tasks/s, {1000 * cpu / count:.2f} ms CPU each")


def _client(server: Running, token: str) -> httpx.Client:
    return httpx.Client(base_url=server.url, headers={"Authorization": f"Token {token}"}, timeout=60)


def _stage(server: Running, project: int, tokens: list[str], cycles: int) -> Stage:
    share, times, lock = cycles // len(tokens), list[float](), threading.Lock()

    def work(token: str) -> None:
        mine = []
        with _client(server, token) as client:
            for _ in range(share):
                start = time.perf_counter()
                task = client.post(f"/api/app/projects/{project}/next").raise_for_status().json()["task"]
                client.post(f"/api/tasks/{task['id']}/annotations/", json=_coding(task["text"])).raise_for_status()
                mine.append(time.perf_counter() - start)
        with lock:
            times.extend(mine)

    before, start = server.cpu_seconds(), time.perf_counter()
    threads = [threading.Thread(target=work, args=(token,)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, cpu = time.perf_counter() - start, server.cpu_seconds() - before
    ordered = sorted(times)
    return Stage(len(tokens), len(times), took, cpu, statistics.median(ordered), ordered[int(len(ordered) * 0.99)])


def _coding(text: str) -> dict[str, object]:
    mentions, events = [], []

    def mention(words: str, kind: str, code: str | None = None) -> str:
        start = text.index(words)
        found = {"id": f"m{len(mentions)}", "type": kind}
        found["fragments"] = [{"start": start, "end": start + len(words), "quote": words}]  # type: ignore[assignment]
        mentions.append(found | ({"actor_code": code} if code else {}))
        return str(found["id"])

    police, protesters = mention("Police", "actor", "TUNCOP"), mention("protesters", "actor", "TUNOPP")
    union = mention("union", "actor", "TUNLAB")
    for trigger, code, source, target in (("arrested", "173", police, protesters), ("demanded", "1053", union, police)):
        events.append(
            {"id": f"e{len(events)}", "trigger": mention(trigger, "trigger"), "code": code, "sources": [source],
             "targets": [target]}
        )  # fmt: skip
    return {"coding": {"verdict": "events", "mentions": mentions, "events": events}, "lead_time": 30.0}


def _floor(path: Path, rows: int) -> float:
    """Durable inserts a second: one 3 kB row per commit, same journal settings as the server."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("create table t (body text)")
    body, start = "x" * 3000, time.perf_counter()
    for _ in range(rows):
        connection.execute("insert into t values (?)", (body,))
    took = time.perf_counter() - start
    connection.close()
    return rows / took


def _print(stage: Stage, floor: float) -> None:
    rate = stage.cycles / stage.seconds
    print(
        f"  {stage.clients:2} coders {rate:6.0f} cycles/s ({rate / floor:.0%} of the floor), "
        f"{1000 * stage.cpu / stage.cycles:5.1f} ms CPU each, "
        f"p50 {1000 * stage.p50:.0f} ms, p99 {1000 * stage.p99:.0f} ms"
    )


if __name__ == "__main__":
    main()
