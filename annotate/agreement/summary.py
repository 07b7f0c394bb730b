"""The measures that pages, command and release show, each computed by one function from the codings."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from annotate.agreement.align import LAYERS, Item, align, event_spans, items
from annotate.agreement.alpha import Estimate, alpha
from annotate.agreement.matching import Counts, Rule, event_counts, pooled, ratio, span_counts
from schemas.codebook import Codebook
from schemas.coding import Coding

Codings = Mapping[str, Mapping[str, Coding]]  # article -> coder -> coding


@dataclass(frozen=True)
class Measure:
    """A row of the report. ``unit`` says what ``estimate.n`` counts."""

    key: str
    label: str
    group: str  # "spans", "codes", "events", "article"
    unit: str
    estimate: Estimate

    def to_json(self) -> dict[str, Any]:
        data = asdict(self)
        return {**{k: v for k, v in data.items() if k != "estimate"}, **data["estimate"]}


@dataclass(frozen=True)
class Summary:
    """All measures of one set of codings. ``articles``: with two coders or more."""

    articles: int
    coders: tuple[str, ...]
    measures: tuple[Measure, ...]

    def get(self, key: str) -> Estimate:
        """The estimate of one measure; raises KeyError for an unknown key."""
        return {m.key: m.estimate for m in self.measures}[key]

    def to_json(self) -> dict[str, Any]:
        return {
            "articles": self.articles,
            "coders": list(self.coders),
            "measures": [m.to_json() for m in self.measures],
        }


def summarise(codings: Codings, codebook: Codebook) -> Summary:
    """Every measure over the articles that two or more coders submitted; the order of neither matters."""
    double = {a: dict(sorted(c.items())) for a, c in sorted(codings.items()) if len(c) >= 2}
    groups = list(double.values())
    measures = [
        Measure("relevant_alpha", "Any event?", "article", "articles", _relevant(groups)),
        *_span_measures(groups),
        *_code_measures(groups, codebook),
        *_event_measures(groups),
    ]
    return Summary(len(double), tuple(sorted({c for g in groups for c in g})), tuple(measures))


def _relevant(groups: Sequence[Mapping[str, Coding]]) -> Estimate:
    return alpha([[[str(bool(c.events)) for c in group.values()]] for group in groups])


def _span_measures(groups: Sequence[Mapping[str, Coding]]) -> list[Measure]:
    rules: tuple[tuple[Rule, str], ...] = (("exact", "exact"), ("iou", "IoU ≥ .5"), ("overlap", "overlap"))
    found = []
    for layer in LAYERS:
        spans = [[items(coding, layer) for coding in group.values()] for group in groups]
        if layer in ("location", "time") and not any(any(article) for article in spans):
            continue
        for rule, words in rules:
            estimate = pooled(spans, _counter(rule))
            found.append(Measure(f"{layer}_f1_{rule}", f"{layer.capitalize()} F1, {words}", "spans", "spans", estimate))
    return found


def _counter(rule: Rule) -> Callable[[Sequence[Item], Sequence[Item]], tuple[float, float]]:
    return lambda a, b: span_counts(a, b, rule)


def _code_measures(groups: Sequence[Mapping[str, Coding]], codebook: Codebook) -> list[Measure]:
    clusters = [align({name: items(coding, "trigger") for name, coding in group.items()}) for group in groups]
    names = [sorted(group) for group in groups]

    def quad(code: str) -> str | None:
        found = codebook.get(code)
        return found.quad if found else None

    def root(code: str) -> str | None:
        return codebook.root(code) if codebook.get(code) else None

    levels: list[tuple[str, str, Callable[[str], Hashable | None]]] = [
        ("code_alpha", "Event code, α", lambda code: code or None),
        ("root_alpha", "Root code, α", root),
    ]
    if codebook.quad:
        levels.append(("quad_alpha", "Quad class, α", quad))
    return [
        Measure(key, label, "codes", "triggers", alpha(_units(clusters, names, value))) for key, label, value in levels
    ]


def _units(
    clusters: Sequence[Sequence[Mapping[str, Item]]],
    names: Sequence[Sequence[str]],
    value: Callable[[str], Hashable | None],
) -> list[list[list[Hashable | None]]]:
    return [
        [[value(cluster[name].label) if name in cluster else None for name in coders] for cluster in article]
        for article, coders in zip(clusters, names, strict=True)
    ]


def _event_measures(groups: Sequence[Mapping[str, Coding]]) -> list[Measure]:
    detection: list[Counts] = []
    strict: list[Counts] = []
    for group in groups:
        events = [event_spans(coding) for coding in group.values()]
        counts = [event_counts(a, b) for a, b in combinations(events, 2)]
        for target, part in ((detection, 0), (strict, 1)):
            target.append((sum(c[part][0] for c in counts), sum(c[part][1] for c in counts)))
    return [
        Measure("event_f1", "Event found, F1", "events", "events", ratio(detection)),
        Measure("event_f1_strict", "Whole event, strict F1", "events", "events", ratio(strict)),
    ]
