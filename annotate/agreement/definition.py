"""What a measure is called and what its numbers look like, apart from how it is computed; the rows of tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from annotate.agreement.estimate import Estimate, Kin
from annotate.agreement.forms import Alpha, Form
from annotate.agreement.groups import Groups


@dataclass(frozen=True)
class Measure:
    """A row of the report. ``unit`` says what ``estimate.n`` counts; ``beside``: of an alpha on values."""

    key: str
    label: str
    group: str  # "article", "spans", "codes", "events", "ladder", "slots", "lines"
    unit: str
    estimate: Estimate
    beside: Kin | None = None

    def to_json(self) -> dict[str, Any]:
        of = {name: getattr(self, name) for name in ("key", "label", "group", "unit")}
        return {**of, **vars(self.estimate), "beside": vars(self.beside) if self.beside else None}


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

    def measure(self, estimate: Estimate, beside: Kin | None = None) -> Measure:
        return Measure(self.key, self.label, self.group, self.unit, estimate, beside)

    def measured(self, groups: Groups) -> Measure:
        """Of a single group."""
        form = self.form()
        return self.measure(form.estimates(groups)[0], form.kin(groups) if isinstance(form, Alpha) else None)


@dataclass(frozen=True)
class CodeRow:
    """A code against all others. ``support``: values given in units with two or more; ``mixed``: codes it met."""

    code: str
    support: int
    estimate: Estimate
    mixed: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Pair:
    """Two coders. ``n``: units both coded; ``kappa``, ``root_kappa``: Cohen's, None where undefined.

    ``first_found``: the share of the first one's events that the second found too, which is the precision of the first
    if the second is right, and the recall of the second if the first is; ``second_found``: the other way round.
    """

    first: int
    second: int
    articles: int
    n: int
    percent: float | None
    kappa: float | None
    root_kappa: float | None
    event_f1: float | None
    trigger_f1: float | None
    first_found: float | None
    second_found: float | None


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
