"""Records made anew: after a change of rules, for codings older than the records, and beside coders at work."""

from __future__ import annotations

import json
import sys
import threading
from importlib.util import find_spec
from typing import Any

import orjson
import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from annotate import clock
from annotate.cli import build
from annotate.errors import Unavailable
from annotate.jobs import store as jobs
from annotate.jobs.kinds import KINDS
from annotate.jobs.service import Cancelled
from annotate.jobs.work import perform
from annotate.reliability import making, rebuild, records
from export.release import read_release
from tests.reliability.work import ARREST, DEMAND, Work, begin, coding, recode
from tests.support.server import ok


@pytest.fixture(autouse=True)
def _waiting(monkeypatch) -> None:
    """Jobs wait until a test does them: a process for each would cost more than all that they do."""
    monkeypatch.setattr(jobs, "due", lambda *given: False)


def do_next_job(server) -> None:
    with server.db.write() as session:
        row = jobs.claim(session, "heavy", clock.now(), KINDS)
    perform(server.db, row, KINDS)


def coded(server, articles: int = 3) -> Work:
    work = begin(server, articles=articles)
    for task in range(articles):
        work.submit(0, task, ARREST)
        work.submit(1, task, ARREST if task else recode(ARREST, "175"))
    return work


def test_old_numbers_stay_marked_until_new_rules_are_through(server, monkeypatch) -> None:
    work = coded(server)
    before = work.values()
    monkeypatch.setattr(records, "RULES", 99)
    stale = work.report()
    assert stale["state"]["stale"]
    assert stale["state"]["why"]
    assert {m["key"]: m["value"] for m in stale["measures"]} == before
    do_next_job(server)
    found = work.report()
    assert not found["state"]["stale"]
    assert {m["key"]: m["value"] for m in found["measures"]} == before
    assert rebuild.differing(server.db, work.project) == []


def test_codings_older_than_the_records_are_counted(server) -> None:
    work = coded(server)
    before = work.values()
    with server.db.write() as session:
        session.execute(text("delete from agreement_record"))
        session.execute(text("delete from agreement_state"))
    steps: list[tuple[int, int]] = []
    rebuild.rebuild(server.db, work.project, lambda done, total, message: steps.append((done, total)))
    assert steps[-1] == (3, 3)
    assert work.values() == before


@pytest.fixture
def beside(monkeypatch) -> None:
    """Records are made in a process beside this one, an article at a time."""
    monkeypatch.setattr(making, "WORTHWHILE", 0)
    monkeypatch.setattr(making, "processors", lambda: 2)
    monkeypatch.setattr(rebuild, "AT_ONCE", 1)


@pytest.mark.parametrize("rules", [records.RULES, 99])
def test_what_is_changed_while_records_are_made_counts(server, beside, monkeypatch, rules) -> None:
    work = coded(server, articles=6)
    kept = ok(server.admin.client.get(f"/api/tasks/{work.tasks[3]}/annotations/"))
    monkeypatch.setattr(records, "RULES", rules)
    steps: list[int] = []

    def progress(done: int, total: int, message: str) -> None:
        steps.append(done)
        if done == 2:  # the third is read and made by now, and not yet written
            for task in (0, 2):
                change(work, task, 1, recode(ARREST, "190"))
            ok(server.admin.client.delete(f"/api/tasks/{work.tasks[5]}/"))
        if done == 3:
            ok(work.coders[0].client.delete(f"/api/annotations/{kept[0]['id']}/"))

    rebuild.rebuild(server.db, work.project, progress)
    assert steps == [1, 2, 3, 4, 5, 6]
    assert rebuild.differing(server.db, work.project) == []
    found = work.report()
    assert (found["articles"], found["state"]["stale"]) == (4, False)
    assert next(m["value"] for m in found["measures"] if m["key"] == "code_percent") == 0.5


def change(work: Work, task: int, coder: int, *events: Any) -> None:
    stored = ok(work.coders[coder].client.get(f"/api/tasks/{work.tasks[task]}/annotations/"))
    (mine,) = [a for a in stored if a["completed_by"] == work.coders[coder].id]
    body = {"coding": coding(*events), "base_version": 1}
    ok(work.coders[coder].client.patch(f"/api/annotations/{mine['id']}/", json=body))


def test_a_rebuild_that_is_stopped_leaves_the_numbers_and_can_begin_anew(server, beside, monkeypatch) -> None:
    work = coded(server)
    before = work.values()
    monkeypatch.setattr(records, "RULES", 99)

    def stop(done: int, total: int, message: str) -> None:
        raise Cancelled("The job was stopped.")

    with pytest.raises(Cancelled):
        rebuild.rebuild(server.db, work.project, stop)
    assert work.values() == before
    rebuild.rebuild(server.db, work.project, lambda done, total, message: None)
    assert work.values() == before
    assert rebuild.differing(server.db, work.project) == []


@pytest.mark.parametrize("does", ["sys.stdin.buffer.read(1)", "print('no answer')"])
def test_a_lost_process_leaves_the_numbers_and_is_told(server, beside, monkeypatch, does) -> None:
    work = coded(server)
    before = work.values()
    monkeypatch.setattr(making, "COMMAND", (sys.executable, "-c", f"import sys; {does}"))
    with pytest.raises(Unavailable, match="has ended before it was done"):
        rebuild.rebuild(server.db, work.project, lambda done, total, message: None)
    assert work.values() == before


def test_a_damaged_record_is_named(server) -> None:
    work = coded(server)
    assert rebuild.differing(server.db, work.project) == []
    with server.db.write() as session:
        session.execute(text("update agreement_record set length = 1 where task_id = :t"), {"t": work.tasks[1]})
    assert rebuild.differing(server.db, work.project) == [work.tasks[1]]
    done = CliRunner().invoke(build(), ["agree", str(work.project), "--check", "--db", server.db.url])
    assert done.exit_code == 1
    assert str(work.tasks[1]) in done.output


def test_submissions_at_the_same_moment_all_count(server) -> None:
    work = begin(server, articles=4, coders=4)
    failed: list[BaseException] = []

    def code(coder: int) -> None:
        try:
            for task in range(4):
                work.submit(coder, task, ARREST, DEMAND)
        except BaseException as error:  # broad: a thread's failure must reach the test
            failed.append(error)

    threads = [threading.Thread(target=code, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert rebuild.differing(server.db, work.project) == []
    found = work.report()
    assert (found["articles"], found["coders"]) == (4, 4)
    assert {p["articles"] for p in found["pairs"]} == {4}


def test_every_door_shows_the_same_numbers(server, sdk, tmp_path) -> None:
    work = begin(server, articles=3)
    for task, other in enumerate((recode(ARREST, "175"), DEMAND, ARREST)):
        work.submit(0, task, ARREST)
        work.submit(1, task, other)
    page = work.report()
    values = {m["key"]: m["value"] for m in page["measures"]}
    done = CliRunner().invoke(build(), ["agree", str(work.project), "--json", "--db", server.db.url])
    told = json.loads(done.output)
    assert {m["key"]: m["value"] for m in told["measures"]} == values
    assert values["sentence_alpha"] is not None
    assert told["ladder"] == page["ladder"]
    command = ["agree", str(work.project), "--bootstrap", "5", "--json", "--db", server.db.url]
    resampled = json.loads(CliRunner().invoke(build(), command).output)
    assert {m["key"]: m["value"] for m in resampled["measures"]} == values
    release = tmp_path / "release"
    done = CliRunner().invoke(build(), ["export", str(work.project), "-o", str(release), "--db", server.db.url])
    assert done.exit_code == 0, done.output
    released = orjson.loads((release / "agreement.json").read_bytes())
    assert {m["key"]: m["value"] for m in released["measures"]} == values
    assert "agreement.json" in {f["name"] for f in read_release(release).manifest["files"]}
    stats = sdk(server.admin).projects.stats
    first, second = (coder.id for coder in work.coders)
    assert stats.total_agreement(work.project).total_agreement == values["event_f1"]
    (pair,) = page["pairs"]
    grid = stats.iaa(work.project)
    assert grid.iaa == [[1.0, pair["event_f1"]], [pair["event_f1"], 1.0]]
    assert grid.common_tasks == [[0, pair["articles"]], [pair["articles"], 0]]
    people = {str(p["coder"]): p["event_f1"] for p in page["people"]}
    assert stats.agreement_annotators(work.project, ids=f"{first},{second}").agreement == people
    assert stats.agreement_annotator(work.project, user_id=first).agreement_per_annotator == people[str(first)]
    one = sdk(server.admin).tasks.agreement_matrix.get(
        work.project, work.tasks[1], selection={"annotators": {"all": True}}
    )
    assert one.matrix == [[1.0, 0.0], [0.0, 1.0]]
    mixed = stats.data_quality_agreement_confusion_matrix(work.project)
    ladder = {row["key"]: row["events"] for row in page["ladder"]}
    assert sum(map(sum, mixed.matrix)) == 2 * ladder["found"], "each match from both sides"
    assert mixed.matrix[0][0] == 2 * ladder["root"]


def test_articles_are_resampled_when_asked_and_the_intervals_kept(server) -> None:
    work = begin(server, articles=21)
    for task in range(20):
        work.submit(0, task, ARREST)
        work.submit(1, task, recode(ARREST, "175") if task % 4 else ARREST)
    address = f"/api/app/projects/{work.project}/agreement/bootstrap"

    def read() -> dict[str, Any]:
        return ok(server.admin.client.get(address))

    assert read() == {"job": None, "result": None}
    assert ok(server.admin.client.post(address))["job"]["state"] == "queued"
    do_next_job(server)
    found = read()
    assert found["job"] is None
    found = found["result"]
    assert (found["articles"], found["current"], found["replicates"]) == (20, True, 1000)
    bounds, (jackknife,) = (
        found["measures"]["code_percent"],
        [m for m in work.report()["measures"] if m["key"] == "code_percent"],
    )
    assert bounds["low"] < jackknife["value"] < bounds["high"]
    assert bounds["low"] == pytest.approx(jackknife["low"], abs=0.05)
    assert found["measures"]["code_alpha"]["below_tentative"] == 1
    assert ok(server.admin.client.get(address, params={"suggestions": "without"}))["result"] is None
    work.submit(0, 20, ARREST)
    work.submit(1, 20, ARREST)
    assert not read()["result"]["current"]
    assert work.coders[0].client.post(address).status_code == 403


def test_by_a_field_of_the_articles(server) -> None:
    work = coded(server)
    done = CliRunner().invoke(build(), ["agree", str(work.project), "--by", "outlet", "--json", "--db", server.db.url])
    rows = [json.loads(line) for line in done.output.splitlines()]
    assert [(row["outlet"], row["articles"]) for row in rows] == [("Outlet 0", 2), ("Outlet 1", 1)]
    refused = CliRunner().invoke(build(), ["agree", str(work.project), "--by", "round", "--db", server.db.url])
    assert "No article has a field 'round'" in str(refused.exception)
    answer = server.admin.client.get(f"/api/app/projects/{work.project}/agreement?by=round")
    assert answer.status_code == 400


def test_home_page_of_a_project_with_its_own_labels_has_no_agreement(server) -> None:
    config = '<View><Text name="t" value="$text"/><Choices name="c" toName="t"><Choice value="a"/></Choices></View>'
    project = ok(server.admin.client.post("/api/projects/", json={"title": "Own", "label_config": config}))["id"]
    assert server.admin.client.get(f"/api/app/projects/{project}/agreement").status_code == 400


def test_gamma_is_sampled_where_its_package_is_installed(server) -> None:
    work = coded(server)
    command = ["agree", str(work.project), "--json", "--gamma", "2", "--db", server.db.url]
    done = CliRunner().invoke(build(), command)
    if find_spec("pygamma_agreement") is None:
        assert "event-annotate[gamma]" in str(done.exception)
        pytest.skip("the extra 'gamma' (pygamma-agreement) is not installed; the refusal is as it should be")
    found = json.loads(done.output)["gamma"]
    assert found["mean"] == pytest.approx(1.0, abs=0.05)
    assert (found["seed"], found["precision"], len(found["articles"])) == (0, 0.05, 2)
