"""Other boundaries for a mention, as another careful reader might draw them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from schemas.coding import Fragment

Span = tuple[int, int]

_WORD = re.compile(r"[^\s]+")
_EDGE = ".,;:!?\"'()[]“”‘’«»—–-•،؛؟"  # belongs to no word
_STOPS = ".!?؟"
_ARTICLES = {"the", "a", "an", "some", "about", "its", "his", "her", "their", "el", "la", "los", "las", "unos", "un"}
_HELPERS = {"has", "have", "had", "was", "were", "is", "are", "been", "be", "being", "also", "later", "not", "would"}


def words(text: str) -> list[Span]:
    """The words of a text without the punctuation around them."""
    found = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        while start < end and text[start] in _EDGE:
            start += 1
        while end > start and text[end - 1] in _EDGE:
            end -= 1
        if start < end:
            found.append((start, end))
    return found


def sentence_of(text: str, position: int) -> Span:
    """Roughly the sentence around a position: stops, and line ends, divide."""
    ends = [m.end() for m in re.finditer(rf"[{_STOPS}][\"”»]?(?=\s)|\n+", text)]
    start = max((e for e in ends if e <= position), default=0)
    return start, min((e for e in ends if e > position), default=len(text))


def _neighbours(text: str, span: Span) -> tuple[Span | None, Span | None]:
    start, end = sentence_of(text, span[0])
    inside = [w for w in words(text) if start <= w[0] and w[1] <= end]
    before = [w for w in inside if w[1] <= span[0]]
    after = [w for w in inside if w[0] >= span[1]]
    left = before[-1] if before and "," not in text[before[-1][1] : span[0]] else None
    right = after[0] if after and "," not in text[span[1] : after[0][0]] else None
    return left, right


def _widths(text: str, span: Span, *, actor: bool) -> list[Span]:
    """Plausible other boundaries of one span: always overlapping it, never equal to it."""
    left, right = _neighbours(text, span)
    inside = [w for w in words(text) if span[0] <= w[0] and w[1] <= span[1]]
    options = []
    allowed = _ARTICLES if actor else _HELPERS
    if left is not None and text[left[0] : left[1]].casefold() in allowed:
        options += [(left[0], span[1])] * 3
    if len(inside) > 1:
        options.append((inside[1][0], span[1]))
        options.append((span[0], inside[-2][1]))
    if not actor and right is not None:
        options.append((span[0], right[1]))
    return [o for o in options if o != span]


def other_boundaries(text: str, fragments: Sequence[Fragment], rng: Random, *, actor: bool) -> tuple[Fragment, ...]:
    """The same mention with an end moved by a word, or without its later fragments; as it was if nothing fits."""
    if len(fragments) > 1:
        return (fragments[0],)
    options = _widths(text, (fragments[0].start, fragments[0].end), actor=actor)
    if not options:
        return tuple(fragments)
    start, end = rng.choice(options)
    return (Fragment(start=start, end=end, quote=text[start:end]),)
