"""Who met whom with which codes, counted; a change of a few articles changes the counts and is not counted anew."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import proxy

import numpy as np
from numpy.typing import NDArray

from annotate.agreement.cells import Ints, rating_pairs
from annotate.agreement.record import GOLD
from annotate.agreement.table import Grown, Mark, Numbers, rows_at, sums

if TYPE_CHECKING:
    from annotate.agreement.view import View

BITS, SIZE_BITS = 14, 7  # of a coder or a code (16,384 of each) and of the coders of a unit, packed into one number
SUMS = ("articles", "triggers", "met", "events", "firsts", "found")  # of two coders; ``firsts``: events of the lower


GOLD_SUMS = ("articles", "events", "found", "strict")


class Counts:
    """How often each combination of whole numbers occurs, exactly."""

    def __init__(self, parts: int, sized: bool = False) -> None:
        self._bits = [BITS] * parts + [SIZE_BITS] * sized
        self._keys: Ints = np.zeros(0, dtype=np.int64)
        self.n: Ints = np.zeros(0, dtype=np.int64)

    def add(self, columns: tuple[Ints, ...], n: Ints) -> None:
        """Add ``n`` (negative: take away) to each combination."""
        key: Ints = np.zeros(len(n), dtype=np.int64)
        for bits, column in zip(self._bits, columns, strict=True):
            key = key << bits | np.minimum(column, (1 << bits) - 1)
        keys, at = np.unique(np.concatenate((self._keys, key)), return_inverse=True)
        total = sums(at, np.concatenate((self.n, n)), len(keys)).astype(np.int64)
        self._keys, self.n = keys[total != 0], total[total != 0]

    def columns(self) -> tuple[Ints, ...]:
        found: list[Ints] = []
        rest = self._keys
        for bits in reversed(self._bits):
            found.append(rest & ((1 << bits) - 1))
            rest = rest >> bits
        return tuple(reversed(found))


@dataclass
class Tally:
    """Over some articles. Coders and codes are small numbers; ``coders`` and ``codes`` say of whom and of which.

    ``met``: two coders, their codes, coders of the unit. ``seen``: a coder of a unit, and two different codes that met
    in it, coders of the unit. ``given``: coder and code, in units of two or more. ``pairs``: two coders, by sum.
    ``work``: codings and events by coder. ``gold``: of a coder's codings and the gold ones of others on an article,
    ``articles``, ``events`` of both sides, ``found`` by both (each from both sides) and ``strict``, the wholly equal.
    ``majority``, of articles with two others or more: a coder's codes (``said``), the codes that more than half of the
    others gave in a unit (``due``), and those that are both (``met``).
    """

    coders: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    codes: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    met: Counts = field(default_factory=lambda: Counts(4, sized=True))
    seen: Counts = field(default_factory=lambda: Counts(3, sized=True))
    given: Counts = field(default_factory=lambda: Counts(2))
    pairs: dict[str, Counts] = field(default_factory=lambda: {name: Counts(2) for name in SUMS})
    work: dict[str, Counts] = field(default_factory=lambda: {name: Counts(1) for name in ("codings", "events")})
    gold: dict[str, Counts] = field(default_factory=lambda: {name: Counts(1) for name in GOLD_SUMS})
    majority: dict[str, Counts] = field(default_factory=lambda: {name: Counts(1) for name in ("said", "due", "met")})


class Meetings:
    """The tally of a view, for whichever slots count."""

    def __init__(self, view: View) -> None:
        self._view: View = proxy(view)  # the view holds this: what refers to itself is freed late, and it is large
        self._coders, self._codes = Numbers(), Numbers()
        self._mark = Mark.start()
        self._columns: defaultdict[str, Grown] = defaultdict(Grown)
        self._counted: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self._tally = Tally()

    def of(self, counted: NDArray[np.bool_]) -> Tally:
        """The tally of the slots that count."""
        self._extend()
        before: NDArray[np.bool_] = np.zeros(len(counted), dtype=bool)
        before[: len(self._counted)] = self._counted
        changed = np.count_nonzero(before != counted)
        if 2 * changed > np.count_nonzero(counted):
            self._tally, before = Tally(), np.zeros(len(counted), dtype=bool)
        if changed:
            self._add(counted.astype(np.int64) - before)
        self._counted = counted.copy()
        self._tally.coders, self._tally.codes = self._coders.names, self._codes.names
        return self._tally

    def _extend(self) -> None:
        view, mark = self._view, self._mark
        slot, unit, code, coding = view.rated(mark)
        coder = view.table.codings.column("coder")
        self._coders.learn(coder[mark.rows["codings"] :])
        self._codes.learn(code)
        new = {"slot": slot, "unit": unit, "code": self._codes.of(code), "coder": self._coders.of(coder[coding])}
        self._rated = {name: self._columns[name].extended(values) for name, values in new.items()}
        self._mark = view.table.mark()

    def _add(self, sign: Ints) -> None:
        """Add the slots with sign 1 to the tally, and take those with -1 away."""
        slots = np.flatnonzero(sign)
        chosen = rows_at(self._rated["slot"], slots)
        slot, unit, code, coder = (self._rated[name][chosen] for name in ("slot", "unit", "code", "coder"))
        of_row = sign[slot]
        begins = np.flatnonzero(np.diff(unit, prepend=-1))
        size = np.diff(begins, append=len(unit))
        number = np.repeat(np.arange(len(begins)), size)
        paired = np.flatnonzero(size[number] >= 2)
        self._tally.given.add((coder[paired], code[paired]), of_row[paired])
        left, right = rating_pairs(unit)
        turned = self._coders.names[coder[left]] > self._coders.names[coder[right]]
        a, b = np.where(turned, right, left), np.where(turned, left, right)
        self._tally.met.add((coder[a], coder[b], code[a], code[b], size[number[left]]), of_row[left])
        apart = np.flatnonzero(code[left] != code[right])
        left, right = left[apart], right[apart]
        m = size[number[left]]
        member = np.repeat(begins[number[left]] - np.cumsum(m) + m, m) + np.arange(m.sum())
        columns = (coder[member], np.repeat(code[left], m), np.repeat(code[right], m), np.repeat(m, m))
        self._tally.seen.add(columns, np.repeat(of_row[left], m))
        self._add_majority(chosen, slots, sign)
        self._add_pairs(slots, sign)
        self._add_work(slots, sign)

    def _add_pairs(self, slots: Ints, sign: Ints) -> None:
        table, view = self._view.table, self._view
        chosen = rows_at(table.pairs.column("slot"), slots)
        first, second = table.pairs.column("first")[chosen], table.pairs.column("second")[chosen]
        kept = view.keeps(first) & view.keeps(second)
        first, second, chosen = first[kept], second[kept], chosen[kept]
        codings, of_row = table.codings, sign[table.pairs.column("slot")[chosen]]
        triggers, events = codings.column("spans_trigger"), view.event_counts()
        who = self._two(first, second)
        for name, each in (
            ("articles", np.ones(len(first), dtype=np.int64)),
            ("triggers", triggers[first] + triggers[second]),
            ("met", 2 * table.pairs.column("trigger_overlap")[chosen].astype(np.int64)),
            ("events", events[first] + events[second]),
            ("firsts", events[first]),
        ):
            self._tally.pairs[name].add(who, of_row * each)
            if name in GOLD_SUMS:
                self._add_gold(name, first, second, of_row * each)
        chosen = rows_at(table.matches.column("slot"), slots)
        coding = table.events.column("coding")
        left, right = (coding[table.matches.column(side)[chosen]] for side in ("left", "right"))
        kept = view.keeps(left) & view.keeps(right) & view.meant(chosen)
        left, right, chosen = left[kept], right[kept], chosen[kept]
        of_row = 2 * sign[table.matches.column("slot")[chosen]]
        self._tally.pairs["found"].add(self._two(left, right), of_row)
        self._add_gold("found", left, right, of_row)
        self._add_gold("strict", left, right, of_row * view.strict(chosen))

    def _add_gold(self, name: str, first: Ints, second: Ints, each: Ints) -> None:
        """Of two codings of which one alone is gold, add to the sum of the other's coder."""
        codings = self._view.table.codings
        flags = codings.column("flags")
        for mine, other in ((first, second), (second, first)):
            against = np.flatnonzero((flags[other] & ~flags[mine] & GOLD) > 0)
            who = self._coders.of(codings.column("coder")[mine[against]])
            self._tally.gold[name].add((who,), each[against])

    def _add_majority(self, chosen: Ints, slots: Ints, sign: Ints) -> None:
        """``chosen``: the rated rows of the slots at hand."""
        view, codings = self._view, self._view.table.codings
        coders = view.of("coders")
        chosen = chosen[coders[self._rated["slot"][chosen]] >= 3]
        slot, unit, code, coder = (self._rated[name][chosen] for name in ("slot", "unit", "code", "coder"))
        begins = np.flatnonzero((np.diff(unit, prepend=-1) != 0) | (np.diff(code, prepend=-1) != 0))
        votes = np.repeat(np.diff(begins, append=len(unit)), np.diff(begins, append=len(unit)))
        most = 2 * votes > coders[slot] - 1  # of those who did not give it themselves; who did has one vote less
        met = 2 * (votes - 1) > coders[slot] - 1
        self._tally.majority["said"].add((coder,), sign[slot])
        self._tally.majority["met"].add((coder,), sign[slot] * met)
        self._tally.majority["due"].add((coder,), sign[slot] * (met.astype(np.int64) - most))
        by_slot = np.bincount(slot[begins][most[begins]], minlength=len(sign))
        all_ = rows_at(codings.column("slot"), slots)
        all_ = all_[view.keeps(all_)]
        at = codings.column("slot")[all_]
        self._tally.majority["due"].add((self._coders.of(codings.column("coder")[all_]),), (by_slot * sign)[at])

    def _two(self, first: Ints, second: Ints) -> tuple[Ints, Ints]:
        """The coders of two codings, the lower first."""
        coder = self._view.table.codings.column("coder")
        a, b = coder[first], coder[second]
        return self._coders.of(np.minimum(a, b)), self._coders.of(np.maximum(a, b))

    def _add_work(self, slots: Ints, sign: Ints) -> None:
        codings = self._view.table.codings
        chosen = rows_at(codings.column("slot"), slots)
        chosen = chosen[self._view.keeps(chosen)]
        of_row = sign[codings.column("slot")[chosen]]
        who = (self._coders.of(codings.column("coder")[chosen]),)
        self._tally.work["codings"].add(who, of_row)
        self._tally.work["events"].add(who, of_row * self._view.event_counts()[chosen])
