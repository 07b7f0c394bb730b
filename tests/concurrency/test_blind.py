"""Nobody reads another's coding of an article before submitting their own, by whatever road."""

from __future__ import annotations

import pytest

from tests.sdk.codings import TEXT, arrest, as_coding
from tests.support.server import ok

SECRET = "a note that only Ann has written"


@pytest.fixture
def case(server):
    """(project, task, annotation of Ann, Ann, Ben); Ben has claimed the article that Ann has coded."""
    project = server.project(overlap=2)
    (task,) = server.tasks(project, [TEXT])
    ann = server.user("ann@example.org", "annotator", project)
    ben = server.user("ben@example.org", "annotator", project)
    body = {"coding": as_coding(arrest(note=SECRET)), "unique_id": "anns"}
    made = ok(ann.client.post(f"/api/tasks/{task}/annotations", json=body))
    return project, task, made["id"], ann, ben


def roads(project: int, task: int) -> list[tuple[str, str]]:
    return [
        ("GET", f"/api/tasks/{task}"),
        ("GET", f"/api/tasks/{task}/annotations"),
        ("GET", f"/api/tasks/{task}/drafts"),
        ("GET", f"/api/tasks?project={project}"),
        ("GET", f"/api/tasks?project={project}&page_size=1000"),
        ("GET", f"/api/tasks?project={project}&include=id,annotations_results"),
        ("GET", f"/api/projects/{project}/export?download_all_tasks=true"),
        ("GET", f"/api/projects/{project}/export"),
        ("GET", f"/api/projects/{project}/next"),
        ("POST", f"/api/dm/actions?id=next_task&project={project}"),
        ("GET", f"/api/predictions?project={project}"),
        ("GET", f"/api/projects/{project}/annotators"),
        ("GET", f"/api/projects/{project}"),
        ("POST", f"/api/app/projects/{project}/next"),
        ("GET", f"/api/app/tasks/{task}"),
        ("GET", f"/api/app/projects/{project}/tasks"),
        ("GET", f"/api/app/projects/{project}"),
    ]


def test_annotator_never_sees_anothers_coding(case):
    project, task, annotation, ann, ben = case
    for submitted in (False, True):
        for method, path in roads(project, task):
            answer = ben.client.request(method, path)
            assert answer.status_code in {200, 404}, f"{path}: {answer.text}"
            assert SECRET not in answer.text, path
            if answer.status_code == 200 and "/annotators" in path:
                assert ann.id not in [p["id"] for p in answer.json()]
        for method in ("GET", "PATCH", "DELETE"):
            body = {"was_cancelled": True} if method == "PATCH" else None
            assert ben.client.request(method, f"/api/annotations/{annotation}", json=body).status_code == 404
        assert ben.client.post(f"/api/annotations/{annotation}/convert-to-draft").status_code == 404
        assert ben.client.post(f"/api/tasks/{task}/annotations/{annotation}/drafts", json={}).status_code == 404
        if not submitted:
            ok(ben.client.post(f"/api/tasks/{task}/annotations", json={"coding": as_coding()}))
    assert SECRET in ann.client.get(f"/api/tasks/{task}").text  # it is there to be leaked


@pytest.mark.parametrize("role", ["manager", "adjudicator"])
def test_others_see_it_until_they_code_the_article_themselves(server, case, role):
    project, task, annotation, _, _ = case
    joe = server.user("joe@example.org", role, project)
    assert SECRET in joe.client.get(f"/api/tasks/{task}").text
    assert ok(joe.client.post(f"/api/app/projects/{project}/next"))["task"]["id"] == task
    for method, path in roads(project, task):
        assert SECRET not in joe.client.request(method, path).text, path
    assert joe.client.get(f"/api/annotations/{annotation}").status_code == 404
    ok(joe.client.post(f"/api/tasks/{task}/annotations", json={"coding": as_coding()}))
    assert SECRET in joe.client.get(f"/api/tasks/{task}").text
    assert SECRET in joe.client.get(f"/api/projects/{project}/export").text


def test_draft_is_nobody_elses_business(server, case):
    project, task, _, _, ben = case
    ok(ben.client.post(f"/api/tasks/{task}/drafts", json={"result": [{"note": "half a thought"}]}))
    for method, path in roads(project, task):
        assert "half a thought" not in server.admin.client.request(method, path).text, path
    assert "half a thought" in ben.client.get(f"/api/tasks/{task}").text
