"""Finding triggers in articles that nobody has coded: words that were marked before, judged where they stand.

What no coder has marked yet it cannot find. How good it is, is measured on articles that it has not seen, with the
triggers known from the others alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.baseline.examples import Example, Page
from annotate.baseline.features import Block, transform
from annotate.baseline.linear import Floats, Linear, fit_linear, folds
from annotate.baseline.memory import Memory, candidates, stems
from export.records import CodedArticle

FOLDS = 3
MOST = 20_000  # places that are learnt from
NO, YES = "no", "yes"
THRESHOLDS = tuple(n / 20 for n in range(1, 20))
_STEPS = 50
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Place:
    """Words in an article that were marked as a trigger somewhere, in base form, and what is to be seen of them."""

    start: int
    end: int
    phrase: str
    seen: Example

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


@dataclass(frozen=True)
class Quality:
    """How well triggers are found in articles not seen, exact to the character; ``sentences``: those learnt from."""

    sentences: int
    triggers: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Finder:
    """``judge``: place -> is a trigger or not, calibrated. Found is what is at least as probable as ``threshold``."""

    judge: Linear
    threshold: float
    quality: Quality

    def probabilities(self, features: Any) -> Floats:
        """How probable each row of features is a trigger."""
        return np.asarray(self.judge.probabilities(features)[:, self.judge.classes.index(YES)])


@dataclass(frozen=True)
class Taught:
    """Places of coded articles: whether each is a trigger, its story, and how many triggers those articles have."""

    places: tuple[Place, ...]
    marked: Bools
    groups: list[str]
    gold: int
    sentences: int


def places(memory: Memory, article: CodedArticle) -> list[Place]:
    """Where an article says what was marked before, in reading order, outside boilerplate."""
    page, text = Page(article), article.text
    found = [span for s, e in page.sentences for span in candidates(memory, text, s, e)]
    return [
        Place(s, e, " ".join(word for word, _, _ in stems(text[s:e])), page.blank(s, e))
        for s, e in found
        if not page.touches_boilerplate([(s, e)])
    ]


def taught(
    memory: Memory, articles: Sequence[CodedArticle], examples: Sequence[Example], clusters: Mapping[str, str]
) -> Taught:
    """The places of coded articles, whose triggers are ``examples``; of very many articles a part drawn by lot."""
    truth = {(e.article, e.start, e.start + len(e.span)) for e in examples}
    chosen: list[Place] = []
    read = set()
    for article in sorted(articles, key=lambda a: hashlib.sha256(a.id.encode()).digest()):
        if len(chosen) >= MOST:
            break
        chosen += places(memory, article)
        read.add(article.id)
    marked = np.array([(p.seen.article, p.start, p.end) in truth for p in chosen], dtype=bool)
    gold = sum(e.article in read for e in examples)
    sentences = sum(len(Page(a).sentences) for a in articles)
    return Taught(tuple(chosen), marked, [clusters[p.seen.article] for p in chosen], gold, sentences)


def fit_finder(blocks: Sequence[Block], data: Taught, seed: int) -> Finder | None:
    """Fit and measure; None where there is nothing to tell apart."""
    features = transform(blocks, [p.seen for p in data.places])
    found = _out_of_fold(features, data, seed) if data.places else None
    if found is None:
        return None
    scores, known = found
    slope, shift = logistic(scores[known], data.marked[known])
    chances = np.where(known, 1 / (1 + np.exp(-(slope * scores + shift))), 0.0)
    threshold = max(THRESHOLDS, key=lambda t: _f1(chances, data, t)[2])
    precision, recall, f1 = _f1(chances, data, threshold)
    fitted = fit_linear("svc", features, _named(data.marked), seed)
    move = np.array([-shift, shift]) / slope  # so that the two classes' softmax is the logistic curve
    judge = replace(fitted, beta=slope / 2, intercept=(fitted.intercept + move).astype(np.float32))
    return Finder(judge, threshold, Quality(data.sentences, data.gold, precision, recall, f1))


def _out_of_fold(features: Any, data: Taught, seed: int) -> tuple[Floats, Bools] | None:
    """The score of each place from a model of the other stories, and whether those mark such words anywhere."""
    tests = folds(data.groups, FOLDS, seed)
    scores, known = np.zeros(len(data.places)), np.zeros(len(data.places), dtype=bool)
    homes: dict[str, set[str]] = {}
    for place, marked, group in zip(data.places, data.marked, data.groups, strict=True):
        homes.setdefault(place.phrase, set()).update([group] if marked else [])
    for test in tests:
        train = np.setdiff1d(np.arange(len(data.places)), test)
        if not len(train) or data.marked[train].all() or not data.marked[train].any():
            return None
        part = fit_linear("svc", features[train], _named(data.marked[train]), seed)
        held = {data.groups[i] for i in test}
        scores[test] = part.scores(features[test])[:, part.classes.index(YES)]
        known[test] = [bool(homes[data.places[i].phrase] - held) for i in test]
    return (scores, known) if known.any() and len(set(data.marked[known])) > 1 else None


def _f1(chances: Floats, data: Taught, threshold: float) -> tuple[float, float, float]:
    """Precision, recall and F1; triggers at no place count as missed."""
    said = chances >= threshold
    right = int((said & data.marked).sum())
    precision, recall = right / max(1, int(said.sum())), right / max(1, data.gold)
    return precision, recall, 2 * right / max(1, int(said.sum()) + data.gold)


def _named(marked: Bools) -> list[str]:
    return [YES if m else NO for m in marked]


def logistic(scores: Floats, true: Bools) -> tuple[float, float]:
    """Slope and shift of the logistic curve from scores to probabilities (Platt 1999), by Newton's method.

    The slope is at least a thousandth: scores that say nothing give everywhere the same probability.
    """
    design = np.column_stack([scores, np.ones(len(scores))])
    wanted = np.where(true, (true.sum() + 1) / (true.sum() + 2), 1 / ((~true).sum() + 2))
    weights = np.zeros(2)
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        bend = (design * (chance * (1 - chance))[:, None]).T @ design + 1e-6 * np.eye(2)
        step = np.linalg.solve(bend, design.T @ (chance - wanted) + 1e-6 * weights)
        weights = weights - np.clip(step, -5, 5)
        if float(np.abs(step).max()) < 1e-9:
            break
    return max(float(weights[0]), 1e-3), float(weights[1])
