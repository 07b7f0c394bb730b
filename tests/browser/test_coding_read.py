"""Reading mode: find, note, skip with a reason, keys of one's own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.coding_support import MULTILINE_ARABIC, TEXT, code_by_keys, desk, press, saved
from tests.browser.pages_support import accessible, at_browser, fits
from tests.support.server import Server

pytestmark = pytest.mark.browser


def test_article_is_skipped_with_a_reason_and_the_next_one_opens(server: Server, browser: Browser) -> None:
    place = desk(server, TEXT, "Nothing happened in the valley.")
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "s")
        expect(page.get_by_role("textbox", name="Skip this article")).to_be_focused()
        accessible(page)
        press(page, "3")
        expect(page.get_by_role("article")).to_contain_text("Nothing happened in the valley.")
        press(page, "s", *"a test 1", "Enter")
        expect(page.get_by_text("Nothing left to code here")).to_be_visible()
    first, second = (place.stored(task)[0] for task in place.tasks)
    assert (first["was_cancelled"], first["coding"]["note"]) == (True, "skipped: the text is broken")
    assert (second["was_cancelled"], second["coding"]["note"]) == (True, "skipped: a test 1")


def test_find_walks_through_what_it_finds_and_leaves_no_trace(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        page.evaluate("addEventListener('keydown', event => { window.ours = event.defaultPrevented })")
        press(page, "'")
        assert page.evaluate("window.ours"), "the browser's own search takes the next letters"
        press(page, "/", *"lodz")
        expect(page.locator("mark.m-found")).to_have_text(["Łódź", "Łódź"])
        expect(page.get_by_text("1 of 2", exact=True).first).to_be_visible()
        accessible(page)
        press(page, "Enter")
        expect(page.locator(".sentence[aria-current]")).to_contain_text("demanded on Sunday")
        press(page, "Escape")
        expect(page.locator("mark.m-found")).to_have_count(0)
        expect(page.locator(".sentence[aria-current]")).to_be_focused()
        press(page, "n", *"dem")
        expect(page.locator(".slot.armed bdi")).to_have_text("demanded")


def test_notes_go_to_the_selected_event_or_to_the_article(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        code_by_keys(page)
        press(page, "c", *"or 1042?", "Enter")
        expect(page.locator(".card .note")).to_have_text("or 1042?")
        press(page, "Escape", "c", *"a long day", "Enter", "u", "Shift+U")
        saved(page)
    coding = place.coder.client.get(f"/api/app/tasks/{place.tasks[0]}").json()["draft"]["coding"]
    assert (coding["note"], coding["events"][0]["note"]) == ("a long day", "or 1042?")


def test_keys_can_be_changed_and_switched_off_and_stay_so(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "?")
        page.get_by_label("Key for: new event in this sentence").press("e")
        accessible(page)
        press(page, "Escape")
        press(page, "n")
        expect(page.get_by_role("combobox", name="Trigger", exact=True)).to_have_count(0)
        page.reload()
        expect(page.get_by_role("button", name=re.compile("New event e"))).to_be_visible()
        press(page, "e")
        expect(page.get_by_role("combobox", name="Trigger", exact=True)).to_be_focused()
        press(page, "Escape", "F1")
        page.get_by_label("Single letters are commands while reading").uncheck()
        press(page, "Escape", "e", "0", "j")
        expect(page.get_by_role("combobox", name="Trigger", exact=True)).to_have_count(0)
        expect(page.get_by_text("No codable event in this article")).to_have_count(0)
        press(page, "ArrowDown")
        expect(page.locator(".sentence[aria-current]")).to_contain_text("demanded on Sunday")
        press(page, "F1")
        page.get_by_role("button", name="Keys as they were").click()
        press(page, "Escape", "n")
        expect(page.get_by_role("combobox", name="Trigger", exact=True)).to_be_focused()


FONT = "getComputedStyle(document.querySelector('.article p.text')).fontSize"
SPACE = "getComputedStyle(document.querySelector('.article p.text')).letterSpacing"


def test_text_is_made_larger_and_wider_by_keys_and_stays_so(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        assert (page.evaluate(FONT), page.evaluate(SPACE)) == ("18px", "normal")
        press(page, "?")
        sheet = page.get_by_role("dialog", name="Keys and text")
        sheet.get_by_role("group", name="Text size of articles").get_by_role("radio", name="Standard").focus()
        press(page, "ArrowRight", "ArrowRight")
        expect(sheet.get_by_role("radio", name="Larger")).to_be_checked()
        sheet.get_by_role("radio", name="Wide apart").check()
        press(page, "Escape")
        for _ in range(2):
            expect(page.locator("article h1")).to_be_visible()
            assert page.evaluate(FONT) == "24.3px"
            assert page.evaluate(SPACE) == "2.916px"  # .12 of the letter
            page.reload()
        page.goto("/account")
        expect(page.get_by_role("radio", name="Larger")).to_be_checked()
        page.get_by_role("radio", name="Standard").first.check()
        place.open(page)
        assert page.evaluate(FONT) == "18px"


def test_letters_that_are_joined_are_not_torn_apart(server: Server, browser: Browser) -> None:
    place = desk(server, "طالب متظاهرون في القاهرة باستقالة الرئيس.")
    with at_browser(browser, server.url) as page:
        page.add_init_script("localStorage['annotate-spacing'] = 'wide'")
        place.open(page)
        assert page.evaluate("getComputedStyle(document.querySelector('.article .text')).letterSpacing") == "normal"
        assert page.evaluate("getComputedStyle(document.querySelector('.article .text')).wordSpacing") != "0px"


def test_bars_fit_a_phone_and_find_reads_arabic(server: Server, browser: Browser) -> None:
    place = desk(server, MULTILINE_ARABIC)
    with at_browser(browser, server.url, viewport={"width": 390, "height": 844}, has_touch=True) as page:
        place.open(page)
        page.get_by_role("button", name="Find").tap()
        page.keyboard.type("استقالة")
        expect(page.locator("mark.m-found")).to_have_count(2)
        fits(page)
        page.get_by_role("button", name="Close").tap()
        page.get_by_role("button", name="Skip").tap()
        fits(page)
        accessible(page)
