"""Many at once: every slot goes to one coder, every coding is stored once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, func, select, update

from annotate import clock
from annotate.models import Annotation, Revision, Seat
from annotate.queue.service import claim_next
from annotate.security import Caller
from tests.bench import peer_work
from tests.sdk.codings import TEXT, arrest, as_result
from tests.support.server import ok

PEOPLE = 16


def at_once(jobs: list[Callable[[], Any]]) -> list[Any]:
    """Run all jobs, started together; their results in order."""
    barrier = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        barrier.wait(30)
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


@pytest.fixture
def crowd(server):
    """A function: that many annotators of a project."""

    def make(project: int, count: int = PEOPLE):
        return [server.user(f"coder{i}@example.org", "annotator", project) for i in range(count)]

    return make


def claimed(person: Any, project: int) -> int | None:
    answer = ok(person.client.post(f"/api/app/projects/{project}/next"))
    return None if answer.get("none") else answer["task"]["id"]


def seats(server) -> list[Seat]:
    with server.db.read() as session:
        return list(session.exec(select(Seat).order_by(col(Seat.id))).all())


def expire_leases(server) -> None:
    with server.db.write() as session:
        past = clock.now() - timedelta(seconds=1)
        session.execute(update(Seat).where(col(Seat.status) == 1).values(leased_until=past))


def test_last_slot_goes_to_one_of_sixteen(server, crowd):
    project = server.project()
    (task,) = server.tasks(project, [TEXT])
    people = crowd(project)
    got = at_once([lambda p=p: claimed(p, project) for p in people])
    assert Counter(got) == {task: 1, None: PEOPLE - 1}
    (seat,) = seats(server)
    assert (seat.status, seat.user_id) == (1, people[got.index(task)].id)


def test_slots_are_shared_out_without_twice_or_left_over(server, crowd):
    project = server.project(overlap=2)
    tasks = server.tasks(project, [f"{TEXT} {i}" for i in range(PEOPLE // 2)])
    people = crowd(project)
    got = at_once([lambda p=p: claimed(p, project) for p in people])
    assert Counter(got) == dict.fromkeys(tasks, 2)


def test_same_coder_asking_sixteen_times_at_once_holds_one_article(server, crowd):
    project = server.project()
    server.tasks(project, [f"{TEXT} {i}" for i in range(PEOPLE)])
    (ann,) = crowd(project, 1)
    got = at_once([lambda: claimed(ann, project)] * PEOPLE)
    assert len(set(got)) == 1
    assert sum(seat.status == 1 for seat in seats(server)) == 1


def test_identical_creates_at_once_store_one_row(server, crowd):
    project = server.project()
    (task,) = server.tasks(project, [TEXT])
    (ann,) = crowd(project, 1)
    body = {"result": as_result(), "unique_id": "the-only-one", "lead_time": 4}
    answers = at_once([lambda: ann.client.post(f"/api/tasks/{task}/annotations", json=body)] * PEOPLE)
    assert {a.status_code for a in answers} <= {200, 201}
    assert sum(a.status_code == 201 for a in answers) == 1
    assert len({a.json()["id"] for a in answers}) == 1
    with server.db.read() as session:
        assert session.exec(select(func.count()).select_from(Annotation)).one() == 1
        assert session.exec(select(func.count()).select_from(Revision)).one() == 1


def test_different_creates_at_once_of_one_person_leave_one(server, crowd):
    project = server.project(overlap=3)
    (task,) = server.tasks(project, [TEXT])
    (ann,) = crowd(project, 1)
    bodies = [{"result": as_result(arrest(note=str(i))), "unique_id": f"try-{i}"} for i in range(8)]
    answers = at_once([lambda b=b: ann.client.post(f"/api/tasks/{task}/annotations", json=b) for b in bodies])
    assert Counter(a.status_code for a in answers) == {201: 1, 400: 7}
    assert {a.json()["code"] for a in answers if a.status_code == 400} == {"already-annotated"}
    assert sum(seat.status == 2 for seat in seats(server)) == 1


def test_more_coders_than_places_never_exceed_the_overlap(server, crowd):
    """Everybody submits to the same articles without asking the queue; annotators get no extra place."""
    project = server.project(overlap=2)
    tasks = server.tasks(project, [f"{TEXT} {i}" for i in range(3)])
    people = crowd(project, 6)
    jobs = [
        lambda p=p, t=t: p.client.post(f"/api/tasks/{t}/annotations", json={"result": as_result()})
        for p in people
        for t in tasks
    ]
    answers = at_once(jobs)
    assert Counter(a.status_code for a in answers) == {201: 6, 403: 12}
    assert {a.json()["code"] for a in answers if a.status_code == 403} == {"no-seat"}
    with server.db.read() as session:
        rows = session.exec(select(Annotation.task_id, func.count()).group_by(col(Annotation.task_id))).all()
    assert dict(rows) == dict.fromkeys(tasks, 2)


def test_coders_working_through_the_queue_meet_the_overlap_exactly(server, crowd):
    project = server.project(overlap=2)
    tasks = server.tasks(project, [f"{TEXT} {i}" for i in range(8)])
    people = crowd(project, 4)

    def work(person: Any) -> list[int]:
        done = []
        while (task := claimed(person, project)) is not None:
            ok(person.client.post(f"/api/tasks/{task}/annotations", json={"result": as_result()}))
            done.append(task)
        return done

    done = at_once([lambda p=p: work(p) for p in people])
    assert all(len(set(d)) == len(d) for d in done)
    assert Counter(task for d in done for task in d) == dict.fromkeys(tasks, 2)


@pytest.mark.sdk
def test_sixteen_coders_through_the_sdk_lose_change_reorder_and_share_nothing(server, crowd):
    with peer_work.clients(server.url, [server.admin.token]) as (admin,):
        project = int(admin.projects.create(title="Sixteen", label_config=peer_work.CONFIG).id)
        tokens = [person.token for person in crowd(project)]
        tasks = peer_work.import_articles(admin, project, 180)
        with peer_work.clients(server.url, tokens) as coders:
            sent = peer_work.label(coders, project, 160)
        assert len(sent) == 160
        listed, exported = peer_work.list_all(admin, project), peer_work.export_all(admin, project)
        assert peer_work.check(tasks, listed, exported, sent) == peer_work.Kept()


def test_manager_gets_an_extra_place(server, crowd):
    project = server.project()
    (task,) = server.tasks(project, [TEXT])
    (ann,) = crowd(project, 1)
    ok(ann.client.post(f"/api/tasks/{task}/annotations", json={"result": as_result()}))
    ok(server.admin.client.post(f"/api/tasks/{task}/annotations", json={"result": as_result()}))
    assert [(s.number, s.status) for s in seats(server)] == [(1, 2), (2, 2)]
    own = ok(server.admin.client.get(f"/api/tasks/{task}/annotations"))
    mine = next(a["id"] for a in own if a["completed_by"] == server.admin.id)
    assert server.admin.client.delete(f"/api/annotations/{mine}").status_code == 204
    assert [(s.number, s.status) for s in seats(server)] == [(1, 2)]


def test_lapsed_lease_goes_to_another_coder_and_a_renewed_one_does_not(server, crowd):
    project = server.project()
    (task,) = server.tasks(project, [TEXT])
    ann, ben = crowd(project, 2)
    assert claimed(ann, project) == task
    assert claimed(ben, project) is None
    expire_leases(server)
    assert claimed(ann, project) == task  # nobody took it: the same article again, renewed
    assert claimed(ben, project) is None
    expire_leases(server)
    renewed = f"/api/app/tasks/{task}/renew"
    assert ok(ann.client.post(renewed)) == {"seconds": 120 * 60}
    assert claimed(ben, project) is None
    expire_leases(server)
    assert claimed(ben, project) == task
    assert claimed(ann, project) is None
    assert ok(ann.client.post(renewed)) == {"seconds": None}
    refused = ann.client.post(f"/api/tasks/{task}/annotations", json={"result": as_result()})
    assert (refused.status_code, refused.json()["code"]) == (403, "no-seat")
    ok(ben.client.post(f"/api/tasks/{task}/annotations", json={"result": as_result()}))


def test_lapsed_lease_is_taken_by_one_of_sixteen(server, crowd):
    project = server.project()
    (task,) = server.tasks(project, [TEXT])
    people = crowd(project)
    assert claimed(people[0], project) == task
    expire_leases(server)
    got = at_once([lambda p=p: claimed(p, project) for p in people[1:]])
    assert Counter(got) == {task: 1, None: PEOPLE - 2}


def test_released_article_is_free_again(server, crowd):
    project = server.project()
    (task,) = server.tasks(project, [TEXT])
    ann, ben = crowd(project, 2)
    assert claimed(ann, project) == task
    assert ben.client.post(f"/api/app/tasks/{task}/release").status_code == 204
    assert claimed(ben, project) is None
    assert ann.client.post(f"/api/app/tasks/{task}/release").status_code == 204
    assert claimed(ben, project) == task


def test_deleted_article_is_not_offered(server, crowd):
    project = server.project()
    one, two = server.tasks(project, [TEXT, TEXT + "!"])
    (ann,) = crowd(project, 1)
    assert claimed(ann, project) == one
    assert server.admin.client.delete(f"/api/tasks/{one}").status_code == 204
    assert claimed(ann, project) == two
    gone = ann.client.post(f"/api/tasks/{one}/annotations", json={"result": as_result()})
    assert gone.status_code == 404


def test_two_imports_at_once_number_tasks_densely(server):
    project = server.project()
    texts = [{"text": f"Article {i}."} for i in range(40)]
    jobs = [lambda: ok(server.admin.client.post(f"/api/projects/{project}/import", json=texts))] * 4
    at_once(jobs)
    page = ok(server.admin.client.get("/api/tasks", params={"project": project, "page_size": 500}))
    assert sorted(t["inner_id"] for t in page["tasks"]) == list(range(1, 161))


def test_new_articles_get_the_seats_that_their_codings_leave(server):
    """In the order in which they came, also where articles with and without codings come together."""
    project = server.project("Coded elsewhere", overlap=2)
    ana, bea, cyd = (server.user(f"{name}@example.org", "annotator", project) for name in ("ana", "bea", "cyd"))
    given = [[], [ana], [ana, bea], [], [ana, bea, cyd]]
    server.tasks(project, ["Before."])
    tasks = [
        {"data": {"text": TEXT}, "annotations": [{"result": as_result(), "completed_by": c.id} for c in coders]}
        for coders in given
    ]
    sent = server.admin.client.post(f"/api/projects/{project}/import?return_task_ids=true", json=tasks)
    first, *ids = (seats(server)[0].task_id, *ok(sent)["task_ids"])
    found = [(s.task_id, s.number, s.user_id) for s in seats(server) if s.status == 0]
    empty, one_coder, _, other, _ = ids
    free = [(first, 1), (first, 2), (empty, 1), (empty, 2), (one_coder, 2), (other, 1), (other, 2)]
    assert found == [(task, number, None) for task, number in free]
    done = {(s.task_id, s.number, s.user_id) for s in seats(server) if s.status == 2}
    assert done == {(task, n, c.id) for task, coders in zip(ids, given, strict=True) for n, c in enumerate(coders, 1)}


def looked_at(db, coder, project):
    """How much one claim goes through: rows that PostgreSQL reads, steps that SQLite takes."""
    steps = [0]

    def step():
        steps[0] += 1

    def so_far(connection):
        if db.is_sqlite:
            return steps[0]
        read = "SELECT sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_xact_user_tables"
        return int(connection.exec_driver_sql(read).scalar_one() or 0)

    with db.write() as session:
        connection = session.connection()
        before = so_far(connection)
        if db.is_sqlite:
            connection.connection.dbapi_connection.set_progress_handler(step, 1)
        assert claim_next(session, coder, project, 60) is not None
        if db.is_sqlite:
            connection.connection.dbapi_connection.set_progress_handler(None, 1)
        return so_far(connection) - before


@pytest.fixture
def queue_of(server):
    """A function: a project with that many articles, and somebody who codes there."""

    def make(count: int) -> tuple[Caller, int]:
        project = server.project(f"{count} articles")
        server.tasks(project, [f"Article {n}." for n in range(count)])
        person = server.user(f"coder{project}@example.org", "annotator", project)
        return Caller(person.id, person.email, person.email, is_admin=False, via="token"), project

    return make


@pytest.mark.parametrize("counted", [False, True])
def test_a_claim_goes_through_as_little_of_a_long_queue_as_of_a_short_one(server, queue_of, counted):
    """Also where the queues have just been filled and PostgreSQL has not yet counted what is in them, or has when there
    was less."""
    cost = looked_at(server.db, *queue_of(10))
    if counted:
        with server.db.write() as session:
            session.connection().exec_driver_sql("ANALYZE")
    assert looked_at(server.db, *queue_of(1500)) <= cost + 30


def test_a_claim_that_was_planned_for_a_short_queue_is_good_for_a_long_one(server, queue_of):
    """PostgreSQL keeps a plan that it has made for a connection, however much the tables grow meanwhile."""
    coder, project = queue_of(10)
    cost = max(looked_at(server.db, coder, project) for _ in range(10))
    assert looked_at(server.db, *queue_of(1500)) <= cost + 30
