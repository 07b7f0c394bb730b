"""What a measure is called and what its numbers look like, apart from how it is computed; the rows of tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from annotate.agreement.estimate import Estimate
from annotate.agreement.forms import Form
from annotate.agreement.groups import Groups


@dataclass(frozen=True)
class Measure:
    """A row of the report. ``unit`` says what ``estimate.n`` counts."""

    key: str
    label: str
    group: str  # "article", "spans", "codes", "events", "ladder", "slots", "lines"
    unit: str
    estimate: Estimate

    def to_json(self) -> dict[str, Any]:
        return {**{k: v for k, v in vars(self).items() if k != "estimate"}, **vars(self.estimate)}


@dataclass(frozen=True)
class Definition:
    """A measure before it has numbers."""

    key: str
    label: str
    group: str
    unit: str
    form: Callable[[], Form]

    def compute(self, groups: Groups) -> list[Estimate]:
        return self.form().estimates(groups)

    def measure(self, estimate: Estimate) -> Measure:
        return Measure(self.key, self.label, self.group, self.unit, estimate)


@dataclass(frozen=True)
class CodeRow:
    """A code against all others. ``support``: values given in units with two or more; ``mixed``: codes it met."""

    code: str
    support: int
    estimate: Estimate
    mixed: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Pair:
    """Two coders. ``n``: units both coded; ``kappa``, ``root_kappa``: Cohen's, None where undefined; F1 with counts."""

    first: int
    second: int
    articles: int
    n: int
    percent: float | None
    kappa: float | None
    root_kappa: float | None
    event_f1: float | None
    trigger_f1: float | None


@dataclass(frozen=True)
class Person:
    """One coder against the others. ``without``: alpha on codes and on roots when this coder is left out.

    ``majority_f1``: F1 of this coder's codes against those that more than half of the others gave in the same unit,
    where there are two others or more. ``gold_*``: F1 on events found, and on whole events, against the gold codings of
    others; ``gold_articles`` of them.
    """

    coder: int
    articles: int
    events: int
    event_f1: float | None
    trigger_f1: float | None
    percent: float | None
    without: float | None
    without_root: float | None
    majority_f1: float | None
    gold_articles: int
    gold_f1: float | None
    gold_f1_strict: float | None


@dataclass(frozen=True)
class Pull:
    """An article and how far it pulls alpha on codes (negative: down); ``units`` in it on which coders differ."""

    article: int
    pull: float
    units: int
    differing: int
