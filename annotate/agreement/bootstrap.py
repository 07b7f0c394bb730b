"""Intervals by resampling articles: slower than the jackknife, and without its assumption that errors are even.

Each replicate draws as many articles as there are, with replacement; all measures use the same draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from annotate.agreement.definition import Definition, Measure
from annotate.agreement.estimate import MIN_ARTICLES
from annotate.agreement.groups import Floats
from annotate.agreement.report import TENTATIVE, Part

REPLICATES = 1000
AT_ONCE = 100  # replicates held in memory


@dataclass(frozen=True)
class Resampled:
    """A measure with its interval from resampling. ``below_tentative``: share of replicates with alpha below .667."""

    measure: Measure
    below_tentative: float | None


def resample(
    part: Part,
    seed: int,
    replicates: int = REPLICATES,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Resampled]:
    """Every measure of the part, its interval from resampled articles; below 20 articles there is none."""
    definitions = list(part.measures.all())
    found = [d.measured(part.groups) for d in definitions]
    if part.counted.sum() < MIN_ARTICLES:
        return [Resampled(measure, None) for measure in found]
    forms = {d.key: d.form() for d in definitions}
    values: dict[str, list[Floats]] = {d.key: [] for d in definitions}
    done = 0
    for weights in draws(part.counted, seed, replicates):
        for key, form in forms.items():
            values[key].append(form.replicates(weights))
        done += len(weights)
        progress(done, replicates)
    return [_with(d, m, np.concatenate(values[d.key])) for d, m in zip(definitions, found, strict=True)]


def draws(counted: Floats, seed: int, replicates: int) -> Iterator[Floats]:
    """How often each article is drawn (some replicates x slots), until there are enough replicates."""
    chosen = np.flatnonzero(counted)
    generator = np.random.default_rng(seed)
    for start in range(0, replicates, AT_ONCE):
        some = min(AT_ONCE, replicates - start)
        weights = np.zeros((some, len(counted)))
        weights[:, chosen] = generator.multinomial(len(chosen), np.full(len(chosen), 1 / len(chosen)), size=some)
        yield weights


def _with(definition: Definition, measure: Measure, values: Floats) -> Resampled:
    values = values[np.isfinite(values)]
    if measure.estimate.value is None or not len(values):
        return Resampled(measure, None)
    low, high = (float(x) for x in np.quantile(values, (0.025, 0.975)))
    below = float((values < TENTATIVE).mean()) if definition.key.endswith("_alpha") else None
    return Resampled(replace(measure, estimate=replace(measure.estimate, low=low, high=high)), below)
