"""Rows as Label Studio shows them: pure functions, every field of its API present.

Stored JSON (results, task data) is handed through as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson

from annotate.clock import iso
from annotate.tasks.stored import with_text

Wire = dict[str, Any]
Row = Any  # a database row with the columns that the function names
_AGES = (
    ("year", 31_536_000),
    ("month", 2_592_000),
    ("week", 604_800),
    ("day", 86_400),
    ("hour", 3_600),
    ("minute", 60),
)


def stored(json_text: str) -> orjson.Fragment:
    """JSON from the database, to be sent unchanged."""
    return orjson.Fragment(json_text)


def data_of(row: Row) -> orjson.Fragment:
    """The data of a task's row with its text."""
    return orjson.Fragment(with_text(row.data, row.text_at, row.text))


def ago(then: datetime, now: datetime) -> str:
    """``2 hours``; with no-break spaces, as Label Studio writes ages."""
    seconds = max(timedelta(0), now - then) // timedelta(seconds=1)
    for unit, size in _AGES:
        if seconds >= size:
            count = seconds // size
            return f"{count}\u00a0{unit}{'s' if count != 1 else ''}"
    return "0\u00a0minutes"


def created_username(name: str, email: str, user_id: int) -> str:
    return f"{name} {email}, {user_id}"


def first_and_last(name: str) -> tuple[str, str]:
    first, _, last = name.partition(" ")
    return first, last


def person(user_id: int, email: str, name: str) -> Wire:
    """The short form of a user."""
    first, last = first_and_last(name)
    return {"id": user_id, "first_name": first, "last_name": last, "email": email, "avatar": None}


def initials(name: str, email: str) -> str:
    first, last = first_and_last(name)
    return (first[:1] + last[:1] if first else email[:2]).upper()


def annotation(row: Row, now: datetime, *, coding: bool = False) -> Wire:
    """An annotation with its head revision and coder; ``coding`` adds the parsed form."""
    wire = {
        "id": row.id,
        "result": stored(row.result),
        "created_username": created_username(row.name, row.email, row.user_id),
        "created_ago": ago(row.created_at, now),
        **_annotation_state(row),
    }
    if coding:
        wire["coding"] = stored(row.coding) if row.coding is not None else None
    return wire


def exported_annotation(row: Row, parent: Row | None = None) -> Wire:
    """An annotation as the JSON export has it; ``parent``: the prediction it was made out of."""
    return {
        "id": row.id,
        "completed_by": row.user_id,
        "result": stored(row.result),
        **_annotation_state(row),
        "prediction": prediction(parent, parent.created_at) if parent is not None else {},
        "result_count": result_count(row.result),
    }


def _annotation_state(row: Row) -> Wire:
    return {
        "completed_by": row.user_id,
        "was_cancelled": row.was_cancelled,
        "ground_truth": row.ground_truth,
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
        "draft_created_at": iso(row.draft_created_at),
        "lead_time": row.lead_time,
        "import_id": row.import_id,
        "last_action": None,
        "bulk_created": False,
        "task": row.task_id,
        "project": row.project_id,
        "updated_by": row.updated_by,
        "parent_prediction": row.parent_prediction,
        "parent_annotation": row.parent_annotation,
        "last_created_by": None,
        "unique_id": row.unique_id,
        "version": row.version,
        "content_hash": row.content_hash,
    }


def result_count(result: str) -> int:
    """How many regions a result holds; relations do not count."""
    items = orjson.loads(result)
    return len({item.get("id") for item in items if item.get("type") != "relation"})


def draft(row: Row, result: str, now: datetime) -> Wire:
    """A draft with its coder's ``email`` and ``name``; ``result`` is its JSON."""
    return {
        "id": row.id,
        "user": row.email,
        "created_username": created_username(row.name, row.email, row.user_id),
        "created_ago": ago(row.created_at, now),
        "result": stored(result),
        "lead_time": row.lead_time,
        "was_postponed": row.was_postponed,
        "import_id": None,
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
        "task": row.task_id,
        "annotation": row.annotation_id,
    }


def prediction(row: Row, now: datetime) -> Wire:
    return {
        "id": row.id,
        "result": stored(row.result),
        "model_version": row.model_version,
        "created_ago": ago(row.created_at, now),
        "score": row.score,
        "cluster": None,
        "neighbors": None,
        "mislabeling": 0.0,
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
        "model": None,
        "model_run": None,
        "task": row.task_id,
        "project": row.project_id,
    }


NO_COMMENTS: Wire = {
    "comment_count": 0,
    "unresolved_comment_count": 0,
    "last_comment_updated_at": None,
    "comment_authors": [],
}


def _task_core(row: Row) -> Wire:
    return {
        "id": row.id,
        "inner_id": row.inner_id,
        "data": data_of(row),
        "meta": stored(row.meta),
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
        "overlap": row.overlap,
        "project": row.project_id,
        "file_upload": None,
        "storage_filename": None,
        **NO_COMMENTS,
        "allow_skip": True,
        **({"stream": row.stream} if row.stream else {}),  # of the queue; ours alone, and only where it has an order
    }


def short_task(row: Row) -> Wire:
    """A task without its annotations: the answer to creating or changing one."""
    counts = {"is_labeled": False, "total_annotations": 0, "cancelled_annotations": 0, "total_predictions": 0}
    return {**_task_core(row), **counts, "updated_by": row.updated_by}


class TaskParts:
    """What belongs to one task and this caller may see: annotation, prediction and draft rows, and the counts."""

    __slots__ = ("annotations", "cancelled", "comments", "completed_at", "drafts", "predictions", "total")

    def __init__(self) -> None:
        self.annotations: list[Row] = []
        self.predictions: list[Row] = []
        self.drafts: list[Wire] = []
        self.total = 0
        self.cancelled = 0
        self.completed_at: datetime | None = None  # when the newest coding came
        self.comments: Wire = NO_COMMENTS


def task(row: Row, parts: TaskParts, now: datetime, *, full: bool = True, strings: bool = False) -> Wire:
    """A task as get and list show it; not ``full``: without annotations, predictions and scores; ``strings``: with
    the results once more as text, as lists have them."""
    lead_times = [a.lead_time for a in parts.annotations if a.lead_time is not None]
    coders = list(dict.fromkeys(a.user_id for a in parts.annotations))
    wire = {
        **_task_core(row),
        **parts.comments,
        "drafts": parts.drafts,
        "annotators": coders,
        "cancelled_annotations": parts.cancelled,
        "total_annotations": parts.total,
        "total_predictions": len(parts.predictions),
        "completed_at": iso(parts.completed_at) if parts.total >= row.overlap else None,
        "annotations_ids": ",".join(str(a.id) for a in parts.annotations),
        "annotations_results": ",".join(a.result for a in parts.annotations) if strings else "",
        "predictions_model_versions": ",".join(dict.fromkeys(p.model_version for p in parts.predictions)),
        "avg_lead_time": sum(lead_times) / len(lead_times) if lead_times else None,
        "draft_exists": bool(parts.drafts),
        "updated_by": [{"user_id": user} for user in _editors(parts.annotations)],
        "is_labeled": parts.total >= row.overlap,
    }
    if full:
        scores = [p.score for p in parts.predictions if p.score is not None]
        wire["annotations"] = [annotation(a, now) for a in parts.annotations]
        wire["predictions"] = [prediction(p, now) for p in parts.predictions]
        wire["predictions_results"] = ",".join(p.result for p in parts.predictions) if strings else ""
        wire["predictions_score"] = sum(scores) / len(scores) if scores else None
    else:
        wire["predictions_results"] = ""
    return wire


def exported_task(row: Row, parts: TaskParts) -> Wire:
    """A task as the JSON export has it."""
    parents = {p.id: p for p in parts.predictions}
    return {
        "id": row.id,
        "annotations": [exported_annotation(a, parents.get(a.parent_prediction)) for a in parts.annotations],
        "drafts": parts.drafts,
        "predictions": [p.id for p in parts.predictions],
        "data": data_of(row),
        "meta": stored(row.meta),
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
        "allow_skip": True,
        "inner_id": row.inner_id,
        "total_annotations": parts.total,
        "cancelled_annotations": parts.cancelled,
        "total_predictions": len(parts.predictions),
        **parts.comments,
        "project": row.project_id,
        "updated_by": next(iter(_editors(parts.annotations)), row.updated_by),
    }


def _editors(annotations: Sequence[Row]) -> list[int]:
    return list(dict.fromkeys(a.updated_by for a in annotations if a.updated_by is not None))


def only(wire: Wire, include: frozenset[str] | None) -> Wire:
    """The wanted fields of a task, all when none are named."""
    return wire if include is None else {name: value for name, value in wire.items() if name in include}


def import_answer(counts: Mapping[str, int], seconds: float, task_ids: Sequence[int] | None) -> Wire:
    """The answer to an import."""
    answer: Wire = {
        **counts,
        "duration": round(seconds, 6),
        "file_upload_ids": [],
        "could_be_tasks_list": False,
        "found_formats": [],
        "data_columns": [],
    }
    if task_ids is not None:
        answer["task_ids"] = list(task_ids)
    return answer
