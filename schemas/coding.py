"""One person's reading of one article: mentions (spans of text) and events (who did what to whom).

The plain models here hold any coding, also a half-made or a wrong one; ``schemas.validation.problems`` says
what is wrong with it. Offsets count Unicode code points, half-open.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

MentionType = Literal["actor", "trigger", "location", "time", "quantity"]
Modality = Literal["asserted", "future", "hypothetical", "negated", "historical", "reported"]
Verdict = Literal["events", "no_codable_event"]
Origin = Literal["human", "accepted", "edited"]

MENTION_TYPES: tuple[MentionType, ...] = ("actor", "trigger", "location", "time", "quantity")
MODALITIES: tuple[Modality, ...] = ("asserted", "future", "hypothetical", "negated", "historical", "reported")


def _storable(value: str) -> str:
    if "\x00" in value:
        raise ValueError("holds a NUL character; remove it")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as refused:
        raise ValueError("holds a lone surrogate; remove it") from refused
    return value


Words = Annotated[str, AfterValidator(_storable)]
"""Any text that can be stored: no NUL, no lone surrogate."""

Whole = Annotated[int, Field(ge=-(2**53), le=2**53)]
"""A whole number that every JSON reader reads alike."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Fragment(_Frozen):
    """A piece of text ``[start, end)`` in code points, with the words it covers."""

    start: Whole
    end: Whole
    quote: Words


class Mention(_Frozen):
    """A span of one or more fragments. ``actor_code`` is for actors: None = not coded yet, "" = unknown actor."""

    id: Words
    type: Words
    fragments: tuple[Fragment, ...] = Field(min_length=1)
    actor_code: Words | None = None
    actor_id: Words | None = None  # free identifier, asked for when the actor has no code

    @property
    def start(self) -> int:
        return self.fragments[0].start

    @property
    def end(self) -> int:
        return self.fragments[-1].end

    @property
    def text(self) -> str:
        return " … ".join(f.quote for f in self.fragments)


class Provenance(_Frozen):
    """Where the value of one slot comes from; model, score and rank belong to the suggestion that was shown."""

    origin: Origin = "human"
    model: Words | None = None
    score: float | None = Field(default=None, strict=False, allow_inf_nan=False)
    rank: Whole | None = None
    shown_ms: Whole | None = None


class Rejected(_Frozen):
    """A suggested event that the coder looked at and turned down; ``id`` is the suggestion's."""

    id: Words
    model: Words | None = None
    score: float | None = Field(default=None, strict=False, allow_inf_nan=False)
    rank: Whole | None = None
    shown_ms: Whole | None = None


class Event(_Frozen):
    """Who did what to whom. Mention ids in ``trigger``, ``sources``, ``targets``, ``locations``, ``times``.

    ``*_not_stated`` is an explicit empty, different from a slot that is not filled in yet.
    Root, parent, quad and penta class, Goldstein score and PLOVER event are derived, never stored.
    """

    id: Words
    trigger: Words | None = None
    code: Words | None = None
    sources: tuple[Words, ...] = ()
    targets: tuple[Words, ...] = ()
    source_not_stated: bool = False
    target_not_stated: bool = False
    reciprocal: bool = False
    locations: tuple[Words, ...] = ()
    times: tuple[Words, ...] = ()
    modality: Words = "asserted"
    magnitude: float | None = Field(default=None, strict=False, allow_inf_nan=False)
    certainty: Whole | None = None  # 1 (guess) to 3 (sure)
    note: Words = ""
    same_as: Words | None = None  # id of another event of the same article
    kept: tuple[Words, ...] = ()  # codes of warnings that the coder saw and kept
    provenance: dict[Words, Provenance] = Field(default_factory=dict)  # slot name -> origin; absent = human
    suggestion: Words | None = None  # id of the suggested event that this one was made of


class Coding(_Frozen):
    """A whole coding. ``verdict`` None means: not answered yet."""

    verdict: Verdict | None = None
    mentions: tuple[Mention, ...] = ()
    events: tuple[Event, ...] = ()
    note: Words = ""
    flag: Words = ""  # why a manager should look at this article; "" = not flagged
    rejected: tuple[Rejected, ...] = ()

    def mention(self, mention_id: str | None) -> Mention | None:
        """The mention with that id, or None."""
        return next((m for m in self.mentions if m.id == mention_id), None)


EMPTY = Coding()


def parse_coding(data: Any) -> Coding:
    """A Coding from parsed JSON (lists become tuples); raises pydantic.ValidationError naming each wrong place."""
    return Coding.model_validate(data, strict=False) if not isinstance(data, Coding) else data


def dump_coding(coding: Coding) -> dict[str, Any]:
    """The JSON form, defaults left out of events and mentions (the form drafts, revisions and exports use)."""
    return {"verdict": coding.verdict, **coding.model_dump(mode="json", exclude_defaults=True, exclude={"verdict"})}
