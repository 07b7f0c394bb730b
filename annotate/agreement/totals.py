"""What sums by slot, and their products, add up to over articles: all that values and intervals need of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from annotate.agreement.cells import SCALE
from annotate.agreement.groups import Floats, Groups

CHUNK = 2_048  # slots


def moments(columns: Sequence[Floats], groups: Groups) -> tuple[Floats, Floats]:
    """By group the sum of each column (groups x columns), and of the product of every two."""
    k = len(columns)
    total, products = np.empty((groups.count, k)), np.empty((groups.count, k, k))
    for i, column in enumerate(columns):
        counted = column * groups.weights
        total[:, i] = groups.total(column)
        for j, other in enumerate(columns[: i + 1]):
            one = groups.count == 1
            products[:, i, j] = products[:, j, i] = np.dot(counted, other) if one else groups.total(counted * other)
    return total, products


class Products:
    """Sums and products of columns over the slots that count, kept for every CHUNK slots: what a slot holds never
    changes, so only where other slots count than before is it worked out again.
    """

    def __init__(self) -> None:
        self._kept: dict[int, tuple[NDArray[np.bool_], Floats, Floats]] = {}

    def of(self, columns: Floats, counts: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """The sum of each column, and of the product of every two (columns x slots)."""
        size = len(columns)
        total, products = np.zeros(size), np.zeros((size, size))
        for start in range(0, len(counts), CHUNK):
            counted = counts[start : start + CHUNK]
            kept = self._kept.get(start)
            if kept is None or not np.array_equal(kept[0], counted):
                rows = columns[:, start : start + CHUNK][:, counted]
                kept = self._kept[start] = (counted.copy(), rows.sum(axis=1), rows @ rows.T)
            total += kept[1]
            products += kept[2]
        return total, products


@dataclass(frozen=True, eq=False)
class Totals:
    """Sums by slot (names x slots), and what they and their products add up to over articles."""

    columns: Floats
    place: Mapping[str, int]
    products: Products
    _kept: list[tuple[Groups, Floats, Floats]] = field(default_factory=list)

    def column(self, name: str) -> Floats:
        found: Floats = self.columns[self.place[name]]
        return found

    def moments(self, names: Sequence[str], groups: Groups) -> tuple[Floats, Floats]:
        """As ``moments`` of the columns of these names; for a single group all are added up at once."""
        if groups.count > 1 or not groups.count:
            return moments([self.column(name) for name in names], groups)
        if not self._kept or self._kept[0][0] is not groups:
            self._kept[:] = [(groups, *self.products.of(self.columns, groups.counts))]
        _, total, products = self._kept[0]
        at = [self.place[name] for name in names]
        return total[at][None], products[np.ix_(at, at)][None]


@dataclass(frozen=True, eq=False)
class Continua:
    """The sums of the unitizing family, times SCALE, among those of ``totals``: the last of them, in order."""

    totals: Totals
    names: Sequence[str]
    layers: int
    _kept: list[tuple[Groups, list[tuple[Floats, Floats, int]]]] = field(default_factory=list)

    @property
    def sums(self) -> Floats:
        """By slot (slots x names)."""
        return self._rows.T

    @property
    def _rows(self) -> Floats:
        found: Floats = self.totals.columns[self.totals.place[self.names[0]] :]
        return found

    def moments(self, groups: Groups) -> list[tuple[Floats, Floats, int]]:
        """By group: the sums, their covariance over articles (times articles), and how many articles."""
        if not self._kept or self._kept[0][0] is not groups:
            if groups.count == 1:
                (total,), (met,) = self.totals.moments(self.names, groups)
                found = [_covariance(total, met, groups.counts)]
            else:
                each = (groups.of == g for g in range(groups.count))
                found = [_covariance(*Products().of(self._rows, chosen), chosen) for chosen in each]
            self._kept[:] = [(groups, found)]
        return self._kept[0][1]


def _covariance(sums: Floats, met: Floats, counts: NDArray[np.bool_]) -> tuple[Floats, Floats, int]:
    total, articles = sums / SCALE, int(np.count_nonzero(counts))
    return total, met / SCALE**2 - np.outer(total, total) / max(articles, 1), articles
