"""A scripted coder replays gold events with the keyboard alone; the presses are counted and held to the goals."""

from __future__ import annotations

import statistics

import pytest
from playwright.sync_api import Browser

from tests.browser.replay_gold import articles, differences, gold_desk, stored
from tests.browser.replay_keys import CANDIDATES, DICTIONARY, POLICIES, SUGGESTED, UNASSISTED, Policy, replay
from tests.support.server import Server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.timeout(600),
]  # thousands of presses on a machine that may be busy

# The goals for the median event; a p90 says how far the odd ones go.
GOALS = {UNASSISTED.name: 32, DICTIONARY.name: 20, CANDIDATES.name: 10, SUGGESTED.name: 1}


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_gold_events_are_coded_by_keys_alone(server: Server, browser: Browser, policy: Policy) -> None:
    place = gold_desk(server, dictionary=policy.known_codes, suggested=policy.suggestions)
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
