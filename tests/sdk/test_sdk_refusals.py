"""What is refused: one clear sentence in Label Studio's error body, and nothing stored."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest
from label_studio_sdk.core.api_error import ApiError
from label_studio_sdk.errors import BadRequestError
from sqlmodel import select

from annotate.models import Annotation, Audit, Draft, Prediction, Revision, Seat, Task
from tests.sdk.codings import TEXT, arrest, as_coding, as_result
from tests.support.server import ok

pytestmark = pytest.mark.sdk
BODY = {"id", "status_code", "version", "detail", "code", "exc_info"}


def stored(server) -> tuple[Any, ...]:
    """Everything that a refused write must not have touched."""
    with server.db.read() as session:
        tables = (Annotation, Revision, Task, Prediction, Audit, Draft)
        counts = tuple(len(session.exec(select(table)).all()) for table in tables)
        return (*counts, [(s.status, s.user_id) for s in session.exec(select(Seat).order_by(Seat.id))])


@pytest.fixture
def task(server) -> int:
    return server.tasks(server.project(), [TEXT])[0]


def region(result: list[dict[str, Any]], of: str) -> dict[str, Any]:
    return next(item for item in result if item.get("from_name") == of)


def broken_span(result: list[dict[str, Any]]) -> None:
    region(result, "mention")["value"]["end"] = 10_000


def backward_span(result: list[dict[str, Any]]) -> None:
    region(result, "mention")["value"].update(start=5, end=2)


def other_quote(result: list[dict[str, Any]]) -> None:
    region(result, "mention")["value"]["text"] = "Rebels"


def unknown_code(result: list[dict[str, Any]]) -> None:
    region(result, "code")["value"]["taxonomy"] = [["99 Nothing of the kind"]]


def unknown_label(result: list[dict[str, Any]]) -> None:
    region(result, "mention")["value"]["labels"] = ["Weapon"]


def dangling_relation(result: list[dict[str, Any]]) -> None:
    next(item for item in result if item["type"] == "relation")["to_id"] = "nowhere"


def no_trigger(result: list[dict[str, Any]]) -> None:
    result[:] = [item for item in result if item.get("id") == "m1"]


@pytest.mark.parametrize(
    "damage",
    [broken_span, backward_span, other_quote, unknown_code, unknown_label, dangling_relation, no_trigger],
)
def test_invalid_result_is_refused_with_its_place_and_not_stored(server, sdk, task, damage):
    before = stored(server)
    result = copy.deepcopy(as_result())
    damage(result)
    with pytest.raises(ApiError) as refused:
        sdk(server.admin).annotations.create(task, result=result)
    body = refused.value.body
    assert refused.value.status_code == 400
    assert set(body) >= BODY
    assert body["validation_errors"]
    assert stored(server) == before
    sdk(server.admin).annotations.create(task, result=as_result())  # the same door lets the right one in
    assert stored(server)[0] == before[0] + 1


@pytest.mark.parametrize("code", ["9999", "17 3", ""])
def test_invalid_coding_of_the_browser_is_refused_with_its_path(server, task, code):
    before = stored(server)
    answer = server.admin.client.post(f"/api/tasks/{task}/annotations", json={"coding": as_coding(arrest(code))})
    assert answer.status_code == 400
    assert any(path.startswith("events[0]") for path in answer.json()["validation_errors"])
    assert stored(server) == before


@pytest.mark.parametrize(
    "body",
    [
        {"result": "oops"},
        {"result": [1, 2]},
        {},
        {"result": [], "lead_time": -1},
        {"result": [], "unique_id": ""},
        {"coding": {}, "result": []},
        {"coding": {"verdict": "maybe"}},
        {"result": []},
        [],
        {"result": [], "was_cancelled": "perhaps"},
    ],
)
def test_malformed_bodies_are_refused(server, task, body):
    before = stored(server)
    answer = server.admin.client.post(f"/api/tasks/{task}/annotations", json=body)
    assert answer.status_code == 400
    assert set(answer.json()) >= BODY
    assert stored(server) == before


def test_broken_json_names_line_and_column(server, task):
    before = stored(server)
    answer = server.admin.client.post(
        f"/api/tasks/{task}/annotations",
        content=b'{"result": [\n  {"id": }]}',
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 400
    assert "line 2" in answer.json()["detail"]
    assert stored(server) == before


def test_unknown_token_is_refused(server, sdk, task):
    before = stored(server)
    client = sdk(replace(server.admin, token="0123456789abcdef"))
    with pytest.raises(ApiError) as refused:
        client.annotations.create(task, result=as_result())
    assert refused.value.status_code == 401
    assert refused.value.headers["www-authenticate"] == "Token"
    assert stored(server) == before


def test_import_is_all_or_nothing_and_names_the_item(server, sdk):
    project = server.project()
    before = stored(server)
    client = sdk(server.admin)
    wrong: list[list[Any]] = [
        [{"text": "Fine."}, {"headline": "No text"}],
        [{"text": "Fine."}, 7],
        [{"text": "Fine."}, {"data": {"text": TEXT}, "annotations": [{"result": as_result(arrest("9999"))}]}],
        [{"text": "Fine."}, {"data": {"text": TEXT}, "annotations": [{"result": [], "completed_by": "x@y.z"}]}],
        [{"text": "Fine."}, {"data": {"text": TEXT}, "predictions": [{"result": [{"foo": 1}]}]}],
        [{"text": "Fine."}, {"data": {"text": TEXT}, "annotations": [{"result": as_result()}] * 2}],
    ]
    for request in wrong:
        with pytest.raises(BadRequestError) as refused:
            client.projects.import_tasks(project, request=request)
        messages = refused.value.body["validation_errors"]["non_field_errors"]
        assert messages[0].startswith("Error at item 1: ")
        assert stored(server) == before
    with pytest.raises(BadRequestError) as empty:
        client.projects.import_tasks(project, request=[])
    assert empty.value.body["detail"] == "load_tasks: No tasks added"
    assert client.projects.import_tasks(project, request=wrong[0][:1]).task_count == 1


def test_import_refuses_what_no_database_can_hold(server):
    project = server.project()
    answer = server.admin.client.post(f"/api/projects/{project}/import", json=[{"text": "a\x00b"}])
    assert answer.status_code == 400
    raw = b'[{"text": "a\\ud800b"}]'
    answer = server.admin.client.post(
        f"/api/projects/{project}/import", content=raw, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400


def test_prediction_that_fits_no_task_or_config_is_refused(server, sdk, task):
    project = server.project()
    before = stored(server)
    client = sdk(server.admin)
    with pytest.raises(BadRequestError) as foreign:
        client.projects.import_predictions(project, request=[{"task": task, "result": as_result()}])
    assert f"Task {task} is not in this project" in foreign.value.body["detail"]
    bad = copy.deepcopy(as_result())
    broken_span(bad)
    with pytest.raises(ApiError) as wrong:
        client.predictions.create(task=task, result=bad)
    assert wrong.value.status_code == 400
    assert stored(server) == before


def test_unknown_export_type_names_what_there_is(server, sdk):
    project = server.project()
    for name in ("export_type", "exportType"):
        answer = server.admin.client.get(f"/api/projects/{project}/export", params={name: "YOLO"})
        assert answer.status_code == 400
        assert "JSON" in answer.json()["detail"]
    assert ok(server.admin.client.get(f"/api/projects/{project}/export/formats"))[0]["name"] == "JSON"
    with pytest.raises(ApiError) as refused:
        sdk(server.admin).projects.exports.as_binary(project, export_type="YOLO")
    assert refused.value.status_code == 400


def test_ids_beyond_any_row_are_not_found(server):
    for path in (
        "/api/tasks/99999999999999999999",
        "/api/annotations/0",
        "/api/predictions/4000000000",
        "/api/tasks/x",
    ):
        assert server.admin.client.get(path).status_code == 404


def test_ground_truth_is_for_managers_and_adjudicators(server):
    project = server.project(overlap=2)
    (task,) = server.tasks(project, [TEXT])
    ann = server.user("ann@example.org", "annotator", project)
    judge = server.user("joe@example.org", "adjudicator", project)
    body = {"result": as_result(), "ground_truth": True}
    before = stored(server)
    assert ann.client.post(f"/api/tasks/{task}/annotations", json=body).status_code == 403
    assert stored(server) == before
    assert ok(judge.client.post(f"/api/tasks/{task}/annotations", json=body))["ground_truth"] is True


def test_roles_that_may_not_write_are_refused(server):
    project = server.project()
    (task,) = server.tasks(project, [TEXT])
    reader = server.user("rea@example.org", "reader", project)
    ann = server.user("ann@example.org", "annotator", project)
    stranger = server.user("eve@example.org")
    before = stored(server)
    assert reader.client.post(f"/api/tasks/{task}/annotations", json={"result": as_result()}).status_code == 403
    assert reader.client.post(f"/api/app/projects/{project}/next").status_code == 403
    assert stranger.client.post(f"/api/tasks/{task}/annotations", json={"result": as_result()}).status_code == 404
    assert stranger.client.get(f"/api/tasks?project={project}").status_code == 404
    for person in (reader, ann):
        assert person.client.post(f"/api/projects/{project}/import", json=[{"text": "x"}]).status_code == 403
        assert person.client.patch(f"/api/tasks/{task}", json={"meta": {}}).status_code == 403
        assert person.client.delete(f"/api/tasks/{task}").status_code == 403
        assert person.client.delete(f"/api/projects/{project}/tasks").status_code == 403
        assert person.client.post("/api/predictions", json={"task": task, "result": as_result()}).status_code == 403
    assert stored(server) == before
