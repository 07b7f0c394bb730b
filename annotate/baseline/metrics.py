"""Scores of predicted codes with intervals by article: F1 in three averages, hierarchical F1, Goldstein error.

Intervals are percentile bootstraps over articles (1,000 replicates) of per-article counts; none below 20 articles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotate.agreement.estimate import MIN_ARTICLES

Floats = NDArray[np.float64]
REPLICATES = 1_000
_CHUNK = 200
MOST_ROWS = 2_000


@dataclass(frozen=True)
class Score:
    """A value with its 95 % interval; ``n`` counts spans. ``why`` says why there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    why: str = ""


NOTHING = Score(None, why="nothing to score")


def macro_f1(gold: Sequence[str], predicted: Sequence[str]) -> float:
    """Mean F1 over the classes that occur in ``gold``; 0.0 for no examples."""
    if not gold:
        return 0.0
    return float(_f1_scores(_counts(gold, predicted, [""] * len(gold)).sum(axis=1)[None])["macro"][0])


def f1_scores(gold: Sequence[str], predicted: Sequence[str], articles: Sequence[str], seed: int) -> dict[str, Score]:
    """Micro-F1 (= accuracy here), macro-F1 and weighted F1; macro and weighted over classes with gold examples."""
    if not gold:
        return dict.fromkeys(("micro", "macro", "weighted"), NOTHING)
    counts = _counts(gold, predicted, articles)
    values = _f1_scores(counts.sum(axis=1)[None])
    flat = counts.transpose(1, 0, 2).reshape(counts.shape[1], -1)
    draws = _replicates(flat, seed)
    spread = {} if draws is None else _f1_scores(draws.reshape(len(draws), counts.shape[0], -1))
    return {name: _score(float(v[0]), spread.get(name), len(gold)) for name, v in values.items()}


def class_scores(gold: Sequence[str], predicted: Sequence[str], articles: Sequence[str], seed: int) -> dict[str, Score]:
    """F1 of each class with gold examples, with its interval; ``n`` is its number of gold examples."""
    if not gold:
        return {}
    counts = _counts(gold, predicted, articles)
    totals = counts.sum(axis=1)
    values = _class_f1(totals[None])[0]
    draws = _replicates(counts.transpose(1, 0, 2).reshape(counts.shape[1], -1), seed)
    spread = None if draws is None else _class_f1(draws.reshape(len(draws), 3, -1))
    return {
        name: _score(float(values[i]), None if spread is None else spread[:, i], int(totals[2, i]))
        for i, name in enumerate(sorted(set(gold)))
    }


def ratio(pairs: Sequence[tuple[float, float]], articles: Sequence[str], seed: int) -> Score:
    """Sum of the first over sum of the second numbers (one pair a span), with its interval."""
    if not pairs or not sum(below for _, below in pairs):
        return NOTHING
    sums = _by_article(np.array(pairs, dtype=float), articles)
    above, below = sums.sum(axis=0)
    draws = _replicates(sums, seed)
    return _score(float(above / below), None if draws is None else _divide(draws[:, 0], draws[:, 1]), len(pairs))


def hierarchical_f1(
    gold: Sequence[tuple[str, ...]], predicted: Sequence[tuple[str, ...]], articles: Sequence[str], seed: int
) -> Score:
    """Hierarchical F1 (Kiritchenko et al. 2006) over paths from the root to the code, both included."""
    shared = [len(set(g) & set(p)) for g, p in zip(gold, predicted, strict=True)]
    # the harmonic mean of shared / predicted and shared / gold is a ratio of sums itself
    pairs = [(2.0 * s, float(len(g) + len(p))) for s, g, p in zip(shared, gold, predicted, strict=True)]
    return ratio(pairs, articles, seed)


def _counts(gold: Sequence[str], predicted: Sequence[str], articles: Sequence[str]) -> Floats:
    """Hits, predictions and gold examples (3) per article and class with gold examples: shape 3 x A x C."""
    classes = {c: i for i, c in enumerate(sorted(set(gold)))}
    places = _places(articles)
    counts = np.zeros((3, max(places.values()) + 1, len(classes)))
    for g, p, article in zip(gold, predicted, articles, strict=True):
        row = places[article]
        counts[2, row, classes[g]] += 1
        if p in classes:
            counts[1, row, classes[p]] += 1
            counts[0, row, classes[p]] += p == g
    return counts


def _f1_scores(counts: Floats) -> dict[str, Floats]:
    """From hits, predictions and gold (B x 3 x C) to the three averages (B each)."""
    hits, gold = counts[:, 0], counts[:, 2]
    f1 = _class_f1(counts)
    present = gold > 0
    return {
        "micro": _divide(hits.sum(axis=1), gold.sum(axis=1)),
        "macro": _divide((f1 * present).sum(axis=1), present.sum(axis=1).astype(float)),
        "weighted": _divide((f1 * gold).sum(axis=1), gold.sum(axis=1)),
    }


def _class_f1(counts: Floats) -> Floats:
    """From hits, predictions and gold (B x 3 x C) to F1 (B x C)."""
    return _divide(2 * counts[:, 0], counts[:, 1] + counts[:, 2])


def _divide(above: Floats, below: Floats) -> Floats:
    divided: Floats = np.divide(above, below, out=np.zeros_like(above, dtype=float), where=below > 0)
    return divided


def _by_article(values: Floats, articles: Sequence[str]) -> Floats:
    places = _places(articles)
    sums = np.zeros((max(places.values()) + 1, values.shape[1]))
    np.add.at(sums, [places[a] for a in articles], values)
    return sums


def _places(articles: Sequence[str]) -> dict[str, int]:
    """Article -> row. Very many articles share rows, in turn: the interval is the same and memory stays small."""
    return {a: i % MOST_ROWS for i, a in enumerate(sorted(set(articles)))}


def _replicates(sums: Floats, seed: int) -> Floats | None:
    """Resampled sums (B x columns) of per-article values (A x columns); None for too few articles."""
    count = len(sums)
    if count < MIN_ARTICLES:
        return None
    rng = np.random.default_rng(seed)
    chances = np.full(count, 1 / count)
    return np.vstack([rng.multinomial(count, chances, size=_CHUNK) @ sums for _ in range(REPLICATES // _CHUNK)])


def _score(value: float, draws: Floats | None, n: int) -> Score:
    if draws is None:
        return Score(value, n=n, why=f"no interval below {MIN_ARTICLES} articles")
    low, high = np.percentile(draws, [2.5, 97.5])
    return Score(value, float(low), float(high), n)
