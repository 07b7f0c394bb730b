"""A trained model as the coder's helper: ranked codes for marked words, and how sure it is of an article.

Loads without scikit-learn. Spans are pairs of code points, half-open; the same question always has the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from annotate.baseline.coder import STOP, SURE, SpanCoder
from annotate.baseline.examples import Page
from annotate.baseline.features import transform
from annotate.baseline.linear import Floats
from annotate.baseline.memory import Memory, Ranked, candidates
from annotate.baseline.store import load_model
from export.records import CodedArticle
from schemas.codebook import Codebook

Span = tuple[int, int]
REACHED = 0.05  # probability of a code from which on its children are looked at
UNSURE = 3  # triggers that decide how sure the model is of an article
DIGITS = 6


@dataclass(frozen=True)
class Suggester:
    """What a model says of articles that nobody has coded yet."""

    model: SpanCoder
    memory: Memory
    codebook: Codebook

    def codes(self, article: CodedArticle, spans: Sequence[Span], top: int = 3) -> list[list[Ranked]]:
        """Event codes for triggers, per span the surest first.

        First what the model would say: a code, or its parent where no child is sure enough. Then the codes that are
        most probable apart from it. A score is the probability of the code or, of a parent, of anything below it.
        """
        return ranked(self.model, self.codebook, self._features(article, spans), top)

    def actors(self, article: CodedArticle, spans: Sequence[Span], top: int = 3) -> list[list[Ranked]]:
        """Actor codes by what such actors were called before and by everyday names, per span the surest first."""
        return [self.memory.actor(article.text[start:end], top) for start, end in spans]

    def margin(self, article: CodedArticle) -> float | None:
        """How sure the model is of an article, 0 (undecided) to 1: the distance between the two most probable roots,
        mean over the three least sure triggers; None where nothing looks like a trigger."""
        spans = self._candidates(article)
        if not spans:
            return None
        found = np.sort(self.model.roots(self._features(article, spans)).probabilities, axis=1)
        distances = found[:, -1] - found[:, -2] if found.shape[1] > 1 else found[:, -1]
        return round(float(np.sort(distances)[:UNSURE].mean()), DIGITS)

    def _candidates(self, article: CodedArticle) -> list[Span]:
        page = Page(article)
        found = [span for s, e in page.sentences for span in candidates(self.memory, article.text, s, e)]
        return [span for span in found if not page.touches_boilerplate([span])]

    def _features(self, article: CodedArticle, spans: Sequence[Span]) -> Any:
        page = Page(article)
        return transform(self.model.blocks, [page.blank(start, end) for start, end in spans])


def load(folder: Path) -> Suggester:
    """The model of a folder, ready to answer; raises ModelRefused as ``load_model`` does."""
    stored = load_model(folder)
    suggester = Suggester(stored.model, stored.memory, stored.codebook)
    text = "Warm up."
    suggester.codes(CodedArticle("", text, "", sentences=((0, len(text)),)), [(0, 4)])  # builds every index
    suggester.actors(CodedArticle("", text, ""), [(0, 4)])
    return suggester


def ranked(model: SpanCoder, codebook: Codebook, features: Any, top: int) -> list[list[Ranked]]:
    """The ``top`` codes for each row of features; codes that may not be chosen are left out."""
    allowed = {c.code for c in codebook.codes if c.selectable and not c.retired}
    below, exact, guess = _walked(model, features)
    names = sorted(below)
    columns = [n for n, code in enumerate(names) if code in allowed]
    names = [names[n] for n in columns]
    whole = np.column_stack([below[n] for n in names]) if names else np.zeros((features.shape[0], 0))
    alone = np.column_stack([exact.get(n, below[n]) for n in names]) if names else whole
    order = np.argsort(-alone, axis=1, kind="stable")[:, : top + 1]
    place = {name: n for n, name in enumerate(names)}
    rows = []
    for row, code in enumerate(guess):
        said = place.get(code)
        first = [] if said is None else [Ranked(names[said], round(float(whole[row, said]), DIGITS))]
        rest = [Ranked(names[n], round(float(alone[row, n]), DIGITS)) for n in order[row].tolist() if n != said]
        rows.append([*first, *(one for one in rest if one.score > 0)][:top])
    return rows


def _walked(model: SpanCoder, features: Any) -> tuple[dict[str, Floats], dict[str, Floats], list[str]]:
    """Down the codes from the roots: per code how probable it or anything below it is, and how probable it alone is
    (absent: the same), row by row; and what the model would say of each row."""
    size = features.shape[0]
    below: dict[str, Floats] = {}
    exact: dict[str, Floats] = {}
    guess = np.full(size, STOP, dtype=object)
    waiting: list[tuple[str, Floats]] = [(STOP, np.ones(size))]
    while waiting:
        parent, reached = waiting.pop()
        node = model.nodes[parent]
        rows = np.flatnonzero(reached >= REACHED) if parent != STOP else np.arange(size)
        found = node.probabilities(features[rows])
        if parent != STOP:
            exact[parent] = reached.copy()
            exact[parent][rows] = 0.0
        best = found.argmax(axis=1)
        for n, child in enumerate(node.classes):
            share = np.zeros(size)
            share[rows] = reached[rows] * found[:, n]
            if child == STOP:
                exact[parent] += share
                continue
            below[child] = share
            mine = (best == n) & ((parent == STOP) | (found[:, n] >= SURE))
            taken = rows[mine & (guess[rows] == parent)]
            guess[taken] = child
            if child in model.nodes:
                waiting.append((child, share))
    return below, exact, guess.tolist()
