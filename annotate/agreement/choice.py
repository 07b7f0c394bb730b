"""Which part of a project is asked for: people, time, source, codes, with or without suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from annotate.agreement.cells import Ints
from annotate.agreement.record import ASSISTED
from annotate.agreement.table import Table
from schemas.codebook import Codebook

Suggestions = Literal["all", "with", "without"]
PERIODS = ("day", "week", "month")
Labels = Mapping[int, Mapping[str, str]]  # article -> what its source says of it


@dataclass(frozen=True)
class Choice:
    """Nothing given: everything. ``since`` and ``until`` in minutes since 1970, of the submission; ``codes`` with all
    below them; ``where``: (field, value) of the article, one of the values for each field named;
    a period is a field too.
    """

    people: tuple[int, ...] = ()
    since: int | None = None
    until: int | None = None
    suggestions: Suggestions = "all"
    codes: tuple[str, ...] = ()
    where: tuple[tuple[str, str], ...] = ()

    @property
    def of_codings(self) -> bool:
        """Whether some codings of an article may count and others not."""
        return bool(self.people) or (self.since, self.until) != (None, None) or self.suggestions != "all"

    @property
    def of_values(self) -> Choice:
        """The same without what chooses whole articles."""
        return replace(self, where=())

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Choice:
        """The choice that ``dataclasses.asdict`` and JSON made this of."""
        return cls(**{name: _tuples(value) for name, value in data.items()})

    def takes_coding(self, coder: int, minute: int) -> bool:
        """Whether a coding by this person, submitted then, counts; apart from ``suggestions``."""
        then = (self.since is None or minute >= self.since) and (self.until is None or minute < self.until)
        return then and (not self.people or coder in self.people)

    def takes_article(self, labels: Mapping[str, str], minute: int) -> bool:
        """Whether an article counts, of which its source says this and which was last submitted then."""

        def said(field: str) -> str | None:
            return periods(np.array([minute]), field).names[0] if field in PERIODS else labels.get(field)

        return all(said(field) in values for field, values in self._wanted().items())

    def _wanted(self) -> dict[str, set[str]]:
        """The values of each field of which an article needs one."""
        wanted: dict[str, set[str]] = {}
        for field, value in self.where:
            wanted.setdefault(field, set()).add(value)
        return wanted

    def codings(self, table: Table) -> NDArray[np.bool_] | None:
        """Which codings count; None for all."""
        if not self.of_codings:
            return None
        keep = np.ones(table.codings.count, dtype=bool)
        if self.people:
            keep &= np.isin(table.codings.column("coder"), self.people)
        minute = table.codings.column("minute")
        if self.since is not None:
            keep &= minute >= self.since
        if self.until is not None:
            keep &= minute < self.until
        if self.suggestions != "all":
            assisted = (table.codings.column("flags") & ASSISTED) > 0
            keep &= assisted if self.suggestions == "with" else ~assisted
        return keep

    def events(self, table: Table, codebook: Codebook) -> NDArray[np.bool_] | None:
        """Which events count: those of a unit in which somebody gave one of the codes; None for all."""
        if not self.codes:
            return None
        wanted = np.array([self._wants(word, codebook) for word in table.words] + [False])
        unit = table.events.column("unit")
        hit = np.bincount(unit, weights=wanted[table.events.column("code")]) > 0
        found: NDArray[np.bool_] = hit[unit]
        return found

    def _wants(self, word: str, codebook: Codebook) -> bool:
        return word in self.codes or (
            codebook.get(word) is not None and bool(set(codebook.path(word)) & set(self.codes))
        )

    def articles(self, table: Table, labels: Labels, events: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
        """Which slots count."""
        found: NDArray[np.bool_] = np.ones(table.slots.count, dtype=bool)
        if events is not None:
            found = np.bincount(table.events.column("slot")[events], minlength=table.slots.count) > 0
        for field, values in self._wanted().items():
            given = grouping(table, labels, field)
            found &= np.array([name in values for name in given.names] + [False])[given.numbers]
        return found


def _tuples(value: Any) -> Any:
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value


@dataclass(frozen=True)
class Labelled:
    """What each slot is called, by its number among ``names``; -1 for none."""

    numbers: Ints
    names: tuple[str, ...]


def grouping(table: Table, labels: Labels, field: str) -> Labelled:
    """The value of a field for each slot: day, week or month of its last submission, or what its source says."""
    if field in PERIODS:
        return periods(last_minutes(table), field)
    nothing: Mapping[str, str] = {}
    given = [labels.get(article, nothing).get(field) for article in table.articles.tolist()]
    names = tuple(name for name in dict.fromkeys(given) if name is not None)
    place: dict[str | None, int] = {None: -1, **{name: number for number, name in enumerate(names)}}
    return Labelled(np.fromiter(map(place.__getitem__, given), np.int64, len(given)), names)


def last_minutes(table: Table) -> Ints:
    """Per slot the minute of its last submission."""
    found = np.zeros(table.slots.count, dtype=np.int64)
    np.maximum.at(found, table.codings.column("slot"), table.codings.column("minute"))
    return found


def periods(minutes: Ints, period: str) -> Labelled:
    """Day, month, or Monday of the week of each minute, as an ISO date."""
    days = minutes // 1440
    if period == "week":
        days = days - (days + 3) % 7  # day 0 was a Thursday
    unit = "M" if period == "month" else "D"
    number = days.astype("datetime64[D]").astype(f"datetime64[{unit}]").astype(np.int64)
    first = number.min(initial=0)
    there = np.flatnonzero(np.bincount(number - first))
    place = np.zeros(int(there.max(initial=0)) + 1, dtype=np.int64)
    place[there] = np.arange(len(there))
    names = np.datetime_as_string((there + first).astype(f"datetime64[{unit}]")).tolist()
    return Labelled(place[number - first], tuple(names))
