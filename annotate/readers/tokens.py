"""Sentences with one event each, read by several unnamed coders who marked words without saying where they stand.

Each line has ``text``, ``event_type`` and ``spans``: a reading a coder, with the words of ``verb``, ``source_actor``
and ``target_actor`` in order, and ``source_role`` and ``target_role`` as {"main": country or group, "role": role}. The
words are found again in the text, as near to each other as can be. The order of readings is not that of people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annotate.readers.article import Article, CoderCoding, Problems, ReadOptions
from annotate.readers.records import Refused, clean_text, one_line
from schemas import spans
from schemas.coding import Coding, Event, Fragment, Mention

_ACTORS = ("source", "target")
_GAP = 1  # characters between two words that still make one piece


def is_token_record(record: Any) -> bool:
    """Does this line have the form that this module reads?"""
    if not isinstance(record, dict) or not isinstance(record.get("text"), str) or "event_type" not in record:
        return False
    given = record.get("spans")
    return (
        isinstance(given, list)
        and bool(given)
        and all(isinstance(s, dict) and isinstance(s.get("verb"), list) and "source_actor" in s for s in given)
    )


def token_article(record: Mapping[str, Any], line: int, options: ReadOptions, problems: Problems) -> Article:
    """The sentence with a coding a reading; a reading whose words are not in the text is left out with a warning."""
    text, changed = clean_text(record["text"])
    if changed:
        problems.warn(line, "The line ends of this text were made LF.")
    codings = []
    for number, given in enumerate(record["spans"], 1):
        try:
            codings.append(CoderCoding(f"reading {number}", _coding(text, given, str(record["event_type"]))))
        except Refused as refused:
            problems.warn(line, f"Reading {number} was left out: {refused}")
    identity = record.get("_id") or record.get("id")
    return Article(
        text=text,
        lang=options.lang or one_line(record.get("lang"), 20),
        outlet=one_line(record.get("source"), 200),
        external_id=one_line(identity, 200),
        data={"id": identity} if identity else {},
        meta={"event_type": record["event_type"]},
        annotations=tuple(codings),
        line=line,
        repeats=bool(identity),
    )


def _coding(text: str, given: Mapping[str, Any], code: str) -> Coding:
    found = {"trigger": _mention(text, "trigger", given["verb"], None)}
    if found["trigger"] is None:
        raise Refused("it marks no verb.")
    for role in _ACTORS:
        found[role] = _mention(text, role, given.get(f"{role}_actor") or [], _actor_code(given.get(f"{role}_role")))
    if (
        found["target"] is not None
        and found["source"] is not None
        and found["target"].fragments == found["source"].fragments
    ):
        found["target"] = None
    mentions = tuple(m for m in found.values() if m is not None)
    ids = {role: (role,) if found[role] is not None else () for role in _ACTORS}
    event = Event(
        id="e1",
        trigger="trigger",
        code=code,
        sources=ids["source"],
        targets=ids["target"],
        source_not_stated=not ids["source"],
        target_not_stated=not ids["target"],
    )
    return Coding(verdict="events", mentions=mentions, events=(event,))


def _mention(text: str, role: str, words: Any, code: str | None) -> Mention | None:
    if not isinstance(words, list) or not words:
        return None
    pieces = spans.merge_touching((s, e + _GAP) for s, e in _places(text, [str(w) for w in words]))
    fragments = tuple(Fragment(start=s, end=e - _GAP, quote=text[s : e - _GAP]) for s, e in pieces)
    kind = "trigger" if role == "trigger" else "actor"
    return Mention(id=role, type=kind, fragments=fragments, actor_code=code if kind == "actor" else None)


def _places(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand, in order and within as few characters as can be."""
    best: list[tuple[int, int]] = []
    start = text.find(words[0])
    while start >= 0:
        found, at = [(start, start + len(words[0]))], start + len(words[0])
        for word in words[1:]:
            place = text.find(word, at)
            if place < 0:
                break
            at = place + len(word)
            found.append((place, at))
        if len(found) == len(words) and (not best or found[-1][1] - found[0][0] < best[-1][1] - best[0][0]):
            best = found
        start = text.find(words[0], start + 1)
    if not best:
        raise Refused(f"the words “{one_line(' '.join(words), 60)}” are not in the text in this order.")
    return best


def _actor_code(role: Any) -> str | None:
    """Country or group and role as one code; None where neither is given."""
    if not isinstance(role, dict):
        return None
    parts = [str(role.get(name) or "") for name in ("main", "role")]
    return "".join(part for part in parts if part not in ("None", "UNKNOWN")) or None
