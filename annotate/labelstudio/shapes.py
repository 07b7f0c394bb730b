"""Answers in Label Studio's shapes, as the API page describes them; the bytes are made by ``wire``.

Members may be missing where the caller asked for some only, so none is required.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema
from typing_extensions import TypedDict

Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
_SPAN = {"start": 0, "end": 6, "text": "Police", "labels": ["Actor"]}
Result = Annotated[
    list[dict[str, Any]],
    Field(
        description="regions and relations, as they were sent; offsets count Unicode code points",
        examples=[[{"id": "a", "from_name": "mention", "to_name": "text", "type": "labels", "value": _SPAN}]],
    ),
]
Data = Annotated[dict[str, Any], Field(examples=[{"text": "Police arrested three people on Monday."}])]
Coder = Annotated[
    int | dict[str, Any], Field(description="the coder's id; the person where one task is read", examples=[2])
]


class Annotation(TypedDict, total=False):
    """A coding."""

    id: int
    task: int
    project: int
    result: Result
    completed_by: Coder
    was_cancelled: Annotated[bool, Field(description="the article was skipped", examples=[False])]
    ground_truth: bool
    lead_time: Annotated[float | None, Field(description="seconds")]
    created_at: Moment
    updated_at: Moment
    unique_id: str | None
    parent_prediction: int | None
    parent_annotation: int | None
    version: Annotated[int, Field(description="rises with each change")]
    content_hash: Annotated[str, Field(description="of the result")]


class Prediction(TypedDict, total=False):
    """A coding that a model proposes."""

    id: int
    task: int
    project: int
    result: Result
    score: float | None
    model_version: str
    created_at: Moment
    updated_at: Moment


class Draft(TypedDict, total=False):
    """An unfinished coding."""

    id: int
    task: int
    annotation: Annotated[int | None, Field(description="the coding that it changes")]
    user: str
    result: Result
    lead_time: float | None
    was_postponed: bool
    created_at: Moment
    updated_at: Moment


class Task(TypedDict, total=False):
    """An article with what the caller may see of its codings."""

    id: int
    inner_id: Annotated[int, Field(description="counts within the project, from 1")]
    project: int
    data: Data
    meta: dict[str, Any]
    overlap: Annotated[int, Field(description="coders that it needs")]
    is_labeled: Annotated[bool, Field(description="as many coders as overlap asks for have finished it")]
    annotations: list[Annotation]
    predictions: list[Prediction]
    drafts: list[Draft]
    annotators: list[int]
    total_annotations: int
    cancelled_annotations: int
    total_predictions: int
    avg_lead_time: float | None
    comment_count: int
    stream: Annotated[str, Field(description="margin or random: why the queue served it; absent in a queue as loaded")]
    created_at: Moment
    updated_at: Moment
    completed_at: Moment | None


class TaskPage(TypedDict, total=False):
    """Tasks, and the totals of all pages."""

    tasks: list[Task]
    total: int
    total_annotations: int
    total_predictions: int


class Imported(TypedDict, total=False):
    """What was stored."""

    task_count: int
    annotation_count: int
    prediction_count: int
    duration: Annotated[float, Field(description="seconds")]
    found_formats: Annotated[dict[str, int] | list[str], Field(description="endings of files, with how many of each")]
    data_columns: list[str]
    task_ids: Annotated[list[int], Field(description="with return_task_ids=true")]


class Comment(TypedDict, total=False):
    """A remark on a coding."""

    id: int
    text: str
    annotation: int | None
    draft: int | None
    task: int
    project: int
    is_resolved: bool
    resolved_at: Moment | None
    created_by: Coder
    created_at: Moment


class Review(TypedDict, total=False):
    """A judgement on another's coding."""

    id: int
    annotation: int
    accepted: bool
    comment: str | None
    reject_action: str | None
    result: Annotated[list[dict[str, Any]] | None, Field(description="the mended result")]
    fixed_annotation_history: int | None
    created_by: int
    created_at: Moment


class History(TypedDict, total=False):
    """One thing that happened to a coding."""

    id: int
    action: Annotated[str, Field(description="submitted, updated, accepted, rejected and the like")]
    annotation_id: int
    task_id: int
    project_id: int
    result: Annotated[list[dict[str, Any]] | None, Field(description="as it was then")]
    lead_time: float | None
    review_id: int | None
    comment: str | None
    created_by: int
    created_at: Moment


class HistoryPage(TypedDict, total=False):
    """A page of a project's history, oldest first."""

    count: int
    next: str | None
    previous: str | None
    results: list[History]


class View(TypedDict, total=False):
    """A saved filter and order of the task list."""

    id: int
    project: int
    user: int | None
    order: int
    data: dict[str, Any]


class Webhook(TypedDict, total=False):
    """Where to tell what happens."""

    id: int
    organization: int
    project: int | None
    url: str
    send_payload: bool
    send_for_all_actions: bool
    headers: dict[str, str]
    is_active: bool
    actions: list[str]
    consecutive_failures: int
    created_at: Moment
    updated_at: Moment


class Conversion(TypedDict, total=False):
    """A snapshot in another format."""

    id: int
    status: str
    export_type: str
    traceback: Annotated[str | None, Field(description="why it failed")]


class Export(TypedDict, total=False):
    """One state of a project, kept."""

    id: int
    title: str
    status: Annotated[str, Field(description="created, in_progress, completed or failed", examples=["completed"])]
    reason: Annotated[str | None, Field(description="why it failed")]
    job: Annotated[int | None, Field(description="the job that makes it now")]
    md5: Annotated[str | None, Field(description="of the JSON form")]
    counters: Annotated[dict[str, int], Field(examples=[{"task_number": 120}])]
    created_by: dict[str, Any] | None
    created_at: Moment
    finished_at: Moment | None
    converted_formats: list[Conversion]


def answer(model: Any, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """What the API page says about an answer that the endpoint writes by itself."""
    return {status: {"model": model, "description": "Done"}}
