"""Estimates from sums over articles, for many groups of articles at once: value, interval, what it rests on.

Intervals are infinitesimal jackknives: the influence of an article is the derivative of the measure in its weight.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.agreement.cells import SCALE, Cells, Ints, share
from annotate.agreement.distances import Scale
from annotate.agreement.estimate import Estimate, bounds
from annotate.agreement.unitizing import Family

Floats = NDArray[Any]
NOT_TWICE = "no item was coded by two coders"
NO_ARTICLE = "no article was coded by two coders"


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
    def weights(self) -> Floats:
        """1 for slots that count, else 0."""
        return (self.of >= 0).astype(np.float64)

    def total(self, per_slot: NDArray[Any]) -> Floats:
        """The sum over each group's articles."""
        if self.count == 1:
            return np.array([float(np.dot(self.weights, per_slot))])
        return np.bincount(self.of[self.inside], weights=per_slot[self.inside], minlength=self.count)

    def articles(self, counted: NDArray[np.bool_]) -> Ints:
        if self.count == 1:
            return np.array([np.count_nonzero(counted & (self.of >= 0))])
        return np.bincount(self.of[(self.of >= 0) & counted], minlength=self.count)

    def each(self, by_group: Floats) -> Any:
        """A number by group, for each slot (that of the first group where a slot has none)."""
        return by_group[0] if self.count == 1 else by_group[np.maximum(self.of, 0)]


@dataclass
class Layer:
    """Cells with their values numbered from 0, those that occur."""

    cells: Cells
    slots: int

    def __post_init__(self) -> None:
        top = int(self.cells.value.max(initial=-1)) + 1
        present = np.bincount(self.cells.value, minlength=top) > 0
        self.values = np.flatnonzero(present)
        local = np.cumsum(present) - 1
        self.value, self.left, self.right = (
            local[x] if len(x) else x for x in (self.cells.value, self.cells.left, self.cells.right)
        )
        self.units = np.bincount(self.cells.unit_slot, minlength=self.slots).astype(np.float64)
        self.ratings = np.bincount(self.cells.slot, weights=self.cells.n, minlength=self.slots)
        self.agreeing = np.bincount(self.cells.unit_slot, weights=self.cells.agreeing, minlength=self.slots)
        self._counts: tuple[Groups, Floats] | None = None

    def counts(self, groups: Groups) -> Floats:
        """How often each value occurs (groups x V), in units with two values or more."""
        if self._counts is None or self._counts[0] is not groups:
            self._counts = (groups, self.by_value(groups, self.cells.n))
        return self._counts[1]

    def by_value(self, groups: Groups, weights: NDArray[Any]) -> Floats:
        v = len(self.values)
        if groups.count == 1:
            found = np.bincount(self.value, weights=weights * groups.weights[self.cells.slot], minlength=v)
            return found.reshape(1, v).astype(np.float64)
        of = groups.of[self.cells.slot]
        inside = of >= 0
        flat = np.bincount(of[inside] * v + self.value[inside], weights=weights[inside], minlength=groups.count * v)
        return flat.reshape(groups.count, v).astype(np.float64)

    def spread(self, by_value: Floats, groups: Groups, weights: NDArray[Any]) -> Floats:
        """Per slot the sum over its cells of ``weights`` times a number by group and value."""
        own = self.cells.slot
        numbers = by_value[0][self.value] if groups.count == 1 else by_value[np.maximum(groups.of, 0)[own], self.value]
        return np.bincount(own, weights=weights * numbers, minlength=self.slots)

    def disagreement(self, scale: Scale) -> Floats:
        """Per slot the sum of distances, over coders - 1."""
        far = scale.between(self.left, self.right) * self.cells.weight
        return np.bincount(self.cells.pair_slot, weights=far, minlength=self.slots)


@dataclass(frozen=True, eq=False)
class Continua:
    """The sums of the unitizing family by slot (slots x ``LINES``), times SCALE."""

    sums: Floats
    layers: int
    _kept: list[tuple[Groups, list[tuple[Floats, Floats, int]]]] = field(default_factory=list)

    def moments(self, groups: Groups) -> list[tuple[Floats, Floats, int]]:
        """By group: the sums, their covariance over articles (times articles), and how many articles."""
        if not self._kept or self._kept[0][0] is not groups:
            slots = [groups.inside] if groups.count == 1 else [groups.of == g for g in range(groups.count)]
            self._kept[:] = [(groups, [self._moment(chosen) for chosen in slots])]
        return self._kept[0][1]

    def _moment(self, chosen: NDArray[Any]) -> tuple[Floats, Floats, int]:
        columns = self.sums.T
        rows = columns if len(chosen) == columns.shape[1] and chosen.dtype != bool else columns[:, chosen]
        total, articles = rows.sum(axis=1) / SCALE, rows.shape[1]
        return total, rows @ rows.T / SCALE**2 - np.outer(total, total) / max(articles, 1), articles


@dataclass(frozen=True)
class Parts:
    """Alpha by group, and what each article pulls: its influence (per slot)."""

    value: Floats  # nan where undefined
    influence: Floats


def alpha_parts(layer: Layer, scale: Scale, groups: Groups) -> Parts:
    counts, far = layer.counts(groups), layer.disagreement(scale)  # whole numbers: their sums have no order
    spread = scale.spread(counts)
    observed, size = groups.total(far) / SCALE, counts.sum(axis=1)
    expected = np.einsum("gv,gv->g", counts, spread)
    meets = layer.spread(spread, groups, layer.cells.n)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(expected > 0, 1 - (size - 1) * observed / expected, np.nan)
        rate = observed / expected
        pull = -(
            layer.ratings * groups.each(rate)
            + far * groups.each((size - 1) / expected / SCALE)
            - meets * groups.each((size - 1) * rate * 2 / expected)
        )
    return Parts(value, np.where((groups.of >= 0) & np.isfinite(pull), pull, 0.0))


def alphas(layer: Layer, scale: Scale, groups: Groups, name: Callable[[int], str] = str) -> list[Estimate]:
    """Krippendorff's alpha of each group; ``name`` of a value, for the words where there is only one."""
    parts = alpha_parts(layer, scale, groups)
    units, articles = groups.total(layer.units), groups.articles(layer.units > 0)
    variance = _variance(parts.influence, layer.units > 0, groups, articles)
    counts = layer.counts(groups) if np.isnan(parts.value).any() else None
    found = []
    for g in range(groups.count):
        if counts is not None and np.isnan(parts.value[g]):
            why = _why(layer, counts[g], name)
            found.append(Estimate(None, int(units[g]), int(articles[g]), why=why))
            continue
        value = float(parts.value[g])
        found.append(Estimate(value, int(units[g]), int(articles[g]), *bounds(value, variance[g], int(articles[g]))))
    return found


def _why(layer: Layer, counts: Floats, name: Callable[[int], str]) -> str:
    used = np.flatnonzero(counts)
    if not len(used):
        return NOT_TWICE
    if len(used) == 1:
        return f"no variation: every value is {name(int(layer.values[used[0]]))}"
    return "no variation: all values count as equal under this distance"


def _variance(influence: Floats, counted: NDArray[np.bool_], groups: Groups, articles: Ints) -> Floats:
    """Sum of squared influences about their mean, by group."""
    inside = np.where(counted, influence, 0.0)
    total, squares = groups.total(inside), groups.total(np.square(inside))
    found: Floats = squares - np.square(total) / np.maximum(articles, 1)
    return found


def interval_alphas(codings: Floats, first: Floats, second: Floats, groups: Groups) -> list[Estimate]:
    """Alpha of a number by coding, by squared difference; per slot how many numbers, their sum, their sum of squares.

    Slots with fewer than two numbers drop out.
    """
    two = codings >= 2
    m, first, second = (np.where(two, x, 0.0) for x in (codings, first, second))
    far = 2 * (m * second - np.square(first)) * share(m.astype(np.int64) - 1)
    n, s1, s2, observed = (groups.total(x) for x in (m, first, second, far))
    observed = observed / SCALE
    expected = 2 * (n * s2 - np.square(s1))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(expected > 0, 1 - (n - 1) * observed / expected, np.nan)
        rate = observed / expected
        slope = (n - 1) * rate / expected
        turn = m * groups.each(s2) + second * groups.each(n) - 2 * first * groups.each(s1)
        pull = -(m * groups.each(rate) + far * groups.each((n - 1) / expected / SCALE) - 2 * turn * groups.each(slope))
    articles = groups.articles(two)
    variance = _variance(np.where(np.isfinite(pull), pull, 0.0), two, groups, articles)
    found = []
    for v, spread, a in zip(value.tolist(), variance, articles.tolist(), strict=True):
        if np.isnan(v):
            found.append(Estimate(None, a, a, why="no variation: every value is the same" if a else NOT_TWICE))
        else:
            found.append(Estimate(v, a, a, *bounds(v, spread, a)))
    return found


def ratios(
    part: NDArray[np.number],
    whole: NDArray[np.number],
    groups: Groups,
    *,
    unit: float = 1.0,
    none: str = NO_ARTICLE,
    ceiling: float = 1.0,
) -> list[Estimate]:
    """Sum of parts over sum of wholes, by group; ``unit``: how much of the whole counts as one in ``n``."""
    top, bottom = groups.total(part), groups.total(whole)
    articles = groups.articles(whole > 0 if none == NOT_TWICE else np.ones(len(groups.of), dtype=bool))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = top / bottom
        influence = np.nan_to_num((part - groups.each(value) * whole) / groups.each(bottom))
    variance = groups.total(np.square(influence))
    found = []
    for g in range(groups.count):
        if not bottom[g]:
            found.append(Estimate(None, 0, int(articles[g]), why=none if articles[g] else NO_ARTICLE))
            continue
        low, high = bounds(float(value[g]), variance[g], int(articles[g]), 0.0, ceiling)
        found.append(Estimate(float(value[g]), round(bottom[g] / unit), int(articles[g]), low, high))
    return found


def percents(layer: Layer, groups: Groups) -> list[Estimate]:
    """Share of agreeing pairs of coders, mean over units."""
    return ratios(layer.agreeing, layer.units * SCALE, groups, unit=SCALE, none=NOT_TWICE)


def ac1s(layer: Layer, groups: Groups, values: int | None = None) -> list[Estimate]:
    """Gwet's AC1; ``values``: how many there are to choose from, by default those that occur in the group."""
    given = layer.cells.n * share(layer.cells.m)  # whole, so that no order of adding up matters
    chance = layer.by_value(groups, given)
    units, articles = groups.total(layer.units), groups.articles(layer.units > 0)
    found = []
    used = (chance > 0).sum(axis=1)
    q = np.full(groups.count, values) if values else used
    with np.errstate(divide="ignore", invalid="ignore"):
        agree = groups.total(layer.agreeing) / SCALE / units
        pi = chance / SCALE / units[:, None]
        expected = np.array([math.fsum(row) for row in pi * (1 - pi)]) / (q - 1)
        value = (agree - expected) / (1 - expected)
        slope = (1 - 2 * pi) / (q - 1)[:, None]
        centre = (slope * pi).sum(axis=1)
        by_slot = layer.spread(slope, groups, given / SCALE) - groups.each(centre) * layer.units
        d_agree = layer.agreeing / SCALE - groups.each(agree) * layer.units
        pull = d_agree * groups.each(1 / units / (1 - expected))
        pull = pull - by_slot * groups.each((1 - agree) / np.square(1 - expected) / units)
    variance = groups.total(np.square(np.nan_to_num(pull)))
    for g in range(groups.count):
        n, a = int(units[g]), int(articles[g])
        if not n or used[g] < 2:
            found.append(Estimate(None, n, a, why="no variation: one value only" if n else NOT_TWICE))
            continue
        found.append(Estimate(float(value[g]), n, a, *bounds(float(value[g]), variance[g], a)))
    return found


def of_lines(continua: Continua, groups: Groups, measure: Callable[[Family], float | None], why: str) -> list[Estimate]:
    """A measure of the unitizing family by group."""
    found = []
    for total, covariance, articles in continua.moments(groups):
        value = measure(family_of(total, continua.layers)) if articles else None
        if value is None:
            found.append(Estimate(None, 0, articles, why=why if articles else NO_ARTICLE))
            continue
        slope = _gradient(total, continua.layers, measure)
        n = round(total[: continua.layers + 1].sum())
        found.append(Estimate(value, n, articles, *bounds(value, float(slope @ covariance @ slope), articles)))
    return found


def family_of(total: Floats, layers: int) -> Family:
    """The sums of the unitizing family out of one flat row."""
    rows, same, inner, squares = np.split(total, (layers + 1, 2 * layers + 2, 3 * layers + 2))
    return Family(rows, same, inner, squares)


def _gradient(total: Floats, layers: int, measure: Callable[[Family], float | None]) -> Floats:
    found = np.zeros(len(total))
    step = max(float(total.max()), 1.0) * 1e-6
    for i in np.flatnonzero(total):
        up, down = total.copy(), total.copy()
        up[i] += step
        down[i] -= step
        high, low = measure(family_of(up, layers)), measure(family_of(down, layers))
        if high is not None and low is not None:
            found[i] = (high - low) / (2 * step)
    return found


def everything(counted: NDArray[np.bool_]) -> Groups:
    """One group of all articles that count."""
    return Groups(np.where(counted, 0, -1))


def grouped(counted: NDArray[np.bool_], labels: Sequence[str | None]) -> Groups:
    """Articles grouped by a label each, None for none; in natural order."""
    names = sorted({x for x, c in zip(labels, counted, strict=True) if c and x is not None}, key=natural)
    place: dict[str | None, int] = {name: i for i, name in enumerate(names)}
    of = np.array([place.get(label, -1) if c else -1 for label, c in zip(labels, counted, strict=True)], dtype=np.int64)
    return Groups(of, tuple(names))


def natural(name: str) -> tuple[int, str]:
    """Numbers by size, before words."""
    return (int(name), name) if name.isdecimal() else (2**62, name)
