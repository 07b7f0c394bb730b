"""The guideline as Markdown, on the coding screen and on the project's page, and what it must never do."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coding_support import desk, press
from tests.browser.pages_support import PASSWORD, accessible, at_browser, fits, good_on_every_surface, log_in
from tests.support.server import Server, ok

pytestmark = pytest.mark.browser

GUIDELINE = """# What counts
Code **every** event that is *reported*, see [the book](https://example.org/book).

1. Who acts?
2. On whom?

<img src=x onerror="window.ran = 1"><script>window.ran = 2</script>

[press](javascript:window.ran=3)
"""


def instruct(server: Server, project: int, text: str) -> None:
    headers = {"Authorization": f"Token {server.admin.token}"}
    answer = server.admin.client.patch(f"/api/app/projects/{project}", json={"instructions": text}, headers=headers)
    assert answer.status_code == 200, answer.text


def harmless(page: Page) -> None:
    expect(page.get_by_text("<script>window.ran = 2</script>")).to_be_visible()
    expect(page.locator(".markdown a")).to_have_count(1)
    expect(page.locator(".markdown img, .markdown script")).to_have_count(0)
    assert page.evaluate("window.ran") is None


def test_guideline_is_markdown_and_markup_stays_text(server: Server, browser: Browser) -> None:
    place = desk(server)
    instruct(server, place.project, GUIDELINE)
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "g")
        dialog = page.get_by_role("dialog", name="Guideline")
        expect(dialog.get_by_role("heading", name="What counts")).to_be_visible()
        expect(dialog.get_by_role("listitem")).to_have_text(["Who acts?", "On whom?"])
        expect(dialog.get_by_role("listitem").first).to_have_css("list-style-type", "decimal")  # numbers are seen
        link = dialog.get_by_role("link", name="the book")
        expect(link).to_have_attribute("rel", "noopener noreferrer")
        harmless(page)
        accessible(page)
        page.goto(f"/projects/{place.project}")
        expect(page.locator(".guideline strong")).to_have_text("every")
        harmless(page)
        accessible(page)


@pytest.mark.parametrize("width", [1366, 390])
def test_guideline_is_read_in_the_middle_of_an_event(server: Server, browser: Browser, width: int) -> None:
    place = desk(server)
    with at_browser(browser, server.url, viewport={"width": width, "height": 844}) as page:
        place.open(page)
        press(page, "j", "n", "d", "Tab", *"resi", "F4")
        dialog = page.get_by_role("dialog", name="Guideline")
        expect(dialog).to_contain_text("Code what is reported.")
        press(page, "Escape")
        expect(dialog).to_have_count(0)
        box = page.get_by_role("combobox", name="Event code")
        expect(box).to_be_focused()
        expect(box).to_have_value("resi")
        page.get_by_role("button", name="Guideline").click()  # there is one in every width
        expect(dialog).to_be_visible()
        accessible(page)
        fits(page)
        dialog.get_by_role("button", name="Close").click()
        expect(box).to_be_focused()
        expect(box).to_have_value("resi")
        press(page, "F1")
        expect(page.get_by_role("dialog", name="Keys")).to_contain_text("guideline, also while coding")


# In one task of the browser, which tells of a closed dialog in another one.
NEXT_KEY = """async how => {
    const dialog = document.querySelector('dialog')
    if (how === 'Close') [...dialog.querySelectorAll('button')].at(-1).click()
    else dialog.dispatchEvent(new Event('cancel', { cancelable: true })) // what Escape gives
    for (let i = 0; i < 30; i++) await null
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'F1', code: 'F1', bubbles: true }))
}"""


@pytest.mark.parametrize("how", ["Close", "Escape"])
def test_the_key_right_after_a_dialog_is_not_lost(server: Server, browser: Browser, how: str) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "j", "n", "d", "Tab", "F4")
        expect(page.get_by_role("dialog", name="Guideline")).to_be_visible()
        page.evaluate(NEXT_KEY, how)
        keys = page.get_by_role("dialog", name="Keys")
        expect(keys).to_be_visible()
        press(page, "Escape")
        expect(keys).to_have_count(0)
        expect(page.get_by_role("combobox", name="Event code")).to_be_focused()


def test_a_whole_manual_fits_and_what_is_too_long_is_said_beside_it(server: Server, browser: Browser) -> None:
    place = desk(server)
    manual = "Ünder protest. " * 13_000
    with at_browser(browser, server.url) as page:
        log_in(page, server, server.admin)
        page.goto(f"/projects/{place.project}")
        page.get_by_role("region", name="Guideline").get_by_role("button", name="Edit").click()
        text = page.get_by_role("textbox", name="Guideline")
        text.fill("x" * 200_001)
        page.get_by_role("button", name="Save").click()
        expect(text).to_have_attribute("aria-invalid", "true")
        expect(text).to_have_accessible_description(re.compile("At most 200,000 characters; this text has 200,001"))
        accessible(page)
        text.fill(manual)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("region", name="Guideline").get_by_role("button", name="Edit")).to_be_visible()
    stored = ok(server.admin.client.get(f"/api/app/projects/{place.project}"))["instructions"]
    assert stored == manual.strip()
    url = f"/api/app/projects/{place.project}"
    assert server.admin.client.patch(url, json={"instructions": "x" * 200_001}).status_code == 400


def test_what_is_decided_on_the_projects_page_stands_on_the_definition_card(server: Server, browser: Browser) -> None:
    place = desk(server)
    ada = server.user("ada@example.org", "adjudicator", place.project, password=PASSWORD)
    with at_browser(browser, server.url) as page:
        log_in(page, server, ada)
        page.goto(f"/projects/{place.project}")
        rulings = page.get_by_role("region", name="Rulings")
        expect(rulings).to_contain_text("No ruling yet")
        for code, text in (("9999", "A hashtag that demands a resignation counts."), ("17", "Not by a mob.")):
            rulings.get_by_role("button", name="Decide a case").press("Enter")
            page.keyboard.type(code)
            page.keyboard.press("Tab")
            page.keyboard.type(text)
            rulings.get_by_role("button", name="Decide", exact=True).press("Enter")
            if code == "9999":
                expect(rulings.get_by_text("The project's codebook has no code '9999'.")).to_be_visible()
                accessible(page)
                expect(rulings.get_by_label("Code")).to_be_focused()
                page.keyboard.press("Control+A")
                page.keyboard.type("104")
                page.keyboard.press("Enter")
            expect(rulings.get_by_role("listitem").filter(has_text=text)).to_be_visible()
        rulings.get_by_role("button", name="Withdraw the ruling on 17").press("Enter")
        page.keyboard.press("Enter")
        expect(rulings.get_by_role("listitem")).to_have_count(1)
        good_on_every_surface(page)
        place.open(page)
        press(page, "n", "d", "Tab", *"1041")
        card = page.get_by_role("complementary", name="Definition of 1041")
        expect(card).to_contain_text("Decided in this project104 A hashtag that demands a resignation counts.")
        accessible(page)
