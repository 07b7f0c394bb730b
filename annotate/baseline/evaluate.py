"""Predictions that no example had a hand in: grouped folds, and the random folds that show what a leak would give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from annotate.baseline.coder import SpanCoder, fit
from annotate.baseline.errors import TooLittleData
from annotate.baseline.examples import Example, Examples
from annotate.baseline.linear import folds
from schemas.codebook import Codebook

FOLDS = 5
LEAST = 10  # examples


@dataclass
class Predictions:
    """Predicted codes, parallel to the examples: the model's, its direct quad classes, and two simple rivals."""

    code: list[str] = field(default_factory=list)
    quad: list[str] = field(default_factory=list)
    majority: list[str] = field(default_factory=list)
    trigger_word: list[str] = field(default_factory=list)


def check_enough(data: Examples, clusters: Mapping[str, str]) -> None:
    """Raises TooLittleData saying what there is and what is needed."""
    stories = {clusters[e.article] for e in data.found}
    if len(data.found) < LEAST or len(stories) < 2:
        raise TooLittleData(
            f"There are {len(data.found)} coded triggers in {len(stories)} different articles; the baseline needs at "
            f"least {LEAST} in 2. Code more articles, then export again."
        )


def groups_of(examples: Sequence[Example], clusters: Mapping[str, str]) -> list[str]:
    """The group of each example: its article, or the cluster of near-duplicates that the article is in."""
    return [clusters[e.article] for e in examples]


def apply(model: SpanCoder, examples: Sequence[Example]) -> Predictions:
    guesses = model.predict(examples)
    return Predictions(
        [g.code for g in guesses],
        [g.quad for g in guesses],
        [model.commonest] * len(examples),
        model.by_trigger_word(examples),
    )


def cross_validate(
    examples: Sequence[Example], groups: Sequence[str], codebook: Codebook, seed: int, *, grouped: bool = True
) -> Predictions:
    """Pooled out-of-fold predictions. ``grouped`` False deals examples out one by one: a leak, on purpose.

    Inside each training side groups are kept together in both cases.
    """
    units = groups if grouped else [str(i) for i in range(len(examples))]
    parts: list[tuple[int, tuple[str, str, str, str]]] = []
    every = np.arange(len(examples))
    for test in folds(units, FOLDS, seed):
        train = np.setdiff1d(every, test)
        model = fit([examples[i] for i in train], [groups[i] for i in train], codebook, seed)
        found = apply(model, [examples[i] for i in test])
        rows = zip(found.code, found.quad, found.majority, found.trigger_word, strict=True)
        parts += zip((int(i) for i in test), rows, strict=True)
    ordered = [row for _, row in sorted(parts)]
    return Predictions(*(list(column) for column in zip(*ordered, strict=True)))
