"""The next article is there when the last is submitted, and never a stale one or somebody else's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from sqlmodel import col, select

from annotate.models import Seat
from tests.browser.coding_support import Desk, desk, press, saved
from tests.browser.pages_support import at_browser
from tests.support.server import Server, ok

pytestmark = pytest.mark.browser
TEXTS = [f"Minister number {n} resigned on Monday." for n in range(4)]


@contextmanager
def requests(page: Page) -> Iterator[list[str]]:
    """What the page asks the server for, except for the article ahead."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/api/" in request.url and "/ahead" not in request.url:
            asked.append(f"{request.method} {request.url.partition('/api/')[2].partition('?')[0]}")

    page.on("request", note)
    yield asked
    page.remove_listener("request", note)


def open_with_next(page: Page, place: Desk, first: bool = True) -> None:
    with page.expect_response(lambda r: "/ahead" in r.url and r.ok):
        if first:
            place.open(page)
        else:
            page.goto(f"/projects/{place.project}/code")


def submit(page: Page) -> None:
    press(page, "0", "Control+Enter")


def shows(page: Page, n: int) -> None:
    expect(page.get_by_role("article")).to_contain_text(TEXTS[n])


def kept(place: Desk) -> list[int]:
    with place.server.db.read() as session:
        query = select(Seat.task_id).where(col(Seat.user_id) == place.coder.id, col(Seat.ahead))
        return list(session.exec(query).all())


def test_next_article_opens_without_a_request_of_its_own(server: Server, browser: Browser) -> None:
    place = desk(server, *TEXTS)
    with at_browser(browser, server.url) as page:
        open_with_next(page, place)
        shows(page, 0)
        assert kept(place) == [place.tasks[1]]
        for n in (1, 2):
            with requests(page) as asked, page.expect_response(lambda r: "/ahead" in r.url and r.ok):
                submit(page)
                shows(page, n)
                expect(page.get_by_text(f"{n} / 4")).to_be_visible()
            assert [a for a in asked if "draft" not in a] == [f"POST tasks/{place.tasks[n - 1]}/annotations"]
        assert kept(place) == [place.tasks[3]]
        submit(page)
        shows(page, 3)
        press(page, "0")
        saved(page)
        press(page, "Control+Enter")
        expect(page.get_by_text("Nothing left to code here")).to_be_visible()
    assert [len(place.stored(task)) for task in place.tasks] == [1, 1, 1, 1]


def test_article_deleted_meanwhile_is_never_shown(server: Server, browser: Browser) -> None:
    place = desk(server, *TEXTS)
    with at_browser(browser, server.url) as page:
        open_with_next(page, place)
        ok(server.admin.client.delete(f"/api/tasks/{place.tasks[1]}"))
        submit(page)
        shows(page, 2)


def test_article_coded_in_a_second_tab_is_not_opened_from_the_old_copy(server: Server, browser: Browser) -> None:
    place = desk(server, *TEXTS)
    with at_browser(browser, server.url) as page:
        open_with_next(page, place)
        second = page.context.new_page()
        second.goto(f"/tasks/{place.tasks[1]}")
        shows(second, 1)
        press(second, "c", *"from the second tab", "Enter")
        saved(second)
        second.close()
        submit(page)
        shows(page, 1)
        press(page, "c")
        expect(page.get_by_role("textbox", name="Note on the article")).to_have_value("from the second tab")
        press(page, "Escape")
    assert place.tasks[1] not in kept(place)  # the one after it may be kept by now


def test_another_coder_who_would_have_nothing_gets_what_is_kept_ahead(server: Server, browser: Browser) -> None:
    place = desk(server, *TEXTS[:2])
    other = server.user("ben@example.org", "annotator", place.project)
    with at_browser(browser, server.url) as page:
        open_with_next(page, place)
        answer = ok(other.client.post(f"/api/app/projects/{place.project}/next"))
        assert answer["task"]["id"] == place.tasks[1]
        submit(page)
        expect(page.get_by_text("Nothing left to code here")).to_be_visible()


def test_leaving_the_screen_and_logging_out_give_it_back(server: Server, browser: Browser) -> None:
    place = desk(server, *TEXTS)
    with at_browser(browser, server.url) as page:
        open_with_next(page, place)
        with page.expect_response(lambda r: "/release" in r.url):
            page.get_by_role("link", name="Back to the project").click()
        assert kept(place) == []
        open_with_next(page, place, first=False)
        assert kept(place) == [place.tasks[1]]
        second = page.context.new_page()
        second.goto("/account")
        second.get_by_role("button", name="Log out").click()
        expect(second.get_by_role("button", name="Log in")).to_be_visible()
        assert kept(place) == []
        press(page, "0", "Control+Enter")
        expect(page.get_by_text("Logged out: your coding is kept on this computer.").first).to_be_visible()
        shows(page, 0)
