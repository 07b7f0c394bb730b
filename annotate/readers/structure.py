"""What an article's text is made of: title, paragraphs, sentences, page boilerplate. The text itself never changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import orjson

from annotate.readers.boilerplate import boilerplate_reason
from annotate.readers.sentences import Span, is_caseless, split_sentences

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_CLOSED = re.compile(r"[.!?…:;。！？：؟۔।॥][\"'”’“»›)\]}」』）】〉》]*$")
_STOPPED = re.compile(r"[.,:;…。：،؛۔।॥][\"'”’“»›)\]}」』）】〉》]*$")
UNKNOWN = "{}"  # what is stored of a layout that nobody has needed yet
LONGEST_TITLE = 200  # characters
WRAPPED = range(50, 121)  # widths at which files break lines inside a paragraph


@dataclass(frozen=True, slots=True)
class Layout:
    """Offsets into the text, in code points, half-open.

    ``paragraphs`` hold every line that is not blank (title and boilerplate lines are paragraphs of their own);
    ``sentences`` hold every one that is not boilerplate, and each lies in one paragraph.
    """

    title: Span | None = None
    paragraphs: tuple[Span, ...] = ()
    sentences: tuple[Span, ...] = ()
    boilerplate: tuple[tuple[int, int, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The form that is stored with the task."""
        return {
            "title": list(self.title) if self.title else None,
            "paragraphs": [list(span) for span in self.paragraphs],
            "sentences": [list(span) for span in self.sentences],
            "boilerplate": [list(span) for span in self.boilerplate],
        }


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    gap: bool  # a blank line, or the beginning of the text, stands before it
    reason: str | None

    @property
    def span(self) -> Span:
        return self.start, self.end


def layout_from(stored: str, text: str, lang: str) -> dict[str, Any]:
    """A layout as it is stored, or a fresh one where none is; ``text`` may be empty where one is."""
    if stored == UNKNOWN:
        return analyse(text, lang).to_json()
    found: dict[str, Any] = orjson.loads(stored)
    return found


def analyse(text: str, lang: str = "") -> Layout:
    """Title, paragraphs, sentences and boilerplate of ``text``; never raises, whatever the text."""
    lines = list(_lines(text))
    title = _title(text, lines)
    caseless = is_caseless("".join(text[line.start : line.end] for line in lines[:200] if line.reason is None))
    paragraphs, sentences = [], []
    for start, end, kind in _paragraphs(text, lines, title):
        paragraphs.append((start, end))
        if kind == "title":
            sentences.append((start, end))
        elif kind == "body":
            sentences += split_sentences(text, start, end, caseless=caseless, lang=lang)
    marked = tuple((line.start, line.end, line.reason) for line in lines if line.reason is not None)
    return Layout(title, tuple(paragraphs), tuple(sentences), marked)


def _lines(text: str) -> Iterator[_Line]:
    """The lines that are not blank, without the white space around them."""
    last = 0
    for found in _LINE.finditer(text):
        words = found[0].strip()
        if not words:
            continue
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        breaks = sum(1 for _ in _BREAK.finditer(text, last, start))
        yield _Line(start, start + len(words), last == 0 or breaks > 1, boilerplate_reason(words))
        last = start + len(words)


def _title(text: str, lines: list[_Line]) -> Span | None:
    """The first line that is not boilerplate, when it is short, has no final stop, stands alone and a body follows."""
    at = next((i for i, line in enumerate(lines) if line.reason is None), len(lines))
    body = next((line for line in lines[at + 1 :] if line.reason is None), None)
    if body is None or not lines[at + 1].gap:
        return None
    words = text[lines[at].start : lines[at].end]
    if len(words) > LONGEST_TITLE or _STOPPED.search(words) or not any(c.isalpha() for c in words):
        return None
    return lines[at].span


def _paragraphs(text: str, lines: list[_Line], title: Span | None) -> Iterator[tuple[int, int, str]]:
    """Runs of lines as ``(start, end, kind)``; kind is "title", "boilerplate" or "body"."""
    width = max((line.end - line.start for line in lines), default=0)
    start: int | None = None
    for line, following in zip(lines, chain(lines[1:], [None]), strict=False):
        if line.reason is not None or line.span == title:
            yield line.start, line.end, "boilerplate" if line.reason else "title"
            continue
        start = line.start if start is None else start
        if following is None or not _continues(text, line, following, width):
            yield start, line.end, "body"
            start = None


def _continues(text: str, line: _Line, following: _Line, width: int) -> bool:
    """Does the paragraph go on in the next line? Yes when the line break only wraps it."""
    if following.gap or following.reason is not None:
        return False
    full = line.end - line.start >= 0.6 * width
    if width in WRAPPED and full:
        return True
    return text[following.start].islower() and not _CLOSED.search(text, max(line.start, line.end - 8), line.end)
