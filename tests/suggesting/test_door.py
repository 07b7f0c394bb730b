"""Codes for marked words: who gets them, from which model, and what a coder gets who gets none."""

from __future__ import annotations

import os
import shutil
import signal
import time
from dataclasses import dataclass
from typing import Any

import pytest

from annotate.settings import data_folder
from annotate.suggesting.process import Helper
from tests.suggesting.conftest import Activate
from tests.support.server import Person, Server, ok

TEXT = "🌧 Police arrested protesters near the winter garden."
SPAN = [TEXT.index("arrested"), TEXT.index("arrested") + 8]
NOTHING: dict[str, Any] = {"model": None, "codes": []}


@dataclass
class Place:
    server: Server
    project: int
    task: int
    coder: Person

    def rules(self, **changes: Any) -> None:
        ok(self.server.admin.client.patch(f"/api/app/projects/{self.project}", json=changes))

    def asked(self, words: str | None = "arrested", kind: str = "trigger", person: Person | None = None) -> Any:
        span = None if words is None else [TEXT.index(words), TEXT.index(words) + len(words)]
        url = f"/api/app/tasks/{self.task}/suggest"
        return ok((person or self.coder).client.post(url, json={"kind": kind, "span": span}, timeout=60))


@pytest.fixture
def place(server: Server) -> Place:
    project = server.project()
    place = Place(server, project, 0, server.user("cleo@example.org", "annotator", project))
    place.rules(first_unaided=0, reliability_share=0)
    (place.task,) = server.tasks(project, [TEXT])
    return place


def test_codes_come_from_whichever_model_is_active_now(place: Place, activate: Activate, helper: Helper) -> None:
    assert place.asked() == {"why": None, **NOTHING}
    assert helper.pid is None, "no model, no process"
    first = activate(place.server, place.project, "town halls")
    said = place.asked()
    assert (said["why"], said["model"]) == (None, "town halls 1") == (None, first)
    assert said["codes"][0].items() >= {"span": SPAN, "code": "173", "model": first}.items()
    scores = [one["score"] for one in said["codes"]]
    assert sorted(scores, reverse=True) == scores
    assert place.asked("Police", "actor")["codes"][0]["code"] == "COP"
    assert place.asked(None) == {"why": None, "model": first, "codes": []}, "only made ready"
    assert place.asked() == said, "the same question has the same answer"
    second = activate(place.server, place.project, "second")
    assert {one["model"] for one in place.asked()["codes"]} == {second}
    url = f"/api/app/projects/{place.project}/models/2"
    place.server.admin.client.patch(url, json={"active": False}).raise_for_status()
    assert place.asked() == {"why": None, **NOTHING}


@pytest.mark.parametrize("why", ["off", "sample", "new", "gold"])
def test_nothing_where_nothing_may_be_suggested(place: Place, activate: Activate, helper: Helper, why: str) -> None:
    activate(place.server, place.project)
    people = [place.coder, place.server.user("ada@example.org", "adjudicator", place.project)]
    if why == "off":
        place.rules(suggestions=False)
    elif why == "new":  # an adjudicator is none
        place.rules(first_unaided=1)
        people.pop()
    elif why == "sample":
        place.rules(reliability_share=1)
        (place.task,) = place.server.tasks(place.project, [TEXT + " Again."])
    else:
        body = {"coding": {"verdict": "no_codable_event"}, "ground_truth": True}
        ok(place.server.admin.client.post(f"/api/tasks/{place.task}/annotations", json=body))
    said = "sample" if why == "gold" else why
    for person in people:
        for kind in ("trigger", "actor"):
            assert place.asked(kind=kind, person=person) == {"why": said, **NOTHING}
    assert helper.pid is None


def test_a_coder_is_helped_after_their_first_articles(place: Place, activate: Activate) -> None:
    activate(place.server, place.project)
    place.rules(first_unaided=1)
    (first,) = place.server.tasks(place.project, [TEXT + " Again."])
    assert place.asked()["why"] == "new"
    body = {"coding": {"verdict": "no_codable_event"}}
    ok(place.coder.client.post(f"/api/tasks/{first}/annotations", json=body))
    assert place.asked()["codes"][0]["code"] == "173"


def test_readers_strangers_and_words_outside_the_text_are_refused(place: Place) -> None:
    url = f"/api/app/tasks/{place.task}/suggest"
    reader = place.server.user("r@example.org", "reader", place.project)
    stranger = place.server.user("s@example.org")
    codes = [one.client.post(url, json={"span": SPAN}).status_code for one in (reader, stranger)]
    assert codes == [403, 404]
    for span in ([0, 9999], [5, 5], [-1, 2]):
        answer = place.coder.client.post(url, json={"span": span})
        assert (answer.status_code, answer.json()["detail"]) == (
            400,
            f"span: The article's text has characters 0 to {len(TEXT)}; {span} is no part of it.",
        )


def test_a_killed_process_and_lost_files_are_no_error_to_a_coder(
    place: Place, activate: Activate, helper: Helper
) -> None:
    activate(place.server, place.project)
    codes = place.asked()["codes"]
    before = helper.pid
    assert codes
    assert before is not None
    os.kill(before, signal.SIGKILL)
    deadline, said = time.monotonic() + 60, place.asked()
    while not said["codes"] and time.monotonic() < deadline:
        time.sleep(0.02)
        said = place.asked()
    assert said["codes"] == codes
    assert helper.pid != before
    called = activate(place.server, place.project, "lost")
    shutil.rmtree(data_folder(place.server.settings) / f"project-{place.project}" / "lost")
    assert place.asked() == {"why": None, "model": called, "codes": []}
