"""Tasks with what belongs to them, as far as the caller may see it, in a few queries a batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from annotate import clock
from annotate.access import ProjectAccess, TaskAccess, task_for
from annotate.annotations import drafts
from annotate.annotations.reading import heads_of_tasks
from annotate.comments.summary import of_tasks
from annotate.ids import one_of
from annotate.labelstudio import wire
from annotate.labelstudio.wire import TaskParts
from annotate.models import Task
from annotate.predictions.service import of_tasks as predictions_of
from annotate.security import Caller
from annotate.tasks import store

BATCH = 200


def gather(
    session: Session, caller: Caller, access: ProjectAccess | TaskAccess, ids: Sequence[int]
) -> dict[int, TaskParts]:
    """The parts of these tasks of one project."""
    found = {task_id: TaskParts() for task_id in ids}
    for row in heads_of_tasks(session, caller, access.role, ids):
        found[row.task_id].annotations.append(row)
    for prediction in predictions_of(session, caller, access, ids):
        found[prediction.task_id].predictions.append(prediction)
    for draft in drafts.of_tasks(session, caller, access.project, ids):
        found[draft["task"]].drafts.append(draft)
    for task_id, (total, cancelled, newest) in store.counts_of(session, ids).items():
        found[task_id].total, found[task_id].cancelled, found[task_id].completed_at = total, cancelled, newest
    readable = {row.id for parts in found.values() for row in parts.annotations}
    for task_id, comments in of_tasks(session, ids, readable).items() if readable else ():
        found[task_id].comments = comments
    return found


def full_task(session: Session, caller: Caller, task_id: int) -> wire.Wire:
    """One task with all its parts."""
    access = task_for(session, caller, task_id)
    parts = gather(session, caller, access, [task_id])[task_id]
    shown = wire.task(store.one(session, task_id), parts, clock.now())
    for annotation, row in zip(shown["annotations"], parts.annotations, strict=True):
        person = wire.person(row.user_id, row.email, row.name)  # one task: with the person
        annotation["completed_by"] = {**person, "initials": wire.initials(row.name, row.email)}
    return shown


def untouched_task(session: Session, caller: Caller, task_id: int) -> wire.Wire | None:
    """The same in one query for a task just given to the caller, when nothing belongs to it yet; else None."""
    row = store.untouched(session, task_id, caller.user_id)
    return None if row is None else wire.task(row, TaskParts(), clock.now())


def batches(
    session: Session,
    condition: ColumnElement[bool],
    *,
    ordering: Sequence[ColumnElement[Any]] = (),
    offset: int = 0,
    limit: int | None = None,
) -> Iterator[Sequence[Any]]:
    """Rows of tasks in batches, so that nothing holds a whole project in memory."""
    if ordering:
        yield from _ordered(session, store.ordered_ids(session, condition, ordering, offset, limit))
        return
    after, left = 0, limit
    while left is None or left > 0:
        size = BATCH if left is None else min(BATCH, left)
        rows = store.listed(session, condition, after=after, offset=offset, limit=size)
        if not rows:
            return
        yield rows
        after, offset = rows[-1].id, 0
        left = None if left is None else left - len(rows)


def _ordered(session: Session, ids: Sequence[int]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        rows = {row.id: row for row in store.listed(session, one_of(col(Task.id), some), limit=BATCH)}
        yield [rows[task_id] for task_id in some]
