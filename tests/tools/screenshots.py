"""Makes the pictures that README shows, from the demo, in a real Chromium."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from annotate.cli.demo import login_token
from annotate.db import open_database
from annotate.demo.fill import fill
from annotate.migrations import ensure_schema
from tests.conftest import CHROMIUM_ARGS
from tests.support.server import running_server

DOCS = Path(__file__).resolve().parents[2] / "docs"


def code_two_events(page: Page) -> None:
    """The state that the picture shows: one event done, the second at its source."""
    page.keyboard.press("j")
    page.keyboard.press("j")
    for keys in (["n", "d", "Tab"], list("1041"), ["Tab", "p", "Tab"], list("egyopp"), ["Tab", "p", "ArrowDown"]):
        for key in keys:
            page.keyboard.press(key)
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    for key in [*"egygov", "Enter", "j", "n", "f", "Tab", *"tear gas", "Tab"]:
        page.keyboard.press(key)
    page.wait_for_timeout(1500)


def main() -> None:
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        db = open_database(str(Path(folder) / "demo.db"))
        ensure_schema(db)
        filled = fill(db)
        root = os.geteuid() == 0
        browser = play.chromium.launch(
            executable_path=os.environ["ANNOTATE_CHROMIUM"], args=[*CHROMIUM_ARGS, *(["--no-sandbox"] if root else [])]
        )
        with running_server(db) as server:
            context = browser.new_context(viewport={"width": 1366, "height": 768}, color_scheme="light", locale="en-GB")
            page = context.new_page()
            page.goto(f"{server.url}/link#{login_token(db, filled.visitor_id)}")
            page.wait_for_url(f"{server.url}/")
            page.goto(f"{server.url}/projects/{filled.project_id}")
            page.wait_for_selector("#h-agreement")
            page.wait_for_timeout(1500)
            page.screenshot(path=DOCS / "project.png")
            page.goto(f"{server.url}/projects/{filled.project_id}/code")
            page.wait_for_selector("article")
            page.wait_for_timeout(500)
            code_two_events(page)
            page.screenshot(path=DOCS / "coding.png")
        browser.close()
        db.close()


if __name__ == "__main__":
    main()
