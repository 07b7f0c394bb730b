"""Sentences with one event each: its class and, where they are marked, the spans of source and target.

Each line is an object with ``text``, ``spans`` (label "source", "target" or, for one that is both, "R"; start, end,
text if given; or null) and the class: ``gold_root`` (a PLOVER event type) or ``penta`` (0 to 4). Such collections do
not mark the words that say what happened. The trigger is then what stands between the actors, after the only actor
or, where no actor is marked, the whole sentence: an approximation, which ``meta`` names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from annotate.readers.article import Article, CoderCoding, Problems, ReadOptions
from annotate.readers.records import Refused, clean_text, one_line
from schemas.coding import Coding, Event, Fragment, Mention

CODER = "published"
_CLASSES = ("gold_root", "penta")
_ROLES = {"source": ("source",), "target": ("target",), "r": ("source", "target")}
# PLOVER's first version had one type for concessions of both kinds; its class is that of the material one.
_RENAMED = {"YIELD": "RETREAT"}

Pair = tuple[int, int]


def is_classed_record(record: Any) -> bool:
    """Does this line have the form that this module reads?"""
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return False
    spans = record.get("spans", 0)
    return (spans is None or isinstance(spans, list)) and any(key in record for key in _CLASSES)


def classed_article(record: Mapping[str, Any], line: int, options: ReadOptions, problems: Problems) -> Article:
    """The sentence with its published coding; raises Refused for a span outside the text or a class without a name."""
    text, changed = clean_text(record["text"])
    if changed:
        raise Refused("The text has CR line ends, so the offsets of its spans are in doubt; save it with LF line ends.")
    marked = [_span(text, raw) for raw in record["spans"] or ()]
    trigger = trigger_of(text, [pair for pair, _ in marked])
    coding = _coding(text, marked, trigger, _class(record))
    return Article(
        text=text,
        lang=options.lang or one_line(record.get("lang"), 20),
        external_id=one_line(record.get(options.id_field or "id"), 200),
        data={"id": record["id"]} if "id" in record else {},
        meta={"trigger": "between the actors" if marked else "the whole sentence"},
        annotations=(CoderCoding(CODER, coding, ground_truth=True),),
        line=line,
    )


def trigger_of(text: str, actors: list[Pair]) -> Pair:
    """The words between the first and the last actor; without two apart, those after the first, else all of it."""
    if not actors:
        return _trimmed(text, 0, len(text))
    first, last = min(actors), max(actors)
    between = _trimmed(text, first[1], max(first[1], last[0]))
    after = _trimmed(text, max(end for _, end in actors), len(text))
    return next((p for p in (between, after) if p[0] < p[1]), _trimmed(text, 0, len(text)))


def _trimmed(text: str, start: int, end: int) -> Pair:
    words = [i for i in range(start, end) if text[i].isalnum()]
    return (words[0], words[-1] + 1) if words else (start, start)


def _class(record: Mapping[str, Any]) -> str:
    given = next(record[key] for key in _CLASSES if key in record)
    code = one_line(str(given), 40)
    if not code or given is None:
        raise Refused("The record names no class.")
    return _RENAMED.get(code, code)


def _span(text: str, raw: Any) -> tuple[Pair, tuple[str, ...]]:
    try:
        start, end, label = raw["start"], raw["end"], str(raw["label"])
    except (TypeError, KeyError):
        raise Refused("A span needs label, start and end.") from None
    if label.casefold() not in _ROLES:
        raise Refused(f"The span label “{one_line(label, 40)}” is unknown; known are source, target and R.")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise Refused(f"The span [{start}, {end}) does not lie in the text of {len(text)} characters.")
    if "text" in raw and text[start:end] != raw["text"]:
        raise Refused(f"The text at [{start}, {end}) is “{text[start:end][:40]}”, not “{str(raw['text'])[:40]}”.")
    return (start, end), _ROLES[label.casefold()]


def _coding(text: str, marked: list[tuple[Pair, tuple[str, ...]]], trigger: Pair, code: str) -> Coding:
    actors = {pair: f"a{number}" for number, pair in enumerate(dict.fromkeys(pair for pair, _ in marked), 1)}
    sources, targets = (
        tuple(dict.fromkeys(actors[pair] for pair, roles in marked if role in roles)) for role in ("source", "target")
    )
    event = Event(
        id="e1",
        trigger="t1",
        code=code,
        sources=sources,
        targets=targets,
        source_not_stated=not sources,
        target_not_stated=not targets,
        reciprocal=bool(set(sources) & set(targets)),
    )
    mentions = [_mention(text, "t1", "trigger", trigger), *(_mention(text, i, "actor", p) for p, i in actors.items())]
    return Coding(verdict="events", mentions=tuple(mentions), events=(event,))


def _mention(text: str, mention_id: str, kind: str, pair: Pair) -> Mention:
    fragment = Fragment(start=pair[0], end=pair[1], quote=text[pair[0] : pair[1]])
    return Mention(id=mention_id, type=kind, fragments=(fragment,))


def read_classed(records: Iterator[tuple[int, Any]], options: ReadOptions, problems: Problems) -> Iterator[Article]:
    """One article for each record, given with its line."""
    for line, record in records:
        if not is_classed_record(record):
            problems.error(line, "This record has no “text” with “spans” and a class like the others.")
            continue
        try:
            yield classed_article(record, line, options, problems)
        except Refused as refused:
            problems.error(line, str(refused))
