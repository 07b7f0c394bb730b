"""How every measure and every code went, group by group: small numbers for small charts."""

from __future__ import annotations

from typing import Any

import numpy as np

from annotate.agreement.cells import SCALE
from annotate.agreement.groups import Groups
from annotate.agreement.measures import Measures

MOST = 26  # groups; of more, the newest


def trends(measures: Measures, groups: Groups) -> dict[str, Any]:
    """``groups`` (names), and per measure and per code one value for each of them, None where it is undefined.

    A code's value is its alpha against the rest, as in ``Breakdowns.codes``. No intervals: see the series for those.
    """
    newest = _newest(groups)
    found: dict[str, list[float | None]] = {}
    if newest.count:
        found = {d.key: [e.value for e in d.compute(newest)] for d in measures.all()}
    return {"groups": list(newest.names), "measures": found, "codes": _codes(measures, newest)}


def _newest(groups: Groups) -> Groups:
    first = max(0, groups.count - MOST)
    return Groups(np.where(groups.of >= first, groups.of - first, -1), groups.names[first:])


def _codes(measures: Measures, groups: Groups) -> dict[str, list[float | None]]:
    layer, words = measures.layer("code"), measures.code_words
    v, of = len(words), groups.of[layer.pair_slot]
    if not v or not groups.count:
        return {}
    counts, inside = layer.counts(groups), of >= 0
    weight = layer.weight[inside] / SCALE
    apart = np.zeros(groups.count * v)
    for side in (layer.left, layer.right):
        apart += np.bincount(of[inside] * v + side[inside], weights=weight, minlength=len(apart))
    size = counts.sum(axis=1, keepdims=True)
    expected = 2 * counts * (size - counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(expected > 0, 1 - (size - 1) * apart.reshape(counts.shape) / expected, np.nan)
    used = np.flatnonzero(counts.any(axis=0))
    return {words[i]: [None if np.isnan(x) else float(x) for x in value[:, i]] for i in used.tolist()}
