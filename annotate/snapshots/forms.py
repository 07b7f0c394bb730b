"""What a client may ask of a snapshot."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from annotate.annotations.forms import RowId

Which = Literal["only", "exclude"]


class TaskOptions(BaseModel):
    """Which tasks: all that are given must hold."""

    model_config = ConfigDict(extra="ignore")

    view: RowId | None = None
    skipped: Which | None = None
    finished: Which | None = None
    annotated: Which | None = None
    reviewed: Which | None = None
    only_with_annotations: bool = False


class AnnotationOptions(BaseModel):
    """Which annotations: of the kinds that are set to true; without any, all."""

    model_config = ConfigDict(extra="ignore")

    usual: bool | None = None
    ground_truth: bool | None = None
    skipped: bool | None = None


class OnlyId(BaseModel):
    only_id: bool = False


class SerializationOptions(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    drafts: OnlyId | None = None
    predictions: OnlyId | None = None
    completed_by: Annotated[OnlyId | None, Field(alias="annotations__completed_by")] = None


class NewSnapshot(BaseModel):
    model_config = ConfigDict(extra="ignore")

    title: Annotated[str, Field(max_length=2048)] = ""
    task_filter_options: TaskOptions | None = None
    annotation_filter_options: AnnotationOptions | None = None
    serialization_options: SerializationOptions | None = None


class ConvertForm(BaseModel):
    model_config = ConfigDict(extra="ignore")

    export_type: str
