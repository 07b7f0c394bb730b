"""A project on another server as a source of one here: codings come, gold goes back, and nothing twice."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text as sql
from typer.testing import CliRunner

from annotate.cli import build
from tests.sdk.codings import NOTHING, TEXT, arrest, as_coding
from tests.support.server import ok

pytestmark = pytest.mark.sdk
EMOJI = f"{TEXT} 🚨 اعتقلت الشرطة"


class Pair:
    """A project here, and one there that stands for the Label Studio (on the same server: the client cannot tell)."""

    def __init__(self, server, tmp_path, monkeypatch) -> None:
        self.server = server
        self.here, self.there = server.project("Here", overlap=2), server.project("There", overlap=2)
        self.ann = server.user("ann@example.org", "annotator", self.there)
        self.joe = server.user("joe@example.net", "annotator", self.there)
        self.client = server.admin.client
        ok(self.client.post(f"/api/projects/{self.here}/members/", json={"user": self.ann.id}))
        self.tasks = server.tasks(self.there, [EMOJI, f"{TEXT} Again.", "Nobody codes this."])
        monkeypatch.setenv("PEER_TOKEN", server.admin.token)
        self.command("add", "--url", server.url, "--token-env", "PEER_TOKEN", "--remote-project", self.there,
                     "--folder", tmp_path / "sources")  # fmt: skip

    def command(self, name, *more):
        words = ["source", name, str(self.here), *map(str, more), "--db", self.server.db.url, "--json"]
        done = CliRunner().invoke(build(), words)
        assert done.exit_code == 0, (done.output, done.exception)
        return {key: value for key, value in json.loads(done.stdout).items() if value and key != "source"}

    def sync(self, *more):
        return self.command("sync", *more)

    def code(self, person, task, coding):
        return ok(person.client.post(f"/api/tasks/{task}/annotations", json={"coding": as_coding(coding)}))["id"]

    def listed(self, project):
        tasks = ok(self.client.get(f"/api/tasks?project={project}&page_size=100"))["tasks"]
        return {task["data"]["text"]: task["annotations"] for task in tasks}


@pytest.fixture
def pair(server, tmp_path, monkeypatch):
    return Pair(server, tmp_path, monkeypatch)


def test_codings_come_once_with_their_people_and_follow_every_change(pair):
    first = pair.code(pair.ann, pair.tasks[0], arrest())
    second = pair.code(pair.joe, pair.tasks[0], NOTHING)
    ok(pair.ann.client.post(f"/api/tasks/{pair.tasks[1]}/annotations", json={"result": [], "was_cancelled": True}))
    assert pair.sync() == {"new": 2, "skipped": 1}
    here = pair.listed(pair.here)
    assert set(here) == {EMOJI}
    named = sorted(one["email"] for one in ok(pair.client.get(f"/api/projects/{pair.here}/annotators/")))
    assert named[0] == "ann@example.org"  # a member; joe is none, so a placeholder stands for him
    assert named[1].endswith("@import.invalid")
    assert [one["result"] for one in here[EMOJI]] == [one["result"] for one in pair.listed(pair.there)[EMOJI]]
    assert pair.sync() == {"same": 2, "skipped": 1}
    ok(pair.joe.client.patch(f"/api/annotations/{second}", json={"coding": as_coding(arrest())}))
    assert pair.sync() == {"changed": 1, "same": 1, "skipped": 1}
    assert [one["version"] for one in pair.listed(pair.here)[EMOJI]] == [1, 2]
    ok(pair.ann.client.delete(f"/api/annotations/{first}"))
    assert pair.sync() == {"taken_back": 1, "same": 1, "skipped": 1}
    assert len(pair.listed(pair.here)[EMOJI]) == 1


def test_what_a_sync_remembered_may_be_lost(pair, tmp_path):
    pair.code(pair.ann, pair.tasks[0], arrest())
    pair.code(pair.joe, pair.tasks[1], arrest())
    pair.sync()
    before = pair.listed(pair.here)
    for file in (tmp_path / "sources").rglob("synced.json"):
        file.unlink()
    assert pair.sync() == {"same": 2}
    assert pair.listed(pair.here) == before


def test_gold_goes_back_once_and_does_not_return_as_a_coding(pair, tmp_path):
    first = pair.code(pair.ann, pair.tasks[0], arrest())
    pair.sync()
    (came,) = pair.listed(pair.here)[EMOJI]
    ok(pair.client.patch(f"/api/annotations/{came['id']}", json={"ground_truth": True}))
    own = pair.client.post("/api/tasks", json={"project": pair.here, "data": {"text": f"{TEXT} Again."}})
    adjudicated = pair.code(pair.server.admin, ok(own)["id"], arrest())
    ok(pair.client.patch(f"/api/annotations/{adjudicated}", json={"ground_truth": True}))
    assert pair.sync("--gold-back")["gold_sent"] == 2
    there = pair.listed(pair.there)
    assert [(one["id"], one["ground_truth"]) for one in there[EMOJI]] == [(first, True)]
    (sent,) = there[f"{TEXT} Again."]
    assert sent["ground_truth"]
    assert sent["result"] == ok(pair.client.get(f"/api/annotations/{adjudicated}"))["result"]
    for file in (tmp_path / "sources").rglob("synced.json"):
        assert pair.sync("--gold-back") == {"same": 1}
        file.unlink()
    pair.sync("--gold-back")
    assert {k: len(v) for k, v in pair.listed(pair.there).items()} == {k: len(v) for k, v in there.items()}
    assert len(pair.listed(pair.here)[f"{TEXT} Again."]) == 1
    ok(pair.client.patch(f"/api/annotations/{adjudicated}", json={"ground_truth": False}))
    assert pair.sync("--gold-back")["gold_removed"] == 1
    assert pair.listed(pair.there)[f"{TEXT} Again."] == []


def test_the_token_is_stored_nowhere(pair, monkeypatch):
    with pair.server.db.read() as session:
        rows = [dict(row._mapping) for row in session.execute(sql("select * from source"))]
    assert [row["token_env"] for row in rows] == ["PEER_TOKEN"]
    assert pair.server.admin.token not in str(rows)
    monkeypatch.delenv("PEER_TOKEN")
    words = ["source", "sync", str(pair.here), "--db", pair.server.db.url]
    assert "PEER_TOKEN is empty" in str(CliRunner().invoke(build(), words).exception)
