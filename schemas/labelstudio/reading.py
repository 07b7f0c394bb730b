"""A Label Studio result list as a coding, from us or from a real Label Studio."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from schemas.codebook import Codebook
from schemas.coding import Coding, Event, Fragment, Mention, Verdict
from schemas.labelstudio import names as n
from schemas.labelstudio import values
from schemas.labelstudio.hints import ArticleHint, RegionHint
from schemas.labelstudio.names import ResultError

_OF_EVENTS = frozenset({n.CODE, n.MODALITY, n.CERTAINTY, n.MAGNITUDE, n.NOTE})
_VERDICT_OF = {label: verdict for verdict, label in n.VERDICTS.items()}


def from_result(result: Any, codebook: Codebook, text: str) -> Coding:
    """The coding a result list says; offsets are code points, quotes that are absent are cut from ``text``.

    Every Trigger region is an event. Arrows drawn the wrong way round and chained ``continues`` are understood.
    Raises ResultError naming item and field for what is no coding.
    """
    return _Reader(codebook, text).read(result)


@dataclass
class _Region:
    item: int
    id: str
    type: str
    fragment: Fragment
    hint: RegionHint
    values: dict[str, tuple[int, Any]] = field(default_factory=dict)  # control -> (item, value)
    links: dict[str, list[str]] = field(default_factory=dict)  # relation label -> ids of the regions it leads to

    @property
    def carries_event(self) -> bool:
        return self.type == "trigger" and not self.hint.uncoded

    @property
    def mention_id(self) -> str:
        return self.id if self.hint.mention is None else self.hint.mention

    @property
    def event_id(self) -> str:
        return self.id if self.hint.event is None else self.hint.event


class _Reader:
    def __init__(self, codebook: Codebook, text: str) -> None:
        self.codebook = codebook
        self.text = text
        self.regions: dict[str, _Region] = {}
        self.head: dict[str, str] = {}  # region that continues a mention -> the region it begins in
        self.relations: list[tuple[int, str, str, str]] = []  # item, from, to, label
        self.roles = {s.label.casefold(): s.role for s in codebook.slots if s.role in n.SLOT_FIELDS}
        self.roles |= {label: label for label in (*n.SLOT_FIELDS, n.CONTINUES, n.SAME_EVENT)}
        self.verdict: tuple[Verdict | None] | None = None
        self.article = ArticleHint()
        self.note = ""

    def read(self, result: Any) -> Coding:
        items = values.items(result)
        for index, item in items:
            if item.get("type") == "relation":
                self._read_relation(index, item)
            elif item.get("from_name") == n.MENTION:
                self._read_region(index, item)
        for index, item in items:
            if item.get("type") != "relation" and item.get("from_name") != n.MENTION:
                self._read_value(index, item)
        self._link()
        mentions = tuple(self._mention(r) for r in self._heads() if r.hint.words is None)
        events = self._events()
        verdict = self.verdict[0] if self.verdict is not None else ("events" if events else None)
        data: dict[str, Any] = {"verdict": verdict, "mentions": mentions, "events": events, "note": self.note}
        data |= {"flag": self.article.flag, "rejected": self.article.rejected}
        return values.built(0, Coding, data)

    def _read_region(self, index: int, item: n.Item) -> None:
        value = values.value(index, item)
        label = values.one_string(index, "value.labels", value.get("labels"))
        hint = values.hint(index, item, RegionHint)
        mention_type = hint.type if hint.type is not None else n.type_of(self.codebook, label)
        if mention_type is None:
            known = ", ".join(m.label for m in self.codebook.mentions)
            raise ResultError(index, "value.labels", f"no label {label!r} in this codebook; use one of {known}")
        region_id = item.get("id", f"region-{index}")
        if not isinstance(region_id, str):
            raise ResultError(index, "id", "must be text")
        if region_id in self.regions:
            raise ResultError(index, "id", f"{region_id!r} is the id of another region; give each region its own")
        fragment = values.fragment(index, value, self.text)
        self.regions[region_id] = _Region(index, region_id, mention_type, fragment, hint)

    def _read_relation(self, index: int, item: n.Item) -> None:
        ends = [item.get("from_id"), item.get("to_id")]
        if item.get("direction") == "left":
            ends.reverse()
        for name, end in zip(("from_id", "to_id"), ends, strict=True):
            if not isinstance(end, str):
                raise ResultError(index, name, "must be the id of a region")
        for label in values.strings(index, "labels", item.get("labels")):
            role = self.roles.get(label.strip().casefold())
            if role is None:
                known = ", ".join([*n.SLOT_FIELDS, n.SAME_EVENT, n.CONTINUES])
                raise ResultError(index, "labels", f"no relation {label!r}; use one of {known}")
            self.relations.append((index, str(ends[0]), str(ends[1]), role))

    def _read_value(self, index: int, item: n.Item) -> None:
        name = item.get("from_name")
        if not isinstance(name, str) or name not in n.TYPES:
            named = "is missing; name a control of" if name is None else f"no control {name!r} in"
            raise ResultError(index, "from_name", f"{named} this codebook's label config")
        value = values.value(index, item).get("text" if n.TYPES[name] == "textarea" else n.TYPES[name])
        if name == n.VERDICT:
            self._read_verdict(index, item, value)
        elif name == n.ARTICLE_NOTE:
            self.note = "\n".join(values.strings(index, "value.text", value))
        else:
            region = self.regions.get(item["id"]) if isinstance(item.get("id"), str) else None
            if region is None:
                raise ResultError(
                    index, "id", f"{item.get('id')!r} is no marked region that this {name} could belong to"
                )
            if name in region.values:
                raise ResultError(index, "from_name", f"region {region.id!r} has a second {name}; keep one")
            region.values[name] = (index, value)

    def _read_verdict(self, index: int, item: n.Item, value: Any) -> None:
        label = values.optional_string(index, "value.choices", value)
        if label is not None and label not in _VERDICT_OF:
            raise ResultError(index, "value.choices", f"no verdict {label!r}; use one of {', '.join(_VERDICT_OF)}")
        self.verdict = (_VERDICT_OF[label] if label is not None else None,)
        self.article = values.hint(index, item, ArticleHint)

    def _link(self) -> None:
        """Hang each relation on the region it starts from; first the ``continues``, since they move the ends."""
        for index, start, end, role in self.relations:
            for name, place in (("from_id", start), ("to_id", end)):
                if place not in self.regions:
                    raise ResultError(index, name, f"{place!r} is no region of this result")
            if role == n.CONTINUES:
                if end in self.head:
                    raise ResultError(index, "to_id", f"region {end!r} already continues another; keep one")
                self.head[end] = start
                self.regions[start].links.setdefault(role, []).append(end)
        for index, start, end, role in self.relations:
            if role != n.CONTINUES:
                self._hang(index, self._first(index, start), self._first(index, end), role)

    def _hang(self, index: int, start: _Region, end: _Region, role: str) -> None:
        if end.carries_event and not start.carries_event:
            start, end = end, start
        if not start.carries_event:
            raise ResultError(index, "from_id", f"{role!r} must begin at a trigger, and {start.id!r} is none")
        if role == n.SAME_EVENT and not end.carries_event:
            raise ResultError(index, "to_id", f"{role!r} must lead to another trigger, and {end.id!r} is none")
        start.links.setdefault(role, []).append(end.id)

    def _first(self, index: int, region_id: str) -> _Region:
        """The region in which the mention of this region begins."""
        seen = {region_id}
        while region_id in self.head:
            region_id = self.head[region_id]
            if region_id in seen:
                raise ResultError(index, "labels", f"{n.CONTINUES!r} runs in a circle through {region_id!r}")
            seen.add(region_id)
        return self.regions[region_id]

    def _heads(self) -> list[_Region]:
        for region in self.regions.values():
            first = self._first(region.item, region.id)
            for name, (index, _) in region.values.items():
                if first is not region:
                    raise ResultError(index, "id", f"{name} must stand on the first fragment, {first.id!r}")
                if name in _OF_EVENTS and not region.carries_event:
                    raise ResultError(index, "id", f"{name} belongs on a trigger, and {region.id!r} is none")
        return [r for r in self.regions.values() if r.id not in self.head]

    def _fragments(self, region: _Region) -> tuple[Fragment, ...]:
        found: list[Fragment] = []
        waiting = [region]
        while waiting:
            current = waiting.pop()
            found.append(current.fragment)
            waiting += [self.regions[i] for i in reversed(current.links.get(n.CONTINUES, []))]
        return tuple(found)

    def _mention(self, region: _Region) -> Mention:
        code = values.text_of(region.values.get(n.ACTOR_CODE))
        if code is None and n.UNKNOWN_ACTOR in values.flags_of(region.values.get(n.FLAGS)):
            code = ""
        actor_id = values.text_of(region.values.get(n.ACTOR_ID))
        own = {"id": region.mention_id, "type": region.type, "fragments": self._fragments(region)}
        return values.built(region.item, Mention, {**own, "actor_code": code, "actor_id": actor_id})

    def _events(self) -> tuple[Event, ...]:
        given = [self._event(r) for r in self._heads() if r.carries_event] + list(self.article.events)
        order = self.article.order
        if not order:
            return tuple(given)
        if sorted(order) != list(range(len(given))):
            raise ResultError(0, "meta", f"the order of events must list 0 to {len(given) - 1} once each")
        return tuple(given[i] for i in order)

    def _event(self, region: _Region) -> Event:
        hint = region.hint
        words = self.regions.get(hint.words) if hint.words is not None else region
        if words is None:
            raise ResultError(region.item, "meta", f"{hint.words!r} is no region of this result")
        slots = {slot: self._slot(region, role, getattr(hint, slot)) for role, slot in n.SLOT_FIELDS.items()}
        same = [self.regions[i].event_id for i in region.links.get(n.SAME_EVENT, [])]
        if len(same) > 1:
            raise ResultError(
                region.item, "relations", f"{region.id!r} is the same event as two others; link it to one"
            )
        data = {
            "id": region.event_id,
            "trigger": words.mention_id,
            "code": hint.code if hint.code is not None else values.code_of(region.values.get(n.CODE), self.codebook),
            "same_as": same[0] if same else hint.same_as,
            "kept": hint.kept,
            "provenance": hint.provenance,
            "suggestion": hint.suggestion,
            **slots,
            **_attributes(region),
        }
        return values.built(region.item, Event, data)

    def _slot(self, region: _Region, role: str, override: tuple[str, ...] | None) -> tuple[str, ...]:
        if override is not None:
            return override
        return tuple(self.regions[i].mention_id for i in region.links.get(role, []))


def _attributes(region: _Region) -> dict[str, Any]:
    """What the choices, numbers and texts on a trigger region say of its event."""
    get = region.values.get
    flags = values.flags_of(get(n.FLAGS))
    modality = values.choice_of(get(n.MODALITY))
    return {
        "source_not_stated": n.SOURCE_NOT_STATED in flags,
        "target_not_stated": n.TARGET_NOT_STATED in flags,
        "reciprocal": n.RECIPROCAL in flags,
        "modality": "asserted" if modality is None else modality,
        "magnitude": values.number_of(get(n.MAGNITUDE)),
        "certainty": values.certainty_of(get(n.CERTAINTY)),
        "note": values.text_of(get(n.NOTE)) or "",
    }
