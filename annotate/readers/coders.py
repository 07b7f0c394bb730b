"""Sentences with the codings of several coders: numbered spans, relations between them, one code per action number.

Each line is an object with ``text`` and ``annotations``; an annotation names its ``annotator`` and has ``spans``
(label like "Source-1", "Action-1", "Target-1", "Location", "Time"; start, end, text), ``relations`` (pairs of
[label, text]), ``actions`` (number and code, like "4-18 …": penta class, root code) and ``relevant``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotate.readers.article import Article, CoderCoding, Problems, ReadOptions
from annotate.readers.records import Refused, clean_text, one_line
from schemas.coding import Coding, Event, Fragment, Mention

_TYPES = {"source": "actor", "target": "actor", "action": "trigger", "location": "location", "time": "time"}
_CODE = re.compile(r"\s*(?:\d+\s*-\s*)?(\d{1,2})\b")
_KEPT = ("round", "batch", "doc_id")


def is_coded_record(record: Any) -> bool:
    """Does this line have the form that this module reads?"""
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return False
    given = record.get("annotations")
    return (
        isinstance(given, list)
        and bool(given)
        and all(isinstance(a, dict) and "annotator" in a and isinstance(a.get("spans"), list) for a in given)
    )


def coded_article(record: Mapping[str, Any], line: int, options: ReadOptions, problems: Problems) -> Article:
    """The sentence with its finished codings; raises Refused, naming the coder, when one does not fit the text.

    Unfinished ones are left out; that, and each coder's answer on relevance, is kept in ``meta``.
    """
    text, changed = clean_text(record["text"])
    if changed:
        raise Refused("The text has CR line ends, so the offsets of its spans are in doubt; save it with LF line ends.")
    codings = []
    for given in (a for a in record["annotations"] if a.get("completed", True)):
        coder = one_line(given["annotator"], 100) or "unnamed"
        try:
            reader = _Reader(text, given)
        except Refused as refused:
            raise Refused(f"Coding by {coder}: {refused}") from None
        coding = reader.coding()
        if coding is not None:
            codings.append(CoderCoding(coder, coding))
        if reader.uncoded or coding is None:
            problems.warn(line, _left_out(coder, reader.uncoded, coding))
    relevance = {one_line(a["annotator"], 100): a.get("relevant") for a in record["annotations"]}
    unfinished = [one_line(a["annotator"], 100) for a in record["annotations"] if not a.get("completed", True)]
    meta = {key: record[key] for key in _KEPT if key in record} | {"relevant": relevance, "unfinished": unfinished}
    return Article(
        text=text,
        lang=options.lang or one_line(record.get("lang"), 20),
        external_id=one_line(record.get(options.id_field or "id"), 200),
        data={"id": record["id"]} if "id" in record else {},
        meta=meta,
        annotations=tuple(codings),
        line=line,
        repeats="id" in record,
    )


@dataclass(frozen=True, slots=True)
class _Span:
    role: str  # source, action, target, location, time
    number: str  # "1"; "" for location and time
    start: int
    end: int
    quote: str

    @property
    def mention(self) -> tuple[str, int, int]:
        return _TYPES[self.role], self.start, self.end


@dataclass(slots=True)
class _Links:
    """What the relations say about one action span."""

    sources: list[_Span] = field(default_factory=list)
    targets: list[_Span] = field(default_factory=list)


class _Reader:
    """One coder's annotation of one sentence."""

    def __init__(self, text: str, given: Mapping[str, Any]) -> None:
        self.spans = sorted(
            {_span(text, raw) for raw in given["spans"]}, key=lambda s: (s.start, s.end, s.role, s.number)
        )
        self.actions = [s for s in self.spans if s.role == "action"]
        self.codes = dict(_code(action) for action in given.get("actions") or [])
        self.uncoded = [span for span in self.actions if self.codes.get(span.number) is None]
        self.links = {span: _Links() for span in self.actions}
        self.notes: list[str] = []
        for relation in given.get("relations") or []:
            self._link(relation)
        self.relevant = {"true": True, "false": False}.get(str(given.get("relevant")).casefold())
        keys = list(dict.fromkeys(span.mention for span in self.spans))
        self.ids = {key: f"m{number}" for number, key in enumerate(keys, 1)}
        self.quotes = {span.mention: span.quote for span in self.spans}

    def coding(self) -> Coding | None:
        """The coding; None when the coder neither coded an event nor said that there is none."""
        events = self._events()
        if not events and self.relevant is not False:
            return None
        if events and self.relevant is False:
            self.notes.append("marked as not relevant")
        return Coding(
            verdict="events" if events else "no_codable_event",
            mentions=tuple(self._mention(key, mention_id) for key, mention_id in self.ids.items()),
            events=events,
            note="; ".join(self.notes),
        )

    def _mention(self, key: tuple[str, int, int], mention_id: str) -> Mention:
        kind, start, end = key
        return Mention(id=mention_id, type=kind, fragments=(Fragment(start=start, end=end, quote=self.quotes[key]),))

    def _events(self) -> tuple[Event, ...]:
        """One event for each coded action span; spans of one action number are one event told several times."""
        first: dict[str, str] = {}
        events = []
        for index, span in enumerate((s for s in self.actions if s not in self.uncoded), 1):
            event_id = f"e{index}"
            sources = self._actors(span, "source", self.links[span].sources)
            targets = tuple(t for t in self._actors(span, "target", self.links[span].targets) if t not in sources)
            events.append(
                Event(
                    id=event_id,
                    trigger=self.ids[span.mention],
                    code=self.codes.get(span.number),
                    sources=sources,
                    targets=targets,
                    source_not_stated=not sources,
                    target_not_stated=not targets,
                    same_as=first.get(span.number),
                )
            )
            first.setdefault(span.number, event_id)
        return tuple(events)

    def _actors(self, action: _Span, role: str, linked: Sequence[_Span]) -> tuple[str, ...]:
        """Ids of the linked mentions; where nothing is linked, of those that carry the action's number."""
        spans = linked or [s for s in self.spans if s.role == role and s.number == action.number]
        return tuple(dict.fromkeys(self.ids[span.mention] for span in spans))

    def _link(self, relation: Any) -> None:
        """Equal numbers: the label says the role. Different ones: the direction does (left acts, right is acted on)."""
        left, right = (_end(part) for part in _pair(relation))
        if (left[0] == "action") == (right[0] == "action"):
            self.notes.append(f"relation {left[0]}-{left[1]} “{left[2]}” to {right[0]}-{right[1]} “{right[2]}”")
            return
        actor, action = (right, left) if left[0] == "action" else (left, right)
        is_source = actor[0] == "source" if actor[1] == action[1] else actor is left
        for span in self._found(action):
            actors = self._found(actor)
            if actors:
                nearest = min(actors, key=lambda other: (abs(other.start - span.start), other.start))
                (self.links[span].sources if is_source else self.links[span].targets).append(nearest)

    def _found(self, end: tuple[str, str, str]) -> list[_Span]:
        return [s for s in self.spans if (s.role, s.number, s.quote) == end]


def _left_out(coder: str, uncoded: Sequence[_Span], coding: Coding | None) -> str:
    words = ", ".join(f"“{span.quote}”" for span in uncoded)
    if coding is not None:
        return f"{coder} gave no code for {words}; kept as a mention without event."
    reason = f"gave no code for {words}" if uncoded else "marked no event and did not say “not relevant”"
    return f"{coder} {reason}; this coding was left out."


def _span(text: str, raw: Any) -> _Span:
    try:
        role, number = _label(raw["label"])
        start, end, quote = raw["start"], raw["end"], raw["text"]
    except (TypeError, KeyError):
        raise Refused("a span needs label, start, end and text.") from None
    if role not in _TYPES:
        raise Refused(f"the span label “{one_line(raw['label'], 40)}” is unknown; known are {', '.join(_TYPES)}.")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise Refused(f"the span [{start}, {end}) does not lie in the text of {len(text)} characters.")
    if text[start:end] != quote:
        raise Refused(f"the text at [{start}, {end}) is “{text[start:end][:40]}”, not “{str(quote)[:40]}”.")
    return _Span(role, number, start, end, quote)


def _label(label: Any) -> tuple[str, str]:
    role, _, number = str(label).partition("-")
    return role.strip().casefold(), number.strip()


def _pair(relation: Any) -> Sequence[Any]:
    if not isinstance(relation, list) or len(relation) != 2:
        raise Refused("a relation needs two ends, each with label and text.")
    return relation


def _end(part: Any) -> tuple[str, str, str]:
    if not isinstance(part, list) or len(part) != 2:
        raise Refused("a relation needs two ends, each with label and text.")
    return (*_label(part[0]), str(part[1]))


def _code(action: Any) -> tuple[str, str | None]:
    """Action number and root code ("18"); None when the coder gave none."""
    if not isinstance(action, dict) or "action" not in action:
        raise Refused("an action needs its number and its code.")
    found = _CODE.match(str(action.get("cameo") or ""))
    return str(action["action"]), f"{int(found[1]):02}" if found else None


def read_coded(records: Iterator[tuple[int, Any]], options: ReadOptions, problems: Problems) -> Iterator[Article]:
    """One article for each record, given with its line."""
    for line, record in records:
        if not is_coded_record(record):
            problems.error(line, "This record has no “text” with “annotations” of named annotators like the others.")
            continue
        try:
            yield coded_article(record, line, options, problems)
        except Refused as refused:
            problems.error(line, str(refused))
