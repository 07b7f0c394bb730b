"""The pickers of event codes and actor codes, as a coder meets them with keys and with the mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from schemas.codebook import load_codebook
from tests.browser.coding_support import Desk, code_by_keys, desk, press
from tests.browser.pages_support import accessible, at_browser, fits
from tests.support.server import Server

pytestmark = pytest.mark.browser


def at_code(place: Desk, page: Page) -> None:
    """A new event with its trigger, the code slot armed."""
    press(page, "j", "n", "d", "Tab")
    expect(page.get_by_role("combobox", name="Event code")).to_be_focused()


def retype(page: Page, text: str) -> None:
    box = page.get_by_role("combobox").and_(page.locator(":focus"))
    box.fill("")
    page.keyboard.type(text)


def first_code(page: Page) -> str:
    return page.get_by_role("option").first.locator(".code").inner_text()


def test_words_lead_to_the_code_and_show_which_did(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        at_code(place, page)
        retype(page, "shuttle dip")
        expect(page.get_by_role("option").first).to_contain_text("Mediate")
        expect(page.get_by_role("option").first.locator(".through")).to_have_text("shuttle diplomacy")
        card = page.get_by_role("complementary", name="Definition of 045")
        expect(card.locator("mark")).to_have_text(["shuttle diplomacy"])
        expect(card).to_contain_text("Not to be confused with")
        expect(card).to_contain_text("Engage in negotiation")
        expect(card).to_contain_text("version 1.1b3")
        accessible(page)
        retype(page, "dem lead")
        expect(page.get_by_role("option").first.locator("b")).to_have_text(["Dem", "lead"])
        expect(page.get_by_role("option").first.locator(".through")).to_have_count(0)
        retype(page, "asassinated")
        expect(page.get_by_text("Nothing fits exactly; these are closest.")).to_be_visible()
        assert first_code(page) == "186"
        retype(page, "xyzzy")
        expect(page.get_by_text("Nothing fits. Type other words, or a number.")).to_be_visible()
        press(page, "Tab")
        expect(page.get_by_role("combobox", name="Event code")).to_be_focused()


def test_the_card_shows_examples_of_the_code_under_the_cursor(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url, viewport={"width": 1366, "height": 768}) as page:
        place.open(page)
        at_code(place, page)
        for code in ("1041", "173"):
            retype(page, code)
            examples = page.get_by_role("complementary", name=f"Definition of {code}").locator(".examples")
            sentences = load_codebook("cameo").by_code[code].examples
            expect(examples.get_by_text("For example")).to_be_visible()
            expect(examples.locator("em")).to_have_text([re.findall(r"\[(.*)\]", one)[0] for one in sentences])
            for one in sentences:
                expect(examples.get_by_text(one.replace("[", "").replace("]", ""), exact=True)).to_be_visible()
        underline = examples.locator("em").first.evaluate("e => getComputedStyle(e).textDecorationStyle")
        assert underline == "double"  # as of a trigger in the text, so that it does not rest on colour
        expect(page.get_by_text("Where the same report tells of blows or tear gas")).to_be_visible()
        expect(page.get_by_text("Not to be confused with")).to_be_in_viewport()
        retype(page, "arrest")
        press(page, "ArrowDown")
        second = page.get_by_role("option").nth(1).locator(".code").inner_text()
        marked = [re.findall(r"\[(.*)\]", one)[0] for one in load_codebook("cameo").by_code[second].examples]
        expect(page.locator(".definition .examples em")).to_have_text(marked)
        accessible(page)
        fits(page)


def test_definition_is_pinned_and_confusions_are_read_in_place(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        at_code(place, page)
        retype(page, "1041")
        press(page, "F2")
        retype(page, "arrest")
        expect(page.get_by_role("option").first).to_contain_text("173")
        expect(page.get_by_role("complementary", name="Definition of 1041")).to_be_visible()
        press(page, "F2")
        expect(page.get_by_role("complementary", name="Definition of 173")).to_be_visible()
        other = page.get_by_role("complementary").get_by_role("button", name=re.compile(r"^\d+$")).first
        code = other.inner_text()
        other.click()
        expect(page.get_by_role("complementary", name=f"Definition of {code}")).to_be_visible()
        expect(page.get_by_role("combobox", name="Event code")).to_be_focused()


def test_tree_is_walked_by_keys_and_by_its_crumbs(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        at_code(place, page)
        page.get_by_role("button", name="All codes").click()
        expect(page.get_by_role("treeitem")).to_have_count(20)
        expect(page.locator("#pick [aria-selected=true]")).to_contain_text("DEMAND")  # the root of what was offered
        press(page, "ArrowRight")
        expect(page.get_by_role("treeitem", level=1)).to_have_count(20)
        where = page.get_by_role("navigation", name="Where the list stands among the codes")
        expect(where.get_by_role("button")).to_have_text(["All codes", "10 DEMAND"])
        press(page, *["ArrowDown"] * 5, "ArrowRight")
        expect(where.get_by_role("button").last).to_have_text("104 Demand political reform")
        accessible(page)
        press(page, "Backspace")
        expect(where.get_by_role("button").last).to_have_text("10 DEMAND")
        where.get_by_role("button", name="All codes").click()
        expect(page.get_by_role("treeitem")).to_have_count(20)
        press(page, ";", "2")
        expect(page.get_by_role("button", name="Event code 02 APPEAL")).to_be_visible()


def test_before_typing_stand_the_codes_of_the_trigger_and_the_ones_used_here(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        code_by_keys(page)
        press(page, "n", "d", "Tab", *"173", "Tab", "Escape", "n", "d", "Tab")
        expect(page.get_by_role("combobox", name="Event code")).to_be_focused()
        rows = page.get_by_role("option")
        assert first_code(page) == "1041"
        expect(rows.filter(has_text="fits the trigger").first).to_be_visible()
        expect(rows.filter(has_text="173")).to_contain_text("used lately")
        assert rows.count() <= 9


def test_actors_are_found_by_what_people_call_them(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        at_code(place, page)
        press(page, *"1041", "Tab", "p", "Space", "Space", "Tab")
        expect(page.get_by_role("combobox", name="Source code")).to_be_focused()
        for typed, code in (
            ("us army", "USAMIL"),
            ("french foreign min", "FRAGOV"),
            ("un", "IGOUNO"),
            ("polopp", "POLOPP"),
        ):
            retype(page, typed)
            expect(page.get_by_role("option").first.locator(".code")).to_have_text(code)
        retype(page, "irsaeli army")
        expect(page.get_by_text("Nothing fits exactly; these are closest.")).to_be_visible()
        assert first_code(page) == "ISRMIL"
        retype(page, "polxqz")
        expect(page.get_by_text("XQZ is not in the table; the code can be used all the same.")).to_be_visible()
        press(page, "Tab")
        expect(page.get_by_role("button", name="Source code POLXQZ")).to_be_visible()


def test_pickers_fit_a_phone(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url, viewport={"width": 390, "height": 844}) as page:
        place.open(page)
        at_code(place, page)
        retype(page, "shuttle dip")
        expect(page.get_by_role("option").first).to_contain_text("Mediate")
        fits(page)
        accessible(page)
        retype(page, "")
        press(page, "ArrowLeft", "ArrowDown", "ArrowRight")
        expect(page.get_by_role("navigation", name="Where the list stands among the codes")).to_be_visible()
        fits(page)
