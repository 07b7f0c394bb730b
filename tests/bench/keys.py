"""Keys per event: a scripted coder replays gold events in a real Chromium, with more and more help from the screen."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from annotate.db import open_database
from annotate.migrations import ensure_schema
from tests.bench.latency import launch
from tests.browser.replay_gold import articles, gold_desk
from tests.browser.replay_keys import POLICIES, Count, Policy, replay
from tests.support.server import running_server


def main() -> None:
    print(f"keys for one event, {len(articles())} articles, keyboard only; n, median and p90\n")
    print("| help from the screen | events | who did what to whom | with place, time and details | reading on |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for policy in POLICIES:
        _row(policy, _counts(policy))


def _counts(policy: Policy) -> list[Count]:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        db = open_database(str(Path(folder) / "keys.db"))
        ensure_schema(db)
        browser = launch(play)
        with running_server(db) as server:
            place = gold_desk(server, dictionary=policy.known_codes, suggested=policy.suggestions)
            counts = replay(place, browser, policy).counts
        browser.close()
        db.close()
    return counts


def _row(policy: Policy, counts: list[Count]) -> None:
    columns = (
        [c.event for c in counts],
        [c.event + c.more for c in counts],
        [c.reading for c in counts],
    )
    shown = (f"{statistics.median(keys):g} / {statistics.quantiles(keys, n=10)[8]:.0f}" for keys in columns)
    print(f"| {policy.name} | {len(counts)} | {' | '.join(shown)} |", flush=True)


if __name__ == "__main__":
    main()
