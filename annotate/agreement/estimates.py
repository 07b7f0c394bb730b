"""Estimates from sums over articles, for many groups of articles at once: value, interval, what it rests on.

Intervals are infinitesimal jackknives: the influence of an article is the derivative of the measure in its weight.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.agreement.cells import SCALE, Cells, Ints
from annotate.agreement.distances import Scale
from annotate.agreement.estimate import Estimate, bounds
from annotate.agreement.unitizing import Family

Floats = NDArray[Any]
NOT_TWICE = "no item was coded by two coders"
NO_ARTICLE = "no article was coded by two coders"


@dataclass(frozen=True)
class Groups:
    """``of``: the group of each slot, -1 for articles that do not count; ``names`` in order."""

    of: Ints
    names: tuple[str, ...] = ("",)

    @property
    def count(self) -> int:
        return len(self.names)

    def total(self, per_slot: NDArray[np.number]) -> Floats:
        """The sum over each group's articles."""
        inside = self.of >= 0
        return np.bincount(self.of[inside], weights=per_slot[inside], minlength=self.count)

    def articles(self, counted: NDArray[np.bool_]) -> Ints:
        return np.bincount(self.of[(self.of >= 0) & counted], minlength=self.count)


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
        self.units = np.bincount(self.cells.unit_slot, minlength=self.slots)
        self.ratings = np.bincount(self.cells.slot, weights=self.cells.n, minlength=self.slots)
        self.agreeing = np.bincount(self.cells.unit_slot, weights=self.cells.agreeing, minlength=self.slots)

    def counts(self, groups: Groups) -> Floats:
        """How often each value occurs (groups x V), in units with two values or more."""
        return self.by_value(groups, self.cells.n)

    def by_value(self, groups: Groups, weights: NDArray[np.number]) -> Floats:
        of = groups.of[self.cells.slot]
        inside = of >= 0
        v = len(self.values)
        flat = np.bincount(of[inside] * v + self.value[inside], weights=weights[inside], minlength=groups.count * v)
        return flat.reshape(groups.count, v).astype(np.float64)

    def disagreement(self, scale: Scale) -> Floats:
        """Per slot the sum of distances, over coders - 1."""
        far = scale.between(self.left, self.right) * self.cells.weight
        return np.bincount(self.cells.pair_slot, weights=far, minlength=self.slots)


@dataclass(frozen=True)
class Parts:
    """Alpha by group, and what each article pulls: its influence (per slot)."""

    value: Floats  # nan where undefined
    influence: Floats


def alpha_parts(layer: Layer, scale: Scale, groups: Groups) -> Parts:
    counts, far = layer.counts(groups), layer.disagreement(scale)
    spread = scale.spread(counts)
    observed, size = groups.total(far) / SCALE, counts.sum(axis=1)
    expected = np.einsum("gv,gv->g", counts, spread)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(expected > 0, 1 - (size - 1) * observed / expected, np.nan)
    of = np.maximum(groups.of, 0)
    own = layer.cells.slot
    meets = np.bincount(own, weights=layer.cells.n * spread[of[own], layer.value], minlength=layer.slots)
    with np.errstate(divide="ignore", invalid="ignore"):
        share, q = observed / expected, expected
        pull = -(
            layer.ratings * share[of]
            + (size[of] - 1) * far / SCALE / q[of]
            - (size[of] - 1) * share[of] * 2 * meets / q[of]
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
    of = np.maximum(groups.of, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = top / bottom
        influence = np.nan_to_num((part - value[of] * whole) / bottom[of])
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
    share = layer.cells.n / layer.cells.m
    chance = layer.by_value(groups, share)
    units, articles = groups.total(layer.units), groups.articles(layer.units > 0)
    of = np.maximum(groups.of, 0)
    found = []
    q = np.full(groups.count, values) if values else (chance > 0).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        agree = groups.total(layer.agreeing) / SCALE / units
        pi = chance / units[:, None]
        expected = (pi * (1 - pi)).sum(axis=1) / (q - 1)
        value = (agree - expected) / (1 - expected)
        slope = (1 - 2 * pi) / (q - 1)[:, None]
        own = layer.cells.slot
        by_slot = np.bincount(own, weights=share * slope[of[own], layer.value], minlength=layer.slots)
        centre = (slope * pi).sum(axis=1)
        d_expected = (by_slot - centre[of] * layer.units) / units[of]
        d_agree = (layer.agreeing / SCALE - agree[of] * layer.units) / units[of]
        pull = d_agree / (1 - expected[of]) - d_expected * (1 - agree[of]) / np.square(1 - expected[of])
    variance = groups.total(np.square(np.nan_to_num(pull)))
    for g in range(groups.count):
        n, a = int(units[g]), int(articles[g])
        if not n or q[g] < 2:
            found.append(Estimate(None, n, a, why="no variation: one value only" if n else NOT_TWICE))
            continue
        found.append(Estimate(float(value[g]), n, a, *bounds(float(value[g]), variance[g], a)))
    return found


def of_lines(
    sums: Floats, groups: Groups, categories: int, measure: Callable[[Family], float | None], why: str
) -> list[Estimate]:
    """A measure of the unitizing family by group; ``sums``: slots x (categories² + categories), times SCALE."""
    found = []
    for g in range(groups.count):
        rows = sums[groups.of == g] / SCALE
        total, articles = rows.sum(axis=0), len(rows)
        value = measure(family_of(total, categories)) if articles else None
        if value is None:
            found.append(Estimate(None, 0, articles, why=why if articles else NO_ARTICLE))
            continue
        pull = rows @ _gradient(total, categories, measure)
        variance = float(np.square(pull - pull.mean()).sum())
        n = round(total[: categories * categories].sum())
        found.append(Estimate(value, n, articles, *bounds(value, variance, articles)))
    return found


def family_of(total: Floats, categories: int) -> Family:
    """The sums of the unitizing family out of one flat row."""
    square = categories * categories
    return Family(total[:square].reshape(categories, categories), total[square:])


def _gradient(total: Floats, categories: int, measure: Callable[[Family], float | None]) -> Floats:
    found = np.zeros(len(total))
    step = max(float(total.max()), 1.0) * 1e-6
    for i in np.flatnonzero(total):
        up, down = total.copy(), total.copy()
        up[i] += step
        down[i] -= step
        high, low = measure(family_of(up, categories)), measure(family_of(down, categories))
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
