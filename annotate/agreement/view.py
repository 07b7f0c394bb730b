"""A table seen under a codebook and a choice of codings: per article the sums, per layer the cells of its units.

Whatever is asked later (measures, groups, intervals, replicates of a bootstrap) is sums of these over articles.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.agreement.align import LAYERS
from annotate.agreement.cells import SCALE, Cells, Ints, cells, order, share
from annotate.agreement.distances import Scale
from annotate.agreement.layers import Layer
from annotate.agreement.meetings import Meetings
from annotate.agreement.record import COPY, HAS_EVENTS, HAS_SOURCE, HAS_TARGET, MATCHES, SAME_SOURCE, SAME_TARGET
from annotate.agreement.sentences import sentence_cells
from annotate.agreement.table import Grown, Mark, Rows, Table, sums
from annotate.agreement.totals import Products
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
    """``keep``: which codings count, ``only``: which events; None: all. ``extend`` takes in what is new."""

    def __init__(self, table: Table, codebook: Codebook, keep: Keep | None = None, only: Keep | None = None) -> None:
        self.table, self.codebook = table, codebook
        self.sums = Rows(SUMS, "f8")  # whole numbers all the same: a float holds them up to 2^53
        self._layers: dict[str, tuple[Layer, Mark]] = {}
        self.meetings = Meetings(self)
        self.products = Products()
        self.scales: tuple[Sequence[str], dict[str, Scale]] | None = None  # of these codes
        self._meanings: dict[str, list[Any]] = {}
        self._classes: dict[str, int] = {}
        self._means, self._means_mark = (Grown(), Grown(), Grown()), Mark.start()
        self._mark = Mark.start()
        self.extend(keep, only)

    def extend(self, keep: Keep | None = None, only: Keep | None = None) -> None:
        """Bring the view up to date with its table; what it has seen counts, or does not, as before."""
        mark, table = self._mark, self.table
        self.keep, self.only = keep, only
        if mark.slots == table.slots.count:
            return
        self._mark = table.mark()
        self._add_sums(mark, self._coders(mark, self._kept(mark)))

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

    def keeps(self, codings: Ints) -> Keep:
        """Which of these codings count."""
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
        chosen = np.flatnonzero(self.keeps(first) & self.keeps(second))
        return since, chosen, first[chosen], second[chosen], pairs.column("slot", since)[chosen] - mark.slots

    def _add_spans(self, rows: Ints, mark: Mark, at: dict[str, int]) -> None:
        since, chosen, first, second, slot = self._pairs(mark)
        spans = self.table.codings.columns([f"spans_{x}" for x in LAYERS])
        _add(rows, at["size_trigger"], slot, spans[first] + spans[second])
        names = [f"{x}_{rule}" for x in LAYERS for rule in MATCHES]
        _add(rows, at[names[0]], slot, 2 * self.table.pairs.columns(names, since)[chosen].astype(np.int64))
        events = self.event_counts()
        _add(rows, at["size_events"], slot, (events[first] + events[second])[:, None])

    def event_counts(self) -> Ints:
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
        chosen = self.keeps(coding[left]) & self.keeps(coding[right])
        if self.only is not None:
            chosen &= self.only[left] | self.only[right]
        left, right, flags = left[chosen], right[chosen], matches.column("flags", since)[chosen]
        code = events.column("code")
        a, b = code[left], code[right]
        source_at, target_at = (flags & SAME_SOURCE) > 0, (flags & SAME_TARGET) > 0
        reached = np.ones(len(left), dtype=np.int64)
        within = np.ones(len(left), dtype=bool)
        modality = events.column("modality")
        root, digits = self._class("root", 0), self._class("digits", 1)
        for holds in (
            root[a] == root[b],
            digits[a] == digits[b],
            a == b,
            _same_actor(events.column("sources"), left, right, source_at),
            _same_actor(events.column("targets"), left, right, target_at),
            source_at & target_at & (modality[left] == modality[right]),
        ):
            within &= holds
            reached += within
        return reached - 1, (a == b) & source_at & target_at, matches.column("slot", since)[chosen]

    def meant(self, matches: Ints) -> NDArray[np.bool_]:
        """Which of these matches hold an event that counts."""
        if self.only is None:
            return np.ones(len(matches), dtype=bool)
        left, right = (self.table.matches.column(side)[matches] for side in ("left", "right"))
        found: NDArray[np.bool_] = self.only[left] | self.only[right]
        return found

    def strict(self, matches: Ints) -> NDArray[np.bool_]:
        """Which of these matches, by number, are equal in code, source and target."""
        left, right, flags = (self.table.matches.column(name)[matches] for name in ("left", "right", "flags"))
        code = self.table.events.column("code")
        both = SAME_SOURCE | SAME_TARGET
        found: NDArray[np.bool_] = (code[left] == code[right]) & ((flags & both) == both)
        return found

    def meanings(self, name: str, of: Callable[[str], Any]) -> list[Any]:
        """What each word of the table is to something of this name, by number; worked out once, for words only come."""
        known = self._meanings.setdefault(name, [])
        known.extend([of(word) for word in self.table.words[len(known) :]])
        return known

    def _class(self, name: str, level: int) -> Ints:
        """Per word the number of its code at a level, of a root 0; the last entry is for "no code"."""

        def of(word: str) -> int:
            path = self.codebook.path(word) if self.codebook.get(word) else (word,)
            return self._classes.setdefault(path[min(level, len(path) - 1)], len(self._classes))

        return np.array([*self.meanings(name, of), -1])

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

    # layers

    def layer(self, name: str) -> Layer:
        """The layer of this name, up to date with the table: ``code``, ``sources``, ``sentence``, ``actor``, …;
        ``code@…`` is made by ``known_codes``.
        """
        return self._grown(name, None)

    def known_codes(self, name: str, known: Callable[[Ints], Ints]) -> Layer:
        """The layer of codes that are known, in the eyes of a scale of this name: others are missing in it."""
        return self._grown(f"code@{name}", known)

    def _grown(self, name: str, known: Callable[[Ints], Ints] | None) -> Layer:
        layer, mark = self._layers.get(name) or (Layer(), Mark.start())
        if mark.slots < self.table.slots.count or name not in self._layers:
            new = self._sentences(mark) if name == "sentence" else self._cells(name.partition("@")[0], mark, known)
            layer.extend(new, self.table.slots.count)
            self._layers[name] = (layer, self.table.mark())
        return layer

    def _cells(self, name: str, mark: Mark, known: Callable[[Ints], Ints] | None) -> Cells:
        slot, unit, value = self._ratings(name, mark)
        chosen = np.flatnonzero(value >= 0 if known is None else known(value))
        at = chosen[order(unit[chosen], value[chosen])]
        return cells(slot[at], unit[at], value[at])

    def _sentences(self, mark: Mark) -> Cells:
        kept = np.flatnonzero(self._kept(mark)) + mark.rows["codings"]
        return sentence_cells(self.table, mark.slots, kept, self._numbers(mark))

    def _ratings(self, name: str, mark: Mark) -> tuple[Ints, Ints, Ints]:
        """Slot, unit and value (-1: none) of everything that was said on a layer since."""
        if name in ("relevant", "roots", "count"):
            return self._of_codings(name, mark)
        return self._of_actors(name, mark) if name.endswith("actor") else self._of_events(name, mark)

    def _of_codings(self, name: str, mark: Mark) -> tuple[Ints, Ints, Ints]:
        since, codings = mark.rows["codings"], self.table.codings
        number: Ints = np.arange(since, codings.count)
        number = number[self.keeps(number)]
        slot = codings.column("slot")[number]
        if name == "relevant":
            return slot, slot, (codings.column("flags")[number] & HAS_EVENTS > 0).astype(np.int64)
        return slot, slot, codings.column("codes" if name == "roots" else "events")[number]

    def _of_events(self, name: str, mark: Mark) -> tuple[Ints, Ints, Ints]:
        number = self._numbers(mark)
        events = self.table.events
        flags = events.column("flags")[number]
        if name != "code":  # a second code of one event is no event of its own
            number, flags = number[(flags & COPY) == 0], flags[(flags & COPY) == 0]
        slot, unit = (events.column(c)[number].astype(np.int64) for c in ("slot", "unit"))
        if name in ("has_source", "has_target"):
            return slot, unit, (flags & (HAS_SOURCE if name == "has_source" else HAS_TARGET) > 0).astype(np.int64)
        return slot, unit, events.column(name)[number].astype(np.int64)

    def _numbers(self, mark: Mark) -> Ints:
        """The events that count, of those that have come since."""
        since, events = mark.rows["events"], self.table.events
        counted = self.keeps(events.column("coding", since))
        return since + np.flatnonzero(counted if self.only is None else counted & self.only[since:])

    def _of_actors(self, name: str, mark: Mark) -> tuple[Ints, Ints, Ints]:
        since, actors = mark.rows["actors"], self.table.actors
        kept = self.keeps(actors.column("coding", since))
        if name != "actor":
            kept &= actors.column("layer", since) == (1 if name == "source_actor" else 2)
        slot, unit, code = (actors.column(c, since)[kept].astype(np.int64) for c in ("slot", "unit", "code"))
        return slot, unit, code

    def means(self, scores: NDArray[np.float64]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Per slot how many of its codings have a mean score, their sum and sum of squares, in hundredths.

        ``scores``: of each word, nan for none; the last entry is for "no code".
        """
        mark, self._means_mark = self._means_mark, self.table.mark()
        events, first = self.table.events, mark.rows["codings"]
        codes, flags, coding = (events.column(c, mark.rows["events"]) for c in ("code", "flags", "coding"))
        given = scores[codes]
        scored = np.flatnonzero(np.isfinite(given) & ((flags & COPY) == 0))
        number = sums(coding[scored] - first, None, self.table.codings.count - first)
        total = sums(coding[scored] - first, given[scored], len(number))
        has = np.flatnonzero(number * self.keeps(np.arange(first, first + len(number))))
        mean, slot = np.rint(total[has] / number[has] * 100), self.table.codings.column("slot", first)[has] - mark.slots
        size = self.table.slots.count - mark.slots
        one, two, three = self._means
        return (
            one.extended(sums(slot, None, size)),
            two.extended(sums(slot, mean, size)),
            three.extended(sums(slot, np.square(mean), size)),
        )

    def rated(self, mark: Mark) -> tuple[Ints, Ints, Ints, Ints]:
        """Slot, unit, code and coding of every code given since, by unit."""
        number, events = self._numbers(mark), self.table.events
        slot, unit, code, coding = (
            events.column(c)[number].astype(np.int64) for c in ("slot", "unit", "code", "coding")
        )
        known = np.flatnonzero(code >= 0)
        at = known[order(unit[known], code[known])]
        return slot[at], unit[at], code[at], coding[at]


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
