"""What a task's predictions suggest to a coder: whole events, codes for a trigger, mentions. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from schemas.codebook import Codebook
from schemas.coding import Coding, Event, Fragment, Mention
from schemas.labelstudio import names as n
from schemas.labelstudio.result import ResultError, from_result

Wire = dict[str, Any]
_MOST_CODES = 300  # pairs of trigger and code that one article is sent with
_DIGITS = 4


class PredictionRow(Protocol):
    """A stored prediction: ``result`` is JSON, ``score`` 0 to 1 if the model gave one."""

    id: int
    result: str
    score: float | None
    model_version: str


@dataclass(frozen=True, slots=True)
class _Found:
    id: str
    model: str
    score: float | None
    event: Event
    coding: Coding
    trigger: Mention

    @property
    def words(self) -> tuple[tuple[int, int], ...]:
        return tuple((f.start, f.end) for f in self.trigger.fragments)

    @property
    def order(self) -> tuple[float, int, str]:
        return (-1.0 if self.score is None else -self.score, self.trigger.start, self.id)


def nothing() -> Wire:
    """What is sent where nothing may be suggested."""
    return {"events": [], "codes": [], "mentions": []}


def suggested(rows: Iterable[PredictionRow], codebook: Codebook, text: str, least_score: float) -> Wire:
    """``events``: whole ones, the surest first, one per trigger and code; those scored below ``least_score`` and
    further codes for a trigger are only in ``codes``. ``mentions``: actors, places and times that are named.

    Scores are the region's own, else the prediction's. A prediction that is no coding suggests nothing.
    """
    best: dict[tuple[Any, str | None], _Found] = {}
    codings: list[tuple[str, Coding]] = []
    for row in rows:
        coding, scores = _read(row, codebook, text)
        codings.append((row.model_version, coding))
        for one in _events(row, coding, scores, text):
            key = (one.words, one.event.code)
            if key not in best or one.order < best[key].order:
                best[key] = one
    found = sorted(best.values(), key=lambda one: one.order)
    chosen: dict[Any, _Found] = {}
    for one in found:
        if one.score is None or one.score >= least_score:
            chosen.setdefault(one.words, one)
    whole = sorted(chosen.values(), key=lambda one: one.order)
    return {
        "events": [_event(one, rank) for rank, one in enumerate(whole, 1)],
        "codes": [_code(one) for one in found if _may_be_chosen(codebook, one.event.code)][:_MOST_CODES],
        "mentions": list(_mentions(codings, text)),
    }


def _read(row: PredictionRow, codebook: Codebook, text: str) -> tuple[Coding, dict[str, float]]:
    items = orjson.loads(row.result)
    try:
        coding = from_result(items, codebook, text)
    except ResultError:  # it was checked against the label config alone; the SDK still reads it as it came
        return Coding(), {}
    return coding, {i["id"]: i["score"] for i in items if i.get("from_name") == n.MENTION and _is_score(i.get("score"))}


def _is_score(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _events(row: PredictionRow, coding: Coding, scores: dict[str, float], text: str) -> Iterator[_Found]:
    for event in coding.events:
        trigger = coding.mention(event.trigger)
        named = [coding.mention(m) for m in _references(event)]
        if trigger is None or not event.code or not all(m is not None and _quotes(m, text) for m in named):
            continue
        score = scores.get(event.id, scores.get(trigger.id, row.score))
        rounded = None if score is None else round(float(score), _DIGITS)
        yield _Found(f"?{row.id}.{event.id}", row.model_version, rounded, event, coding, trigger)


def _references(event: Event) -> tuple[str, ...]:
    own = (event.trigger,) if event.trigger is not None else ()
    return (*own, *event.sources, *event.targets, *event.locations, *event.times)


def _quotes(mention: Mention, text: str) -> bool:
    return all(0 <= f.start < f.end and text[f.start : f.end] == f.quote for f in mention.fragments)


def _may_be_chosen(codebook: Codebook, code: str | None) -> bool:
    known = codebook.get(code)
    return known is not None and not known.retired


def _event(one: _Found, rank: int) -> Wire:
    wanted = set(_references(one.event))
    mentions = [m.model_dump(mode="json", exclude_defaults=True) for m in one.coding.mentions if m.id in wanted]
    event = one.event.model_dump(mode="json", exclude_defaults=True, exclude={"same_as", "provenance", "kept"})
    shown = {"id": one.id, "model": one.model, "score": one.score, "rank": rank}
    return {**shown, "event": event, "mentions": mentions}


def _code(one: _Found) -> Wire:
    span = [one.trigger.start, one.trigger.end]
    return {"span": span, "code": one.event.code, "score": one.score, "model": one.model}


def _mentions(codings: Iterable[tuple[str, Coding]], text: str) -> Iterator[Wire]:
    """Named actors, places and times in one piece, each span once."""
    seen: set[tuple[str, Fragment]] = set()
    for model, coding in codings:
        for mention in coding.mentions:
            whole = mention.fragments[0]
            key = (mention.type, whole)
            plain = mention.type in ("actor", "location", "time") and len(mention.fragments) == 1
            if plain and key not in seen and _quotes(mention, text):
                seen.add(key)
                code = mention.actor_code or None
                yield {"type": mention.type, "span": [whole.start, whole.end], "code": code, "model": model}
