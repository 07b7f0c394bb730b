"""Many records as a few large arrays, one row after the other; changing an article appends and marks the old dead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.agreement.record import ACTOR, CODING, EVENT, KINDS, MATCH, PAIR, WIDTHS, Record

Ints = NDArray[Any]  # whole numbers
_TYPES: dict[str, Any] = {"q": np.dtype("<i8"), "i": np.dtype("<i4")}
COLUMNS = {"codings": CODING, "pairs": PAIR, "events": EVENT, "matches": MATCH, "actors": ACTOR}


def _room(needed: int, before: int) -> int:
    """Room for what is needed, with a quarter to spare where it has grown before."""
    return max(needed, 64, before + before // 4)


class Grown:
    """An array that grows at its end."""

    def __init__(self) -> None:
        self._room: NDArray[Any] | None = None
        self.count = 0

    def extended(self, values: NDArray[Any]) -> NDArray[Any]:
        """All of it, with ``values`` after what there was."""
        needed = self.count + len(values)
        if self._room is None or needed > len(self._room):
            room = np.empty(_room(needed, self.count), dtype=values.dtype)
            if self._room is not None:
                room[: self.count] = self._room[: self.count]
            self._room = room
        self._room[self.count : needed] = values
        self.count = needed
        return self._room[:needed]


class Numbers:
    """Small numbers for large ones."""

    def __init__(self) -> None:
        self.names = np.zeros(0, dtype=np.int64)
        self._place = np.full(1, -1, dtype=np.int64)

    def learn(self, names: Ints) -> None:
        top = int(names.max(initial=0)) + 1
        if top > len(self._place):
            self._place = np.concatenate((self._place, np.full(2 * top - len(self._place), -1)))
        came = np.unique(names)
        came = came[self._place[came] < 0]
        self._place[came] = np.arange(len(self.names), len(self.names) + len(came))
        self.names = np.concatenate((self.names, came))

    def of(self, names: Ints) -> Ints:
        found: Ints = self._place[names]
        return found


def sums(at: Ints, weights: NDArray[Any] | None, size: int) -> NDArray[np.float64]:
    """The sum of the weights (None: 1 each) of each place: ``bincount``, but never of whole numbers for want of any."""
    return np.bincount(at, weights=weights, minlength=size).astype(np.float64, copy=False)


def rows_at(column: Ints, slots: Ints) -> Ints:
    """The numbers of the rows of these slots; ``column`` (the slot of each row) and ``slots`` are in order."""
    wanted = slots.astype(column.dtype)
    first = np.searchsorted(column, wanted)
    size = np.searchsorted(column, wanted, side="right") - first
    found: Ints = np.repeat(first - np.cumsum(size) + size, size) + np.arange(size.sum())
    return found


class Rows:
    """A growing array of rows with named columns, kept column by column; the first is ``slot``, the place of the
    article in the table.
    """

    def __init__(self, columns: Sequence[str], dtype: str = "i8") -> None:
        self.place = {name: i for i, name in enumerate(("slot", *columns))}
        self._room = np.empty((len(self.place), 64), dtype=dtype)
        self.count = 0

    def extend(self, rows: NDArray[Any]) -> None:
        needed = self.count + len(rows)
        if needed > self._room.shape[1]:
            room = np.empty((len(self.place), _room(needed, self.count)), dtype=self._room.dtype)
            room[:, : self.count] = self._room[:, : self.count]
            self._room = room
        self._room[:, self.count : needed] = rows.T
        self.count = needed

    def column(self, name: str, since: int = 0) -> Ints:
        found: Ints = self._room[self.place[name], since : self.count]
        return found

    def columns(self, names: Sequence[str], since: int = 0) -> Ints:
        """Neighbouring columns, first to last of ``names``, as one array (rows x names)."""
        first = self.place[names[0]]
        found: Ints = self._room[first : first + len(names), since : self.count].T
        return found


@dataclass(frozen=True)
class Mark:
    """How long the table was: what comes after it is new."""

    slots: int
    rows: dict[str, int]

    @classmethod
    def start(cls) -> Mark:
        return cls(0, dict.fromkeys(WIDTHS, 0))


class Table:
    """The records of a project. ``articles``: the article's number at each slot; ``alive``: not replaced since."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._number: dict[str, int] = {}
        self.slots = Rows(("article", "length", "alive"))
        self.slot_of: dict[int, int] = {}
        self.codings = Rows(CODING)
        self.pairs = Rows(PAIR, "i4")
        self.events = Rows(EVENT, "i4")
        self.matches = Rows(MATCH, "i4")
        self.actors = Rows(ACTOR, "i4")
        self._units = 0
        self._actor_units = 0

    @property
    def articles(self) -> Ints:
        return self.slots.column("article")

    @property
    def alive(self) -> NDArray[np.bool_]:
        return self.slots.column("alive") > 0

    @property
    def waste(self) -> int:
        """Slots of records that were replaced or dropped."""
        return self.slots.count - len(self.slot_of)

    def mark(self) -> Mark:
        return Mark(self.slots.count, {name: self._section(name).count for name in WIDTHS})

    def drop(self, articles: Iterable[int]) -> None:
        """Forget these articles."""
        gone = [slot for slot in (self.slot_of.pop(article, None) for article in articles) if slot is not None]
        self.slots.column("alive")[gone] = 0

    def put(self, records: Sequence[tuple[int, Record]]) -> None:
        """Add records, or replace those of the same article; an article comes at most once."""
        self.drop(article for article, _ in records)
        first = self.slots.count
        slots = np.arange(first, first + len(records))
        rows = [(s, article, r.length, 1) for s, (article, r) in zip(slots.tolist(), records, strict=True)]
        self.slots.extend(np.array(rows, dtype=np.int64).reshape(-1, 4))
        self.slot_of.update((article, slot) for slot, (article, _) in zip(slots.tolist(), records, strict=True))
        self._extend([record for _, record in records], slots)

    def _extend(self, records: Sequence[Record], slots: Ints) -> None:
        raw = {name: _joined(records, name) for name in WIDTHS}
        word = self._word_map(records)
        coding_base = self.codings.count + _before(raw["codings"][1])
        event_base = self.events.count + _before(raw["events"][1])
        for name, (given, counts) in raw.items():
            owner = np.repeat(np.arange(len(records)), counts)
            rows = given.copy()
            if name == "codings":
                _shift_words(rows, (CODING.index("codes"),), word, owner)
            elif name == "pairs":
                rows[:, :2] += coding_base[owner, None]
            elif name == "events":
                rows[:, 0] += coding_base[owner]
                self._units += _number_units(rows[:, 1], owner, len(records), self._units)
                _shift_words(rows, (2, 3, 4, 5), word, owner)
            elif name == "matches":
                rows[:, :2] += event_base[owner, None]
            else:
                rows[:, 1] = rows[:, 1] * 2 + rows[:, 0] - 1  # units of sources and of targets are counted apart
                self._actor_units += _number_units(rows[:, 1], owner, len(records), self._actor_units)
                rows[:, 2] += coding_base[owner]
                _shift_words(rows, (3,), word, owner)
            self._section(name).extend(np.column_stack([slots[owner], rows]))

    def _word_map(self, records: Sequence[Record]) -> tuple[Ints, Ints]:
        """Numbers of all records' words in the table, and where each record's begin."""
        counts = np.array([len(r.words) for r in records], dtype=np.int64)
        numbers = [self._add_word(word) for word in chain.from_iterable(r.words for r in records)]
        return np.array(numbers, dtype=np.int64), _before(counts)

    def _add_word(self, word: str) -> int:
        found = self._number.get(word)
        if found is None:
            found = self._number[word] = len(self.words)
            self.words.append(word)
        return found

    def number(self, word: str) -> int:
        """The number of a word; -1 for one that no record holds."""
        return self._number.get(word, -1)

    def _section(self, name: str) -> Rows:
        found: Rows = getattr(self, name)
        return found


def _joined(records: Sequence[Record], name: str) -> tuple[Ints, Ints]:
    """The rows of one section of all records, and how many each record has."""
    width, kind = WIDTHS[name], _TYPES[KINDS[name]]
    parts = [r.sections[name] for r in records]
    counts = np.array([len(part) // width for part in parts], dtype=np.int64)
    flat = np.frombuffer(b"".join(part.tobytes() for part in parts), dtype=kind)
    return flat.reshape(-1, width).astype(np.int64), counts


def _before(counts: Ints) -> Ints:
    found: Ints = np.cumsum(counts) - counts
    return found


def _shift_words(rows: Ints, columns: tuple[int, ...], word: tuple[Ints, Ints], owner: Ints) -> None:
    numbers, base = word
    for column in columns:
        local = rows[:, column]
        given = local >= 0
        local[given] = numbers[local[given] + base[owner[given]]]


def _number_units(units: Ints, owner: Ints, records: int, base: int) -> int:
    """Make the units of all records distinct from ``base`` on; how many there are."""
    counts = np.zeros(records, dtype=np.int64)
    np.maximum.at(counts, owner, units + 1)
    units += (_before(counts) + base)[owner]
    return int(counts.sum())
