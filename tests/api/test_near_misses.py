"""Bodies that are nearly right, also where their description allows anything: taken, or refused in words."""

from __future__ import annotations

import copy
import json
from random import Random
from typing import Any

import pytest

from tests.sdk.codings import TEXT, as_coding, as_result
from tests.support.server import ok

TRIES = 40  # for each call
STRANGE: tuple[Any, ...] = (
    *(None, True, 0, -1, 1, 2.5, 1e308, 2**31, 2**53 + 1, 2**63, 10**30),
    *(
        "",
        "x",
        "1",
        "true",
        "\0",
        "a\0",
        "\ufffe",
        "\u202e",
        "🚨" * 300,
        "x" * 70_000,
        "m1",
        "e1",
        "2024-01-01T00:00:00Z",
    ),
    *([], [None], [[]], [1, "a"], {}, {"": None}, {"a": {"b": []}}),
)


def places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where each value inside of this one stands."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, inner in inside for place in ((*here, key), *places(inner, (*here, key)))]


def spoilt(body: Any, rng: Random) -> Any:
    """A copy in which one to three values are replaced, taken out, doubled or joined by another."""
    body = copy.deepcopy(body)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        found = places(body)
        if not found:
            break
        *way, last = rng.choice(found)
        around = body
        for key in way:
            around = around[key]
        strange = copy.deepcopy(rng.choice(STRANGE))
        what = rng.random()
        if what < 0.7:
            around[last] = strange
        elif what < 0.8:
            del around[last]
        elif isinstance(around, list):
            around.append(copy.deepcopy(around[last]))
        else:
            around[rng.choice(("x", "id", "text", "start", "\0", "", "🚨"))] = strange
    return body


@pytest.fixture
def calls(server):
    """Address and right body of each call in which much is free; none spoils the next one."""
    admin, project = server.admin.client, server.project("Near misses", overlap=2)
    config = ok(admin.get(f"/api/projects/{project}"))["label_config"]
    task, other, third = server.tasks(project, [TEXT, TEXT + " ", "Third."])
    ana = server.user("ana@example.org", "annotator", project).client
    result = as_result()
    coded = ok(ana.post(f"/api/tasks/{task}/annotations", json={"result": result}))["id"]
    guess = {"task": task, "result": result, "score": 0.5, "model_version": "v"}
    guessed = ok(admin.post("/api/predictions", json=guess))["id"]
    version = ok(admin.get(f"/api/app/tasks/{other}"))["task"]["text_sha256"]
    draft = {"client_id": "here", "base_version": 0, "text_sha256": version, "seq": 1, "seen": None}
    annotation = {"result": result, "lead_time": 3.5, "was_cancelled": False, "started_at": "2024-01-01T00:00:00Z"}
    inside = [{**annotation, "completed_by": "ana@example.org"}]
    new = {"data": {"text": TEXT, "n": 1}, "meta": {"a": 1}, "annotations": inside, "predictions": [{"result": result}]}
    look = {
        "title": "All",
        "filters": {"conjunction": "and", "items": []},
        "ordering": ["tasks:id"],
        "hidden": {"a": []},
    }
    options = {"annotation_filter_options": {"usual": True}, "serialization_options": {"drafts": {"only_id": False}}}
    chosen = {"selectedItems": {"all": False, "included": [third], "excluded": []}, "filters": look["filters"]}
    return [
        ("PATCH", f"/api/annotations/{coded}", {**annotation, "ground_truth": False, "unique_id": "u1"}),
        ("PUT", f"/api/app/tasks/{other}/draft", {**draft, "coding": as_coding()}),
        ("POST", f"/api/tasks/{other}/drafts", {"result": result, "lead_time": 1}),
        ("POST", "/api/predictions", guess),
        ("PATCH", f"/api/predictions/{guessed}", guess),
        ("POST", f"/api/projects/{project}/import", [new]),
        ("POST", f"/api/projects/{project}/import/predictions", [guess]),
        ("POST", "/api/tasks", {"project": project, "data": {"text": TEXT, "n": 1}, "meta": {"a": 1}, "overlap": 1}),
        ("PATCH", f"/api/tasks/{third}", {"data": {"text": "Third.", "n": 1}, "meta": {"a": 1}}),
        ("POST", "/api/projects", {"title": "More", "label_config": config, "maximum_annotations": 2}),
        ("PATCH", f"/api/projects/{project}", {"title": "Same", "control_weights": {"a": {"overall": 1}}}),
        ("POST", f"/api/projects/{project}/exports", {"title": "Kept", **options}),
        ("POST", "/api/dm/views", {"project": project, "data": look}),
        ("POST", "/api/comments", {"annotation": coded, "text": "Sure?", "region_ref": {"regionId": "m1"}}),
        ("POST", "/api/annotation-reviews", {"annotation": coded, "accepted": True, "result": result}),
        ("POST", f"/api/dm/actions?id=delete_tasks_annotations&project={project}", chosen),
    ]


def test_nearly_right_bodies_are_taken_or_refused(server, calls):
    for method, path, body in calls:
        assert server.admin.client.request(method, path, json=body).is_success, path
        rng = Random(path.rstrip("0123456789"))
        for _ in range(TRIES):
            sent = json.dumps(spoilt(body, rng))
            headers = {"Content-Type": "application/json"}
            answer = server.admin.client.request(method, path, content=sent.encode(), headers=headers)
            assert answer.status_code < 500, (method, path, sent[:2000], answer.text[:300])
            assert answer.is_success or answer.json()["detail"], (method, path, sent[:2000])
