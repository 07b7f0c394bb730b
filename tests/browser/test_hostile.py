"""Hostile texts in every place that shows a text: never run, never break the layout, never shift an offset."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, Request, expect

from schemas.coding import parse_coding
from tests.browser import hostile
from tests.browser.coding_support import Desk, press, saved
from tests.browser.pages_support import PASSWORD, at_browser, drop, fits, log_in
from tests.browser.pointer_support import ends, mouse_drag
from tests.support.server import Server, ok

pytestmark = pytest.mark.browser

SIZES = ({"width": 1366, "height": 768}, {"width": 390, "height": 844})


@contextmanager
def suspicious(browser: Browser, server: Server, **context: Any) -> Iterator[Page]:
    """A browser that fails the test for whatever ran, asked, left the origin or broke the policy."""
    seen: list[str] = []

    def asked(dialog: Dialog) -> None:
        seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def sent(request: Request) -> None:
        if not request.url.startswith((server.url, "data:", "blob:")):
            seen.append(f"left: {request.url}")

    with at_browser(browser, server.url, **context) as page:
        page.on("dialog", asked)
        page.context.on("request", sent)
        page.context.on("page", lambda opened: seen.append(f"opened: {opened.url}") if opened != page else None)
        yield page
        page.wait_for_timeout(200)
        assert page.evaluate("window.ran") is None
        assert seen == []


def place_for(server: Server) -> Desk:
    """A project in which everything that can be named is named badly."""
    project = server.project(
        title=hostile.NAME, description=hostile.ALL, instructions=hostile.GUIDELINE, codebook="cameo-root"
    )
    hostile.poison(server, project)
    coder = server.user("cleo@example.org", "manager", project, password=PASSWORD)
    ok(coder.client.patch("/api/app/account", json={"name": f"{hostile.RUNS[1]} {'w' * 80}"}))
    data = {
        "text": hostile.ARTICLE,
        "title": f"{hostile.RUNS[0]} {hostile.OVERRIDE} {hostile.RUNS[1]}",
        "outlet": hostile.RUNS[2],
        "place": hostile.ISOLATES,
        "published": hostile.RUNS[1],
        "lang": "<svg onload=1>"[:20],
    }
    return Desk(server, coder, project, server.tasks(project, [data, {**data, "text": hostile.EVENT + " it."}]))


def teach(place: Desk) -> None:
    """Actor names and notes of an earlier article, from where the dictionary offers them."""
    text = hostile.EVENT + " it."
    trigger, actor = text.index("demanded"), text.index("Mayor")
    mentions = [
        {"id": "m1", "type": "trigger", "fragments": [piece(text, trigger, trigger + 8)]},
        {"id": "m2", "type": "actor", "fragments": [piece(text, actor, text.index(" resign"))], "actor_code": "POLGOV"},
    ]
    event = {"id": "e1", "trigger": "m1", "code": "10", "sources": ["m2"], "target_not_stated": True}
    coding = {"verdict": "events", "mentions": mentions, "events": [{**event, "note": hostile.ALL, "kept": []}]}
    body = {"coding": {**coding, "note": hostile.ALL}}
    ok(place.coder.client.post(f"/api/tasks/{place.tasks[1]}/annotations", json=body))


def piece(text: str, start: int, end: int) -> dict[str, Any]:
    return {"start": start, "end": end, "quote": text[start:end]}


def holds(page: Page) -> None:
    """Nothing sticks out sideways, and what matters can still be reached."""
    fits(page)
    assert page.evaluate("[...document.querySelectorAll('.reader')].every(e => e.scrollWidth <= e.clientWidth + 1)")
    for name in ("New event", "Submit"):
        button = page.get_by_role("button", name=name)
        if button.count():
            expect(button.first).to_be_in_viewport(ratio=1)


def exact(place: Desk, page: Page) -> list[str]:
    """What is coded, after comparing each stored quote with the text that stands at its offsets."""
    saved(page)
    coding = place.coder.client.get(f"/api/app/tasks/{place.tasks[0]}").json()["draft"]["coding"]
    parse_coding(coding)
    pieces = [f for mention in coding["mentions"] for f in mention["fragments"]]
    assert [hostile.ARTICLE[f["start"] : f["end"]] for f in pieces] == [f["quote"] for f in pieces]
    return [f["quote"] for f in pieces]


@pytest.mark.parametrize("width", [1366, 390])
def test_article_is_coded_by_keys_among_hostile_texts(width: int, server: Server, browser: Browser) -> None:
    place = place_for(server)
    teach(place)
    with suspicious(browser, server, viewport={"width": width, "height": 844}) as page:
        place.open(page)
        holds(page)
        press(page, "/", *"demanded", "Enter", "Escape", "n", *"dem", "Tab", *"10")
        holds(page)
        press(page, "Tab", *"pro", "Space", "Space", "Tab", *"polopp", "Tab", *"may", "Space", "Space", "Tab")
        press(page, *"polgov", "Tab", "Escape")
        holds(page)
        press(page, "c")
        page.get_by_label("Note on event 1").fill(hostile.ALL)
        press(page, "Enter", "n", *"gave", "Tab", *"13", "Tab", *"army", "Tab", *"polmil", "Tab", *"qqq", "Tab")
        holds(page)
        press(
            page,
            *"unk",
            "Tab",
            "Escape",
            "n",
            *"deta",
            "Tab",
            *"17",
            "Tab",
            *"police",
            "Tab",
            "-",
            *"zz",
            "Tab",
            "Escape",
        )
        press(page, "g")
        expect(page.get_by_role("dialog", name="Guideline")).to_be_visible()
        expect(page.locator(".markdown a[href^=javascript]")).to_have_count(0)
        fits(page)
        press(page, "Escape")
        quotes = exact(place, page)
    assert quotes[:3] == ["demanded", "Protesters 🔥 in Łódź", "Mayor \u202eeoZ\u202c Nowak"]
    assert {"gave", "army", hostile.LONG_LINE, "detained", "police"} <= set(quotes)


@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
def test_article_is_coded_by_mouse_among_hostile_texts(size: dict[str, int], server: Server, browser: Browser) -> None:
    place = place_for(server)
    with suspicious(browser, server, viewport=size) as page:
        place.open(page)
        sentence = page.locator(".sentence", has_text="demanded that").first
        for words in ("demanded", "Nowak", "Łódź demanded"):
            x0, y0, x1, y1 = ends(sentence, words)
            mouse_drag(page, (x0 + 2, y0), (x1 - 2, y1))
            page.get_by_role("menuitem", name="New event").click()
            holds(page)
            page.get_by_role("button", name="Close").click()
            expect(page.locator(".composing")).to_have_count(0)  # the text moves when the dock shrinks
        late = page.locator(".sentence", has_text="police detained").first
        x0, y0, *_ = ends(late, "detained")
        page.mouse.dblclick(x0 + 12, y0)
        page.get_by_role("menuitem", name="New event").click()
        holds(page)
        page.get_by_role("button", name="Close").click()
        quotes = exact(place, page)
    assert sorted(quotes) == sorted(["demanded", "Nowak", "Łódź demanded", "detained"])


def test_pages_show_hostile_texts_as_texts(server: Server, browser: Browser) -> None:
    place = place_for(server)
    teach(place)
    paths = ["/", f"/projects/{place.project}", f"/projects/{place.project}/articles", "/account", "/projects/new"]
    with suspicious(browser, server) as page:
        log_in(page, server, place.coder)
        for path in paths:
            page.goto(path)
            expect(page.get_by_role("heading", level=1).first).to_be_visible()
            page.wait_for_load_state("networkidle")
            for size in SIZES:
                page.set_viewport_size(size)  # type: ignore[arg-type]
                fits(page)
            expect(page.locator("main :is(script, iframe, svg[onload], img, base, style, link, math)")).to_have_count(0)


def test_files_with_hostile_names_and_contents_are_reported_as_text(server: Server, browser: Browser) -> None:
    place = place_for(server)
    files = {
        "<img src=x onerror=window.ran=12>.txt": hostile.ARTICLE.encode(),
        "\u202etxt.exe<script>window.ran=13<.html": f"<html><body>{hostile.ALL}<p>{hostile.ALL}</body>".encode(),
        "broken<svg onload=window.ran=14>.jsonl": b'{"text": "<script>window.ran=15</script>"}\n{"text": "broken\n',
    }
    with suspicious(browser, server) as page:
        log_in(page, server, place.coder)
        page.goto(f"/projects/{place.project}/articles")
        drop(page, files)
        expect(page.get_by_role("list", name="Files").get_by_role("listitem").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        for size in SIZES:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            fits(page)


POLICY = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "form-action 'self'")


def test_policy_is_enforced_on_every_answer(server: Server) -> None:
    client = server.admin.client
    project = server.project()
    answers = [
        client.get("/"),
        client.get("/tasks/1"),
        client.get("/nowhere/<script>"),
        client.get("/api/docs"),
        client.get("/api/app/projects"),
        client.get("/api/tasks/999999"),
        client.get(f"/api/projects/{project}/export?exportType=<script>"),
        client.post("/api/app/projects", content=b"<script>", headers={"Content-Type": "application/json"}),
        client.post("/api/app/projects", content=b"<script>", headers={"Content-Type": "text/html"}),
        client.request("TRACE", "/"),
        client.get("/api/app/session", headers={"Authorization": "Token <script>"}),
    ]
    scripts = [f"/assets/{name}" for name in answers[0].text.split('"/assets/')[1:]]
    answers += [client.get(path.partition('"')[0]) for path in scripts]
    assert len(answers) > 11
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert all(part in policy for part in POLICY), answer.request.url
        assert "unsafe" not in policy
        assert "content-security-policy-report-only" not in answer.headers
        assert answer.headers["x-content-type-options"] == "nosniff"
        if answer.request.url.path.startswith("/api/") and answer.request.url.path != "/api/docs":
            assert answer.headers["content-type"].startswith("application/json"), answer.request.url
            assert "<script>" not in answer.text or answer.headers["content-type"].startswith("application/json")
