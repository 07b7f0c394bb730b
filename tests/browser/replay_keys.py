"""A scripted coder who has only a keyboard, knows the keys and looks at the screen; counts every press."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from annotate.demo.corpus import DemoArticle
from schemas.coding import Coding, Event, Mention
from tests.browser.coding_support import Desk
from tests.browser.pages_support import at_browser
from tests.browser.replay_gold import articles
from tests.browser.replay_screen import Look, look, read
from tests.browser.replay_words import Keys, Page, growth, reach

SLOT_OF = {"eventCode": "code"}


@dataclass(frozen=True)
class Policy:
    """What the coder makes use of."""

    name: str
    known_codes: bool = False  # the code that the screen knows for an actor's name
    offers: bool = False  # numbered mentions and ranked codes
    suggestions: bool = False  # whole events


UNASSISTED = Policy("unassisted")
DICTIONARY = Policy("actor dictionary", known_codes=True)
CANDIDATES = Policy("candidates and ranked code", known_codes=True, offers=True)
SUGGESTED = Policy("whole event suggested", suggestions=True)
POLICIES = (UNASSISTED, DICTIONARY, CANDIDATES, SUGGESTED)

WATCH_POINTER = """window.pointed = []
for (const name of ['pointerdown', 'mousedown', 'touchstart', 'wheel'])
  addEventListener(name, event => window.pointed.push(event.type), true)"""


@dataclass
class Count:
    """Presses of one event: who did what to whom; what else is told of it; going to its sentence."""

    event: int = 0
    more: int = 0
    reading: int = 0


@dataclass
class Coder:
    tab: Tab
    policy: Policy
    counts: list[Count] = field(default_factory=list)
    pressed: Counter[str] = field(default_factory=Counter)

    def code(self, article: DemoArticle) -> None:
        """Code the article on the screen as the gold has it, up to the submission."""
        if not article.gold.events:
            return self._press(["0"])
        if self.policy.suggestions:
            return self._accept(article)
        page = read(self.tab, article.text)
        for at, event in enumerate(article.gold.events):
            EventCoder(self, page, article.gold, at, event).code()

    def _accept(self, article: DemoArticle) -> None:
        """The suggestions are read one after the other, and each is accepted."""
        waiting = self.tab.locator(".card.suggested")
        expect(waiting).to_have_count(len(article.gold.events))
        for left in range(len(article.gold.events), 0, -1):
            go = [] if self.tab.locator(".card.suggested.active").count() else ["]"]
            self._press(go)
            self._press(["y"])
            expect(waiting).to_have_count(left - 1)
            self.counts.append(Count(event=1, reading=len(go)))

    def _press(self, keys: Keys) -> None:
        for key in keys:
            self.pressed[key] += 1
            if key.isascii():
                self.tab.keyboard.press(key)
            else:
                self.tab.keyboard.type(key)  # a key of another layout


@dataclass
class EventCoder:
    """One event, slot by slot, in the order in which the screen asks."""

    coder: Coder
    page: Page
    gold: Coding
    at: int
    event: Event
    count: Count = field(default_factory=Count)
    parts: Counter[str] = field(default_factory=Counter)

    def code(self) -> None:
        self._go_to(self.page.sentence_at(self._mention(self.event.trigger or "").start))
        self._event(["n"])
        while (seen := self._look()).slot is not None:
            before = seen.slot, self.parts.copy()
            if seen.slot == "details":
                self._details()
            elif seen.slot in ("location", "time"):
                self._place(seen)
            else:
                self._slot(seen)
            after = self._look().slot
            assert after is None or (after, self.parts) != before, f"stuck in {before}: {self.event}"
        self.coder.counts.append(self.count)

    # -- what is pressed, and what it is counted as

    def _event(self, keys: Keys) -> None:
        self.count.event += len(keys)
        self.coder._press(keys)

    def _more(self, keys: Keys) -> None:
        self.count.more += len(keys)
        self.coder._press(keys)

    def _look(self) -> Look:
        return look(self.coder.tab)

    def _mention(self, mention: str) -> Mention:
        return next(m for m in self.gold.mentions if m.id == mention)

    def _go_to(self, sentence: int) -> None:
        here = self._look().sentence
        keys = ["j" if sentence > here else "k"] * abs(sentence - here)
        self.count.reading += len(keys)
        self.coder._press(keys)

    # -- who did what to whom

    def _slot(self, seen: Look) -> None:
        slot = seen.slot or ""
        if slot == "trigger":
            self._event(self._span(seen, self._mention(self.event.trigger or "")))
        elif slot == "eventCode":
            self._event(self._code(seen))
        elif slot in ("source", "target"):
            self._actor(seen, slot)
        else:
            self._actor_code(seen, slot.removesuffix("Code"))

    def _side(self, side: str) -> tuple[str, ...]:
        found: tuple[str, ...] = getattr(self.event, f"{side}s")
        return found

    def _actor(self, seen: Look, side: str) -> None:
        wanted = self._side(side)
        if not wanted:
            return self._event(["-"])
        if self.parts[side] == 0 and self._as_before(side):
            return self._event(["="])
        self._event(self._span(seen, self._mention(wanted[self.parts[side]])))
        self.parts[side] += 1

    def _as_before(self, side: str) -> bool:
        """The screen offers the slot of the event before in the text, else of the last one."""
        others = list(self.gold.events[: self.at])
        place = {e.id: self._mention(e.trigger or "").start for e in (*others, self.event)}
        order = sorted((*others, self.event), key=lambda e: place[e.id])
        at = next(i for i, e in enumerate(order) if e.id == self.event.id)
        before = order[at - 1] if at else (sorted(others, key=lambda e: place[e.id])[-1] if others else None)
        return before is not None and getattr(before, f"{side}s") == self._side(side)

    def _code(self, seen: Look) -> Keys:
        codes = [row.code for row in seen.rows]
        wanted = self.event.code or ""
        if self.coder.policy.offers and wanted in codes:
            return ["Tab"] if codes.index(wanted) == seen.row else [";", str(codes.index(wanted) + 1)]
        return [*wanted, "Tab"]

    def _actor_code(self, seen: Look, side: str) -> None:
        wanted = self._mention(self._side(side)[self.parts[side] - 1]).actor_code or ""
        others = len(self._side(side)) > self.parts[side]
        codes = [row.code for row in seen.rows]
        typed = list(wanted.lower()) or ["-"]
        if others:
            return self._event([*typed, "&"])
        go = "Enter" if side == "target" and not self._has_more() else "Tab"
        known = self.coder.policy.known_codes or seen.value == wanted or self._coded_before(side)
        if known and wanted in codes:
            at = codes.index(wanted)
            if at == seen.row or go == "Enter":
                return self._event(["ArrowDown"] * (at - seen.row) + [go])
            return self._event([str(at + 1)])
        self._event(typed if typed == ["-"] else [*typed, go])

    def _coded_before(self, side: str) -> bool:
        """The very same mention has its code from an earlier event of this article."""
        mention = self._side(side)[self.parts[side] - 1]
        return any(mention in (*e.sources, *e.targets) for e in self.gold.events[: self.at])

    # -- words of the text

    def _span(self, seen: Look, mention: Mention) -> Keys:
        """The fewest keys that mark the mention and go on."""
        ways = [self._by_letters(seen.sentence, mention)]
        if self.coder.policy.offers and len(mention.fragments) == 1:
            ways += self._by_offers(seen, mention)
        return min(ways, key=len)

    def _by_letters(self, sentence: int, mention: Mention) -> Keys:
        keys: Keys = []
        for fragment in mention.fragments:
            keys += ["+"] if keys else []
            keys += reach(self.page, sentence, (fragment.start, fragment.end))
        return [*keys, "Tab"]

    def _by_offers(self, seen: Look, mention: Mention) -> list[Keys]:
        """A number, or a highlighted row that is grown."""
        span = (mention.fragments[0].start, mention.fragments[0].end)
        ways: list[Keys] = []
        for at, row in enumerate(seen.rows):
            if row.start is None:
                continue
            if (row.start, row.start + len(row.words)) == span and row.code in ("", mention.actor_code or ""):
                ways.append([str(at + 1)])
            inside = self.page.covering((row.start, row.start + len(row.words)))
            goal = self.page.covering(span)
            if inside and set(inside) < set(goal):
                steps = ["ArrowDown"] * (at - seen.row)
                ways.append([*steps, *growth(self.page, (inside[0], inside[-1]), span), "Tab"])
        return ways

    # -- what else is told

    def _has_more(self) -> bool:
        e = self.event
        return bool(e.locations or e.times or self._has_details())

    def _has_details(self) -> bool:
        e = self.event
        return bool(e.modality != "asserted" or e.certainty or e.reciprocal or e.magnitude is not None or e.note)

    def _place(self, seen: Look) -> None:
        wanted = getattr(self.event, f"{seen.slot}s")
        done = self.parts[seen.slot or ""]
        if len(wanted) > done:
            self.parts[seen.slot or ""] += 1
            return self._more(self._span(seen, self._mention(wanted[done])))
        left = self._has_details() or (seen.slot == "location" and self.event.times)
        if not self._has_more():
            return self._event(["Enter"])
        self._more(["Tab" if left else "Enter"])

    def _details(self) -> None:
        e, tab = self.event, self.coder.tab
        if e.modality != "asserted":
            option = tab.locator(".details").get_by_role("radio", name=e.modality)
            self._more([option.locator("kbd").inner_text()])
        if e.certainty:
            self._more([str(e.certainty)])
        if e.reciprocal:
            self._more(["b"])
        boxes = [("m", f"{e.magnitude:g}" if e.magnitude is not None else ""), ("o", e.note)]
        for letter, text in boxes:
            if text:
                self._more([letter, *("Space" if c == " " else c for c in text), "Escape"])
        self._more(["Enter"])


def submit(coder: Coder) -> None:
    """Hand the article in, also when the screen asks whether everything was read."""
    before = coder.tab.evaluate("location.pathname + document.querySelector('article h1').textContent")
    coder._press(["Control+Enter"])
    if coder.tab.get_by_role("region", name="Before submitting").count():
        coder._press(["Control+Enter"])
    gone = "before => location.pathname + document.querySelector('article h1')?.textContent !== before"
    coder.tab.wait_for_function(gone, arg=before)
    expect(coder.tab.locator("article h1, .empty").first).to_be_visible()


def replay(place: Desk, browser: Browser, policy: Policy) -> Coder:
    """Code all articles from the queue, without ever touching a pointer."""
    with at_browser(browser, place.server.url, viewport={"width": 1366, "height": 900}) as page:
        page.add_init_script(WATCH_POINTER)
        place.open(page)
        coder = Coder(page, policy)
        by_title = {article.title: article for article in articles()}
        for _ in articles():
            coder.code(by_title[page.inner_text("article h1")])
            submit(coder)
        assert page.evaluate("window.pointed") == []
    return coder
