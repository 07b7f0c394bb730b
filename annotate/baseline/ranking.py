"""From probabilities to a short list: what the model says of a trigger, pooled with the codebook's search words.

Where few stories were coded the search words know more codes than the model; where many were, the model knows better.
Each has the weight of how often it is right (a linear opinion pool).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from annotate.baseline.coder import STOP, SURE, SpanCoder
from annotate.baseline.examples import Example
from annotate.baseline.linear import Floats
from schemas.codebook import Codebook

REACHED = 0.05  # probability of a code from which on its children are looked at
DIGITS = 6


@dataclass(frozen=True)
class Ranked:
    """A code with how sure the model is of it, 0 to 1."""

    code: str
    score: float


@dataclass(frozen=True)
class Words:
    """The codebook's search words beside the model: ``weight`` where they know the trigger, 0 to 1, and down to which
    ``depth`` the training data is coded (1: roots), below which they say the parent."""

    weight: float = 0.0
    depth: int = 3

    def codes(self, codebook: Codebook, trigger: str) -> list[str]:
        """What they know of a trigger, retired codes apart."""
        found = (c for c in codebook.word_index.codes(trigger) if not codebook.by_code[c].retired)
        return sorted({codebook.path(c)[: self.depth][-1] for c in found})


@dataclass(frozen=True)
class Ranker:
    """``words``: the search words; the rest of their weight is the model's."""

    model: SpanCoder
    codebook: Codebook
    words: Words

    def ranked(self, features: Any, triggers: Sequence[str], top: int) -> list[list[Ranked]]:
        """The ``top`` codes per row of features, whose triggers are given too.

        First the most probable root, or what is below it as far down as it is sure; then the codes that are most
        probable by themselves. Codes that may not be chosen are left out.
        """
        alone = self._pooled(features, triggers)
        below = self._below(alone)
        guess = self._guessed(below)
        first = np.where(self._allowed[guess], below[np.arange(len(guess)), guess], 0.0)
        alone = np.where(self._allowed, alone, 0.0)
        alone[np.arange(len(guess)), guess] = 0.0
        used = np.flatnonzero(alone.any(axis=0))  # of hundreds of codes a few dozen
        order = used[np.argsort(-alone[:, used], axis=1, kind="stable")[:, :top]]
        chances = np.take_along_axis(alone, order, axis=1)
        columns = np.column_stack([guess, order]).tolist()
        rounded = np.column_stack([first, chances]).round(DIGITS).tolist()
        codes = self._codes
        return [
            [Ranked(codes[c], score) for c, score in zip(some, scores, strict=True) if score > 0][:top]
            for some, scores in zip(columns, rounded, strict=True)
        ]

    @cached_property
    def _codes(self) -> tuple[str, ...]:
        return tuple(sorted(c.code for c in self.codebook.codes))

    @cached_property
    def _place(self) -> dict[str, int]:
        return {code: n for n, code in enumerate(self._codes)}

    @cached_property
    def _allowed(self) -> Any:
        book = self.codebook
        inner = set() if book.inner_codes else book.parents
        open_ = {c.code for c in book.codes if c.selectable and not c.retired and c.code not in inner}
        return np.array([code in open_ for code in self._codes])

    @cached_property
    def _children(self) -> list[tuple[int | None, list[int]]]:
        """Parent (None for the roots) -> children, as columns; parents before what is below them."""
        found: dict[str, list[int]] = {}
        for code in self._codes:
            found.setdefault(self.codebook.by_code[code].parent or STOP, []).append(self._place[code])
        ordered = sorted(found, key=lambda p: (len(self.codebook.path(p)) if p else 0, p))
        return [(self._place[p] if p else None, found[p]) for p in ordered]

    def _pooled(self, features: Any, triggers: Sequence[str]) -> Floats:
        """How probable each code by itself is, rows x codes of the codebook."""
        alone = np.zeros((features.shape[0], len(self._codes)))
        for code, chances in walked(self.model, features).items():
            alone[:, self._place[code]] = chances
        if self.words.weight:
            rows: dict[str, list[int]] = {}
            for row, trigger in enumerate(triggers):
                rows.setdefault(trigger, []).append(row)
            for trigger, its in rows.items():
                if columns := self._looked_up(trigger):
                    alone[its] *= 1 - self.words.weight
                    alone[np.ix_(its, columns)] += self.words.weight / len(columns)
        return alone

    def _looked_up(self, trigger: str) -> list[int]:
        return sorted(self._place[code] for code in self.words.codes(self.codebook, trigger))

    def _below(self, alone: Floats) -> Floats:
        """How probable each code or anything below it is."""
        whole = alone.copy()
        for parent, children in reversed(self._children):
            if parent is not None:
                whole[:, parent] += whole[:, children].sum(axis=1)
        return whole

    def _guessed(self, below: Floats) -> Any:
        """The column of the code that would be said of each row."""
        guess = np.full(len(below), -1)
        for parent, children in self._children:
            rows = np.flatnonzero(guess == (-1 if parent is None else parent))
            if not len(rows):
                continue
            part = below[rows][:, children]
            best = part.argmax(axis=1)
            sure = part[np.arange(len(rows)), best] >= (0 if parent is None else SURE * below[rows, parent])
            guess[rows[sure]] = np.array(children)[best[sure]]
        return guess


def weighed(codebook: Codebook, examples: Sequence[Example], model_right: float) -> Words:
    """Search words beside a model that is right on ``model_right`` of the codes, 0 to 1."""
    words = Words(depth=max(len(codebook.path(e.code)) for e in examples))
    found = [(words.codes(codebook, e.span), e.code) for e in examples]
    chances = [(code in some) / len(some) for some, code in found if some]
    right = sum(chances) / len(chances) if chances else 0.0
    return replace(words, weight=float(right / (right + model_right)) if right else 0.0)


def walked(model: SpanCoder, features: Any) -> dict[str, Floats]:
    """Down the codes from the roots: how probable each code by itself is, row by row. Below codes that are hardly
    probable nothing is looked at; they keep it all."""
    size = features.shape[0]
    alone: dict[str, Floats] = {}
    waiting: list[tuple[str, Floats]] = [(STOP, np.ones(size))]
    while waiting:
        parent, reached = waiting.pop()
        node = model.nodes[parent]
        rows = np.flatnonzero(reached >= REACHED) if parent != STOP else np.arange(size)
        if not len(rows):
            continue
        found = node.probabilities(features[rows]) * reached[rows, None]
        if parent != STOP:
            alone[parent][rows] = 0.0
        for n, child in enumerate(node.classes):
            if child == STOP:
                alone[parent][rows] += found[:, n]
                continue
            alone[child] = np.zeros(size)
            alone[child][rows] = found[:, n]
            if child in model.nodes:
                waiting.append((child, alone[child].copy()))
    return alone
