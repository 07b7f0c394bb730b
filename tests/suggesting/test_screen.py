"""From coded articles to a suggested code at the screen: train, activate, take what the model says, and see it kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from annotate.db import Database
from annotate.suggesting.process import Helper
from tests.browser.coding_support import press, saved
from tests.browser.pages_support import BY_COLOUR, accessible, at_browser, fits, log_in
from tests.support.coded import coded
from tests.support.server import Person, Server, ok, running_server

if TYPE_CHECKING:
    from label_studio_sdk import LabelStudio

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
LONG = 300_000  # milliseconds: a process that loads scikit-learn and trains; seconds where nobody else works
TEXT = "A quiet day.\n\nPolice detained villagers near the winter garden."


@pytest.fixture
def server(helper: Helper, database: Database) -> Iterator[Server]:
    """One that does its jobs."""
    with running_server(database) as running:
        yield running


def trained_at_the_page(page: Page, server: Server, project: int) -> None:
    """A manager trains a version, looks at it and lets it suggest; every page on the way is accessible."""
    log_in(page, server, server.admin)
    page.goto(f"/projects/{project}/models")
    expect(page.get_by_text("No model yet")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Train").click()
    expect(page.get_by_text("Version 1 is trained.")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("No version suggests codes to coders")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Make active: version 1").click()
    expect(page.get_by_text("baseline 1 suggests codes to coders, since ")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Open its report").click()
    expect(page.get_by_role("heading", name="baseline 1")).to_be_visible()
    expect(page.get_by_text("Suggests since ")).to_be_visible()
    accessible(page)
    fits(page)
    page.emulate_media(color_scheme="dark")
    accessible(page, rules=BY_COLOUR)
    page.set_viewport_size({"width": 390, "height": 844})
    fits(page)


def of_marked_words(answer: Response) -> bool:
    return answer.url.endswith("/suggest") and answer.request.post_data_json["span"] is not None


def ready(coder: Person, task: int) -> None:
    """Until the model answers: a page waits five seconds, a machine with other work takes longer to load one."""
    asked = {"kind": "trigger", "span": [TEXT.index("detained"), TEXT.index("detained") + 8]}
    assert ok(coder.client.post(f"/api/app/tasks/{task}/suggest", json=asked, timeout=90))["codes"]


def read_by_the_model(server: Server, project: int) -> Any:
    """What the job that activation began gives, when it has ended."""
    deadline = time.monotonic() + LONG / 1000
    while time.monotonic() < deadline:
        (job,) = ok(server.admin.client.get(f"/api/app/projects/{project}/jobs?kind=suggest"))
        if job["state"] == "done":
            return job["result"]
        time.sleep(0.05)
    raise AssertionError(f"the job is {job['state']}: {job['error']}")


def test_a_version_is_trained_made_active_and_helps_with_an_article_that_it_has_not_seen(
    server: Server, browser: Browser, sdk: Callable[[Person], LabelStudio]
) -> None:
    project = coded(server, 12)
    (task,) = server.tasks(project, [{"text": TEXT, "lang": "en"}])
    with at_browser(browser, server.url) as page:
        trained_at_the_page(page, server, project)
    coder = server.user("cleo@example.org", "annotator", project)
    with at_browser(browser, server.url) as page:
        log_in(page, server, coder)
        with page.expect_request("**/suggest"):  # the page has the model made ready
            page.goto(f"/projects/{project}/code")
        expect(page.get_by_role("article")).to_be_visible()
        ready(coder, task)
        with page.expect_response(of_marked_words, timeout=90_000):
            press(page, "j", "n", "d", "Tab")
        press(page, "Shift+Tab", "Tab")  # what came late waits until the list is opened again
        first = page.get_by_role("option").first
        expect(first).to_contain_text("173")
        expect(first.locator(".score")).to_be_visible()
        accessible(page)
        press(page, "Enter", "p", "Tab", "Enter", "v", "Tab", *"cvl", "Enter")
        saved(page)
        press(page, "Control+Enter")
        page.wait_for_url(f"**/projects/{project}/code")
    assert read_by_the_model(server, project)["model"] == "baseline 1"
    (found,) = sdk(coder).annotations.list(id=task)
    (event,) = found.coding["events"]
    taken = event["provenance"]["code"]
    assert event["code"] == "173"
    assert (taken["origin"], taken["model"], taken["rank"]) == ("accepted", "baseline 1", 1)
    assert 0 < taken["score"] <= 1
    assert taken["shown_ms"] >= 0
