"""A coding as the measures read it: spans by layer, events with their slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.agreement.align import LAYERS, EventSpan, Item
from annotate.agreement.overlaps import Pieces
from schemas import spans
from schemas.coding import Coding, Event, Mention

ABSENT = "\0"  # label of an actor without a code; "" is a code: unknown actor
UNKNOWN = "---"  # how a set of codes names an actor that has none


@dataclass(frozen=True)
class EventRead:
    """An event with a trigger. ``*_codes``: the sorted codes of the slot in one line, "" when it is empty, None when
    its actors are not coded. ``copy``: told again, so it counts for spans and codes but not as an event of its own.
    """

    span: EventSpan
    source_codes: str | None
    target_codes: str | None
    modality: str
    copy: bool
    by_suggestion: bool


class Reading:
    """One coding, each mention looked up once."""

    def __init__(self, coding: Coding) -> None:
        self._mentions = {m.id: m for m in coding.mentions}
        self._pieces = {m.id: _pieces(m) for m in coding.mentions}
        self.events = sorted(
            (self._event(e) for e in coding.events if e.trigger in self._pieces),
            key=lambda e: (e.span.trigger, e.span.code or "", e.span.sources, e.span.targets, e.span.owner),
        )
        self.assisted = any(p.origin != "human" for e in coding.events for p in e.provenance.values())
        self._roles = {
            "source": {m for e in coding.events for m in e.sources if m in self._pieces},
            "target": {m for e in coding.events for m in e.targets if m in self._pieces},
        }

    def triggers(self) -> list[Item]:
        return [Item(e.span.trigger, e.span.code or "", e.span.owner) for e in self.events]

    def actors(self, layer: str) -> list[Item]:
        """The spans in a role with their actor codes, in text order."""
        return sorted(self._item(mention_id) for mention_id in self._roles[layer])

    def positions(self, layer: str) -> list[Pieces]:
        """Where the layer's spans are, each place once, in text order."""
        if layer == "trigger":
            return sorted({e.span.trigger for e in self.events})
        if layer in self._roles:
            return sorted({self._pieces[m] for m in self._roles[layer]})
        return sorted({self._pieces[m.id] for m in self._mentions.values() if m.type == layer})

    def layers(self) -> list[list[Pieces]]:
        return [self.positions(layer) for layer in LAYERS]

    def _item(self, mention_id: str) -> Item:
        code = self._mentions[mention_id].actor_code
        return Item(self._pieces[mention_id], ABSENT if code is None else code, mention_id)

    def _event(self, event: Event) -> EventRead:
        sources, targets = self._all(event.sources), self._all(event.targets)
        span = EventSpan(event.code, self._pieces[event.trigger or ""], sources, targets, event.id)
        provenance = event.provenance.values()
        return EventRead(
            span,
            self._codes(event.sources),
            self._codes(event.targets),
            event.modality,
            copy=event.same_as is not None,
            by_suggestion=any(p.origin != "human" for p in provenance),
        )

    def _all(self, ids: Sequence[str]) -> Pieces:
        if len(ids) == 1 and ids[0] in self._pieces:
            return self._pieces[ids[0]]
        return spans.merge_touching(piece for i in ids for piece in self._pieces.get(i, ()))

    def _codes(self, ids: Sequence[str]) -> str | None:
        codes = [self._mentions[i].actor_code for i in ids if i in self._mentions]
        if codes and all(code is None for code in codes):
            return None
        return " ".join(sorted({code or UNKNOWN for code in codes if code is not None}))


def _pieces(mention: Mention) -> Pieces:
    if len(mention.fragments) == 1:
        return ((mention.fragments[0].start, mention.fragments[0].end),)
    return spans.merge_touching(mention.fragments)
