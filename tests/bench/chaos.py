"""More runs of chaos than the tests have time for: ``python -m tests.bench.chaos [runs] [first seed]``.

A run that breaks a promise is printed with its seed; runs 1 and that seed play it again, alone.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from annotate.db import Database
from tests.browser.chaos import Broken, house, play
from tests.browser.chaos_script import script_of
from tests.conftest import CHROMIUM_ARGS
from tests.support.databases import sqlite_template
from tests.support.server import running_server


def main(runs: int = 200, first: int = 1000) -> int:
    """The number of runs in which a promise was broken."""
    args = [*CHROMIUM_ARGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    broken, started = 0, time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        db = Database(f"sqlite:///{sqlite_template(Path(folder) / 'chaos.db')}")
        browser = playwright.chromium.launch(executable_path=os.environ["ANNOTATE_CHROMIUM"], args=args)
        with running_server(db) as server, house(server, browser) as made:
            for seed in range(first, first + runs):
                try:
                    play(made, script_of(seed))
                except Broken as error:
                    broken += 1
                    print(error, flush=True)
                if (seed - first) % 20 == 19:
                    print(f"  {seed - first + 1} of {runs}, {broken} broken", file=sys.stderr, flush=True)
        browser.close()
        db.close()
    took = time.perf_counter() - started
    print(f"chaos {runs} runs from seed {first}: {broken} broken, {took / runs:.2f} s each")
    return broken


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])) > 0)
