"""What a measure is called and what its numbers look like, apart from how it is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from annotate.agreement.estimate import Estimate
from annotate.agreement.estimates import Groups
from annotate.agreement.forms import Form


@dataclass(frozen=True)
class Measure:
    """A row of the report. ``unit`` says what ``estimate.n`` counts."""

    key: str
    label: str
    group: str  # "article", "spans", "codes", "events", "ladder", "slots", "lines"
    unit: str
    estimate: Estimate

    def to_json(self) -> dict[str, Any]:
        data = asdict(self)
        return {**{k: v for k, v in data.items() if k != "estimate"}, **data["estimate"]}


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
