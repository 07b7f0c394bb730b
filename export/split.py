"""Deterministic parts of a dataset that share no article and no near-duplicate.

A split depends on the articles, their clusters, the ratios and the seed; not on order, time or machine.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from export.errors import ExportError

PARTS = {2: ("train", "test"), 3: ("train", "dev", "test")}


class SplitError(ExportError):
    """Ratios that cannot be read, or too few articles for them; the message says what would do."""


@dataclass(frozen=True)
class Split:
    """``part_of``: article id -> part. ``groups``: how many sets of near-duplicates there were to deal out."""

    parts: tuple[str, ...]
    ratios: tuple[float, ...]
    seed: int
    part_of: Mapping[str, str]
    groups: int


def parse_ratios(written: str) -> tuple[float, ...]:
    """``"80/10/10"`` (train, dev, test) or ``"80/20"`` (train, test) as shares that sum to 1; SplitError otherwise."""
    try:
        numbers = [float(part) for part in written.split("/")]
    except ValueError:
        numbers = []
    if len(numbers) not in PARTS or not all(0 < n < float("inf") for n in numbers):
        raise SplitError(
            f"{written!r} is no split; write 80/10/10 for train, dev and test, or 80/20 for train and test"
        )
    return tuple(n / sum(numbers) for n in numbers)


def make_split(
    ids: Iterable[str], ratios: Sequence[float], seed: int, clusters: Mapping[str, str] | None = None
) -> Split:
    """Deal articles out to train, dev and test; articles with one cluster id stay together.

    ``clusters``: article id -> cluster id; an article without one stands alone. Raises SplitError when a part
    would stay empty.
    """
    parts = PARTS[len(ratios)]
    group_of = {i: (clusters or {}).get(i, f"article {i}") for i in ids}
    sizes = Counter(group_of.values())
    place = deal(sizes, ratios, seed)
    if missing := [p for n, p in enumerate(parts) if n not in place.values()]:
        raise SplitError(
            f"{len(group_of)} articles in {len(sizes)} groups are too few for this split: {missing[0]} would be empty; "
            "give it a larger share or leave --split out"
        )
    part_of = {i: parts[place[group]] for i, group in group_of.items()}
    return Split(parts, tuple(ratios), seed, part_of, len(sizes))


def deal(sizes: Mapping[str, int], shares: Sequence[float], seed: int) -> dict[str, int]:
    """Group -> number of its part: in an order drawn by ``seed``, each group goes where most is still wanting."""
    wanting = [share * sum(sizes.values()) for share in shares]
    place: dict[str, int] = {}
    for group in sorted(sizes, key=lambda g: _lot(seed, g)):
        best = max(range(len(wanting)), key=lambda n: (wanting[n], -n))
        wanting[best] -= sizes[group]
        place[group] = best
    return place


def _lot(seed: int, group: str) -> tuple[bytes, str]:
    return hashlib.sha256(f"{seed}:{group}".encode()).digest(), group
