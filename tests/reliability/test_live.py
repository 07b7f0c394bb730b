"""Numbers that follow every submission, through the door that pages use, and only for those who may see them."""

from __future__ import annotations

import pytest

from annotate.reliability import rebuild
from tests.reliability.work import ARREST, DEMAND, SHELL, Work, begin, coding, recode
from tests.support.server import ok


def measure(work: Work, key: str, **params: object) -> dict[str, object]:
    return next(m for m in work.report(**params)["measures"] if m["key"] == key)


def test_nothing_coded_twice_is_said_in_words(server) -> None:
    work = begin(server)
    work.submit(0, 0, ARREST)
    found = work.report()
    assert (found["articles"], found["state"]["stale"]) == (0, False)
    assert all(m["value"] is None and m["why"] for m in found["measures"])
    assert ok(server.admin.client.get(f"/api/app/projects/{work.project}"))["agreement"] is None


def test_every_submission_changes_the_numbers_at_once(server) -> None:
    work = begin(server, coders=3)
    work.submit(0, 0, ARREST, DEMAND)
    second = work.submit(1, 0, ARREST)
    assert measure(work, "event_f1")["value"] == pytest.approx(2 / 3)
    work.submit(2, 0, ARREST, DEMAND)
    assert measure(work, "event_f1")["value"] == pytest.approx((2 + 4 + 2) / (3 + 4 + 3))
    changed = {"coding": coding(ARREST, DEMAND), "base_version": 1}
    ok(work.coders[1].client.patch(f"/api/annotations/{second['id']}/", json=changed))
    assert measure(work, "event_f1")["value"] == 1.0
    ok(work.coders[1].client.delete(f"/api/annotations/{second['id']}/"))
    found = work.report()
    assert found["coders"] == 2
    ok(server.admin.client.delete(f"/api/tasks/{work.tasks[0]}/"))
    assert work.report()["articles"] == 0
    assert rebuild.differing(server.db, work.project) == []


def test_skipped_and_imported_codings_count_as_they_should(server) -> None:
    work = begin(server, coders=3)
    work.submit(0, 0, ARREST)
    work.submit(1, 0, ARREST)
    skip = {"result": [], "was_cancelled": True}
    ok(work.coders[2].client.post(f"/api/tasks/{work.tasks[0]}/annotations/", json=skip))
    assert work.report()["coders"] == 2
    stored = ok(server.admin.client.get(f"/api/tasks/{work.tasks[0]}/annotations/"))
    annotations = [
        {"result": a["result"], "completed_by": work.coders[n].id} for n, a in enumerate(stored) if a["result"]
    ]
    task = ok(server.admin.client.get(f"/api/tasks/{work.tasks[0]}/"))
    body = [{"data": task["data"], "annotations": annotations}]
    ok(server.admin.client.post(f"/api/projects/{work.project}/import", json=body))
    assert work.report()["articles"] == 2


def test_each_number_opens_the_sentences_behind_it(server) -> None:
    work = begin(server)
    work.submit(0, 0, ARREST, DEMAND)
    work.submit(1, 0, recode(ARREST, "175"), SHELL)
    found = work.items("code_alpha")
    (item,) = found["items"]
    assert item["sentence"]["text"] == "Police in Tunis arrested eleven protesters on Friday."
    assert [(s["name"], s["value"], s["pieces"][0]["text"]) for s in item["said"]] == [
        ("Coder0", "173", "arrested"),
        ("Coder1", "175", "arrested"),
    ]
    assert item["said"][0]["label"]
    assert work.items("root_alpha")["items"] == []
    missed = work.items("event_f1")["items"]
    assert [[s["value"] for s in i["said"]] for i in missed] == [["1053", None], [None, "194"]]
    assert [i["task"] for i in missed] == [work.tasks[0]] * 2
    assert len(work.items("step_digits")["items"]) == 1
    assert work.items("step_source")["items"] == []
    assert work.items("code_alpha", given=["173", "175"])["articles"] == 1
    assert work.items("code_alpha", given=["173", "194"])["items"] == []
    assert work.items("relevant_alpha")["items"] == []
    differing = work.items("sentence_alpha")["items"]
    assert [[s["value"] for s in i["said"]] for i in differing] == [["event", "no event"], ["no event", "event"]]
    assert [i["sentence"]["text"].split()[-2:] for i in differing] == [["their", "release."], ["the", "port."]]
    assert len(work.items("source_f1_exact")["items"]) == 2
    refused = server.admin.client.get(f"/api/app/projects/{work.project}/agreement/items", params={"measure": "no"})
    assert refused.status_code == 400


def test_items_come_in_pages(server) -> None:
    work = begin(server, articles=5)
    for task in range(5):
        work.submit(0, task, ARREST)
        work.submit(1, task, recode(ARREST, "175"))
    seen, after = [], 0
    while True:
        page = work.items("code_alpha", after=after, limit=2)
        seen += [i["task"] for i in page["items"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert seen == work.tasks


def test_filters_answer_for_people_time_source_code_and_suggestions(server) -> None:
    work = begin(server, articles=2, coders=3)
    work.submit(0, 0, ARREST)
    work.submit(1, 0, ARREST)
    work.submit(2, 0, recode(ARREST, "175"))
    for coder, code in ((0, "1053"), (1, "1053"), (2, "111")):
        body = {"coding": coding(recode(DEMAND, code), suggested=True)}
        ok(work.coders[coder].client.post(f"/api/tasks/{work.tasks[1]}/annotations/", json=body))
    everybody = work.values()
    assert everybody["code_percent"] == pytest.approx(1 / 3)
    two = [work.coders[0].id, work.coders[1].id]
    assert work.values(people=two)["code_percent"] == 1.0
    assert work.report(where="outlet:Outlet 0")["articles"] == 1
    assert work.report(until="2000-01-01")["articles"] == 0
    assert work.report(since="2000-01-01")["articles"] == 2
    assert work.report(code="17")["articles"] == 1
    assert work.values(code="17")["event_f1"] == 1.0
    assert work.report(suggestions="with")["articles"] == 1
    assert work.report(suggestions="without")["articles"] == 1
    sides = work.report()["suggestions"]
    assert {side: next(r["n"] for r in rows if r["key"] == "code_alpha") for side, rows in sides.items()} == {
        "with": 1,
        "without": 1,
    }
    fields = {f["field"]: [v["value"] for v in f["values"]] for f in work.report()["choices"]["fields"]}
    assert fields["outlet"] == ["Outlet 0", "Outlet 1"]


def test_filters_follow_what_is_edited_about_an_article(server) -> None:
    work = begin(server, articles=2)
    for task in range(2):
        work.submit(0, task, ARREST)
        work.submit(1, task, ARREST)
    assert work.report(where="batch:two")["articles"] == 0
    address = f"/api/tasks/{work.tasks[0]}/"
    ok(server.admin.client.patch(address, json={"meta": {"batch": "two"}}))
    assert work.report(where="batch:two")["articles"] == 1
    data = ok(server.admin.client.get(address))["data"]
    ok(server.admin.client.patch(address, json={"data": data | {"outlet": "Elsewhere"}}))
    assert work.report(where="outlet:Elsewhere")["articles"] == 1
    assert work.report(where="outlet:Outlet 0")["articles"] == 0
    assert rebuild.differing(server.db, work.project) == []


def test_pairs_people_codes_and_series(server) -> None:
    work = begin(server, articles=2, coders=3)
    for task in range(2):
        work.submit(0, task, ARREST, DEMAND)
        work.submit(1, task, ARREST, DEMAND)
        work.submit(2, task, recode(ARREST, "175"), DEMAND)
    found = work.report(by="week")
    pairs = {(p["first_name"], p["second_name"]): p for p in found["pairs"]}
    assert pairs[("Coder0", "Coder1")]["kappa"] == 1.0
    assert pairs[("Coder0", "Coder2")]["percent"] == 0.5
    assert {p["name"]: p["without"] for p in found["people"]}["Coder2"] == 1.0
    codes = {c["code"]: c for c in found["codes"]}
    assert codes["1053"]["value"] == 1.0
    assert codes["173"]["mixed"] == [{"code": "175", "label": codes["175"]["label"], "units": 2}]
    assert found["confusion"][0]["units"] == 2
    assert [row["articles"] for row in found["series"]["rows"]] == [2]
    assert {p["task"] for p in found["pulls"]} <= set(work.tasks)
    assert work.report(by="outlet", part=["ladder"])["series"]["by"] == "outlet"


def test_who_sees_what(server) -> None:
    work = begin(server, articles=2)
    work.submit(0, 0, ARREST)
    work.submit(1, 0, recode(ARREST, "175"))
    mine = work.report(work.coders[0])
    assert set(mine) == {"articles", "coders", "measures", "limited", "state"}
    assert "people" not in work.report(work.coders[0], people=[work.coders[0].id])
    address = f"/api/app/projects/{work.project}/agreement"
    assert work.coders[0].client.get(f"{address}/items?measure=code_alpha").status_code == 403
    outsider = server.user("outside@example.org")
    assert outsider.client.get(address).status_code == 404
    assert outsider.client.get(f"{address}/items?measure=code_alpha").status_code == 404
    judge = server.user("judge@example.org", "adjudicator", work.project)
    assert len(work.items("code_alpha", judge)["items"]) == 1


def test_nobody_reads_others_codings_while_coding_the_article(server) -> None:
    work = begin(server, articles=1, overlap=3)
    work.submit(0, 0, ARREST)
    work.submit(1, 0, recode(ARREST, "175"))
    judge = server.user("judge@example.org", "adjudicator", work.project)
    ok(judge.client.post(f"/api/app/projects/{work.project}/next"))
    assert work.items("code_alpha", judge)["items"] == []
    assert len(work.items("code_alpha")["items"]) == 1


def test_glance_and_dashboard_show_the_same(server) -> None:
    work = begin(server)
    work.submit(0, 0, ARREST, DEMAND)
    work.submit(1, 0, recode(ARREST, "175"), DEMAND)
    home = ok(server.admin.client.get(f"/api/app/projects/{work.project}"))["agreement"]
    values = work.values()
    assert {row["key"]: row["value"] for row in home["rows"]} == {
        row["key"]: values[row["key"]] for row in home["rows"]
    }
    assert len(home["rows"]) == 5


def test_a_period_a_person_and_an_article_narrow_what_is_opened(server) -> None:
    work = begin(server, articles=2, coders=3)
    for task in range(2):
        work.submit(0, task, ARREST, DEMAND)
        work.submit(1, task, recode(ARREST, "175"), DEMAND)
    work.submit(2, 0, ARREST)
    week = work.report(by="week")["series"]["rows"][0]["group"]
    assert work.report(where=f"week:{week}")["articles"] == 2
    assert work.report(where="week:2001-01-01")["articles"] == 0
    assert [i["task"] for i in work.items("code_alpha", where=f"week:{week}")["items"]] == work.tasks
    assert work.items("code_alpha", where="week:2001-01-01")["items"] == []
    assert [i["task"] for i in work.items("code_alpha", task=work.tasks[1])["items"]] == [work.tasks[1]]
    third = work.coders[2].id
    assert [i["task"] for i in work.items("code_alpha", coder=third)["items"]] == [work.tasks[0]]
    assert [i["said"][2]["value"] for i in work.items("event_f1", coder=third)["items"]] == [None]
    assert work.items("event_f1", coder=work.coders[1].id)["items"][0]["start"] is not None


def test_trends_are_asked_for_apart(server) -> None:
    work = begin(server, articles=2)
    for task in range(2):
        work.submit(0, task, ARREST)
        work.submit(1, task, ARREST)
    trends = work.report(by="outlet", part=["trends"])["trends"]
    assert (trends["by"], trends["groups"]) == ("outlet", ["Outlet 0", "Outlet 1"])
    assert trends["measures"]["event_f1"] == [1.0, 1.0]


def test_changes_of_the_guideline_are_told_and_repetitions_are_none(server) -> None:
    work = begin(server)
    home, asked = f"/api/app/projects/{work.project}", f"/api/app/projects/{work.project}/agreement/changes"
    for words in ("Code what is reported.", "Code what is reported.", "Code nothing planned."):
        ok(server.admin.client.patch(home, json={"instructions": words, "title": "Ports"}))
    found = ok(server.admin.client.get(asked))["guideline"]
    assert len(found) == 2
    assert sorted(found) == found
    assert work.coders[0].client.get(asked).status_code == 403
