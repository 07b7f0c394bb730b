"""A long article with hundreds of marks: what is out of view is left unpainted, and must still be reached and read."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.coding_support import desk, press
from tests.browser.pages_support import accessible, at_browser
from tests.support.long_articles import coded_article
from tests.support.server import Server, ok

pytestmark = pytest.mark.browser


def test_every_part_of_a_long_article_is_reached(server: Server, browser: Browser) -> None:
    text, coding = coded_article(10_000, 200)
    place = desk(server, text)
    ok(place.coder.client.post(f"/api/tasks/{place.tasks[0]}/annotations", json={"coding": coding}))
    with at_browser(browser, server.url) as page:
        place.open_task(page, place.tasks[0])
        expect(page.locator("article mark")).to_have_count(600)
        page.get_by_role("button", name=re.compile(r"^Event 2\b")).first.click()
        expect(page.locator(".card.active .card-no")).to_have_text("2")
        accessible(page)
        press(page, "/", *"units", "Space", *"497")
        expect(page.locator("[data-sentence='498']")).to_be_in_viewport()
        press(page, "Escape")
        expect(page.locator("[data-sentence='498']")).to_be_focused()
        number = page.get_by_role("button", name=re.compile(r"^Event 199\b")).first
        number.click()  # beside the text, outside the paragraph's box
        expect(page.locator(".card.active .card-no")).to_have_text("199")
        expect(page.locator(".card.active")).to_be_in_viewport()
        press(page, "Enter")
        expect(page.locator("article mark.m-trigger")).to_be_in_viewport()
        assert page.locator("article mark.m-trigger").inner_text() == "arrested"
