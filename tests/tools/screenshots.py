"""Takes the pictures of the screens in a real Chromium: three for README, the rest to be looked at."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright
from typer.testing import CliRunner

from annotate.cli import build
from annotate.cli.demo import login_token
from annotate.db import open_database
from annotate.demo.fill import Filled, fill
from annotate.migrations import ensure_schema
from schemas.codebook import load_codebook
from schemas.labelstudio.result import to_result
from tests.browser.coding_support import MULTILINE_ARABIC, TEXT, desk, parsed, press, span
from tests.browser.pages_support import at_browser, log_in
from tests.browser.states import STATES
from tests.conftest import CHROMIUM_ARGS
from tests.support.server import Server, ok, running_server

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PICTURES = ROOT / "pictures"
ROUNDS = (
    Path(os.environ.get("ANNOTATE_SHARED") or ROOT.parent / "shared")
    / "data/cameo_multiannotator/cameo_multiannotator_rounds1-7.jsonl"
)
# no machine has every emoji; one character for one, so that the events of the other tests still fit
ARTICLE = (
    TEXT.replace("🔥", "a")
    + """

Witnesses said the square had filled before noon. Shopkeepers closed early and trams were sent around the old market.

The parties will meet again on Wednesday. Nowak’s office said the mayor would not answer questions before then."""
)
SETTLED = 1200  # milliseconds: bars and figures have come to rest, what was typed is saved
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DARK: dict[str, Any] = {"color_scheme": "dark"}


@dataclass(frozen=True)
class Shot:
    """A state of the coding screen, and the window that it is taken in."""

    state: str
    window: dict[str, Any] = field(default_factory=dict)
    article: dict[str, str] = field(default_factory=lambda: {"text": ARTICLE, "outlet": "Radio Łódź"})


SHOTS = {
    "empty": Shot("empty"),
    "coding": Shot("event selected"),
    "picker": Shot("picker"),
    "tree": Shot("tree, two steps down"),
    "actors": Shot("actor codes, browsing"),
    "suggestion": Shot("suggestion selected"),
    "details": Shot("details"),
    "error": Shot("unfinished"),
    "check-list": Shot("check-list"),
    "offline": Shot("offline"),
    "conflict": Shot("conflict"),
    "keys": Shot("key sheet"),
    "finished": Shot("finished", article={"text": TEXT}),
    "settings": Shot("settings"),
    "dark": Shot("event selected", DARK),
    "dark-picker": Shot("picker", DARK),
    "phone": Shot("event selected", PHONE),
    "phone-picker": Shot("picker", PHONE),
    "phone-suggestion": Shot("suggestion selected", {**PHONE, **DARK}),
    "phone-actors": Shot("actor codes, browsing", PHONE),
    "arabic": Shot("empty", article={"text": MULTILINE_ARABIC, "lang": "ar"}),
}


@contextmanager
def fresh_server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(str(Path(folder) / "pictures.db"))
        ensure_schema(db)
        with running_server(db) as server:
            yield server
        db.close()


def take(browser: Browser, name: str, shot: Shot) -> None:
    article = {"lang": "en", "published": "2013-07-01", **shot.article}
    with fresh_server() as server, at_browser(browser, server.url, **shot.window) as page:
        STATES[shot.state](page, desk(server, article.pop("text"), **article))
        if article["lang"] == "ar":
            press(page, "j", "n")
            page.keyboard.insert_text("طا")
        page.wait_for_timeout(SETTLED)
        page.screenshot(path=PICTURES / f"{name}.png")


def suggest_arrest(server: Server, filled: Filled) -> None:
    """A prediction for the article that comes first: the 40 people detained."""
    client = server.admin.client
    ok(client.patch(f"/api/app/projects/{filled.project_id}", json={"first_unaided": 0, "reliability_share": 0}))
    task = ok(client.get(f"/api/app/projects/{filled.project_id}/tasks"))["tasks"][0]["id"]
    text = ok(client.get(f"/api/tasks/{task}"))["data"]["text"]
    mentions = [
        {"id": "m1", "type": "trigger", "fragments": [span(text, "detained")]},
        {"id": "m2", "type": "actor", "fragments": [span(text, "Riot police")], "actor_code": "EGYCOP"},
        {"id": "m3", "type": "actor", "fragments": [span(text, "At least 40 people")], "actor_code": "EGYOPP"},
    ]
    event = {"id": "e1", "trigger": "m1", "code": "173", "sources": ["m2"], "targets": ["m3"]}
    result = to_result(parsed({"verdict": "events", "mentions": mentions, "events": [event]}), load_codebook("cameo"))
    ok(client.post("/api/predictions", json={"task": task, "result": result, "score": 0.71, "model_version": "linear"}))


def code_two_events(page: Page) -> None:
    """One event done, one suggested, one at its code."""
    press(
        page, "j", "j", "n", "d", "Tab", *"1041", "Tab", "p", "Tab", *"egyopp", "Tab", "p", "ArrowDown", "Space", "Tab"
    )
    press(page, *"egygov", "Enter", "j", "n", "f", "Tab", *"tear gas")


PAGES = {
    "projects": "/",
    "new-project": "/projects/new",
    "account": "/account",
    "project": "/projects/{project}",
}


def demo_pages(browser: Browser, server: Server, filled: Filled) -> None:
    """Every page around the coding screen, wide and narrow, light and dark."""
    for size, window in (("", {}), ("-phone", PHONE)):
        for look, theme in (("", {}), ("-dark", DARK)):
            with at_browser(browser, server.url, **window, **theme) as page:
                page.goto("/login")
                page.wait_for_timeout(SETTLED)
                page.screenshot(path=PICTURES / f"page-login{size}{look}.png")
                page.goto(f"/link#{login_token(server.db, filled.visitor_id)}")
                expect(page.get_by_role("heading", name="Projects")).to_be_visible()
                for name, path in PAGES.items():
                    page.goto(path.format(project=filled.project_id))
                    page.wait_for_timeout(SETTLED)
                    page.screenshot(path=PICTURES / f"page-{name}{size}{look}.png", full_page=True)


def for_readme(browser: Browser, server: Server, filled: Filled) -> None:
    suggest_arrest(server, filled)
    with at_browser(browser, server.url) as page:
        page.goto(f"/link#{login_token(server.db, filled.visitor_id)}")
        expect(page.get_by_role("heading", name="Projects")).to_be_visible()
        page.goto(f"/projects/{filled.project_id}")
        expect(page.locator("#h-agreement")).to_be_visible()
        page.wait_for_timeout(SETTLED)
        page.screenshot(path=DOCS / "project.png")
        page.goto(f"/projects/{filled.project_id}/code")
        expect(page.get_by_role("article")).to_be_visible()
        code_two_events(page)
        page.wait_for_timeout(SETTLED)
        page.screenshot(path=DOCS / "coding.png")


def agreement_page(browser: Browser, server: Server, filled: Filled) -> None:
    """The demo's agreement: whole, wide and narrow, light and dark, articles resampled; its top for README."""
    for size, window in (("", {}), ("-phone", PHONE)):
        for look, theme in (("", {}), ("-dark", DARK)):
            with at_browser(browser, server.url, **window, **theme) as page:
                page.goto(f"/link#{login_token(server.db, filled.visitor_id)}")
                expect(page.get_by_role("heading", name="Projects")).to_be_visible()
                page.goto(f"/projects/{filled.project_id}/agreement")
                expect(page.get_by_role("button", name="Resample", exact=False)).to_be_visible()
                if not (size or look):
                    page.wait_for_timeout(SETTLED)
                    page.screenshot(path=DOCS / "agreement.png")
                    page.get_by_role("button", name="Resample articles").click()
                expect(page.get_by_role("button", name="Resample again")).to_be_visible(timeout=180_000)
                page.wait_for_timeout(SETTLED)
                page.screenshot(path=PICTURES / f"page-agreement{size}{look}.png", full_page=True)


def trained_coders(browser: Browser, codings: Path) -> None:
    """The agreement of the published rounds of trained coders, wide and narrow, light and dark."""
    with fresh_server() as server:
        body = {"title": "Trained coders", "codebook": "cameo-root", "overlap": 5}
        project = ok(server.admin.client.post("/api/app/projects", json=body))["id"]
        done = CliRunner().invoke(build(), ["import", str(project), str(codings), "--db", server.db.url])
        assert done.exit_code == 0, done.output
        for size, window in (("", {}), ("-phone", PHONE)):
            for look, theme in (("", {}), ("-dark", DARK)):
                with at_browser(browser, server.url, **window, **theme) as page:
                    log_in(page, server, server.admin)
                    page.goto(f"/projects/{project}/agreement?by=round")
                    expect(page.get_by_role("button", name="Resample articles")).to_be_visible()
                    page.wait_for_timeout(SETTLED)
                    page.screenshot(path=PICTURES / f"page-agreement-rounds{size}{look}.png", full_page=True)


def main(wanted: list[str]) -> None:
    """All pictures; or those that are named: of the coding screen, `pages`, `agreement`, `readme`, `rounds`.

    The last is of the codings below ANNOTATE_SHARED, where they are.
    """
    PICTURES.mkdir(exist_ok=True)
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=os.environ["ANNOTATE_CHROMIUM"], args=[*CHROMIUM_ARGS, *root])
        for name, shot in SHOTS.items():
            if not wanted or name in wanted:
                take(browser, name, shot)
        if ROUNDS.is_file() and (not wanted or "rounds" in wanted):
            trained_coders(browser, ROUNDS)
        if not wanted or {"pages", "agreement", "readme"} & set(wanted):
            with fresh_server() as server:
                filled = fill(server.db)
                if not wanted or "pages" in wanted:
                    demo_pages(browser, server, filled)
                if not wanted or "agreement" in wanted:
                    agreement_page(browser, server, filled)
                if not wanted or "readme" in wanted:
                    for_readme(browser, server, filled)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
