"""The forms that measures have. Each knows its estimates by group of articles, and its value in resampled articles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from annotate.agreement.cells import SCALE, share
from annotate.agreement.distances import Scale
from annotate.agreement.estimate import Estimate, Kin
from annotate.agreement.estimates import (
    NO_ARTICLE,
    ac1s,
    alphas,
    family_of,
    interval_alphas,
    kin,
    of_lines,
    percents,
    ratios,
)
from annotate.agreement.groups import Floats, Groups
from annotate.agreement.layers import Layer
from annotate.agreement.totals import Continua, Totals
from annotate.agreement.unitizing import Family

Estimates = list[Estimate]


class Form(Protocol):
    """How a measure is reckoned from sums over articles."""

    def estimates(self, groups: Groups) -> Estimates:
        """Value and interval of each group."""
        ...

    def replicates(self, weights: Floats) -> Floats:
        """The value in each replicate; ``weights``: how often each article is drawn (replicates x slots). nan: none."""
        ...


@dataclass(frozen=True, eq=False)
class Ratio:
    """Sum of ``part`` over sum of ``whole`` (per slot)."""

    part: Floats
    whole: Floats
    none: str = NO_ARTICLE
    unit: float = 1.0
    ceiling: float = 1.0

    def estimates(self, groups: Groups) -> Estimates:
        return ratios(self.part, self.whole, groups, unit=self.unit, none=self.none, ceiling=self.ceiling)

    def replicates(self, weights: Floats) -> Floats:
        return _quotient(weights @ self.part, weights @ self.whole)


@dataclass(frozen=True, eq=False)
class Share:
    """The same of two of the sums of a view, by name."""

    totals: Totals
    part: str
    whole: str
    none: str
    unit: float = 1.0

    def estimates(self, groups: Groups) -> Estimates:
        part, whole = self.totals.column(self.part), self.totals.column(self.whole)
        return ratios(
            part,
            whole,
            groups,
            unit=self.unit,
            none=self.none,
            sums=self.totals.moments((self.part, self.whole), groups),
        )

    def replicates(self, weights: Floats) -> Floats:
        return _quotient(weights @ self.totals.column(self.part), weights @ self.totals.column(self.whole))


@dataclass(frozen=True, eq=False)
class Percent:
    """Share of agreeing pairs of coders, mean over units."""

    layer: Layer

    def estimates(self, groups: Groups) -> Estimates:
        return percents(self.layer, groups)

    def replicates(self, weights: Floats) -> Floats:
        return _quotient(weights @ self.layer.agreeing / SCALE, weights @ self.layer.units)


@dataclass(frozen=True, eq=False)
class Alpha:
    """Krippendorff's alpha; ``say`` names a value where it is the only one."""

    layer: Layer
    scale: Scale
    say: Callable[[int], str] = str

    def estimates(self, groups: Groups) -> Estimates:
        return alphas(self.layer, self.scale, groups, self.say)

    def kin(self, groups: Groups) -> Kin | None:
        """What belongs beside it, of a single group."""
        return kin(self.layer, self.scale, groups)

    def replicates(self, weights: Floats) -> Floats:
        counts = _resampled_counts(self.layer, self.layer.n, weights)
        expected = np.einsum("rv,rv->r", counts, self.scale.spread(counts))
        far = weights @ self.layer.disagreement(self.scale) / SCALE
        found: Floats = 1 - (counts.sum(axis=1) - 1) * _quotient(far, expected)
        return found


@dataclass(frozen=True, eq=False)
class NumberAlpha:
    """Alpha of a number by coding (squared difference); per slot how many, their sum and sum of squares."""

    codings: Floats
    first: Floats
    second: Floats

    def estimates(self, groups: Groups) -> Estimates:
        return interval_alphas(self.codings, self.first, self.second, groups)

    def replicates(self, weights: Floats) -> Floats:
        two = self.codings >= 2
        m, first, second = (np.where(two, x, 0.0) for x in (self.codings, self.first, self.second))
        far = weights @ (2 * (m * second - np.square(first)) * share(m.astype(np.int64) - 1)) / SCALE
        n, s1, s2 = (weights @ x for x in (m, first, second))
        found: Floats = 1 - (n - 1) * _quotient(far, 2 * (n * s2 - np.square(s1)))
        return found


@dataclass(frozen=True, eq=False)
class Ac1:
    """Gwet's AC1; ``values``: how many there are to choose from, None for those that occur."""

    layer: Layer
    values: int | None = None

    def estimates(self, groups: Groups) -> Estimates:
        return ac1s(self.layer, groups, self.values)

    def replicates(self, weights: Floats) -> Floats:
        units = weights @ self.layer.units
        chance = _resampled_counts(self.layer, self.layer.n / self.layer.m, weights)
        q = np.full(len(units), self.values) if self.values else (chance > 0).sum(axis=1)
        pi = _quotient(chance, units[:, None])
        expected = _quotient((pi * (1 - pi)).sum(axis=1), q - 1.0)
        return _quotient(_quotient(weights @ self.layer.agreeing / SCALE, units) - expected, 1 - expected)


@dataclass(frozen=True, eq=False)
class Lines:
    """A measure of the unitizing family."""

    continua: Continua
    measure: Callable[[Family], float | None]

    def estimates(self, groups: Groups) -> Estimates:
        return of_lines(self.continua, groups, self.measure, "no variation: nobody marked any, or all did")

    def replicates(self, weights: Floats) -> Floats:
        rows = weights @ self.continua.sums / SCALE
        values = [self.measure(family_of(row, self.continua.layers)) for row in rows]
        return np.array([np.nan if value is None else value for value in values])


@dataclass(frozen=True)
class Absent:
    """A measure that this project cannot have, and why."""

    why: str

    def estimates(self, groups: Groups) -> Estimates:
        return [Estimate(None, 0, 0, why=self.why)] * groups.count

    def replicates(self, weights: Floats) -> Floats:
        return np.full(len(weights), np.nan)


def _quotient(top: Floats, bottom: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(bottom > 0, top / bottom, np.nan)
    return found


def _resampled_counts(layer: Layer, amounts: Floats, weights: Floats) -> Floats:
    """How much of each value there is in each replicate (replicates x V)."""
    v = len(layer.values)
    rows = [np.bincount(layer.value, weights=w[layer.slot] * amounts, minlength=v) for w in weights]
    return np.array(rows).reshape(len(weights), v)
