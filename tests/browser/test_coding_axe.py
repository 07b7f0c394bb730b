"""axe-core on every state of the coding screen: WCAG 2.2 A and AA, wide and narrow, light, dark and forced colours."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.coding_support import desk
from tests.browser.pages_support import BY_COLOUR, accessible, at_browser, fits
from tests.browser.states import STATES, selected
from tests.support.server import Server

pytestmark = pytest.mark.browser

SIZES = ({"width": 1366, "height": 768}, {"width": 390, "height": 844})


def on_every_surface(page: Page) -> None:
    """The state as it stands, at both widths in both themes."""
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light")
        accessible(page)
        page.emulate_media(color_scheme="dark")
        accessible(page, rules=BY_COLOUR)
        fits(page)


@pytest.mark.parametrize("name", STATES)
def test_no_violation_on_any_state(name: str, server: Server, browser: Browser) -> None:
    place = desk(server, published="2013-07-01", outlet="Radio Łódź")
    with at_browser(browser, server.url) as page:
        STATES[name](page, place)
        on_every_surface(page)


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
