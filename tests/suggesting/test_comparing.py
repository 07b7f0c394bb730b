"""The active model as one more coder: over what it has not seen, apart from what it was trained on."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from annotate import clock
from annotate.agreement.choice import Choice
from annotate.cli import build
from annotate.errors import Invalid
from annotate.jobs import store as jobs
from annotate.settings import data_folder
from annotate.trainings import comparing
from schemas.coding import dump_coding
from tests.baseline.makers import articles
from tests.suggesting.conftest import Activate
from tests.support.server import Server, ok

NEW, NEAR = 24, 1  # articles that the model has not seen, and one that only adds a word to what it has


@pytest.fixture(autouse=True)
def _offering(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred sentences are enough to find events."""
    monkeypatch.setattr("annotate.baseline.reader.LEAST_SENTENCES", 100)
    monkeypatch.setattr("annotate.baseline.reader.LEAST_FOR_EVENTS", 100)


def coded(server: Server) -> int:
    """A project in which two people have coded what the model has not seen, and one what it was trained on."""
    project = server.project(overlap=2)
    rules = {"reliability_share": 0, "first_unaided": 0}
    ok(server.admin.client.patch(f"/api/app/projects/{project}", json=rules))
    people = [server.user(f"{name}@example.org", "adjudicator", project) for name in ("cleo", "otto")]
    known, new = articles(40, ("ana",))[:1], articles(NEW, ("cleo", "otto"), seed=5)
    texts = [*(a.text for a in (*known, *new)), known[0].text + "(Ends)"]
    tasks = server.tasks(project, [{"text": text, "outlet": "AB"[n % 2]} for n, text in enumerate(texts)])
    for task, article in zip(tasks, [*known, *new, *known], strict=True):
        for person, one in zip(people, article.codings, strict=False):
            body = orjson.loads(orjson.dumps({"coding": dump_coding(one.coding)}))
            if person is people[1] and article is new[0]:  # took a suggestion
                for event in body["coding"]["events"]:
                    event["provenance"] = {"code": {"origin": "accepted", "model": "m"}}
            ok(person.client.post(f"/api/tasks/{task}/annotations", json=body))
    return project


def test_the_active_model_stands_beside_each_coder(
    server: Server, activate: Activate, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = coded(server)
    url = f"/api/app/projects/{project}/models/agreement"
    read = server.admin.client
    assert ok(read.get(url)) == {"model": None, "job": None, "result": None}
    assert read.post(url).status_code == 400
    name = activate(server, project)
    begun = ok(read.post(url))
    assert (begun["model"], begun["job"]["state"], begun["result"]) == (name, "queued", None)
    assert ok(read.post(url))["job"]["id"] == begun["job"]["id"], "one at a time"

    made = comparing.compared(server.db, project, data_folder(server.settings), Choice())
    with server.db.write() as session:
        values = {"state": "done", "result": orjson.dumps(made).decode(), "finished_at": clock.now()}
        jobs.change(session, begun["job"]["id"], running=False, **values)
    shown = ok(read.get(url))
    found = shown["result"]
    assert (shown["job"], found["model"], found["current"], found["assisted"]) == (None, name, True, 1)
    fresh, trained = found["fresh"], found["trained"]
    assert (fresh["articles"], fresh["of"], trained["articles"]) == (NEW, NEW, 1 + NEAR)
    assert [(row["name"], row["articles"]) for row in fresh["coders"]] == [("Cleo", NEW), ("Otto", NEW - 1)]
    assert [row["articles"] for row in trained["coders"]] == [2]
    assert fresh["people"]["articles"] == NEW - 1
    cleo = fresh["coders"][0]
    assert cleo["measures"]["code_percent"]["value"] > 0.6
    assert cleo["measures"]["event_f1"]["low"] < cleo["measures"]["event_f1"]["value"] <= 1
    assert cleo["events"]["coder"] == 3 * NEW

    def fresh_of(choice: Choice) -> Any:
        return comparing.compared(server.db, project, data_folder(server.settings), choice)["fresh"]

    alone = fresh_of(Choice(people=(cleo["coder"],), until=2**31))
    assert [row["measures"] for row in alone["coders"]] == [cleo["measures"]]
    assert alone["people"]["articles"] == 0
    assert fresh_of(Choice(until=1))["articles"] == 0
    assert fresh_of(Choice(where=(("outlet", "B"),)))["articles"] == NEW // 2
    assert fresh_of(Choice(where=(("outlet", "B"), ("week", "2001-01-01"))))["articles"] == 0
    narrowed = {"people": cleo["coder"]}
    assert ok(read.get(url, params=narrowed))["result"] is None
    assert ok(read.post(url, params=narrowed))["job"]["id"] != begun["job"]["id"]
    assert read.get(f"{url}/items", params={"measure": "code_percent", "coder": 1, **narrowed}).status_code == 400

    asked = {"measure": "code_percent", "coder": cleo["coder"]}
    behind = ok(read.get(f"{url}/items", params=asked))
    assert behind["places"] == len(behind["items"]) > 0
    one = behind["items"][0]
    assert [said["name"] for said in one["said"]] == [name, "Cleo"]
    assert one["said"][0]["value"] != one["said"][1]["value"]
    marked = one["sentence"]["text"][one["start"] - one["sentence"]["start"] : one["end"] - one["sentence"]["start"]]
    assert {p["text"] for said in one["said"] for p in said["pieces"]} == {marked}
    assert read.get(f"{url}/items", params={**asked, "coder": 999}).status_code == 400
    assert ok(read.get(f"{url}/items", params={**asked, "part": "trained"}))["articles"] <= 1 + NEAR

    monkeypatch.setenv("ANNOTATE_DATA", str(data_folder(server.settings)))
    told = CliRunner().invoke(build(), ["agree", str(project), "--model", "--json", "--db", server.db.url])
    assert json.loads(told.output)["model"]["fresh"]["coders"][0]["measures"] == cleo["measures"]
    words = CliRunner().invoke(build(), ["agree", str(project), "--model", "--db", server.db.url]).output
    assert f"{name} against each coder, {NEW} articles that it has not seen" in words
    assert "left out because a suggestion was taken in them: 1." in words

    ok(read.patch(f"/api/app/projects/{project}/models/1", json={"active": False}))
    assert not ok(read.get(url))["result"]["current"]


def test_who_may_not_see_codings_is_shown_no_comparison(server: Server) -> None:
    project = server.project()
    coder = server.user("cleo@example.org", "annotator", project)
    url = f"/api/app/projects/{project}/models/agreement"
    assert [coder.client.get(url).status_code, coder.client.post(url).status_code] == [403, 403]
    items = coder.client.get(f"{url}/items", params={"measure": "event_f1", "coder": 1})
    assert items.status_code == 403
    with pytest.raises(Invalid, match="No model of this project is active"):
        comparing.compared(server.db, project, data_folder(server.settings), Choice())
