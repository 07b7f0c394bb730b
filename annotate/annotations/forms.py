"""What may stand in the bodies of annotations and drafts."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

RowId = Annotated[int, Field(gt=0, lt=2**31)]
LeadTime = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Version = Annotated[int, Field(ge=0, lt=2**31)]
ClientId = Annotated[str, Field(min_length=1, max_length=64)]
Seen = Annotated[str | None, Field(None, max_length=64, description="hash of the stored draft that the client knows")]


class _Form(BaseModel):
    # what Label Studio clients send besides (task, project, last_action …) says nothing we do not know
    model_config = ConfigDict(extra="ignore", frozen=True)


class AnnotationForm(_Form):
    """A coding, either as ``result`` (Label Studio) or as ``coding`` (ours)."""

    result: list[dict[str, Any]] | None = Field(None, description="regions and relations, offsets in code points")
    coding: dict[str, Any] | None = Field(None, description="mentions and events; instead of result")
    was_cancelled: bool | None = Field(None, description="true: the article was skipped")
    ground_truth: bool | None = Field(None, description="managers and adjudicators only")
    lead_time: LeadTime | None = Field(None, description="seconds spent")
    parent_prediction: RowId | None = None
    parent_annotation: RowId | None = None
    base_version: Version | None = Field(None, description="the version this is based on; another head is a 412")
    client_id: ClientId | None = Field(None, description="with seq and seen: a draft that is newer than this is a 412")
    seq: Version | None = None
    seen: Seen


class NewAnnotation(AnnotationForm):
    completed_by: RowId | None = Field(None, description="whose coding this is; managers only, default the caller")
    unique_id: Annotated[str, Field(min_length=1, max_length=64)] | None = Field(
        None, description="made by the client; sending the same again stores nothing new"
    )
    draft_id: RowId | None = Field(None, description="the draft that this finishes")


class DraftForm(_Form):
    """A draft as Label Studio clients send it."""

    result: list[dict[str, Any]] | None = None
    lead_time: LeadTime | None = None
    was_postponed: bool | None = None


class Snapshot(_Form):
    """A draft as the coding screen sends it: the whole coding so far, numbered by ``seq``."""

    client_id: ClientId
    base_version: Version | None = None
    text_sha256: str
    seq: Version
    seen: Seen
    coding: dict[str, Any]
    lead_time: LeadTime | None = None
