"""A measure with its doubt, and the words for its absence."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MIN_ARTICLES = 20  # below this no interval is shown
GREY_ARTICLES = 50  # below this an interval is shown, but pale: its own doubt is large
Z = 1.959963984540054  # 97.5 % point of the normal distribution


@dataclass(frozen=True)
class Estimate:
    """A measure with its doubt: value or the reason why there is none, 95 % interval, what it rests on.

    ``n`` counts units (items, pairs or spans, as the measure says), ``articles`` those with two coders or more.
    """

    value: float | None
    n: int
    articles: int
    low: float | None = None
    high: float | None = None
    why: str = ""


@dataclass(frozen=True)
class Kin:
    """What belongs beside an alpha, of values that count as equal where its distance is 0; None where undefined.

    ``same``: share of agreeing pairs of coders, mean over units. ``ac1``: Gwet's, over the values in use. ``fleiss``:
    Fleiss' kappa, where all units have the same number of values.
    """

    same: float
    ac1: float | None
    fleiss: float | None


def interval(
    value: float, influence: NDArray[np.float64], articles: int, *, floor: float = -1.0, ceiling: float = 1.0
) -> tuple[float | None, float | None]:
    """95 % interval from the influence of each article (shape: articles); none below 20 articles."""
    return bounds(value, float(np.square(influence - influence.mean()).sum()), articles, floor, ceiling)


def bounds(
    value: float, variance: float, articles: int, floor: float = -1.0, ceiling: float = 1.0
) -> tuple[float | None, float | None]:
    """95 % interval from the variance of the estimate; none below 20 articles.

    The variance of few articles is itself uncertain: it is widened by A/(A-1), and Student's t stands for the normal.
    """
    if articles < MIN_ARTICLES:
        return None, None
    half = critical(articles) * math.sqrt(max(variance, 0.0) * articles / (articles - 1))
    return max(floor, value - half), min(ceiling, value + half)


def critical(articles: int) -> float:
    """97.5 % point of Student's t with articles - 1 degrees of freedom (Cornish-Fisher; exact to .001 from 19 on)."""
    f = articles - 1
    return Z + (Z**3 + Z) / (4 * f) + (5 * Z**5 + 16 * Z**3 + 3 * Z) / (96 * f * f)
