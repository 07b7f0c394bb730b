"""Everything there is to say about the agreement of a part of a project, as JSON: pages, command, SDK and release."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import erf, sqrt
from typing import Any

import numpy as np

from annotate.agreement.align import LAYERS
from annotate.agreement.breakdowns import Breakdowns
from annotate.agreement.choice import Choice, Labels, grouping
from annotate.agreement.definition import Measure
from annotate.agreement.estimate import GREY_ARTICLES, MIN_ARTICLES, critical
from annotate.agreement.explain import explain
from annotate.agreement.groups import Groups, everything, grouped
from annotate.agreement.measures import CHARACTERS, STEP_WORDS, Measures
from annotate.agreement.table import Table
from annotate.agreement.trends import trends
from annotate.agreement.view import STEPS, View
from schemas.codebook import Codebook

SERIES = ("event_f1", "trigger_f1_overlap", "root_alpha", "code_alpha", "event_f1_strict", "relevant_alpha")
HEAD = ("event_f1", "code_alpha", "root_alpha", "actor_alpha", "event_f1_strict")
TENTATIVE = 0.667
Json = dict[str, Any]


@dataclass
class Part:
    """A chosen part of a table. ``views``: what is kept of earlier parts, by ``Choice.of_values``."""

    table: Table
    codebook: Codebook
    choice: Choice
    labels: Labels
    views: MutableMapping[Choice, View] = field(default_factory=dict)

    @cached_property
    def view(self) -> View:
        keep, only = self.choice.codings(self.table), self._events
        found = self.views.get(self.choice.of_values)
        if found is None:
            found = View(self.table, self.codebook, keep, only)
        else:
            found.extend(keep, only)
        self.views[self.choice.of_values] = found
        return found

    @cached_property
    def _events(self) -> Any:
        return self.choice.events(self.table, self.codebook)

    @cached_property
    def measures(self) -> Measures:
        return Measures(self.view)

    @cached_property
    def counted(self) -> Any:
        """Which slots count."""
        return self.view.double & self.choice.articles(self.table, self.labels, self._events)

    @cached_property
    def groups(self) -> Groups:
        return everything(self.counted)

    @cached_property
    def breakdowns(self) -> Breakdowns:
        return Breakdowns(self.measures, self.groups)

    def by(self, field: str) -> Groups:
        """The articles in groups: by day, week or month of their last submission, or by a field of theirs."""
        found = grouping(self.table, self.labels, field)
        return grouped(self.counted, found.numbers, found.names)

    def rows(self, keys: Sequence[str] = ()) -> list[Json]:
        """The measures (all, or those named), each with what it means."""
        wanted = [d for d in self.measures.all() if not keys or d.key in keys]
        return [measure_json(d.measured(self.groups)) for d in wanted]

    def series(self, field: str, keys: Sequence[str] = SERIES) -> Json:
        """The main measures by group."""
        groups = self.by(field)
        articles = groups.articles(self.counted)
        rows: list[Json] = [
            {"group": name, "articles": int(articles[g]), "measures": {}} for g, name in enumerate(groups.names)
        ]
        for definition in self.measures.all():
            if definition.key in keys and groups.count:
                for row, estimate in zip(rows, definition.compute(groups), strict=True):
                    row["measures"][definition.key] = dict(vars(estimate))
        return {"by": field, "rows": rows}

    def ladder(self) -> list[Json]:
        """Events of all pairs of coders: found by either, by both, and how far down those agree."""
        size = int(self.groups.total(self.view.of("size_events"))[0])
        steps = {step: int(self.groups.total(self.view.of(step))[0]) // 2 for step in STEPS}
        either = size - steps["found"]
        rows: list[Json] = [{"key": "either", "label": "Found by either", "events": either, "lost": 0}]
        before = either
        for step in STEPS:
            label = "Found by both" if step == "found" else STEP_WORDS[step]
            rows.append({"key": step, "label": label, "events": steps[step], "lost": before - steps[step]})
            before = steps[step]
        return [{**row, "share": row["events"] / either if either else None} for row in rows]

    def codes(self) -> list[Json]:
        """Each code against the rest."""
        rows = []
        for row in self.breakdowns.codes():
            known = self.codebook.get(row.code)
            rows.append(
                {
                    "code": row.code,
                    "label": known.label if known else "",
                    "root": self.codebook.root(row.code) if known else None,
                    "support": row.support,
                    "mixed": [{"code": code, "label": self._label(code), "units": n} for code, n in row.mixed],
                    **vars(row.estimate),
                }
            )
        return rows

    def _label(self, code: str) -> str:
        known = self.codebook.get(code)
        return known.label if known else ""

    def confusion(self) -> list[Json]:
        """Every two codes that stood against each other, the question that decides between them, if there is one."""
        return [
            {
                "first": a,
                "second": b,
                "first_label": self._label(a),
                "second_label": self._label(b),
                "units": n,
                "question": self._question(a, b) or self._question(b, a),
            }
            for a, b, n in self.breakdowns.confused()
        ]

    def _question(self, code: str, other: str) -> str | None:
        known = self.codebook.get(code)
        return next((n.question for n in known.not_to_confuse if n.code == other), None) if known else None

    def people(self) -> list[Json]:
        return [dict(vars(person)) for person in self.breakdowns.people()]

    def pairs(self) -> list[Json]:
        return [dict(vars(pair)) for pair in self.breakdowns.pairs()]

    def pulls(self) -> list[Json]:
        return [dict(vars(pull)) for pull in self.breakdowns.pulls()]


def report(part: Part, *, by: str | None = None, parts: Sequence[str] = ()) -> Json:
    """The report; ``parts``: only these of its sections (measures, ladder, codes, confusion, pairs, people, pulls).
    ``by``: with the main measures by that period or field, or, for part ``trends``, all measures and codes in brief.
    """
    sections: Mapping[str, Callable[[], list[Json]]] = {
        "measures": part.rows,
        "ladder": part.ladder,
        "codes": part.codes,
        "confusion": part.confusion,
        "pairs": part.pairs,
        "people": part.people,
        "pulls": part.pulls,
    }
    data: Json = {
        "articles": int(part.counted.sum()),
        "coders": len(part.breakdowns.coders),
        "interval": {"level": 0.95, "least_articles": MIN_ARTICLES, "grey_below": GREY_ARTICLES},
    }
    data |= {name: section() for name, section in sections.items() if not parts or name in parts}
    if by is not None and "trends" in parts:
        data["trends"] = {"by": by, **trends(part.measures, part.by(by))}
    elif by is not None:
        data["series"] = part.series(by)
    return data


def measure_json(measure: Measure) -> Json:
    """A row of the report with its words and, for alpha, how probable it is that the truth lies below .667."""
    data = measure.to_json()
    value, low = measure.estimate.value, measure.estimate.low
    below = None
    if measure.key.endswith("_alpha") and value is not None and low is not None and low < value:
        below = round(
            0.5 * (1 + erf((TENTATIVE - value) / ((value - low) / critical(measure.estimate.articles)) / sqrt(2))), 4
        )
    return {**data, "below_tentative": below, "about": explain(measure.key).to_json()}


def candidates(part: Part, key: str, codes: Sequence[str] = ()) -> list[int]:
    """Articles that may hold a disagreement by this measure, by number; what they hold is for ``items.places``.

    Raises KeyError when there is no such measure.
    """
    if key != "step_found" and key not in {d.key for d in part.measures.all()}:
        raise KeyError(key)
    slots = part.counted & _apart(part, key)
    for code in codes:
        word = part.table.number(code)
        events = part.table.events
        having = np.unique(events.column("slot")[events.column("code") == word]) if word >= 0 else []
        slots &= np.isin(np.arange(part.table.slots.count), having)
    return sorted(int(a) for a in part.table.articles[slots])


def _apart(part: Part, key: str) -> Any:
    """Slots where something is lost by the measure."""
    view, of = part.view, part.view.of
    if key in ("event_f1", "step_found"):
        return of("found") < of("size_events")
    if key == "event_f1_strict":
        return of("strict") < of("found")
    if key.startswith("step_"):
        step = key.removeprefix("step_")
        return of(step) < of(STEPS[STEPS.index(step) - 1])
    layer, _, rule = key.partition("_f1_")
    if layer in LAYERS:
        rule = "exact" if rule == CHARACTERS else rule
        return of(f"{layer}_{rule}") < of(f"size_{layer}")
    if key.startswith("u_"):
        named = [key[2:]] if key[2:] in LAYERS else LAYERS
        return np.any([of(f"{x}_exact") < of(f"size_{x}") for x in named], axis=0)
    layer_of = view.layer(_LAYERS.get(key.rpartition("_")[0], "code"))
    found = np.zeros(part.table.slots.count, dtype=bool)
    found[layer_of.pair_slot] = True
    return found


_LAYERS = {
    "relevant": "relevant", "sentence": "sentence",
    "roots": "roots", "count": "count", "goldstein_mean": "roots", "modality": "modality",
    "source_codes": "sources", "target_codes": "targets", "source_filled": "has_source",
    "target_filled": "has_target", "source_actor": "source_actor", "target_actor": "target_actor",
    "actor": "actor",
}  # fmt: skip
