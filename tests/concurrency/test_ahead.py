"""The article after the one in hand: kept for its coder, taken from nobody, never handed out twice."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select, update

from annotate import clock
from annotate.models import Seat
from annotate.users.service import join
from tests.browser.pages_support import PASSWORD
from tests.concurrency.test_queue import at_once, claimed, seats
from tests.support.server import Person, ok

NONE_HERE = {"verdict": "no_codable_event"}


def texts(count: int) -> list[str]:
    return [f"Nothing of note happened on day {n}." for n in range(count)]


def kept(person: Person, project: int, after: int) -> int | None:
    answer = ok(person.client.post(f"/api/app/projects/{project}/ahead", params={"after": after}))
    return None if answer.get("none") else answer["task"]["id"]


def submit(person: Person, task: int, then: int | None = None, **more: Any) -> Any:
    params = {} if then is None else {"then": then}
    body = {"coding": NONE_HERE, **more}
    return ok(person.client.post(f"/api/tasks/{task}/annotations", params=params, json=body))


def ahead_of(server, person: Person) -> list[int]:
    with server.db.read() as session:
        query = select(Seat.task_id).where(col(Seat.user_id) == person.id, col(Seat.ahead))
        return list(session.exec(query).all())


@pytest.fixture
def pair(server):
    project = server.project()
    tasks = server.tasks(project, texts(3))
    return project, tasks, [server.user(f"{name}@example.org", "annotator", project) for name in ("ann", "ben")]


def test_the_article_ahead_is_in_hand_once_the_present_one_is_submitted(server, pair):
    project, tasks, (ann, ben) = pair
    assert claimed(ann, project) == tasks[0]
    answer = ok(ann.client.post(f"/api/app/projects/{project}/ahead", params={"after": tasks[0]}))
    assert (answer["task"]["id"], answer["task"]["text"]) == (tasks[1], texts(3)[1])
    assert 0 < answer["seconds"] <= 600
    assert kept(ann, project, tasks[0]) == tasks[1], "asking again keeps the same one"
    assert claimed(ann, project) == tasks[0], "what is in hand comes first"
    assert claimed(ben, project) == tasks[2], "it is nobody else's while others are free"
    assert submit(ann, tasks[0], then=tasks[1])["next"] == tasks[1]
    assert ahead_of(server, ann) == []
    assert claimed(ann, project) == tasks[1]


def test_what_is_kept_ahead_starves_nobody(server, pair):
    project, tasks, (ann, ben) = pair
    server.admin.client.delete(f"/api/tasks/{tasks[2]}")
    assert claimed(ann, project) == tasks[0]
    assert kept(ann, project, tasks[0]) == tasks[1]
    assert claimed(ben, project) == tasks[1], "a seat that nobody works on goes to who would have nothing"
    assert submit(ann, tasks[0], then=tasks[1])["next"] is None
    assert claimed(ann, project) is None
    assert "next" not in submit(ben, tasks[1])


def test_others_never_take_ahead_what_is_kept(pair):
    project, tasks, (ann, ben) = pair
    assert claimed(ann, project) == tasks[0]
    assert kept(ann, project, tasks[0]) == tasks[1]
    assert claimed(ben, project) == tasks[2]
    assert kept(ben, project, tasks[2]) is None


def test_work_on_it_deletion_or_time_end_the_reservation(server, pair):
    project, tasks, (ann, _) = pair
    assert claimed(ann, project) == tasks[0]
    assert kept(ann, project, tasks[0]) == tasks[1]
    sha = ok(ann.client.get(f"/api/app/tasks/{tasks[1]}"))["task"]["text_sha256"]
    draft = {"client_id": "tab-2", "base_version": 0, "text_sha256": sha, "seq": 1, "coding": {"verdict": None}}
    ok(ann.client.put(f"/api/app/tasks/{tasks[1]}/draft", json=draft))
    made = submit(ann, tasks[0], then=tasks[1])
    assert made["next"] is None, "worked on in another window: the copy that was fetched ahead is stale"
    assert claimed(ann, project) == tasks[1]
    assert kept(ann, project, tasks[1]) == tasks[2]
    ok(server.admin.client.delete(f"/api/tasks/{tasks[2]}"))
    submit(ann, tasks[1])
    changed = ann.client.patch(f"/api/annotations/{made['id']}", params={"then": tasks[2]}, json={"lead_time": 4})
    assert ok(changed)["next"] is None, "deleted meanwhile"


def test_lapsed_reservation_is_not_taken_for_granted(server, pair):
    project, tasks, (ann, ben) = pair
    assert claimed(ann, project) == tasks[0]
    assert kept(ann, project, tasks[0]) == tasks[1]
    with server.db.write() as session:
        lapsed = clock.now() - timedelta(seconds=1)
        session.execute(update(Seat).where(col(Seat.ahead)).values(leased_until=lapsed))
    assert submit(ann, tasks[0], then=tasks[1])["next"] is None
    assert claimed(ben, project) == tasks[1], "anybody's after its time"
    assert kept(ann, project, tasks[0]) == tasks[2]


def test_leaving_or_logging_out_frees_it_but_not_what_is_in_hand(server, pair):
    project, tasks, (ann, _) = pair
    assert claimed(ann, project) == tasks[0]
    assert kept(ann, project, tasks[0]) == tasks[1]
    for task in tasks[:2]:
        ok(ann.client.post(f"/api/app/tasks/{task}/release", params={"ahead": True}))
    assert [(s.status, s.user_id, s.ahead) for s in seats(server)] == [
        (1, ann.id, False),
        (0, None, False),
        (0, None, False),
    ]
    eve = server.user("eve@example.org", "annotator", project, password=PASSWORD)
    page = server.anonymous()
    origin = {"Origin": server.url}
    ok(page.post("/api/app/session", json={"email": eve.email, "password": PASSWORD}, headers=origin))
    first = claimed(eve, project)
    assert first is not None
    assert kept(eve, project, first) == tasks[2]
    ok(page.delete("/api/app/session", headers=origin))
    assert ahead_of(server, eve) == []


def test_one_seat_ahead_per_coder_in_all_projects(server, pair):
    project, tasks, (ann, _) = pair
    second = server.project(title="Second")
    others = server.tasks(second, texts(2))
    with server.db.write() as session:
        join(session, ann.id, second, "annotator")
    assert claimed(ann, project) == tasks[0]
    assert claimed(ann, second) == others[0]
    assert kept(ann, project, tasks[0]) == tasks[1]
    assert kept(ann, second, others[0]) == others[1]
    assert ahead_of(server, ann) == [others[1]]
    got = at_once(
        [
            lambda p=p, a=a: kept(ann, p, a)
            for p, a in ((project, tasks[0]), (second, others[0]), (project, tasks[0]), (second, others[0]))
        ]
    )
    assert set(got) <= {tasks[1], others[1]}
    assert len(ahead_of(server, ann)) == 1


def test_many_coders_who_all_fetch_ahead_code_every_seat_once(server):
    project = server.project(overlap=2)
    tasks = server.tasks(project, texts(9))
    people = [server.user(f"c{i}@example.org", "annotator", project) for i in range(6)]

    def work(person: Person) -> list[int]:
        done = []
        task = claimed(person, project)
        while task is not None:
            ahead = kept(person, project, task)
            answer = submit(person, task, then=ahead)
            done.append(task)
            task = ahead if ahead is not None and answer["next"] == ahead else claimed(person, project)
        return done

    got = at_once([lambda p=p: work(p) for p in people])
    assert Counter(task for one in got for task in one) == {task: 2 for task in tasks}
    assert all(len(set(one)) == len(one) for one in got)
    assert {(s.status, s.ahead) for s in seats(server)} == {(2, False)}
