"""What the single checks need to know about a coding, worked out once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from schemas.codebook import Code, Codebook, MentionKind
from schemas.coding import Coding, Event, Mention
from schemas.validation.problem import Problem, Severity

SLOTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "source": ("sources", ("actor",)),
    "target": ("targets", ("actor",)),
    "location": ("locations", ("location",)),
    "time": ("times", ("time",)),
}
"""Role -> field of Event, and the mention types that fill it where the codebook has no rule."""

Span = tuple[tuple[int, int], ...]


@dataclass
class Context:
    """A coding with its surroundings."""

    coding: Coding
    codebook: Codebook
    text: str
    published: date | None = None
    sentences: Sequence[tuple[int, int]] | None = None
    new: bool = True
    mentions: dict[str, Mention] = field(init=False)
    kinds: dict[str, MentionKind] = field(init=False)
    types: dict[str, tuple[str, ...]] = field(init=False)
    single: frozenset[str] = field(init=False)
    by_trigger: dict[Span, list[int]] = field(init=False)
    event_ids: frozenset[str] = field(init=False)
    starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.mentions = {m.id: m for m in reversed(self.coding.mentions)}
        self.kinds = {kind.type: kind for kind in self.codebook.mentions}
        self.types = {role: types for role, (_, types) in SLOTS.items()} | {"trigger": ("trigger",)}
        self.types |= {slot.role: slot.types for slot in self.codebook.slots}
        self.single = frozenset(slot.role for slot in self.codebook.slots if not slot.many)
        self.event_ids = frozenset(e.id for e in self.coding.events)
        self.starts = [start for start, _ in self.sentences or ()]
        self.by_trigger = {}
        for index, event in enumerate(self.coding.events):
            trigger = self.trigger(event)
            if trigger is not None:
                self.by_trigger.setdefault(span_of(trigger), []).append(index)

    def trigger(self, event: Event) -> Mention | None:
        return self.mentions.get(event.trigger) if event.trigger is not None else None

    def code(self, event: Event) -> Code | None:
        return self.codebook.get(event.code)

    def found(self, references: Sequence[str]) -> list[Mention]:
        """The mentions referred to, without dangling references."""
        return [self.mentions[r] for r in references if r in self.mentions]

    def sentence(self, position: int) -> int:
        """The number of the sentence that holds a position; -1 before the first."""
        return bisect_right(self.starts, position) - 1


EventCheck = Callable[[Context, int, Event], Iterator[Problem]]


def span_of(mention: Mention) -> Span:
    return tuple((f.start, f.end) for f in mention.fragments)


def shown(words: str, limit: int = 60) -> str:
    """Words of the article for a message, not too many of them."""
    return f"“{words}”" if len(words) <= limit else f"“{words[: limit - 1]}…”"


def at(index: int, place: str, severity: Severity, code: str, message: str) -> Problem:
    """A problem of an event."""
    return Problem(f"events[{index}].{place}", severity, code, message)
