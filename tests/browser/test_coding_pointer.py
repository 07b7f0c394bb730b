"""The coding screen under a mouse and under a finger: menu, mentions, boundaries; each drag has a key and a click."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.coding_support import MULTILINE_ARABIC, TEXT, Desk, code_by_keys, demand, desk, press, saved
from tests.browser.pages_support import accessible, at_browser, fits
from tests.browser.pointer_support import drag, ends, middle, mouse_drag, touch_drag
from tests.support.server import Server

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def armed(page: Page) -> Locator:
    return page.locator(".slot.armed bdi")


def sentence(page: Page, n: int = 1) -> Locator:
    return page.locator(f"[data-sentence='{n}']")


def draft(place: Desk, page: Page) -> dict[str, Any]:
    saved(page)
    found: dict[str, Any] = place.coder.client.get(f"/api/app/tasks/{place.tasks[0]}").json()["draft"]["coding"]
    for mention in found["mentions"]:
        for piece in mention["fragments"]:
            assert TEXT[piece["start"] : piece["end"]] == piece["quote"]
    return found


def at_source(page: Page, place: Desk) -> None:
    place.open(page)
    press(page, "j", "n", "d", "Tab", *"1041", "Tab", "p")
    expect(armed(page)).to_have_text("Protesters")


def test_boundaries_are_dragged_with_the_mouse(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        at_source(page, place)
        x0, y0, x1, y1 = ends(sentence(page), "in Łódź")
        mouse_drag(page, middle(page.locator(".handle-end")), (x1 - 12, y1))
        expect(armed(page)).to_have_text("Protesters in Łódź")
        mouse_drag(page, middle(page.locator(".handle-start")), (x0 + 3, y0))
        expect(armed(page)).to_have_text("in Łódź")
        mouse_drag(page, middle(page.locator(".handle-end")), (x0 - 80, y0))
        expect(armed(page)).to_have_text("in")  # one word always stays
        expect(page.get_by_role("combobox", name="Source", exact=True)).to_be_focused()
        press(page, ",", "Space", "Tab", *"polopp", "Tab", "-", "Enter")
        coding = draft(place, page)
    assert coding["mentions"][1]["fragments"][0]["quote"] == "Protesters in Łódź"


def test_what_a_drag_does_keys_and_clicks_do_too(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        at_source(page, place)
        press(page, "Space", "Space")
        expect(armed(page)).to_have_text("Protesters in Łódź")
        press(page, "Shift+Space", "Shift+Space")
        page.get_by_role("button", name="Extend").click()
        page.get_by_role("button", name="Extend").click()
        expect(armed(page)).to_have_text("Protesters in Łódź")
        page.get_by_role("button", name="Shrink").click()
        expect(armed(page)).to_have_text("Protesters in")
        x0, y0, *_ = ends(sentence(page), "demanded")
        page.keyboard.down("Shift")
        page.mouse.click(x0 + 10, y0)
        page.keyboard.up("Shift")
        expect(armed(page)).to_have_text("Protesters in Łódź demanded")
        x0, y0, *_ = ends(sentence(page), "radio")
        page.mouse.click(x0 + 10, y0)
        expect(armed(page)).to_have_text("radio")


def test_boundaries_are_dragged_with_a_finger_below_the_words(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url, **PHONE) as page:
        at_source(page, place)
        _, _, x1, y1 = ends(sentence(page), "in Łódź")
        x, y = middle(page.locator(".handle-end"))
        touch_drag(page, (x + 8, y + 16), (x1 + 4, y1 + 16))
        expect(armed(page)).to_have_text("Protesters in Łódź")
        _, _, x1, y1 = ends(sentence(page), "Mayor Zoë Nowak")
        x, y = middle(page.locator(".handle-end"))
        touch_drag(page, (x, y + 16), (x1, y1 + 16))
        expect(armed(page)).to_have_text("Protesters in Łódź demanded on Sunday that Mayor Zoë Nowak")
        assert page.evaluate("scrollY") == 0  # the finger moved the boundary, not the page


def test_boundary_of_arabic_words_is_dragged_to_the_left(server: Server, browser: Browser) -> None:
    place = desk(server, MULTILINE_ARABIC)
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "j", "n")
        page.keyboard.type("عمال")
        expect(armed(page)).to_have_text("عمال")
        _, _, x1, y1 = ends(sentence(page), "عمال الميناء المضربون")
        x, y = middle(page.locator(".handle-end"))
        assert x1 < x
        mouse_drag(page, (x, y), (x1 + 4, y1))
        expect(armed(page)).to_have_text("عمال الميناء المضربون")


def test_selected_words_offer_the_slots_that_fit(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        code_by_keys(page)
        drag(page, sentence(page, 2), "army")
        items = page.get_by_role("menu", name="These words").get_by_role("menuitem")
        expect(items).to_have_text(["New event", "Trigger", "Source", "Target", "Location", "Time"])
        press(page, "ArrowRight", "ArrowRight", "ArrowRight")
        expect(page.get_by_role("menuitem", name="Source of event 1")).to_be_focused()
        accessible(page)
        press(page, "Enter")
        expect(page.locator(".card-say")).to_contain_text("Protesters in Łódź POLOPP, army")
        drag(page, sentence(page, 2), "parties")
        press(page, "Escape")
        expect(page.get_by_role("menu")).to_have_count(0)
        press(page, "u")
        drag(page, sentence(page), "on Sunday")
        page.get_by_role("menuitem", name="Time of event 1").click()
        coding = draft(place, page)
    assert [m["fragments"][0]["quote"] for m in coding["mentions"]] == [
        *("demanded", "Protesters in Łódź", "Mayor Zoë Nowak", "on Sunday"),
    ]


def test_triple_click_takes_the_paragraph_and_no_more(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        x0, y0, *_ = ends(sentence(page, 3), "later")
        page.mouse.click(x0 + 4, y0, click_count=3)
        page.get_by_role("menuitem", name="New event").click()
        coding = draft(place, page)
    (fragment,) = coding["mentions"][0]["fragments"]
    assert fragment["quote"] == "Police later detained two reporters outside the town hall"


def test_mention_selects_its_event_and_opens_it_at_its_slot(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        code_by_keys(page)
        press(page, "Escape")
        mark = page.locator("mark", has_text="Mayor Zoë Nowak")
        mark.click()
        expect(page.locator(".card.active")).to_have_count(1)
        expect(page.locator("mark.m-target")).to_have_text("Mayor Zoë Nowak")
        page.locator("mark.m-target").click()
        expect(page.get_by_role("combobox", name="Target", exact=True)).to_be_focused()


def test_event_is_coded_with_a_finger_alone(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url, **PHONE) as page:
        place.open(page)
        tap(page, ends(sentence(page), "demanded"))
        page.get_by_role("button", name="New event").tap()
        tap(page, ends(sentence(page), "demanded"))  # a numbered candidate is taken as it is
        page.get_by_role("button", name="All codes").tap()
        for code in ("10", "104"):
            row = page.get_by_role("treeitem").filter(has=page.locator(".code", has_text=re.compile(f"^{code}$")))
            row.locator(".more").tap()
        page.get_by_role("treeitem", name=re.compile("1041")).tap()
        take_words(page, "Source", "Protesters in Łódź")
        page.keyboard.type("polopp")  # the phone's own keyboard
        page.get_by_role("option").first.tap()
        take_words(page, "Target", "Mayor Zoë Nowak")
        page.keyboard.type("polgov")
        page.get_by_role("option").first.tap()
        page.get_by_role("button", name="Save event").tap()
        coding = draft(place, page)
        fits(page)
    assert coding == demand()


def tap(page: Page, at: tuple[float, float, float, float]) -> None:
    page.touchscreen.tap(at[0] + 8, at[1])


def take_words(page: Page, slot: str, words: str) -> None:
    """The first word by a tap, which takes the candidate there; the others by pulling its boundary."""
    first = words.split(maxsplit=1)[0]
    tap(page, ends(sentence(page), first))
    page.get_by_role("button", name=re.compile(f"^{slot} {first}")).tap()
    _, _, x, y = ends(sentence(page), words)
    handle = middle(page.locator(".handle-end"))
    touch_drag(page, (handle[0], handle[1] + 16), (x, y + 16))
    expect(armed(page)).to_have_text(words)
    page.get_by_role("button", name="Take").tap()
