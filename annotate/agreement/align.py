"""Which spans of different coders mean the same thing: needed before any agreement on codes.

Alignment is deterministic: it depends neither on the order of coders nor on chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

from annotate.agreement.overlaps import Pieces, meetings, size
from schemas import spans
from schemas.coding import Coding, Event, Mention

Name = TypeVar("Name", int, str)  # of a coder
Layer = str  # "trigger", "source", "target", or a mention type

LAYERS: tuple[Layer, ...] = ("trigger", "source", "target", "location", "time")


class Item(NamedTuple):
    """One coder's span with what it carries: event code on triggers, actor code on sources and targets."""

    pieces: Pieces
    label: str
    owner: str  # event id or mention id; settles the order of equal spans


class EventSpan(NamedTuple):
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


def align(coders: Mapping[Name, Sequence[Item]], threshold: float = 0.0) -> list[dict[Name, Item]]:
    """Clusters of items that overlap, at most one a coder; an item nobody shares is a cluster of its own.

    Pairs are joined in falling order of Dice (ties: earlier text, then names); a pair joins two clusters when
    no coder would stand in the result twice. ``threshold``: least Dice, exclusive.
    """
    names = sorted(coders)
    pool = [(name, item) for name in names for item in coders[name]]
    owners = [n for n, name in enumerate(names) for _ in coders[name]]
    cluster = list(range(len(pool)))
    members: dict[int, list[int]] = {i: [i] for i in cluster}
    for i, j in _pairs([item for _, item in pool], owners, threshold):
        a, b = cluster[i], cluster[j]
        if a == b or not {pool[k][0] for k in members[a]}.isdisjoint([pool[k][0] for k in members[b]]):
            continue
        for k in members[b]:
            cluster[k] = a
        members[a] += members.pop(b)
    groups = list(members.values())
    places = [sorted([(pool[k][1].pieces, pool[k][0]) for k in group]) for group in groups]
    return [dict([pool[k] for k in groups[n]]) for n in sorted(range(len(groups)), key=places.__getitem__)]


def _pairs(pool: Sequence[Item], coders: Sequence[int], threshold: float) -> list[tuple[int, int]]:
    found = []
    for i, j, common in meetings([item.pieces for item in pool], coders):
        item, match = pool[i], pool[j]
        score = 2 * common / (size(item.pieces) + size(match.pieces))
        if score > threshold:
            first, second = (item.pieces, item.owner), (match.pieces, match.owner)
            if second < first:
                first, second = second, first
            differ = item.label != match.label  # of equally good pairs, those with one code first
            found.append((-score, differ, first[0], second[0], first[1], second[1], i, j))
    return [row[-2:] for row in sorted(found)]
