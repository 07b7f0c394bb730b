"""What the tests of the coding screen share: an article with real typography, and a coder in front of it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from schemas.codebook import load_codebook
from schemas.coding import Coding, dump_coding, parse_coding
from schemas.labelstudio.result import to_result
from tests.browser.pages_support import PASSWORD, log_in
from tests.support.server import Person, Server, ok

TEXT = """Protesters in Łódź demand 🔥 mayor’s resignation

Protesters in Łódź demanded on Sunday that Mayor Zoë Nowak resign, the radio said. The army gave the parties 48 hours.

Police later detained two reporters outside the town hall."""

MULTILINE_ARABIC = """عمال الميناء يطالبون باستقالة الوالي

طالب عمال الميناء المضربون يوم السبت باستقالة الوالي هادي البرقاوي."""

#: The address that a first submission goes to; where the next article is at hand already, it names that one as a query.
SUBMISSION = re.compile(r"/annotations(\?|$)")


@dataclass(frozen=True)
class Desk:
    """One coder with one project of articles."""

    server: Server
    coder: Person
    project: int
    tasks: list[int]

    def open(self, page: Page) -> None:
        log_in(page, self.server, self.coder)
        page.goto(f"/projects/{self.project}/code")
        expect(page.get_by_role("article")).to_be_visible()

    def open_task(self, page: Page, task: int) -> None:
        log_in(page, self.server, self.coder)
        page.goto(f"/tasks/{task}")
        expect(page.get_by_role("article")).to_be_visible()

    def stored(self, task: int) -> list[dict[str, Any]]:
        answer = self.coder.client.get(f"/api/tasks/{task}/annotations")
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()
        return found


def desk(server: Server, *texts: str, codebook: str = "cameo", **data: str) -> Desk:
    project = server.project(title="Town halls", codebook=codebook, instructions="Code what is reported.")
    coder = server.user("cleo@example.org", "annotator", project, password=PASSWORD)
    tasks = server.tasks(project, [{"text": text, "lang": "en", **data} for text in texts or (TEXT,)])
    return Desk(server, coder, project, tasks)


def span(text: str, quote: str, nth: int = 0) -> dict[str, Any]:
    """The fragment of the nth time the words stand in the text."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return {"start": start, "end": start + len(quote), "quote": quote}


def demand(text: str = TEXT) -> dict[str, Any]:
    """The one event that the tests code: who demanded whose resignation."""
    mentions = [
        {"id": "m1", "type": "trigger", "fragments": [span(text, "demanded")]},
        {"id": "m2", "type": "actor", "fragments": [span(text, "Protesters in Łódź", 1)], "actor_code": "POLOPP"},
        {"id": "m3", "type": "actor", "fragments": [span(text, "Mayor Zoë Nowak")], "actor_code": "POLGOV"},
    ]
    event = {"id": "e1", "trigger": "m1", "code": "1041", "sources": ["m2"], "targets": ["m3"]}
    coding: dict[str, Any] = {"verdict": "events", "mentions": mentions, "events": [event]}
    assert dump_coding(parse_coding(coding)) == coding
    return coding


def parsed(data: dict[str, Any]) -> Coding:
    coding: Coding = parse_coding(data)
    return coding


def detain(text: str = TEXT) -> dict[str, Any]:
    """Another event of the same article."""
    mentions = [
        {"id": "m1", "type": "trigger", "fragments": [span(text, "detained")]},
        {"id": "m2", "type": "actor", "fragments": [span(text, "Police")], "actor_code": "POLCOP"},
        {"id": "m3", "type": "actor", "fragments": [span(text, "two reporters")], "actor_code": "POLMED"},
    ]
    event = {"id": "e1", "trigger": "m1", "code": "173", "sources": ["m2"], "targets": ["m3"]}
    return {"verdict": "events", "mentions": mentions, "events": [event]}


def suggest(place: Desk, *codings: tuple[dict[str, Any], float], **rules: Any) -> None:
    """Predictions for the first article, shown to everybody from the first article on."""
    wanted = {"first_unaided": 0, "reliability_share": 0, **rules}
    ok(place.server.admin.client.patch(f"/api/app/projects/{place.project}", json=wanted))
    for coding, score in codings:
        result = to_result(parsed(coding), load_codebook("cameo"))
        body = {"task": place.tasks[0], "result": result, "score": score, "model_version": "linear-3"}
        ok(place.server.admin.client.post("/api/predictions", json=body))


def draft(place: Desk, coding: dict[str, Any], client_id: str = "another") -> None:
    """The coder's draft of the first article, as another opening has saved it."""
    client, task = place.coder.client, place.tasks[0]
    ok(client.post(f"/api/app/projects/{place.project}/next"))
    sha = ok(client.get(f"/api/app/tasks/{task}"))["task"]["text_sha256"]
    body = {"client_id": client_id, "base_version": 0, "text_sha256": sha, "seq": 9, "coding": coding, "lead_time": 1}
    ok(client.put(f"/api/app/tasks/{task}/draft", json=body))


def eventually(page: Page, holds: Callable[[], bool]) -> None:
    """Until it holds; it has as long as ``expect`` gives."""
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        page.wait_for_timeout(50)


def saved(page: Page) -> None:
    expect(page.locator(".save-chip")).to_have_text(re.compile(r"^Saved \d\d:\d\d:\d\d$"))


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def code_by_keys(page: Page) -> None:
    """From reading mode: the whole event with 34 keys, from 'next sentence' to 'save'."""
    press(page, "j", "n", "d", "Tab", *"1041", "Tab", "p", "Space", "Space", "Tab", *"polopp", "Tab")
    press(page, "m", "Space", "Space", "Tab", *"polgov", "Enter")
