"""Texts without spaces, and input methods that compose: Japanese and Chinese, as somebody types them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coding_support import desk, press, saved
from tests.browser.pages_support import at_browser
from tests.support.server import Person, Server

if TYPE_CHECKING:
    from label_studio_sdk import LabelStudio

pytestmark = pytest.mark.browser

# 𠮷 lies outside the sixteen-bit plane: whoever counts code units is one off behind it
JAPANESE = (
    "港湾労働者が知事の辞任を要求\n\n𠮷田市の港湾労働者は土曜日、知事の辞任を要求した。警察は記者二人を拘束した。"
)
CHINESE = "码头工人要求省长辞职\n\n码头工人星期六要求省长辞职。警方后来拘留了两名记者。"

COMPOSE = """text => {
    const box = document.activeElement
    const how = {bubbles: true, cancelable: true, isComposing: true}
    const key = (type, key) => box.dispatchEvent(new KeyboardEvent(type, {...how, key}))
    box.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}))
    for (const k of ['y', '1', ' ', '-', 'Enter', 'Tab', 'Escape', 'ArrowDown', 'Backspace', ';']) {
        key('keydown', k)
        box.value = text
        box.dispatchEvent(new InputEvent('input', {...how, inputType: 'insertCompositionText'}))
        key('keyup', k)
    }
    box.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true, data: text}))
}"""


def hinted(page: Page, word: str) -> None:
    """Takes the word by its two-letter hint."""
    press(page, ";")
    row = page.get_by_role("listbox", name="Hints").get_by_role("option").filter(has=page.get_by_text(word, exact=True))
    label = row.first.locator("kbd").text_content() or ""
    press(page, *label)


@pytest.mark.parametrize(
    ("text", "lang", "words"),
    [
        (JAPANESE, "ja", ("要求", "労働", "知事")),
        (CHINESE, "zh", ("要求", "工人", "省长")),
    ],
    ids=["Japanese", "Chinese"],
)
def test_words_without_spaces_are_landed_on_by_hints(
    server: Server,
    browser: Browser,
    sdk: Callable[[Person], LabelStudio],
    text: str,
    lang: str,
    words: tuple[str, str, str],
) -> None:
    place = desk(server, text, lang=lang)
    trigger, source, target = words
    with at_browser(browser, server.url) as page:
        place.open(page)
        expect(page.get_by_role("article")).to_have_attribute("lang", lang)
        press(page, "j", "n")
        hinted(page, trigger)
        press(page, "Tab", *"1041", "Tab")
        hinted(page, source)
        press(page, "Tab", *"jpnlab", "Tab")
        hinted(page, target)
        press(page, "Tab", *"jpngov", "Enter")
        expect(page.locator("mark.m-trigger")).to_have_text(trigger)
        press(page, "Escape", "Control+Enter", "Control+Enter")
        expect(page.get_by_text("Nothing left to code here")).to_be_visible()
    stored = sdk(place.coder).annotations.list(id=place.tasks[0])
    regions = [one["value"] for one in stored[0].result or [] if one["type"] == "labels"]
    assert len(regions) == 3
    for value in regions:
        assert text[value["start"] : value["end"]] == value["text"]
    assert {value["text"] for value in regions} == set(words)


def test_what_is_being_composed_is_no_command(server: Server, browser: Browser) -> None:
    place = desk(server, JAPANESE, lang="ja")
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "j", "n")
        box = page.get_by_role("combobox", name="Trigger", exact=True)
        expect(box).to_be_focused()
        page.evaluate(COMPOSE, "要")
        expect(box).to_be_focused()
        expect(box).to_have_value("要")
        expect(page.locator("mark.m-trigger, .slot.armed bdi").first).to_have_text("要求")
        press(page, "Tab")
        expect(page.get_by_role("combobox", name="Event code")).to_be_focused()
        saved(page)
