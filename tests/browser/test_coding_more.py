"""Details, fragments, characters, hints and several actors, as a coder at the keyboard meets them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from schemas.coding import parse_coding
from tests.browser.coding_support import TEXT, Desk, code_by_keys, desk, press, saved
from tests.browser.pages_support import accessible, at_browser, fits
from tests.support.server import Server

pytestmark = pytest.mark.browser


def coded(place: Desk, page: Page) -> dict[str, Any]:
    """The draft that the server has, once it has everything."""
    saved(page)
    found: dict[str, Any] = place.coder.client.get(f"/api/app/tasks/{place.tasks[0]}").json()["draft"]["coding"]
    parse_coding(found)
    return found


def quotes(coding: dict[str, Any], ids: list[str]) -> list[str]:
    mentions = {m["id"]: " … ".join(f["quote"] for f in m["fragments"]) for m in coding["mentions"]}
    for mention in coding["mentions"]:
        assert all(TEXT[f["start"] : f["end"]] == f["quote"] for f in mention["fragments"])
    return [mentions[i] for i in ids]


def test_details_are_filled_in_by_keys_and_stored(server: Server, browser: Browser) -> None:
    place = desk(server, published="2013-07-01")
    with at_browser(browser, server.url) as page:
        place.open(page)
        code_by_keys(page)
        press(page, "Enter", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab")
        expect(page.get_by_role("combobox", name="Location", exact=True)).to_be_focused()
        press(page, "l", "Tab")
        expect(page.get_by_role("combobox", name="Time", exact=True)).to_be_focused()
        press(page, "1")
        expect(page.get_by_role("group", name="Details")).to_be_focused()
        press(page, "h", "2", "t", *"sun", "Enter")
        expect(page.locator(".card .note")).to_have_text("Łódź · Sunday · hypothetical · fairly sure · date 2013-06-30")
        press(page, "Enter", *["Tab"] * 8, "m", *"12", "Escape", "o", *"at night", "Enter")
        event = coded(place, page)["events"][0]
    assert event["modality"] == "hypothetical"
    assert (event["certainty"], event["magnitude"], event["note"]) == (2, 12, "date 2013-06-30; at night")


def test_location_and_time_are_spans_of_their_own(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        code_by_keys(page)
        press(page, "Enter", *["Tab"] * 6, "l", "Tab", "s", "Enter")
        coding = coded(place, page)
        event = coding["events"][0]
        press(page, "u", "u")
        expect(page.locator(".card .ln-location")).to_have_count(0)
    assert quotes(coding, [*event["locations"], *event["times"]]) == ["Łódź", "Sunday"]
    assert {m["type"] for m in coding["mentions"]} == {"trigger", "actor", "location", "time"}


def test_optional_slots_take_nothing_unasked(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        code_by_keys(page)
        press(page, "Enter", *["Tab"] * 8)
        expect(page.get_by_role("group", name="Details")).to_be_focused()
        press(page, "Shift+Tab")
        expect(page.get_by_role("combobox", name="Time", exact=True)).to_be_focused()
        press(page, "Enter")
        event = coded(place, page)["events"][0]
    assert "locations" not in event
    assert "times" not in event


def test_wrong_date_says_so_beside_the_box(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        code_by_keys(page)
        press(page, "Enter", *["Tab"] * 8, "t", *"soon", "Tab")
        expect(page.get_by_role("alert")).to_have_text("Type -1, mon or 2013-06-30.")
        accessible(page)


def test_pieces_and_characters_move_the_boundaries(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "j", "n", "d", "+", *"resi", "Tab", *"1041", "Tab")
        press(page, *"mayor", "Space", "}", ">", ">", "<", "<", "<", "Tab", "Tab", "-", "Escape")
        coding = coded(place, page)
        expect(page.locator("mark.m-trigger")).to_have_text(["demanded", "resign"])
        press(page, "Enter", "Tab", "Tab")
        expect(page.get_by_role("combobox", name="Source", exact=True)).to_be_focused()
    event = coding["events"][0]
    assert quotes(coding, [event["trigger"]]) == ["demanded … resign"]
    assert quotes(coding, event["sources"]) == ["ayor Zo"]


def test_several_sources_and_targets_and_the_ones_of_the_event_before(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "j", "n", "d", "Tab", *"1041", "Tab", "p", "Tab", *"polopp", "&")
        press(page, *"army", "Tab", *"polmil", "Tab", *"mayor", "Tab", *"polgov", "&", *"radio", "Tab", *"polmed")
        press(page, "Enter", "n", "r", "Tab", *"1041", "Tab", "=", "=", "Enter")
        expect(page.locator(".card")).to_have_count(2)
        coding = coded(place, page)
    first, second = coding["events"]
    assert quotes(coding, first["sources"]) == ["Protesters", "army"]
    assert quotes(coding, first["targets"]) == ["Mayor", "radio"]
    assert (second["sources"], second["targets"]) == (first["sources"], first["targets"])


def test_two_letter_hints_reach_every_word(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "j", "n", ";")
        hint = page.locator(".hint", has_text="demanded").locator("kbd")
        accessible(page)
        press(page, *(hint.text_content() or ""))
        expect(page.locator(".slot.armed bdi")).to_have_text("demanded")


def test_same_event_told_twice_is_linked(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        code_by_keys(page)
        press(page, "d", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "s", "Enter")
        expect(page.locator(".card").nth(1)).to_contain_text(re.compile("same as 1"))
        coding = coded(place, page)
    assert [e.get("same_as") for e in coding["events"]] == [None, "e1"]


def test_details_fit_a_phone(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url, viewport={"width": 390, "height": 844}, has_touch=True) as page:
        place.open(page)
        code_by_keys(page)
        press(page, "Enter", *["Tab"] * 8)
        expect(page.get_by_role("group", name="Details")).to_be_visible()
        accessible(page)
        fits(page)
