"""``annotate push`` to our own server, through the unmodified SDK: a second run sends nothing, nor does a retry."""

from __future__ import annotations

import json

import httpx
import pytest
from typer.testing import CliRunner

from annotate.cli import build
from annotate.collect import client as remote
from annotate.collect import push as pushing
from tests.sdk.codings import TEXT, as_result
from tests.support.server import ok

pytestmark = pytest.mark.sdk


@pytest.fixture
def files(tmp_path):
    """23 articles, two of them alike; predictions for some, by text, external id and in Label Studio's form."""
    rows = [{"id": f"a{n}", "text": f"{TEXT} مظاهرة 🚓 {n}", "outlet": "Daily"} for n in range(22)]
    articles, predictions = tmp_path / "articles.jsonl", tmp_path / "predictions.jsonl"
    articles.write_text("".join(json.dumps(row) + "\n" for row in [*rows, rows[4]]))
    guess = {"result": as_result(), "score": 0.75, "model_version": "m1"}
    lines = [{"text": row["text"], **guess} for row in rows[:10]]
    lines += [{"external_id": rows[12]["id"], **guess}, {"data": {"text": rows[13]["text"]}, "predictions": [guess]}]
    predictions.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return articles, predictions


@pytest.fixture
def run(server, files):
    project = server.project()

    def pushed(*more):
        options = ["--url", server.url, "--token", server.admin.token, "--project", str(project), "--json"]
        done = CliRunner().invoke(build(), ["push", *map(str, more or (files[0], "--predictions", files[1])), *options])
        return done.exit_code, json.loads(done.stdout) if done.exit_code == 0 else done

    def there():
        return ok(server.admin.client.get(f"/api/tasks?project={project}&page_size=100"))["tasks"]

    pushed.there = there
    return pushed


NEW = {"articles": 23, "pushed": 22, "predictions": 12, "predicted": 12}


def test_a_second_run_sends_nothing(run):
    assert run() == (0, NEW)
    tasks = run.there()
    assert len({task["data"]["text"] for task in tasks}) == len(tasks) == 22
    assert tasks[0]["data"]["outlet"] == "Daily"
    assert sum(len(task["predictions"]) for task in tasks) == 12
    assert tasks[12]["predictions"][0]["result"] == as_result()
    assert run() == (0, {**NEW, "pushed": 0, "predicted": 0})
    assert [task["id"] for task in run.there()] == [task["id"] for task in tasks]


def test_answers_that_get_lost_and_cut_runs_store_nothing_twice(run, monkeypatch):
    monkeypatch.setattr(pushing, "AT_ONCE", 5)
    monkeypatch.setattr(remote, "sleep", lambda seconds: None)
    real, posts = httpx.Client.send, [0]

    def send(self, request, **more):
        answer = real(self, request, **more)
        if request.method == "POST" and "/import" in request.url.path:
            posts[0] += 1
            if posts[0] == 2:
                raise KeyboardInterrupt
            if posts[0] % 2 == 0:  # stored, but nobody hears of it
                raise httpx.RemoteProtocolError("gone", request=request)
        return answer

    monkeypatch.setattr(httpx.Client, "send", send)
    run()
    assert len(run.there()) == 10
    code, _ = run()
    assert code == 0
    tasks = run.there()
    assert len({task["data"]["text"] for task in tasks}) == len(tasks) == 22
    assert sum(len(task["predictions"]) for task in tasks) == 12


def test_what_cannot_be_pushed_is_named_with_its_line(run, tmp_path):
    wrong = tmp_path / "wrong.jsonl"
    for line, said in (
        ('{"result": []}', "line 1: which article"),
        ('{"text": "Nobody knows me.", "result": []}', "line 1: the project there has no such article"),
        ('{"text": "x"}', "line 1: a prediction needs its result"),
        ("{", "line 1"),
    ):
        wrong.write_text(line)
        code, done = run("--predictions", wrong)
        assert code == 1
        assert said in str(done.exception)
    assert run.there() == []
