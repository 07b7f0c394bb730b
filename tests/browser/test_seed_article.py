"""The main job on a real article, by the commands that README shows: import, code by keyboard, collect, export."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from schemas import normalise_newlines
from schemas.coding import Coding, parse_coding
from schemas.hashing import canonical_json
from tests.browser.coding_support import Desk, desk, press, saved
from tests.browser.pages_support import PASSWORD, at_browser
from tests.browser.test_coding import WATCH_KEYS, Sdk, drag
from tests.schemas.seed_coding import SEED, seed_coding
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not SEED.is_file(), reason="the shared seed article is absent")]


BOILERPLATE = ["skip to Main Content", "Photo Credits: SDF", "Back To Top"]


def annotate(*words: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "annotate", *map(str, words)], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def go_to(page: Page, sentence: int) -> None:
    for _ in range(40):
        at = page.locator(".sentence[aria-current]").get_attribute("data-sentence")
        if at == str(sentence):
            return
        press(page, "j" if at is None or int(at) < sentence else "k")
    raise AssertionError(f"sentence {sentence} was not reached")


def take(page: Page, words: str) -> None:
    """The digit of the mention that the list offers with exactly these words."""
    rows = page.get_by_role("option")
    row = rows.filter(has=page.locator("bdi", has_text=re.compile(rf"^{words}$"))).first
    expect(row).to_be_visible()
    press(page, str(rows.all_text_contents().index(row.text_content() or "") + 1), "Tab")


def code_the_article(page: Page) -> None:
    """Eight events as a coder would: letters for words, numbers for codes and for what the text offers."""
    go_to(page, 4)
    press(page, "n", *"stop", "Tab", *"173", "Tab", *"sdf", "Tab", *"syrreb", "Tab")
    press(page, *"leader", *["Space"] * 4, "Tab", *"imgmusisi", "Enter")
    go_to(page, 2)  # the same arrest, told in the headline
    press(page, "n", *"arrests", "Tab", *"173", "Tab")
    take(page, "SDF")
    take(page, "leader of the Islamic State")
    press(page, *["Tab"] * 2, "s", "Enter")
    go_to(page, 7)  # who fights whom stands in other sentences
    press(page, "n", *"offensive", "Tab", *"190", "Tab")
    take(page, "SDF")
    press(page, *"isis", *["ArrowUp"] * 3, "Tab", *"imgmusisi", "Enter")
    press(page, "n", *"invasion", "Tab", *"190", "Tab")
    take(page, "SDF")
    take(page, "Isis")
    press(page, *["Tab"] * 2, "f", "1", "Enter")
    go_to(page, 9)
    press(page, "n", *"launches", "Tab", *"190", "Tab", *"syrian", "Space", "Tab", *"syrmil", "Tab")
    take(page, "Isis")
    press(page, "Enter")
    go_to(page, 12)
    press(page, "n", *"air", "Space", "Tab", *"195", "Tab", *"damascus", "Tab", *"syrmil", "Tab")
    take(page, "Isis")
    press(page, "Enter")
    go_to(page, 14)
    press(page, "n", *"reports", "Tab", *"010", "Tab", *"sohr", "Tab", *"syropphri", "Tab", "-", *["Tab"] * 2)
    press(page, "m", *"20000", "Enter")
    go_to(page, 15)
    press(page, "n", *"accepted", "Tab", *"075", "Tab", *"israel", "Tab", *"isr", "&", *"jordan", "Tab", *"jor", "Tab")
    press(page, *"white", "Space", "Tab", "-", "Enter")


def parts(coding: Coding) -> list[tuple[object, ...]]:
    """Events without the ids that a browser or a person made up."""
    spans = {m.id: [(f.start, f.end, f.quote) for f in m.fragments] for m in coding.mentions}
    actors = {m.id: (spans[m.id], m.actor_code) for m in coding.mentions}
    return sorted(
        (
            spans[e.trigger or ""],
            e.code,
            [actors[i] for i in e.sources],
            [actors[i] for i in e.targets],
            e.modality,
            e.certainty,
            e.target_not_stated,
            e.magnitude,
        )
        for e in coding.events
    )


def test_seed_article_goes_the_whole_way(server: Server, browser: Browser, tmp_path: Path) -> None:
    project = server.project("Syria, summer")
    coder = server.user("cleo@example.org", "annotator", project, password=PASSWORD)
    text = normalise_newlines(SEED.read_text(encoding="utf-8"))[0]
    annotate("import", "Syria, summer", SEED, "--db", server.db.url)
    with at_browser(browser, server.url) as page:
        Desk(server, coder, project, []).open(page)
        code_the_article(page)
        press(page, "Control+Enter", "Control+Enter")
        expect(page.get_by_text("Nothing left to code here")).to_be_visible()
    folder, release = tmp_path / "collected", tmp_path / "release"
    address = ("--url", server.url, "--token", server.admin.token, "--project", str(project))
    annotate("collect", *address, "-o", folder)
    (collected,) = [json.loads(line) for line in (folder / "annotations.jsonl").read_text("utf-8").splitlines()]
    coding = parse_coding(collected["coding"])
    assert parts(coding) == parts(seed_coding(text))
    annotate("export", folder, "--format", "jsonl", "-o", release)
    assert json.loads((release / "manifest.json").read_text("utf-8"))["counts"]["events"] == 8
    (line,) = [x for file in release.rglob("*.jsonl") for x in file.read_text("utf-8").splitlines()]
    exported = json.loads(line)
    assert exported["text"] == text
    assert [text[start:end] for start, end, _ in exported["boilerplate"]] == BOILERPLATE
    assert parts(parse_coding(exported["codings"][0]["coding"])) == parts(coding)


def test_event_on_the_seed_article_is_coded_by_mouse_alone(server: Server, browser: Browser, sdk: Sdk) -> None:
    text = normalise_newlines(SEED.read_text(encoding="utf-8"))[0]
    place = desk(server, text)
    with at_browser(browser, server.url) as page:
        page.add_init_script(WATCH_KEYS)
        place.open(page)
        sentence = page.locator("[data-sentence='4']")
        drag(page, sentence, "stopped")
        page.get_by_role("menuitem", name="New event").click()
        page.get_by_role("button", name="All codes").click()
        row = page.get_by_role("treeitem").filter(has=page.locator(".code", has_text=re.compile("^17$")))
        row.locator(".more").click()
        page.get_by_role("treeitem", name=re.compile("173")).click()
        for words in ("SDF", "leader of the Islamic State"):
            drag(page, sentence, words)
            page.get_by_role("button", name="- Unknown actor").click()
        page.get_by_role("button", name="Save event").click()
        saved(page)
        page.get_by_role("button", name="Submit").click()
        page.get_by_role("button", name="Submit all the same").click()
        expect(page.get_by_text("Nothing left to code here")).to_be_visible()
        assert page.evaluate("window.keyed") == []
    (found,) = sdk(place.coder).annotations.list(id=place.tasks[0])
    coding = found.model_dump(mode="json")["coding"]
    spans = {"m1": "stopped", "m2": "SDF", "m3": "leader of the Islamic State"}
    starts = {"m1": text.index("stopped"), "m2": text.index("The SDF") + 4, "m3": text.index("leader of the Islamic")}
    mentions = [
        {"id": i, "type": "trigger" if i == "m1" else "actor", **({} if i == "m1" else {"actor_code": ""})}
        | {"fragments": [{"start": starts[i], "end": starts[i] + len(words), "quote": words}]}
        for i, words in spans.items()
    ]
    event = {"id": "e1", "trigger": "m1", "code": "173", "sources": ["m2"], "targets": ["m3"]}
    assert canonical_json(coding) == canonical_json({"verdict": "events", "mentions": mentions, "events": [event]})
