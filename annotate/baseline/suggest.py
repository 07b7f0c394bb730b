"""A trained model as the coder's helper: ranked codes for marked words, and how sure it is of an article.

Loads without scikit-learn. Spans are pairs of code points, half-open; the same question always has the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from annotate.baseline.coder import STOP, SURE, SpanCoder
from annotate.baseline.examples import Example, Page
from annotate.baseline.features import transform
from annotate.baseline.finder import Place, places
from annotate.baseline.linear import Floats
from annotate.baseline.memory import Memory, Ranked
from annotate.baseline.reader import Reader
from annotate.baseline.store import load_model
from annotate.baseline.writer import Proposed, Writer
from export.records import CodedArticle
from schemas.codebook import Codebook

Span = tuple[int, int]
REACHED = 0.05  # probability of a code from which on its children are looked at
LIKELY = 0.5  # an event that is less probable is not proposed
UNSURE = 3  # triggers that decide how sure the model is of an article
DIGITS = 6


@dataclass(frozen=True)
class Found:
    """A candidate trigger with how probable it is one, 0 to 1."""

    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Suggester:
    """What a model says of articles that nobody has coded yet."""

    model: SpanCoder
    memory: Memory
    codebook: Codebook
    reader: Reader = field(default_factory=Reader)

    def codes(self, article: CodedArticle, spans: Sequence[Span], top: int = 3) -> list[list[Ranked]]:
        """Event codes for triggers, per span the surest first.

        First what the model would say: a code, or its parent where no child is sure enough. Then the codes that are
        most probable apart from it. A score is the probability of the code or, of a parent, of anything below it.
        """
        page = Page(article)
        return self._ranked([page.blank(start, end) for start, end in spans], top)

    def actors(self, article: CodedArticle, spans: Sequence[Span], top: int = 3) -> list[list[Ranked]]:
        """Actor codes by what such actors were called before and by everyday names, per span the surest first."""
        return [self.memory.actor(article.text[start:end], top) for start, end in spans]

    def triggers(self, article: CodedArticle) -> list[Found]:
        """Words that may be triggers, in reading order; none from a model whose coders read too few sentences."""
        if not self.reader.offers_triggers:
            return []
        return [Found(*place.span, round(chance, DIGITS)) for place, chance in self._found(article)]

    def events(self, article: CodedArticle) -> list[Proposed]:
        """Whole events, in reading order; none from a model whose finder is not good enough, see ``Reader``.

        Only those of which trigger, code, source and target together are more probably right than wrong.
        """
        if not self.reader.offers_events or self.reader.roles is None:
            return []
        found = self._found(article)
        rows = self._ranked([place.seen for place, _ in found], 1)
        writer = Writer(article, self.memory, self.reader.roles, self.codebook)
        made = [writer.event(place, chance, row[0]) for (place, chance), row in zip(found, rows, strict=True) if row]
        return [one for one in made if one is not None and one.score >= LIKELY]

    def margin(self, article: CodedArticle) -> float | None:
        """How sure the model is of an article, 0 (undecided) to 1: the distance between the two most probable roots,
        mean over the three least sure triggers; None where nothing looks like a trigger."""
        found = self._found(article)
        if not found:
            return None
        chances = self.model.roots(transform(self.model.blocks, [place.seen for place, _ in found])).probabilities
        ordered = np.sort(chances, axis=1)
        distances = ordered[:, -1] - ordered[:, -2] if ordered.shape[1] > 1 else ordered[:, -1]
        return round(float(np.sort(distances)[:UNSURE].mean()), DIGITS)

    def _found(self, article: CodedArticle) -> list[tuple[Place, float]]:
        """Places that are probably triggers; without a finder, all that were marked elsewhere."""
        known, finder = places(self.memory, article), self.reader.finder
        if finder is None or not known:
            return [(place, 1.0) for place in known]
        chances = finder.probabilities(transform(self.model.blocks, [p.seen for p in known])).tolist()
        return [(p, chance) for p, chance in zip(known, chances, strict=True) if chance >= finder.threshold]

    def _ranked(self, seen: Sequence[Example], top: int) -> list[list[Ranked]]:
        return ranked(self.model, self.codebook, transform(self.model.blocks, seen), top)


def load(folder: Path) -> Suggester:
    """The model of a folder, ready to answer; raises ModelRefused as ``load_model`` does."""
    stored = load_model(folder)
    suggester = Suggester(stored.model, stored.memory, stored.codebook, stored.reader)
    text = "Warm up."
    suggester.codes(CodedArticle("", text, "", sentences=((0, len(text)),)), [(0, 4)])  # builds every index
    suggester.actors(CodedArticle("", text, ""), [(0, 4)])
    return suggester


def ranked(model: SpanCoder, codebook: Codebook, features: Any, top: int) -> list[list[Ranked]]:
    """The ``top`` codes for each row of features; codes that may not be chosen are left out."""
    inner = set() if codebook.inner_codes else codebook.parents
    allowed = {c.code for c in codebook.codes if c.selectable and not c.retired and c.code not in inner}
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
