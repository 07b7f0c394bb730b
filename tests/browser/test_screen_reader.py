"""The walk of docs/screen-reader.md, row by row: what has the focus, how it is described, what the live regions say."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.coding_support import desk, press
from tests.browser.pages_support import ROOT, at_browser
from tests.browser.states import selected, tree
from tests.support.server import Server

pytestmark = pytest.mark.browser

WALK = ROOT / "docs/screen-reader.md"
# Keeps what the polite live regions come to hold; saving aside, which comes when it comes.
HEAR = """() => {
    window.heard = []
    new MutationObserver(changes => {
        for (const { target } of changes) {
            const element = target.nodeType === 1 ? target : target.parentElement
            const text = element?.closest('.hide[aria-live]')?.textContent.trim()
            if (text && text !== 'Saved' && window.heard.at(-1) !== text) window.heard.push(text)
        }
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
}"""
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def rows() -> list[tuple[list[str], str, str, str]]:
    """Keys, name, role or description, and live text of each step."""
    table = [line.split("|")[1:5] for line in WALK.read_text("utf-8").splitlines() if line.startswith("| `")]
    found = []
    for cells in table:
        keys, focus, what, heard = (cell.strip() for cell in cells)
        names = [key.replace("Ctrl", "Control") for key in re.findall(r"`([^`]+)`", keys)]
        found.append((names, focus, what, heard))
    return found


def focused(session: CDPSession) -> tuple[str, str]:
    """Name, and role with description, as assistive technology is given them."""
    for node in reversed(session.send("Accessibility.getFullAXTree")["nodes"]):
        if any(p["name"] == "focused" and p["value"].get("value") for p in node.get("properties", [])):
            role = node["role"]["value"]
            described = node.get("description", {}).get("value") or ""
            what = described if role in {"generic", "group"} else ", ".join(filter(None, (role, described)))
            return node.get("name", {}).get("value") or "", what
    raise AssertionError("nothing has the focus")


def test_walk_is_heard_as_it_is_written_down(server: Server, browser: Browser) -> None:
    place = desk(server)
    steps = rows()
    assert len(steps) > 15
    with at_browser(browser, server.url) as page:
        place.open(page)
        page.evaluate(HEAR)
        session = page.context.new_cdp_session(page)
        for keys, name, what, live in steps:
            page.evaluate("heard.length = 0")
            press(page, *keys)
            if live:
                page.wait_for_function("text => heard.at(-1) === text", arg=live)
            if what == "heading":
                expect(page.get_by_role("heading", name=name)).to_be_focused()
            page.evaluate(PAINTED)
            heard, described = focused(session)
            # Chromium leaves the space between two marks out of the name it computes
            assert (heard.replace(" ", ""), described) == (name.replace(" ", ""), what), keys
    assert len(place.stored(place.tasks[0])) == 1


def row_of(page: Page) -> str:
    """The active descendant of the combobox that has the focus."""
    found: str = page.evaluate("document.activeElement.getAttribute('aria-activedescendant')")
    return found


def test_rows_and_cards_have_their_roles(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        selected(page, place)
        card = page.get_by_role("listitem").get_by_role("button", name=re.compile("^Event 1: "))
        expect(card).to_have_accessible_name(
            "Event 1: Protesters in Łódź (POLOPP) demand a change in leadership from Mayor Zoë Nowak (POLGOV)"
        )
        press(page, "x")
        tree(page, place)
        first = row_of(page)
        expect(page.locator(f"#{first}")).to_have_attribute("aria-selected", "true")
        press(page, "ArrowDown")
        page.evaluate(PAINTED)
        assert row_of(page) != first
        rows = page.get_by_role("tree", name="Event codes").get_by_role("treeitem", level=2)
        expect(rows.first).to_have_attribute("aria-level", "2")
        box = page.get_by_role("combobox", name="Event code")
        expect(box).to_have_attribute("aria-haspopup", "tree")
        press(page, "Escape")
        expect(box).to_have_attribute("aria-haspopup", "listbox")
        expect(page.get_by_role("listbox", name="Event codes").get_by_role("option").first).to_be_visible()


@pytest.mark.parametrize("width", [1366, 390])
def test_composer_never_covers_the_sentence(width: int, server: Server, browser: Browser) -> None:
    text = "\n\n".join(
        f"Protesters number {i} demanded that the mayor of the old town resign at once." for i in range(30)
    )
    place = desk(server, text)
    with at_browser(browser, server.url, viewport={"width": width, "height": 844}) as page:
        place.open(page)
        for _ in range(8):
            press(page, "j", "j", "j", "n", "d")
            page.evaluate(PAINTED)
            gap = page.evaluate(
                "document.querySelector('.composer').getBoundingClientRect().top"
                " - document.querySelector('.sentence[aria-current]').getBoundingClientRect().bottom"
            )
            assert gap >= 0
            press(page, "Escape")
