"""Codings in bulk: one coding for many tasks, many taken back, predictions turned into codings."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from annotate.access import project_for, visible_annotations
from annotate.annotations import service
from annotate.annotations.forms import NewAnnotation, RowId
from annotate.db import Database
from annotate.errors import AnnotateError, Invalid, NotFound
from annotate.labelstudio.body import Body, checked
from annotate.models import Annotation, Prediction, Task
from annotate.queue.service import give_up_seat
from annotate.security import Caller

Wire = dict[str, Any]
MOST = 1000  # codings of one request
_NAMES = ("tasks", "selected_items", "task", "project")


class BulkCoding(NewAnnotation):
    """One coding that is stored for each of the tasks."""

    tasks: Annotated[list[RowId], Field(max_length=MOST)] | None = None
    task: RowId | None = None


class BulkDelete(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    ids: Annotated[list[RowId], Field(min_length=1, max_length=MOST)]
    project: RowId


def create(db: Database, caller: Caller, task_ids: Sequence[int], body: Body) -> list[int]:
    """Store the coding for every task or for none; the annotations' ids in the order of the tasks.

    With a ``unique_id``, each task gets one derived from it, so that the request may be repeated.
    """
    if not 1 <= len(set(task_ids)) <= MOST:
        raise Invalid(f"Name 1 to {MOST} tasks.", fields={"tasks": [f"1 to {MOST} tasks."]})
    with db.read() as session:
        prepared = [
            _named(task_id, lambda task_id=task_id: service.prepare(session, caller, task_id, _one(body, task_id)))
            for task_id in dict.fromkeys(task_ids)
        ]
    with db.write() as session:
        return [service.store_prepared(session, caller, one).annotation["id"] for one in prepared]


def _named(task_id: int, prepare: Any) -> service.Prepared:
    try:
        found: service.Prepared = prepare()
    except Invalid as error:
        raise Invalid(f"Task {task_id}: {error.detail}", fields=error.fields, extra=error.extra) from None
    return found


def _one(body: Body, task_id: int) -> Body:
    """The request for one task: its members byte for byte, and an id of its own."""
    given = body.object()
    members = {name: orjson.Fragment(body.member(name)) for name in given if name not in _NAMES}
    if isinstance(given.get("unique_id"), str):
        members["unique_id"] = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{given['unique_id']}/{task_id}"))  # type: ignore[assignment]
    raw = orjson.dumps(members)
    return Body(raw, orjson.loads(raw))


def delete(db: Database, caller: Caller, body: Body) -> int:
    """Take back these annotations of one project, all or none; how many there were."""
    form = checked(BulkDelete, body.object())
    with db.write() as session:
        project_for(session, caller, form.project)
        ids = list(dict.fromkeys(form.ids))
        here = select(col(Annotation.id)).where(col(Annotation.id).in_(ids), col(Annotation.project_id) == form.project)
        there = set(session.execute(here).scalars())
        missing = next((one for one in ids if one not in there), None)
        if missing is not None:
            raise NotFound(f"No annotation {missing} in this project that you can see.")
        return _remove(session, caller, ids)


def delete_of_tasks(
    session: Session, caller: Caller, project_id: int, tasks: ColumnElement[bool], people: Sequence[int] | None
) -> int:
    """Take back all codings of the project on these tasks, or only those of some people."""
    access = project_for(session, caller, project_id, "manager")
    query = select(col(Annotation.id)).join(Task, col(Task.id) == col(Annotation.task_id)).where(tasks)
    query = query.where(visible_annotations(caller, access.role))
    if people is not None:
        query = query.where(col(Annotation.user_id).in_(people))
    return _remove(session, caller, [one or 0 for one in session.execute(query).scalars()])


def _remove(session: Session, caller: Caller, ids: Iterable[int]) -> int:
    count = 0
    for annotation_id in ids:
        head, access = service.remove(session, caller, annotation_id)
        give_up_seat(session, access.task, head.user_id)
        count += 1
    return count


def unmark_gold(db: Database, caller: Caller, project_id: int, tasks: ColumnElement[bool]) -> int:
    """Take the ground-truth mark from the codings on these tasks; each gets a revision."""
    with db.read() as session:
        project_for(session, caller, project_id, "manager")
        query = select(col(Annotation.id)).join(Task, col(Task.id) == col(Annotation.task_id))
        marked = query.where(tasks, col(Annotation.deleted_at).is_(None), col(Annotation.ground_truth).is_(True))
        ids = [one or 0 for one in session.execute(marked).scalars()]
    for annotation_id in ids:
        service.update(db, caller, annotation_id, Body(b'{"ground_truth":false}', {"ground_truth": False}))
    return len(ids)


def from_predictions(
    db: Database, caller: Caller, project_id: int, tasks: ColumnElement[bool], versions: Sequence[str] | None
) -> tuple[int, list[str]]:
    """The caller's codings made out of the newest prediction of each task; how many, and why the others were not.

    A task that the caller has coded, or whose prediction the codebook does not allow, is left as it is.
    """
    with db.read() as session:
        project_for(session, caller, project_id, "manager")
        query = select(col(Prediction.id), col(Prediction.task_id), col(Prediction.result))
        query = query.join(Task, col(Task.id) == col(Prediction.task_id)).where(tasks).order_by(col(Prediction.id))
        if versions:
            query = query.where(col(Prediction.model_version).in_(versions))
        newest = {row.task_id: row for row in session.execute(query)}
    made, refused = 0, []
    for row in newest.values():
        raw = orjson.dumps({"result": orjson.Fragment(row.result), "parent_prediction": row.id})
        try:
            made += service.create(db, caller, row.task_id, Body(raw, orjson.loads(raw))).created
        except AnnotateError as error:
            if error.status >= 500:
                raise
            refused.append(f"Task {row.task_id}: {error.detail}")
    return made, refused
