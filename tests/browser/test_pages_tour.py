"""From the first start to the first codings collected: set-up, project, articles, invitation, token."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages_support import PASSWORD, ROOT, accessible, at_browser, drop

pytestmark = pytest.mark.browser

TEXT = b"""Protesters demand that minister resign

CAIRO, 1 July 2013 - Protesters in Cairo demanded on Monday that the interior minister resign.
Police arrested forty people after a night of clashes. The opposition rejected an offer of talks.
"""
TWO_LINES = b"""{"text": "Rebels and government troops fought near the border. Eleven died.", "title": "Fighting"}
{"text": "The two presidents signed an accord on water in Geneva. Both praised the talks.", "title": "Accord"}
"""
BROKEN = b'{"text": "One event was reported here by the agency."}\n{"text": "broken\n'


@pytest.fixture
def started(tmp_path: Path) -> Iterator[dict[str, str]]:
    """``annotate serve`` on an empty database, as somebody runs it for the first time."""
    command = [sys.executable, "-m", "annotate", "serve", "--port", "0", "--db", str(tmp_path / "new.db"), "--json"]
    env = {k: v for k, v in os.environ.items() if not k.startswith("ANNOTATE_")} | {"ANNOTATE_LOG_LEVEL": "error"}
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(15)
        if process.stdout is not None:
            process.stdout.close()


def test_tour_from_first_start_to_collecting(started: dict[str, str], browser: Browser) -> None:
    url = started["url"]
    with at_browser(browser, url) as page:
        _set_up(page, started["setup_link"])
        _log_out_and_in(page)
        _make_project(page)
        _add_articles(page)
        _look_around(page)
        link = _invite(page)
        with at_browser(browser, url, viewport={"width": 390, "height": 844}) as other:
            _join(other, link)
        _see_newcomer(page)
        token = _make_token(page)
    collected = httpx.get(f"{url}/api/tasks", params={"project": 1}, headers={"Authorization": f"Token {token}"})
    assert {task["data"]["title"] for task in collected.json()["tasks"]} >= {"Fighting", "Accord"}
    with at_browser(browser, url) as late:
        late.goto(link)
        expect(late.get_by_role("alert")).to_contain_text("used already")


def _set_up(page: Page, link: str) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="No account yet")).to_be_visible()
    accessible(page)
    page.goto(link)
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_label("Name")).to_be_focused()
    expect(page.get_by_text("Use 10 characters or more; 5 are missing.")).to_be_visible()
    accessible(page)
    page.get_by_label("Name").fill("Ana López")
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.get_by_label("Password").fill("password1234")
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_text("among the first anybody would try")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_text("No projects yet")).to_be_visible()
    assert "#" not in page.url


def _log_out_and_in(page: Page) -> None:
    page.get_by_role("link", name="Ana López").click()
    expect(page.get_by_role("heading", name="Account")).to_be_focused()
    page.get_by_role("button", name="Log out").click()
    expect(page).to_have_title("Log in · Event Annotate")
    page.goto("/projects/new")
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.get_by_label("Password").fill("not this one")
    page.keyboard.press("Enter")
    expect(page.get_by_text("E-mail address or password is wrong.")).to_be_visible()
    accessible(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="New project")).to_be_visible()


def _make_project(page: Page) -> None:
    expect(page.get_by_role("radio")).to_have_count(5)
    page.get_by_role("button", name="Create and add articles").click()
    expect(page.get_by_text("Give the project a title.")).to_be_visible()
    expect(page.get_by_label("Title", exact=True)).to_be_focused()
    page.keyboard.type("Protest in the news")
    page.get_by_label("Coders per article").fill("2")
    page.get_by_label("Guideline").fill("Code what is reported as having happened.")
    accessible(page)
    page.get_by_role("button", name="Create and add articles").click()
    expect(page.get_by_text("Step 2 of 2: articles for Protest in the news.")).to_be_visible()


def _add_articles(page: Page) -> None:
    accessible(page)
    drop(page, {"protest.txt": TEXT, "two.jsonl": TWO_LINES, "broken.jsonl": BROKEN})
    files = page.get_by_role("list", name="Files").get_by_role("listitem")
    protest = files.filter(has=page.get_by_role("heading", name="protest.txt"))
    expect(protest).to_contain_text("1 article found")
    expect(protest).to_contain_text("Protesters demand that minister resign")
    broken = files.filter(has=page.get_by_role("heading", name="broken.jsonl"))
    expect(broken).to_contain_text("Line 2:")
    expect(page.get_by_text("Nothing is stored yet.")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Import 3 articles from 2 files").click()
    expect(page.get_by_text("the files that need mending were left out")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="To the project").click()


def _look_around(page: Page) -> None:
    expect(page).to_have_title("Protest in the news · Event Annotate")
    states = page.get_by_role("region", name="Articles by state")
    expect(states.get_by_role("listitem").filter(has_text="Unassigned")).to_contain_text("3")
    articles = page.get_by_role("region", name="Articles", exact=True)
    expect(articles.get_by_role("row")).to_have_count(4)
    articles.get_by_role("searchbox").fill("accord")
    expect(articles.get_by_role("row")).to_have_count(2)
    expect(articles.get_by_role("link", name="Accord")).to_have_attribute("href", "/tasks/3")
    expect(page.get_by_role("region", name="Recent imports")).to_contain_text("two.jsonl")
    accessible(page)


def _invite(page: Page) -> str:
    page.get_by_role("button", name="Invite").click()
    page.get_by_label("Role", exact=True).select_option("annotator")
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("Invitation link")
    expect(link).to_be_focused()
    return link.input_value()


def _join(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_role("heading", name="Join Protest in the news")).to_be_visible()
    accessible(page)
    page.get_by_label("Name").fill("Ben Okonjo")
    page.get_by_label("E-mail address").fill("ben@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account and join").click()
    expect(page.get_by_role("link", name="Code next")).to_be_visible()
    expect(page.get_by_text("Code what is reported as having happened.")).to_be_visible()
    expect(page.get_by_role("heading", name="People")).to_have_count(0)
    accessible(page)


def _see_newcomer(page: Page) -> None:
    page.reload()
    people = page.get_by_role("region", name="People")
    expect(people.get_by_label("Role of Ben Okonjo")).to_have_value("annotator")
    people.get_by_label("Role of Ben Okonjo").select_option("reader")
    page.reload()
    expect(people.get_by_label("Role of Ben Okonjo")).to_have_value("reader")
    people.get_by_role("button", name="Remove Ben Okonjo").click()
    page.keyboard.press("Escape")
    expect(people.get_by_role("button", name="Remove Ben Okonjo")).to_be_focused()
    people.get_by_role("button", name="Remove Ben Okonjo").click()
    people.get_by_role("button", name="Remove", exact=True).click()
    expect(people.get_by_text("Ben Okonjo")).to_have_count(0)


def _make_token(page: Page) -> str:
    page.get_by_role("link", name="Make a token").click()
    page.get_by_role("button", name="New token").click()
    page.get_by_label("What it is for").fill("collecting")
    page.get_by_role("button", name="Make the token").click()
    token = page.get_by_label("Your new token").input_value()
    expect(page.get_by_role("rowheader", name="collecting")).to_contain_text(token[-4:])
    accessible(page)
    return token
