"""A scripted coder who has only a mouse: drags over words, clicks slots, buttons and rows. Types nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from playwright.sync_api import Locator, expect
from playwright.sync_api import Page as Tab

from annotate.demo.corpus import DemoArticle
from schemas.coding import Coding, Event, Fragment, Mention
from tests.browser.replay_screen import Look, look, read
from tests.browser.replay_words import Page

# from a place in the article to a point on the screen; scrolls there first
POINT = """([offset, edge]) => {
    const runs = [...document.querySelectorAll('article [data-s]')]
    const length = run => [...run.textContent].length
    const inside = run => Number(run.dataset.s) <= offset && offset < Number(run.dataset.s) + length(run)
    const run = runs.find(inside)
    run.scrollIntoView({ block: 'center' })
    const unit = [...run.textContent].slice(0, offset - Number(run.dataset.s)).join('').length
    const range = document.createRange()
    range.setStart(run.firstChild, unit)
    range.setEnd(run.firstChild, unit + [...run.textContent].at(offset - Number(run.dataset.s)).length)
    const box = range.getClientRects()[0]
    const rtl = getComputedStyle(run).direction === 'rtl'
    const [from, to] = rtl ? [box.right - 0.5, box.left + 0.5] : [box.left + 0.5, box.right - 0.5]
    return [{ start: from, end: to, middle: (from + to) / 2 }[edge], box.top + box.height / 2]
}"""


@dataclass
class MouseCoder:
    tab: Tab

    def code(self, article: DemoArticle) -> None:
        if not article.gold.events:
            return self.tab.get_by_role("button", name="No codable event").click()
        page = read(self.tab, article.text)
        for event in article.gold.events:
            MouseEvent(self.tab, page, article.gold, event).code()

    def submit(self) -> None:
        before = self.tab.inner_text("article h1")
        self.tab.get_by_role("button", name="Submit", exact=False).first.click()
        anyway = self.tab.get_by_role("button", name="Submit anyway")
        if anyway.count():
            anyway.click()
        gone = "before => document.querySelector('article h1')?.textContent !== before"
        self.tab.wait_for_function(gone, arg=before)
        expect(self.tab.locator("article h1, .empty").first).to_be_visible()


@dataclass
class MouseEvent:
    tab: Tab
    page: Page
    gold: Coding
    event: Event
    parts: Counter[str] = field(default_factory=Counter)

    def code(self) -> None:
        self._trigger(self._mention(self.event.trigger or ""))
        self._code()
        for side in ("source", "target"):
            self._actors(side)
        for slot in ("location", "time"):
            self._places(slot)
        self._details()
        self._button("Save event").click()

    def _mention(self, mention: str) -> Mention:
        return next(m for m in self.gold.mentions if m.id == mention)

    def _look(self) -> Look:
        return look(self.tab)

    def _button(self, name: str) -> Locator:
        return self.tab.locator(".composer").get_by_role("button", name=name)

    # -- in the text

    def _point(self, offset: int, edge: str) -> tuple[float, float]:
        x, y = self.tab.evaluate(POINT, [offset, edge])
        return x, y

    def _drag(self, fragment: Fragment) -> None:
        start = self._point(fragment.start, "start")
        end = self._point(fragment.end - 1, "end")
        start = self._point(fragment.start, "start")  # scrolling may have moved it
        self.tab.mouse.move(*start)
        self.tab.mouse.down()
        self.tab.mouse.move(*end, steps=3)
        self.tab.mouse.up()

    def _trigger(self, mention: Mention) -> None:
        if len(mention.fragments) > 1:
            self.tab.locator(".readbar").get_by_role("button", name="New event").click()
            return self._mark(mention)
        self._drag(mention.fragments[0])
        self.tab.get_by_role("menuitem", name="New event").click()

    def _mark(self, mention: Mention) -> None:
        """Into the armed slot; pieces are clicked and extended, since a drag is taken at once."""
        *pieces, last = mention.fragments
        slot = self._look().slot
        for piece in pieces:
            words = self.page.covering((piece.start, piece.end))
            self.tab.mouse.click(*self._point(piece.start, "middle"))
            if self._look().slot != slot:  # it was a numbered offer, which a click takes
                self.tab.locator(f".slot.{slot}").click()
            for _ in words[1:]:
                self._button("Extend").click()
            self._button("Piece").click()
        self._drag(last)

    # -- in the lists

    def _row(self, code: str) -> Locator:
        exact = self.tab.locator(".code, .actor").get_by_text(code, exact=True)
        return self.tab.locator("#pick > li").filter(has=exact)

    def _code(self) -> None:
        """A row that is offered, else down the tree."""
        wanted = self.event.code or ""
        if wanted not in [row.code for row in self._look().rows]:
            self._button("All codes").click()
            for length in range(2, len(wanted)):
                self._row(wanted[:length]).locator(".more").click()
        self._row(wanted).click()

    def _actors(self, side: str) -> None:
        wanted = getattr(self.event, f"{side}s")
        seen = self._look().slot
        if not wanted:
            if seen == side:
                self._button("Not stated").click()
            return
        for at, mention in enumerate(wanted):
            if at:
                self.tab.locator(f".slot.{side}").click()
                self.tab.locator(".composer").get_by_role("button", name="& Another").click()
            self._mark(self._mention(mention))
            code = self._mention(mention).actor_code
            if not code:
                self._button("Unknown").click()
            else:
                self._row(code).click()

    # -- what else is told

    def _places(self, slot: str) -> None:
        for at, mention in enumerate(getattr(self.event, f"{slot}s")):
            if self._look().slot != slot:
                self._button("Details").click()
                self.tab.locator(f".slot.{slot}").click()
            if at:
                self.tab.locator(".composer").get_by_role("button", name="& Another").click()
            self._mark(self._mention(mention))

    def _details(self) -> None:
        e = self.event
        if not (e.modality != "asserted" or e.certainty or e.reciprocal):
            return
        if self._look().slot != "details":
            self._button("Details").click()
        box = self.tab.locator(".details")
        if e.modality != "asserted":
            box.get_by_role("radio", name=e.modality).click()
        if e.certainty:
            box.get_by_role("radiogroup", name="Certainty").get_by_role("radio").nth(e.certainty - 1).click()
        if e.reciprocal:
            box.get_by_role("checkbox").click()
