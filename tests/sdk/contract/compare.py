"""What two transcripts of the walk differ in, and which of it is named with a reason."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
THEIRS = HERE / "label-studio-1.23.2.json"
TABLE = HERE / "differences.toml"


@dataclass(frozen=True, order=True)
class Difference:
    """``place``: "status", "calls", "raised" or a path into the JSON; ``theirs`` and ``ours`` say what stands there."""

    step: str
    place: str
    theirs: str
    ours: str


@dataclass(frozen=True)
class Named:
    """A row of the table: patterns for step and place, and why it is so."""

    step: str
    place: str
    why: str

    def covers(self, one: Difference) -> bool:
        return fnmatchcase(one.step, self.step) and fnmatchcase(one.place, self.place)


def load() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(THEIRS.read_text(encoding="utf-8"))
    return found


def named() -> list[Named]:
    return [Named(row["step"], row["place"], row["why"]) for row in _table()["difference"]]


def unwalked() -> dict[str, str]:
    """Patterns of the SDK's calls that the walk does not make, and why."""
    return {row["call"]: row["why"] for row in _table()["unwalked"]}


def _table() -> dict[str, list[dict[str, str]]]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def differences(theirs: Sequence[dict[str, Any]], ours: Sequence[dict[str, Any]]) -> list[Difference]:
    """Step by step. More members than theirs are no difference, since a client does not look at them."""
    steps = list(dict.fromkeys(entry["step"] for entry in (*theirs, *ours)))
    found: list[Difference] = []
    for step in steps:
        a, b = ([e for e in side if e["step"] == step] for side in (theirs, ours))
        found += _of_step(step, a, b)
    return sorted(set(found))


def _of_step(step: str, a: list[dict[str, Any]], b: list[dict[str, Any]]) -> Iterator[Difference]:
    raised = [next((e["raised"] for e in side if "raised" in e), "") for side in (a, b)]
    a, b = ([e for e in side if "call" in e] for side in (a, b))
    if [e["call"] for e in a] != [e["call"] for e in b]:
        yield Difference(step, "calls", *(", ".join(e["call"] for e in side) for side in (a, b)))
    for x, y in zip(a, b, strict=False):
        if x["status"] != y["status"]:
            yield Difference(step, "status", str(x["status"]), str(y["status"]))
        elif x["call"] == y["call"]:
            yield from _of_shape(step, "", x["shape"], y["shape"])
    if raised[0] != raised[1] and [e["status"] for e in a] == [e["status"] for e in b]:
        yield Difference(step, "raised", *raised)


def _of_shape(step: str, place: str, a: Any, b: Any) -> Iterator[Difference]:
    if isinstance(a, dict) and isinstance(b, dict):
        for name, member in a.items():
            inside = f"{place}.{name}" if place else name
            if name not in b:
                yield Difference(step, inside, _word(member), "absent")
            else:
                yield from _of_shape(step, inside, member, b[name])
    elif isinstance(a, list) and isinstance(b, list):
        yield from _of_shape(step, f"{place}[]", a[0], b[0])
    elif _word(a) != _word(b) and "null" not in (a, b):  # null stands for any type
        yield Difference(step, place or "body", _word(a), _word(b))


def _word(shape: Any) -> str:
    return "object" if isinstance(shape, dict) else "array" if isinstance(shape, list) else str(shape)
