"""Every two codings of an article, seen from either side: agreement by root code, against some codings, and mix-ups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from annotate.agreement.cells import Ints
from annotate.agreement.record import COPY

if TYPE_CHECKING:
    from annotate.agreement.report import Part

Grouping = Callable[[Ints, Ints], Ints]  # codings on this side, on the other side -> group of each two, -1 for none


class Sides:
    """The matched events of a part, each match once from either side, so that shares are those of ``event_f1``.

    All codings and events of the part's articles count: it is for parts that choose articles only.
    """

    def __init__(self, part: Part) -> None:
        table, counted = part.table, part.counted
        self.codings, self._events, self._book = table.codings, table.events, part.codebook
        chosen = np.flatnonzero(counted[table.pairs.column("slot")])
        self._pairs = _both_ways(table.pairs.column("first")[chosen], table.pairs.column("second")[chosen])
        chosen = np.flatnonzero(counted[table.matches.column("slot")])
        self._matches = _both_ways(table.matches.column("left")[chosen], table.matches.column("right")[chosen])
        self._words = table.words

    @cached_property
    def _roots(self) -> tuple[list[str], Ints]:
        """The root codes, sorted, and the place of each event's among them; a code not in the codebook is its own."""
        book = self._book
        root_of = [book.root(word) if book.get(word) else word for word in self._words] + [""]
        used = np.unique(self._events.column("code"))
        names = sorted({root_of[word] for word in used.tolist()})
        place = np.array([names.index(root) if root in names else -1 for root in root_of], dtype=np.int64)
        return names, place[self._events.column("code")]

    def _met(self, group: Grouping) -> Ints:
        """The group of each match."""
        coding, (left, right) = self._events.column("coding"), self._matches
        return group(coding[left], coding[right])

    def f1(self, group: Grouping, groups: int) -> list[float | None]:
        """F1 on events found in each group; None where neither side holds an event."""
        one, other = self._pairs
        events = self.codings.column("events")
        size = _sums(group(one, other), events[one] + events[other], groups)
        met = self._met(group)
        return _shares(2.0 * _sums(met, np.ones(len(met)), groups), size)

    def f1_by_root(self, group: Grouping, groups: int) -> list[dict[str, float | None]]:
        """The same for each root code: found by both under that root, of the events of that root on both sides."""
        names, root = self._roots
        one, other = self._pairs
        of, met = group(one, other), self._met(group)
        left, right = self._matches
        coding, whole = self._events.column("coding"), (self._events.column("flags") & COPY) == 0
        found: list[dict[str, float | None]] = [{} for _ in range(groups)]
        for number, name in enumerate(names):
            mine = np.bincount(coding[whole & (root == number)], minlength=self.codings.count)
            size = _sums(of, mine[one] + mine[other], groups)
            same = (root[left] == number) & (root[right] == number)
            for row, share, events in zip(found, _shares(2.0 * _sums(met, same, groups), size), size, strict=True):
                if events:
                    row[name] = share
        return found

    def mixed(self, reference: NDArray[np.bool_] | None = None) -> Counter[tuple[str, str]]:
        """Root codes of matched events: (reference, other). ``reference``: the codings that are one, set against
        those that are not; None for every coding against every other, both ways.
        """
        names, root = self._roots
        left, right = self._matches
        if reference is not None:
            coding = self._events.column("coding")
            chosen = np.flatnonzero(reference[coding[left]] & ~reference[coding[right]])
            left, right = left[chosen], right[chosen]
        flat = np.bincount(root[left] * len(names) + root[right])
        return Counter({(names[i // len(names)], names[i % len(names)]): int(flat[i]) for i in np.flatnonzero(flat)})


def _both_ways(one: Ints, other: Ints) -> tuple[Ints, Ints]:
    return np.concatenate((one, other)), np.concatenate((other, one))


def _sums(group: Ints, values: Ints, groups: int) -> Ints:
    inside = group >= 0
    found: Ints = np.bincount(group[inside], weights=values[inside], minlength=groups)
    return found


def _shares(part: Ints, whole: Ints) -> list[float | None]:
    return [p / w if w else None for p, w in zip(part.tolist(), whole.tolist(), strict=True)]
