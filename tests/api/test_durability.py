"""What is acknowledged is stored, what is not stored is not acknowledged; reading never writes."""

from __future__ import annotations

import itertools
import sqlite3
import threading
import time

import httpx
import psycopg
import pytest
from sqlalchemy import inspect

from tests.support.server import ok

NOTHING = {"verdict": "no_codable_event"}
# The Label Studio address for the next task claims it by GET; our own is a POST.
WRITING_GETS = {"/api/projects/{project_id}/next"}


def contents(db):
    """Every row of every table."""
    with db.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        return {t: sorted(map(repr, connection.exec_driver_sql(f'select * from "{t}"'))) for t in sorted(tables)}


@pytest.fixture
def failing_commit(server, monkeypatch):
    """COMMIT fails in the driver, as it does on a full disk or a lost connection."""
    error = sqlite3.OperationalError if server.db.is_sqlite else psycopg.OperationalError

    def refuse(connection):
        raise error("disk I/O error")

    def begin():
        monkeypatch.setattr(server.db.engine.dialect, "do_commit", refuse)

    yield begin
    monkeypatch.undo()


def test_failed_commit_is_never_acknowledged(server, failing_commit, monkeypatch):
    project = server.project()
    [task] = server.tasks(project, ["Police dispersed protesters in the capital."])
    admin = server.admin.client
    before = contents(server.db)
    failing_commit()
    tries = [
        ("POST", "/api/app/projects", {"title": "Lost"}),
        ("PATCH", f"/api/app/projects/{project}", {"title": "Lost"}),
        ("DELETE", f"/api/projects/{project}", None),
        ("POST", f"/api/projects/{project}/import", [{"text": "Lost."}]),
        ("POST", f"/api/tasks/{task}/annotations", {"coding": NOTHING}),
        ("POST", f"/api/app/projects/{project}/next", None),
        ("POST", "/api/app/account/tokens", {"kind": "legacy"}),
    ]
    for method, path, body in tries:
        answer = admin.request(method, path, json=body)
        assert answer.status_code == 503, f"{method} {path}: {answer.status_code} {answer.text}"
        assert answer.json()["code"] == "unavailable"
        assert "set-cookie" not in answer.headers
    monkeypatch.undo()
    assert contents(server.db) == before
    assert admin.post(f"/api/tasks/{task}/annotations", json={"coding": NOTHING}).status_code == 201


def test_get_never_writes(server):
    project = server.project()
    [task] = server.tasks(project, ["Police dispersed protesters in the capital."])
    admin = server.admin.client
    annotation = ok(admin.post(f"/api/tasks/{task}/annotations", json={"coding": NOTHING}))["id"]
    ids = {"project_id": project, "task_id": task, "annotation_id": annotation, "user_id": server.admin.id}
    before = contents(server.db)
    seen = 0
    for path, methods in ok(admin.get("/api/openapi.json"))["paths"].items():
        if "get" not in methods or path in WRITING_GETS:
            continue
        address = path
        for name in [p["name"] for p in methods["get"].get("parameters", []) if p["in"] == "path"]:
            address = address.replace(f"{{{name}}}", str(ids.get(name, 1)))
        seen += admin.get(address, params={"project": project}).status_code == 200
        assert contents(server.db) == before, path
    assert seen > 20


class Coder(threading.Thread):
    """Claims, submits and looks on until the time is up; remembers when each answer came and what was wrong."""

    def __init__(self, client, project, end):
        super().__init__(daemon=True)
        self.client, self.project, self.end = client, project, end
        self.moments, self.waits, self.stored, self.wrong = [], [], [], []

    def run(self):
        try:
            while time.monotonic() < self.end:
                claimed = self.ask("POST", f"/api/app/projects/{self.project}/next")
                coded = self.ask("POST", f"/api/tasks/{claimed['task']['id']}/annotations", {"coding": NOTHING})
                self.stored.append(coded["id"])
                self.ask("GET", "/api/app/session")
        except (httpx.HTTPError, AssertionError, KeyError) as error:
            self.wrong.append(repr(error))

    def ask(self, method, path, body=None):
        started = time.monotonic()
        answer = ok(self.client.request(method, path, json=body))
        self.moments.append(time.monotonic())
        self.waits.append(self.moments[-1] - started)
        return answer


@pytest.mark.slow
def test_sixty_four_clients_at_once_do_not_stall(server):
    """Ten seconds of claiming, submitting and reading: no 5xx, no pause, and what was acknowledged is stored."""
    project = server.project()
    server.tasks(project, [f"Police dispersed protest number {i}." for i in range(4000)])
    people = [server.user(f"coder{i}@example.org", "annotator", project) for i in range(64)]
    begin = time.monotonic()
    coders = [Coder(person.client, project, begin + 10) for person in people]
    for coder in coders:
        coder.start()
    for coder in coders:
        coder.join(60)
    assert [w for c in coders for w in c.wrong] == []
    assert all(c.stored for c in coders)
    moments = sorted([begin, *(m for c in coders for m in c.moments)])
    # a stall is a time in which nobody gets an answer; how long one waits depends on the machine as well
    assert max(after - before for before, after in itertools.pairwise(moments)) < 8
    assert max(w for c in coders for w in c.waits) < 20
    with server.db.read() as session:
        found = session.connection().exec_driver_sql("select id from annotation").scalars().all()
    assert sorted(i for c in coders for i in c.stored) == sorted(found)
