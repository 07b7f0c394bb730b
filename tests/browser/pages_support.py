"""What the tests of the pages share: somebody at a browser, watched for errors; axe; files to drop."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize

from annotate.middleware import COOKIE
from annotate.users import service as users
from tests.support.server import Person, Server

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "annotate/web/node_modules/axe-core/axe.min.js"
WCAG = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa")
BY_COLOUR = ("color-contrast", "link-in-text-block")
"""The rules of axe whose answer depends on colours; a theme changes nothing else."""
AXE_RUN = """([runOnly, within]) => axe.run(within || document, {runOnly, resultTypes: ['violations']})
    .then(found => found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))"""
STICKS_OUT = """document.documentElement.scrollWidth <= innerWidth ? [] : ['the page is too wide'].concat(
    [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .map(e => e.outerHTML.slice(0, 120)).slice(0, 9))"""
WIDE = ViewportSize(width=1366, height=768)
NARROW = ViewportSize(width=390, height=844)
NARROWEST = ViewportSize(width=320, height=800)
"""WCAG's reflow: a page at 1280 px, magnified four times."""
PASSWORD = "three quiet words"

Watched = tuple[Page, list[str]]


@contextmanager
def at_browser(browser: Browser, url: str, **context: Any) -> Iterator[Page]:
    """A fresh browser context; fails when the page threw, or broke the content security policy."""
    options = {"viewport": {"width": 1366, "height": 768}, "locale": "en-GB", "timezone_id": "UTC", **context}
    made = browser.new_context(base_url=url, reduced_motion="reduce", **options)
    page = made.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    try:
        yield page
        assert wrong == []
    finally:
        made.close()


def log_in(page: Page, server: Server, person: Person) -> None:
    """With a session that is already open: the ways to log in have tests of their own."""
    with server.db.write() as session:
        token = users.open_session(session, person.id, server.settings.session_days, None)
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": server.url, "httpOnly": True, "sameSite": "Lax"}])


def accessible(page: Page, *, rules: tuple[str, ...] = (), within: str = "") -> None:
    """No violation of WCAG 2.2 A and AA, or of these rules of axe alone, on what is shown now or on a part of it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(AXE_RUN, [list(rules or WCAG), within])
    assert not found, "\n".join(found)


BURSTS = """() => [...document.querySelectorAll('button, a.btn')]
    .filter(one => one.checkVisibility() && one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1)
    .filter(one => getComputedStyle(one).textOverflow !== 'ellipsis')
    .map(one => `${one.scrollWidth} px in ${one.clientWidth}: ${one.outerHTML.slice(0, 120)}`)"""


def fits(page: Page) -> None:
    """Nothing sticks out of the window sideways, and no word out of its button."""
    out: list[str] = page.evaluate(STICKS_OUT) + page.evaluate(BURSTS)
    assert not out, "\n".join(out)


def drop(page: Page, files: dict[str, bytes]) -> None:
    """Drag files from outside onto the drop zone."""
    given = [[name, base64.b64encode(data).decode()] for name, data in files.items()]
    transfer = page.evaluate_handle(
        """files => {
            const transfer = new DataTransfer()
            for (const [name, data] of files) {
                transfer.items.add(new File([Uint8Array.from(atob(data), c => c.charCodeAt(0))], name))
            }
            return transfer
        }""",
        given,
    )
    zone = page.get_by_role("group", name="Drop files here")
    for event in ("dragenter", "dragover", "drop"):
        zone.dispatch_event(event, {"dataTransfer": transfer})


def good_at(page: Page, size: ViewportSize, within: str = "") -> None:
    """Accessible and fitting at this size in both themes."""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="light")
    accessible(page, within=within)
    page.emulate_media(color_scheme="dark")
    accessible(page, rules=BY_COLOUR, within=within)
    fits(page)


def good_on_every_surface(page: Page, within: str = "") -> None:
    """Accessible and fitting wide, narrow and magnified; ``within``: on a part of it alone."""
    for size in (WIDE, NARROW):
        good_at(page, size, within)
    page.set_viewport_size(NARROWEST)
    fits(page)
