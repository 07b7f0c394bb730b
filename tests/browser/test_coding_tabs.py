"""A second tab, a reader, an article of somebody else's, a session that has ended, a newer version."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.coding_support import Desk, code_by_keys, demand, desk, press, saved
from tests.browser.pages_support import PASSWORD, accessible, at_browser, fits, log_in
from tests.support.server import Server

pytestmark = pytest.mark.browser


def draft(place: Desk) -> object:
    return place.coder.client.get(f"/api/app/tasks/{place.tasks[0]}").json()["draft"]["coding"]


def coded_nothing(page: Page) -> None:
    press(page, "n", "0", "Control+Enter")
    expect(page.get_by_role("combobox")).to_have_count(0)
    expect(page.locator(".card")).to_have_count(0)


def test_second_tab_looks_on_until_it_takes_over(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        code_by_keys(page)
        second = page.context.new_page()
        second.goto(f"/projects/{place.project}/code")
        take = second.get_by_role("button", name="Take over here")
        expect(take).to_be_visible()
        accessible(second)
        press(second, "j", "x", "n", "Control+Enter")
        expect(second.get_by_role("combobox")).to_have_count(0)
        press(page, "Escape", "c", *"mine", "Enter")
        take.click()
        expect(second.get_by_role("button", name="New event")).to_be_visible()
        expect(second.locator(".card")).to_have_count(1)
        expect(page.get_by_role("button", name="Take over here")).to_be_visible()
        press(second, "0", "n", "r", "Tab", *"010", "Tab", "Escape", "u", "u", "u")
        saved(second)
        press(page, "x", "0")
        expect(page.locator(".card")).to_have_count(1)
    assert draft(place) == {**demand(), "note": "mine"}


def test_tab_that_is_gone_does_not_keep_the_article(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        second = page.context.new_page()
        second.goto(f"/projects/{place.project}/code")
        expect(second.get_by_role("button", name="Take over here")).to_be_visible()
        page.close()
        second.get_by_role("button", name="Take over here").click()
        expect(second.get_by_role("button", name="New event")).to_be_visible()
        press(second, "0")
        expect(second.get_by_text("No codable event in this article")).to_be_visible()
        saved(second)


def test_reader_sees_the_article_and_cannot_code_it(server: Server, browser: Browser) -> None:
    place = desk(server)
    reader = server.user("ray@example.org", "reader", place.project)
    with at_browser(browser, server.url, viewport={"width": 390, "height": 844}) as page:
        log_in(page, server, reader)
        page.goto(f"/tasks/{place.tasks[0]}")
        expect(page.get_by_text("You may read this article, not code it.")).to_be_visible()
        coded_nothing(page)
        accessible(page)
        fits(page)


def test_article_in_nobodys_hands_is_coded_only_on_purpose(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        log_in(page, server, place.coder)
        page.goto(f"/tasks/{place.tasks[0]}")
        expect(page.get_by_text("This article is not in your hands.")).to_be_visible()
        coded_nothing(page)
        page.get_by_role("button", name="Code it", exact=True).click()
        code_by_keys(page)
        saved(page)
    assert draft(place) == demand()


def test_logging_in_again_in_place_sends_what_waited(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        page.context.clear_cookies()
        code_by_keys(page)
        page.get_by_role("button", name="Log in again").click()
        box = page.get_by_label("Password")
        accessible(page)
        box.fill("wrong one")
        box.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("wrong")
        box.fill(PASSWORD)
        box.press("Enter")
        saved(page)
        expect(page.get_by_role("dialog")).to_have_count(0)
        press(page, "Control+Enter")
        expect(page.get_by_text("Nothing left to code here")).to_be_visible()
    assert [a["coding"] for a in place.stored(place.tasks[0])] == [demand()]


@pytest.mark.parametrize("keep", ["Keep mine", "Take the newer one"])
def test_both_versions_are_kept_whichever_is_taken(server: Server, browser: Browser, keep: str) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page, at_browser(browser, server.url) as second:
        place.open(page)
        place.open(second)
        code_by_keys(second)
        saved(second)
        press(page, "0")
        page.get_by_role("button", name=keep).click()
        cards, none = page.locator(".card"), page.get_by_text("No codable event in this article")
        mine = keep == "Keep mine"
        expect(none if mine else cards).to_have_count(1)
        if mine:
            saved(page)  # the other version is one undo away once the server has been asked for it
        press(page, "u")
        expect(cards if mine else none).to_have_count(1)
        saved(page)
    assert draft(place) == (demand() if mine else {"verdict": "no_codable_event"})


def test_undo_survives_a_reload_while_the_server_is_away(server: Server, browser: Browser) -> None:
    place = desk(server)

    def away(route: Route) -> None:
        route.abort()

    with at_browser(browser, server.url) as page:
        place.open(page)
        page.on("dialog", lambda asked: asked.accept())
        page.route("**/draft", away)
        code_by_keys(page)
        press(page, "x", "u")
        expect(page.locator(".save-chip")).to_contain_text("kept on this computer")
        page.reload()
        expect(page.locator(".card-say")).to_contain_text("POLGOV")
        press(page, "u", "Shift+U", "Shift+U")
        expect(page.locator(".card")).to_have_count(0)
        press(page, "u")
        page.unroute("**/draft", away)
        expect(page.locator(".save-chip")).to_contain_text("Saved", timeout=15_000)
    assert draft(place) == demand()


def test_who_rests_is_told_before_the_article_goes_and_keeps_it_with_a_key(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        page.clock.install()
        place.open(page)
        notice = page.locator(".side .message")
        with page.expect_response("**/renew"):
            page.clock.fast_forward("01:01")
        # when this one has come, the page has read the answer before it
        page.evaluate("fetch('/api/app/session').then(answer => answer.text())")
        for _ in range(3):
            page.clock.fast_forward("30:01")
        expect(notice).to_have_count(0)
        page.clock.fast_forward("28:01")
        expect(notice).to_contain_text("goes back to the queue in two minutes")
        expect(page.locator(".hide[aria-live]").filter(has_text="any key keeps it")).to_have_count(1)
        accessible(page)
        with page.expect_response("**/renew"):
            press(page, "j")
        expect(notice).to_have_count(0)
        for _ in range(3):
            page.clock.fast_forward("30:01")
        page.clock.fast_forward("28:01")
        expect(notice).to_contain_text("goes back")
        page.clock.fast_forward("02:01")
        expect(notice).to_contain_text("may go to another coder now")
        assert place.coder.client.post(f"/api/app/tasks/{place.tasks[0]}/release").status_code == 204
        notice.get_by_role("button", name="Keep it").click()
        expect(notice).to_contain_text("no longer in your hands")
