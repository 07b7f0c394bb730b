"""Where words stand on the screen, and a hand on the mouse or a finger on the glass."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

# The middle height of the first and of the last letter of the words, just inside them.
ENDS = """(element, words) => {
    const range = document.createRange()
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    const nodes = []
    while (walker.nextNode()) nodes.push(walker.currentNode)
    let at = nodes.map(n => n.data).join('').indexOf(words), end = at + words.length
    if (at < 0) throw new Error('not in the text: ' + words)
    for (const node of nodes) {
        if (at >= 0 && at < node.length) { range.setStart(node, at); at = -1 }
        else if (at >= 0) at -= node.length
        if (end >= 0 && end <= node.length) { range.setEnd(node, end); end = -1 }
        else if (end >= 0) end -= node.length
    }
    const rects = [...range.getClientRects()].filter(rect => rect.width > 0)
    const a = rects[0], b = rects[rects.length - 1]
    const rtl = getComputedStyle(element).direction === 'rtl'
    return [rtl ? a.right - 1 : a.left + 1, a.top + a.height / 2, rtl ? b.left + 1 : b.right - 1, b.top + b.height / 2]
}"""

Ends = tuple[float, float, float, float]

# What is far off is laid out only when it comes near, which moves what stands below it.
SETTLED = """element => new Promise(done => {
  element.scrollIntoView({ block: 'center' })
  requestAnimationFrame(() => requestAnimationFrame(done))
})"""


def ends(within: Locator, words: str) -> Ends:
    """Where the words begin and end: x, y, x, y in the window, once scrolling has laid out what came into view."""
    before, now = None, within.evaluate(ENDS, words)
    while before != now:
        within.evaluate(SETTLED)
        before, now = now, within.evaluate(ENDS, words)
    x0, y0, x1, y1 = now
    return (x0, y0, x1, y1)


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def mouse_drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()


def drag(page: Page, sentence: Locator, words: str) -> None:
    """Press at the beginning of the words, release at their end."""
    x0, y0, x1, y1 = ends(sentence, words)
    mouse_drag(page, (x0, y0), (x1, y1))


def touch_drag(page: Page, start: tuple[float, float], end: tuple[float, float], steps: int = 6) -> None:
    """One finger, put down, moved and lifted."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, points: list[dict[str, Any]]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", [{"x": start[0], "y": start[1]}])
    for i in range(1, steps + 1):
        x, y = (a + (b - a) * i / steps for a, b in zip(start, end, strict=True))
        touch("touchMove", [{"x": x, "y": y}])
    touch("touchEnd", [])
    session.detach()
