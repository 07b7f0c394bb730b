"""Every state of the coding screen and the way there; for axe, for forced colours, for the pictures."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.coding_support import Desk, code_by_keys, demand, detain, draft, press, saved, suggest
from tests.browser.pages_support import log_in
from tests.browser.pointer_support import drag

Reach = Callable[[Page, Desk], None]

SLOTS = ("Trigger", "Event code", "Source", "Source code", "Target", "Target code", "Location", "Time")


def box(page: Page, name: str) -> None:
    expect(page.get_by_role("combobox", name=name, exact=True)).to_be_focused()


def reading(page: Page, place: Desk) -> None:
    """One whole event, none selected."""
    draft(place, demand())
    place.open(page)
    expect(page.locator(".card")).to_have_count(1)


def selected(page: Page, place: Desk) -> None:
    reading(page, place)
    press(page, "1")
    expect(page.locator(".card.active")).to_have_count(1)


def slot(number: int) -> Reach:
    def reach(page: Page, place: Desk) -> None:
        selected(page, place)
        press(page, "Enter", *["Tab"] * number)
        box(page, SLOTS[number])

    return reach


def details(page: Page, place: Desk) -> None:
    selected(page, place)
    press(page, "Enter", *["Tab"] * 8)
    expect(page.get_by_role("group", name="Details")).to_be_focused()


def empty_slot(*keys: str) -> Reach:
    """A new event, as far as these keys lead."""

    def reach(page: Page, place: Desk) -> None:
        place.open(page)
        press(page, "j", "n", *keys)
        expect(page.get_by_role("combobox")).to_be_focused()

    return reach


def picker(page: Page, place: Desk) -> None:
    empty_slot("d", "Tab", *"resign")(page, place)
    expect(page.get_by_role("option").nth(2)).to_be_visible()


def tree(page: Page, place: Desk) -> None:
    empty_slot("d", "Tab")(page, place)
    page.get_by_role("button", name="All codes").click()
    press(page, "ArrowRight")
    expect(page.get_by_role("treeitem").nth(2)).to_be_visible()


def pinned(page: Page, place: Desk) -> None:
    empty_slot("d", "Tab", *"1041", "F2")(page, place)
    expect(page.get_by_role("button", name=re.compile("^Unpin"))).to_be_visible()


def unfinished(page: Page, place: Desk) -> None:
    empty_slot("d", "Tab", *"1041", "Tab", "Escape", "Control+Enter")(page, place)
    expect(page.locator(".composer .message-error")).to_be_visible()


def warned(page: Page, place: Desk) -> None:
    empty_slot("d", "Tab", *"10", "Tab")(page, place)
    expect(page.locator(".composer .message")).to_contain_text("Root code.")


def nothing_codable(page: Page, place: Desk) -> None:
    place.open(page)
    press(page, "0")
    expect(page.get_by_text("No codable event in this article")).to_be_visible()


def suggested(page: Page, place: Desk) -> None:
    """Two suggestions stand on the text, none is selected."""
    suggest(place, (demand(), 0.71), (detain(), 0.6))
    place.open(page)
    expect(page.locator(".card.suggested")).to_have_count(2)


def suggestion_selected(page: Page, place: Desk) -> None:
    suggested(page, place)
    press(page, "]")
    expect(page.locator(".card.suggested.active")).to_have_count(1)


def suggestion_edited(page: Page, place: Desk) -> None:
    """Opened and looked at, its code being changed."""
    suggestion_selected(page, place)
    press(page, "Enter", "Tab", *"100")
    box(page, "Event code")


def crumbs(page: Page, place: Desk) -> None:
    """Two steps down the tree of codes, by the mouse."""
    empty_slot("d", "Tab")(page, place)
    page.get_by_role("button", name="All codes").click()
    press(page, "ArrowDown", "ArrowRight", "ArrowRight")
    expect(page.get_by_role("navigation").get_by_role("button").nth(1)).to_be_visible()


def actor_tree(page: Page, place: Desk) -> None:
    """The roles of one country, by the mouse."""
    empty_slot("d", "Tab", *"1041", "Tab", "p", "Tab")(page, place)
    page.get_by_role("button", name="Browse").click()
    page.get_by_role("treeitem", name=re.compile("^E …")).click()
    page.get_by_role("treeitem", name=re.compile("^EGY")).click()
    expect(page.get_by_role("treeitem", name=re.compile("^EGYOPP"))).to_be_visible()


def flag(page: Page, place: Desk) -> None:
    place.open(page)
    press(page, "f")
    expect(page.get_by_role("textbox", name="Flag this article for the manager")).to_be_focused()


def guideline_while_coding(page: Page, place: Desk) -> None:
    empty_slot("d", "Tab")(page, place)
    press(page, "F4")
    expect(page.get_by_role("dialog", name="Guideline")).to_be_visible()


def settings(page: Page, place: Desk) -> None:
    log_in(page, place.server, place.server.admin)
    page.goto(f"/projects/{place.project}")
    page.get_by_role("region", name="Guideline").get_by_role("button", name="Edit").click()
    expect(page.get_by_label("Reliability sample, percent")).to_be_visible()


def largest(page: Page, place: Desk) -> None:
    """An event is open; the text as large and wide as it gets."""
    page.add_init_script("localStorage['annotate-text-size'] = 'largest'; localStorage['annotate-spacing'] = 'wide'")
    selected(page, place)
    press(page, "Enter", "Tab")
    box(page, "Event code")


def pressed(key: str, role: str, name: str) -> Reach:
    def reach(page: Page, place: Desk) -> None:
        selected(page, place)
        press(page, key)
        expect(page.locator(f'{role}[aria-label="{name}"]')).to_be_visible()

    return reach


def found(page: Page, place: Desk) -> None:
    place.open(page)
    press(page, "/", *"lodz")
    expect(page.locator("mark.m-found")).to_have_count(2)


def checks(page: Page, place: Desk) -> None:
    place.open(page)
    press(page, "j", "n", "d", "Tab", "Escape", "j", "n", *"gave", "Tab", "Escape", "Control+Enter")
    expect(page.get_by_role("region", name="Before submitting")).to_be_visible()


def menu(page: Page, place: Desk) -> None:
    selected(page, place)
    drag(page, page.locator("[data-sentence='2']"), "army")
    expect(page.get_by_role("menu")).to_be_visible()


def removed(page: Page, place: Desk) -> None:
    selected(page, place)
    press(page, "x")
    expect(page.locator(".toast")).to_be_visible()


def offline(page: Page, place: Desk) -> None:
    def away(route: Route) -> None:
        route.abort()

    place.open(page)
    page.route("**/draft", away)
    code_by_keys(page)
    expect(page.locator(".save-chip")).to_contain_text("kept on this computer")


def logged_out(page: Page, place: Desk) -> None:
    place.open(page)
    page.context.clear_cookies()
    code_by_keys(page)
    expect(page.get_by_role("button", name="Log in again")).to_be_visible()


def log_in_again(page: Page, place: Desk) -> None:
    logged_out(page, place)
    page.get_by_role("button", name="Log in again").click()
    expect(page.get_by_role("dialog").get_by_label("Password")).to_be_focused()


def conflict(page: Page, place: Desk) -> None:
    """A newer draft has come from another computer."""
    place.open(page)
    draft(place, {})
    press(page, "0")
    expect(page.get_by_role("button", name="Keep mine")).to_be_visible()


def refused(page: Page, place: Desk) -> None:
    """The article has been taken out of the project meanwhile."""
    place.open(page)
    answer = place.server.admin.client.delete(f"/api/tasks/{place.tasks[0]}")
    assert answer.is_success, answer.text
    press(page, "0")
    expect(page.locator(".side .message-error")).to_be_visible()


def reader(page: Page, place: Desk) -> None:
    person = place.server.user("ray@example.org", "reader", place.project)
    log_in(page, place.server, person)
    page.goto(f"/tasks/{place.tasks[0]}")
    expect(page.get_by_text("You may read this article, not code it.")).to_be_visible()


def foreign(page: Page, place: Desk) -> None:
    log_in(page, place.server, place.coder)
    page.goto(f"/tasks/{place.tasks[0]}")
    expect(page.get_by_text("This article is not in your hands.")).to_be_visible()


def elsewhere(page: Page, place: Desk) -> None:
    other = page.context.new_page()
    place.open(other)
    page.goto(f"/tasks/{place.tasks[0]}")
    expect(page.get_by_role("button", name="Take over here")).to_be_visible()


def finished(page: Page, place: Desk) -> None:
    nothing_codable(page, place)
    saved(page)
    press(page, "Control+Enter")
    expect(page.get_by_text("Nothing left to code here")).to_be_visible()


def loading(page: Page, place: Desk) -> None:
    def never(route: Route) -> None:
        """No answer while the test looks."""

    log_in(page, place.server, place.coder)
    page.route("**/next", never)
    page.goto(f"/projects/{place.project}/code")
    expect(page.get_by_text("Loading…")).to_be_visible()


def failed(page: Page, place: Desk) -> None:
    def away(route: Route) -> None:
        route.abort()

    log_in(page, place.server, place.coder)
    page.route("**/next", away)
    page.goto(f"/projects/{place.project}/code")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


STATES: dict[str, Reach] = {
    "empty": lambda page, place: place.open(page),
    "reading": reading,
    "event selected": selected,
    "trigger armed": slot(0),
    "code armed": slot(1),
    "source armed": slot(2),
    "source code armed": slot(3),
    "target armed": slot(4),
    "target code armed": slot(5),
    "location armed": slot(6),
    "time armed": slot(7),
    "details": details,
    "candidates": empty_slot("d", "Tab", *"1041", "Tab"),
    "actor codes": empty_slot("d", "Tab", *"1041", "Tab", "p", "Tab", *"pol"),
    "picker": picker,
    "tree": tree,
    "tree, two steps down": crumbs,
    "actor codes, browsing": actor_tree,
    "definition pinned": pinned,
    "hints": empty_slot(";"),
    "no word found": empty_slot(*"qqq"),
    "unfinished": unfinished,
    "warning": warned,
    "nothing codable": nothing_codable,
    "find": found,
    "note": pressed("c", "section", "Note"),
    "skip": pressed("s", "section", "Skip"),
    "key sheet": pressed("?", "dialog", "Keys and text"),
    "largest text": largest,
    "guideline": pressed("g", "dialog", "Guideline"),
    "guideline while coding": guideline_while_coding,
    "flag": flag,
    "check-list": checks,
    "menu": menu,
    "deleted": removed,
    "suggestions": suggested,
    "suggestion selected": suggestion_selected,
    "suggestion edited": suggestion_edited,
    "settings": settings,
    "offline": offline,
    "logged out": logged_out,
    "log-in in place": log_in_again,
    "conflict": conflict,
    "refused": refused,
    "reader": reader,
    "foreign": foreign,
    "elsewhere": elsewhere,
    "finished": finished,
    "loading": loading,
    "failed": failed,
}
