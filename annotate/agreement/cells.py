"""Aligned units as counts: how often each value in each unit, and which values stand against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[Any]  # whole numbers
SCALE = 360360  # divisible by every number of coders less one up to 15: their shares are whole


def share(coders: Ints) -> Ints:
    """SCALE over coders, whole; beyond 16 coders rounded, which costs less than one part in 7,000."""
    found: Ints = (SCALE + coders // 2) // np.maximum(coders, 1)
    return found


@dataclass
class Cells:
    """Values by unit, and pairs of different values in one unit, each with the slot of its article.

    ``weight`` of a pair: how often the two meet in ordered pairs of coders, over coders - 1, times SCALE;
    ``apart``: the same over all ordered pairs of coders.
    ``unit_slot``: a row a unit with two values or more; ``agreeing``: share of agreeing pairs in it, times SCALE;
    ``units``: how many units the row stands for.
    """

    slot: Ints
    value: Ints
    n: Ints
    m: Ints
    pair_slot: Ints
    left: Ints
    right: Ints
    weight: Ints
    apart: Ints
    unit_slot: Ints
    agreeing: Ints
    units: Ints


def cells(slot: Ints, unit: Ints, value: Ints) -> Cells:
    """The cells of ratings that are sorted by unit and, within it, by value."""
    _, m = _runs(unit)
    paired = np.repeat(m, m) >= 2
    slot, unit, value = slot[paired], unit[paired], value[paired]
    begins, m = _runs(unit)
    both = unit * (int(value.max(initial=0)) + 1) + value
    starts, n = _runs(both)
    of_unit = np.repeat(m, m)[starts]
    pairs = _pairs(unit[starts])
    left, right = pairs
    meet, of_both = 2 * n[left] * n[right], of_unit[left]
    weight, apart = meet * share(of_both - 1), meet * share(of_both * (of_both - 1))
    unit_number = np.cumsum(np.diff(unit[starts], prepend=-1) != 0) - 1
    same = np.bincount(unit_number, weights=n * (n - 1), minlength=len(begins)).astype(np.int64)
    return Cells(
        slot[starts], value[starts], n, of_unit, slot[starts][left], value[starts][left], value[starts][right], weight,
        apart, slot[begins], same * share(m * (m - 1)), np.ones(len(begins), dtype=np.int64),
    )  # fmt: skip


def yes_or_no(slot: Ints, coders: Ints, units: Ints, of: Ints, yes: Ints) -> Cells:
    """The cells of articles of which every coder answers yes (1) or no (0) to all ``units``, added up by article: no
    more than two to an article, however many units it has.

    ``slot``: of each article, in order, with its two ``coders`` or more. ``of``: the article, by place in ``slot``, of
    each unit to which somebody says yes; ``yes``: how many do.
    """
    size, pairs = len(slot), coders * (coders - 1)
    said = np.bincount(of, weights=yes, minlength=size).astype(np.int64)
    differ = np.bincount(of, weights=2 * yes * (coders[of] - yes), minlength=size).astype(np.int64)
    n = np.column_stack((units * coders - said, said)).ravel()
    given, met = np.flatnonzero(n), np.flatnonzero(differ)
    none = np.zeros(len(met), dtype=np.int64)
    return Cells(
        slot[given // 2], given % 2, n[given], coders[given // 2], slot[met], none, none + 1,
        (differ * share(coders - 1))[met], (differ * share(pairs))[met], slot, (units * pairs - differ) * share(pairs),
        units,
    )  # fmt: skip


def order(unit: Ints, value: Ints) -> Ints:
    """The order that ``cells`` wants."""
    found: Ints = np.lexsort((value, unit))
    return found


def rating_pairs(unit: Ints) -> tuple[Ints, Ints]:
    """Every two ratings of one unit, by place; ``unit`` is sorted."""
    return _pairs(unit)


def _runs(sorted_: Ints) -> tuple[Ints, Ints]:
    """Where each run of equal numbers begins and how long it is."""
    begins = np.flatnonzero(np.diff(sorted_, prepend=sorted_[:1] - 1)) if len(sorted_) else np.zeros(0, dtype=np.int64)
    return begins, np.diff(begins, append=len(sorted_))


def _pairs(unit: Ints) -> tuple[Ints, Ints]:
    none: Ints = np.zeros(0, dtype=np.int64)
    lefts, rights, step = [none], [none], 1
    while step < len(unit):
        left: Ints = np.flatnonzero(unit[step:] == unit[:-step])
        if not len(left):
            break
        lefts.append(left)
        rights.append(left + step)
        step += 1
    return np.concatenate(lefts), np.concatenate(rights)
