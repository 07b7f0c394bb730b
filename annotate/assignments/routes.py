"""Assignments at the addresses where the SDK looks for them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from annotate.access import LARGEST_ID
from annotate.assignments import service
from annotate.assignments.service import AssignForm, BulkAssignForm, Kind, People
from annotate.direct import Late
from annotate.errors import Invalid
from annotate.security import CallerDep, DbDep

router = APIRouter(prefix="/api/projects/{project_id}/tasks", tags=["assignments"], route_class=Late)
Json = dict[str, Any]
Users = Annotated[str | None, Query(max_length=2000, description="comma-separated ids")]


class ChangeForm(BaseModel):
    type: Kind | None = None
    users: People | None = None


@router.post("/assignees", status_code=201, summary="Give many tasks to people (managers)")
def assign_many(project_id: int, body: BulkAssignForm, db: DbDep, caller: CallerDep) -> Json:
    """A task with coders named goes to them only; given to more people than its overlap, it gets more places."""
    with db.write() as session:
        return service.assign_many(session, caller, project_id, body)


@router.get("/{task_id}/assignees", summary="Who a task is given to")
def list_assignees(project_id: int, task_id: int, db: DbDep, caller: CallerDep) -> list[Json]:
    with db.read() as session:
        return service.of_task(session, caller, project_id, task_id)


@router.post("/{task_id}/assignees", status_code=201, summary="Give a task to people (managers)")
def assign(project_id: int, task_id: int, body: AssignForm, db: DbDep, caller: CallerDep) -> Json:
    """`type`: AN to code it, RE to review it. The answer is the first assignment, with all under `assignments`."""
    if not body.users:
        raise Invalid("Name one person or more.", fields={"users": ["Empty."]})
    with db.write() as session:
        made = service.assign(session, caller, project_id, task_id, body)
    return {**made[0], "assignments": made}


@router.patch("/{task_id}/assignees", summary="Give a task to these people instead (managers)")
def reassign(project_id: int, task_id: int, body: ChangeForm, db: DbDep, caller: CallerDep) -> Json:
    with db.write() as session:
        found = service.replace(session, caller, project_id, task_id, kind=body.type, users=body.users)
    none = {"id": None, "task": task_id, "assignee": None, "type": body.type, "created_at": None, "state": None}
    return {**(found[0] if found else none), "assignments": found}


@router.delete("/{task_id}/assignees", status_code=204, summary="Take a task away from people (managers)")
def unassign(
    *, project_id: int, task_id: int, db: DbDep, caller: CallerDep, type: Kind | None = None, users: Users = None
) -> None:
    """Without `type` and `users`, from everybody."""
    with db.write() as session:
        service.take_away(session, caller, project_id, task_id, kind=type, users=numbers(users))


def numbers(text: str | None) -> list[int] | None:
    """``1,2`` as numbers; None when nothing was given."""
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and int(part) <= LARGEST_ID for part in parts):
        raise Invalid("Give ids with commas between them.", fields={"users": ["Not numbers."]})
    return [int(part) for part in parts]
