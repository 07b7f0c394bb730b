"""Krippendorff's alpha for any number of coders, missing values and any distance, with an interval by article.

Definitions: Krippendorff, Content Analysis (2004), chapter 11. The interval is an infinitesimal jackknife over
articles: units of one article are not independent of each other, articles are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from annotate.agreement.estimate import Estimate, interval

Unit = Sequence[Hashable | None]  # what each coder said; None = missing
Distance = Callable[[Hashable, Hashable], float]  # squared distance, 0 for equal values


def nominal(a: Hashable, b: Hashable) -> float:
    """1 for different values, 0 for equal ones."""
    return float(a != b)


def alpha(articles: Sequence[Sequence[Unit]], distance: Distance = nominal) -> Estimate:
    """Alpha over the units of all articles; units with fewer than two values drop out.

    Undefined (value None, with the reason) when no unit has two values or when only one value occurs.
    """
    units = [[_present(unit) for unit in article] for article in articles]
    units = [[unit for unit in article if len(unit) >= 2] for article in units]
    units = [article for article in units if article]
    paired, n = len(units), sum(map(len, units))
    if not n:
        return Estimate(None, 0, 0, why="no item was coded by two coders")
    values = sorted({value for article in units for unit in article for value in unit}, key=str)
    if len(values) == 1:
        return Estimate(None, n, paired, why=f"no variation: every value is {values[0]}")
    table = np.array([[distance(a, b) for b in values] for a in values])
    disagreement, marginals = _sums(units, values, table)
    value, influence = _alpha_and_influence(disagreement, marginals, table)
    if value is None:
        return Estimate(None, n, paired, why="no variation: all values count as equal under this distance")
    low, high = interval(value, influence, paired, ceiling=1.0)
    return Estimate(value, n, paired, low, high)


def _present(unit: Unit) -> list[Hashable]:
    return [value for value in unit if value is not None]


def _sums(
    articles: Sequence[Sequence[Sequence[Hashable]]], values: Sequence[Hashable], table: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Per article: observed disagreement (shape A) and how often each value occurs (shape A x V)."""
    place = {value: i for i, value in enumerate(values)}
    disagreement = np.zeros(len(articles))
    marginals = np.zeros((len(articles), len(values)))
    for a, article in enumerate(articles):
        for unit in article:
            counts = Counter(place[value] for value in unit)
            columns = list(counts)
            numbers = np.array([counts[c] for c in columns], dtype=float)
            marginals[a, columns] += numbers
            disagreement[a] += numbers @ table[np.ix_(columns, columns)] @ numbers / (len(unit) - 1)
    return disagreement, marginals


def _alpha_and_influence(
    disagreement: NDArray[np.float64], marginals: NDArray[np.float64], table: NDArray[np.float64]
) -> tuple[float | None, NDArray[np.float64]]:
    """Alpha and the derivative of alpha in each article's weight (shape A)."""
    totals = marginals.sum(axis=0)
    size, observed = totals.sum(), disagreement.sum()
    weighted = table @ totals
    expected = float(totals @ weighted)
    if expected == 0:
        return None, np.zeros(len(disagreement))
    per_article = marginals.sum(axis=1)
    value = 1 - (size - 1) * observed / expected
    influence = -(
        per_article * observed / expected
        + (size - 1) * disagreement / expected
        - (size - 1) * observed * 2 * (marginals @ weighted) / expected**2
    )
    return float(value), influence


def disagreement(units: Sequence[Unit], distance: Distance = nominal) -> tuple[float, float]:
    """Observed and expected disagreement, whose ratio alpha is taken from: alpha = 1 - observed / expected."""
    kept = [unit for unit in (_present(unit) for unit in units) if len(unit) >= 2]
    values = sorted({value for unit in kept for value in unit}, key=str)
    table = np.array([[distance(a, b) for b in values] for a in values])
    observed, marginals = _sums([kept], values, table)
    totals = marginals.sum(axis=0)
    n = totals.sum()
    return float(observed.sum() / n), float(totals @ table @ totals / (n * (n - 1)))
