"""A project coded in a real Label Studio, with emoji and Arabic: its codings come here, and gold goes back.

``make interop`` runs it.
"""

from __future__ import annotations

import copy
import os
from pathlib import Path

import httpx
import orjson
import pytest
from typer.testing import CliRunner

from annotate.cli import build
from tests.sdk.codings import TEXT, arrest, as_coding, as_result
from tests.sdk.contract.label_studio import label_studio
from tests.support.server import ok

PEER = os.environ.get("ANNOTATE_LABEL_STUDIO", "")
pytestmark = [
    pytest.mark.sdk,
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not PEER, reason="a real Label Studio takes 1 GB and minutes: 'make interop' starts one"),
]
BEFORE = "🚨🚨 مظاهرة في القاهرة 👩‍👩‍👧 "


def moved(*, utf16: bool):
    """The coding of TEXT behind those words; ``utf16``: offsets as some browsers count."""
    result = copy.deepcopy(as_result())
    for item in result:
        for name in {"start", "end"} & item.get("value", {}).keys():
            at = item["value"][name] + len(BEFORE)
            item["value"][name] = len((BEFORE + TEXT)[:at].encode("utf-16-le")) // 2 if utf16 else at
    return result


@pytest.fixture
def peer(tmp_path):
    with label_studio(Path(PEER), tmp_path) as (url, token), httpx.Client(base_url=url, timeout=120) as client:
        client.headers["Authorization"] = f"Token {token}"
        yield client


def run(*words):
    done = CliRunner().invoke(build(), [str(word) for word in words])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def test_codings_come_with_every_offset_right_and_gold_is_read_there(server, peer, tmp_path, monkeypatch):
    project = server.project(overlap=2)
    config = ok(server.admin.client.get(f"/api/projects/{project}/"))["label_config"]
    there = ok(peer.post("/api/projects/", json={"title": "Theirs", "label_config": config}))["id"]
    texts = [BEFORE + TEXT, BEFORE + TEXT + " Again."]
    path = f"/api/projects/{there}/import?return_task_ids=true"
    tasks = ok(peer.post(path, json=[{"text": text} for text in texts]))["task_ids"]
    for task, utf16 in zip(tasks, (False, True), strict=True):
        ok(peer.post(f"/api/tasks/{task}/annotations/", json={"result": moved(utf16=utf16), "lead_time": 3}))
    monkeypatch.setenv("PEER_TOKEN", peer.headers["Authorization"].partition(" ")[2])
    db = ("--db", server.db.url)
    run("source", "add", project, "--url", str(peer.base_url), "--token-env", "PEER_TOKEN", "--remote-project", there,
        "--folder", tmp_path / "sources", *db)  # fmt: skip
    run("source", "sync", project, *db)
    listed = ok(server.admin.client.get(f"/api/tasks?project={project}"))["tasks"]
    assert [task["data"]["text"] for task in listed] == texts
    for task in listed:
        (coding,) = task["annotations"]
        spans = [item["value"] for item in coding["result"] if item["type"] == "labels"]
        assert len(spans) == len(arrest().mentions)
        assert all(task["data"]["text"][span["start"] : span["end"]] == span["text"] for span in spans)
    ann = server.user("ann@example.org", "annotator", project)
    mine = as_coding(arrest())
    for mention in mine["mentions"]:
        for fragment in mention["fragments"]:
            fragment["start"], fragment["end"] = fragment["start"] + len(BEFORE), fragment["end"] + len(BEFORE)
    gold = ok(ann.client.post(f"/api/tasks/{listed[0]['id']}/annotations", json={"coding": mine}))["id"]
    measures = {one["key"]: one["value"] for one in orjson.loads(run("agree", project, *db, "--json"))["measures"]}
    assert [measures[key] for key in ("u_trigger", "u_source", "u_target")] == [1, 1, 1]  # the two coded alike
    ok(server.admin.client.patch(f"/api/annotations/{gold}", json={"ground_truth": True}))
    for _ in range(2):
        run("source", "sync", project, "--gold-back", *db)
        found = ok(peer.get(f"/api/tasks/{tasks[0]}/annotations/"))
        (marked,) = [one for one in found if one["ground_truth"]]
        assert marked["result"] == ok(server.admin.client.get(f"/api/annotations/{gold}"))["result"]
        assert len(found) == 2
    assert len(ok(server.admin.client.get(f"/api/tasks/{listed[0]['id']}"))["annotations"]) == 2
