"""A table seen under a codebook and a choice of codings: per article the sums, per unit the cells.

Whatever is asked later (measures, groups, intervals, replicates of a bootstrap) is sums of these over articles.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from annotate.agreement.align import LAYERS
from annotate.agreement.cells import SCALE, Cells, Ints, cells, order, share
from annotate.agreement.record import COPY, HAS_EVENTS, HAS_SOURCE, HAS_TARGET, MATCHES, SAME_SOURCE, SAME_TARGET
from annotate.agreement.table import Mark, Rows, Table
from schemas.codebook import Codebook

STEPS = ("found", "root", "digits", "code", "source", "target", "all")  # the ladder, each within the one before
LAYER_COUNT = len(LAYERS)
CATEGORIES = (*LAYERS, "gap")
SUMS = (
    "coders",  # codings of the article that count
    *(f"size_{layer}" for layer in LAYERS),
    *(f"{layer}_{rule}" for layer in LAYERS for rule in MATCHES),
    "size_events",
    *STEPS,
    "strict",
    *(f"row_{x}" for x in CATEGORIES),
    *(f"same_{x}" for x in CATEGORIES),
    *(f"inner_{x}" for x in LAYERS),
    *(f"square_{x}" for x in LAYERS),
)
LINES = SUMS[SUMS.index("row_trigger") :]
Keep = NDArray[np.bool_]


class View:
    """``keep``: which codings count, ``only``: which events (None: all). ``extend`` takes in what is new in the table;
    a view of chosen codings or events is made anew instead.
    """

    def __init__(self, table: Table, codebook: Codebook, keep: Keep | None = None, only: Keep | None = None) -> None:
        self.table, self.codebook, self.keep, self.only = table, codebook, keep, only
        self.sums = Rows(SUMS, "f8")  # whole numbers all the same: a float holds them up to 2^53
        self.cells: dict[str, Cells] = {}
        self._rated: list[tuple[Ints, Ints, Ints, Ints]] = []
        self._mark = Mark(0, {"codings": 0, "pairs": 0, "events": 0, "matches": 0, "actors": 0})
        self.extend()

    def extend(self) -> None:
        """Bring the view up to date with its table."""
        mark, table = self._mark, self.table
        if mark.slots == table.slots.count and self.cells:
            return
        self._mark = table.mark()
        self.__dict__.pop("_classes", None)
        self._add_sums(mark, self._coders(mark, self._kept(mark)))
        self._add_cells(mark)

    @property
    def double(self) -> NDArray[np.bool_]:
        """Slots whose article counts: two codings or more, and not replaced."""
        return (self.sums.column("coders") >= 2) & self.table.alive

    def of(self, name: str) -> Ints:
        """One sum of every slot."""
        return self.sums.column(name)

    def _kept(self, mark: Mark) -> Keep:
        if self.keep is not None:
            return self.keep[mark.rows["codings"] :]
        return np.ones(self.table.codings.count - mark.rows["codings"], dtype=bool)

    def _coders(self, mark: Mark, kept: Keep) -> Ints:
        slots = self.table.codings.column("slot", mark.rows["codings"])[kept]
        return np.bincount(slots - mark.slots, minlength=self.table.slots.count - mark.slots)

    def _keeps(self, codings: Ints) -> Keep:
        found: Keep = np.ones(len(codings), dtype=bool) if self.keep is None else self.keep[codings]
        return found

    # sums

    def _add_sums(self, mark: Mark, coders: Ints) -> None:
        rows = np.zeros((len(coders), len(SUMS) + 1), dtype=np.int64)
        rows[:, 0] = np.arange(mark.slots, mark.slots + len(coders))
        rows[:, 1] = coders
        at = self.sums.place
        self._add_spans(rows, mark, at)
        self._add_events(rows, mark, at)
        self._add_lines(rows, mark, at, coders)
        self.sums.extend(rows)

    def _pairs(self, mark: Mark) -> tuple[int, Ints, Ints, Ints, Ints]:
        since, pairs = mark.rows["pairs"], self.table.pairs
        first, second = pairs.column("first", since), pairs.column("second", since)
        chosen = np.flatnonzero(self._keeps(first) & self._keeps(second))
        return since, chosen, first[chosen], second[chosen], pairs.column("slot", since)[chosen] - mark.slots

    def _add_spans(self, rows: Ints, mark: Mark, at: dict[str, int]) -> None:
        since, chosen, first, second, slot = self._pairs(mark)
        spans = self.table.codings.columns([f"spans_{x}" for x in LAYERS])
        _add(rows, at["size_trigger"], slot, spans[first] + spans[second])
        names = [f"{x}_{rule}" for x in LAYERS for rule in MATCHES]
        _add(rows, at[names[0]], slot, 2 * self.table.pairs.columns(names, since)[chosen].astype(np.int64))
        events = self._event_counts()
        _add(rows, at["size_events"], slot, (events[first] + events[second])[:, None])

    def _event_counts(self) -> Ints:
        """Events of each coding that count."""
        if self.only is None:
            return self.table.codings.column("events")
        events = self.table.events
        whole = self.only & ((events.column("flags") & COPY) == 0)
        return np.bincount(events.column("coding")[whole], minlength=self.table.codings.count)

    def _add_events(self, rows: Ints, mark: Mark, at: dict[str, int]) -> None:
        steps, strict, slot = self.steps(mark)
        table = np.column_stack([np.arange(len(STEPS)) <= steps[:, None], strict])
        _add(rows, at["found"], slot - mark.slots, 2 * table.astype(np.int64))

    def steps(self, mark: Mark | None = None) -> tuple[Ints, NDArray[np.bool_], Ints]:
        """Of the matched pairs of events: the last step of the ladder they reach, strictly equal?, slot."""
        since = mark.rows["matches"] if mark else 0
        matches, events = self.table.matches, self.table.events
        left, right = matches.column("left", since), matches.column("right", since)
        coding = events.column("coding")
        chosen = self._keeps(coding[left]) & self._keeps(coding[right])
        if self.only is not None:
            chosen &= self.only[left] | self.only[right]
        left, right, flags = left[chosen], right[chosen], matches.column("flags", since)[chosen]
        code = events.column("code")
        a, b = code[left], code[right]
        source_at, target_at = (flags & SAME_SOURCE) > 0, (flags & SAME_TARGET) > 0
        reached = np.ones(len(left), dtype=np.int64)
        within = np.ones(len(left), dtype=bool)
        modality = events.column("modality")
        for holds in (
            self._classes["root"][a] == self._classes["root"][b],
            self._classes["digits"][a] == self._classes["digits"][b],
            a == b,
            _same_actor(events.column("sources"), left, right, source_at),
            _same_actor(events.column("targets"), left, right, target_at),
            source_at & target_at & (modality[left] == modality[right]),
        ):
            within &= holds
            reached += within
        return reached - 1, (a == b) & source_at & target_at, matches.column("slot", since)[chosen]

    @cached_property
    def _classes(self) -> dict[str, Ints]:
        """Per word its root and its class at three digits, by number; the last entry is for "no code"."""
        book, words = self.codebook, self.table.words
        paths = [book.path(w) if book.get(w) else (w,) for w in words]
        place: dict[str, int] = {}
        root = [place.setdefault(p[0], len(place)) for p in paths]
        digits = [place.setdefault(p[min(1, len(p) - 1)], len(place)) for p in paths]
        return {"root": np.array([*root, -1]), "digits": np.array([*digits, -1])}

    def _add_lines(self, rows: Ints, mark: Mark, at: dict[str, int], coders: Ints) -> None:
        """The sums of the unitizing family, times SCALE; see ``unitizing.Family``."""
        since, chosen, first, second, slot = self._pairs(mark)
        codings, pairs = self.table.codings, self.table.pairs
        run = codings.columns([f"run_{x}" for x in LAYERS])
        marked = run[first] + run[second]
        names = [f"{x}_{y}" for x in LAYERS for y in LAYERS]
        inner = pairs.columns(names, since)[chosen].astype(np.int64).reshape(-1, LAYER_COUNT, LAYER_COUNT)
        met = inner.sum(axis=(1, 2))
        same = 2 * np.diagonal(inner, axis1=1, axis2=2)
        length = self.table.slots.column("length", mark.slots)[slot]
        gaps = 2 * length - marked.sum(axis=1)
        both_gaps = 2 * length - 2 * marked.sum(axis=1) + 2 * met
        parts = (marked, gaps, same, both_gaps, inner.sum(axis=2) + inner.sum(axis=1))
        _add(rows, at["row_trigger"], slot, np.column_stack(parts) * share(coders[slot] - 1)[:, None])
        kept = np.flatnonzero(self._kept(mark)) + mark.rows["codings"]
        owner = codings.column("slot")[kept] - mark.slots
        double = coders[owner] >= 2
        squares = codings.columns([f"square_{x}" for x in LAYERS])[kept[double]]
        _add(rows, at["square_trigger"], owner[double], squares * SCALE)

    # cells

    def _add_cells(self, mark: Mark) -> None:
        for ratings in (self._of_codings, self._of_events, self._of_actors):
            for name, (slot, unit, value, coding) in ratings(mark).items():
                known = np.flatnonzero(value >= 0)
                at = known[order(unit[known], value[known])]
                found = cells(slot[at], unit[at], value[at])
                self.cells[name] = self.cells[name].plus(found) if name in self.cells else found
                if name == "code":
                    self._rated.append((slot[at], unit[at], value[at], coding[at]))

    @property
    def rated(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Slot, unit, code and coding of every code given, by unit."""
        if len(self._rated) > 1:
            columns = tuple(np.concatenate(parts) for parts in zip(*self._rated, strict=True))
            self._rated = [(columns[0], columns[1], columns[2], columns[3])]
        return self._rated[0]

    def _of_codings(self, mark: Mark) -> dict[str, tuple[Ints, Ints, Ints, Ints]]:
        since, codings = mark.rows["codings"], self.table.codings
        number: Ints = np.arange(since, codings.count)
        number = number[self._keeps(number)]
        slot = codings.column("slot")[number]
        relevant = (codings.column("flags")[number] & HAS_EVENTS > 0).astype(np.int64)
        roots, events = codings.column("codes")[number], codings.column("events")[number]
        return {name: (slot, slot, value, number) for name, value in
                (("relevant", relevant), ("roots", roots), ("count", events))}  # fmt: skip

    def _of_events(self, mark: Mark) -> dict[str, tuple[Ints, Ints, Ints, Ints]]:
        since, events = mark.rows["events"], self.table.events
        number: Ints = np.arange(since, events.count)
        counted = self._keeps(events.column("coding", since))
        number = number[counted if self.only is None else counted & self.only]
        slot, unit, coding = (events.column(c)[number].astype(np.int64) for c in ("slot", "unit", "coding"))
        flags = events.column("flags")[number]
        found = {"code": (slot, unit, events.column("code")[number].astype(np.int64), coding)}
        whole = (flags & COPY) == 0
        slots: dict[str, Ints] = {
            "sources": events.column("sources")[number],
            "targets": events.column("targets")[number],
            "modality": events.column("modality")[number],
            "has_source": (flags & HAS_SOURCE > 0).astype(np.int64),
            "has_target": (flags & HAS_TARGET > 0).astype(np.int64),
        }
        for name, value in slots.items():
            found[name] = (slot[whole], unit[whole], value[whole].astype(np.int64), coding[whole])
        return found

    def _of_actors(self, mark: Mark) -> dict[str, tuple[Ints, Ints, Ints, Ints]]:
        since, actors = mark.rows["actors"], self.table.actors
        number: Ints = np.arange(since, actors.count)
        number = number[self._keeps(actors.column("coding", since))]
        columns = [actors.column(c)[number].astype(np.int64) for c in ("slot", "unit", "code", "coding")]
        layer = actors.column("layer")[number]
        return {
            name: (columns[0][layer == k], columns[1][layer == k], columns[2][layer == k], columns[3][layer == k])
            for k, name in ((1, "source_actor"), (2, "target_actor"))
        }

    def recoded(self, value_of: Callable[[Ints], Ints]) -> Cells:
        """The cells of codes with other values, some of them missing (-1): sums cannot give those."""
        slot, unit, code, _ = self.rated
        return _cells(slot, unit, value_of(code))


def _cells(slot: Ints, unit: Ints, value: Ints) -> Cells:
    known = np.flatnonzero(value >= 0)
    at = known[order(unit[known], value[known])]
    return cells(slot[at], unit[at], value[at])


def _same_actor(codes: Ints, left: Ints, right: Ints, spans: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Equal codes where actors are coded, else spans that agree."""
    a, b = codes[left], codes[right]
    found: NDArray[np.bool_] = np.where((a < 0) & (b < 0), spans, a == b)
    return found


def _add(rows: Ints, column: int, slot: Ints, values: Ints) -> None:
    """Add ``values`` (a row each) to neighbouring columns of the slots' rows; ``slot`` is sorted."""
    if not len(slot):
        return
    begins = np.flatnonzero(np.diff(slot, prepend=slot[0] - 1))
    rows[slot[begins], column : column + values.shape[1]] += np.add.reduceat(values, begins, axis=0)
