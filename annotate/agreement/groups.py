"""Articles in groups: the slots that count, and sums over each group's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.agreement.cells import Ints

Floats = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Groups:
    """``of``: the group of each slot, -1 for articles that do not count; ``names`` in order."""

    of: Ints
    names: tuple[str, ...] = ("",)

    @property
    def count(self) -> int:
        return len(self.names)

    @cached_property
    def inside(self) -> Ints:
        """The slots that count."""
        return np.flatnonzero(self.of >= 0)

    @cached_property
    def counts(self) -> NDArray[np.bool_]:
        """Which slots count."""
        return self.of >= 0

    @cached_property
    def weights(self) -> Floats:
        """1 for slots that count, else 0."""
        return self.counts.astype(np.float64)

    def total(self, per_slot: NDArray[Any]) -> Floats:
        """The sum over each group's articles."""
        if self.count == 1:
            return np.array([float(np.dot(self.weights, per_slot))])
        return np.bincount(self.of[self.inside], weights=per_slot[self.inside], minlength=self.count)

    @cached_property
    def sizes(self) -> Ints:
        """How many articles each group has."""
        return np.bincount(self.of[self.inside], minlength=self.count)

    def articles(self, counted: NDArray[np.bool_]) -> Ints:
        if self.count == 1:
            return np.array([np.count_nonzero(counted & self.counts)])
        return np.bincount(self.of[self.counts & counted], minlength=self.count)

    def only(self, group: int) -> Groups:
        """One of the groups, by number."""
        return Groups(np.where(self.of == group, 0, -1), (self.names[group],))

    def each(self, by_group: Floats) -> Any:
        """A number by group, for each slot (that of the first group where a slot has none)."""
        return by_group[0] if self.count == 1 else by_group[np.maximum(self.of, 0)]


def everything(counted: NDArray[np.bool_]) -> Groups:
    """One group of all articles that count."""
    return Groups(np.where(counted, 0, -1))


def grouped(counted: NDArray[np.bool_], numbers: Ints, names: Sequence[str]) -> Groups:
    """Articles grouped by the name of their number each, -1 for none; in natural order."""
    inside = counted & (numbers >= 0)
    there = np.flatnonzero(np.bincount(numbers[inside], minlength=len(names))).tolist()
    order = sorted(there, key=lambda number: natural(names[number]))
    place = np.full(len(names) + 1, -1, dtype=np.int64)
    place[order] = np.arange(len(order))
    return Groups(np.where(inside, place[numbers], -1), tuple(names[number] for number in order))


def natural(name: str) -> tuple[int, str]:
    """Numbers by size, before words."""
    return (int(name), name) if name.isdecimal() else (2**62, name)
