"""The classifier: from a trigger in its sentence to an event code, root first, then down as far as it is sure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotate.baseline.examples import Example
from annotate.baseline.features import Block, fit_blocks, transform
from annotate.baseline.linear import (
    ALGORITHMS,
    Algorithm,
    Linear,
    calibrated,
    fit_linear,
    most_common,
    out_of_fold,
)
from annotate.baseline.metrics import macro_f1
from export.derive import derived
from schemas.codebook import Codebook

FEW = 5  # a code with fewer examples is trained and scored as its parent
SURE = 0.5  # a child is predicted from this probability on
TRY_BOTH_UP_TO = 2_000  # examples; beyond, LinearSVC has always been the better one
STOP = ""  # class of a node: none of its children


@dataclass(frozen=True)
class Guess:
    """A predicted code with the probability of its last step; ``quad`` comes from the classifier of its own."""

    code: str
    probability: float
    quad: str


@dataclass(frozen=True)
class SpanCoder:
    """A fitted model. ``nodes``: parent code ("" for the roots) -> classifier over its children."""

    algorithm: Algorithm
    blocks: tuple[Block, ...]
    nodes: Mapping[str, Linear]
    quad: Linear | None
    by_word: Mapping[str, str]  # most frequent code by trigger word, the simple rival
    commonest: str

    def predict(self, examples: Sequence[Example]) -> list[Guess]:
        """A guess per example, in order."""
        features = transform(self.blocks, examples)
        codes = [STOP] * len(examples)
        sure = np.ones(len(examples))
        waiting: dict[str, list[int]] = {STOP: list(range(len(examples)))}
        while waiting:
            parent, rows = waiting.popitem()
            for row, (child, probability) in zip(rows, self._step(parent, features[rows]), strict=True):
                if parent != STOP and (child == STOP or probability < SURE):
                    continue
                codes[row], sure[row] = child, probability
                if child in self.nodes:
                    waiting.setdefault(child, []).append(row)
        quads = _best(self.quad, features) if self.quad else [STOP] * len(examples)
        return [Guess(c, float(p), q) for c, p, q in zip(codes, sure, quads, strict=True)]

    def _step(self, parent: str, features: Any) -> list[tuple[str, float]]:
        node = self.nodes[parent]
        found = node.probabilities(features)
        return [(node.classes[int(i)], float(row[i])) for i, row in zip(found.argmax(axis=1), found, strict=True)]

    def by_trigger_word(self, examples: Sequence[Example]) -> list[str]:
        """What the most frequent code of the trigger's words would say, else the commonest code."""
        return [next((self.by_word[k] for k in keys(e) if k in self.by_word), self.commonest) for e in examples]


def fit(examples: Sequence[Example], groups: Sequence[str], codebook: Codebook, seed: int) -> SpanCoder:
    """Fit on examples; ``groups`` (one per example) are kept together wherever data is put aside.

    Deterministic for the same examples, groups and seed.
    """
    blocks = fit_blocks(examples)
    features = transform(blocks, examples)
    merged = merge_few(Counter(e.code for e in examples), codebook)
    codes = [merged[e.code] for e in examples]
    paths = [codebook.path(code) for code in codes]
    algorithm = _choose(features, [p[0] for p in paths], groups, seed)
    nodes = {}
    for parent in sorted({STOP} | {step for path in paths for step in path}):
        depth = len(codebook.path(parent)) if parent else 0
        rows = [i for i, p in enumerate(paths) if p[:depth] == (codebook.path(parent) if parent else ())]
        labels = [paths[i][depth] if len(paths[i]) > depth else STOP for i in rows]
        if set(labels) != {STOP}:
            nodes[parent] = _fit_node(algorithm, features[rows], labels, [groups[i] for i in rows], seed)
    quads = [derived(codebook, e.code).quad for e in examples]
    quad = _fit_node(algorithm, features, quads, groups, seed) if codebook.quad else None
    return SpanCoder(algorithm, blocks, nodes, quad, *_memory(examples))


def merge_few(counts: Mapping[str, int], codebook: Codebook, few: int = FEW) -> dict[str, str]:
    """Every code of the codebook -> the code it counts as: itself, or the nearest ancestor with enough examples.

    ``counts``: examples per code. A code with fewer than ``few`` gives its examples to its parent; roots stay.
    """
    left = Counter(counts)
    becomes: dict[str, str] = {}
    for code in sorted(codebook.codes, key=lambda c: -len(codebook.path(c.code))):
        becomes[code.code] = code.code
        if code.parent is not None and left[code.code] < few:
            left[code.parent] += left[code.code]
            becomes[code.code] = code.parent

    def end(code: str) -> str:
        return code if becomes[code] == code else end(becomes[code])

    return {code: end(code) for code in becomes}


def _choose(features: Any, roots: Sequence[str], groups: Sequence[str], seed: int) -> Algorithm:
    """The algorithm with the better macro-F1 on roots out of fold; ComplementNB when they are even or untestable."""
    if len(roots) > TRY_BOTH_UP_TO:
        return "svc"
    best: tuple[float, Algorithm] = (-1.0, ALGORITHMS[0])
    for algorithm in ALGORITHMS:
        found = out_of_fold(algorithm, features, roots, groups, seed)
        if found is None:
            break
        classes, scores = found
        reached = macro_f1(roots, [classes[int(i)] for i in scores.argmax(axis=1)])
        if reached > best[0]:
            best = (reached, algorithm)
    return best[1]


def _fit_node(algorithm: Algorithm, features: Any, labels: Sequence[str], groups: Sequence[str], seed: int) -> Linear:
    model = fit_linear(algorithm, features, labels, seed)
    if len(model.classes) == 1:
        return model
    return calibrated(model, out_of_fold(algorithm, features, labels, groups, seed), labels)


def _best(model: Linear, features: Any) -> list[str]:
    return [model.classes[int(i)] for i in model.scores(features).argmax(axis=1)]


def keys(example: Example) -> list[str]:
    """The whole trigger, then its words by their beginnings, as a simple stand-in for stems."""
    words = re.findall(r"\w+", example.span.casefold())
    return [" ".join(words), *(f"{word[:5]}*" for word in words)]


def _memory(examples: Sequence[Example]) -> tuple[dict[str, str], str]:
    seen: dict[str, list[str]] = {}
    for example in examples:
        for key in keys(example):
            seen.setdefault(key, []).append(example.code)
    return {key: most_common(codes) for key, codes in sorted(seen.items())}, most_common([e.code for e in examples])
