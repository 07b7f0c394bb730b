"""Every state of the coding screen by axe-core (WCAG 2.2 A and AA), and how large its controls are."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.coding_support import desk
from tests.browser.pages_support import NARROW, WIDE, accessible, at_browser, good_at
from tests.browser.states import STATES, selected
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.long]

# Controls and how large the part of them is that a finger meets; those in the text's lines have another way (the card).
TARGETS = """least => [...document.querySelectorAll('button, a[href], input, [role=option], summary')]
    .filter(e => e.checkVisibility() && !e.closest('.gut, .hide, .markdown, .slot.armed') && e.type !== 'checkbox')
    .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.height < least || box.width < 24))
    .map(([html, box]) => html + ' ' + Math.round(box.width) + 'x' + Math.round(box.height))"""


def large_enough(page: Page, least: int) -> None:
    """No control is lower than so many pixels; 24 is what WCAG 2.2 asks for, 40 what a finger likes."""
    small: list[str] = page.evaluate(TARGETS, least)
    assert not small, "\n".join(small)


def under_a_finger(page: Page) -> None:
    """From now on the pointer is a finger: coarse, and nothing hovers."""
    page.context.new_cdp_session(page).send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    assert page.evaluate("matchMedia('(pointer: coarse)').matches")


def on_every_surface(page: Page, controls: bool) -> None:
    """The state as it stands: wide under a mouse and narrow under a finger, in both themes."""
    good_at(page, WIDE)
    if controls:
        large_enough(page, 24)
    page.set_viewport_size(NARROW)
    under_a_finger(page)
    good_at(page, NARROW)
    if controls:
        large_enough(page, 40)


@pytest.mark.parametrize("name", STATES)
def test_no_violation_on_any_state(name: str, server: Server, browser: Browser) -> None:
    place = desk(server, published="2013-07-01", outlet="Radio Łódź")
    with at_browser(browser, server.url) as page:
        STATES[name](page, place)
        on_every_surface(page, controls=name != "settings")  # which has links in lists


# What tells a role without its colour: the line's style, and the letter above the words.
ROLES = """[...document.querySelectorAll('mark.m[data-l]')].map(mark => {
    const line = getComputedStyle(mark), letter = getComputedStyle(mark, '::before')
    return [mark.dataset.l, line.textDecorationLine + ' ' + line.textDecorationStyle, letter.content]
})"""


def test_roles_are_told_apart_without_colour(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url, forced_colors="active") as page:
        selected(page, place)
        found = page.evaluate(ROLES)
        assert found == [
            ["S", "underline solid", '"S" / ""'],
            ["T", "underline double", '"T" / ""'],
            ["G", "underline dashed", '"G" / ""'],
        ]
        accessible(page)
