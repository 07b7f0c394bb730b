"""Predictions as suggestions: what the coding screen is sent, and where nothing is sent, by no door."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.tasks.sample import in_sample, sample_of
from schemas.coding import parse_coding
from tests.sdk.codings import TEXT, arrest, as_coding, as_result
from tests.support.server import Person, Server, ok

MARK = "secret-model-7"
HIDDEN = {"events": [], "codes": [], "mentions": []}


def predict(server: Server, task: int, score: float | None = 0.71, code: str = "173", model: str = MARK) -> int:
    body = {
        "task": task,
        "result": as_result(arrest(code)),
        "model_version": model,
        **({} if score is None else {"score": score}),
    }
    return int(ok(server.admin.client.post("/api/predictions", json=body))["id"])


def rules(server: Server, project: int, **changes: Any) -> dict[str, Any]:
    return dict(ok(server.admin.client.patch(f"/api/app/projects/{project}", json=changes))["rules"])


def shown(person: Person, task: int) -> dict[str, Any]:
    return dict(ok(person.client.get(f"/api/app/tasks/{task}"))["suggestions"])


@pytest.fixture
def place(server):
    project = server.project()
    assert rules(server, project, first_unaided=0, reliability_share=0) == {
        "suggestions": True,
        "reliability_share": 0,
        "first_unaided": 0,
        "least_score": 0.5,
        "by_margin": False,
    }
    coder = server.user("cleo@example.org", "annotator", project)
    return project, coder


def test_prediction_becomes_a_whole_event_with_model_score_and_rank(server, place):
    project, coder = place
    (task,) = server.tasks(project, [TEXT])
    number = predict(server, task)
    found = shown(coder, task)
    assert (found["why"], len(found["events"])) == (None, 1)
    one = found["events"][0]
    assert (one["id"], one["model"], one["score"], one["rank"]) == (f"?{number}.{one['event']['id']}", MARK, 0.71, 1)
    wanted = as_coding()
    assert one["event"]["code"] == "173"
    assert sorted(m["fragments"][0]["quote"] for m in one["mentions"]) == sorted(
        m["fragments"][0]["quote"] for m in wanted["mentions"]
    )
    assert all(
        TEXT[m["fragments"][0]["start"] : m["fragments"][0]["end"]] == m["fragments"][0]["quote"]
        for m in one["mentions"]
    )
    assert {m["type"] for m in found["mentions"]} == {"actor"}
    assert [(c["code"], c["score"], c["model"]) for c in found["codes"]] == [("173", 0.71, MARK)]


def test_unsure_events_and_second_codes_are_only_ranked_codes(server, place):
    project, coder = place
    (task,) = server.tasks(project, [TEXT])
    predict(server, task, 0.2, "190")
    assert shown(coder, task)["events"] == []
    predict(server, task, 0.9, "173")
    predict(server, task, 0.6, "175")
    predict(server, task, 0.8, "175", "other")
    found = shown(coder, task)
    assert [(e["event"]["code"], e["rank"]) for e in found["events"]] == [("173", 1)]
    assert [(c["code"], c["score"], c["model"]) for c in found["codes"]] == [
        ("173", 0.9, MARK),
        ("175", 0.8, "other"),
        ("190", 0.2, MARK),
    ]
    rules(server, project, least_score=0.95)
    assert shown(coder, task)["events"] == []


def test_prediction_without_a_score_is_shown_and_one_that_is_no_coding_is_not(server, place):
    project, coder = place
    first, second = server.tasks(project, [TEXT, TEXT + " Again."])
    predict(server, first, None)
    assert [e["score"] for e in shown(coder, first)["events"]] == [None]
    region = {"id": "r", "type": "labels", "from_name": "mention", "to_name": "text"}
    region["value"] = {"start": 0, "end": 3, "labels": ["Actor"]}
    relation = {"type": "relation", "from_id": "r", "to_id": "r", "labels": ["source"]}
    ok(server.admin.client.post("/api/predictions", json={"task": second, "result": [region, relation]}))
    assert {k: shown(coder, second)[k] for k in HIDDEN} == HIDDEN


def doors(person: Person, project: int, task: int, prediction: int) -> dict[str, str]:
    """Everything by which a coder can look at the task, as text."""
    paths = {
        "screen": f"/api/app/tasks/{task}",
        "task": f"/api/tasks/{task}",
        "tasks": f"/api/tasks?project={project}",
        "predictions": f"/api/predictions?task={task}",
        "project predictions": f"/api/predictions?project={project}",
        "one": f"/api/predictions/{prediction}",
        "cards": f"/api/app/projects/{project}/tasks",
        "export": f"/api/projects/{project}/export?download_all_tasks=true",
        "next task": f"/api/projects/{project}/next",
    }
    found = {name: person.client.get(path).text for name, path in paths.items()}
    found["next"] = person.client.post(f"/api/app/projects/{project}/next").text
    found["ahead"] = person.client.post(f"/api/app/projects/{project}/ahead?after=999999").text
    return found


def leaks(found: dict[str, str]) -> list[str]:
    return [name for name, text in found.items() if MARK in text]


@pytest.mark.parametrize("why", ["off", "sample", "new"])
def test_no_door_tells_a_coder_what_is_not_to_be_suggested(server, place, why):
    project, coder = place
    if why == "sample":
        rules(server, project, reliability_share=1)
    (task,) = server.tasks(project, [TEXT])
    number = predict(server, task)
    if why == "sample":
        rules(server, project, reliability_share=0)  # what was drawn stays drawn
    elif why == "off":
        rules(server, project, suggestions=False)
    else:
        rules(server, project, first_unaided=1)
    assert leaks(doors(coder, project, task, number)) == []
    assert shown(coder, task) == {"why": why, "first": 1 if why == "new" else 0, "any": True, **HIDDEN}
    assert MARK in server.admin.client.get(f"/api/tasks/{task}").text, "the manager still sees them"
    ok(coder.client.post(f"/api/tasks/{task}/annotations", json={"coding": as_coding()}))
    assert MARK in coder.client.get(f"/api/predictions?task={task}").text, "once their own coding is in"


def test_where_suggestions_are_on_the_same_doors_do_show_them(server, place):
    project, coder = place
    (task,) = server.tasks(project, [TEXT])
    number = predict(server, task)
    assert {"screen", "task", "tasks", "predictions", "one", "next"} <= set(leaks(doors(coder, project, task, number)))


def test_article_whose_answer_is_known_looks_like_one_of_the_sample(server, place):
    project, coder = place
    (task,) = server.tasks(project, [TEXT])
    number = predict(server, task)
    gold = {"coding": as_coding(), "ground_truth": True}
    ok(server.admin.client.post(f"/api/tasks/{task}/annotations", json=gold))
    assert shown(coder, task)["why"] == "sample"
    assert leaks(doors(coder, project, task, number)) == []


def test_first_articles_are_counted_per_coder_also_for_the_one_fetched_ahead(server, place):
    project, coder = place
    rules(server, project, first_unaided=1)
    tasks = server.tasks(project, [TEXT, TEXT + " Again."])
    for task in tasks:
        predict(server, task)
    opened = ok(coder.client.post(f"/api/app/projects/{project}/next"))
    assert opened["suggestions"]["why"] == "new"
    ahead = ok(coder.client.post(f"/api/app/projects/{project}/ahead?after={tasks[0]}"))
    assert (ahead["task"]["id"], ahead["suggestions"]["why"], len(ahead["suggestions"]["events"])) == (
        tasks[1],
        None,
        1,
    )
    ok(coder.client.post(f"/api/tasks/{tasks[0]}/annotations", json={"coding": as_coding()}))
    assert shown(coder, tasks[1])["why"] is None


def test_those_who_manage_are_no_new_coders(server, place):
    project, coder = place
    rules(server, project, first_unaided=1)
    judge = server.user("ada@example.org", "adjudicator", project)
    (task,) = server.tasks(project, [TEXT])
    predict(server, task)
    found = {who: shown(person, task)["why"] for who, person in
             (("manager", server.admin), ("adjudicator", judge), ("coder", coder))}  # fmt: skip
    assert found == {"manager": None, "adjudicator": None, "coder": "new"}


def test_sample_is_coded_by_two_where_the_rest_is_coded_by_one(server, place):
    project, coder = place
    ann = server.user("ann@example.org", "annotator", project)
    rules(server, project, reliability_share=0.5)
    tasks = server.tasks(project, [f"{TEXT} {n}" for n in range(4)])

    def wanted() -> list[int]:
        return sorted(ok(server.admin.client.get(f"/api/tasks/{task}"))["overlap"] for task in tasks)

    assert wanted() == [1, 1, 2, 2]
    coded = []
    for person in (coder, ann, coder, ann, coder, ann):
        opened = ok(person.client.post(f"/api/app/projects/{project}/next"))
        coded.append(opened["task"]["id"])
        ok(person.client.post(f"/api/tasks/{coded[-1]}/annotations", json={"coding": as_coding()}))
    assert sorted(coded.count(task) for task in tasks) == [1, 1, 2, 2]
    ok(server.admin.client.patch(f"/api/app/projects/{project}", json={"overlap": 3}))
    assert wanted() == [3, 3, 3, 3]
    ok(server.admin.client.patch(f"/api/app/projects/{project}", json={"overlap": 1}))
    assert wanted() == [1, 1, 2, 2]


@given(st.integers(1, 50), st.sampled_from([0.0, 0.05, 0.1, 0.15, 1 / 3, 0.5, 0.9, 1.0]), st.integers(1, 400))
def test_sample_holds_its_share_from_the_start_and_is_the_same_everywhere(seed: int, share: float, count: int) -> None:
    drawn = [in_sample(seed, n, share) for n in range(1, count + 1)]
    assert abs(sum(drawn) - count * share) < 1
    cut = count // 3  # an import in two parts draws what one draws
    assert sample_of(seed, 1, cut, share) + sample_of(seed, cut + 1, count - cut, share) == drawn


def test_sample_differs_between_projects_and_has_no_rhythm() -> None:
    draws = {tuple(n for n in range(1, 101) if in_sample(seed, n, 0.1)) for seed in range(20)}
    assert len(draws) == 20
    assert all(len({b - a for a, b in pairwise(d)}) > 2 for d in draws)


def test_what_the_project_learned_is_sent_but_nothing_of_the_article_at_hand(server, place):
    project, coder = place
    ann = server.user("ann@example.org", "annotator", project)
    tasks = server.tasks(project, [TEXT, TEXT + " Again.", TEXT + " And again."])
    name = next(m for m in as_coding()["mentions"] if m["type"] == "actor")
    for task in tasks[:2]:
        ok(ann.client.post(f"/api/tasks/{task}/annotations", json={"coding": as_coding()}))
    found = ok(coder.client.get(f"/api/app/tasks/{tasks[2]}"))
    assert {"name": name["fragments"][0]["quote"], "code": name["actor_code"]} in found["actors"]
    code = as_coding()["events"][0]["code"]
    assert (found["codes"], found["triggers"][0][1:]) == ({code: 2}, [code, 2])
    ok(server.admin.client.delete(f"/api/tasks/{tasks[1]}"))
    assert ok(coder.client.get(f"/api/app/tasks/{tasks[0]}"))["actors"] == [], "the other coder's words on this article"


def test_in_the_sample_only_the_coders_own_habits_are_sent(server, place):
    project, coder = place
    ann = server.user("ann@example.org", "annotator", project)
    rules(server, project, reliability_share=1)
    tasks = server.tasks(project, [TEXT, TEXT + " Again."])
    ok(ann.client.post(f"/api/tasks/{tasks[0]}/annotations", json={"coding": as_coding()}))
    assert ok(coder.client.get(f"/api/app/tasks/{tasks[1]}"))["actors"] == []
    assert ok(ann.client.get(f"/api/app/tasks/{tasks[1]}"))["actors"] != []


def test_provenance_flag_and_rejections_survive_draft_submission_and_sdk(server, place, sdk):
    project, coder = place
    (task,) = server.tasks(project, [TEXT])
    coding = as_coding()
    taken = {"model": MARK, "score": 0.71, "rank": 1, "shown_ms": 900}
    coding["events"][0] |= {
        "provenance": {"code": {"origin": "accepted", **taken}, "source": {"origin": "edited", **taken}},
        "suggestion": "?1.e1",
    }
    coding |= {"flag": "two stories", "rejected": [{"id": "?1.e2", **taken}]}
    screen = ok(coder.client.get(f"/api/app/tasks/{task}"))
    draft = {"client_id": "tab", "base_version": 0, "text_sha256": screen["task"]["text_sha256"], "seq": 1}
    ok(coder.client.put(f"/api/app/tasks/{task}/draft", json={**draft, "coding": coding}))
    assert ok(coder.client.get(f"/api/app/tasks/{task}"))["draft"]["coding"] == coding
    made = ok(coder.client.post(f"/api/tasks/{task}/annotations", json={"coding": coding}))
    stored = sdk(coder).annotations.get(id=made["id"])
    again = ok(server.admin.client.post(f"/api/tasks/{task}/annotations", json={"result": stored.result}))
    assert parse_coding(again["coding"]) == parse_coding(coding)
    cards = ok(server.admin.client.get(f"/api/app/projects/{project}/tasks"))["tasks"]
    assert {c["flag"] for c in cards[0]["annotations"]} == {"two stories"}


@pytest.mark.parametrize("wrong", [{"reliability_share": 1.5}, {"first_unaided": -1}, {"least_score": 2}])
def test_rules_out_of_range_are_refused(server, place, wrong):
    project, coder = place
    assert server.admin.client.patch(f"/api/app/projects/{project}", json=wrong).status_code in (400, 422)
    assert coder.client.patch(f"/api/app/projects/{project}", json={"suggestions": False}).status_code == 403


def test_manager_is_told_of_articles_coded_in_haste(server, place):
    project, coder = place
    tasks = server.tasks(project, [f"{TEXT} {n}" for n in range(11)])
    for task, seconds in zip(tasks, [3.0, *[100.0] * 10], strict=True):
        body = {"coding": {"verdict": "no_codable_event"}, "lead_time": seconds}
        ok(coder.client.post(f"/api/tasks/{task}/annotations", json=body))
    people = ok(server.admin.client.get(f"/api/app/projects/{project}"))["people"]
    assert {p["user_id"]: p["hasty"] for p in people} == {server.admin.id: 0, coder.id: 1}


def test_what_became_of_suggestions_is_counted_by_model_slot_and_rank(server, place):
    project, coder = place
    first, second = server.tasks(project, [TEXT, TEXT + " Again."])
    coding = as_coding()
    one = {"origin": "accepted", "model": "lin 1", "score": 0.7, "rank": 1}
    coding["events"][0] |= {"provenance": {"code": {**one, "rank": 2}, "trigger": one}}
    coding["rejected"] = [{"id": "?9.e1", "model": "lin 1", "rank": 3}]
    ok(coder.client.post(f"/api/tasks/{first}/annotations", json={"coding": coding}))
    taken = {"code": {**one, "origin": "edited"}, "trigger": one}
    coding = as_coding()
    coding["events"][0] |= {"provenance": taken, "suggestion": "?8.e1"}
    ok(coder.client.post(f"/api/tasks/{second}/annotations", json={"coding": coding}))
    url = f"/api/app/projects/{project}/suggestions/acceptance"
    rows = ok(server.admin.client.get(url))
    keys = ("slot", "rank", "accepted", "edited", "rejected")
    assert {row["model"] for row in rows} == {"lin 1"}
    assert [tuple(row[key] for key in keys) for row in rows] == [
        ("event", 1, 0, 1, 0),
        ("event", 3, 0, 0, 1),
        ("trigger", 1, 2, 0, 0),
        ("code", 1, 0, 1, 0),
        ("code", 2, 1, 0, 0),
    ]
    ok(
        coder.client.patch(
            f"/api/annotations/{ok(coder.client.get(f'/api/tasks/{second}/annotations'))[0]['id']}",
            json={"coding": as_coding()},
        )
    )
    assert [row["edited"] for row in ok(server.admin.client.get(url))] == [0, 0, 0], "as the codings stand now"
