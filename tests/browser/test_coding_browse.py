"""Actor codes that nobody offers, by the mouse, by touch and by the arrows: letter, country, role."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coding_support import desk, press, saved
from tests.browser.pages_support import accessible, at_browser, fits
from tests.support.server import Server, ok

pytestmark = pytest.mark.browser

TEXT = "Demonstrators in Cairo demanded that the junta resign.\n\nNothing else was reported."
WIDE: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def hit(page: Page, role: str, name: str | re.Pattern[str], *, touch: bool) -> None:
    found = page.get_by_role(role, name=name).first  # type: ignore[arg-type]
    if touch:
        found.tap()
    else:
        found.click()


@pytest.mark.parametrize("window", [WIDE, PHONE], ids=["mouse", "touch"])
def test_a_code_never_seen_is_given_without_the_keyboard(
    server: Server, browser: Browser, window: dict[str, Any]
) -> None:
    place = desk(server, TEXT)
    touch = "has_touch" in window
    with at_browser(browser, server.url, **window) as page:
        place.open(page)
        hit(page, "button", "New event", touch=touch)
        hit(page, "option", "demanded", touch=touch)
        hit(page, "button", "All codes", touch=touch)
        hit(page, "treeitem", re.compile("^10 |DEMAND"), touch=touch)
        hit(page, "option", "Demonstrators", touch=touch)
        expect(page.get_by_role("combobox", name="Source code")).to_be_focused()
        hit(page, "button", "Browse", touch=touch)
        hit(page, "treeitem", re.compile("^E …"), touch=touch)
        hit(page, "treeitem", re.compile("^EGY"), touch=touch)
        expect(page.get_by_role("navigation").get_by_role("button")).to_have_text(["All places", "E", "EGY Egypt"])
        fits(page)
        accessible(page)
        hit(page, "treeitem", re.compile("^EGYOPP"), touch=touch)
        expect(page.get_by_role("combobox", name="Target", exact=True)).to_be_focused()
        saved(page)
    coding = ok(place.coder.client.get(f"/api/app/tasks/{place.tasks[0]}"))["draft"]["coding"]
    assert [m["actor_code"] for m in coding["mentions"] if m["type"] == "actor"] == ["EGYOPP"]


def test_arrows_walk_the_places_as_they_walk_the_event_codes(server: Server, browser: Browser) -> None:
    place = desk(server, TEXT)
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "n", "d", "e", "m", "a", "n", "d", "e", "Tab", *"1041", "Tab", *"demons", "Tab", "ArrowLeft")
        rows, chosen = page.get_by_role("treeitem"), page.locator("[aria-selected=true]")
        expect(rows.first).to_contain_text("A …")
        press(page, "ArrowRight")
        expect(rows.nth(1)).to_contain_text("AFG")
        expect(rows.last).to_have_attribute("aria-level", "1")  # the other letters stay where they were
        expect(chosen).to_contain_text("A …")
        press(page, "ArrowRight", "ArrowRight")
        expect(rows.nth(3)).to_contain_text("AFGGOV")
        expect(rows.nth(3)).to_have_attribute("aria-level", "3")
        expect(chosen).to_have_attribute("aria-expanded", "true")
        press(page, "ArrowLeft")
        expect(rows.filter(has_text="AFGGOV")).to_have_count(0)
        expect(chosen).to_contain_text("AFG")
        press(page, "ArrowLeft")
        expect(chosen).to_contain_text("A …")
        press(page, "Backspace", "Backspace")
        expect(page.get_by_role("navigation", name="Where the list stands")).to_have_count(0)
        press(page, "ArrowLeft", "Enter", "Enter", "ArrowDown")
        expect(page.locator("[aria-selected=true]")).to_contain_text("AFGGOV")
        press(page, "Enter")
        expect(page.locator(".card")).to_contain_text("AFGGOV")


def test_enter_at_the_last_code_opens_a_place_rather_than_ending_the_event(server: Server, browser: Browser) -> None:
    place = desk(server, TEXT)
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "n", *"demande", "Tab", *"1041", "Tab", "-", *"junta", "Tab", "ArrowLeft", "Enter")
        expect(page.get_by_role("combobox", name="Target code")).to_be_focused()
        expect(page.get_by_role("treeitem").nth(1)).to_contain_text("AFG")
        page.get_by_role("button", name="Open").click()
        expect(page.get_by_role("treeitem").nth(3)).to_contain_text("AFGGOV")
