"""Which spans of different coders share characters: one sweep over the text, since most spans meet few others."""

from __future__ import annotations

from collections.abc import Sequence

from schemas import spans

Pieces = tuple[spans.Pair, ...]
Meeting = tuple[int, int, int]  # indices i < j, shared characters > 0


def size(pieces: Pieces) -> int:
    """Characters covered; the pieces do not touch each other."""
    return sum(end - start for start, end in pieces)


def meetings(pool: Sequence[Pieces], coders: Sequence[int]) -> list[Meeting]:
    """All pairs of spans of different coders that overlap, by index."""
    found: list[Meeting] = []
    open_: list[int] = []
    for at in sorted((i for i in range(len(pool)) if pool[i]), key=lambda i: pool[i][0][0]):
        start = pool[at][0][0]
        open_ = [other for other in open_ if pool[other][-1][1] > start]
        for other in open_:
            if coders[other] != coders[at]:
                common = shared(pool[other], pool[at])
                if common:
                    found.append((min(other, at), max(other, at), common))
        open_.append(at)
    return found


def shared(a: Pieces, b: Pieces) -> int:
    """Characters that both cover."""
    if len(a) == 1 and len(b) == 1:
        return max(0, min(a[0][1], b[0][1]) - max(a[0][0], b[0][0]))
    return spans.overlap(a, b)


def dice(a: Pieces, b: Pieces) -> float:
    """Twice the shared length over the sum of lengths; 0 when both are empty."""
    common = shared(a, b)
    return 2 * common / (size(a) + size(b)) if common else 0.0
