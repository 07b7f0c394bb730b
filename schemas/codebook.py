"""The codebook: which codes exist, what they mean, and what an event of that code needs.

A codebook is one versioned TOML file; ``load_codebook(name)`` reads the shipped ones. Codes are text and keep
their leading zeros. Codes are never deleted, only retired. The file has the fields of ``Codebook``, one
``[[codes]]`` table for each code with the fields of ``Code``, parents before children::

    [[codes]]
    code = "173"
    label = "Arrest, detain, or charge with legal action"
    definition = "Police, soldiers or courts take the target into custody, hold it, or bring criminal charges."
    words = ["arrest", "detain", "jail"]
    say = "{S} arrest, detain or charge {T}"
    note = "Where the same report tells of blows or tear gas, that is another event."
    examples = ["Police [arrested] dozens of students in Lyon on Friday."]
    parent = "17"
    level = 2
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from functools import cache, cached_property
from importlib import resources
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.hashing import canonical_json
from schemas.words import WordIndex

SHIPPED = ("cameo", "cameo-root", "plover", "quad", "penta")
Need = Literal["required", "optional", "forbidden"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NotToConfuse(_Frozen):
    """Another code that coders mix up with this one, and the question that decides."""

    code: str
    question: str


def _is_empty(value: object) -> bool:
    return not value


class Code(_Frozen):
    """One event code. ``goldstein`` is on -10..+10; quad and penta follow the codebook's named conventions.

    ``note`` and ``examples`` came later than the first stored codebooks: where empty they stay out of the JSON form,
    so a codebook without them keeps its hash.
    """

    code: str = Field(min_length=1)
    label: str
    definition: str
    words: tuple[str, ...] = ()  # search words and trigger verbs, lower case, in base form
    parent: str | None = None
    level: int = 1  # 1 root, 2 three digits, 3 four digits (depth in the tree)
    generic: bool = False  # "not specified below"
    quad: str | None = None
    penta: str | None = None
    goldstein: float | None = None
    target: Need = "required"
    source: Need = "optional"
    selectable: bool = True  # an inner code that only groups others is not
    retired: bool = False
    extra: str | None = None  # where a code outside the manual comes from: "icews", "gdelt", "old file"
    say: str | None = None  # reading sentence with {S} and {T}: "{S} demand change in leadership from {T}"
    note: str | None = Field(default=None, exclude_if=_is_empty)  # when to choose this code, in one sentence
    examples: tuple[str, ...] = Field(default=(), exclude_if=_is_empty)  # the trigger stands between [ and ]
    not_to_confuse: tuple[NotToConfuse, ...] = ()
    plover: str | None = None  # PLOVER event type this code maps to
    modes: tuple[str, ...] = ()  # PLOVER: modes of this event type


class Classification(_Frozen):
    """A classification of codes, its convention named: key -> label."""

    convention: str
    classes: dict[str, str]


class MentionKind(_Frozen):
    type: str
    label: str
    letter: str = ""
    coded: bool = False  # carries an actor code


class SlotRule(_Frozen):
    """A role of an event and the mention types that may fill it."""

    role: str
    label: str
    types: tuple[str, ...]
    many: bool = True


class Codebook(_Frozen):
    """A whole codebook; build it with ``load_codebook``, ``parse_codebook`` or from a label config."""

    name: str
    title: str
    version: str
    language: str = "en"
    source: str = ""
    inner_codes: bool = True  # may an inner code be chosen?
    mentions: tuple[MentionKind, ...]
    slots: tuple[SlotRule, ...]
    codes: tuple[Code, ...]
    modalities: tuple[str, ...] = ("asserted", "future", "hypothetical", "negated", "historical", "reported")
    certainty: bool = True
    magnitude: bool = True
    actors: Literal["cameo", "free", "none"] = "cameo"  # how actor mentions are coded
    quad: Classification | None = None
    penta: Classification | None = None
    contexts: dict[str, str] = Field(default_factory=dict)  # PLOVER contexts

    @model_validator(mode="after")
    def _tree_holds(self) -> Codebook:
        seen: set[str] = set()
        for code in self.codes:
            if code.code in seen:
                raise ValueError(f"code {code.code} is defined twice")
            if code.parent is not None and code.parent not in seen:
                raise ValueError(f"code {code.code}: its parent {code.parent} must come before it")
            seen.add(code.code)
        for code in self.codes:
            for other in code.not_to_confuse:
                if other.code not in seen:
                    raise ValueError(f"code {code.code}: not_to_confuse names the unknown code {other.code}")
        return self

    @cached_property
    def by_code(self) -> dict[str, Code]:
        return {c.code: c for c in self.codes}

    @cached_property
    def canonical(self) -> bytes:
        """Canonical JSON, in UTF-8."""
        return canonical_json(self.model_dump(mode="json"))

    @cached_property
    def sha256(self) -> str:
        """SHA-256 (hex) of the canonical JSON."""
        return hashlib.sha256(self.canonical).hexdigest()

    @cached_property
    def word_index(self) -> WordIndex:
        return WordIndex((c.code, c.words) for c in self.codes)

    @cached_property
    def parents(self) -> frozenset[str]:
        """The codes that have children."""
        return frozenset(c.parent for c in self.codes if c.parent is not None)

    def get(self, code: str | None) -> Code | None:
        return self.by_code.get(code) if code is not None else None

    def path(self, code: str) -> tuple[str, ...]:
        """From the root to ``code``, both included; raises KeyError for an unknown code."""
        found = self.by_code[code]
        return (*(self.path(found.parent) if found.parent else ()), code)

    def root(self, code: str) -> str:
        return self.path(code)[0]

    def children(self, code: str | None) -> Iterator[Code]:
        """Direct children of a code; of None, the roots."""
        return (c for c in self.codes if c.parent == code)


def parse_codebook(data: dict[str, Any]) -> Codebook:
    """A Codebook from parsed TOML or JSON; raises pydantic.ValidationError naming each wrong place."""
    return Codebook.model_validate(data)


@cache
def load_codebook(name: str) -> Codebook:
    """A shipped codebook by name; raises KeyError for any other name."""
    if name not in SHIPPED:
        raise KeyError(f"no shipped codebook named {name!r}; there are {', '.join(SHIPPED)}")
    file = resources.files("schemas") / "codebooks" / f"{name}.toml"
    return parse_codebook(tomllib.loads(file.read_text(encoding="utf-8")))
