"""Which spans and which events of two coders match, one to one and as well as can be.

F1 = 2 matches / (spans of A + spans of B) (Hripcsak and Rothschild 2005), symmetric in A and B. Two empty sides add
nothing, instead of counting as full agreement.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotate.agreement.align import EventSpan
from annotate.agreement.assignment import assign
from annotate.agreement.overlaps import Meeting, Pieces, dice, meetings, size

SAME_CODE = 1e-6  # how much closer an equal code makes two events: less than any difference in their words
HALF = 0.5


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


def match_events(a: Sequence[EventSpan], b: Sequence[EventSpan]) -> list[tuple[int, int]]:
    """The events of two coders that mean the same, one to one: triggers overlap, sum of closeness greatest."""
    closeness = {}
    for i, left in enumerate(a):
        for j in _near(left.trigger, b):
            if value := event_closeness(left, b[j]):
                closeness[(i, j)] = value
    return assign(closeness)


def _near(trigger: Pieces, events: Sequence[EventSpan]) -> list[int]:
    """The events whose trigger may overlap this one."""
    if not trigger:
        return []
    start, end = trigger[0][0], trigger[-1][1]
    return [j for j, e in enumerate(events) if e.trigger and e.trigger[0][0] < end and e.trigger[-1][1] > start]


def same_actors(a: Pieces, b: Pieces) -> bool:
    """Whether a slot holds much the same words on both sides, or none on either."""
    return (not a and not b) or dice(a, b) >= HALF


def match_spans(coders: Sequence[Sequence[Pieces]]) -> dict[tuple[int, int], tuple[int, int, int]]:
    """For each pair of coders with spans that meet: how many match exactly, by IoU >= .5, and at all.

    Each coder's spans are at different places.
    """
    if sum(map(bool, coders)) < 2:
        return {}
    pool = [pieces for spans in coders for pieces in spans]
    owners = [i for i, spans in enumerate(coders) for _ in spans]
    met: dict[tuple[int, int], list[Meeting]] = {}
    for meeting in meetings(pool, owners):
        met.setdefault((owners[meeting[0]], owners[meeting[1]]), []).append(meeting)
    return {pair: _matches(found, pool) for pair, found in met.items()}


def _matches(met: Sequence[Meeting], pool: Sequence[Pieces]) -> tuple[int, int, int]:
    exact = [pool[a] == pool[b] for a, b, _ in met].count(True)
    if exact == len(met):  # nothing competes with an exact match
        return exact, exact, exact
    total = {(a, b): size(pool[a]) + size(pool[b]) for a, b, _ in met}
    close = {(a, b): iou for a, b, n in met if (iou := n / (total[(a, b)] - n)) >= HALF}
    if len({a for a, _ in total}) == len({b for _, b in total}) == len(met):  # nothing competes
        return exact, len(close), len(met)
    return exact, len(assign(close)), len(assign({(a, b): 2 * n / total[(a, b)] for a, b, n in met}))
