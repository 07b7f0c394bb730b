"""Agreement on where units begin and end, over the whole text: two families that must not be mixed up.

``Family`` is the 2016 one (Krippendorff, Mathet, Bouvry, Widlöcher): u-alpha, |u-alpha, (k)u-alpha, cu-alpha.
``alpha_u_1995`` is the older one (1995, Content Analysis 2004), which squares lengths. On one text they differ a lot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Unit = tuple[int, int]  # start, end; half-open
Numbers = NDArray[Any]


@dataclass(frozen=True)
class Family:
    """The sums of the 2016 family over articles, in characters; the last entry of ``rows`` and ``same`` is for gaps.

    Lengths are taken over ordered pairs of coders and divided by coders - 1. ``rows``: where one coder has the
    category, whatever the other has; ``same``: where both have it; ``inner``: where one has it and the other any unit.
    ``squares``: per category the sum of squared unit lengths. (Squares of gaps do not count, their lengths do.)
    """

    rows: Numbers
    same: Numbers
    inner: Numbers
    squares: Numbers

    def u(self) -> float | None:
        """u-alpha: boundaries and categories together; None when there is nothing but one category or gaps."""
        total, sizes = self.rows.sum(), np.append(self.squares, self.rows[-1])
        return _ratio(total, self.same.sum(), np.square(self.rows).sum() - sizes.sum(), sizes.sum())

    def boundaries(self) -> float | None:
        """|u-alpha: boundaries only, all categories as one."""
        gap = self.rows[-1]
        return self._two(self.rows[:-1].sum(), gap, self.inner.sum() + self.same[-1], self.squares.sum())

    def category(self, k: int) -> float | None:
        """(k)u-alpha: one category against everything else, gaps included."""
        rest = self.rows.sum() - self.rows[k]
        return self._two(self.rows[k], rest, 2 * self.same[k] + rest - self.rows[k], self.squares[k])

    def coding(self) -> float | None:
        """cu-alpha: categories where coders agree that there is a unit (the finite-size term is left out)."""
        total = self.inner.sum()
        expected = total * total - np.square(self.inner).sum()
        if total <= 0 or expected <= 0:
            return None
        return float(1 - (total - self.same[:-1].sum()) * total / expected)

    def _two(self, marked: float, rest: float, same: float, squares: float) -> float | None:
        return _ratio(marked + rest, same, marked * marked + rest * rest - squares - rest, squares + rest)


def _ratio(total: float, same: float, chance: float, sizes: float) -> float | None:
    """1 - observed over expected. ``chance``: squared lengths less ``sizes``, since no unit meets itself by chance."""
    room = total * total - sizes
    expected = total * (1 - chance / room) if room > 0 else 0.0
    return float(1 - (total - same) / expected) if expected > 1e-9 * total else None


def family(coders: Sequence[Mapping[int, Sequence[Unit]]], categories: int, length: int) -> Family:
    """The sums of one text of ``length`` characters; each coder's units by category, none overlapping another."""
    lines = [_continuum(coder, categories, length) for coder in coders]
    table = np.zeros((categories + 1, categories + 1))
    for i, a in enumerate(lines):
        for j, b in enumerate(lines):
            if i != j:
                np.add.at(table, (a, b), 1)
    table /= len(coders) - 1
    squares = [sum((e - s) ** 2 for coder in coders for s, e in coder.get(k, ())) for k in range(categories)]
    return Family(
        table.sum(axis=1), table.diagonal().copy(), table[:-1, :-1].sum(axis=1), np.array(squares, dtype=float)
    )


def _continuum(coder: Mapping[int, Sequence[Unit]], categories: int, length: int) -> NDArray[np.int64]:
    line = np.full(length, categories)
    for k, units in coder.items():
        for start, end in units:
            if not 0 <= start < end <= length or (line[start:end] != categories).any():
                raise ValueError(f"the unit [{start}, {end}) lies outside the text or overlaps another of the coder")
            line[start:end] = k
    return line


@dataclass(frozen=True)
class Older:
    """Observed and expected disagreement of one category by the definition of 1995."""

    observed: float
    expected: float

    @property
    def alpha(self) -> float | None:
        return 1 - self.observed / self.expected if self.expected else None


def alpha_u_1995(coders: Sequence[Sequence[Unit]], begin: int, length: int) -> Older:
    """The definition of 1995 for one category on the continuum [begin, begin + length): squared lengths."""
    lines = [_sections(units, begin, length) for units in coders]
    m = len(lines)
    total = sum(_squared(a, b) for i, a in enumerate(lines) for j, b in enumerate(lines) if i != j)
    observed = total / (m * (m - 1) * length**2)
    return Older(observed, _expected(lines, length))


def overall_1995(categories: Sequence[Older]) -> float | None:
    """All categories together."""
    expected = sum(c.expected for c in categories)
    return 1 - sum(c.observed for c in categories) / expected if expected else None


Section = tuple[int, int, bool]  # start, end, is it a unit?


def _sections(units: Sequence[Unit], begin: int, length: int) -> list[Section]:
    found: list[Section] = []
    at = begin
    for start, end in sorted(units):
        if start > at:
            found.append((at, start, False))
        found.append((start, end, True))
        at = end
    if at < begin + length:
        found.append((at, begin + length, False))
    return found


def _squared(a: Sequence[Section], b: Sequence[Section]) -> int:
    """Sum of squared differences over the sections of two coders that meet."""
    total = 0
    for s, e, unit in a:
        for t, f, other in b:
            if min(e, f) <= max(s, t):
                continue
            if unit and other:
                total += (s - t) ** 2 + (e - f) ** 2
            elif unit and not other and t <= s and e <= f:
                total += (e - s) ** 2
            elif other and not unit and s <= t and f <= e:
                total += (f - t) ** 2
    return total


def _expected(lines: Sequence[Sequence[Section]], length: int) -> float:
    """Disagreement when units and gaps of all coders are laid down in any order."""
    m = len(lines)
    units = [e - s for line in lines for s, e, unit in line if unit]
    gaps = [e - s for line in lines for s, e, unit in line if not unit]
    n = len(units)
    total = 0.0
    for size in units:
        total += (n - 1) / 3 * (2 * size**3 - 3 * size**2 + size)
        total += size**2 * sum(gap - size + 1 for gap in gaps if gap >= size)
    room = m * length * (m * length - 1) - sum(size * (size - 1) for size in units)
    return 2 / length * total / room if room else 0.0
