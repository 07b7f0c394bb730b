"""``annotate collect`` of 20,000 annotated articles: all of them, then after 100 changes, then with nothing new."""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path

import httpx
import orjson

from tests.bench.process import Running, command, serving
from tests.sdk.codings import TEXT, as_result

ARTICLES, AT_ONCE, CHANGES = 20_000, 500, 100
SETTLED = 61  # seconds after which a change is no longer looked for again
FILLER = "\n\nThe union demanded their release; the ministry did not answer questions about the arrests. " * 20


def main(articles: int = ARTICLES) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database, out = Path(folder) / "bench.db", Path(folder) / "collected"
        command("user", "add", "admin@example.org", "--admin", "--db", database)
        project = int(orjson.loads(command("project", "create", "Bench", "--db", database, "--json"))["id"])
        token = command("user", "token", "admin@example.org", "--db", database)
        with serving(database) as server:
            headers = {"Authorization": f"Token {token}"}
            with httpx.Client(base_url=server.url, headers=headers, timeout=300) as client:
                ids = _fill(client, project, articles)
                time.sleep(SETTLED)  # nobody collects while all of it is being changed
                print(f"collect {articles} annotated articles of 2 kB, SQLite; bound: 60 s of client time for 20,000")
                print("                    seconds  client CPU  server CPU  client memory")
                _row("everything", server, [server.url, token, project, out])
                _row("nothing new", server, [server.url, token, project, out])
                for number in ids[:: max(1, len(ids) // CHANGES)]:
                    client.patch(f"/api/annotations/{number}", json={"lead_time": 3.0}).raise_for_status()
                _row(f"{CHANGES} changes", server, [server.url, token, project, out])


def _fill(client: httpx.Client, project: int, articles: int) -> list[int]:
    """Import the articles with a coding each; the codings' ids."""
    coded = {"annotations": [{"result": as_result(), "lead_time": 12.5}]}
    for at in range(0, articles, AT_ONCE):
        body = [{"data": {"text": f"{TEXT}{FILLER} {at + n}"}, **coded} for n in range(min(AT_ONCE, articles - at))]
        client.post(f"/api/projects/{project}/import", json=body).raise_for_status()
    given = {"project": project, "page_size": articles, "include": "annotations"}
    found = client.get("/api/tasks", params=given).raise_for_status().json()["tasks"]
    return [task["annotations"][0]["id"] for task in found]


def _row(name: str, server: Running, given: list[object]) -> None:
    url, token, project, out = map(str, given)
    before, start, spent = server.cpu_seconds(), time.perf_counter(), _client_seconds()
    command("collect", "--url", url, "--token", token, "--project", project, "-o", out, "--json")
    took, cpu = time.perf_counter() - start, _client_seconds() - spent
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6
    print(
        f"  {name:16} {took:8.1f} s {cpu:8.1f} s {server.cpu_seconds() - before:9.1f} s {memory:11.0f} MB", flush=True
    )


def _client_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
