"""CAMEO actor codes: blocks of three letters, read by position.

The first block is a country (ISO 3166-1 alpha-3 and the codes where CAMEO differs), a region, an international
prefix such as IGO, or a bare role; the blocks after it are roles, religions, organisations, groups or places.
The same letters can mean two things: MUS is Mauritius in first place and Muslim after it.
The table ``data/actor_blocks.csv`` holds codes and names; roles are described in our own words. The table
``data/actor_names.csv`` holds what people call them: adjectives and capitals of countries, everyday nouns of roles,
acronyms of organisations, and names that stand for a whole code (kind ``actor``: the Kremlin is RUSGOV).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

Kind = Literal[
    "country", "region", "territory", "international", "role", "organisation", "group", "religion", "ethnic", "unknown"
]

_PLACES: tuple[Kind, ...] = ("region", "country", "territory")
FIRST: tuple[Kind, ...] = (
    "country",
    "region",
    "territory",
    "international",
    "role",
    "religion",
    "organisation",
    "group",
)
LATER: tuple[Kind, ...] = ("role", "religion", "organisation", "group", *_PLACES, "international")
AFTER_INTERNATIONAL: tuple[Kind, ...] = (
    "organisation",
    "group",
    *(k for k in LATER if k not in ("organisation", "group")),
)
"""In which kinds a block is looked up, in this order: first block, later blocks, second block after an IGO, NGO ….

Ethnic groups are mostly written in lower case (``kur``) and come last in every place, in either case.
"""


class ActorError(ValueError):
    """A code that is no sequence of three-letter blocks; ``block`` is the one that is wrong."""

    def __init__(self, message: str, block: str) -> None:
        super().__init__(message)
        self.block = block


@dataclass(frozen=True, slots=True)
class Block:
    """Three letters, what kind of thing they name at their place, and its name (the letters themselves if unknown)."""

    code: str
    kind: Kind
    label: str


@dataclass(frozen=True, slots=True)
class ActorCode:
    """A code that could be parsed; blocks nobody knows are kept with kind ``unknown``."""

    code: str
    blocks: tuple[Block, ...]

    @property
    def unknown_blocks(self) -> tuple[str, ...]:
        return tuple(b.code for b in self.blocks if b.kind == "unknown")


def _rows(name: str) -> csv.DictReader[str]:
    file = resources.files("schemas") / "data" / name
    return csv.DictReader(file.read_text(encoding="utf-8").splitlines())


@cache
def _labels() -> dict[tuple[str, str], str]:
    """(kind, code) -> label."""
    return {(row["kind"], row["code"]): row["label"] for row in _rows("actor_blocks.csv")}


@cache
def _names() -> dict[tuple[str, str], list[str]]:
    """(kind, code) -> what people call it, in lower case."""
    return {(row["kind"], row["code"]): row["names"].split("; ") for row in _rows("actor_names.csv")}


@cache
def _by_name() -> dict[str, str]:
    """Name or label in lower case -> code; whole codes before countries, countries before everything else."""
    order = ("actor", "country", "role")
    ranked = sorted(_names(), key=lambda key: order.index(key[0]) if key[0] in order else len(order))
    found = {label.lower(): code for (kind, code), label in _labels().items() if kind == "country"}
    for key in reversed(ranked):
        found.update(dict.fromkeys(_names()[key], key[1]))
    return found


def code_of_name(name: str) -> str | None:
    """The actor code of a whole everyday name in any case: "Egyptian" is EGY, "NATO" IGONAT; None if nobody has it."""
    return _by_name().get(" ".join(name.split()).lower())


@lru_cache(maxsize=4096)
def parse_actor(code: str) -> ActorCode:
    """The blocks of an actor code; raises ActorError naming the block that is not three letters of one case."""
    if not code:
        raise ActorError("the actor code is empty; give at least one block of three letters, such as SYR", "")
    blocks = [code[i : i + 3] for i in range(0, len(code), 3)]
    named = code_of_name(code)
    for block in blocks:
        if not (block.isascii() and block.isalpha() and len(block) == 3):
            how = f"write {named} for {code}" if named else "write blocks such as SYR and REB"
            raise ActorError(f"actor code {code!r}: {block!r} is no block of three letters; {how}", block)
        if not (block.isupper() or block.islower()):
            how = named or block.upper()
            raise ActorError(f"actor code {code!r}: {block!r} mixes upper and lower case; write {how}", block)
    found: list[Block] = []
    for block in blocks:
        found.append(_block(block, found))
    return ActorCode(code, tuple(found))


def _block(code: str, before: list[Block]) -> Block:
    """The block ``code`` after the blocks ``before``."""
    kinds = LATER if before else FIRST
    if len(before) == 1 and before[0].kind == "international":
        kinds = AFTER_INTERNATIONAL
    labels = _labels()
    for kind in kinds if code.isupper() else ():
        if (kind, code) in labels:
            return Block(code, kind, labels[kind, code])
    for spelling in (code, code.lower(), code.upper()):
        if ("ethnic", spelling) in labels:
            return Block(code, "ethnic", labels["ethnic", spelling])
    return Block(code, "unknown", code)


def explain(code: str) -> str:
    """The code in words: ``SYRREB`` is "Syria · rebels"; raises ActorError as ``parse_actor`` does."""
    return " · ".join(f"{b.code} (unknown)" if b.kind == "unknown" else b.label for b in parse_actor(code).blocks)


def check(code: str) -> str | None:
    """What makes the code no actor code, in one sentence, or None. Unknown blocks are no error."""
    try:
        parse_actor(code)
    except ActorError as refused:
        return str(refused)
    return None


def actor_table() -> dict[str, Any]:
    """Everything a picker needs, as JSON: the blocks, what people call them and whole codes (kind ``actor``), and
    the order in which kinds are looked up by position."""
    return {
        "blocks": [{"code": code, "label": label, "kind": kind} for (kind, code), label in _labels().items()],
        "names": [{"kind": kind, "code": code, "names": names} for (kind, code), names in _names().items()],
        "first": list(FIRST),
        "later": list(LATER),
        "after_international": list(AFTER_INTERNATIONAL),
    }
