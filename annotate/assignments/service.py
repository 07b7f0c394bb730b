"""The rules of assignments: a task with coders named goes to them only, and has a place for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from annotate import clock
from annotate.access import CODERS, project_for, task_for
from annotate.annotations.forms import RowId
from annotate.assignments import store
from annotate.audit import record
from annotate.errors import Invalid, NotFound
from annotate.labelstudio import selection
from annotate.labelstudio.selection import Selection
from annotate.models import Assignment, Task
from annotate.queue.service import change_overlap_of_task
from annotate.security import Caller

Wire = dict[str, Any]
Kind = Literal["AN", "RE"]
People = Annotated[list[RowId], Field(max_length=200)]
LARGEST_OVERLAP = 50
_ROLES = {"AN": CODERS, "RE": ("manager", "adjudicator")}


class AssignForm(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    type: Kind = "AN"
    users: People


class BulkAssignForm(Selection):
    type: Kind
    users: People


def shown(row: Assignment) -> Wire:
    return {
        "id": row.id,
        "task": row.task_id,
        "assignee": row.user_id,
        "type": row.kind,
        "created_at": clock.iso(row.created_at),
        "state": None,
    }


def of_task(session: Session, caller: Caller, project_id: int, task_id: int) -> list[Wire]:
    """Who the task is given to: annotators see their own name only, as they do not see who codes besides."""
    role = _task(session, caller, project_id, task_id)[1]
    rows = store.listed(session, col(Assignment.task_id) == task_id)
    return [shown(row) for row in rows if role != "annotator" or row.user_id == caller.user_id]


def assign(session: Session, caller: Caller, project_id: int, task_id: int, form: AssignForm) -> list[Wire]:
    """Give the task to these people, besides those who have it already; theirs are returned."""
    project_for(session, caller, project_id, "manager")
    task, _ = _task(session, caller, project_id, task_id)
    _give(session, caller, project_id, [task], kind=form.type, users=form.users)
    return [shown(row) for row in _of(session, task_id, form.type) if row.user_id in form.users]


def replace(
    session: Session, caller: Caller, project_id: int, task_id: int, *, kind: Kind | None, users: Sequence[int] | None
) -> list[Wire]:
    """Give the task to these people instead of those who have it."""
    project_for(session, caller, project_id, "manager")
    task, _ = _task(session, caller, project_id, task_id)
    if users is not None:
        wanted = kind or "AN"
        gone = (col(Assignment.task_id) == task_id) & (col(Assignment.kind) == wanted)
        store.remove(session, gone & col(Assignment.user_id).not_in(users))
        _give(session, caller, project_id, [task], kind=wanted, users=users)
    return [shown(row) for row in store.listed(session, col(Assignment.task_id) == task_id)]


def take_away(
    session: Session, caller: Caller, project_id: int, task_id: int, *, kind: Kind | None, users: Sequence[int] | None
) -> None:
    """End the task's assignments, or those of a kind or of some people. What they coded stays."""
    project_for(session, caller, project_id, "manager")
    _task(session, caller, project_id, task_id)
    condition = col(Assignment.task_id) == task_id
    if kind is not None:
        condition &= col(Assignment.kind) == kind
    if users is not None:
        condition &= col(Assignment.user_id).in_(users)
    count = store.remove(session, condition)
    detail = {"count": count}
    record(session, caller.user_id, "unassigned", project_id=project_id, subject=f"task:{task_id}", detail=detail)


def assign_many(session: Session, caller: Caller, project_id: int, form: BulkAssignForm) -> Wire:
    """Give each of the selected tasks to each of the people."""
    access = project_for(session, caller, project_id, "manager")
    tasks = store.tasks(session, selection.condition_of(session, caller, access, form, None))
    count = _give(session, caller, project_id, tasks, kind=form.type, users=form.users)
    return {"assignments": count, "async": False, "task_ids": [task.id for task in tasks]}


def clear(session: Session, caller: Caller, project_id: int, tasks: ColumnElement[bool], kind: Kind) -> int:
    """End all assignments of a kind on these tasks; how many there were."""
    project_for(session, caller, project_id, "manager")
    mine = col(Assignment.task_id).in_(select(col(Task.id)).where(tasks))
    count = store.remove(session, (col(Assignment.kind) == kind) & mine)
    record(session, caller.user_id, "unassigned", project_id=project_id, detail={"count": count})
    return count


def _give(
    session: Session, caller: Caller, project_id: int, tasks: Sequence[Task], *, kind: Kind, users: Sequence[int]
) -> int:
    people = list(dict.fromkeys(users))
    _check_people(session, project_id, kind, people)
    now = clock.now()
    shared = {"project_id": project_id, "kind": kind, "created_by": caller.user_id, "created_at": now}
    rows = [{**shared, "task_id": task.id, "user_id": user} for task in tasks for user in people]
    store.add(session, rows)
    if kind == "AN":
        _make_room(session, tasks)
    detail = {"count": len(rows), "kind": kind}
    record(session, caller.user_id, "assigned", project_id=project_id, detail=detail)
    return len(rows)


def _make_room(session: Session, tasks: Sequence[Task]) -> None:
    given = store.coders_of(session, [task.id or 0 for task in tasks])
    for task in tasks:
        wanted = given.get(task.id or 0, 0)
        if wanted > LARGEST_OVERLAP:
            raise Invalid(f"Task {task.id} would be given to {wanted} people; {LARGEST_OVERLAP} is the most.")
        if wanted > task.overlap:
            change_overlap_of_task(session, task, wanted)


def _check_people(session: Session, project_id: int, kind: Kind, users: Sequence[int]) -> None:
    roles = store.roles(session, project_id, users)
    for user in users:
        role = roles.get(user)
        if role is None:
            raise Invalid(f"User {user} is not in this project.", fields={"users": [f"{user} is not a member."]})
        if role not in _ROLES[kind]:
            what = "code" if kind == "AN" else "review"
            message = f"User {user} may not {what} here: their role is {role}."
            raise Invalid(message, fields={"users": [message]})


def _task(session: Session, caller: Caller, project_id: int, task_id: int) -> tuple[Task, str]:
    access = task_for(session, caller, task_id)
    if access.task.project_id != project_id:
        raise NotFound(f"No task {task_id} here that you can see.")
    return access.task, access.role


def _of(session: Session, task_id: int, kind: Kind) -> Sequence[Assignment]:
    return store.listed(session, (col(Assignment.task_id) == task_id) & (col(Assignment.kind) == kind))
