"""Which spans of different coders share characters: one sweep over the text, since most spans meet few others."""

from __future__ import annotations

from collections.abc import Sequence

from schemas import spans

Pieces = tuple[spans.Pair, ...]
Meeting = tuple[int, int, int]  # indices i < j, shared characters > 0


def size(pieces: Pieces) -> int:
    """Characters covered; the pieces do not touch each other."""
    if len(pieces) == 1:
        return pieces[0][1] - pieces[0][0]
    return sum(end - start for start, end in pieces)


def meetings(pool: Sequence[Pieces], coders: Sequence[int]) -> list[Meeting]:
    """All pairs of spans of different coders that overlap, by index."""
    found: list[Meeting] = []
    open_: list[int] = []
    for start, at in sorted([(pieces[0][0], i) for i, pieces in enumerate(pool) if pieces]):
        if open_:
            open_ = [other for other in open_ if pool[other][-1][1] > start]
        for other in open_:
            if coders[other] != coders[at]:
                common = shared(pool[other], pool[at])
                if common:
                    found.append((other, at, common) if other < at else (at, other, common))
        open_.append(at)
    return found


def shared(a: Pieces, b: Pieces) -> int:
    """Characters that both cover."""
    if not a or not b:
        return 0
    end, start = min(a[-1][1], b[-1][1]), max(a[0][0], b[0][0])
    if end <= start:
        return 0
    return end - start if len(a) == 1 and len(b) == 1 else spans.overlap(a, b)


def dice(a: Pieces, b: Pieces) -> float:
    """Twice the shared length over the sum of lengths; 0 when both are empty."""
    common = shared(a, b)
    return 2 * common / (size(a) + size(b)) if common else 0.0
