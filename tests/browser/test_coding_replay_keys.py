"""A scripted coder replays gold events with the keyboard alone; the presses are counted and held to the goals."""

from __future__ import annotations

import statistics

import pytest
from playwright.sync_api import Browser

from tests.browser.coding_support import Desk
from tests.browser.pages_support import at_browser
from tests.browser.replay_gold import articles, differences, gold_desk, stored
from tests.browser.replay_keys import Coder, Policy, submit
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]  # thousands of presses on a machine that may be busy

WATCH_POINTER = """window.pointed = []
for (const name of ['pointerdown', 'mousedown', 'touchstart', 'wheel'])
  addEventListener(name, event => window.pointed.push(event.type), true)"""

UNASSISTED = Policy("unassisted")
DICTIONARY = Policy("dictionary", known_codes=True)
CANDIDATES = Policy("candidates and ranked code", known_codes=True, offers=True)
GOALS = {UNASSISTED.name: 32, DICTIONARY.name: 20, CANDIDATES.name: 10}


def replay(place: Desk, browser: Browser, policy: Policy) -> Coder:
    """Code all articles from the queue, without ever touching a pointer."""
    with at_browser(browser, place.server.url, viewport={"width": 1366, "height": 900}) as page:
        page.add_init_script(WATCH_POINTER)
        place.open(page)
        coder = Coder(page, policy)
        by_title = {article.title: article for article in articles()}
        for _ in articles():
            coder.code(by_title[page.inner_text("article h1")])
            submit(coder)
        assert page.evaluate("window.pointed") == []
    return coder


@pytest.mark.parametrize("policy", [UNASSISTED, DICTIONARY, CANDIDATES], ids=lambda policy: policy.name)
def test_gold_events_are_coded_by_keys_alone(server: Server, browser: Browser, policy: Policy) -> None:
    place = gold_desk(server, dictionary=policy.known_codes)
    coder = replay(place, browser, policy)
    wrong = {a.id: differences(stored(place, at), a.gold) for at, a in enumerate(articles())}
    found = [f"{name}: {each}" for name, all_wrong in wrong.items() for each in all_wrong]
    assert not found, "\n".join(found)
    keys = [count.event for count in coder.counts]
    assert len(keys) >= 50
    assert len(articles()) >= 20
    median, p90 = statistics.median(keys), statistics.quantiles(keys, n=10)[8]
    print(f"{policy.name}: {len(keys)} events, median {median:g}, p90 {p90:g}")
    assert median <= GOALS[policy.name]
