"""Suggested events at the screen: taken with one key, turned down with one key, never passed off as the coder's."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coding_support import TEXT, Desk, demand, desk, detain, press, saved, suggest
from tests.browser.pages_support import accessible, at_browser, fits, log_in
from tests.support.server import Server, ok

pytestmark = pytest.mark.browser


def cards(page: Page) -> list[str]:
    return page.locator(".card-no").all_text_contents()


def test_suggestions_are_drawn_apart_and_decided_with_one_key_each(server: Server, browser: Browser) -> None:
    place = desk(server, TEXT, "Nothing happened in the valley.")
    suggest(place, (demand(), 0.71), (detain(), 0.6))
    with at_browser(browser, server.url) as page:
        place.open(page)
        expect(page.get_by_text("Suggestions on")).to_be_visible()
        expect(page.locator(".card.suggested")).to_have_count(2)
        assert cards(page) == ["?1", "?2"]
        expect(page.locator("mark.m-suggestion.m-maybe")).to_have_count(6)
        expect(page.get_by_role("button", name="Suggested event 1, sentence 2")).to_have_text("?1")
        accessible(page)
        press(page, "]")
        expect(page.locator(".card.suggested.active")).to_contain_text(".71")
        expect(page.locator("mark.m-source.m-maybe")).to_have_text("Protesters in Łódź")
        sizes = [b.bounding_box() for b in page.locator(".card.active .card-do .btn").all()]
        assert len({round(size["height"]) for size in sizes if size}) == 1
        accessible(page)
        press(page, "y")
        expect(page.locator(".card:not(.suggested)")).to_have_count(1)
        press(page, "r")
        expect(page.locator(".card.suggested")).to_have_count(0)
        press(page, "u")
        expect(page.locator(".card.suggested")).to_have_count(1)
        saved(page)
        page.reload()
        expect(page.locator(".card.suggested")).to_have_count(1)
        assert cards(page) == ["1", "?2"]
        press(page, "Control+Enter")
        expect(page.get_by_text("Suggestion 2 is neither accepted nor rejected")).to_be_visible()
        press(page, "1")
        expect(page.locator(".card.suggested.active")).to_have_count(1)
        press(page, "r", "Control+Enter")
        expect(page.get_by_role("article")).to_contain_text("Nothing happened in the valley.")
    coding = place.stored(place.tasks[0])[0]["coding"]
    (event,) = coding["events"]
    assert (event["code"], event["suggestion"]) == ("1041", "?1.e1")
    taken = event["provenance"]["code"]
    assert (taken["origin"], taken["model"], taken["score"], taken["rank"]) == ("accepted", "linear-3", 0.71, 1)
    assert taken["shown_ms"] > 0
    assert [(r["id"], r["score"]) for r in coding["rejected"]] == [("?2.e1", 0.6)]


def test_on_a_phone_what_is_selected_is_decided_below_the_text(server: Server, browser: Browser) -> None:
    place = desk(server, TEXT)
    suggest(place, (demand(), 0.71), (detain(), 0.6))
    with at_browser(browser, server.url, viewport={"width": 390, "height": 844}, has_touch=True) as page:
        place.open(page)
        bar = page.get_by_role("region", name="What can be done")
        bar.get_by_role("button", name="Suggestion").tap()
        bar.get_by_role("button", name="Accept").tap()
        expect(page.locator(".card:not(.suggested)")).to_have_count(1)
        fits(page)
        bar.get_by_role("button", name="Reject").tap()
        expect(page.locator(".card.suggested")).to_have_count(0)
        page.get_by_role("button", name="Event 1, sentence 2").tap()
        bar.get_by_role("button", name="Edit").tap()
        expect(page.get_by_role("combobox", name="Trigger")).to_be_focused()


def test_a_slot_that_the_coder_changes_is_edited_and_the_rest_accepted(server: Server, browser: Browser) -> None:
    place = desk(server)
    suggest(place, (demand(), 0.71))
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "]", "Enter")
        expect(page.get_by_role("combobox", name="Trigger", exact=True)).to_be_focused()
        press(page, "Escape")
        expect(page.locator(".card.suggested")).to_have_count(1)
        press(page, "]", "Enter", "Tab", *"100", "Tab", "Tab", "Tab", "Tab", "Enter")
        expect(page.locator(".card.suggested")).to_have_count(0)
        saved(page)
    coding = ok(place.coder.client.get(f"/api/app/tasks/{place.tasks[0]}"))["draft"]["coding"]
    assert {slot: p["origin"] for slot, p in coding["events"][0]["provenance"].items()} == {
        "code": "edited",
        **dict.fromkeys(("trigger", "source", "source_code", "target", "target_code"), "accepted"),
    }


def test_unsure_event_is_only_a_ranked_code_with_its_score(server: Server, browser: Browser) -> None:
    place = desk(server)
    suggest(place, (demand(), 0.3))
    with at_browser(browser, server.url) as page:
        place.open(page)
        expect(page.locator(".card.suggested")).to_have_count(0)
        press(page, "j", "n", "d", "Tab")
        first = page.get_by_role("option").first
        expect(first).to_contain_text("1041")
        expect(first.locator(".score")).to_have_text(".30")
        accessible(page)
        press(page, "Tab", "1", "Tab", "1", "Enter")
        expect(page.locator(".card")).to_contain_text("POLGOV")
        saved(page)
    coding = ok(place.coder.client.get(f"/api/app/tasks/{place.tasks[0]}"))["draft"]["coding"]
    assert [m.get("actor_code") for m in coding["mentions"]] == [None, "POLOPP", "POLGOV"]
    assert coding["events"][0]["provenance"]["code"]["score"] == 0.3


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ({"first_unaided": 50}, "No suggestions: your first 50 articles"),
        ({"suggestions": False}, ""),
    ],
)
def test_bar_says_why_there_are_none(server: Server, browser: Browser, rules: dict[str, Any], says: str) -> None:
    place = desk(server)
    suggest(place, (demand(), 0.9), **rules)
    with at_browser(browser, server.url) as page:
        place.open(page)
        expect(page.locator(".card.suggested")).to_have_count(0)
        expect(page.locator(".note-chip")).to_have_count(1 if says else 0)
        if says:
            expect(page.locator(".note-chip")).to_have_text(says)
        accessible(page)


def test_in_the_reliability_sample_nothing_is_suggested_and_the_bar_says_so(server: Server, browser: Browser) -> None:
    place = desk(server)
    ok(server.admin.client.patch(f"/api/app/projects/{place.project}", json={"reliability_share": 1}))
    place = Desk(place.server, place.coder, place.project, server.tasks(place.project, [TEXT + " Again."]))
    ok(server.admin.client.delete("/api/tasks/1"))
    suggest(place, (demand(TEXT + " Again."), 0.9))
    with at_browser(browser, server.url, viewport={"width": 390, "height": 844}) as page:
        place.open(page)
        expect(page.locator(".note-chip")).to_have_text("No suggestions: reliability sample")
        expect(page.locator(".card.suggested")).to_have_count(0)
        fits(page)
        press(page, "j", "n", "d", "Tab")
        expect(page.get_by_role("combobox", name="Event code")).to_be_focused()
        expect(page.get_by_role("option")).to_have_count(0)
        fits(page)


def test_flag_with_a_reason_reaches_the_manager(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        place.open(page)
        press(page, "f")
        expect(page.get_by_role("textbox", name="Flag this article for the manager")).to_be_focused()
        accessible(page)
        press(page, "1")
        expect(page.locator(".events .message")).to_contain_text("ambiguous text")
        press(page, "u")
        expect(page.locator(".events .message")).to_have_count(0)
        press(page, "f", *"who is Zoe", "Enter", "0")
        expect(page.locator(".events")).to_contain_text("who is Zoe")
        accessible(page)
        press(page, "Control+Enter")
        expect(page.get_by_text("Nothing left to code here")).to_be_visible()
    assert place.stored(place.tasks[0])[0]["coding"]["flag"] == "who is Zoe"
    listed = ok(server.admin.client.get(f"/api/app/projects/{place.project}/tasks"))["tasks"][0]["annotations"]
    assert [one["flag"] for one in listed] == ["who is Zoe"]


def test_manager_sets_where_suggestions_are_shown(server: Server, browser: Browser) -> None:
    place = desk(server)
    with at_browser(browser, server.url) as page:
        log_in(page, server, server.admin)
        page.goto(f"/projects/{place.project}")
        page.get_by_role("region", name="Guideline").get_by_role("button", name="Edit").click()
        page.get_by_label("Show predictions to coders").select_option("off")
        page.get_by_label("Reliability sample, percent").fill("150")
        page.get_by_label("First articles without").fill("5")
        page.get_by_label("Order of articles").select_option("Least sure first")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Give a number from 0 to 100.")).to_be_visible()
        accessible(page)
        page.get_by_label("Reliability sample, percent").fill("12.5")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("region", name="Guideline")).to_be_visible()
    rules = ok(server.admin.client.get(f"/api/app/projects/{place.project}"))["rules"]
    chosen = {"suggestions": False, "reliability_share": 0.125, "first_unaided": 5, "by_margin": True}
    assert rules == {**chosen, "least_score": 0.5}
