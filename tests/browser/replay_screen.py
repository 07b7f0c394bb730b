"""What the coding screen shows a scripted coder: the armed slot, the offered rows, the words of the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page as Tab

from tests.browser.replay_words import Page, Word

WORDS = """() => [...document.querySelectorAll('article [data-sentence]')].map(sentence => {
    const text = sentence.textContent
    const points = upTo => [...text.slice(0, upTo)].length
    const lang = document.querySelector('article').lang || undefined
    const words = [...new Intl.Segmenter(lang, { granularity: 'word' }).segment(text)].filter(w => w.isWordLike)
    return {
        sentence: Number(sentence.dataset.sentence),
        start: Number(sentence.querySelector('[data-s]').dataset.s),
        words: words.map(w => [points(w.index), points(w.index + w.segment.length), w.segment]),
    }
})"""
LOOK = """() => {
    const armed = document.querySelector('.slot.armed')
    const place = i => document.querySelector(`article [data-pick="${i}"]`)?.dataset.s ?? null
    const rows = [...document.querySelectorAll('#pick [role=option]:not(.hint)')]
    return {
        slot: document.querySelector('.details') ? 'details' : (armed?.classList[1] ?? null),
        value: armed?.querySelector('.slot-value bdi')?.textContent ?? '',
        sentence: Number(document.querySelector('article [aria-current]')?.dataset.sentence ?? 0),
        row: rows.findIndex(row => row.getAttribute('aria-selected') === 'true'),
        rows: rows.map((row, i) => ({
            words: row.querySelector('.words')?.textContent ?? '',
            code: row.querySelector('.code, .actor')?.textContent ?? '',
            start: place(i) === null ? null : Number(place(i)),
        })),
    }
}"""


@dataclass(frozen=True)
class Row:
    words: str
    code: str
    start: int | None  # where it stands in the text


@dataclass(frozen=True)
class Look:
    slot: str | None
    value: str
    sentence: int
    row: int
    rows: list[Row]


def look(tab: Tab) -> Look:
    seen: dict[str, Any] = tab.evaluate(LOOK)
    rows = [Row(**row) for row in seen.pop("rows")]
    return Look(rows=rows, **seen)


def read(tab: Tab, text: str) -> Page:
    """The words on the screen, with their places in the article's text."""
    words = [
        Word(part["start"] + start, part["start"] + end, written, part["sentence"], place)
        for part in tab.evaluate(WORDS)
        for place, (start, end, written) in enumerate(part["words"])
    ]
    words.sort(key=lambda word: word.start)
    assert all(text[w.start : w.end] == w.text for w in words)
    return Page(text, words)
