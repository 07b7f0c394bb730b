"""What became of suggestions, counted from the origins that finished codings keep. Pure.

Counted is what a coder has decided on: a value taken as it was, one changed after it was taken, a whole event turned
down. Codes that stood in a list and were passed over leave no trace in a coding, so there is no share of what was
seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

EVENT = "event"
SLOTS = (EVENT, "trigger", "code", "source", "source_code", "target", "target_code", "location", "time")
OUTCOMES = ("accepted", "edited", "rejected")
Key = tuple[str, str, int | None]  # model version, slot, rank


def accepted(codings: Iterable[str]) -> list[dict[str, Any]]:
    """A row per model version, slot and rank (null where the model gave none), from codings as JSON.

    ``event`` is the whole suggested event: accepted with every slot as it was, edited with one changed, or rejected.
    Of one that was accepted, each slot is counted in its own row too.
    """
    counts: dict[Key, Counter[str]] = {}
    for text in codings:
        for key, outcome in _decisions(orjson.loads(text)):
            counts.setdefault(key, Counter())[outcome] += 1
    return [
        {"model": model, "slot": slot, "rank": rank, **{name: found[name] for name in OUTCOMES}}
        for (model, slot, rank), found in sorted(counts.items(), key=lambda item: _order(item[0]))
    ]


def _order(key: Key) -> tuple[str, int, str, int]:
    model, slot, rank = key
    return model, SLOTS.index(slot) if slot in SLOTS else len(SLOTS), slot, rank if rank is not None else 2**31


def _decisions(coding: dict[str, Any]) -> Iterator[tuple[Key, str]]:
    for one in coding.get("rejected", ()):
        yield (one.get("model") or "", EVENT, one.get("rank")), "rejected"
    for event in coding.get("events", ()):
        origins = {slot: one for slot, one in event.get("provenance", {}).items() if one.get("origin") in OUTCOMES}
        for slot, one in origins.items():
            yield (one.get("model") or "", slot, one.get("rank")), one["origin"]
        if event.get("suggestion") and origins:
            first = next(iter(origins.values()))
            whole = "edited" if any(one["origin"] == "edited" for one in origins.values()) else "accepted"
            yield (first.get("model") or "", EVENT, first.get("rank")), whole
