"""A project's whole life through the unmodified Label Studio SDK, over a real socket."""

from __future__ import annotations

import pytest
from label_studio_sdk.core.api_error import ApiError

from tests.sdk.codings import NOTHING, TEXT, arrest, as_result
from tests.support.server import ok

pytestmark = pytest.mark.sdk

SPANS = """<View>
  <Header value="$headline"/>
  <Labels name="span" toName="body"><Label value="Actor"/><Label value="Event"/></Labels>
  <Relations><Relation value="agent"/></Relations>
  <Text name="body" value="$text"/>
</View>"""


def span(region_id: str, start: int, end: int, label: str, text: str = TEXT) -> dict[str, object]:
    value = {"start": start, "end": end, "text": text[start:end], "labels": [label]}
    return {"value": value, "id": region_id, "from_name": "span", "to_name": "body", "type": "labels"}


def test_project_with_own_config_goes_from_creation_to_export(server, sdk):
    client = sdk(server.admin)
    project = client.projects.create(title="Spans", label_config=SPANS, maximum_annotations=2)
    imported = client.projects.import_tasks(
        project.id, request=[{"text": TEXT, "headline": "A"}, {"data": {"text": "Two."}}], return_task_ids=True
    )
    assert (imported.task_count, imported.annotation_count) == (2, 0)
    first, second = imported.task_ids

    result = [span("r1", 0, 6, "Actor"), span("r2", 9, 17, "Event")]
    result.append({"type": "relation", "from_id": "r2", "to_id": "r1", "direction": "right", "labels": ["agent"]})
    made = client.annotations.create(first, result=result, lead_time=12.5)
    assert made.result == result
    assert made.completed_by == server.admin.id
    assert client.annotations.get(made.id).result == result
    assert [a.id for a in client.annotations.list(first)] == [made.id]

    shorter = result[:1]
    assert client.annotations.update(made.id, result=shorter).result == shorter
    skipped = client.annotations.create(second, result=[], was_cancelled=True)
    assert skipped.was_cancelled is True

    exported = {t["id"]: t for t in client.projects.exports.as_json(project.id)}
    assert exported[first]["annotations"][0]["result"] == shorter
    assert exported[first]["annotations"][0]["result_count"] == 1
    assert (exported[second]["total_annotations"], exported[second]["cancelled_annotations"]) == (0, 1)

    client.annotations.delete(made.id)
    with pytest.raises(ApiError) as gone:
        client.annotations.get(made.id)
    assert gone.value.status_code == 404


def test_codebook_project_stores_and_returns_codings(server, sdk):
    project = server.project()
    (task,) = server.tasks(project, [TEXT])
    client = sdk(server.admin)
    made = client.annotations.create(task, result=as_result(), lead_time=3)
    assert made.result == as_result()
    assert made.coding["events"][0]["code"] == "173"
    assert client.tasks.get(task).annotations[0]["result"] == as_result()


def test_tasks_are_listed_page_by_page_and_the_pager_ends(server, sdk):
    project = server.project()
    ids = server.tasks(project, [f"Article {i}." for i in range(7)])
    client = sdk(server.admin)
    assert [t.id for t in client.tasks.list(project=project, page_size=3)] == ids
    assert [t.id for t in client.tasks.list(project=project, page_size=7)] == ids
    listed = client.tasks.list(project=project, page_size=2, include="id,data")
    assert [(t.id, t.data["text"]) for t in listed] == [(i, f"Article {n}.") for n, i in enumerate(ids)]
    past = server.admin.client.get("/api/tasks/", params={"project": project, "page": 4, "page_size": 3})
    assert (past.status_code, past.json()["detail"]) == (404, "Invalid page.")
    page = ok(server.admin.client.get("/api/tasks", params={"project": project, "page": 2, "page_size": 5}))
    assert (page["total"], len(page["tasks"])) == (7, 2)


def test_pages_larger_than_the_buffer_are_streamed_whole(server, sdk):
    project = server.project()
    ids = server.tasks(project, [f"Article {i}." for i in range(620)])
    page = ok(server.admin.client.get("/api/tasks/", params={"project": project, "page_size": 1000}))
    assert [t["id"] for t in page["tasks"]] == ids
    assert [t["id"] for t in sdk(server.admin).projects.exports.as_json(project)] == ids


def test_listed_tasks_carry_annotations_unless_only_tasks_are_wanted(server, sdk):
    project = server.project()
    coded, _ = server.tasks(project, [TEXT, "Other."])
    client = sdk(server.admin)
    client.annotations.create(coded, result=as_result())
    tasks = {t.id: t for t in client.tasks.list(project=project)}
    assert tasks[coded].annotations[0]["result"] == as_result()
    assert tasks[coded].total_annotations == 1
    assert [t.id for t in client.tasks.list(project=project, only_annotated=True)] == [coded]
    short = ok(server.admin.client.get("/api/tasks", params={"project": project, "fields": "task_only"}))
    assert not {"annotations", "predictions", "predictions_score"} & set(short["tasks"][0])


def test_single_tasks_are_made_changed_and_deleted(server, sdk):
    project = server.project()
    client = sdk(server.admin)
    task = client.tasks.create(project=project, data={"text": "One.", "outlet": "Daily"})
    changed = client.tasks.update(task.id, data={"text": "One.", "outlet": "Weekly"}, meta={"seen": 1})
    assert changed.data == {"text": "One.", "outlet": "Weekly"}
    with pytest.raises(ApiError) as refused:
        client.tasks.update(task.id, data={"text": "Another."})
    assert refused.value.status_code == 400
    assert client.tasks.get(task.id).data["text"] == "One."
    client.tasks.delete(task.id)
    with pytest.raises(ApiError) as gone:
        client.tasks.get(task.id)
    assert gone.value.status_code == 404
    server.tasks(project, ["Two.", "Three."])
    client.tasks.delete_all_tasks(project)
    assert list(client.tasks.list(project=project)) == []


def test_next_task_goes_to_each_annotator_once_and_then_ends(server):
    project = server.project()
    first, second = server.tasks(project, [TEXT, TEXT + " Again."])
    ann = server.user("ann@example.org", "annotator", project)
    action = f"/api/dm/actions/?id=next_task&project={project}"
    given = ok(ann.client.post(action, json={}))
    assert (given["id"], given["queue"], bool(given["unique_lock_id"])) == (first, "Task lock", True)
    assert ok(ann.client.get(f"/api/projects/{project}/next/"))["id"] == first
    ok(ann.client.post(f"/api/tasks/{first}/annotations/", json={"result": as_result()}))
    assert ok(ann.client.post(action))["id"] == second
    ok(ann.client.post(f"/api/tasks/{second}/annotations/", json={"result": [], "was_cancelled": True}))
    end = ann.client.post(action, json={})
    assert (end.status_code, end.json()["detail"]) == (404, "There are no tasks for ann@example.org")


def test_skipped_article_goes_on_to_another_coder(server):
    project = server.project()
    (task,) = server.tasks(project, [TEXT])
    ann = server.user("ann@example.org", "annotator", project)
    ben = server.user("ben@example.org", "annotator", project)
    assert ok(ann.client.post(f"/api/app/projects/{project}/next"))["task"]["id"] == task
    assert ok(ben.client.post(f"/api/app/projects/{project}/next"))["none"] is True
    ok(ann.client.post(f"/api/tasks/{task}/annotations", json={"result": [], "was_cancelled": True}))
    assert ok(ann.client.post(f"/api/app/projects/{project}/next"))["none"] is True
    assert ok(ben.client.post(f"/api/app/projects/{project}/next"))["task"]["id"] == task


def test_predictions_are_made_listed_changed_and_removed(server, sdk):
    project = server.project()
    one, two = server.tasks(project, [TEXT, TEXT + " Again."])
    client = sdk(server.admin)
    made = client.predictions.create(task=one, result=as_result(), score=0.75, model_version="m1")
    assert made.result == as_result()
    assert client.predictions.get(made.id).score == 0.75
    assert client.predictions.update(made.id, score=0.5).score == 0.5
    answer = client.projects.import_predictions(
        project, request=[{"task": two, "result": as_result(arrest("190")), "score": 0.9, "model_version": "m2"}]
    )
    assert answer.created == 1
    assert [p.model_version for p in client.predictions.list(project=project)] == ["m1", "m2"]
    assert [p.task for p in client.predictions.list(task=two)] == [two]
    task = client.tasks.get(two)
    assert (task.predictions[0].score, task.predictions_model_versions) == (0.9, "m2")
    client.predictions.delete(made.id)
    assert [p.task for p in client.predictions.list(project=project)] == [two]


def test_import_takes_annotations_and_predictions_along(server, sdk):
    project = server.project(overlap=2)
    ann = server.user("ann@example.org", "annotator", project)
    coded = {"result": as_result(), "completed_by": "ann@example.org", "lead_time": 9.5, "id": 77}
    own = {"result": as_result(NOTHING), "ground_truth": True}
    client = sdk(server.admin)
    answer = client.projects.import_tasks(
        project,
        request=[
            {"data": {"text": TEXT}, "annotations": [coded, own], "meta": {"from": "elsewhere"}},
            {"data": {"text": TEXT, "guess": as_result()}, "predictions": [{"result": as_result(), "score": 0.1}]},
        ],
        return_task_ids=True,
    )
    assert (answer.task_count, answer.annotation_count, answer.prediction_count) == (2, 2, 1)
    task = client.tasks.get(answer.task_ids[0])
    assert {(a["completed_by"]["id"], a["lead_time"], a["import_id"]) for a in task.annotations} == {
        (ann.id, 9.5, 77),
        (server.admin.id, None, None),
    }
    assert (task.meta, task.is_labeled) == ({"from": "elsewhere"}, True)
    more = client.projects.import_tasks(
        project,
        request=[{"text": TEXT, "guess": as_result()}],
        preannotated_from_fields=["guess"],
        return_task_ids=True,
    )
    assert client.predictions.list(task=more.task_ids[0])[0].result == as_result()
    # the coder's imported coding has used up a seat: the article is not offered to them again
    queued = ok(ann.client.post(f"/api/app/projects/{project}/next"))
    assert queued["task"]["id"] == answer.task_ids[1]


def test_manager_stores_a_coding_for_a_member(server, sdk):
    project = server.project()
    (task,) = server.tasks(project, [TEXT])
    ann = server.user("ann@example.org", "annotator", project)
    stranger = server.user("eve@example.org")
    client = sdk(server.admin)
    with pytest.raises(ApiError) as refused:
        client.annotations.create(task, result=as_result(), completed_by=stranger.id)
    assert refused.value.body["validation_errors"]["completed_by"]
    assert client.annotations.create(task, result=as_result(), completed_by=ann.id).completed_by == ann.id
    people = client.projects.list_unique_annotators(project)
    assert [(p.id, p.email) for p in people] == [(ann.id, "ann@example.org")]


def test_both_slash_forms_answer_without_redirect(server):
    project = server.project()
    (task,) = server.tasks(project, [TEXT])
    for path in (f"/api/tasks/{task}", f"/api/tasks/{task}/annotations", f"/api/tasks?project={project}"):
        head, mark, tail = path.partition("?")
        for form in (path, f"{head}/{mark}{tail}"):
            assert server.admin.client.get(form, follow_redirects=False).status_code == 200


def test_actions_are_listed_and_delete_chosen_tasks(server, sdk):
    project = server.project()
    one, two, three = server.tasks(project, ["One.", "Two.", "Three."])
    client = sdk(server.admin)
    assert {a.id for a in client.actions.list(project=project)} >= {"next_task", "delete_tasks"}
    client.actions.create(id="delete_tasks", project=project, selected_items={"all": False, "included": [two]})
    assert [t.id for t in client.tasks.list(project=project)] == [one, three]
    client.actions.create(id="delete_tasks", project=project, selected_items={"all": True, "excluded": [three]})
    assert [t.id for t in client.tasks.list(project=project)] == [three]
    unknown = server.admin.client.post(f"/api/dm/actions/?id=melt&project={project}", json={})
    assert unknown.status_code == 400


def test_line_ends_are_normalised_once_in_text_and_data(server, sdk):
    project = server.project()
    (task,) = server.tasks(project, [TEXT + "\r\nSecond line.\rThird line."])
    stored = sdk(server.admin).tasks.get(task)
    assert stored.data["text"] == TEXT + "\nSecond line.\nThird line."
    assert stored.meta == {"line_ends": "normalised"}
    screen = ok(server.admin.client.get(f"/api/app/tasks/{task}"))
    assert screen["task"]["text"] == stored.data["text"]
    assert len(screen["task"]["sentences"]) >= 3


def test_own_config_takes_results_only(server, sdk):
    project = sdk(server.admin).projects.create(title="Spans", label_config=SPANS).id
    (task,) = server.tasks(project, [TEXT])
    coded = server.admin.client.post(f"/api/tasks/{task}/annotations", json={"coding": {"verdict": "events"}})
    assert coded.status_code == 400
    assert "label config of its own" in coded.json()["detail"]
    outside = server.admin.client.post(
        f"/api/tasks/{task}/annotations", json={"result": [{**span("r1", 0, 6, "Actor"), "from_name": "other"}]}
    )
    assert "result[0].from_name" in outside.json()["validation_errors"]
    made = ok(server.admin.client.post(f"/api/tasks/{task}/annotations", json={"result": [span("r1", 0, 6, "Actor")]}))
    assert made["coding"] is None


def test_article_list_shows_states(server):
    project = server.project(overlap=2)
    tasks = server.tasks(project, [f"{TEXT} {i}" for i in range(4)])
    ann = server.user("ann@example.org", "annotator", project)
    ben = server.user("ben@example.org", "annotator", project)
    for person, task in ((ann, tasks[0]), (ben, tasks[0]), (ann, tasks[1])):
        ok(person.client.post(f"/api/tasks/{task}/annotations", json={"result": as_result()}))
    assert ok(ann.client.post(f"/api/app/projects/{project}/next"))["task"]["id"] == tasks[2]
    path = f"/api/app/projects/{project}/tasks"
    listed = ok(server.admin.client.get(path))
    states = ["complete", "partly", "in_progress", "unassigned"]
    assert [t["state"] for t in listed["tasks"]] == states
    assert [len(t["annotations"]) for t in listed["tasks"]] == [2, 1, 0, 0]
    assert listed["tasks"][1]["annotations"][0]["events"] == 1
    for state, task in zip(states, tasks, strict=True):
        assert [t["id"] for t in ok(server.admin.client.get(path, params={"state": state}))["tasks"]] == [task]
    assert ok(server.admin.client.get(path, params={"q": "said. 王芳 PROTESTED. 3"}))["total"] == 1
    assert ok(server.admin.client.get(path, params={"page": 2, "page_size": 3}))["tasks"][0]["id"] == tasks[3]
    assert server.admin.client.get(path, params={"state": "odd"}).status_code == 400
