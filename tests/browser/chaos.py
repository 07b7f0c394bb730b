"""Plays scripts of chaos in a real browser against a real server through a faulty network, and watches three promises:

1. While the page says "Saved", the server has what the page shows.
2. What the coder saw last is, in the end, on the server, or the page says that and why it is kept here.
3. One annotation per person and article, and no more revisions than submissions.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect
from playwright.sync_api import Error as PageError
from playwright.sync_api import TimeoutError as PageTimeout

from annotate.clock import new_uuid
from annotate.middleware import COOKIE
from annotate.users.service import close_session, join, open_session
from tests.browser.chaos_script import CODE, SUBMIT, Script
from tests.support.faults import Proxy, faulty
from tests.support.server import Person, Server, ok

TEXT = "Story {n}\n\nPolice arrested students on Friday. The union demanded talks. Police later freed them."
# The page's own state at each change: what it writes down is what it shows. Read before a page is killed.
WATCH = """(() => {
    const put = IDBObjectStore.prototype.put
    window.__seen = {}
    IDBObjectStore.prototype.put = function (value, ...rest) {
        if (this.name === 'codings') window.__seen[value.task] = value.coding
        return put.call(this, value, ...rest)
    }
})()"""
LOOK = """() => {
    const text = (found) => found ? found.textContent : ''
    const chip = document.querySelector('.save-chip')
    const body = text(document.getElementById('app'))
    return {
        story: text(document.querySelector('article h1')),
        chip: chip && !chip.hidden ? chip.textContent : '',
        seen: window.__seen ?? {},
        locked: body.includes('Read only'),
        conflict: body.includes('Keep mine'),
        waiting: [...document.querySelectorAll('.message-do a[href^="/tasks/"]')].map(a => +a.href.split('/').pop()),
        none: body.includes('Nothing left to code here'),
        failed: body.includes('Try again') && !document.querySelector('article'),
        busy: body.includes('Loading'),
        errors: window.__errors ?? [],
    }
}"""
STEP_TIME = 40  # milliseconds of real time after a step
LONG = 31_000  # longer than the longest pause between two tries


class Broken(AssertionError):
    """A promise that was not kept."""


@dataclass
class House:
    """A server behind a proxy, and a browser with a coder logged in; used for one run after another."""

    server: Server
    proxy: Proxy
    context: BrowserContext
    coder: Person
    token: str = ""
    errors: list[str] = field(default_factory=list)

    def log_in(self) -> None:
        with self.server.db.write() as session:
            self.token = open_session(session, self.coder.id, 1, None)
        self.context.add_cookies([{"name": COOKIE, "value": self.token, "url": self.proxy.url}])

    def expire(self) -> None:
        with self.server.db.write() as session:
            close_session(session, self.token)


@contextmanager
def house(server: Server, browser: Browser) -> Iterator[House]:
    with faulty(server.url) as proxy:
        context = browser.new_context(
            base_url=proxy.url, reduced_motion="reduce", viewport={"width": 1000, "height": 700}
        )
        context.clock.install()
        context.add_init_script(WATCH)
        made = House(server, proxy, context, server.user(f"chaos-{new_uuid()}@example.org"))
        context.on("weberror", lambda error: made.errors.append(str(error.error)))
        made.log_in()
        try:
            yield made
        finally:
            context.close()


def accept(dialog: Dialog) -> None:
    dialog.accept()


@dataclass
class Run:
    house: House
    script: Script
    project: int = 0
    tasks: dict[str, int] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    last: dict[int, Any] = field(default_factory=dict)
    """Task -> the coding that the coder saw last."""
    rivals: dict[int, list[Any]] = field(default_factory=dict)
    chosen: set[int] = field(default_factory=set)
    """Tasks on which the coder was asked, and took one of two versions."""
    shown: dict[Page, str] = field(default_factory=dict)
    done: set[int] = field(default_factory=set)
    submits: int = 0

    def play(self) -> None:
        """Raises Broken."""
        house = self.house
        server, coder = house.server, house.coder
        self.project = server.project(title=f"Chaos {self.script.seed}")
        with server.db.write() as session:
            join(session, coder.id, self.project, "annotator")
        ids = server.tasks(self.project, [TEXT.format(n=n) for n in (1, 2)])
        self.tasks = {f"Story {n + 1}": task for n, task in enumerate(ids)}
        house.errors.clear()
        house.log_in()
        house.proxy.reset(list(self.script.faults))
        try:
            self.open()
            for step in self.script.steps:
                self.step(step)
                self.watch()
            self.end()
        finally:
            house.proxy.reset([], keep_seen=True)
            for page in self.pages:
                page.close()
        if house.errors:
            raise Broken(f"the page threw {house.errors}")

    # ---- what the coder does

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def open(self) -> None:
        page = self.house.context.new_page()
        page.on("dialog", accept)
        self.pages.append(page)
        self.go(page)

    def go(self, page: Page) -> None:
        page.goto(f"/projects/{self.project}/code", wait_until="domcontentloaded")
        self.settle(page)

    def settle(self, page: Page) -> None:
        """Until something stands on the page; whether another tab has the article is known then too."""
        self.shown.pop(page, None)
        faulty_now = self.script.faults or self.house.proxy.gone  # then what is asked for may never come
        for _ in range(40 if faulty_now else 800):
            state = self.look(page)
            if state and (state["story"] or state["none"] or state["failed"]):
                break
            page.wait_for_timeout(25)
        page.wait_for_timeout(20)
        self.forward(250)
        self.watch()

    def forward(self, ms: int) -> None:
        self.house.context.clock.fast_forward(ms)

    def answered(self) -> None:
        """Until nothing is under way: time that is skipped would make a slow answer a late one."""
        for _ in range(200):
            if self.house.proxy.active == 0:
                break
            self.page.wait_for_timeout(STEP_TIME)

    def step(self, name: str) -> None:
        keys = CODE.get(name) or SUBMIT.get(name)
        if keys is None:
            getattr(self, "do_" + name.replace("-", "_"))()
        else:
            self.submits += name in SUBMIT
            for key in keys:
                self.page.keyboard.press(key)
        self.page.wait_for_timeout(STEP_TIME)

    def do_wait(self) -> None:
        self.forward(1100)

    def do_saved(self) -> None:
        """Until the page says so, where another step must not meet the request that is under way."""
        expect(self.page.locator(".save-chip")).to_contain_text("Saved")

    def do_wait_long(self) -> None:
        self.forward(5000)

    def do_reload(self) -> None:
        self.page.reload(wait_until="domcontentloaded")
        self.settle(self.page)

    def do_kill(self) -> None:
        self.watch()
        self.pages.pop().close(run_before_unload=False)
        if not self.pages:
            self.open()

    def do_leave_and_back(self) -> None:
        self.shown.pop(self.page, None)
        link = self.page.get_by_role("link", name="Back to the project")
        if link.count():
            link.click()
            self.page.wait_for_timeout(STEP_TIME)
            self.watch()
            self.back()
        self.settle(self.page)

    def do_forward_back(self) -> None:
        """To another page altogether, and back as the browser likes it."""
        self.page.goto(f"{self.house.proxy.url}/licenses.txt", wait_until="commit")
        self.back()
        self.settle(self.page)

    def back(self) -> None:
        self.page.evaluate("setTimeout(() => history.back())")
        self.page.wait_for_timeout(3 * STEP_TIME)

    def do_offline(self) -> None:
        self.house.proxy.gone = True

    def do_online(self) -> None:
        self.house.proxy.gone = False
        self.page.evaluate("dispatchEvent(new Event('online'))")
        if self.click("Try again"):
            self.settle(self.page)

    def do_expire(self) -> None:
        self.house.expire()

    def do_log_in(self) -> None:
        self.house.log_in()
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def do_second(self) -> None:
        if len(self.pages) < 2 and not self.house.proxy.gone:
            self.open()

    def do_switch(self) -> None:
        self.pages.insert(0, self.pages.pop())

    def do_close_one(self) -> None:
        if len(self.pages) > 1:
            self.pages.pop().close(run_before_unload=False)

    def do_take_over(self) -> None:
        self.click("Take over here")
        self.page.wait_for_timeout(STEP_TIME)
        self.forward(1600)
        self.settle(self.page)

    def do_choose_mine(self) -> None:
        self.choose("Keep mine")

    def do_choose_theirs(self) -> None:
        self.choose("Take the newer one")

    def choose(self, which: str) -> None:
        state = self.look(self.page)
        if state and state["conflict"] and self.click(which):
            self.chosen.add(self.tasks.get(state["story"], 0))

    def click(self, name: str) -> bool:
        button = self.page.get_by_role("button", name=name, exact=True)
        try:
            if button.count() == 0 or not button.first.is_enabled(timeout=3_000):
                return False
            button.first.click(timeout=3_000)
        except PageTimeout:
            if button.count():
                raise
            return False  # the page has mended by itself what the button was for
        return True

    def do_rival(self) -> None:
        """The same person with another browser, on what the server has now."""
        state = self.look(self.page)
        task = self.tasks.get(state["story"], 0) if state else 0
        if not task:
            return
        now = self.screen(task)
        coding = {"verdict": None, "note": f"rival {sum(map(len, self.rivals.values()))}"}
        body = {
            "client_id": "rival",
            "base_version": (now["annotation"] or {}).get("version", 0),
            "text_sha256": now["task"]["text_sha256"],
            "seq": (now["draft"] or {}).get("seq", 0) + 1,
            "seen": (now["draft"] or {}).get("hash"),
            "coding": coding,
        }
        answer = self.house.coder.client.put(f"/api/app/tasks/{task}/draft", json=body)
        if answer.status_code == httpx.codes.OK:
            self.rivals.setdefault(task, []).append(coding)

    # ---- what must hold

    def look(self, page: Page) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = page.evaluate(LOOK)
        except PageError:  # it is on its way to another page
            return None
        return found

    def screen(self, task: int) -> dict[str, Any]:
        found: dict[str, Any] = ok(self.house.coder.client.get(f"/api/app/tasks/{task}"))
        return found

    def stored(self, task: int) -> Any:
        now = self.screen(task)
        return ((now["draft"] or now["annotation"]) or {}).get("coding")

    def watch(self) -> None:
        for page in self.pages:
            state = self.look(page)
            if state is None:
                continue
            for task, coding in state["seen"].items():
                if not state["locked"]:
                    self.last[int(task)] = coding
            task = self.tasks.get(state["story"], 0)
            if task and state["chip"].startswith("Saved") and str(task) in state["seen"]:
                self.check_saved(page, task, state["seen"][str(task)])
            self.check_moved_on(page, state)

    def check_saved(self, page: Page, task: int, coding: Any) -> None:
        stored = self.stored(task)
        if stored == coding or stored in self.rivals.get(task, ()):
            return
        state = self.look(page)
        if state and state["chip"].startswith("Saved") and state["seen"].get(str(task)) == coding:
            raise Broken(f"the page says Saved and shows {coding}, the server has {stored}")

    def check_moved_on(self, page: Page, state: dict[str, Any]) -> None:
        """Another article without the coder's going anywhere: the one before must be submitted as it was seen."""
        before = self.shown.get(page)
        now = state["story"] or ("none" if state["none"] else "")
        if not now:
            return
        self.shown[page] = now
        task = self.tasks.get(before or "", 0)
        if not task or now == before:
            return
        annotation = self.screen(task)["annotation"]
        if annotation is None:
            raise Broken(f"the page went on from {before} and the server has no annotation of it")
        if task in self.last and annotation["coding"] != self.last[task] and not self.script_has_others(task):
            raise Broken(f"{before} was left as {self.last[task]}, submitted is {annotation['coding']}")
        self.done.add(task)

    def script_has_others(self, task: int) -> bool:
        return not self.script.alone or task in self.rivals

    def end(self) -> None:
        """All faults end, the pages are closed, and the coder comes back."""
        self.watch()
        for page in self.pages:
            page.close()
        self.pages.clear()
        self.shown.clear()
        self.house.proxy.reset([], keep_seen=True)
        self.house.log_in()
        self.open()
        waiting = self.come_to_rest()
        for task, coding in self.last.items():
            self.check_kept(task, coding, waiting)
        for task in self.tasks.values():
            self.check_count(task)

    def come_to_rest(self) -> list[int]:
        """Until the page has nothing more to send; the tasks that it says it keeps."""
        quiet = 0
        for _ in range(30):
            self.watch()
            state = self.look(self.page) or {"busy": True}
            if state.get("conflict"):
                self.choose("Keep mine")
            if state.get("failed"):
                self.click("Try again")
            at_rest = not state.get("conflict") and not state["busy"] and not state["failed"]
            chip = state.get("chip", "…")
            quiet = quiet + 1 if at_rest and (chip == "" or chip.startswith("Saved")) else 0
            if quiet > 2 and not state["waiting"]:
                return []
            if quiet > 6:
                return list(state["waiting"])
            self.page.wait_for_timeout(STEP_TIME)
            self.answered()
            self.forward(LONG)
        raise Broken(f"the page does not come to rest: {state}")

    def check_kept(self, task: int, coding: Any, waiting: list[int]) -> None:
        if task in waiting:  # the page says so, and where to go
            self.page.goto(f"/tasks/{task}", wait_until="domcontentloaded")
            self.settle(self.page)
            self.come_to_rest()
        stored, rivals = self.stored(task), self.rivals.get(task, [])
        # what carries the rival's note was made from the rival's version: the page had nothing to send, and took it
        asked = not rivals or task in self.chosen or (coding or {}).get("note") == rivals[-1]["note"]
        if (stored == coding and asked) or (rivals and stored == rivals[-1]):
            return
        raise Broken(
            f"seen last on task {task}: {coding}; the server has {stored}; rivals wrote {rivals}, asked {asked}"
        )

    def check_count(self, task: int) -> None:
        found = ok(self.house.coder.client.get(f"/api/tasks/{task}/annotations"))
        if len(found) > 1:
            raise Broken(f"{len(found)} annotations of task {task}")
        if found and found[0]["version"] > max(1, self.submits):
            raise Broken(f"{found[0]['version']} revisions of task {task} after {self.submits} submissions")
        if task in self.done and not found:
            raise Broken(f"the submission of task {task} is gone")


def play(made: House, script: Script) -> None:
    """One run; the message of a failure holds all that is needed to play it again."""
    run = Run(made, script)
    try:
        run.play()
    except (AssertionError, PageError) as error:
        met = "\n    ".join(made.proxy.seen)
        raise Broken(f"{error}\n{script}\n  met\n    {met}") from error
