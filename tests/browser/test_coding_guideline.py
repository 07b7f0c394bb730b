"""The guideline as Markdown, on the coding screen and on the project's page, and what it must never do."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coding_support import desk, press
from tests.browser.pages_support import accessible, at_browser
from tests.support.server import Server

pytestmark = pytest.mark.browser

GUIDELINE = """# What counts
Code **every** event that is *reported*, see [the book](https://example.org/book).

1. Who acts?
2. On whom?

<img src=x onerror="window.ran = 1"><script>window.ran = 2</script>

[press](javascript:window.ran=3)
"""


def instruct(server: Server, project: int, text: str) -> None:
    headers = {"Authorization": f"Token {server.admin.token}"}
    answer = server.admin.client.patch(f"/api/app/projects/{project}", json={"instructions": text}, headers=headers)
    assert answer.status_code == 200, answer.text


def harmless(page: Page) -> None:
    expect(page.get_by_text("<script>window.ran = 2</script>")).to_be_visible()
    expect(page.locator(".markdown a")).to_have_count(1)
    expect(page.locator(".markdown img, .markdown script")).to_have_count(0)
    assert page.evaluate("window.ran") is None


def test_guideline_is_markdown_and_markup_stays_text(server: Server, browser: Browser) -> None:
    place = desk(server)
    instruct(server, place.project, GUIDELINE)
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "g")
        dialog = page.get_by_role("dialog", name="Guideline")
        expect(dialog.get_by_role("heading", name="What counts")).to_be_visible()
        expect(dialog.get_by_role("listitem")).to_have_text(["Who acts?", "On whom?"])
        expect(dialog.get_by_role("listitem").first).to_have_css("list-style-type", "decimal")  # numbers are seen
        link = dialog.get_by_role("link", name="the book")
        expect(link).to_have_attribute("rel", "noopener noreferrer")
        harmless(page)
        accessible(page)
        page.goto(f"/projects/{place.project}")
        expect(page.locator(".guideline strong")).to_have_text("every")
        harmless(page)
        accessible(page)
