"""A trained model as the coder's helper: ranked codes for marked words, and how sure it is of an article.

Loads without scikit-learn. Spans are pairs of code points, half-open; the same question always has the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path

import numpy as np

from annotate.baseline.coder import SpanCoder
from annotate.baseline.examples import Example, Page
from annotate.baseline.features import transform
from annotate.baseline.finder import Place, places
from annotate.baseline.linear import Floats
from annotate.baseline.memory import Memory
from annotate.baseline.ranking import DIGITS, Ranked, Ranker
from annotate.baseline.reader import Reader
from annotate.baseline.store import StoredModel, load_model
from annotate.baseline.writer import Proposed, Writer
from export.records import CodedArticle
from schemas.codebook import Codebook

Span = tuple[int, int]
UNSURE = 3  # triggers that decide how sure the model is of an article
_HASH = 12  # digits


@dataclass(frozen=True)
class Found:
    """A candidate trigger with how probable it is one, 0 to 1."""

    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Said:
    """What a model says of an article, in reading order.

    ``triggers``: words that may be triggers; none from a model whose coders read too few sentences. ``events``: those
    of which trigger, code, source and target together are more probably right than wrong; none from a model whose
    finder is not good enough, see ``Reader``. ``margin``: how sure the model is, 0 (undecided) to 1: the distance
    between the two most probable roots, mean over the three least sure triggers; None where nothing looks like one.
    """

    triggers: list[Found]
    events: list[Proposed]
    margin: float | None


@dataclass(frozen=True)
class _Judged:
    """A place that is probably a trigger: how probably, how far apart its first two roots are, and its first code."""

    place: Place
    chance: float
    distance: float
    code: Ranked | None


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
        return self.codes_of([(article, spans)], top)[0]

    def codes_of(self, marked: Sequence[tuple[CodedArticle, Sequence[Span]]], top: int = 3) -> list[list[list[Ranked]]]:
        """What ``codes`` says of the spans of each article; many at once take a fraction of the time."""
        seen = [[page.blank(*span) for span in spans] for page, spans in ((Page(a), spans) for a, spans in marked)]
        ranked = iter(self._ranked([one for some in seen for one in some], top))
        return [list(islice(ranked, len(some))) for some in seen]

    def actors(self, article: CodedArticle, spans: Sequence[Span], top: int = 3) -> list[list[Ranked]]:
        """Actor codes by what such actors were called before and by everyday names, per span the surest first."""
        return [self.memory.actor(article.text[start:end], top) for start, end in spans]

    def read(self, articles: Sequence[CodedArticle]) -> list[Said]:
        """What the model finds in each of these articles by itself. Many at once take a fraction of the time that
        they take one by one, and what is said of each is the same."""
        known = [places(self.memory, article) for article in articles]
        judged = iter(self._judged([place for some in known for place in some]))
        found = [[one for one in islice(judged, len(some)) if one is not None] for some in known]
        events = self._events(articles, found)
        return [self._said(some, written) for some, written in zip(found, events, strict=True)]

    def _judged(self, known: Sequence[Place]) -> list[_Judged | None]:
        """What the model thinks of places; None for those that are probably no triggers. Without a finder, all are."""
        if not known:
            return []
        features, finder = transform(self.model.blocks, [place.seen for place in known]), self.reader.finder
        chances = finder.probabilities(features) if finder else np.ones(len(known))
        kept = np.flatnonzero(chances >= (finder.threshold if finder else 0.0))
        judged: list[_Judged | None] = [None] * len(known)
        if len(kept):
            features, spans = features[kept], [known[n].seen.span for n in kept]
            distances = _distances(self.model.roots(features).probabilities)
            codes = self._ranker.ranked(features, spans, 1) if self.reader.offers_events else [[]] * len(kept)
            for n, distance, first in zip(kept.tolist(), distances.tolist(), codes, strict=True):
                judged[n] = _Judged(known[n], float(chances[n]), distance, first[0] if first else None)
        return judged

    def _events(self, articles: Sequence[CodedArticle], found: Sequence[Sequence[_Judged]]) -> list[list[Proposed]]:
        """What is found in each article, written down; nothing where the finder is not good enough."""
        written: list[list[Proposed]] = [[] for _ in articles]
        roles = self.reader.roles
        if roles is None or not self.reader.offers_events:
            return written
        writers = [Writer(article, self.memory, self.codebook) for article in articles]
        likely = [(n, one.place, one.chance, one.code) for n, some in enumerate(found) for one in some if one.code]
        asked = [(writers[n].sentence(place), place.span) for n, place, _, _ in likely]
        for (n, place, chance, code), sides in zip(likely, roles.sides(asked), strict=True):
            event = writers[n].event(place, chance, code, sides)
            written[n] += [event] if event is not None else []
        return written

    def _said(self, found: Sequence[_Judged], events: list[Proposed]) -> Said:
        offered = found if self.reader.offers_triggers else []
        least = sorted(one.distance for one in found)[:UNSURE]
        return Said(
            [Found(*one.place.span, round(one.chance, DIGITS)) for one in offered],
            events,
            round(float(np.mean(least)), DIGITS) if least else None,
        )

    def _ranked(self, seen: Sequence[Example], top: int) -> list[list[Ranked]]:
        return self._ranker.ranked(transform(self.model.blocks, seen), [e.span for e in seen], top)

    @cached_property
    def _ranker(self) -> Ranker:
        return Ranker(self.model, self.codebook, self.reader.words)


def _distances(chances: Floats) -> Floats:
    """Between the two most probable classes, row by row."""
    ordered = np.sort(chances, axis=1)
    return ordered[:, -1] - ordered[:, -2] if ordered.shape[1] > 1 else ordered[:, -1]


def name_of(stored: StoredModel) -> str:
    """What predictions of the model are signed with."""
    return f"baseline {stored.card['model_hash'][:_HASH]}"


def load(folder: Path) -> Suggester:
    """The model of a folder, ready to answer; raises ModelRefused as ``load_model`` does."""
    suggester = suggester_of(load_model(folder))
    text = "Warm up."
    suggester.codes(CodedArticle("", text, "", sentences=((0, len(text)),)), [(0, 4)])  # builds every index
    suggester.actors(CodedArticle("", text, ""), [(0, 4)])
    return suggester


def suggester_of(stored: StoredModel) -> Suggester:
    """A model as the coder's helper."""
    return Suggester(stored.model, stored.memory, stored.codebook, stored.reader, name_of(stored))
