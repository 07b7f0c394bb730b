"""The job that reads open articles: what it predicts, what it leaves alone, and the order that it makes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from annotate.queue import turns
from annotate.queue.order import in_order
from annotate.settings import data_folder
from annotate.suggesting import bulk
from tests.suggesting.conftest import Activate
from tests.support.server import Server, ok

TEXTS = [
    f"{who} {did} near the winter garden. It was praised in a story of old."
    for who in ("Police", "Rebels", "The army", "The envoy")
    for did in ("arrested protesters", "met the union", "shelled villagers")
]
TEXT = "Police arrested protesters near the winter garden. It was praised in a story of old."


@pytest.fixture(autouse=True)
def _offering(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred sentences are enough to find events."""
    monkeypatch.setattr("annotate.baseline.reader.LEAST_SENTENCES", 100)
    monkeypatch.setattr("annotate.baseline.reader.LEAST_FOR_EVENTS", 100)


def read(server: Server, project: int) -> Any:
    """What a run of the job gives."""
    work: Any = SimpleNamespace(project_id=project, progress=lambda done, total, message: None)
    return bulk.read_open(server.db, work, data_folder(server.settings))


def rules(server: Server, project: int, **changes: Any) -> None:
    ok(server.admin.client.patch(f"/api/app/projects/{project}", json=changes))


def versions(server: Server, task: int) -> set[str]:
    return {one["model_version"] for one in ok(server.admin.client.get(f"/api/predictions?task={task}"))}


def test_open_articles_get_what_the_model_finds_and_others_keep_what_they_have(
    server: Server, activate: Activate
) -> None:
    project = server.project()
    rules(server, project, reliability_share=1)
    (sample,) = server.tasks(project, [TEXT])
    rules(server, project, reliability_share=0, first_unaided=0)
    held, free, gold = server.tasks(project, [f"{TEXT} {n}" for n in range(3)])
    coder = server.user("cleo@example.org", "annotator", project)
    nothing = {"coding": {"verdict": "no_codable_event"}}
    other = server.user("otto@example.org", "annotator", project)
    for person in (coder, other):
        ok(person.client.post(f"/api/tasks/{sample}/annotations", json=nothing))
    ok(server.admin.client.post(f"/api/tasks/{gold}/annotations", json={**nothing, "ground_truth": True}))
    ok(server.admin.client.patch(f"/api/tasks/{gold}", json={"overlap": 2}))
    assert ok(coder.client.post(f"/api/app/projects/{project}/next"))["task"]["id"] == held
    ok(server.admin.client.post("/api/predictions", json={"task": free, "result": [], "model_version": "theirs"}))
    first = activate(server, project, "first")
    assert read(server, project) == {"model": first, "articles": 1, "events": 1}
    assert read(server, project) == {"model": first, "articles": 0, "events": 0}, "each article is read once"
    (later,) = server.tasks(project, [TEXT + " Later."])
    assert read(server, project) == {"model": first, "articles": 1, "events": 1}
    second = activate(server, project, "second")
    assert read(server, project) == {"model": second, "articles": 2, "events": 2}
    assert [versions(server, task) for task in (sample, held, gold)] == [set()] * 3
    assert [versions(server, task) for task in (free, later)] == [{second, "theirs"}, {second}]
    screen = ok(other.client.post(f"/api/app/projects/{project}/next"))
    assert screen["task"]["id"] == free
    assert [one["model"] for one in screen["suggestions"]["events"]] == [second]
    url = f"/api/app/projects/{project}/models/2"
    server.admin.client.patch(url, json={"active": False}).raise_for_status()
    assert read(server, project) == {"model": None, "articles": 1, "events": 0}
    assert [versions(server, task) for task in (free, later)] == [{second, "theirs"}, set()], "one is in hand"


def test_loading_and_activation_have_the_model_read(server: Server, activate: Activate) -> None:
    project = server.project()
    url = f"/api/app/projects/{project}/jobs?kind=suggest"
    server.tasks(project, [TEXT])
    assert ok(server.admin.client.get(url)) == [], "no model, no work"
    activate(server, project)
    (waiting,) = ok(server.admin.client.get(url))
    assert waiting["state"] == "queued"
    server.tasks(project, [TEXT + " Later."])
    assert [one["id"] for one in ok(server.admin.client.get(url))] == [waiting["id"]], "one run reads both"


@pytest.mark.parametrize("spans", [200, 199])
def test_the_queue_is_put_in_order_from_200_spans_on(server: Server, activate: Activate, spans: int) -> None:
    project = server.project()
    rules(server, project, by_margin=True, first_unaided=0, reliability_share=0)
    tasks = server.tasks(project, TEXTS)
    activate(server, project, spans=spans)
    assert read(server, project)["articles"] == len(tasks)
    with server.db.read() as session:
        waiting = turns.waiting(session, project)
    known = [one.margin for one in waiting if one.margin is not None]
    assert len(known) == (len(tasks) if spans == 200 else 0)
    expected = [task for task, _ in in_order(waiting, project)] if known else tasks
    assert (expected == tasks) is (spans == 199)
    coder = server.user("cleo@example.org", "annotator", project)
    assert ok(coder.client.post(f"/api/app/projects/{project}/next"))["task"]["id"] == expected[0]
