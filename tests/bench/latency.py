"""Keydown to paint on the coding screen in a real Chromium, beside an empty page that changes one text per key.

``paint``: from the key press to the first frame after it, by a probe in the page; waiting for the display is part of
it, so the empty page takes some milliseconds too. ``event timing``: what the browser's own Event Timing says of the
same presses, in steps of 8 ms and never below 16. ``work``: how long the page's main thread was busy with the key.

All of it twice: with the frames of a screen of 60 Hz, where even the empty page waits up to 17 ms for the next one, and
with a frame as soon as the page is ready for it, which shows what the page itself takes.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import orjson
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.bench.process import Running, command, serving
from tests.conftest import CHROMIUM_ARGS
from tests.support.long_articles import coded_article, short_article

ROOT = Path(__file__).resolve().parents[2]
PROBE = Path(__file__).with_name("paint.js").read_text("utf-8")
FLOOR = "<h1>0</h1><script>let n = 0; onkeydown = () => document.querySelector('h1').firstChild.data = ++n</script>"
GOALS = {"word cursor": 16, "sentence cursor": 16, "picker row update": 50, "opening an event": 50}
NEXT_GOAL = 150
PAUSE = 43  # milliseconds between two presses: a fast typist, and no multiple of a frame
SIZES = ((3_000, 100), (10_000, 200))  # words, events of three marks each
SUBMISSIONS = 40
UNPACED = ("--disable-frame-rate-limit", "--disable-gpu-vsync")
SCREENS = {"a screen of 60 frames a second": (), "frames as soon as they are ready": UNPACED}


@dataclass(frozen=True)
class Timed:
    """What one kind of key press took, in milliseconds."""

    name: str
    paint: list[float]
    timing: list[float]
    work: list[float]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        command("user", "add", "coder@example.org", "--admin", "--db", database)
        with serving(database) as server:
            for name, switches in SCREENS.items():
                print(f"keydown to paint in Chromium, {name}, milliseconds, p50 / p95 / p99\n")
                _on_screen(server, database, switches)
                print()


def _on_screen(server: Running, database: Path, switches: Sequence[str]) -> None:
    with _browser(*switches) as fresh_page:
        floor = _floor(fresh_page())
        _head()
        _row("empty page (floor)", floor, None, floor)
        token = command("user", "token", "coder@example.org", "--db", database)
        page = fresh_page()
        _log_in(page, server, database)
        for size in SIZES:
            _article(page, server, token, database, size, floor)
        _next_article(page, server, token, database)


def launch(play: Playwright, *switches: str) -> Browser:
    """The Chromium that the browser tests use; ``switches`` come on top."""
    path = os.environ.get("ANNOTATE_CHROMIUM") or subprocess.run(
        [sys.executable, str(ROOT / "tests/tools/chromium.py")], text=True, capture_output=True, check=True
    ).stdout.strip()  # fmt: skip
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return play.chromium.launch(executable_path=path, args=[*CHROMIUM_ARGS, *root, *switches])


@contextmanager
def _browser(*switches: str) -> Iterator[Callable[[], Page]]:
    with sync_playwright() as play:
        browser = launch(play, *switches)
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB", timezone_id="UTC")
        context.add_init_script(PROBE)
        yield context.new_page
        browser.close()


def _log_in(page: Page, server: Running, database: Path) -> None:
    link = command("user", "link", "coder@example.org", "--db", database).partition("#")[2].partition("&")[0]
    page.goto(f"{server.url}/link#{link}")
    page.wait_for_url(f"{server.url}/")


def _floor(page: Page) -> Timed:
    page.set_content(FLOOR)
    page.evaluate(PROBE)
    _press(page, "floor", "a" * 200)
    return _timed(page, "floor")


def _press(page: Page, label: str, keys: Sequence[str], pause: int = PAUSE) -> None:
    """Press the keys; with a label they are counted under it."""
    page.evaluate("label => { window.bench.label = label }", label)
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(pause)
    page.evaluate("window.bench.label = ''")


def _timed(page: Page, label: str) -> Timed:
    page.wait_for_timeout(200)
    keys = [key for key in page.evaluate("window.bench.keys") if key["label"] == label and key["paint"] is not None]
    # presses below the threshold of event timing have no entry: they took no more than it
    return Timed(label, [k["paint"] for k in keys], [k["timing"] or 16 for k in keys], [k["work"] for k in keys])


def _article(page: Page, server: Running, token: str, database: Path, size: tuple[int, int], floor: Timed) -> None:
    words, events = size
    text, coding = coded_article(words, events)
    project = int(orjson.loads(command("project", "create", f"{words} words", "--db", database, "--json"))["id"])
    with httpx.Client(base_url=server.url, headers={"Authorization": f"Token {token}"}, timeout=60) as client:
        body = [{"text": text, "title": text.partition("\n")[0], "lang": "en"}]
        client.post(f"/api/projects/{project}/import", json=body).raise_for_status()
        task = client.post(f"/api/app/projects/{project}/next").raise_for_status().json()["task"]["id"]
        client.post(f"/api/tasks/{task}/annotations/", json={"coding": coding}).raise_for_status()
    page.goto(f"{server.url}/tasks/{task}")
    page.wait_for_selector(".card:nth-child(3)")
    page.wait_for_timeout(1000)
    assert len(page.query_selector_all("mark")) >= 3 * events
    _scenarios(page)
    for name, goal in GOALS.items():
        _row(f"{name}, {words:,} words, {3 * events} marks", _timed(page, name), goal, floor)


def _scenarios(page: Page) -> None:
    _press(page, "", [*"jjj"])
    _press(page, "sentence cursor", ["j", "ArrowDown", "j", "ArrowUp", "k"] * 20)
    _press(page, "", ["n"])
    letters = [
        *"pro",
        *["ArrowDown"] * 6,
        *["ArrowUp"] * 3,
        *["Backspace"] * 3,
        *"mi",
        "Space",
        "Space",
        ",",
        "Backspace",
        "Backspace",
    ]
    for _ in range(6):
        _press(page, "word cursor", letters)
    _press(page, "", ["d", "Tab"])
    for _ in range(5):
        _press(page, "picker row update", [*"demand", *["Backspace"] * 6, *"tear gas", *["Backspace"] * 8])
    _press(page, "", ["Escape"])
    for n in range(60):
        _press(page, "", [str(n % 9 + 1)])
        _press(page, "opening an event", ["Enter"])
        _press(page, "", ["Escape"])


def _next_article(page: Page, server: Running, token: str, database: Path) -> None:
    project = int(orjson.loads(command("project", "create", "Short", "--db", database, "--json"))["id"])
    with httpx.Client(base_url=server.url, headers={"Authorization": f"Token {token}"}, timeout=60) as client:
        tasks = [short_article(n) for n in range(SUBMISSIONS + 1)]
        client.post(f"/api/projects/{project}/import", json=tasks).raise_for_status()
    page.goto(f"{server.url}/projects/{project}/code")
    for _ in range(SUBMISSIONS):
        page.wait_for_selector("article h1")
        _press(page, "", ["ArrowDown"] * 12)  # the coder reads
        _press(page, "", ["0"], 1300)  # and the draft goes out
        before = page.inner_text("article h1")
        page.evaluate("before => { window.bench.awaited = before; window.bench.label = 'next' }", before)
        page.keyboard.press("Control+Enter")
        page.wait_for_function("before => document.querySelector('article h1')?.textContent !== before", arg=before)
        page.evaluate("window.bench.awaited = null, window.bench.label = ''")
    page.wait_for_timeout(200)
    shown = [k["shown"] for k in page.evaluate("window.bench.keys") if k.get("shown")]
    p50, p95, p99 = quantiles(shown)
    print(f"| submit to next article painted | {len(shown)} | {p50:.0f} / {p95:.0f} / {p99:.0f} | | | {NEXT_GOAL} |")


def quantiles(values: list[float]) -> tuple[float, float, float]:
    """Median, 95th and 99th percentile (inclusive, interpolated)."""
    cut = statistics.quantiles(values, n=100, method="inclusive")
    return statistics.median(values), cut[94], cut[98]


def _head() -> None:
    print("| key | n | paint | event timing | work | times the floor (paint, p95) | goal p95 |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")


def _row(name: str, timed: Timed, goal: int | None, floor: Timed) -> None:
    columns = [" / ".join(f"{q:.{d}f}" for q in quantiles(v)) for v, d in
               ((timed.paint, 1), (timed.timing, 0), (timed.work, 1))]  # fmt: skip
    ratio = quantiles(timed.paint)[1] / quantiles(floor.paint)[1]
    print(f"| {name} | {len(timed.paint)} | {' | '.join(columns)} | {ratio:.1f} | {goal or ''} |", flush=True)


if __name__ == "__main__":
    main()
