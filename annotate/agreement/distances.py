"""How far two values are apart, squared already: what alpha weighs disagreements with.

A distance is a plain function of two values for ``alpha``; for tables of many articles it is a ``Scale``: the same
in whole numbers over an indexed list of values, so that sums are exact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import gcd, lcm
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from schemas.codebook import Codebook

Counts = NDArray[Any]  # groups x values
Places = NDArray[Any]
TENTHS = 10  # Goldstein scores have one decimal
MASI = 25200  # whole steps of MASI: exact for unions of up to ten members


def interval_distance(a: Any, b: Any) -> float:
    """Squared difference of two numbers."""
    return float((a - b) ** 2)


def ratio_distance(a: Any, b: Any) -> float:
    """((a-b)/(a+b)) squared, for numbers with a true zero."""
    return float(((a - b) / (a + b)) ** 2) if a + b else 0.0


def ordinal_distance(units: Iterable[Sequence[Any]]) -> Callable[[Any, Any], float]:
    """The distance of ranks: how many values, of units with two or more, lie between the two (ends count half)."""
    given = [[value for value in unit if value is not None] for unit in units]
    counted = Counter(value for unit in given if len(unit) >= 2 for value in unit)

    def distance(a: Any, b: Any) -> float:
        low, high = sorted((a, b))
        between = sum(n for value, n in counted.items() if low <= value <= high)
        return float((between - (counted[low] + counted[high]) / 2) ** 2)

    return distance


def masi(a: Iterable[Hashable], b: Iterable[Hashable]) -> float:
    """MASI distance of two sets (Passonneau 2006): 1 - Jaccard x monotonicity; 0 for two empty sets."""
    left, right = frozenset(a), frozenset(b)
    return 1 - _masi_likeness(left, right)


def _masi_likeness(a: frozenset[Hashable], b: frozenset[Hashable]) -> float:
    if a == b:
        return 1.0
    shared = len(a & b)
    if not shared:
        return 0.0
    return shared / len(a | b) * (0.67 if a <= b or b <= a else 0.33)


def tree_distance(codebook: Codebook) -> Callable[[str, str], float]:
    """1 - depth of the deepest common ancestor over the greater depth; 1 for different roots."""

    def distance(a: str, b: str) -> float:
        left, right = codebook.path(a), codebook.path(b)
        shared = sum(1 for x, y in zip(left, right, strict=False) if x == y)
        return 1 - shared / max(len(left), len(right))

    return distance


class Scale(Protocol):
    """A distance over indexed values, in whole steps.

    Two scales of one ``name`` and ``step`` over values of one codebook tell the same of any two values both know.
    """

    @property
    def name(self) -> str: ...

    @property
    def step(self) -> int: ...

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which values have a place on it (shape V)."""
        ...

    @property
    def classes(self) -> Places:
        """Values between which there is no distance have one number."""
        ...

    def between(self, a: Places, b: Places) -> Counts:
        """Distances of pairs of values, given by index."""
        ...

    def spread(self, counts: Counts) -> Counts:
        """For each value its distances to all values, summed with ``counts`` (groups x V); same shape."""
        ...


@dataclass(frozen=True, eq=False)
class Nominal:
    """0 for values of one class, 1 otherwise. ``classes``: class of each value, -1 for none."""

    classes: Places
    name: str = "nominal"
    step: int = 1

    @property
    def known(self) -> NDArray[np.bool_]:
        return self.classes >= 0

    def between(self, a: Places, b: Places) -> Counts:
        found: Counts = (self.classes[a] != self.classes[b]).astype(np.float64)
        return found

    def spread(self, counts: Counts) -> Counts:
        within = np.zeros((len(counts), int(self.classes.max(initial=-1)) + 2))
        np.add.at(within.T, self.classes, counts.T)  # -1 lands in the last column, which nobody counts in
        found: Counts = counts.sum(axis=1, keepdims=True) - within[:, self.classes]
        return found


@dataclass(frozen=True, eq=False)
class Dense:
    """Any distance as a table of whole numbers (V x V)."""

    table: Counts
    known: NDArray[np.bool_]
    name: str
    step: int

    @property
    def classes(self) -> Places:
        return np.arange(len(self.known))

    def between(self, a: Places, b: Places) -> Counts:
        found: Counts = self.table[a, b]
        return found

    def spread(self, counts: Counts) -> Counts:
        return counts @ self.table


@dataclass(frozen=True, eq=False)
class Interval:
    """Squared difference of whole numbers."""

    numbers: NDArray[np.float64]
    known: NDArray[np.bool_]
    step: int
    name: str = "interval"

    @property
    def classes(self) -> Places:
        return np.unique(self.numbers, return_inverse=True)[1]

    def between(self, a: Places, b: Places) -> Counts:
        found: Counts = np.square(self.numbers[a] - self.numbers[b])
        return found

    def spread(self, counts: Counts) -> Counts:
        x = self.numbers
        total, first, second = counts.sum(axis=1), counts @ x, counts @ np.square(x)
        found: Counts = total[:, None] * np.square(x) - 2 * first[:, None] * x + second[:, None]
        return found


@dataclass(frozen=True, eq=False)
class Sets:
    """MASI in steps of 1/MASI; sets that share nothing are not listed, so thousands of sets cost little.

    ``left`` < ``right``: pairs that share something, sorted; ``likeness``: in steps, MASI for equal sets.
    """

    known: NDArray[np.bool_]
    left: Places
    right: Places
    likeness: Counts
    name: str = "masi"
    step: int = MASI

    @property
    def classes(self) -> Places:
        return np.arange(len(self.known))

    def between(self, a: Places, b: Places) -> Counts:
        v = len(self.known)
        wanted, listed = np.minimum(a, b) * v + np.maximum(a, b), self.left * v + self.right
        at = np.minimum(np.searchsorted(listed, wanted), max(len(listed) - 1, 0))
        alike = np.where(listed[at] == wanted, self.likeness[at], 0.0) if len(listed) else np.zeros(len(wanted))
        found: Counts = np.where(a == b, 0.0, MASI - alike)
        return found

    def spread(self, counts: Counts) -> Counts:
        v = len(self.known)
        found: Counts = np.empty_like(counts)
        for row, n in zip(found, counts, strict=True):
            alike = np.bincount(self.left, weights=self.likeness * n[self.right], minlength=v)
            alike += np.bincount(self.right, weights=self.likeness * n[self.left], minlength=v)
            row[:] = (n.sum() - n) * MASI - alike
        return found


def classes_scale(values: Sequence[str], of: Callable[[str], Hashable | None], name: str) -> Nominal:
    """Values of one class count as equal; ``of`` gives the class, None where a value has none."""
    place: dict[Hashable, int] = {}
    found = [of(value) for value in values]
    return Nominal(
        np.array([-1 if c is None else place.setdefault(c, len(place)) for c in found], dtype=np.int64), name
    )


def tree_scale(values: Sequence[str], codebook: Codebook) -> Dense:
    """The tree distance, in steps so small that all are whole."""
    paths = [codebook.path(v) if codebook.get(v) else () for v in values]
    steps = lcm(*(range(1, max((len(p) for p in paths), default=1) + 1)))
    table = np.full((len(values), len(values)), float(steps))
    by_root: dict[str, list[int]] = defaultdict(list)
    for i, path in enumerate(paths):
        if path:
            by_root[path[0]].append(i)
    for members in by_root.values():
        for i in members:
            for j in members:
                shared = sum(1 for x, y in zip(paths[i], paths[j], strict=False) if x == y)
                table[i, j] = steps - steps * shared // max(len(paths[i]), len(paths[j]))
    return Dense(table, np.array([bool(p) for p in paths], dtype=bool), "tree", steps)


def number_scale(numbers: Sequence[float | None], per_unit: int = 1) -> Interval:
    """Squared differences of numbers with ``per_unit`` steps a unit; None has no place."""
    steps = [0 if x is None else round(x * per_unit) for x in numbers]
    common = gcd(*steps) or 1
    known = np.array([x is not None for x in numbers], dtype=bool)
    return Interval(np.array([s // common for s in steps], dtype=np.float64), known, common)


@lru_cache(maxsize=64)
def set_scale(values: tuple[frozenset[str] | None, ...]) -> Sets:
    """MASI over sets; None has no place. Kept, since the sets of a project seldom change."""
    holders: dict[str, list[int]] = defaultdict(list)
    for i, members in enumerate(values):
        for member in sorted(members or ()):
            holders[member].append(i)
    likeness: dict[tuple[int, int], float] = {}
    for found in holders.values():
        for at, i in enumerate(found):
            for j in found[at + 1 :]:
                if (i, j) not in likeness:
                    a, b = values[i] or frozenset(), values[j] or frozenset()
                    likeness[(i, j)] = float(round(MASI * _masi_likeness(a, b)))
    pairs = np.array(sorted(likeness), dtype=np.int64).reshape(-1, 2)
    known = np.array([v is not None for v in values], dtype=bool)
    return Sets(known, pairs[:, 0], pairs[:, 1], np.array([likeness[pair] for pair in sorted(likeness)]))
