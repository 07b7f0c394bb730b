"""What a model needs to read an article by itself: a finder of triggers, and who is source and target of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from annotate.baseline.arguments import Roles, fit_roles
from annotate.baseline.coder import SpanCoder
from annotate.baseline.examples import Example
from annotate.baseline.finder import Finder, Quality, fit_finder, taught
from annotate.baseline.linear import Linear
from annotate.baseline.memory import Memory
from annotate.baseline.ranking import Words
from export.records import CodedArticle

LEAST_SENTENCES = 300  # read by coders, from which on triggers are offered
LEAST_FOR_EVENTS = 1_000  # sentences from which on whole events are
NO_WORDS = Words()
GOOD_ENOUGH = 0.5  # F1 of triggers, and share of events with both actors right, for whole events


@dataclass(frozen=True)
class Reader:
    """``finder`` and ``roles`` are None where there was nothing to learn from; ``words``: the codebook's
    search words beside the model."""

    finder: Finder | None = None
    roles: Roles | None = None
    words: Words = NO_WORDS

    @property
    def offers_triggers(self) -> bool:
        return self.finder is not None and self.finder.quality.sentences >= LEAST_SENTENCES

    @property
    def offers_events(self) -> bool:
        if self.finder is None or self.roles is None:
            return False
        found = self.finder.quality
        return found.sentences >= LEAST_FOR_EVENTS and min(found.f1, self.roles.right) >= GOOD_ENOUGH

    def card(self) -> dict[str, Any]:
        """How good it is on stories not seen, and what is offered for that."""
        return {
            "triggers": asdict(self.finder.quality) if self.finder else None,
            "both_actors_right": self.roles.right if self.roles else None,
            "weight_of_search_words": self.words.weight,
            "offers": {"triggers": self.offers_triggers, "events": self.offers_events},
        }


@dataclass(frozen=True)
class Lessons:
    """Coded articles, their triggers, and the story that each article tells: article id -> story."""

    articles: Sequence[CodedArticle]
    examples: Sequence[Example]
    stories: Mapping[str, str]


def fit_reader(model: SpanCoder, memory: Memory, lessons: Lessons, seed: int) -> Reader:
    """Learn to read; stories are kept together wherever data is put aside."""
    found = taught(memory, lessons.articles, lessons.examples, lessons.stories)
    return Reader(fit_finder(model.blocks, found, seed), fit_roles(memory, lessons.articles, lessons.stories, seed))


def to_arrays(reader: Reader) -> dict[str, Any]:
    """As plain types and arrays; what is missing is an empty dictionary."""
    finder, roles = reader.finder, reader.roles
    found: dict[str, Any] = {"finder": {}, "roles": {}, "words": asdict(reader.words)}
    if finder:
        judge, quality = finder.judge.to_arrays(), asdict(finder.quality)
        found["finder"] = {"judge": judge, "threshold": finder.threshold, "quality": quality}
    if roles:
        found["roles"] = {"judge": roles.judge.to_arrays(), "terms": "\n".join(roles.terms), "right": roles.right}
    return found


def from_arrays(tree: Mapping[str, Any]) -> Reader:
    finder, roles = None, None
    if given := tree["finder"]:
        finder = Finder(Linear.from_arrays(given["judge"]), given["threshold"], Quality(**given["quality"]))
    if given := tree["roles"]:
        roles = Roles(tuple(given["terms"].split("\n")), Linear.from_arrays(given["judge"]), given["right"])
    return Reader(finder, roles, Words(**tree["words"]))
