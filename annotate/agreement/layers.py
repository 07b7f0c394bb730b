"""Values given to aligned units, counted: one layer of a view, which grows with it and is never counted anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.agreement.cells import SCALE, Cells, Ints, rating_pairs, share
from annotate.agreement.distances import Scale
from annotate.agreement.groups import Floats, Groups
from annotate.agreement.table import Grown, Numbers, rows_at, sums

MOST_SQUARED = 500  # values of a layer whose products with each other are kept


@dataclass
class _Far:
    """Distances summed by slot, up to so many pairs."""

    step: int
    pairs: int = 0
    sums: Grown = field(default_factory=Grown)


class _Followed:
    """Sums over the slots that count; a change of a few slots is all that is added up. Two sets of slots are kept:
    while one part of a project is looked at, the whole may be too.
    """

    def __init__(self) -> None:
        self._kept: list[tuple[NDArray[np.bool_], tuple[Floats, ...]]] = []

    def of(self, counted: NDArray[np.bool_], added: Callable[[Ints, Floats], tuple[Floats, ...]]) -> tuple[Floats, ...]:
        """``added``: the sums of some slots, each times a sign."""
        before, total = self._nearest(counted)
        changed = np.flatnonzero(before != counted)
        sums_ = added(changed, np.where(counted[changed], 1.0, -1.0))
        if total is not None:
            sums_ = tuple(_widened(old, new.shape) + new for old, new in zip(total, sums_, strict=True))
        self._kept.append((counted.copy(), sums_))
        del self._kept[:-2]
        return sums_

    def _nearest(self, counted: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], tuple[Floats, ...] | None]:
        """What is kept of nearly the same slots, taken out; nothing where more than half would change."""
        nothing: NDArray[np.bool_] = np.zeros(len(counted), dtype=bool)
        for at, (slots, total) in enumerate(self._kept):
            before = nothing.copy()
            before[: len(slots)] = slots
            if 2 * np.count_nonzero(before != counted) <= np.count_nonzero(counted):
                del self._kept[at]
                return before, total
        return nothing, None


def _widened(values: Floats, shape: tuple[int, ...]) -> Floats:
    """With zeros at the end of each axis: values only come."""
    missing = [(0, wanted - there) for wanted, there in zip(shape, values.shape, strict=True)]
    return np.pad(values, missing) if any(more for _, more in missing) else values


class Layer:
    """Cells with their values numbered from 0, in the order in which they came. For what they count see ``Cells``.

    ``values``: what each number stands for. By cell: ``slot``, ``value``, ``n``, ``m``, and ``given`` (n over m, times
    SCALE); by two values that met: ``pair_slot``, ``left``, ``right``, ``weight``, ``apart``; by unit: ``unit_slot``,
    ``unit_agreeing``; by slot: ``units``, ``ratings``, ``agreeing``.
    """

    slot: Ints
    value: Ints
    n: Floats
    m: Floats
    given: Floats
    pair_slot: Ints
    left: Ints
    right: Ints
    weight: Floats
    apart: Floats
    unit_slot: Ints
    unit_agreeing: Floats
    units: Floats
    ratings: Floats
    agreeing: Floats

    def __init__(self) -> None:
        self.slots, self.most = 0, 0  # ``most``: values in a unit
        self.values: Ints = np.zeros(0, dtype=np.int64)
        self._numbers = Numbers()
        self._grown: defaultdict[str, Grown] = defaultdict(Grown)
        self._far: dict[str, _Far] = {}
        self._seen = (0, 0)  # cells and pairs that by_slot has taken in
        self._counts: tuple[Groups, Floats] | None = None
        self._followed: defaultdict[str, _Followed] = defaultdict(_Followed)

    def extend(self, new: Cells, slots: int) -> None:
        """Take in the cells of slots that have come; there are ``slots`` now."""
        first, self.slots, self._counts = self.slots, slots, None
        self.most = max(self.most, int(new.m.max(initial=0)))
        self._numbers.learn(new.value)
        self.values = self._numbers.names

        def per_slot(slot: Ints, weights: Ints | None = None) -> Floats:
            return sums(slot - first, weights, slots - first)

        for name, values in (
            ("slot", new.slot),
            ("value", self._numbers.of(new.value)),
            ("n", new.n.astype(np.float64)),
            ("m", new.m.astype(np.float64)),
            ("given", (new.n * share(new.m)).astype(np.float64)),
            ("pair_slot", new.pair_slot),
            ("left", self._numbers.of(new.left)),
            ("right", self._numbers.of(new.right)),
            ("weight", new.weight.astype(np.float64)),
            ("apart", new.apart.astype(np.float64)),
            ("unit_slot", new.unit_slot),
            ("unit_agreeing", new.agreeing.astype(np.float64)),
            ("units", per_slot(new.unit_slot, new.units)),
            ("ratings", per_slot(new.slot, new.n)),
            ("agreeing", per_slot(new.unit_slot, new.agreeing)),
        ):
            setattr(self, name, self._grown[name].extended(values))

    def counts(self, groups: Groups) -> Floats:
        """How often each value occurs (groups x V), in units with two values or more."""
        if self._counts is None or self._counts[0] is not groups:
            self._counts = (groups, self._by_value(groups, "n"))
        return self._counts[1]

    def chances(self, groups: Groups) -> Floats:
        """The same of ``given``: each unit counts once, times SCALE."""
        return self._by_value(groups, "given")

    def _by_value(self, groups: Groups, name: str) -> Floats:
        weights, v = getattr(self, name), len(self.values)
        if groups.count == 1:
            return self._followed[name].of(groups.counts, partial(self._given, weights))[0].reshape(1, v)
        of = groups.of[self.slot]
        inside = of >= 0
        flat = sums(of[inside] * v + self.value[inside], weights[inside], groups.count * v)
        return flat.reshape(groups.count, v)

    def _given(self, weights: Floats, slots: Ints, sign: Floats) -> tuple[Floats]:
        cells, of = self._cells(slots)
        return (sums(self.value[cells], weights[cells] * sign[of], len(self.values)),)

    def _cells(self, slots: Ints) -> tuple[Ints, Ints]:
        """The cells of these slots, by number, and which of the slots each is of."""
        cells = rows_at(self.slot, slots)
        return cells, np.searchsorted(slots, self.slot[cells])

    def moments(self, scale: Scale, spread: Floats, groups: Groups) -> tuple[Floats, Floats] | None:
        """For a single group the sums of ratings, of distances and of counts times ``spread``, and of the products of
        every two, over slots. None where there are so many values that it takes less to go through the slots.
        """
        if groups.count != 1 or len(self.values) > MOST_SQUARED:
            return None
        n, met, rated, (ratings,) = self._followed["products"].of(groups.counts, self._products)
        far = self._followed[f"far {scale.name} {scale.step}"]
        between, (total, square, both) = far.of(groups.counts, partial(self._far_products, self.disagreement(scale)))
        own = spread[0]
        crossed = (rated @ own, between @ own, own @ met @ own)
        products = [[ratings, both, crossed[0]], [both, square, crossed[1]], [*crossed]]
        return np.array([[n.sum(), total, n @ own]]), np.array([products])

    def _products(self, slots: Ints, sign: Floats) -> tuple[Floats, ...]:
        """By value how often, and that times how often another in the slot (V x V), and times its ratings."""
        cells, of = self._cells(slots)
        v, value, n, sign_of = len(self.values), self.value[cells], self.n[cells], sign[of]
        left, right = rating_pairs(self.slot[cells])
        met = sums(value[left] * v + value[right], n[left] * n[right] * sign_of[left], v * v).reshape(v, v)
        signed, own = n * sign_of, self.ratings[slots]
        met += met.T + np.diag(sums(value, signed * n, v))
        rated = sums(value, signed * own[of], v)
        return sums(value, signed, v), met, rated, np.array([np.dot(sign, np.square(own))])

    def _far_products(self, far: Floats, slots: Ints, sign: Floats) -> tuple[Floats, ...]:
        """How often each value times the distances of its slot; these, their squares, and times the slot's ratings."""
        cells, of = self._cells(slots)
        own, ratings = far[slots], self.ratings[slots]
        between = sums(self.value[cells], self.n[cells] * (sign * own)[of], len(self.values))
        return between, np.array([np.dot(sign, x) for x in (own, own * own, own * ratings)])

    def spread(self, by_value: Floats, groups: Groups, weights: NDArray[Any]) -> Floats:
        """Per slot the sum over its cells of ``weights`` times a number by group and value."""
        own = self.slot
        numbers = by_value[0][self.value] if groups.count == 1 else by_value[np.maximum(groups.of, 0)[own], self.value]
        return sums(own, weights * numbers, self.slots)

    def by_slot(self) -> tuple[Ints, Ints, Floats, Floats]:
        """Slot, value, how often it was given there, and how often it stood against others (over coders - 1)."""
        (cells, pairs), self._seen = self._seen, (len(self.slot), len(self.pair_slot))
        v = len(self.values)
        keys = [self.slot[cells:] * v + self.value[cells:]]
        keys += [self.pair_slot[pairs:] * v + side[pairs:] for side in (self.left, self.right)]
        unique, at = np.unique(np.concatenate(keys), return_inverse=True)
        first, far = len(keys[0]), self.weight[pairs:] / SCALE
        n = sums(at[:first], self.n[cells:], len(unique))
        d = sums(at[first:], np.concatenate((far, far)), len(unique))
        found = (unique // max(v, 1), unique % max(v, 1), n, d)
        columns = [self._grown[f"by_slot_{i}"].extended(values) for i, values in enumerate(found)]
        return columns[0], columns[1], columns[2], columns[3]

    def disagreement(self, scale: Scale) -> Floats:
        """Per slot the sum of distances, over coders - 1; kept, so that only what is new is measured."""
        return self._far_apart(scale.name, scale.step, scale.between, self.weight)

    def differing(self, scale: Scale) -> Floats:
        """Per slot the share of pairs of coders that differ in each unit, summed over its units, times SCALE."""
        classes = scale.classes

        def differ(left: Ints, right: Ints) -> Floats:
            found: Floats = (classes[left] != classes[right]).astype(np.float64)
            return found

        return self._far_apart(f"differing {scale.name}", 1, differ, self.apart)

    def _far_apart(self, name: str, step: int, between: Callable[[Ints, Ints], Floats], weight: Floats) -> Floats:
        kept = self._far.get(name)
        if kept is None or kept.step != step:
            kept = self._far[name] = _Far(step)
        at, since = kept.pairs, kept.sums.count
        kept.pairs = len(self.pair_slot)
        far = between(self.left[at:], self.right[at:]) * weight[at:]
        return kept.sums.extended(sums(self.pair_slot[at:] - since, far, self.slots - since))
