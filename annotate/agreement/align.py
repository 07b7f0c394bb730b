"""Which spans of different coders mean the same thing: needed before any agreement on codes.

Alignment is deterministic: it depends neither on the order of coders nor on chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotate.agreement.overlaps import Pieces, meetings, size
from schemas import spans
from schemas.coding import Coding, Event, Mention

Layer = str  # "trigger", "source", "target", or a mention type

LAYERS: tuple[Layer, ...] = ("trigger", "source", "target", "location", "time")


@dataclass(frozen=True, order=True)
class Item:
    """One coder's span with what it carries: event code on triggers, actor code on sources and targets."""

    pieces: Pieces
    label: str
    owner: str  # event id or mention id; settles the order of equal spans


@dataclass(frozen=True)
class EventSpan:
    """An event as spans: what the measures on whole events compare."""

    code: str | None
    trigger: Pieces
    sources: Pieces
    targets: Pieces
    owner: str = ""


def pieces_of(mentions: Sequence[Mention | None]) -> Pieces:
    """The characters that the mentions cover together, as merged pieces."""
    return spans.merge_touching(f for mention in mentions if mention for f in mention.fragments)


def items(coding: Coding, layer: Layer) -> list[Item]:
    """The spans of one layer, in text order. On triggers one item an event, on actors one a mention and role."""
    if layer == "trigger":
        found = {Item(pieces_of([coding.mention(e.trigger)]), e.code or "", e.id) for e in coding.events if e.trigger}
    elif layer in ("source", "target"):
        ids = {m for e in coding.events for m in (e.sources if layer == "source" else e.targets)}
        found = {_actor(m) for m in coding.mentions if m.id in ids}
    else:
        found = {_actor(m) for m in coding.mentions if m.type == layer}
    return sorted(found)


def _actor(mention: Mention) -> Item:
    return Item(pieces_of([mention]), mention.actor_code or "", mention.id)


def event_spans(coding: Coding) -> list[EventSpan]:
    """The complete events (those with a trigger), in text order; ``same_as`` copies count once."""
    return sorted(
        (_event_span(coding, e) for e in coding.events if e.trigger and not e.same_as),
        key=lambda e: (e.trigger, e.code or "", e.sources, e.targets),
    )


def _event_span(coding: Coding, event: Event) -> EventSpan:
    def all_of(ids: Sequence[str]) -> Pieces:
        return pieces_of([coding.mention(i) for i in ids])

    return EventSpan(
        event.code, pieces_of([coding.mention(event.trigger)]), all_of(event.sources), all_of(event.targets), event.id
    )


def align(coders: Mapping[str, Sequence[Item]], threshold: float = 0.0) -> list[dict[str, Item]]:
    """Clusters of items that overlap, at most one a coder; an item nobody shares is a cluster of its own.

    Pairs are joined in falling order of Dice (ties: earlier text, then names); a pair joins two clusters when
    no coder would stand in the result twice. ``threshold``: least Dice, exclusive.
    """
    names = sorted(coders)
    pool = [(name, item) for name in names for item in coders[name]]
    cluster = list(range(len(pool)))
    members: dict[int, list[int]] = {i: [i] for i in cluster}
    for _, i, j in _pairs(pool, threshold):
        a, b = cluster[i], cluster[j]
        if a == b or {pool[k][0] for k in members[a]} & {pool[k][0] for k in members[b]}:
            continue
        for k in members[b]:
            cluster[k] = a
        members[a] += members.pop(b)
    found = [{pool[k][0]: pool[k][1] for k in group} for group in members.values()]
    return sorted(found, key=lambda c: sorted((item.pieces, name) for name, item in c.items()))


def _pairs(pool: Sequence[tuple[str, Item]], threshold: float) -> list[tuple[float, int, int]]:
    names = {name: n for n, name in enumerate(sorted({name for name, _ in pool}))}
    found = []
    for i, j, common in meetings([item.pieces for _, item in pool], [names[name] for name, _ in pool]):
        item, match = pool[i][1], pool[j][1]
        score = 2 * common / (size(item.pieces) + size(match.pieces))
        if score > threshold:
            first, second = sorted((item, match), key=lambda x: (x.pieces, x.owner))
            differ = item.label != match.label  # of equally good pairs, those with one code first
            found.append((-score, differ, first.pieces, second.pieces, first.owner, second.owner, i, j))
    return [(row[0], row[-2], row[-1]) for row in sorted(found)]
