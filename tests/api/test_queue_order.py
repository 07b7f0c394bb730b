"""The order of the queue: least sure first beside a random stream, stored beforehand, kept by every claim."""

from __future__ import annotations

from annotate.queue import service, turns
from annotate.queue.order import RANDOM_SHARE, Waiting, in_order
from tests.support.server import Server, ok

TEXTS = [f"Police arrested Ana Nuñez in Málaga on day {i}." for i in range(1, 9)]


def test_least_sure_come_first_within_pools_and_the_stream_is_the_same_under_every_model() -> None:
    first = [Waiting(i, i, (i % 997) / 997) for i in range(1, 2001)]
    second = [Waiting(i, i, None if i % 7 == 0 else 1 - (i % 997) / 997) for i in range(1, 2001)]
    orders = [in_order(found, 5) for found in (first, second)]
    for found in orders:
        assert sorted(task for task, _ in found) == list(range(1, 2001))
        share = [sum(stream == "random" for _, stream in found[:n]) / n for n in (100, 400, 2000)]
        assert all(abs(one - RANDOM_SHARE) < 0.02 for one in share), "evenly spread"
    streams = [{task for task, stream in found if stream == "random"} for found in orders]
    assert streams[0] == streams[1]
    margins = {one.task_id: one.margin or 0.0 for one in first}
    chosen = [margins[task] for task, stream in orders[0] if stream == "margin"]
    begin, random = sum(chosen[:200]) / 200, sum(margins[task] for task in streams[0]) / len(streams[0])
    assert begin < 0.25
    assert 0.4 < random < 0.6, "the stream knows nothing of the model"
    assert max(chosen[:200]) > 0.1, "pools, not the very least sure of all"
    unscored = [task for task, stream in orders[1] if task % 7 == 0 and stream == "margin"]
    assert unscored, "what the model has no say in is served too"
    assert in_order(first, 5) == orders[0]
    assert in_order([], 5) == []
    sample = in_order([Waiting(i, i, 0.0, unaided=i % 2 == 0) for i in range(1, 101)], 5)
    assert {stream for task, stream in sample if task % 2 == 0} == {"random"}


def next_task(person) -> int:
    return int(ok(person.client.post(f"/api/app/projects/{person.project}/next"))["task"]["id"])


def coder(server: Server, name: str, project: int):
    person = server.user(f"{name}@example.org", "annotator", project)
    person.project = project
    return person


def set_up(server: Server) -> tuple[int, list[int], dict[int, float | None]]:
    project = server.project(overlap=2)
    tasks = server.tasks(project, TEXTS)
    margins: dict[int, float | None] = {task: (7 - i) / 10 for i, task in enumerate(tasks)}
    with server.db.write() as session:
        service.note_margins(session, project, 1, margins)
    return project, tasks, margins


def by_margin(server: Server, project: int, on: bool) -> None:
    rules = ok(server.admin.client.patch(f"/api/app/projects/{project}", json={"by_margin": on}))["rules"]
    assert rules["by_margin"] is on


def test_claims_follow_the_stored_order_and_what_was_begun_comes_first(server: Server) -> None:
    project, tasks, margins = set_up(server)
    ana, ben = coder(server, "ana", project), coder(server, "ben", project)
    assert next_task(ana) == tasks[0], "as loaded"
    by_margin(server, project, True)
    assert next_task(ana) == tasks[0], "what is in hand stays there"
    assert next_task(ben) == tasks[0], "begun articles get their second coder"
    with server.db.read() as session:
        unaided = {one.task_id for one in turns.waiting(session, project) if one.unaided}
    order = in_order(
        [Waiting(task, i, margins[task], task in unaided) for i, task in enumerate(tasks, 1) if i > 1], project
    )
    assert {stream for _, stream in order} == {"random", "margin"}
    late = server.tasks(project, ["Loaded after the order was made."])
    served = []
    for task in [tasks[0], *(task for task, _ in order)]:
        assert next_task(ana) == task
        ok(ana.client.post(f"/api/tasks/{task}/annotations", json={"coding": {"verdict": "no_codable_event"}}))
        served.append(task)
    assert next_task(ana) == late[0]
    ok(server.admin.client.patch(f"/api/app/projects/{project}", json={"overlap": 3}))
    cleo = coder(server, "cleo", project)
    assert next_task(cleo) == tasks[0], "a third seat takes the turn of its article"


def test_without_margins_and_once_it_is_off_articles_come_as_loaded(server: Server) -> None:
    project = server.project()
    tasks = server.tasks(project, TEXTS)
    by_margin(server, project, True)
    ana = coder(server, "ana", project)
    assert next_task(ana) == tasks[0], "no model has spoken"
    other, others, _ = set_up(server)
    by_margin(server, other, True)
    by_margin(server, other, False)
    ben = coder(server, "ben", other)
    assert next_task(ben) == others[0]
