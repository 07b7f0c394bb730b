"""A coding as the measures read it: spans by layer, events with their slots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from annotate.agreement.align import LAYERS, EventSpan, Item
from annotate.agreement.overlaps import Pieces
from schemas import spans
from schemas.coding import Coding, Event, Mention

ABSENT = "\0"  # label of an actor without a code; "" is a code: unknown actor
UNKNOWN = "---"  # how a set of codes names an actor that has none

Stored = Mapping[str, Any]  # the JSON of a coding that was judged before it was stored


class EventRead(NamedTuple):
    """An event with a trigger. ``*_codes``: the sorted codes of the slot in one line, "" when it is empty, None when
    its actors are not coded. ``copy``: told again, so it counts for spans and codes but not as an event of its own.
    """

    span: EventSpan
    source_codes: str | None
    target_codes: str | None
    modality: str
    copy: bool
    by_suggestion: bool


class _Mark(NamedTuple):
    """A mention, its fragments merged."""

    type: str
    pieces: Pieces
    actor_code: str | None


class _Told(NamedTuple):
    """An event, its mentions by id."""

    id: str
    trigger: str | None
    code: str | None
    sources: Sequence[str]
    targets: Sequence[str]
    modality: str
    copy: bool
    by_suggestion: bool


class Reading:
    """One coding, each mention looked up once. What is stored is read as it is: checking it again takes longer than all
    the rest.
    """

    def __init__(self, coding: Coding | Stored) -> None:
        if isinstance(coding, Coding):
            self._marks = {m.id: _mark(m) for m in coding.mentions}
            told = [_told(e) for e in coding.events]
        else:
            self._marks = {m["id"]: _stored_mark(m) for m in coding.get("mentions", ())}
            told = [_stored_told(e) for e in coding.get("events", ())]
        self.empty = not told
        self.assisted = any([e.by_suggestion for e in told])
        found = [self._event(e) for e in told if e.trigger in self._marks]
        self.events = sorted(found, key=_in_text) if len(found) > 1 else found
        marks = self._marks
        self._roles = {
            "source": {m for e in told for m in e.sources if m in marks},
            "target": {m for e in told for m in e.targets if m in marks},
        }

    def triggers(self) -> list[Item]:
        return [Item(e.span.trigger, e.span.code or "", e.span.owner) for e in self.events]

    def actors(self, layer: str) -> list[Item]:
        """The spans in a role with their actor codes, in text order."""
        return sorted([self._item(mention_id) for mention_id in self._roles[layer]])

    def positions(self, layer: str) -> list[Pieces]:
        """Where the layer's spans are, each place once, in text order."""
        if layer == "trigger":
            return sorted({e.span.trigger for e in self.events})
        if layer in self._roles:
            return sorted({self._marks[m].pieces for m in self._roles[layer]})
        return sorted({m.pieces for m in self._marks.values() if m.type == layer})

    @cached_property
    def layers(self) -> list[list[Pieces]]:
        """``positions`` of every layer."""
        return [self.positions(layer) for layer in LAYERS]

    def _item(self, mention_id: str) -> Item:
        mark = self._marks[mention_id]
        return Item(mark.pieces, ABSENT if mark.actor_code is None else mark.actor_code, mention_id)

    def _event(self, event: _Told) -> EventRead:
        trigger, sources, targets = self._marks[event.trigger or ""].pieces, event.sources, event.targets
        span = EventSpan(event.code, trigger, self._all(sources), self._all(targets), event.id)
        codes = self._codes(sources), self._codes(targets)
        return EventRead(span, *codes, event.modality, event.copy, event.by_suggestion)

    def _all(self, ids: Sequence[str]) -> Pieces:
        found = [self._marks[i].pieces for i in ids if i in self._marks]
        if len(found) == len(ids) == 1:
            return found[0]
        return spans.merge_touching([piece for pieces in found for piece in pieces])

    def _codes(self, ids: Sequence[str]) -> str | None:
        codes = [self._marks[i].actor_code for i in ids if i in self._marks]
        if len(codes) == 1:
            return codes[0] if codes[0] != "" else UNKNOWN
        if codes and all(code is None for code in codes):
            return None
        return " ".join(sorted({code or UNKNOWN for code in codes if code is not None}))


def _in_text(event: EventRead) -> tuple[Pieces, str, Pieces, Pieces, str]:
    span = event.span
    return span.trigger, span.code or "", span.sources, span.targets, span.owner


def _mark(mention: Mention) -> _Mark:
    return _Mark(mention.type, _merged([(f.start, f.end) for f in mention.fragments]), mention.actor_code)


def _stored_mark(mention: Stored) -> _Mark:
    pieces = _merged([(f["start"], f["end"]) for f in mention["fragments"]])
    return _Mark(mention["type"], pieces, mention.get("actor_code"))


def _told(event: Event) -> _Told:
    origins = [p.origin for p in event.provenance.values()]
    slots = (event.id, event.trigger, event.code, event.sources, event.targets, event.modality)
    return _Told(*slots, event.same_as is not None, _suggested(origins))


def _stored_told(event: Stored) -> _Told:
    of = event.get
    origins = [p.get("origin", "human") for p in of("provenance", {}).values()]
    slots = (event["id"], of("trigger"), of("code"), of("sources", ()), of("targets", ()), of("modality", "asserted"))
    return _Told(*slots, of("same_as") is not None, _suggested(origins))


def _suggested(origins: Iterable[str]) -> bool:
    return any([origin != "human" for origin in origins])


def _merged(pieces: Sequence[spans.Pair]) -> Pieces:
    return (pieces[0],) if len(pieces) == 1 else spans.merge_touching(pieces)
