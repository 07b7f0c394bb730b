"""Work that the server has not got: it is kept, said, sent when it can be, and never another person's."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.coding_support import SUBMISSION, TEXT, Desk, desk, press, saved
from tests.browser.pages_support import PASSWORD, accessible, at_browser, log_in
from tests.support.server import Person, Server, ok

pytestmark = pytest.mark.browser
NOTHING = {"verdict": "no_codable_event"}
KEPT = "kept on this computer"


def draft(place: Desk, person: Person | None = None) -> object:
    found = ok((person or place.coder).client.get(f"/api/app/tasks/{place.tasks[0]}"))["draft"]
    return found and found["coding"]


def away(route: Route) -> None:
    route.abort()


def chip(page: Page, text: str) -> None:
    expect(page.locator(".save-chip")).to_contain_text(text)


def note(page: Page, text: str) -> None:
    press(page, "c")
    box = page.get_by_label("Note on the article")
    box.fill(text)
    press(page, "Enter")
    expect(box).to_have_count(0)


def test_another_person_at_the_same_browser_neither_gets_nor_signs_the_work(server: Server, browser: Browser) -> None:
    place = desk(server)
    other = server.user("otto@example.org", "annotator", place.project, password=PASSWORD)
    with at_browser(browser, server.url) as page:
        place.open(page)
        second = page.context.new_page()
        log_in(second, server, other)
        press(page, "0")
        expect(page.get_by_role("button", name="Log in again")).to_be_visible()
        second.goto(f"/tasks/{place.tasks[0]}")
        expect(second.get_by_role("article")).to_be_visible()
        expect(second.get_by_text("No codable event in this article")).to_have_count(0)
        second.goto("/account")
        second.get_by_role("button", name="Log out").click()
        expect(second.get_by_role("heading", name="Log in")).to_be_visible()
        assert (draft(place), draft(place, other)) == (None, None)
        page.get_by_role("button", name="Log in again").click()
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        saved(page)
        assert (draft(place), draft(place, other)) == (NOTHING, None)


def test_logging_out_does_not_lose_work_unasked(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        page.route("**/draft", away)
        press(page, "0")
        chip(page, KEPT)
        page.get_by_role("link", name="Back to the project").click()
        expect(page.get_by_text("A coding is kept on this computer")).to_be_visible()
        accessible(page)
        page.get_by_role("link", name="Cleo").click()
        page.get_by_role("button", name="Log out", exact=True).click()
        expect(page.get_by_text("has not reached the server yet")).to_be_visible()
        accessible(page)
        page.get_by_role("link", name=f"Open article {place.tasks[0]}").click()
        expect(page.get_by_text("No codable event in this article")).to_be_visible()
        page.unroute("**/draft", away)
        chip(page, "Saved")
        page.goto("/account")
        page.get_by_role("button", name="Log out", exact=True).click()
        expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert draft(place) == NOTHING


def test_what_is_left_behind_is_brought_from_any_page(server: Server, browser: Browser) -> None:
    place = desk(server, TEXT, "Nothing happened in the valley.")
    with at_browser(browser, server.url) as page:
        place.open(page)
        page.on("dialog", lambda asked: asked.accept())

        def lost(route: Route) -> None:
            route.fetch()
            route.abort()

        page.route(SUBMISSION, lost)
        press(page, "0", "Control+Enter", "Control+Enter")
        chip(page, "Submission kept")
        page.goto(f"/projects/{place.project}")
        expect(page.get_by_text("A coding is kept on this computer")).to_be_visible()
        page.unroute(SUBMISSION, lost)
        page.goto(f"/projects/{place.project}/code")
        expect(page.get_by_role("article")).to_contain_text("Nothing happened in the valley.")
        page.wait_for_load_state("networkidle")
        expect(page.get_by_text("A coding is kept on this computer")).to_have_count(0)
    assert [(a["coding"], a["version"]) for a in place.stored(place.tasks[0])] == [(NOTHING, 1)]


def test_work_on_a_deleted_article_is_shown_until_it_is_discarded(server: Server, browser: Browser) -> None:
    place = desk(server)
    (task,) = place.tasks
    with at_browser(browser, server.url) as page:
        place.open(page)
        page.on("dialog", lambda asked: asked.accept())
        server.admin.client.delete(f"/api/tasks/{task}").raise_for_status()
        press(page, "0")
        expect(page.get_by_role("button", name="Try again")).to_be_visible()
        accessible(page)
        page.goto(f"/projects/{place.project}")
        expect(page.get_by_text("A coding is kept on this computer")).to_be_visible()
        page.get_by_role("button", name=f"Discard what is kept of {task}").click()
        page.get_by_role("button", name="Discard it for good").click()
        expect(page.get_by_text("A coding is kept on this computer")).to_have_count(0)
        page.reload()
        expect(page.get_by_role("heading", name="Town halls")).to_be_visible()
        expect(page.get_by_text("A coding is kept on this computer")).to_have_count(0)


NO_STORE = {
    "none": "delete window.indexedDB; delete Window.prototype.indexedDB",
    "refused": "IDBFactory.prototype.open = () => { throw new DOMException('denied', 'SecurityError') }",
    "silent": "IDBFactory.prototype.open = () => new EventTarget()",
    "full": "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }",
}


def test_browser_that_keeps_nothing_says_so_and_still_saves(server: Server, browser: Browser) -> None:
    place = desk(server)
    for n, script in enumerate(NO_STORE.values()):
        with at_browser(browser, server.url) as page:
            page.add_init_script(script)
            place.open(page)
            note(page, str(n))
            expect(page.get_by_text("This browser keeps nothing")).to_be_visible()
            saved(page)
            accessible(page)
        assert draft(place) == {"verdict": None, "note": str(n)}


def test_server_that_never_answers_counts_as_away(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        page.clock.install()
        place.open(page)
        page.route("**/draft", lambda route: None)
        press(page, "0")
        page.clock.run_for(2_000)
        chip(page, "Saving")
        page.clock.run_for(16_000)
        chip(page, KEPT)
        page.unroute("**/draft")
        for _ in range(20):
            page.clock.fast_forward(31_000)  # the next try is due; run_for would go on past its time limit as well
            page.wait_for_timeout(1_000)
            if "Saved" in page.locator(".save-chip").inner_text():
                break
        saved(page)
    assert draft(place) == NOTHING


def test_leaving_is_questioned_only_while_something_is_unsaved(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        place.open(page)
        page.reload()
        expect(page.get_by_role("article")).to_be_visible()
        press(page, "0")
        saved(page)
        page.reload()
        expect(page.get_by_text("No codable event in this article")).to_be_visible()
        assert asked == []
        page.route("**/draft", away)
        press(page, "0")
        page.reload()
        expect(page.get_by_role("article")).to_be_visible()
        assert asked == ["beforeunload"]


def test_clock_set_back_and_page_out_of_the_browsers_cache_lose_nothing(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        page.clock.install()
        place.open(page)
        note(page, "before")
        saved(page)
        page.clock.set_system_time("2001-01-01T00:00:00Z")
        press(page, "0")
        saved(page)
        page.reload()
        none = page.get_by_text("No codable event in this article")
        expect(none).to_be_visible()
        assert draft(place) == {**NOTHING, "note": "before"}, "what is newer is so by its number, not by the clock"
        now = ok(place.coder.client.get(f"/api/app/tasks/{place.tasks[0]}"))
        elsewhere = {
            "client_id": "elsewhere",
            "base_version": 0,
            "text_sha256": now["task"]["text_sha256"],
            "seq": now["draft"]["seq"] + 1,
            "seen": now["draft"]["hash"],
            "coding": {"verdict": None, "note": "before"},
        }
        ok(place.coder.client.put(f"/api/app/tasks/{place.tasks[0]}/draft", json=elsewhere))
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        expect(none).to_have_count(0)
    assert draft(place) == elsewhere["coding"]


THOUSAND = """async () => {
    const times = []
    for (let n = 0; n < 1000; n++) {
        const before = performance.now()
        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '0', code: 'Digit0', bubbles: true}))
        for (let i = 0; i < 30; i++) await null // what is kept is kept before the next task
        times.push(performance.now() - before)
        if (n % 50 === 49) await new Promise(done => setTimeout(done, 30))
    }
    const mean = (part) => part.reduce((a, b) => a + b) / part.length
    return [mean(times.slice(0, 200)), mean(times.slice(800))]
}"""
UNDONE = """() => {
    for (let n = 0; n < 1001; n++) {
        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'u', code: 'KeyU', bubbles: true}))
    }
}"""
KEPT_BYTES = """new Promise(done => { indexedDB.open('annotate').onsuccess = opened => {
    const all = opened.target.result.transaction('states').objectStore('states').getAll()
    all.onsuccess = () => done([all.result.length, JSON.stringify(all.result).length])
} })"""


def test_a_thousand_changes_offline_cost_no_more_each_than_the_first(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        page.on("dialog", lambda asked: asked.accept())
        page.route("**/draft", away)
        note(page, "long " * 200)
        first, last = page.evaluate(THOUSAND)
        print(f"a change costs {first:.2f} ms at first, {last:.2f} ms after 800")
        assert last < 3 * first + 1
        chip(page, "1001 changes kept on this computer")
        page.wait_for_timeout(300)
        states, size = page.evaluate(KEPT_BYTES)
        assert states == 1002, "one state for each change, not the history again and again"
        assert size < 1002 * 1200
        page.reload()
        expect(page.get_by_role("article")).to_be_visible()
        page.evaluate(UNDONE)
        expect(page.get_by_role("button", name="Undo")).to_be_disabled()
        page.unroute("**/draft", away)
        page.evaluate("dispatchEvent(new Event('online'))")
        saved(page)
    assert draft(place) == {"verdict": None}
