"""Estimates from sums over articles, for many groups of articles at once: value, interval, what it rests on.

Intervals are infinitesimal jackknives: the influence of an article is the derivative of the measure in its weight.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from annotate.agreement.cells import SCALE, Ints, share
from annotate.agreement.estimate import Estimate, Kin, bounds
from annotate.agreement.groups import Floats, Groups
from annotate.agreement.totals import Continua, moments
from annotate.agreement.unitizing import Family

if TYPE_CHECKING:
    from annotate.agreement.distances import Scale
    from annotate.agreement.layers import Layer

NOT_TWICE = "no item was coded by two coders"
NO_ARTICLE = "no article was coded by two coders"


@dataclass(frozen=True)
class Parts:
    """Alpha by group, and what each article pulls: its influence (per slot)."""

    value: Floats  # nan where undefined
    influence: Floats


def alpha_parts(layer: Layer, scale: Scale, groups: Groups) -> Parts:
    value, weights, spread = _alpha(layer, scale, groups)
    found = columns(layer, scale, groups, spread)
    pull = sum((column * groups.each(weights[:, i]) for i, column in enumerate(found)), np.zeros(layer.slots))
    return Parts(value, pull * groups.weights)


def columns(layer: Layer, scale: Scale, groups: Groups, spread: Floats) -> list[Floats]:
    """By slot what the influence of an article is a weighted sum of."""
    return [layer.ratings, layer.disagreement(scale), layer.spread(spread, groups, layer.n)]


def _alpha(layer: Layer, scale: Scale, groups: Groups) -> tuple[Floats, Floats, Floats]:
    """Alpha by group, the influence of articles as weights (groups x columns) of ``columns``, and what those need."""
    counts, far = layer.counts(groups), layer.disagreement(scale)  # whole numbers: their sums have no order
    spread = scale.spread(counts)
    observed, size = groups.total(far) / SCALE, counts.sum(axis=1)
    expected = np.einsum("gv,gv->g", counts, spread)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(expected > 0, 1 - (size - 1) * observed / expected, np.nan)
        rate = observed / expected
        weights = np.stack([-rate, -(size - 1) / expected / SCALE, (size - 1) * rate * 2 / expected], axis=1)
    weights[np.isnan(value)] = 0.0
    return value, weights, spread


def _squares(weights: Floats, products: Floats) -> Floats:
    """By group the sum of squares of a weighted sum of columns."""
    finite = np.where(np.isfinite(weights), weights, 0.0)  # of a group that has no value
    found: Floats = np.einsum("gi,gij,gj->g", finite, products, finite)
    return found


def alphas(layer: Layer, scale: Scale, groups: Groups, name: Callable[[int], str] = str) -> list[Estimate]:
    """Krippendorff's alpha of each group; ``name`` of a value, for the words where there is only one."""
    values, weights, spread = _alpha(layer, scale, groups)
    units, articles = groups.total(layer.units), groups.articles(layer.units > 0)
    known = layer.moments(scale, spread, groups)
    total, products = known or moments(columns(layer, scale, groups, spread), groups)  # all 0 in slots without units
    pulled = np.einsum("gi,gi->g", weights, total)
    variance = _squares(weights, products) - np.square(pulled) / np.maximum(articles, 1)
    counts = layer.counts(groups) if np.isnan(values).any() else None
    found = []
    for g in range(groups.count):
        if counts is not None and np.isnan(values[g]):
            why = _why(layer, counts[g], name)
            found.append(Estimate(None, int(units[g]), int(articles[g]), why=why))
            continue
        value = float(values[g])
        found.append(Estimate(value, int(units[g]), int(articles[g]), *bounds(value, variance[g], int(articles[g]))))
    return found


def kin(layer: Layer, scale: Scale, groups: Groups) -> Kin | None:
    """What belongs beside alpha of a single group; None where no unit has two values."""
    units, ratings = (float(groups.total(x)[0]) for x in (layer.units, layer.ratings))
    if not units:
        return None
    same = 1 - float(groups.total(layer.differing(scale))[0]) / SCALE / units
    given, counts = (
        np.bincount(scale.classes, weights=by_value) for by_value in (layer.chances(groups)[0], layer.counts(groups)[0])
    )
    pi, pooled = given / SCALE / units, counts / ratings
    used = int(np.count_nonzero(counts))
    even = ratings in (2 * units, layer.most * units)
    chance = math.fsum(pi * (1 - pi)) / (used - 1) if used > 1 else 1.0
    met = math.fsum(pooled * pooled) if even and used > 1 else 1.0
    ac1, fleiss = ((same - by_chance) / (1 - by_chance) if by_chance < 1 else None for by_chance in (chance, met))
    return Kin(same, ac1, fleiss)


def _why(layer: Layer, counts: Floats, name: Callable[[int], str]) -> str:
    used = np.flatnonzero(counts)
    if not len(used):
        return NOT_TWICE
    if len(used) == 1:
        return f"no variation: every value is {name(int(layer.values[used[0]]))}"
    return "no variation: all values count as equal under this distance"


def _variance(influence: Floats, counted: NDArray[np.bool_], groups: Groups, articles: Ints) -> Floats:
    """Sum of squared influences about their mean, by group."""
    inside = influence * counted
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
    sums: tuple[Floats, Floats] | None = None,
) -> list[Estimate]:
    """Sum of parts over sum of wholes, by group; ``unit``: how much of the whole counts as one in ``n``. ``sums``: the
    ``moments`` of the two, where they are known.
    """
    total, products = sums or moments([part, whole], groups)
    top, bottom = total[:, 0], total[:, 1]
    articles = groups.articles(whole > 0) if none == NOT_TWICE else groups.sizes
    with np.errstate(divide="ignore", invalid="ignore"):
        value = top / bottom
        weights = np.stack([1 / bottom, -value / bottom], axis=1)
    variance = _squares(weights, products)
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
    chance = layer.chances(groups)  # whole, so that no order of adding up matters
    units, articles = groups.total(layer.units), groups.articles(layer.units > 0)
    found = []
    used = (chance > 0).sum(axis=1)
    q = np.full(groups.count, values) if values else used
    with np.errstate(divide="ignore", invalid="ignore"):
        agree = groups.total(layer.agreeing) / SCALE / units
        pi = chance / SCALE / units[:, None]
        expected = np.array([math.fsum(row) for row in pi * (1 - pi)]) / (q - 1)
        value = (agree - expected) / (1 - expected)
        slope = np.where(units[:, None] > 0, (1 - 2 * pi) / np.maximum(q - 1, 1)[:, None], 0.0)
        centre, rest = (slope * pi).sum(axis=1), 1 - expected
        chanced = -(1 - agree) / np.square(rest) / units
        weights = np.stack(
            [1 / units / rest / SCALE, -agree / units / rest - chanced * centre, chanced / SCALE], axis=1
        )
    columns = [layer.agreeing, layer.units, layer.spread(slope, groups, layer.given)]
    variance = _squares(weights, moments(columns, groups)[1])
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
    a, b, c = layers + 1, 2 * layers + 2, 3 * layers + 2
    return Family(total[:a], total[a:b], total[b:c], total[c:])


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
