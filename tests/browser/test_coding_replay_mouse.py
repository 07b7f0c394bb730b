"""A scripted coder replays the same gold articles with the mouse alone: no key is ever pressed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.pages_support import at_browser
from tests.browser.replay_gold import articles, differences, gold_desk, stored
from tests.browser.replay_mouse import MouseCoder
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(600)]

WATCH_KEYS = """window.keyed = []
for (const name of ['keydown', 'keypress', 'keyup'])
  addEventListener(name, event => window.keyed.push(event.key), true)"""


def test_gold_articles_are_coded_by_mouse_alone(server: Server, browser: Browser) -> None:
    place = gold_desk(server, dictionary=True)
    by_title = {article.title: article for article in articles()}
    with at_browser(browser, server.url, viewport={"width": 1366, "height": 900}) as page:
        page.add_init_script(WATCH_KEYS)
        place.open(page)
        coder = MouseCoder(page)
        for _ in articles():
            coder.code(by_title[page.inner_text("article h1")])
            coder.submit()
        assert page.evaluate("window.keyed") == []
    # notes and numbers are text: they have to be typed
    wrong = {a.id: differences(stored(place, at), a.gold, typed=False) for at, a in enumerate(articles())}
    found = [f"{name}: {each}" for name, all_wrong in wrong.items() for each in all_wrong]
    assert not found, "\n".join(found)
