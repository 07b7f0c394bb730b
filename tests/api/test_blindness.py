"""Nobody reads another's coding of an article before their own is in."""

from __future__ import annotations

import pytest

from tests.support.server import ok

NOTHING = {"coding": {"verdict": "no_codable_event"}}


@pytest.fixture
def coded(server):
    """One article for three coders, which Ana has coded."""
    project = server.project(overlap=3)
    [task] = server.tasks(project, ["Police dispersed protesters in the capital."])
    ana = server.user("ana@example.org", "annotator", project)
    ok(ana.client.post(f"/api/app/projects/{project}/next"))
    annotation = ok(ana.client.post(f"/api/tasks/{task}/annotations", json=NOTHING))["id"]
    return project, task, ana, annotation


def seen(person, task, annotation):
    """What the person finds of the coding by each road."""
    listed = ok(person.client.get(f"/api/tasks/{task}/annotations"))
    in_task = ok(person.client.get(f"/api/tasks/{task}/"))["annotations"]
    assert [a["id"] for a in listed] == [a["id"] for a in in_task]
    single = person.client.get(f"/api/annotations/{annotation}/").status_code == 200
    assert single == (annotation in [a["id"] for a in listed])
    return single


def test_annotator_never_sees_the_coding_of_another(server, coded):
    project, task, ana, annotation = coded
    bea = server.user("bea@example.org", "annotator", project)
    assert seen(ana, task, annotation)
    assert not seen(bea, task, annotation)
    ok(bea.client.post(f"/api/app/projects/{project}/next"))
    ok(bea.client.post(f"/api/tasks/{task}/annotations", json=NOTHING))
    assert not seen(bea, task, annotation)


@pytest.mark.parametrize("role", ["manager", "adjudicator"])
def test_reviewer_sees_it_unless_coding_the_article(server, coded, role):
    project, task, _, annotation = coded
    eve = server.user("eve@example.org", role, project)
    assert seen(eve, task, annotation)
    ok(eve.client.post(f"/api/app/projects/{project}/next"))
    assert not seen(eve, task, annotation)
    ok(eve.client.post(f"/api/tasks/{task}/annotations", json=NOTHING))
    assert seen(eve, task, annotation)


def test_reader_sees_and_does_not_write(server, coded):
    project, task, _, annotation = coded
    rob = server.user("rob@example.org", "reader", project)
    assert seen(rob, task, annotation)
    assert rob.client.post(f"/api/app/projects/{project}/next").status_code == 403
    assert rob.client.post(f"/api/tasks/{task}/annotations", json=NOTHING).status_code == 403
    assert rob.client.delete(f"/api/annotations/{annotation}/").status_code == 403


def test_only_the_coder_and_managers_change_a_coding(server, coded):
    project, _, ana, annotation = coded
    change = {**NOTHING, "lead_time": 3.0}
    statuses = {}
    for role in ("annotator", "reader", "adjudicator", "manager"):
        person = server.user(f"{role}@example.org", role, project)
        statuses[role] = person.client.patch(f"/api/annotations/{annotation}/", json=change).status_code
    assert statuses == {"annotator": 404, "reader": 403, "adjudicator": 403, "manager": 200}
    assert ana.client.patch(f"/api/annotations/{annotation}/", json=change).status_code == 200
    outsider = server.user("outsider@example.org")
    assert outsider.client.patch(f"/api/annotations/{annotation}/", json=change).status_code == 404
