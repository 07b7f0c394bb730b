"""What a project's codings have taught: the code of an actor's name, the code of a trigger word. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import orjson

Wire = dict[str, Any]
_MOST = 1000  # names, and pairs of trigger word and code


def learned(codings: Iterable[str]) -> Wire:
    """``actors``: each name with its codes, the most used first, the latest of equals; ``triggers``: [words, code,
    uses]; ``codes``: uses per event code. ``codings`` are JSON in our form, the newest first."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    pairs: Counter[tuple[str, str]] = Counter()
    codes: Counter[str] = Counter()
    for raw in codings:
        coding = orjson.loads(raw)
        words = {m["id"]: _words(m) for m in coding.get("mentions", ())}
        for mention in coding.get("mentions", ()):
            if mention.get("type") == "actor" and mention.get("actor_code"):
                names[words[mention["id"]]][mention["actor_code"]] += 1
        for event in coding.get("events", ()):
            if event.get("code"):
                codes[event["code"]] += 1
                if event.get("trigger") in words:
                    pairs[words[event["trigger"]].lower(), event["code"]] += 1
    actors = [{"name": name, "code": code} for name, found in names.items() for code, _ in found.most_common()]
    triggers = [[trigger, code, uses] for (trigger, code), uses in pairs.most_common(_MOST)]
    return {"actors": actors[:_MOST], "triggers": triggers, "codes": dict(codes)}


def _words(mention: Wire) -> str:
    return " … ".join(fragment["quote"] for fragment in mention["fragments"])
