"""Gamma (Mathet, Widlöcher, Métivier 2015): agreement on units and categories by a best common alignment.

A Monte-Carlo estimate and slow, so only for a sample and only where the extra ``gamma`` is installed; seed and
precision belong to the figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

LARGEST_SAMPLE = 20  # articles


class GammaMissing(RuntimeError):
    """The extra is not installed; the message says how to get it."""


@dataclass(frozen=True)
class Gamma:
    """``categories``: gamma-cat, agreement on categories of aligned units; ``disorder`` of the best alignment."""

    value: float
    categories: float | None
    disorder: float
    seed: int
    precision: float


Marked = tuple[str, str, int, int]  # coder, category, start, end


def positional_dissimilarity(a: tuple[int, int], b: tuple[int, int], empty: float = 1.0) -> float:
    """How far two units are apart in place: squared distance of their ends over their lengths."""
    (s, e), (t, f) = a, b
    return float(((abs(s - t) + abs(e - f)) / ((e - s) + (f - t))) ** 2 * empty)


def gamma(units: Sequence[Marked], seed: int, precision: float = 0.05) -> Gamma:
    """Gamma of one text with alpha 3, beta 1; raises GammaMissing without the extra.

    ValueError for fewer than two coders or for more than three: time grows with the product of their units.
    """
    coders = {coder for coder, *_ in units}
    if not 2 <= len(coders) <= 3:
        raise ValueError(f"gamma needs two or three coders with units, here are {len(coders)}")
    if find_spec("pygamma_agreement") is None:
        raise GammaMissing("Gamma needs a package of its own; install event-annotate[gamma].")
    import numpy as np
    from pyannote.core import Segment
    from pygamma_agreement import CombinedCategoricalDissimilarity, Continuum, ShuffleContinuumSampler

    continuum = Continuum()
    for coder, category, start, end in units:
        continuum.add(coder, Segment(start, end), category)
    np.random.seed(seed)
    found = continuum.compute_gamma(
        CombinedCategoricalDissimilarity(alpha=3, beta=1, delta_empty=1),
        precision_level=precision,
        sampler=ShuffleContinuumSampler(),
    )
    categories = float(found.gamma_cat) if len({category for _, category, *_ in units}) > 1 else None
    return Gamma(float(found.gamma), categories, float(found.best_alignment.disorder), seed, precision)
