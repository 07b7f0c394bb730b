"""A coder's text as one line of units and gaps, for the unitizing family: each character in one layer at most.

Where spans overlap, the earlier layer has the character (trigger, source, target, location, time); what is left of
the other span stays a unit. Fragments of one span are units of their own.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotate.agreement.overlaps import Pieces

Run = tuple[int, int, int]  # start, end, layer


def runs(layers: Sequence[Sequence[Pieces]]) -> list[Run]:
    """The units in text order; none overlaps another."""
    found: list[Run] = []
    for layer, spans in enumerate(layers):
        for pieces in spans:
            for start, end in pieces:
                found += [(s, e, layer) for s, e in _free(found, start, end)]
        found.sort()
    return found


def _free(taken: Sequence[Run], start: int, end: int) -> list[tuple[int, int]]:
    parts = [(start, end)]
    for s, e, _ in taken:
        if s < end and e > start:
            parts = [p for a, b in parts for p in ((a, min(b, s)), (max(a, e), b)) if p[0] < p[1]]
    return parts


def sums(units: Sequence[Run], layers: int) -> tuple[list[int], list[int]]:
    """Per layer the characters covered and the sum of squared unit lengths."""
    lengths, squares = [0] * layers, [0] * layers
    for start, end, layer in units:
        lengths[layer] += end - start
        squares[layer] += (end - start) ** 2
    return lengths, squares


def common(a: Sequence[Run], b: Sequence[Run], layers: int) -> list[int]:
    """Characters where one coder has the row's layer and the other the column's, row by row."""
    table = [0] * (layers * layers)
    j = 0
    for start, end, layer in a:
        while j < len(b) and b[j][1] <= start:
            j += 1
        k = j
        while k < len(b) and b[k][0] < end:
            table[layer * layers + b[k][2]] += min(end, b[k][1]) - max(start, b[k][0])
            k += 1
    return table
