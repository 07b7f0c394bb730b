"""What plain Label Studio has no place for; rides in ``meta`` under one key, and only where it is not the default."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from schemas.coding import Event, Provenance, Rejected


class Hint(BaseModel):
    """What both kinds share."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def dump(self) -> dict[str, Any]:
        """The JSON form, nothing of it when all is default."""
        return self.model_dump(mode="json", exclude_defaults=True)


class RegionHint(Hint):
    """Of a region. The slots override what the relations say, for references that no relation can express."""

    mention: str | None = None  # id of the mention, where the region's id is another
    type: str | None = None  # type of the mention, where no label stands for it
    words: str | None = None  # region with the same trigger mention: this one is only a further event on it
    uncoded: bool = False  # a trigger without an event
    event: str | None = None  # id of the event, where the region's id is another
    code: str | None = None
    sources: tuple[str, ...] | None = None
    targets: tuple[str, ...] | None = None
    locations: tuple[str, ...] | None = None
    times: tuple[str, ...] | None = None
    same_as: str | None = None
    kept: tuple[str, ...] = ()
    provenance: dict[str, Provenance] = Field(default_factory=dict)
    suggestion: str | None = None


class ArticleHint(Hint):
    """Of the article: events that have no trigger region, and the order of all events where it differs; the flag for
    the manager, and which suggested events were turned down."""

    events: tuple[Event, ...] = ()
    order: tuple[int, ...] = ()
    flag: str = ""
    rejected: tuple[Rejected, ...] = ()
