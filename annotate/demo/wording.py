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
_LINKS = {
    "of",
    "on",
    "in",
    "from",
    "with",
    "for",
    "to",
    "at",
    "by",
    "near",
    "de",
    "del",
    "y",
    "and",
    "or",
    "that",
    "as",
}
_TITLES = {"President", "Senator", "Ombudsman"}
_SMALL = _ARTICLES | _HELPERS | _LINKS  # no mention starts or ends with one of these


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


def _neighbours(text: str, span: Span) -> tuple[Span | None, list[Span]]:
    """The word before, and those after, in the same sentence and not beyond a comma."""
    start, end = sentence_of(text, span[0])
    inside = [w for w in words(text) if start <= w[0] and w[1] <= end]
    before = [w for w in inside if w[1] <= span[0] and not re.search("[,;:]", text[w[1] : span[0]])]
    after = [w for w in inside if w[0] >= span[1] and not re.search("[,;:]", text[span[1] : w[0]])]
    return (before[-1] if before else None), after


def _small(text: str, word: Span) -> bool:
    return text[word[0] : word[1]].casefold() in _SMALL


def _can_go(text: str, inside: list[Span], *, actor: bool) -> bool:
    """Can the first word be left out? Not the first of a name, nor the verb before its particle."""
    first, second = (text[start:end] for start, end in inside[:2])
    if not actor:
        return len(inside) > 2
    return first in _TITLES or not (first.istitle() and second.istitle())


def _narrower(text: str, span: Span, *, actor: bool) -> list[Span]:
    """Without the first word, without the last (a trigger), without what follows "of" and the like (an actor)."""
    inside = [w for w in words(text) if span[0] <= w[0] and w[1] <= span[1]]
    options = []
    if len(inside) > 1 and not _small(text, inside[1]) and _can_go(text, inside, actor=actor):
        options.append((inside[1][0], span[1]))
    if len(inside) > 1 and not actor and not _small(text, inside[-2]):
        options.append((span[0], inside[-2][1]))
    link = next((i for i, w in enumerate(inside) if i and _small(text, w)), None)
    if link is not None and actor:
        options.append((span[0], inside[link - 1][1]))
    return options


def _wider(text: str, span: Span, *, actor: bool) -> list[Span]:
    """With the article (an actor), with the auxiliary or the next word that is not a small one (a trigger)."""
    before, after = _neighbours(text, span)
    options = []
    if before and text[before[0] : before[1]].casefold() in (_ARTICLES if actor else _HELPERS):
        options += [(before[0], span[1])] * 2
    following = next((w for w in after[:2] if not _small(text, w)), None)
    if following is not None and not actor:
        options.append((span[0], following[1]))
    return options


def other_boundaries(text: str, fragments: Sequence[Fragment], rng: Random, *, actor: bool) -> tuple[Fragment, ...]:
    """The same mention with an end moved by a word, or without its later fragments; as it was if nothing fits."""
    if len(fragments) > 1:
        return (fragments[0],)
    span = (fragments[0].start, fragments[0].end)
    options = _narrower(text, span, actor=actor) + _wider(text, span, actor=actor)
    if not options:
        return tuple(fragments)
    start, end = rng.choice(options)
    return (Fragment(start=start, end=end, quote=text[start:end]),)
