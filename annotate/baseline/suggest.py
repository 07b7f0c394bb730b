"""A trained model as the coder's helper: ranked codes for marked words, and how sure it is of an article.

Loads without scikit-learn. Spans are pairs of code points, half-open; the same question always has the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from annotate.baseline.coder import SpanCoder
from annotate.baseline.examples import Example, Page
from annotate.baseline.features import transform
from annotate.baseline.finder import Place, places
from annotate.baseline.memory import Memory
from annotate.baseline.ranking import DIGITS, Ranked, Ranker
from annotate.baseline.reader import Reader
from annotate.baseline.store import StoredModel, load_model
from annotate.baseline.writer import Proposed, Writer
from export.records import CodedArticle
from schemas.codebook import Codebook

Span = tuple[int, int]
LIKELY = 0.5  # an event that is less probable is not proposed
UNSURE = 3  # triggers that decide how sure the model is of an article
_HASH = 12  # digits


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
    name: str = "baseline"

    def codes(self, article: CodedArticle, spans: Sequence[Span], top: int = 3) -> list[list[Ranked]]:
        """Event codes for triggers, per span the surest first.

        First what the model would say: a code, or its parent where no child is sure enough, with the probability of
        it or anything below it. Then the codes that are most probable by themselves, with that probability.
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
        return self._ranker.ranked(transform(self.model.blocks, seen), [e.span for e in seen], top)

    @cached_property
    def _ranker(self) -> Ranker:
        return Ranker(self.model, self.codebook, self.reader.words)


def name_of(stored: StoredModel) -> str:
    """What predictions of the model are signed with."""
    return f"baseline {stored.card['model_hash'][:_HASH]}"


def load(folder: Path) -> Suggester:
    """The model of a folder, ready to answer; raises ModelRefused as ``load_model`` does."""
    stored = load_model(folder)
    suggester = Suggester(stored.model, stored.memory, stored.codebook, stored.reader, name_of(stored))
    text = "Warm up."
    suggester.codes(CodedArticle("", text, "", sentences=((0, len(text)),)), [(0, 4)])  # builds every index
    suggester.actors(CodedArticle("", text, ""), [(0, 4)])
    return suggester
