"""The short notation of the gold codings, resolved to mentions with offsets.

A quote is written as it stands in the text: ``"Riot police"``. ``"police #2"`` is its second occurrence (needed
when the words occur more than once), ``"called … off"`` a mention of two fragments. Actors carry their code at
the first use, ``"Riot police [EGYCOP]"``; ``"[?name]"`` is an unknown actor with a free identifier. Quotes match
whole words only. An event says ``source_not_stated`` or ``target_not_stated`` where the article names nobody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from schemas.coding import Coding, Event, Fragment, Mention

_REFERENCE = re.compile(r"(?P<quote>.+?)(?: #(?P<nth>\d+))?(?: \[(?P<actor>[^\]]+)\])?")
_GAP = " … "
_LONGEST_GAP = 80  # characters between two fragments of one mention
_LISTS = {"sources": "actor", "targets": "actor", "locations": "location", "times": "time"}
_PLAIN = ("modality", "magnitude", "certainty", "note", "reciprocal", "source_not_stated", "target_not_stated")
_KEYS = {"trigger", "code", "same_as", *_LISTS, *_PLAIN}


class NotationError(ValueError):
    """A gold coding that cannot be resolved; the message names the article and the quote."""


def _continues_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")


def _whole_words(text: str, start: int, end: int) -> bool:
    before = start > 0 and _continues_word(text[start - 1]) and _continues_word(text[start])
    after = end < len(text) and _continues_word(text[end - 1]) and _continues_word(text[end])
    return not before and not after


def find_quote(text: str, quote: str) -> list[tuple[tuple[int, int], ...]]:
    """Every place where the quote stands as whole words: per place the ``(start, end)`` of each fragment."""
    pieces = quote.split(_GAP)
    gap = f".{{1,{_LONGEST_GAP}}}?"
    pattern = re.compile("(?=" + gap.join(f"({re.escape(piece)})" for piece in pieces) + ")")
    found = (tuple(match.span(i + 1) for i in range(len(pieces))) for match in pattern.finditer(text))
    return [spans for spans in found if all(_whole_words(text, start, end) for start, end in spans)]


@dataclass
class _Mentions:
    """The mentions of one article as they come up; triggers are never shared between events."""

    where: str
    text: str
    kept: list[Mention] = field(default_factory=list)

    def add(self, kind: str, written: str) -> Mention:
        match = _REFERENCE.fullmatch(written)
        if match is None:
            raise NotationError(f"{self.where}: {written!r} is not a quote with optional #n and [ACTOR]")
        fragments = self._fragments(match["quote"], match["nth"])
        known = next((m for m in self.kept if (m.type, m.fragments) == (kind, fragments)), None)
        if kind == "trigger" or known is None:
            known = Mention(id=f"new{len(self.kept)}", type=kind, fragments=fragments)
            self.kept.append(known)
        if kind == "actor":
            known = self._with_actor(known, match["actor"], written)
        return known

    def _fragments(self, quote: str, nth: str | None) -> tuple[Fragment, ...]:
        places = find_quote(self.text, quote)
        if not places:
            raise NotationError(f"{self.where}: the quote {quote!r} is not in the text")
        if nth is None and len(places) > 1:
            near = "; ".join(self.text[max(0, p[0][0] - 25) : p[-1][1] + 15].replace("\n", " ") for p in places)
            raise NotationError(f"{self.where}: {quote!r} occurs {len(places)} times, write {quote} #n: {near}")
        index = int(nth or 1) - 1
        if not 0 <= index < len(places):
            raise NotationError(f"{self.where}: {quote!r} occurs {len(places)} times, there is no #{nth}")
        return tuple(Fragment(start=s, end=e, quote=self.text[s:e]) for s, e in places[index])

    def _with_actor(self, mention: Mention, actor: str | None, written: str) -> Mention:
        if actor is None:
            if mention.actor_code is None:
                raise NotationError(f"{self.where}: the actor {written!r} has no code at its first use")
            return mention
        unknown = actor.startswith("?")
        coded = mention.model_copy(
            update={"actor_code": "" if unknown else actor, "actor_id": actor[1:] if unknown else None}
        )
        if mention.actor_code is not None and coded != mention:
            raise NotationError(f"{self.where}: {written!r} was coded {mention.actor_code} before")
        self.kept[self.kept.index(mention)] = coded
        return coded


def _event(number: int, entry: Mapping[str, Any], mentions: _Mentions) -> Event:
    where = replace(mentions, where=f"{mentions.where}, event {number}")
    if unknown := set(entry) - _KEYS:
        raise NotationError(f"{where.where}: unknown key {', '.join(sorted(unknown))}")
    slots: dict[str, Any] = {key: entry[key] for key in _PLAIN if key in entry}
    for name, kind in _LISTS.items():
        slots[name] = tuple(where.add(kind, reference).id for reference in entry.get(name, ()))
    for slot in ("source", "target"):
        if bool(slots[f"{slot}s"]) == bool(entry.get(f"{slot}_not_stated")):
            raise NotationError(f"{where.where}: give either {slot}s or {slot}_not_stated = true")
    same_as = entry.get("same_as")
    return Event(
        id=f"e{number}",
        trigger=where.add("trigger", entry["trigger"]).id,
        code=entry["code"],
        same_as=f"e{same_as}" if same_as else None,
        **slots,
    )


def renumber(coding: Coding) -> Coding:
    """The same coding with mentions in reading order, called m1, m2, …, and events e1, e2, … in given order."""
    ordered = sorted(coding.mentions, key=lambda m: (m.start, m.end, m.type, coding.mentions.index(m)))
    names = {m.id: f"m{i}" for i, m in enumerate(ordered, 1)}
    numbers = {e.id: f"e{i}" for i, e in enumerate(coding.events, 1)}
    events = []
    for event in coding.events:
        slots = {slot: tuple(names[i] for i in getattr(event, slot)) for slot in _LISTS}
        same_as = numbers.get(event.same_as or "")
        trigger = names[event.trigger] if event.trigger else None
        renamed = {"id": numbers[event.id], "trigger": trigger, "same_as": same_as, **slots}
        events.append(event.model_copy(update=renamed))
    mentions = tuple(m.model_copy(update={"id": names[m.id]}) for m in ordered)
    return coding.model_copy(update={"mentions": mentions, "events": tuple(events)})


def resolve(article_id: str, text: str, entries: list[dict[str, Any]]) -> Coding:
    """The coding that the entries write down; no entries is the answer "no codable event".

    Raises NotationError naming the article and the quote that is missing, ambiguous or contradictory.
    """
    if not entries:
        return Coding(verdict="no_codable_event")
    mentions = _Mentions(where=f"article {article_id}", text=text)
    events = tuple(_event(number, entry, mentions) for number, entry in enumerate(entries, 1))
    return renumber(Coding(verdict="events", mentions=tuple(mentions.kept), events=events))
