"""How far two codings with somebody else's label config agree: F1 over regions equal in control, place and label.

Events are compared by ``reliability.sdk``. F1 is matches over the mean size of both sides; two empty sides add nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Counts = tuple[float, float]  # matches counted on both sides, units on both sides
NOTHING: Counts = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Content:
    """A coding as regions, each with the label it is counted under."""

    units: tuple[Any, ...]
    labels: tuple[str, ...]


def of_result(result: Iterable[Mapping[str, Any]]) -> Content:
    found = []
    for item in result:
        value = item.get("value")
        if isinstance(value, dict):
            place = (item.get("from_name"), value.get("start"), value.get("end"))
            found += [(*place, label) for label in labels_of(value)]
    units = tuple(sorted(set(found), key=str))
    return Content(units, tuple(str(unit[-1]) for unit in units))


def labels_of(value: Mapping[str, Any]) -> list[str]:
    """The labels, choices and taxonomy paths (as ``A / B``) that a region or choice carries."""
    plain = [str(one) for name in ("labels", "choices") for one in value.get(name) or ()]
    return plain + [" / ".join(map(str, path)) for path in value.get("taxonomy") or ()]


def _match_regions(a: Sequence[Any], b: Sequence[Any]) -> list[tuple[int, int]]:
    """Regions of the same control and place, those with the same label first."""
    found: list[tuple[int, int]] = []
    for members in (None, -1):  # the whole region, then all but its label
        left = set(range(len(a))) - {i for i, _ in found}
        free = set(range(len(b))) - {j for _, j in found}
        for i in sorted(left):
            j = next((j for j in sorted(free) if a[i][:members] == b[j][:members]), None)
            if j is not None:
                found.append((i, j))
                free.discard(j)
    return sorted(found)


def pairs(a: Content, b: Content) -> list[tuple[str, str]]:
    """The labels of units that match in place, whatever they are called."""
    return [(a.labels[i], b.labels[j]) for i, j in _match_regions(a.units, b.units)]


def counts(a: Content, b: Content) -> Counts:
    found = sum(x == y for x, y in pairs(a, b))
    return 2.0 * found, float(len(a.units) + len(b.units))


def counts_by_label(a: Content, b: Content) -> dict[str, Counts]:
    """Per label: units found by both under that label, and units of that label on both sides."""
    sizes = Counter(a.labels) + Counter(b.labels)
    both = Counter(x for x, y in pairs(a, b) if x == y)
    return {label: (2.0 * both[label], float(size)) for label, size in sizes.items()}


def add(one: Counts, other: Counts) -> Counts:
    return one[0] + other[0], one[1] + other[1]


def f1(total: Counts) -> float | None:
    """None when neither side holds anything."""
    return total[0] / total[1] if total[1] else None


def confusion(labels: Sequence[str], seen: Counter[tuple[str, str]]) -> dict[str, Any]:
    """Rows: what it is; columns: what it was called; with precision and recall per label."""
    matrix = [[seen[actual, said] for said in labels] for actual in labels]
    rows, columns = [sum(row) for row in matrix], [sum(column) for column in zip(*matrix, strict=True)]
    wrong = sorted(((n, a, s) for (a, s), n in seen.items() if a != s), key=lambda one: (-one[0], one[1], one[2]))
    return {
        "labels": list(labels),
        "matrix": matrix,
        "precision": [matrix[i][i] / n if n else 0.0 for i, n in enumerate(columns)],
        "recall": [matrix[i][i] / n if n else 0.0 for i, n in enumerate(rows)],
        "top_confusion_pairs": [
            {"actual": a, "label": s, "count": n, "rate": n / rows[labels.index(a)], "from_name": None}
            for n, a, s in wrong[:10]
        ],
    }
