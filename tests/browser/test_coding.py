"""The coding screen through the real server: by keys alone, by mouse alone, drafts, submit and next."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Route, expect

from schemas.hashing import canonical_json, content_hash
from tests.browser.coding_support import (
    MULTILINE_ARABIC,
    SUBMISSION,
    TEXT,
    code_by_keys,
    demand,
    desk,
    eventually,
    press,
    saved,
    span,
)
from tests.browser.pages_support import NARROWEST, at_browser, fits
from tests.browser.pointer_support import drag
from tests.support.server import Person, Server

if TYPE_CHECKING:
    from label_studio_sdk import LabelStudio

SHARED = Path(os.environ.get("ANNOTATE_SHARED") or Path(__file__).resolve().parents[2].parent / "shared")

pytestmark = pytest.mark.browser

Sdk = Callable[[Person], "LabelStudio"]

# Any pointer or mouse event of a person; the ones that a browser makes up for a pressed key have no detail.
WATCH_POINTER = """window.pointed = []
for (const name of ['pointerdown', 'mousedown', 'touchstart', 'wheel'])
  addEventListener(name, event => window.pointed.push(event.type), true)"""
WATCH_KEYS = """window.keyed = []
addEventListener('keydown', event => window.keyed.push(event.key), true)"""


COUNT_KEPT = """new Promise(done => { indexedDB.open('annotate').onsuccess = opened => {
    const all = opened.target.result.transaction('codings').objectStore('codings').count()
    all.onsuccess = () => done(all.result)
} })"""


def through_sdk(sdk: Sdk, person: Person, task: int) -> dict[str, Any]:
    """The task's one annotation as the unmodified SDK reads it."""
    (found,) = sdk(person).annotations.list(id=task)
    return found.model_dump(mode="json")


def test_event_coded_by_keyboard_alone_is_found_byte_equal_through_the_sdk(
    server: Server, browser: Browser, sdk: Sdk
) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        page.add_init_script(WATCH_POINTER)
        place.open(page)
        code_by_keys(page)
        expect(page.locator(".card-say")).to_have_text(
            re.compile("Protesters in Łódź POLOPP demand.*Mayor Zoë Nowak POLGOV")
        )
        saved(page)
        press(page, "Control+Enter")
        expect(page.get_by_text("Nothing left to code here")).to_be_visible()
        assert page.evaluate("window.pointed") == []
    found = through_sdk(sdk, place.coder, place.tasks[0])
    assert canonical_json(found["coding"]) == canonical_json(demand())
    assert found["content_hash"] == content_hash(demand())
    regions = {r["value"]["text"]: r["value"] for r in found["result"] if r["type"] == "labels"}
    for quote, value in regions.items():
        assert TEXT[value["start"] : value["end"]] == quote
    assert set(regions) == {"demanded", "Protesters in Łódź", "Mayor Zoë Nowak"}


def test_seed_article_is_coded_by_keyboard_alone(server: Server, browser: Browser, sdk: Sdk) -> None:
    seed = SHARED / "data" / "seed_article.txt"
    if not seed.is_file():
        pytest.skip(f"no {seed}; set ANNOTATE_SHARED")
    text = seed.read_text("utf-8")
    place = desk(server, text)
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "n", *"arrests", "Tab", *"173", "Tab", *"oper", "Space", "Space", "Tab", *"syrreb", "Tab")
        press(page, *"lead", "Space", "Space", "Space", "Space", "Tab", *"syrmus", "Enter", "Control+Enter")
        expect(page.get_by_role("region", name="Before submitting")).to_contain_text("sentences not looked at")
        press(page, "Control+Enter")
        expect(page.get_by_text("Nothing left to code here")).to_be_visible()
    coding = through_sdk(sdk, place.coder, place.tasks[0])["coding"]
    quotes = [m["fragments"][0] for m in coding["mentions"]]
    assert [q["quote"] for q in quotes] == ["arrests", "Operation Round Up", "leaders of the Islamic State"]
    assert all(text[q["start"] : q["end"]] == q["quote"] for q in quotes)
    assert [e["code"] for e in coding["events"]] == ["173"]


def test_event_coded_by_mouse_alone_is_found_byte_equal_through_the_sdk(
    server: Server, browser: Browser, sdk: Sdk
) -> None:
    place = desk(server)
    # the dictionary that grows while coding: the coder has met both actors in another article
    other = server.tasks(place.project, [{"text": "Before: Protesters in Łódź met Mayor Zoë Nowak."}])[0]
    learn(place.coder, other, "Before: Protesters in Łódź met Mayor Zoë Nowak.")
    with at_browser(browser, server.url) as page:
        page.add_init_script(WATCH_KEYS)
        place.open(page)
        sentence = page.locator("[data-sentence='1']")
        drag(page, sentence, "demanded")
        page.get_by_role("menuitem", name="New event").click()
        page.get_by_role("button", name="All codes").click()
        for code in ("10", "104"):  # down the tree
            row = page.get_by_role("treeitem").filter(has=page.locator(".code", has_text=re.compile(f"^{code}$")))
            row.locator(".more").click()
        page.get_by_role("treeitem", name=re.compile("1041")).click()
        page.get_by_role("option", name=re.compile("Protesters in Łódź POLOPP")).click()
        page.get_by_role("button", name="Take 1").click()
        drag(page, sentence, "Mayor Zoë Nowak")
        page.get_by_role("option", name=re.compile("POLGOV")).click()
        page.get_by_role("button", name="Save event").click()
        expect(page.locator(".card")).to_have_count(1)
        saved(page)
        page.get_by_role("button", name="Submit").click()
        expect(page.get_by_text("Nothing left to code here")).to_be_visible()
        assert page.evaluate("window.keyed") == []
    found = through_sdk(sdk, place.coder, place.tasks[0])
    assert canonical_json(found["coding"]) == canonical_json(demand())
    assert found["content_hash"] == content_hash(demand())


def learn(coder: Person, task: int, text: str) -> None:
    mentions = [
        {"id": "m1", "type": "trigger", "fragments": [span(text, "met")]},
        {"id": "m2", "type": "actor", "fragments": [span(text, "Protesters in Łódź")], "actor_code": "POLOPP"},
        {"id": "m3", "type": "actor", "fragments": [span(text, "Mayor Zoë Nowak")], "actor_code": "POLGOV"},
    ]
    event = {"id": "e1", "trigger": "m1", "code": "040", "sources": ["m2"], "targets": ["m3"]}
    coding = {"verdict": "events", "mentions": mentions, "events": [event]}
    answer = coder.client.post(f"/api/tasks/{task}/annotations", json={"coding": coding})
    assert answer.status_code == 201, answer.text


def test_draft_survives_a_reload_with_its_undo(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        code_by_keys(page)
        saved(page)
        page.reload()
        expect(page.locator(".card")).to_have_count(1)
        press(page, "u")
        expect(page.locator(".card-say")).not_to_contain_text("POLGOV")
        press(page, "Shift+U")
        expect(page.locator(".card-say")).to_contain_text("POLGOV")
        saved(page)
    draft = place.coder.client.get(f"/api/app/tasks/{place.tasks[0]}").json()["draft"]
    assert draft["coding"] == demand()


def test_submit_opens_the_next_article_and_none_is_an_answer(server: Server, browser: Browser) -> None:
    place = desk(server, TEXT, "Nothing happened in the valley. It rained.")
    with at_browser(browser, server.url) as page:
        place.open(page)
        code_by_keys(page)
        press(page, "Control+Enter")
        expect(page.get_by_role("article")).to_contain_text("Nothing happened in the valley.")
        press(page, "Control+Enter")
        expect(page.locator(".events .message")).to_contain_text("Nothing marked.")
        press(page, "0", "Control+Enter")
        expect(page.get_by_text("Nothing left to code here")).to_be_visible()
    codings = [place.stored(task)[0]["coding"] for task in place.tasks]
    assert codings == [demand(), {"verdict": "no_codable_event"}]


def test_unfinished_event_is_opened_instead_of_submitted(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "j", "n", "d", "Tab", *"1041", "Tab", "Escape", "Control+Enter")
        expect(page.locator(".composer .message-error")).to_contain_text("No source, no target.")
        expect(page.get_by_role("combobox", name="Source", exact=True)).to_be_focused()
        assert place.stored(place.tasks[0]) == []


def test_server_away_keeps_the_coding_here_and_sends_it_later(server: Server, browser: Browser) -> None:
    place = desk(server)

    def away(route: Route) -> None:
        route.abort()

    with at_browser(browser, server.url) as page:
        place.open(page)
        page.route("**/draft", away)
        page.route(SUBMISSION, away)
        code_by_keys(page)
        expect(page.locator(".save-chip")).to_contain_text("kept on this computer")
        press(page, "Control+Enter")
        expect(page.locator(".save-chip")).to_contain_text("Submission kept")
        assert place.stored(place.tasks[0]) == []
        page.unroute(SUBMISSION, away)
        expect(page.get_by_text("Nothing left to code here")).to_be_visible(timeout=15_000)
    assert [a["coding"] for a in place.stored(place.tasks[0])] == [demand()]


def test_logged_out_in_between_loses_nothing(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        page.context.clear_cookies()
        code_by_keys(page)
        expect(page.get_by_role("button", name="Log in again")).to_be_visible()
        place.open(page)
        expect(page.locator(".card-say")).to_contain_text("POLGOV")

        def on_server() -> bool:
            draft = place.coder.client.get(f"/api/app/tasks/{place.tasks[0]}").json()["draft"]
            return draft is not None and [event["code"] for event in draft["coding"]["events"]] == ["1041"]

        eventually(page, on_server)  # the first page after the log-in brings it, or this one does
        expect(page.locator(".save-chip")).to_have_text(re.compile(r"^(Saved \d\d:\d\d:\d\d)?$"))


def test_leaving_by_a_link_sends_the_last_change_and_log_out_forgets(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "0")
        page.get_by_role("link", name="Back to the project").click()
        expect(page.get_by_role("heading", name="Town halls")).to_be_visible()
        page.wait_for_load_state("networkidle")
        draft = place.coder.client.get(f"/api/app/tasks/{place.tasks[0]}").json()["draft"]
        assert draft["coding"] == {"verdict": "no_codable_event"}
        kept = "indexedDB.databases().then(all => all.map(one => one.name))"
        assert page.evaluate(kept) == ["annotate"]
        page.goto("/account")
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_role("heading", name="Log in")).to_be_visible()
        assert page.evaluate(COUNT_KEPT) == 0


def test_newer_draft_of_another_window_is_not_overwritten_unasked(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page, at_browser(browser, server.url) as second:
        place.open(page)
        place.open(second)
        press(second, "0")
        saved(second)
        press(second, "0", "0")
        saved(second)
        press(page, "c", *"mine", "Enter")
        expect(page.get_by_role("button", name="Keep mine")).to_be_visible()
        page.get_by_role("button", name="Keep mine").click()
        saved(page)


def test_screen_fits_when_it_is_magnified(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url, viewport=NARROWEST) as page:
        place.open(page)
        fits(page)
        press(page, "j", "n", "d")
        fits(page)
        press(page, "Tab", *"10")
        expect(page.get_by_role("option").first).to_be_visible()
        fits(page)
        press(page, "Escape", "?")
        expect(page.get_by_role("dialog")).to_be_visible()
        fits(page)


def test_arabic_article_is_coded_with_arabic_letters(server: Server, browser: Browser) -> None:
    place = desk(server, MULTILINE_ARABIC)
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "j", "n")
        page.keyboard.type("طال")
        press(page, "Tab", *"1041", "Tab")
        page.keyboard.type("عمال")
        press(page, "Space", "Space", "Tab", *"tunlab", "Tab")
        page.keyboard.type("والي")
        press(page, "Tab", *"tungov", "Enter", "Control+Enter")
        expect(page.get_by_text("Nothing left to code here")).to_be_visible()
    coding = place.stored(place.tasks[0])[0]["coding"]
    quotes = [m["fragments"][0] for m in coding["mentions"]]
    assert [q["quote"] for q in quotes] == ["طالب", "عمال الميناء المضربون", "الوالي"]
    assert all(MULTILINE_ARABIC[q["start"] : q["end"]] == q["quote"] for q in quotes)
