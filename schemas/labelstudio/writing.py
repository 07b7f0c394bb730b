"""A coding as a Label Studio result list; ``reading`` is the way back, and the two lose nothing between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from schemas.codebook import Codebook
from schemas.coding import Coding, Event, Fragment, Mention
from schemas.labelstudio import names as n
from schemas.labelstudio.hints import ArticleHint, Hint, RegionHint


def to_result(coding: Coding, codebook: Codebook) -> list[n.Item]:
    """The result list: regions in the order of the mentions, then the items on the article, then relations.

    Offsets are code points. Works for any coding, also a half-made or wrong one.
    """
    return _Writer(coding, codebook).write()


@dataclass
class _Region:
    """A region to be written: the first fragment of ``mention``, carrying ``event`` if it is that event's trigger."""

    id: str
    mention: Mention
    event: Event | None
    words: str | None = None
    parts: list[tuple[str, Fragment]] = field(default_factory=list)


class _Writer:
    def __init__(self, coding: Coding, codebook: Codebook) -> None:
        self.coding = coding
        self.codebook = codebook
        self.used: set[str] = set()
        self.items: list[n.Item] = []
        self.relations: list[n.Item] = []
        self.regions: list[_Region] = []
        self.of_mention: dict[str, str] = {}
        self.of_event: dict[str, str] = {}
        self.order: list[int] = []  # index in coding.events of each event, in the order the result gives them

    def write(self) -> list[n.Item]:
        self._plan()
        for region in self.regions:
            self._write_region(region)
        self._write_article()
        return self.items + self.relations

    def _fresh(self, wanted: str) -> str:
        made, count = wanted, 1
        while made in self.used:
            count += 1
            made = f"{wanted}~{count}"
        self.used.add(made)
        return made

    def _plan(self) -> None:
        """Give every mention, every further event on its words and every further fragment a region id."""
        carried = self._carried()
        own = [self._fresh(m.id) for m in self.coding.mentions]
        for index, mention in enumerate(self.coding.mentions):
            self.of_mention.setdefault(mention.id, own[index])
            events = carried.get(index, [])
            first = self.coding.events[events[0]] if events else None
            self.regions.append(_Region(own[index], mention, first))
            for further in events[1:]:
                event = self.coding.events[further]
                self.regions.append(_Region(self._fresh(event.id), mention, event, words=own[index]))
            self.order += events
        for region in self.regions:
            if region.event is not None:
                self.of_event.setdefault(region.event.id, region.id)
            rest = region.mention.fragments[1:]
            region.parts = [(self._fresh(f"{region.id}.{i}"), f) for i, f in enumerate(rest, 2)]

    def _carried(self) -> dict[int, list[int]]:
        """Index of a trigger mention -> indices of the events on it."""
        place: dict[str, int] = {}
        for index, mention in enumerate(self.coding.mentions):
            place.setdefault(mention.id, index)
        carried: dict[int, list[int]] = {}
        for index, event in enumerate(self.coding.events):
            at = place.get(event.trigger) if event.trigger is not None else None
            if at is not None and self.coding.mentions[at].type == "trigger":
                carried.setdefault(at, []).append(index)
        return carried

    def _write_region(self, region: _Region) -> None:
        label = n.label_of(self.codebook, region.mention.type)
        head = region.mention.fragments[0]
        self.items.append(self._item(region.id, n.MENTION, head, self._hint(region, label), labels=[label]))
        self._write_values(region, head)
        for part_id, fragment in region.parts:
            self.items.append(self._item(part_id, n.MENTION, fragment, self._type_hint(region, label), labels=[label]))
            self._relate(region.id, part_id, n.CONTINUES)
        if region.event is not None:
            self._write_relations(region.id, region.event)

    def _write_values(self, region: _Region, head: Fragment) -> None:
        """The per-region items, each with the id and the span of its region."""
        values: dict[str, Any] = {}
        flags: list[str] = []
        if region.event is not None:
            values, flags = self._event_values(region.event)
        if region.words is None:
            mention = region.mention
            if mention.actor_code == "":
                flags.append(n.UNKNOWN_ACTOR)
            values |= {n.ACTOR_CODE: [mention.actor_code]} if mention.actor_code else {}
            values |= {n.ACTOR_ID: [mention.actor_id]} if mention.actor_id is not None else {}
        values |= {n.FLAGS: flags} if flags else {}
        for name, value in values.items():
            key = "text" if n.TYPES[name] == "textarea" else n.TYPES[name]
            self.items.append(self._item(region.id, name, head, **{key: value}))

    def _event_values(self, event: Event) -> tuple[dict[str, Any], list[str]]:
        values: dict[str, Any] = {}
        if event.code is not None:
            values[n.CODE] = [n.path_of(self.codebook, event.code)]
        if event.modality != "asserted":
            values[n.MODALITY] = [event.modality]
        if event.certainty is not None:
            values[n.CERTAINTY] = [str(event.certainty)]
        if event.magnitude is not None:
            values[n.MAGNITUDE] = _number(event.magnitude)
        if event.note:
            values[n.NOTE] = [event.note]
        flags = {
            n.RECIPROCAL: event.reciprocal,
            n.SOURCE_NOT_STATED: event.source_not_stated,
            n.TARGET_NOT_STATED: event.target_not_stated,
        }
        return values, [name for name, on in flags.items() if on]

    def _write_relations(self, region_id: str, event: Event) -> None:
        for role, slot in n.SLOT_FIELDS.items():
            for reference in getattr(event, slot):
                if reference in self.of_mention:
                    self._relate(region_id, self.of_mention[reference], role)
        if event.same_as in self.of_event:
            self._relate(region_id, self.of_event[event.same_as], n.SAME_EVENT)

    def _type_hint(self, region: _Region, label: str) -> RegionHint:
        """Only of a mention whose type the codebook lacks."""
        known = n.type_of(self.codebook, label) == region.mention.type
        return RegionHint(type=None if known else region.mention.type)

    def _hint(self, region: _Region, label: str) -> RegionHint:
        mention, event = region.mention, region.event
        hint: dict[str, Any] = {"words": region.words, "type": self._type_hint(region, label).type}
        if region.words is None:
            hint["mention"] = mention.id if mention.id != region.id else None
            hint["uncoded"] = mention.type == "trigger" and event is None
        if event is not None:
            hint |= self._event_hint(region.id, event)
        return RegionHint(**hint)

    def _event_hint(self, region_id: str, event: Event) -> dict[str, Any]:
        hint: dict[str, Any] = {"kept": event.kept, "provenance": event.provenance, "suggestion": event.suggestion}
        hint["event"] = event.id if event.id != region_id else None
        for slot in n.SLOT_FIELDS.values():
            references = getattr(event, slot)
            hint[slot] = references if any(r not in self.of_mention for r in references) else None
        if event.code is not None and n.code_of(self.codebook, n.path_of(self.codebook, event.code)[-1]) != event.code:
            hint["code"] = event.code
        hint["same_as"] = event.same_as if event.same_as not in self.of_event else None
        return hint

    def _write_article(self) -> None:
        loose = [i for i in range(len(self.coding.events)) if i not in set(self.order)]
        given = self.order + loose
        order = tuple(given.index(i) for i in range(len(given))) if given != sorted(given) else ()
        events = tuple(self.coding.events[i] for i in loose)
        hint = ArticleHint(events=events, order=order, flag=self.coding.flag, rejected=self.coding.rejected)
        verdict = self.coding.verdict
        if hint != ArticleHint() or verdict != ("events" if self.coding.events else None):
            choices = [n.VERDICTS[verdict]] if verdict else []
            self.items.append(self._item("verdict", n.VERDICT, None, hint, choices=choices))
        if self.coding.note:
            self.items.append(self._item("note", n.ARTICLE_NOTE, None, text=[self.coding.note]))

    def _item(
        self, item_id: str, name: str, fragment: Fragment | None, hint: Hint | None = None, **value: Any
    ) -> n.Item:
        """A result item; one on the article (no fragment) gets an id that no region has."""
        span: dict[str, Any] = {}
        if fragment is None:
            item_id = self._fresh(item_id)
        else:
            span = {"start": fragment.start, "end": fragment.end, "text": fragment.quote}
        head = {"id": item_id, "type": n.TYPES[name], "from_name": name, "to_name": n.TEXT}
        meta = hint.dump() if hint is not None else {}
        return {**head, "value": {**span, **value}, **({"meta": {n.META: meta}} if meta else {})}

    def _relate(self, from_id: str, to_id: str, label: str) -> None:
        ends = {"from_id": from_id, "to_id": to_id}
        self.relations.append({"type": "relation", **ends, "direction": "right", "labels": [label]})


def _number(value: float) -> float | int:
    """Whole numbers without a decimal point, as a browser writes them."""
    return int(value) if value.is_integer() and abs(value) < 2**53 else value
