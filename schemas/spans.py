"""Arithmetic on spans: pieces ``[start, end)`` of one text, given as fragments or as pairs, in any order.

Lengths count code points; a character that two pieces cover counts once.
"""

from __future__ import annotations

from collections.abc import Iterable

from schemas.coding import Fragment
from schemas.text import OffsetError

Pair = tuple[int, int]
Piece = Fragment | Pair


def pairs(pieces: Iterable[Piece]) -> list[Pair]:
    """The pieces as ``(start, end)``, in reading order."""
    return sorted((p.start, p.end) if isinstance(p, Fragment) else p for p in pieces)


def merge_touching(pieces: Iterable[Piece]) -> tuple[Pair, ...]:
    """The same characters in as few pieces as possible, in reading order; empty pieces vanish."""
    merged: list[Pair] = []
    for start, end in pairs(pieces):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def length(pieces: Iterable[Piece]) -> int:
    """How many characters the pieces cover."""
    return sum(end - start for start, end in merge_touching(pieces))


def overlap(a: Iterable[Piece], b: Iterable[Piece]) -> int:
    """How many characters both cover."""
    left, right = merge_touching(a), merge_touching(b)
    total = i = j = 0
    while i < len(left) and j < len(right):
        total += max(0, min(left[i][1], right[j][1]) - max(left[i][0], right[j][0]))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return total


def dice(a: Iterable[Piece], b: Iterable[Piece]) -> float:
    """Twice the shared length over the sum of lengths (Dice 1945), 0..1; 0 if both are empty."""
    a, b = tuple(a), tuple(b)
    total = length(a) + length(b)
    return 2 * overlap(a, b) / total if total else 0.0


def iou(a: Iterable[Piece], b: Iterable[Piece]) -> float:
    """Shared length over the length of the union (Jaccard 1912), 0..1; 0 if both are empty."""
    a, b = tuple(a), tuple(b)
    shared = overlap(a, b)
    union = length(a) + length(b) - shared
    return shared / union if union else 0.0


def shift(fragments: Iterable[Fragment], by: int) -> tuple[Fragment, ...]:
    """The fragments moved by ``by`` characters, quotes kept; raises OffsetError if one would begin before 0."""
    moved = tuple(Fragment(start=f.start + by, end=f.end + by, quote=f.quote) for f in fragments)
    if any(f.start < 0 for f in moved):
        raise OffsetError(f"moving by {by} puts a fragment before the beginning of the text")
    return moved
