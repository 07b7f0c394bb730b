"""LinearSVC and ComplementNB averaged, with the codebook's dictionary as a prior: still one linear classifier.

How much each counts is chosen on folds of the training side that keep stories together. With few examples the
dictionary decides and learning fills what it leaves open; with many the dictionary is one hint among others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from annotate.baseline.linear import (
    ABSENT,
    Algorithm,
    Floats,
    Linear,
    OutOfFold,
    fit_linear,
    out_of_fold,
    said,
)
from annotate.baseline.metrics import macro_f1

Named = Mapping[str, int]  # class -> the feature that tells how far the dictionary names it
SHARES = (0.0, 0.5, 0.75, 1.0)
PRIORS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)
TRY_BOTH_UP_TO = 2_000  # examples; beyond, LinearSVC has always been the better one
UNSEEN = -3.0  # score of a class without an example, in standard deviations: only the dictionary can call for it


@dataclass(frozen=True)
class Blend:
    """``share``: weight of LinearSVC beside ComplementNB, 0 to 1. ``prior``: what a class gains that the dictionary
    names, in standard deviations of the scores."""

    share: float
    prior: float

    @property
    def algorithm(self) -> Algorithm:
        """The one that weighs more."""
        return "svc" if self.share >= 0.5 else "nb"

    @property
    def parts(self) -> dict[Algorithm, float]:
        weights: dict[Algorithm, float] = {"nb": 1 - self.share, "svc": self.share}
        return {name: weight for name, weight in weights.items() if weight}

    def __str__(self) -> str:
        names = {"nb": "ComplementNB", "svc": "LinearSVC"}
        found = " + ".join(f"{weight:g} {names[name]}" for name, weight in reversed(self.parts.items()))
        return f"{found.removeprefix('1 ')}{f', dictionary {self.prior:g}' if self.prior else ''}"


def choose(
    features: Any, labels: Sequence[str], groups: Sequence[str], seed: int, named: Named
) -> tuple[Blend, OutOfFold]:
    """The blend with the best macro-F1 out of fold, the simplest of equals, with what it said there.

    One story only can test nothing: then ComplementNB under the dictionary.
    """
    wanted = SHARES if len(labels) <= TRY_BOTH_UP_TO else SHARES[-1:]
    untested = Blend(wanted[0], PRIORS[-1] if named else 0.0)
    algorithms: tuple[Algorithm, ...] = ("nb", "svc") if len(wanted) > 1 else ("svc",)
    parts = {a: out_of_fold(a, features, labels, groups, seed, fit=fit_standard) for a in algorithms}
    found = {name: part for name, part in parts.items() if part is not None}
    if not found:
        return untested, None
    names = _named_by(features, named)
    best: tuple[float, Blend, OutOfFold] = (-1.0, untested, None)
    for blend in (Blend(share, prior) for prior in (PRIORS if named else PRIORS[:1]) for share in wanted):
        blended = _out_of_fold(blend, found, names)
        tested = np.flatnonzero(blended[1].max(axis=1) > ABSENT)
        choice = said((blended[0], blended[1][tested]))
        reached = round(macro_f1([labels[i] for i in tested], choice), 4)
        if reached > best[0]:
            best = (reached, blend, blended)
    return best[1], best[2]


def fit_blend(blend: Blend, features: Any, labels: Sequence[str], seed: int, named: Named) -> Linear:
    """One classifier that scores as the weighted parts and the dictionary together do; not calibrated yet."""
    parts = [(weight, fit_standard(name, features, labels, seed)) for name, weight in blend.parts.items()]
    first = parts[0][1]
    if len(first.classes) == 1:
        return first
    coef = sum((np.float32(weight) * part.coef for weight, part in parts), np.zeros_like(first.coef))
    intercept = sum((np.float32(weight) * part.intercept for weight, part in parts), np.zeros_like(first.intercept))
    if not blend.prior:
        return replace(first, coef=coef, intercept=intercept)
    classes = tuple(sorted({*first.classes, *named}))
    rows = [classes.index(c) for c in first.classes]
    wide = np.zeros((len(classes), coef.shape[1]), np.float32)
    low = np.full(len(classes), UNSEEN, np.float32)
    wide[rows], low[rows] = coef, intercept
    for name, column in named.items():
        wide[classes.index(name), column] += np.float32(blend.prior)
    return Linear(classes, wide, low)


def fit_standard(algorithm: Algorithm, features: Any, labels: Sequence[str], seed: int) -> Linear:
    """A classifier whose scores have mean 0 over the classes of an example, and standard deviation 1 over all."""
    model = fit_linear(algorithm, features, labels, seed)
    if len(model.classes) == 1:
        return model
    coef, intercept = model.coef - model.coef.mean(axis=0), model.intercept - model.intercept.mean()
    centred = replace(model, coef=coef, intercept=intercept)
    spread = np.float32(centred.scores(features).std() or 1.0)
    return replace(centred, coef=coef / spread, intercept=intercept / spread)


def _named_by(features: Any, named: Named) -> tuple[tuple[str, ...], Floats]:
    classes = tuple(sorted(named))
    if not classes:
        return (), np.zeros((features.shape[0], 0))
    return classes, np.asarray(features[:, [named[c] for c in classes]].toarray(), dtype=np.float64)


def _out_of_fold(
    blend: Blend, found: Mapping[Algorithm, tuple[tuple[str, ...], Floats]], names: tuple[tuple[str, ...], Floats]
) -> tuple[tuple[str, ...], Floats]:
    """The scores of a blend from those of its parts."""
    classes, first = next(iter(found.values()))
    total = sum((weight * found[name][1] for name, weight in blend.parts.items()), np.zeros_like(first))
    if not blend.prior:
        return classes, total
    every = tuple(sorted({*classes, *names[0]}))
    tested = total.max(axis=1) > ABSENT
    wide = np.full((len(total), len(every)), UNSEEN)
    wide[:, [every.index(c) for c in classes]] = np.where(total > ABSENT, total, UNSEEN)
    wide[:, [every.index(c) for c in names[0]]] += blend.prior * names[1]
    wide[~tested] = ABSENT
    return every, wide
