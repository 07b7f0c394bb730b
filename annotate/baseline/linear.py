"""One linear classifier over given features: LinearSVC or ComplementNB, kept as plain arrays, with probabilities.

Probabilities are the softmax of the scores times one number (temperature scaling), fitted on scores that were
made out of fold; see Guo et al. (2017), On Calibration of Modern Neural Networks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from export.split import deal

Algorithm = Literal["svc", "nb"]
Floats = NDArray[np.float64]
OutOfFold = tuple[tuple[str, ...], Floats] | None  # classes, and scores (examples x classes)
INNER_FOLDS = 3
ONE_THIRD_FROM = 3_000
MOST_INSIDE = 30_000  # examples learnt from where only the best blend and the temperature are looked for
# Of .05 to 1 this cost was best or within .003 of it on PLOVER roots, quad classes and penta classes (grouped folds).
COST = 0.3
# Below 5,000 examples a hundredth of scikit-learn's strictness: the same predictions on those sets in two thirds of the
# time. Of many the first rounds are enough: fitted on 16,000 or 80,000 with a tolerance of 1 as with 0.1, 98 to 99 % of
# the others got the same class, and as many the right one, in a half to two thirds of the time.
TOLERANCES = ((5_000, 0.01), (20_000, 0.1))  # below so many examples, so much
LOOSEST = 1.0
_BETAS = np.geomspace(0.05, 200, 84)
ABSENT = -50.0  # score of a class that a fold did not hold


@dataclass(frozen=True)
class Linear:
    """``coef`` classes x features, ``intercept`` classes, ``beta`` the calibration. One class: always that one."""

    classes: tuple[str, ...]
    coef: NDArray[np.float32]
    intercept: NDArray[np.float32]
    beta: float = 1.0

    def to_arrays(self) -> dict[str, Any]:
        """As plain types and arrays."""
        return {"classes": list(self.classes), "coef": self.coef, "intercept": self.intercept, "beta": self.beta}

    @classmethod
    def from_arrays(cls, tree: Mapping[str, Any]) -> Linear:
        return cls(tuple(tree["classes"]), tree["coef"], tree["intercept"], tree["beta"])

    def scores(self, features: Any) -> Floats:
        """Scores, examples x classes."""
        if len(self.classes) == 1:
            return np.zeros((features.shape[0], 1))
        return np.asarray(features @ self._columns + self.intercept, dtype=np.float64)

    @cached_property
    def _columns(self) -> NDArray[np.float32]:
        """Features x classes, laid out once as sparse products want it: else each call copies all of it."""
        return np.ascontiguousarray(self.coef.T)

    def probabilities(self, features: Any) -> Floats:
        """Calibrated probabilities, examples x classes."""
        return softmax(self.beta * self.scores(features))

    def best(self, features: Any) -> list[str]:
        """The class with the highest score, row by row."""
        return [self.classes[int(i)] for i in self.scores(features).argmax(axis=1)]


def softmax(scores: Floats) -> Floats:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def fit_linear(algorithm: Algorithm, features: Any, labels: Sequence[str], seed: int) -> Linear:
    """Fit on a sparse matrix (examples x features) and as many labels; not calibrated yet."""
    from sklearn.naive_bayes import ComplementNB
    from sklearn.svm import LinearSVC

    classes = tuple(sorted(set(labels)))
    if len(classes) == 1 or not features.shape[1]:
        common = (most_common(labels),)
        return Linear(common, np.zeros((1, 0), np.float32), np.zeros(1, np.float32))
    if algorithm == "nb":
        bayes = ComplementNB().fit(features, labels)
        return Linear(classes, bayes.feature_log_prob_.astype(np.float32), np.zeros(len(classes), np.float32))
    tolerance = next((strict for below, strict in TOLERANCES if len(labels) < below), LOOSEST)
    svc = LinearSVC(C=COST, tol=tolerance, class_weight="balanced", dual=True, max_iter=20_000, random_state=seed)
    svc.fit(features, labels)
    coef, intercept = svc.coef_, svc.intercept_
    if len(classes) == 2:  # scikit-learn keeps one row for two classes
        coef, intercept = np.vstack([-coef, coef]), np.array([-intercept[0], intercept[0]])
    return Linear(classes, coef.astype(np.float32), intercept.astype(np.float32))


def most_common(labels: Sequence[str]) -> str:
    """The label that occurs most often; of equally frequent ones the first in order."""
    counts = Counter(labels)
    return min(counts, key=lambda label: (-counts[label], label))


def folds(groups: Sequence[str], count: int, seed: int) -> list[NDArray[np.int64]]:
    """Indices of the test side of each fold; all examples of a group are in one fold."""
    sizes = Counter(groups)
    count = min(count, len(sizes))
    place = deal(sizes, [1 / count] * count, seed) if count else {}
    of = np.array([place[g] for g in groups])
    return [np.flatnonzero(of == n) for n in range(count) if (of == n).any()]


Fit = Callable[[Algorithm, Any, Sequence[str], int], Linear]


def out_of_fold(
    algorithm: Algorithm,
    features: Any,
    labels: Sequence[str],
    groups: Sequence[str],
    seed: int,
    *,
    fit: Fit = fit_linear,
) -> OutOfFold:
    """What each example got from a model of the others; None for fewer than two groups.

    Of very many examples one third is enough; the scores of the rest stay absent. Of the others, too, no more than
    ``MOST_INSIDE`` are learnt from, evenly spread.
    """
    tests = folds(groups, INNER_FOLDS, seed)
    if len(tests) < 2:
        return None
    if len(labels) > ONE_THIRD_FROM:
        tests = tests[:1]
    classes = tuple(sorted(set(labels)))
    scores = np.full((len(labels), len(classes)), ABSENT)
    every = np.arange(len(labels))
    for test in tests:
        train = np.setdiff1d(every, test)
        train = train[:: -(-len(train) // MOST_INSIDE)]
        part = fit(algorithm, features[train], [labels[i] for i in train], seed)
        columns = np.array([classes.index(c) for c in part.classes])
        scores[np.ix_(test, columns)] = part.scores(features[test])
    return classes, scores


def said(found: tuple[tuple[str, ...], Floats]) -> list[str]:
    """The class with the highest score, example by example."""
    return [found[0][int(i)] for i in found[1].argmax(axis=1)]


def calibrated(model: Linear, found: OutOfFold, labels: Sequence[str]) -> Linear:
    """The model with the temperature that makes its out-of-fold probabilities most likely."""
    if found is None or len(model.classes) == 1:
        return model
    classes, scores = found
    truth = np.array([classes.index(label) for label in labels])
    known = scores[np.arange(len(labels)), truth] > ABSENT  # nothing can be learnt from classes a fold lacked
    if not known.any():
        return model
    scores, truth = scores[known], truth[known]
    rows = np.arange(len(truth))
    loss = [-np.log(np.clip(softmax(b * scores)[rows, truth], 1e-12, 1)).mean() for b in _BETAS]
    return replace(model, beta=float(_BETAS[int(np.argmin(loss))]))
