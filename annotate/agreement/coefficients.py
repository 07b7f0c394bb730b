"""The classical coefficients on plain data: units with one value a coder, None where a coder said nothing.

Percent agreement, Cohen's kappa (1960, weighted 1968), Fleiss' kappa (1971), its form for missing values and AC1
(Gwet, Handbook of Inter-Rater Reliability), each None where it is undefined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from annotate.agreement.alpha import Unit

Table = NDArray[np.float64]
Numbers = Sequence[Sequence[float]]


def counts(units: Sequence[Unit]) -> list[Counter[Hashable]]:
    """How often each value was given, unit by unit."""
    return [Counter(value for value in unit if value is not None) for unit in units]


def percent(units: Sequence[Counter[Hashable]]) -> float | None:
    """Mean over units with two values or more of the share of agreeing pairs of coders."""
    shares = [
        sum(n * (n - 1) for n in unit.values()) / (unit.total() * (unit.total() - 1))
        for unit in units
        if unit.total() >= 2
    ]
    return sum(shares) / len(shares) if shares else None


def contingency(pairs: Sequence[tuple[Hashable, Hashable]]) -> tuple[Table, list[Hashable]]:
    """The table of two coders' values (rows: the first) and its labels; pairs with None are left out."""
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    labels = sorted({value for pair in both for value in pair}, key=str)
    place = {label: i for i, label in enumerate(labels)}
    table = np.zeros((len(labels), len(labels)))
    for a, b in both:
        table[place[a], place[b]] += 1
    return table, labels


def cohen(table: Numbers | Table, weights: Numbers | Table | None = None) -> float | None:
    """Cohen's kappa of a contingency table; ``weights``: disagreement, 0 on the diagonal (default 1 elsewhere).

    None when chance alone would give full agreement, as when both coders use one and the same value.
    """
    observed, expected = cohen_parts(table, weights)
    return 1 - observed / expected if expected > 0 else None


def cohen_parts(table: Numbers | Table, weights: Numbers | Table | None = None) -> tuple[float, float]:
    """Observed and expected disagreement, 0..1 for the plain weights."""
    shares = np.asarray(table, dtype=float)
    if shares.sum() == 0:
        return 0.0, 0.0
    shares = shares / shares.sum()
    w = 1 - np.eye(len(shares)) if weights is None else np.asarray(weights, dtype=float)
    return float((w * shares).sum()), float((w * np.outer(shares.sum(axis=1), shares.sum(axis=0))).sum())


def fleiss(units: Sequence[Counter[Hashable]]) -> float | None:
    """Fleiss' kappa. Every unit needs the same number of values: ValueError otherwise."""
    observed, expected = fleiss_parts(units)
    return (observed - expected) / (1 - expected) if expected < 1 else None


def fleiss_parts(units: Sequence[Counter[Hashable]]) -> tuple[float, float]:
    """Observed agreement and agreement by chance."""
    sizes = {unit.total() for unit in units}
    if len(sizes) != 1 or sizes & {0, 1}:
        raise ValueError("Fleiss' kappa needs units that all have the same number of values, two or more")
    pooled = sum(units, Counter[Hashable]())
    shares = [n / pooled.total() for n in pooled.values()]
    return percent(units) or 0.0, sum(share * share for share in shares)


def fleiss_category(units: Sequence[Counter[Hashable]], category: Hashable) -> float | None:
    """Fleiss' kappa of one value against all others together."""
    return fleiss([Counter({True: unit[category], False: unit.total() - unit[category]}) for unit in units])


def gwet_ac1(units: Sequence[Counter[Hashable]], values: int | None = None) -> float | None:
    """Gwet's AC1; ``values``: how many there are to choose from, by default those that occur. None for one value."""
    shares = _shares(units)
    q = len(shares) if values is None else values
    observed = percent(units)
    if observed is None or q < 2:
        return None
    expected = sum(share * (1 - share) for share in shares.values()) / (q - 1)
    return (observed - expected) / (1 - expected)


def fleiss_missing(units: Sequence[Counter[Hashable]]) -> float | None:
    """Gwet's form of Fleiss' kappa for units with missing values."""
    observed = percent(units)
    expected = sum(share * share for share in _shares(units).values())
    return None if observed is None or expected >= 1 else (observed - expected) / (1 - expected)


def _shares(units: Sequence[Counter[Hashable]]) -> Mapping[Hashable, float]:
    """Mean share of each value over the units that anybody coded."""
    found: Counter[Hashable] = Counter()
    coded = [unit for unit in units if unit.total()]
    for unit in coded:
        for value, n in unit.items():
            found[value] += n / unit.total()  # type: ignore[assignment]
    return {value: total / len(coded) for value, total in found.items()}
