"""What a task says of the comments on its annotations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from annotate import clock
from annotate.comments import store

Wire = dict[str, Any]


def of_tasks(session: Session, task_ids: Sequence[int], readable: set[int]) -> dict[int, Wire]:
    """Per task that has some, Label Studio's four fields about comments; only those on annotations that the caller
    may read (``readable``) count."""
    groups: dict[int, list[Any]] = {}
    for row in store.of_tasks(session, task_ids):
        if row.annotation_id in readable:
            groups.setdefault(row.task_id, []).append(row)
    return {task_id: _fields(rows) for task_id, rows in groups.items()}


def _fields(rows: Sequence[Any]) -> Wire:
    return {
        "comment_count": len(rows),
        "unresolved_comment_count": sum(row.resolved_at is None for row in rows),
        "last_comment_updated_at": clock.iso(store.newest(rows)),
        "comment_authors": list(dict.fromkeys(row.created_by for row in rows)),
    }
