"""Warnings beside the slot, and what is listed before a submission."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.coding_support import TEXT, code_by_keys, desk, press, saved
from tests.browser.pages_support import accessible, at_browser, fits
from tests.support.server import Server

pytestmark = pytest.mark.browser

LONG = "\n\n".join([TEXT, *(f"It rained in valley number {i}. Nobody was hurt there." for i in range(60))])


def test_warning_stands_beside_the_slot_and_is_kept_with_one_key(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "j", "n", "d", "Tab", *"10", "Tab")
        expect(page.locator(".composer .message")).to_contain_text("Root code.")
        accessible(page)
        press(page, "!")
        expect(page.locator(".composer .message")).to_have_count(0)
        press(page, "-", "m", "Space", "Space", "Tab", *"polgov", "Enter")
        press(page, "u", "Shift+U")
        saved(page)
        press(page, "Control+Enter")
        expect(page.get_by_text("Nothing left to code here")).to_be_visible()
    (event,) = place.stored(place.tasks[0])[0]["coding"]["events"]
    assert event["kept"] == ["root-only"]


def test_warning_on_a_card_is_kept_or_mended_there(server: Server, browser: Browser) -> None:
    place = desk(server, "Police detained two protesters near Radom.")
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "n", *"det", "Tab", *"173", "Tab", "p", "Tab", *"polcop", "Tab")
        press(page, *"two", "Space", "Tab", *"polopp", "Enter")
        expect(page.locator(".card .message")).to_contain_text("Protesters arrested.")
        accessible(page)
        page.get_by_role("button", name="Use 175").click()
        expect(page.locator(".card .message")).to_have_count(0)
        expect(page.locator(".card .code")).to_have_text("175")
        press(page, "u", "!")
        expect(page.locator(".card .message")).to_have_count(0)
        expect(page.locator(".card .code")).to_have_text("173")


def test_check_list_names_what_is_left_and_goes_there(server: Server, browser: Browser) -> None:
    place = desk(server, LONG)
    with at_browser(browser, server.url, viewport={"width": 1366, "height": 600}) as page:
        place.open(page)
        press(page, "j", "n", "d", "Tab", "Escape", "j", "n", *"gave", "Tab", "Escape", "Control+Enter")
        rows = page.get_by_role("region", name="Before submitting").get_by_role("listitem")
        expect(rows.nth(0)).to_contain_text("Event 1 is not finished")
        expect(rows.nth(1)).to_contain_text("Event 2 is not finished")
        expect(rows.nth(2)).to_contain_text("sentences not looked at")
        accessible(page)
        press(page, "Control+Enter")
        expect(rows.nth(0)).to_be_visible()
        press(page, "2")
        expect(page.get_by_role("combobox", name="Event code", exact=True)).to_be_focused()
        assert place.stored(place.tasks[0]) == []


def test_unread_sentences_are_pointed_out_once_and_may_stay_unread(server: Server, browser: Browser) -> None:
    place = desk(server, LONG)
    with at_browser(browser, server.url, viewport={"width": 390, "height": 844}) as page:
        place.open(page)
        press(page, "0", "Control+Enter")
        region = page.get_by_role("region", name="Before submitting")
        expect(region).to_contain_text("sentences not looked at")
        accessible(page)
        fits(page)
        press(page, "1")
        expect(region).to_have_count(0)
        expect(page.locator(".sentence[aria-current]")).to_contain_text("It rained in valley")
        press(page, "Control+Enter", "Escape")
        expect(region).to_have_count(0)
        press(page, "Control+Enter")
        page.get_by_role("button", name="Submit all the same").click()
        expect(page.get_by_text("Nothing left to code here")).to_be_visible()
    assert place.stored(place.tasks[0])[0]["coding"] == {"verdict": "no_codable_event"}


def test_article_in_full_view_is_submitted_at_once(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        code_by_keys(page)
        press(page, "Control+Enter")
        expect(page.get_by_text("Nothing left to code here")).to_be_visible()
