"""History is append-only, nothing is overwritten unseen, and repeating a request changes nothing."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import col, func, select

from annotate.models import Annotation, Audit, Draft, Revision
from schemas.hashing import content_hash, text_hash
from tests.concurrency.test_queue import at_once
from tests.sdk.codings import NOTHING, TEXT, arrest, as_coding, as_result
from tests.support.server import ok


@pytest.fixture
def coder(server):
    """An annotator of a project with one article: (person, task id)."""
    project = server.project(overlap=2)
    (task,) = server.tasks(project, [TEXT])
    return server.user("ann@example.org", "annotator", project), task


def revisions(server) -> list[tuple[int, str]]:
    with server.db.read() as session:
        rows = session.exec(select(Revision).order_by(col(Revision.id))).all()
        return [(r.number, r.action) for r in rows]


def test_stale_change_is_refused_with_the_current_state(server, coder):
    ann, task = coder
    made = ok(ann.client.post(f"/api/tasks/{task}/annotations", json={"coding": as_coding()}))
    path = f"/api/annotations/{made['id']}"
    second = ok(ann.client.patch(path, json={"coding": as_coding(arrest("1712")), "base_version": 1}))
    assert second["version"] == 2
    stale = ann.client.patch(path, json={"coding": as_coding(NOTHING), "base_version": 1})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale-version")
    assert stale.json()["current"]["coding"] == as_coding(arrest("1712"))
    assert ok(ann.client.get(path))["version"] == 2
    assert revisions(server) == [(1, "created"), (2, "updated")]
    third = ok(ann.client.patch(path, json={"coding": as_coding(NOTHING), "base_version": 2}))
    assert third["version"] == 3


def test_changes_at_once_from_one_version_let_one_through(server, coder):
    ann, task = coder
    made = ok(ann.client.post(f"/api/tasks/{task}/annotations", json={"coding": as_coding()}))
    path = f"/api/annotations/{made['id']}"
    bodies = [{"coding": as_coding(arrest(note=f"n{i}")), "base_version": 1} for i in range(8)]
    answers = at_once([lambda b=b: ann.client.patch(path, json=b) for b in bodies])
    assert sorted(a.status_code for a in answers) == [200] + [412] * 7
    assert revisions(server) == [(1, "created"), (2, "updated")]


def test_history_is_append_only(server, coder):
    ann, task = coder
    made = ok(ann.client.post(f"/api/tasks/{task}/annotations", json={"coding": as_coding()}))
    path = f"/api/annotations/{made['id']}"
    ok(ann.client.patch(path, json={"was_cancelled": True}))
    ok(ann.client.patch(path, json={"was_cancelled": False, "coding": as_coding()}))
    assert ann.client.delete(path).status_code == 204
    assert revisions(server) == [(1, "created"), (2, "skipped"), (3, "updated"), (4, "deleted")]
    for statement in ("UPDATE revision SET result = '[]'", "DELETE FROM revision", "DELETE FROM audit"):
        with pytest.raises(DatabaseError), server.db.write() as session:
            session.connection().execute(text(statement))
    with server.db.read() as session:
        actions = session.exec(select(Audit.action).where(col(Audit.action).startswith("annotation-"))).all()
    assert actions == ["annotation-created", "annotation-skipped", "annotation-updated", "annotation-deleted"]
    again = ok(ann.client.post(f"/api/tasks/{task}/annotations", json={"coding": as_coding()}))
    assert again["id"] != made["id"]


def test_create_repeated_after_a_lost_answer_is_stored_once(server, coder):
    ann, task = coder
    for body in ({"result": as_result(), "lead_time": 2}, {"result": as_result(), "lead_time": 2, "unique_id": "u-1"}):
        first = ann.client.post(f"/api/tasks/{task}/annotations/", json=body)
        second = ann.client.post(f"/api/tasks/{task}/annotations/", json=body)
        assert (first.status_code, second.status_code) == (201, 200)
        assert {**second.json(), "created_ago": ""} == {**first.json(), "created_ago": ""}
        assert ann.client.delete(f"/api/annotations/{first.json()['id']}").status_code == 204
    with server.db.read() as session:
        assert session.exec(select(func.count()).select_from(Annotation)).one() == 2


def test_repeated_create_answers_as_the_first_even_after_a_change(server, coder):
    ann, task = coder
    body = {"coding": as_coding(), "unique_id": "u-1"}
    first = ok(ann.client.post(f"/api/tasks/{task}/annotations", json=body))
    ok(ann.client.patch(f"/api/annotations/{first['id']}", json={"coding": as_coding(NOTHING)}))
    repeated = ok(ann.client.post(f"/api/tasks/{task}/annotations", json=body))
    assert (repeated["version"], repeated["coding"]) == (1, as_coding())


def test_unique_id_with_another_content_is_refused(server, coder):
    ann, task = coder
    (other,) = server.tasks(1, [TEXT + "!"])
    ben = server.user("ben@example.org", "annotator", 1)
    ok(ann.client.post(f"/api/tasks/{task}/annotations", json={"coding": as_coding(), "unique_id": "u-1"}))
    clashes = [
        (ann, task, {"coding": as_coding(NOTHING), "unique_id": "u-1"}),
        (ann, other, {"coding": as_coding(), "unique_id": "u-1"}),
        (ben, task, {"coding": as_coding(), "unique_id": "u-1"}),
    ]
    for person, where, body in clashes:
        refused = person.client.post(f"/api/tasks/{where}/annotations", json=body)
        assert (refused.status_code, refused.json()["code"]) == (400, "unique-id-reused")
    for another in (as_coding(NOTHING), {"events": "no list"}):
        second = ann.client.post(f"/api/tasks/{task}/annotations", json={"coding": another})
        assert (second.status_code, second.json()["code"]) == (400, "already-annotated")
    assert len(revisions(server)) == 1


def test_repeated_change_adds_no_revision(server, coder):
    ann, task = coder
    made = ok(ann.client.post(f"/api/tasks/{task}/annotations", json={"coding": as_coding()}))
    body = {"coding": as_coding(NOTHING), "base_version": 1}
    first = ok(ann.client.patch(f"/api/annotations/{made['id']}", json=body))
    assert ok(ann.client.patch(f"/api/annotations/{made['id']}", json=body))["version"] == first["version"] == 2
    assert len(revisions(server)) == 2


RAW_RESULT = (
    '[ {"value":{"end":6,"start":0,"text":"Police","labels":["Actor"]},"type":"labels","to_name":"text",'
    '"from_name":"mention","id":"ñ\\u00f1", "meta":{"weight":1.50, "n":1e2}},\n  '
    '{"id":"v","from_name":"verdict","to_name":"text","type":"choices","value":{"choices":["no codable event"]}} ]'
)


@pytest.mark.parametrize("form", ["as it is", "compact"])
def test_result_comes_back_byte_for_byte(server, coder, form):
    ann, task = coder
    sent = (
        RAW_RESULT
        if form == "as it is"
        else json.dumps(json.loads(RAW_RESULT), ensure_ascii=False, separators=(",", ":"))
    )
    body = f'{{"lead_time": 1, "result": {sent}, "x": {{"result": 0}}}}'.encode()
    kind = {"Content-Type": "application/json"}
    made = ann.client.post(f"/api/tasks/{task}/annotations", content=body, headers=kind)
    assert made.status_code == 201, made.text
    for path in (
        f"/api/annotations/{made.json()['id']}",
        f"/api/tasks/{task}",
        f"/api/tasks/{task}/annotations",
        "/api/projects/1/export?export_type=JSON",
    ):
        assert f'"result":{sent}'.encode() in ann.client.get(path).content
    assert f'"result":{sent}'.encode() in made.content


def test_browser_coding_and_sdk_result_are_one_annotation(server, sdk, coder):
    ann, task = coder
    coding = as_coding()
    made = ok(ann.client.post(f"/api/tasks/{task}/annotations", json={"coding": coding, "lead_time": 5}))
    assert made["content_hash"] == content_hash(coding)
    assert made["coding"] == coding
    seen = sdk(ann).annotations.get(made["id"])
    assert seen.result == as_result()
    ok(ann.client.patch(f"/api/annotations/{made['id']}", json={"result": as_result(NOTHING)}))
    screen = ok(ann.client.get(f"/api/app/tasks/{task}"))
    assert screen["annotation"]["coding"] == as_coding(NOTHING)
    assert screen["annotation"]["version"] == 2


def snapshot(seq: int, client: str = "tab-1", note: str = "", **more: Any) -> dict[str, Any]:
    coding = {**as_coding(), "note": note or f"seq {seq}"}
    return {
        "client_id": client,
        "base_version": 0,
        "text_sha256": text_hash(TEXT),
        "seq": seq,
        "coding": coding,
        "lead_time": 3.5,
        **more,
    }


def put(person: Any, task: int, body: dict[str, Any]) -> httpx.Response:
    answer: httpx.Response = person.client.put(f"/api/app/tasks/{task}/draft", json=body)
    return answer


def test_draft_keeps_the_newest_number_and_survives(server, coder):
    ann, task = coder
    assert ok(ann.client.post("/api/app/projects/1/next"))["draft"] is None
    assert ok(put(ann, task, snapshot(5)))["seq"] == 5
    late = ok(put(ann, task, snapshot(3)))
    assert (late["seq"], late["hash"]) == (5, content_hash(snapshot(5)["coding"]))
    draft = ok(ann.client.get(f"/api/app/tasks/{task}"))["draft"]
    assert (draft["seq"], draft["coding"], draft["hash"]) == (5, snapshot(5)["coding"], late["hash"])


def test_draft_of_another_window_is_overwritten_only_by_who_has_seen_it(server, coder):
    ann, task = coder
    first = ok(put(ann, task, snapshot(5)))
    refused = put(ann, task, snapshot(4, "tab-2"))
    assert refused.status_code == 412
    assert refused.json()["current"]["draft"]["seq"] == 5
    assert put(ann, task, snapshot(60, "tab-2")).status_code == 412, "a high number does not help"
    second = ok(put(ann, task, snapshot(1, "tab-2", seen=first["hash"])))
    assert second["seq"] == 1
    assert put(ann, task, snapshot(6, seen=first["hash"])).status_code == 412
    assert ok(put(ann, task, snapshot(1, "tab-3")))["hash"] == second["hash"], "the same content is no clash"
    assert ok(ann.client.get(f"/api/app/tasks/{task}"))["draft"]["hash"] == second["hash"]


def test_windows_at_once_overwrite_nothing_unseen(server, coder):
    ann, task = coder
    first = ok(put(ann, task, snapshot(5)))
    bodies = [snapshot(6, f"tab-{n}", note=f"n{n}", seen=first["hash"]) for n in range(8)]
    answers = at_once([lambda b=b: put(ann, task, b) for b in bodies])
    assert sorted(a.status_code for a in answers) == [200] + [412] * 7


def test_submission_does_not_remove_a_draft_that_it_does_not_know(server, coder):
    ann, task = coder
    saved = ok(put(ann, task, snapshot(5)))
    late = {"coding": as_coding(), "unique_id": "u-1", "client_id": "tab-1", "seq": 4}
    path = f"/api/tasks/{task}/annotations"
    assert ann.client.post(path, json=late).status_code == 412, "it was on its way while the coder went on"
    assert ann.client.post(path, json={**late, "client_id": "tab-2", "seq": 9}).status_code == 412
    assert ok(ann.client.get(f"/api/app/tasks/{task}"))["draft"]["hash"] == saved["hash"]
    made = ok(ann.client.post(path, json={**late, "client_id": "tab-2", "seq": 9, "seen": saved["hash"]}))
    assert ok(ann.client.get(f"/api/app/tasks/{task}"))["draft"] is None
    saved = ok(put(ann, task, snapshot(7, base_version=1)))
    change = {"coding": as_coding(NOTHING), "base_version": 1, "client_id": "tab-1", "seq": 6}
    path = f"/api/annotations/{made['id']}"
    assert ann.client.patch(path, json=change).status_code == 412
    assert ok(ann.client.patch(path, json={**change, "seq": 8}))["version"] == 2


def test_change_back_to_what_is_submitted_removes_the_draft(server, coder):
    ann, task = coder
    made = ok(ann.client.post(f"/api/tasks/{task}/annotations", json={"coding": as_coding()}))
    ok(put(ann, task, snapshot(5, base_version=1)))
    same = {"coding": as_coding(), "base_version": 1, "client_id": "tab-1", "seq": 6}
    assert ok(ann.client.patch(f"/api/annotations/{made['id']}", json=same))["version"] == 1
    assert ok(ann.client.get(f"/api/app/tasks/{task}"))["draft"] is None


def test_draft_of_another_text_or_version_is_refused(server, coder):
    ann, task = coder
    wrong = put(ann, task, snapshot(1, text_sha256=text_hash("Other")))
    assert (wrong.status_code, wrong.json()["code"]) == (400, "text-differs")
    ok(put(ann, task, snapshot(1)))
    made = ok(ann.client.post(f"/api/tasks/{task}/annotations", json={"coding": as_coding()}))
    assert (
        made["draft_created_at"] is not None or ok(ann.client.get(f"/api/annotations/{made['id']}"))["draft_created_at"]
    )
    with server.db.read() as session:
        assert session.exec(select(Draft)).all() == []
    late = put(ann, task, snapshot(2))  # a save that was on its way while the coding was submitted
    assert (late.status_code, late.json()["current"]["annotation"]["version"]) == (412, 1)
    ok(put(ann, task, snapshot(3, base_version=1)))


def test_drafts_in_label_studio_form(server, coder):
    ann, task = coder
    made = ann.client.post(f"/api/tasks/{task}/drafts/", json={"result": as_result(), "lead_time": 2})
    assert (made.status_code, made.json()["user"]) == (201, "ann@example.org")
    draft = f"/api/drafts/{made.json()['id']}/"
    assert ok(ann.client.get(draft))["result"] == as_result()
    assert ok(ann.client.patch(draft, json={"result": as_result(NOTHING)}))["result"] == as_result(NOTHING)
    assert ok(ann.client.get(f"/api/app/tasks/{task}"))["draft"]["coding"] == as_coding(NOTHING)
    assert [d["id"] for d in ok(ann.client.get(f"/api/tasks/{task}/drafts"))] == [made.json()["id"]]
    assert server.admin.client.get(draft).status_code == 404
    assert ok(server.admin.client.get(f"/api/tasks/{task}"))["drafts"] == []
    seen = ok(ann.client.get(f"/api/app/tasks/{task}"))["draft"]["hash"]
    ok(put(ann, task, snapshot(9, seen=seen)))
    assert ok(ann.client.get(draft))["result"][0]["from_name"] == "mention"
    assert ann.client.delete(draft).status_code == 204
    assert ann.client.get(draft).status_code == 404


def test_coding_turned_back_into_a_draft_keeps_its_place(server, coder):
    ann, task = coder
    made = ok(ann.client.post(f"/api/tasks/{task}/annotations", json={"coding": as_coding()}))
    back = ann.client.post(f"/api/annotations/{made['id']}/convert-to-draft")
    assert (back.status_code, back.json()["result"]) == (201, as_result())
    screen = ok(ann.client.get(f"/api/app/tasks/{task}"))
    assert screen["annotation"] is None
    assert screen["draft"]["coding"] == as_coding()
    assert screen["seat"] is not None
