"""A found trigger written down as an event: its code, who did it and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from annotate.baseline.arguments import Sentence, Sides, sentence_at
from annotate.baseline.examples import Page
from annotate.baseline.finder import Place
from annotate.baseline.linear import Floats
from annotate.baseline.memory import Memory
from annotate.baseline.ranking import DIGITS, Ranked
from export.records import CodedArticle
from schemas import validation
from schemas.codebook import Codebook
from schemas.coding import Coding, Event, Fragment, Mention

Span = tuple[int, int]
LIKELY = 0.5  # an event that is less probable is not proposed


@dataclass(frozen=True)
class Proposed:
    """One event as a coding of its own, and how probable all of it is right, 0 to 1."""

    coding: Coding
    score: float


@dataclass(frozen=True)
class Writer:
    """Writes events of one article."""

    article: CodedArticle
    memory: Memory
    codebook: Codebook

    @cached_property
    def _page(self) -> Page:
        return Page(self.article)

    @cached_property
    def _sentences(self) -> dict[Span, Sentence]:
        return {}

    def sentence(self, place: Place) -> Sentence:
        """The sentence around a trigger; those of several triggers in it are one."""
        around = self._page.sentence(*place.span)
        if around not in self._sentences:
            self._sentences[around] = sentence_at(self.memory, self._page, place.span)
        return self._sentences[around]

    def event(self, place: Place, chance: float, code: Ranked, sides: Sides) -> Proposed | None:
        """The event, or None where it is less than ``LIKELY`` or would not be a valid coding. A side that more
        probably has no actor than any of those in the sentence is not stated."""
        actors, chances = sides
        source, source_chance = _side(actors, chances[:, 0])
        target, target_chance = _side(actors, chances[:, 1])
        score = round(chance * code.score * source_chance * target_chance, DIGITS)
        if score < LIKELY or (source is not None and source == target):
            return None
        mentions = [self._mention("m1", "trigger", place.span)]
        mentions += [self._mention(i, "actor", span) for i, span in (("m2", source), ("m3", target)) if span]
        event = Event(
            id="e1",
            trigger="m1",
            code=code.code,
            sources=("m2",) if source else (),
            targets=("m3",) if target else (),
            source_not_stated=source is None,
            target_not_stated=target is None,
        )
        coding = Coding(verdict="events", mentions=tuple(mentions), events=(event,))
        return None if validation.has_errors(coding, self.codebook, self.article.text) else Proposed(coding, score)

    def _mention(self, mention_id: str, kind: str, span: Span) -> Mention:
        quote = self.article.text[span[0] : span[1]]
        known = self.memory.actor(quote, 1) if kind == "actor" else []
        fragment = Fragment(start=span[0], end=span[1], quote=quote)
        code: Any = known[0].code if known else None
        return Mention(id=mention_id, type=kind, fragments=(fragment,), actor_code=code)


def _side(actors: Sequence[Span], chances: Floats) -> tuple[Span | None, float]:
    """The actor that most probably has the role, or that none has it."""
    if not actors:
        return None, 1.0
    best, none = int(chances.argmax()), float((1 - chances).prod())
    return (actors[best], float(chances[best])) if chances[best] >= none else (None, none)
