"""Rulings: what a team decides about a code stands on every coder's definition card from the next article on."""

from __future__ import annotations

import pytest

from annotate.rulings import service
from tests.support.server import ok

HASHTAG = "A hashtag #1041 that demands a resignation counts; 🔥 alone does not.\n\nاستقالة"


@pytest.fixture
def house(server):
    """A project with one article, and where its rulings are."""
    project = server.project()
    (task,) = server.tasks(project, ["Police arrested students."])
    return project, task, f"/api/app/projects/{project}/rulings"


def on_screen(person, task):
    return [(r["code"], r["text"]) for r in ok(person.client.get(f"/api/app/tasks/{task}"))["project"]["rulings"]]


def test_what_an_adjudicator_decides_is_on_the_coders_screen_until_it_is_withdrawn(server, house):
    project, task, rulings = house
    ada = server.user("ada@example.org", "adjudicator", project)
    cora = server.user("cora@example.org", "annotator", project)
    assert on_screen(cora, task) == []
    texts = {"173": "Detained for hours counts.", "1041": HASHTAG, "17": "Only by an authority."}
    made = {
        code: ok(ada.client.post(rulings, json={"code": code, "text": f" {text} "})) for code, text in texts.items()
    }
    ok(ada.client.post(rulings, json={"code": "173", "text": "House arrest too."}))
    by_code = [("1041", HASHTAG), ("17", texts["17"]), ("173", texts["173"]), ("173", "House arrest too.")]
    assert on_screen(cora, task) == by_code
    assert [(r["code"], r["text"]) for r in ok(cora.client.get(rulings))] == by_code
    gone = f"{rulings}/{made['173']['id']}"
    assert ada.client.delete(gone).status_code == 204
    assert on_screen(cora, task) == [by_code[0], by_code[1], by_code[3]]
    again = ada.client.delete(gone)
    assert (again.status_code, "withdrawn" in again.json()["detail"]) == (404, True)


@pytest.mark.parametrize(
    ("code", "text", "field", "words"),
    [
        ("9999", "x", "code", "no code '9999'"),
        ("", "x", "code", "no code ''"),
        ("17", " \n ", "text", "1 to 500"),
        ("17", "é" * 501, "text", "has 501"),
    ],
)
def test_ruling_that_cannot_be_is_refused_by_field(server, house, code, text, field, words):
    answer = server.admin.client.post(house[2], json={"code": code, "text": text})
    assert answer.status_code == 400
    (message,) = answer.json()["validation_errors"][field]
    assert words in message
    assert ok(server.admin.client.get(house[2])) == []


def test_there_is_a_most(server, house, monkeypatch):
    monkeypatch.setattr(service, "MOST", 2)
    answers = [server.admin.client.post(house[2], json={"code": "17", "text": str(n)}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 400]
    assert "withdraw one" in answers[2].json()["detail"]


def test_ruling_of_another_project_cannot_be_withdrawn_through_this_one(server, house):
    other = server.project("Theirs")
    theirs = ok(server.admin.client.post(f"/api/app/projects/{other}/rulings", json={"code": "17", "text": "x"}))
    assert server.admin.client.delete(f"{house[2]}/{theirs['id']}").status_code == 404
    assert len(ok(server.admin.client.get(f"/api/app/projects/{other}/rulings"))) == 1


def test_a_copy_of_the_project_keeps_what_holds(server, house):
    project, _, rulings = house
    client = server.admin.client
    gone = ok(client.post(rulings, json={"code": "17", "text": "No longer."}))
    ok(client.post(rulings, json={"code": "17", "text": "Still."}))
    assert client.delete(f"{rulings}/{gone['id']}").status_code == 204
    copy = ok(
        client.post(
            f"/api/projects/{project}/duplicate/", json={"title": "Once more", "mode": "settings", "workspace": 1}
        )
    )
    found = ok(client.get(f"/api/app/projects/{copy['id']}/rulings"))
    assert [(r["code"], r["text"]) for r in found] == [("17", "Still.")]
