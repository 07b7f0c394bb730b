"""Role by resource by verb, for every operation that the OpenAPI description names: a new one without a row fails.

A row says who may: M manager, A adjudicator, N annotator (not the coder of what is asked for), R reader. Whoever may
not gets 403 or 404, somebody of another project 404, who is not signed in 401.
"""

from __future__ import annotations

import json
import re

import pytest

from tests.sdk.codings import TEXT, as_result
from tests.support.server import ok

ROLES = {"M": "manager", "A": "adjudicator", "N": "annotator", "R": "reader"}
# who | method and address (with query) | body. A "-" behind the roles: too destructive to let those who may do it.
ROWS = """
MANR | GET /api/app/projects/{project_id} |
M | PATCH /api/app/projects/{project_id} | {"description": "x"}
M- | DELETE /api/app/projects/{project_id} |
MANR | GET /api/app/projects/{project_id}/codebook |
MANR | GET /api/app/projects/{project_id}/rulings |
MA | POST /api/app/projects/{project_id}/rulings | {"code": "17", "text": "Only by an authority."}
MA- | DELETE /api/app/projects/{project_id}/rulings/{ruling_id} |
M | POST /api/app/projects/{project_id}/invites | {"role": "reader"}
M | PATCH /api/app/projects/{project_id}/people/{user_id} | {"role": "annotator"}
M- | DELETE /api/app/projects/{project_id}/people/{user_id} |
M | POST /api/projects/roles | {"project": {project}, "user": {user}, "role": "AN"}
M- | DELETE /api/projects/roles/{role_id} |
MANR | GET /api/projects/{project_id}/roles |
M | POST /api/projects/{project_id}/members | {"user": {user}}
M- | DELETE /api/projects/{project_id}/members?user={user} |
MANR | GET /api/projects/{project_id}/members/paginated |
M | POST /api/projects/{project_id}/members/bulk | {"included": [{user}]}
M | DELETE /api/projects/{project_id}/members/bulk?included=999 |
MA | GET /api/projects/{project_id}/members/export |
MANR | GET /api/projects/{project_id} |
M | PATCH /api/projects/{project_id} | {"description": "x"}
M- | DELETE /api/projects/{project_id} |
M | POST /api/projects/{project_id}/duplicate | {"title": "Once more", "mode": "settings,data", "workspace": 1}
MANR | GET /api/projects/{project_id}/file-uploads |
MANR | POST /api/projects/{project_id}/validate | {"label_config": "<View/>"}
M- | POST /api/app/projects/{project_id}/articles |
MANR | GET /api/tasks?project={project} |
M | POST /api/tasks | {"project": {project}, "data": {"text": "More."}}
MANR | GET /api/tasks/{task_id} |
M | PATCH /api/tasks/{task_id} | {"meta": {"a": 1}}
M- | DELETE /api/tasks/{task_id} |
M- | DELETE /api/projects/{project_id}/tasks |
M | POST /api/projects/{project_id}/import | [{"text": "More."}]
MANR | GET /api/projects/{project_id}/export |
MANR | GET /api/projects/{project_id}/export/formats |
MANR | GET /api/app/tasks/{task_id} |
MANR | GET /api/app/projects/{project_id}/tasks |
MAR | GET /api/app/projects/{project_id}/suggestions/acceptance |
MAR | GET /api/app/projects/{project_id}/models |
M- | POST /api/app/projects/{project_id}/models | {}
MAN | POST /api/app/tasks/{task_id}/suggest | {}
MAN- | POST /api/app/projects/{project_id}/next |
MAN- | POST /api/app/projects/{project_id}/ahead?after={task} |
MANR- | POST /api/app/tasks/{task_id}/release |
MANR | POST /api/app/tasks/{task_id}/renew |
MANR | GET /api/tasks/{task_id}/annotations |
MAN- | POST /api/tasks/{task_id}/annotations | {"result": []}
MAN- | POST /api/annotations/bulk | {"tasks": [{task}], "result": []}
M- | POST /api/annotations/bulk-delete | {"ids": [{annotation}], "project": {project}}
MAR | GET /api/annotations/{annotation_id} |
M | PATCH /api/annotations/{annotation_id} | {"lead_time": 2}
M- | DELETE /api/annotations/{annotation_id} |
MAN- | PUT /api/app/tasks/{task_id}/draft | {draft_body}
MANR | GET /api/tasks/{task_id}/drafts |
MAN | POST /api/tasks/{task_id}/drafts | {"result": []}
- | POST /api/tasks/{task_id}/annotations/{annotation_id}/drafts | {"result": []}
- | GET /api/drafts/{draft_id} |
- | PATCH /api/drafts/{draft_id} | {"result": []}
- | DELETE /api/drafts/{draft_id} |
- | POST /api/annotations/{annotation_id}/convert-to-draft |
MANR | GET /api/projects/{project_id}/annotators |
MANR | GET /api/predictions?task={task} |
M | POST /api/predictions | {"task": {task}, "result": []}
MAR | GET /api/predictions/{prediction_id} |
M | PATCH /api/predictions/{prediction_id} | {"score": 0.5}
M- | DELETE /api/predictions/{prediction_id} |
M | POST /api/projects/{project_id}/import/predictions | [{"task": {task}, "result": []}]
M | POST /api/projects/{project_id}/tasks/assignees | {"selectedItems": {"all": true}, "type": "RE", "users": []}
MANR | GET /api/projects/{project_id}/tasks/{task_id}/assignees |
M | POST /api/projects/{project_id}/tasks/{task_id}/assignees | {"type": "AN", "users": [{user}]}
M | PATCH /api/projects/{project_id}/tasks/{task_id}/assignees | {"type": "AN", "users": []}
M | DELETE /api/projects/{project_id}/tasks/{task_id}/assignees |
MAR | POST /api/comments | {"annotation": {annotation}, "text": "Sure?"}
MAR | GET /api/comments/{comment_id} |
MA | PATCH /api/comments/{comment_id} | {"is_resolved": true}
M- | DELETE /api/comments/{comment_id} |
MA | POST /api/annotation-reviews | {"annotation": {annotation}, "accepted": true}
MAR | GET /api/annotation-reviews/{review_id} |
M | PATCH /api/annotation-reviews/{review_id} | {"comment": "x"}
M- | DELETE /api/annotation-reviews/{review_id} |
MAR | GET /api/annotation-history?annotation={annotation} |
MAR | GET /api/annotation-history/{history_id} |
MANR | GET /api/projects/{project_id}/annotation-history |
M | GET /api/projects/{project_id}/exports |
M | POST /api/projects/{project_id}/exports | {"title": "x"}
M | GET /api/projects/{project_id}/exports/{snapshot_id} |
M- | DELETE /api/projects/{project_id}/exports/{snapshot_id} |
M | POST /api/projects/{project_id}/exports/{snapshot_id}/convert | {"export_type": "CSV"}
M | GET /api/projects/{project_id}/exports/{snapshot_id}/download |
MAR | GET /api/projects/{project_id}/stats/IAA |
MAR | GET /api/projects/{project_id}/stats/total_agreement |
MAR | GET /api/projects/{project_id}/stats/agreement_annotators?ids={user} |
MAR | GET /api/projects/{project_id}/stats/agreement_annotator/{user_id} |
MAR | GET /api/projects/{project_id}/stats/agreement-groundtruth?ids={user} |
MAR | GET /api/projects/{project_id}/users/{user_id}/stats/agreement-groundtruth |
MAR | GET /api/projects/{project_id}/stats/finished |
MAR | GET /api/projects/{project_id}/stats/lead_time |
MAR | GET /api/projects/{project_id}/stats/label-distribution/structure |
MAR | GET /api/projects/{project_id}/stats/label-distribution/counts |
MAR | GET /api/projects/{project_id}/model-stats/{version}/agreement |
MAR | GET /api/projects/{project_id}/model-stats/{version}/agreement-groundtruth |
MAR | GET /api/projects/{project_id}/model-stats/{version}/prediction |
MAR | GET /api/projects/{project_id}/user-stats/prediction?ids={user} |
MAR | GET /api/projects/{project_id}/user-stats/{user_id}/prediction |
MAR | GET /api/projects/{project_id}/user-stats/review_score?ids={user} |
MAR | GET /api/projects/{project_id}/analytics/data-quality/agreement-analysis/confusion-matrix |
MAR | GET /api/projects/{project_id}/analytics/data-quality/agreement-analysis/distribution |
MAR | GET /api/projects/{project_id}/tasks/{task_id}/agreement-matrix |
MANR | GET /api/dm/views?project={project} |
MANR | POST /api/dm/views | {"project": {project}, "data": {"title": "x"}}
MANR | POST /api/dm/views/order | {"project": {project}, "ids": [{view}]}
MANR- | DELETE /api/dm/views/reset?project={project} |
MANR | GET /api/dm/views/{view_id} |
M | PATCH /api/dm/views/{view_id} | {"data": {"title": "y"}}
M- | DELETE /api/dm/views/{view_id} |
M | POST /api/webhooks | {"url": "http://hooks.example/", "project": {project}}
M | GET /api/webhooks/{webhook_id} |
M | PATCH /api/webhooks/{webhook_id} | {"is_active": false}
M- | DELETE /api/webhooks/{webhook_id} |
MANR | GET /api/dm/actions?project={project} |
M- | POST /api/dm/actions?id=delete_tasks&project={project} | {"selectedItems": {"all": false, "included": [{task}]}}
MAN- | GET /api/projects/{project_id}/next |
"""
# Nobody needs to be signed in.
OPEN = {
    "GET /health",
    "GET /api/app/session",
    "POST /api/app/session",
    "DELETE /api/app/session",
    "POST /api/app/links/inspect",
    "POST /api/app/links/redeem",
    "GET /api/version",
    "POST /api/token/refresh",
}
# About the caller, or lists of what the caller may see: other tests look at what is in them.
OWN = re.compile(
    r"(GET|PATCH|POST|DELETE) /api/(app/account|current-user|token|users|organizations|invite|jwt)\b.*"
    r"|GET /api/app/(codebooks|actors|projects)|POST /api/app/projects|(GET|POST) /api/projects"
    r"|GET /api/projects/(counts|roles)|GET /api/(comments|comments/export|annotation-reviews|webhooks|webhooks/info)"
    r"|DELETE /api/annotation-history"
)
ELSEWHERE = re.compile(
    r".* /api/app/(projects/\{project_id\}/(jobs|agreement.*|models/.*)|jobs/.*)"
)  # have tests of their own


def rows():
    found = []
    for line in ROWS.strip().splitlines():
        who, call, body = (part.strip() for part in line.split("|", 2))
        method, address = call.split(" ", 1)
        found.append((who, method, address, body))
    return found


@pytest.fixture
def house(server):
    """A project with all that can be asked for, coded by cora, and one person in each role."""
    admin, project, other = server.admin.client, server.project("Ours", overlap=9), server.project("Theirs")
    (task,) = server.tasks(project, [TEXT])
    cora = server.user("cora@example.org", "annotator", project)
    target = server.user("target@example.org", "annotator", project)
    annotation = ok(cora.client.post(f"/api/tasks/{task}/annotations/", json={"result": as_result()}))["id"]
    draft = ok(cora.client.post(f"/api/tasks/{task}/drafts", json={"result": []}))["id"]
    comment = ok(cora.client.post("/api/comments/", json={"annotation": annotation, "text": "Sure."}))["id"]
    members = ok(admin.get(f"/api/projects/{project}/roles"))
    known = {
        "project": project,
        "task": task,
        "user": target.id,
        "annotation": annotation,
        "draft": draft,
        "comment": comment,
        "role": next(m["id"] for m in members if m["user"] == target.id),
        "prediction": ok(admin.post("/api/predictions/", json={"task": task, "result": []}))["id"],
        "review": ok(admin.post("/api/annotation-reviews/", json={"annotation": annotation, "accepted": True}))["id"],
        "history": ok(admin.get(f"/api/annotation-history/?annotation={annotation}"))[0]["id"],
        "snapshot": ok(admin.post(f"/api/projects/{project}/exports/", json={}))["id"],
        "view": ok(admin.post("/api/dm/views/", json={"project": project}))["id"],
        "ruling": ok(admin.post(f"/api/app/projects/{project}/rulings", json={"code": "17", "text": "x"}))["id"],
        "webhook": ok(admin.post("/api/webhooks/", json={"url": "http://hooks.example/", "project": project}))["id"],
    }
    people = {letter: server.user(f"{role}@example.org", role, project) for letter, role in ROLES.items()}
    return known, people, server.user("eve@example.org", "manager", other)


@pytest.fixture
def server(database):
    from tests.support.server import running_server

    with running_server(database, webhook_hosts="hooks.example") as running:
        yield running


def filled(text, known):
    for name, number in known.items():
        text = text.replace("{" + name + "_id}", str(number)).replace("{" + name + "}", str(number))
    return text.replace("{draft_body}", json.dumps({"client_id": "c", "text_sha256": "x", "seq": 1, "coding": {}}))


def test_every_operation_has_a_row(server):
    api = ok(server.anonymous().get("/api/openapi.json"))
    described = {f"{m.upper()} {path}" for path, methods in api["paths"].items() for m in methods}
    listed = {f"{method} {address.partition('?')[0]}" for _, method, address, _ in rows()}
    missing = {op for op in described - listed - OPEN if not OWN.fullmatch(op) and not ELSEWHERE.fullmatch(op)}
    assert missing == set()
    assert listed | OPEN <= described


def test_nobody_is_let_in_without_credentials(server):
    api = ok(server.anonymous().get("/api/openapi.json"))
    client = server.anonymous()
    for path, methods in api["paths"].items():
        for method in (m.upper() for m in methods):
            if f"{method} {path}" not in OPEN:
                body = {"json": {}} if method != "GET" else {}
                status = client.request(method, re.sub(r"\{\w+\}", "1", path), **body).status_code
                assert status == 401, f"{method} {path}: {status}"


@pytest.mark.timeout(600)
def test_each_role_may_what_its_row_says_and_no_more(house):
    known, people, outsider = house
    wrong = []
    for who, method, address, body in rows():
        path = filled(address, known)
        sent = {"json": json.loads(filled(body, known))} if body else {}
        for letter, person in sorted(people.items(), key=lambda one: one[0] in who):  # those who may come last
            if letter in who and "-" in who:
                continue
            status = person.client.request(method, path, **sent).status_code
            fits = status < 500 and status not in {401, 403, 404, 405} if letter in who else status in {403, 404}
            if not fits:
                wrong.append(f"{ROLES[letter]}: {method} {path} -> {status}")
        status = outsider.client.request(method, path, **sent).status_code
        if status != 404:
            wrong.append(f"of another project: {method} {path} -> {status}")
    assert not wrong, "\n".join(wrong)
