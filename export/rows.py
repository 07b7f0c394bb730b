"""Codings as event rows, one per source and target, as readers of GDELT, ICEWS and PETRARCH files expect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from export.derive import derived
from export.records import CodedArticle, CoderCoding, EventRow, SetHash
from schemas.codebook import Codebook
from schemas.coding import Coding, Event, Mention
from schemas.hashing import content_hash

_DERIVED = ("code", "label", "root", "parent", "quad", "penta", "goldstein", "goldstein_from", "plover")
Slot = tuple[Mention | None, Mention | None]


def event_rows(article: CodedArticle, codebook: Codebook) -> Iterator[EventRow]:
    """The rows of all codings of an article, in the order of codings, events, sources and targets."""
    for coding in article.codings:
        for event in coding.coding.events:
            pairs = actor_pairs(coding.coding, event)
            first = _row(article, coding, event, codebook, len(pairs))
            for number, (source, target) in enumerate(pairs, 1):
                yield replace(first, row=number, **_actor("source", source), **_actor("target", target))


def actor_pairs(coding: Coding, event: Event) -> list[Slot]:
    """Every source with every target; None stands for a slot without an actor.

    A reciprocal event may name its parties on both sides; nobody is paired with themselves then, unless there is
    no other pair.
    """
    pairs = list(product(_actors(coding, event.sources), _actors(coding, event.targets)))
    apart = [(s, t) for s, t in pairs if s is None or s is not t]
    return apart if event.reciprocal and apart else pairs


def _actors(coding: Coding, ids: Sequence[str]) -> Sequence[Mention | None]:
    found = [m for i in ids if (m := coding.mention(i)) is not None]
    return found or [None]


def rows_hash(rows: Iterable[EventRow]) -> str:
    """SHA-256 over a set of rows, whatever their order."""
    total = SetHash()
    for row in rows:
        total.add(row_hash(row))
    return total.hexdigest()


def row_hash(row: EventRow) -> str:
    return content_hash(vars(row))


def spans_text(mention: Mention | None) -> str:
    """All fragments as ``start-end``, joined by ``;``."""
    return ";".join(f"{f.start}-{f.end}" for f in mention.fragments) if mention else ""


def origin(event: Event) -> str:
    """ "accepted" if any slot of the event is a suggestion taken as it was, else "edited" if any is, else "human"."""
    found = {p.origin for p in event.provenance.values()}
    return next((o for o in ("accepted", "edited") if o in found), "human")


def _words(coding: Coding, ids: Sequence[str]) -> str:
    return "; ".join(m.text for m in _actors(coding, ids) if m is not None)


def _row(article: CodedArticle, by: CoderCoding, event: Event, codebook: Codebook, rows: int) -> EventRow:
    """The event's first row, still without its actors."""
    code = derived(codebook, event.code)
    trigger = by.coding.mention(event.trigger)
    return EventRow(
        article=article.id,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        lang=article.lang,
        coder=by.coder,
        gold=by.gold,
        annotation=by.annotation,
        version=by.version,
        event=event.id,
        same_as=event.same_as or "",
        row=1,
        rows=rows,
        **{name: getattr(code, name) for name in _DERIVED},
        **_actor("source", None),
        source_not_stated=event.source_not_stated,
        **_actor("target", None),
        target_not_stated=event.target_not_stated,
        reciprocal=event.reciprocal,
        trigger=trigger.text if trigger else "",
        trigger_start=trigger.start if trigger else None,
        trigger_end=trigger.end if trigger else None,
        trigger_spans=spans_text(trigger),
        location=_words(by.coding, event.locations),
        time=_words(by.coding, event.times),
        modality=event.modality,
        magnitude=event.magnitude,
        certainty=event.certainty,
        origin=origin(event),
        note=event.note,
        stream=article.stream,
    )


def _actor(slot: str, mention: Mention | None) -> dict[str, Any]:
    return {
        slot: mention.text if mention else "",
        f"{slot}_code": (mention.actor_code or "") if mention else "",
        f"{slot}_actor": (mention.actor_id or "") if mention else "",
        f"{slot}_spans": spans_text(mention),
    }
