"""Long work through a real server: it begins after the commit, ends in words, stops when asked, is done once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest

from annotate import clock
from annotate.db import Database
from annotate.jobs import service, store, work
from annotate.jobs.runner import SILENT, Runner
from tests.jobs.kinds import KINDS
from tests.support.server import Server, ok

Start = Callable[[], Runner]


@pytest.fixture
def start(database: Database) -> Iterator[Start]:
    with ExitStack() as running:

        def make() -> Runner:
            runner = Runner(database, "tests.jobs.kinds")
            runner.start()
            running.callback(runner.stop)
            return runner

        yield make


def add(db: Database, kind: str, params: dict[str, Any] | None = None, **more: Any) -> int:
    with db.write() as session:
        return service.enqueue(session, kind, params, kinds=KINDS, **more)


def ended(db: Database, job_id: int) -> Any:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with db.read() as session:
            row = store.one(session, job_id)
        if row.state in service.ENDED:
            return row
        time.sleep(0.02)
    raise AssertionError(f"job {job_id} is {row.state}")


@pytest.mark.parametrize(("kind", "here"), [("double", True), ("double heavily", False)])
def test_work_is_done_and_its_result_kept(database: Database, start: Start, kind: str, here: bool) -> None:
    start()
    row = ended(database, add(database, kind, {"value": 21}))
    shown = service.shown(row)
    assert (shown["state"], shown["result"]["value"], shown["done"], shown["total"]) == ("done", 42, 1, 1)
    assert (shown["result"]["process"] == os.getpid()) is here
    assert row.message == "doubled"


def test_work_whose_transaction_failed_is_never_begun(database: Database, start: Start) -> None:
    start()
    with pytest.raises(ZeroDivisionError), database.write() as session:
        service.enqueue(session, "double", {"value": 1}, kinds=KINDS) // 0
    job = ended(database, add(database, "double", {"value": 2})).id
    with database.read() as session:
        rows = [row for i in range(1, job + 1) if (row := store.one(session, i))]
    assert [(row.id, row.state) for row in rows] == [(job, "done")]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("refuse", "There is nothing to double."),
        ("break", "An error inside the server (ZeroDivisionError); see its log."),
        ("crash", "The process of this job ended (status 7) before it was done."),
    ],
)
def test_failure_is_said_in_words_and_the_next_job_runs(database: Database, start: Start, kind: str, said: str) -> None:
    start()
    row = ended(database, add(database, kind))
    assert (row.state, row.error) == ("failed", said)
    assert ended(database, add(database, "double", {"value": 1})).state == "done"


def test_work_that_cannot_be_done_now_is_tried_again(
    database: Database, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "FIRST_WAIT", timedelta(milliseconds=5))
    start()
    patient, hasty = add(database, "later", max_attempts=5), add(database, "later", max_attempts=2)
    for _ in range(20):
        service.BELL.ring()
        time.sleep(0.1)
    assert service.shown(ended(database, patient))["result"] == {"tries": 3}
    row = ended(database, hasty)
    assert (row.state, row.attempts, row.error) == ("failed", 2, "The other side does not answer.")


def test_one_job_a_key_waits(database: Database, start: Start) -> None:
    first = add(database, "double", {"value": 1}, key="k")
    assert add(database, "double", {"value": 2}, key="k") == first
    other = add(database, "double", {"value": 3}, key="other")
    start()
    assert service.shown(ended(database, first))["result"]["value"] == 2
    assert ended(database, other).state == "done"
    again = add(database, "double", {"value": 4}, key="k")
    assert again > other
    assert ended(database, again).state == "done"


def test_every_job_is_done_once_however_many_run(database: Database, start: Start) -> None:
    jobs = [add(database, "double", {"value": i}) for i in range(40)]
    for _ in range(4):
        start()
    rows = [ended(database, job) for job in jobs]
    assert [row.attempts for row in rows] == [1] * 40
    assert [service.shown(row)["result"]["value"] for row in rows] == [2 * i for i in range(40)]


@pytest.mark.parametrize(("tries", "state"), [(2, "done"), (1, "failed")])
def test_job_whose_server_is_gone_is_taken_up_or_said_to_have_failed(
    database: Database, start: Start, tries: int, state: str
) -> None:
    job = add(database, "double heavily", {"value": 1}, max_attempts=tries)
    with database.write() as session:
        store.claim(session, "heavy", clock.now(), KINDS)
        store.change(session, job, heartbeat_at=clock.now() - SILENT * 2)
    start()
    row = ended(database, job)
    assert row.state == state
    assert row.error == "The server stopped while this job ran."


def test_job_is_stopped_by_who_may_and_seen_by_nobody_else(server: Server, start: Start) -> None:
    project = server.project()
    manager, coder = (server.user(f"{r}@example.org", r, project) for r in ("manager", "annotator"))
    stranger = server.user("stranger@example.org", "manager", server.project(title="Elsewhere"))
    job = add(server.db, "long", project_id=project, created_by=manager.id)
    waiting = add(server.db, "double", {"value": 1}, project_id=project, delay=timedelta(hours=1))
    start()
    deadline = time.monotonic() + 60
    while ok(manager.client.get(f"/api/app/jobs/{job}"))["message"] != "counting":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert [j["id"] for j in ok(manager.client.get(f"/api/app/projects/{project}/jobs"))] == [waiting, job]
    assert ok(coder.client.get(f"/api/app/projects/{project}/jobs")) == []
    for person in (coder, stranger):
        assert person.client.get(f"/api/app/jobs/{job}").status_code == 404
        assert person.client.post(f"/api/app/jobs/{job}/cancel").status_code == 404
    assert ok(manager.client.post(f"/api/app/jobs/{waiting}/cancel"))["state"] == "cancelled"
    ok(manager.client.post(f"/api/app/jobs/{job}/cancel"))
    assert ended(server.db, job).state == "cancelled"
    assert manager.client.post(f"/api/app/jobs/{job}/cancel").status_code == 400
    assert server.anonymous().get(f"/api/app/jobs/{job}").status_code == 401


def test_heavy_job_is_taken_up_again_after_the_server_stopped(database: Database) -> None:
    job = add(database, "long")
    first = Runner(database, "tests.jobs.kinds")
    first.start()
    with database.read() as session:
        begun = store.one(session, job)
    deadline = time.monotonic() + 60
    while begun.message != "counting" and time.monotonic() < deadline:
        time.sleep(0.05)
        with database.read() as session:
            begun = store.one(session, job)
    first.stop()
    with database.read() as session:
        row = store.one(session, job)
    assert (row.state, row.attempts) == ("queued", 0)
