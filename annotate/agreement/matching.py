"""Agreement of pairs of coders on spans and on whole events: F1 without true negatives, pooled over pairs.

F1 = 2 matches / (spans of A + spans of B) (Hripcsak and Rothschild 2005), symmetric in A and B. Two empty sides add
nothing, instead of counting as full agreement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Literal, TypeVar

import numpy as np

from annotate.agreement.align import EventSpan, Item
from annotate.agreement.assignment import assign
from annotate.agreement.estimate import Estimate, interval
from annotate.agreement.overlaps import dice
from schemas import spans

Rule = Literal["exact", "iou", "overlap"]
T = TypeVar("T")
Counts = tuple[float, float]  # matches, spans on both sides
SAME_CODE = 1e-6


def matched(a: Sequence[T], b: Sequence[T], closeness: Callable[[T, T], float]) -> list[tuple[int, int]]:
    """One-to-one pairs (i, j) with closeness > 0 that have the greatest sum (optimal assignment)."""
    return assign({(i, j): closeness(x, y) for i, x in enumerate(a) for j, y in enumerate(b)})


def span_closeness(rule: Rule) -> Callable[[Item, Item], float]:
    """How well two spans match under a rule; 0 = not at all."""

    def closeness(a: Item, b: Item) -> float:
        if rule == "exact":
            return float(a.pieces == b.pieces)
        if rule == "iou":
            shared = spans.iou(a.pieces, b.pieces)
            return shared if shared >= 0.5 else 0.0
        return spans.dice(a.pieces, b.pieces)

    return closeness


def span_counts(a: Sequence[Item], b: Sequence[Item], rule: Rule) -> Counts:
    """Matches (counted on both sides) and the number of spans on both sides; a span counts once per position."""
    a, b = _positions(a), _positions(b)
    return 2.0 * len(matched(a, b, span_closeness(rule))), float(len(a) + len(b))


def _positions(items: Sequence[Item]) -> list[Item]:
    return list({item.pieces: item for item in items}.values())


def event_closeness(a: EventSpan, b: EventSpan) -> float:
    """0 unless the triggers overlap, else the mean Dice over the slots that either side fills.

    Of two equally close partners the one with the same code is the closer one.
    """
    trigger = dice(a.trigger, b.trigger)
    if not trigger:
        return 0.0
    scores = [trigger]
    for left, right in ((a.sources, b.sources), (a.targets, b.targets)):
        if left or right:
            scores.append(dice(left, right))
    return sum(scores) / len(scores) + SAME_CODE * (a.code == b.code)


def event_counts(a: Sequence[EventSpan], b: Sequence[EventSpan]) -> tuple[Counts, Counts]:
    """Counts for event detection (matched at all) and for the strict tuple (code, source and target agree)."""
    pairs = matched(a, b, event_closeness)
    strict = sum(1 for i, j in pairs if _same_tuple(a[i], b[j]))
    size = float(len(a) + len(b))
    return (2.0 * len(pairs), size), (2.0 * strict, size)


def _same_tuple(a: EventSpan, b: EventSpan) -> bool:
    return a.code == b.code and all(
        spans.dice(x, y) >= 0.5 or (not x and not y) for x, y in ((a.sources, b.sources), (a.targets, b.targets))
    )


def pooled(articles: Sequence[Sequence[T]], count: Callable[[T, T], Counts]) -> Estimate:
    """F1 pooled over all pairs of coders of all articles; ``articles`` holds, per article, one T a coder."""
    sums = [
        np.sum([count(x, y) for x, y in combinations(coders, 2)], axis=0) for coders in articles if len(coders) >= 2
    ]
    return ratio([(float(m), float(s)) for m, s in sums])


def ratio(articles: Sequence[Counts]) -> Estimate:
    """Sum of matches over sum of sizes, with the interval by article (linearised ratio)."""
    if not articles:
        return Estimate(None, 0, 0, why="no article was coded by two coders")
    table = np.array(articles)
    total, size = table.sum(axis=0)
    if size == 0:
        return Estimate(None, 0, len(articles), why="nobody marked any")
    value = float(total / size)
    low, high = interval(value, (table[:, 0] - value * table[:, 1]) / size, len(articles), floor=0.0)
    return Estimate(value, int(size), len(articles), low, high)
