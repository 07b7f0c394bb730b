"""Label Studio's data manager actions, as far as this server has them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from annotate.access import project_for
from annotate.annotations.forms import RowId
from annotate.db import Database
from annotate.errors import Invalid, NotFound
from annotate.labelstudio.body import Body, checked
from annotate.queue import service as queue
from annotate.security import Caller
from annotate.tasks.parts import full_task
from annotate.tasks.service import delete_some

Wire = dict[str, Any]
_DELETE = {
    "id": "delete_tasks",
    "title": "Delete tasks",
    "order": 100,
    "permission": "tasks.delete",
    "experimental": False,
    "dialog": {
        "type": "confirm",
        "title": "Delete tasks",
        "text": "The selected tasks and what was coded on them will be hidden from everybody.",
    },
}
_NEXT = {
    "id": "next_task",
    "title": "Get next task",
    "order": 0,
    "permission": "tasks.view",
    "experimental": False,
    "dialog": {},
    "hidden": True,
}


class _Selected(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    all: bool = False
    included: list[RowId] = []
    excluded: list[RowId] = []


class _Form(BaseModel):
    model_config = ConfigDict(extra="ignore")

    selected: Annotated[_Selected | None, Field(alias="selectedItems")] = None
    filters: dict[str, Any] | None = None


def listed(session: Session, caller: Caller, project_id: int) -> list[Wire]:
    """The actions that the caller may run."""
    access = project_for(session, caller, project_id)
    return [_NEXT, _DELETE] if access.role == "manager" else [_NEXT]


def next_task(db: Database, caller: Caller, project_id: int, lease_minutes: int) -> Wire:
    """The next task in Label Studio's form, claimed for the caller."""
    with db.write() as session:
        claim = queue.claim_next(session, caller, project_id, lease_minutes)
    if claim is None:
        raise NotFound(f"There are no tasks for {caller.email}")
    with db.read() as session:
        task = full_task(session, caller, claim.task_id)
    return {**task, "queue": "Task lock", "unique_lock_id": claim.key}


def run(db: Database, caller: Caller, project_id: int, name: str, *, body: Body, lease_minutes: int) -> Wire:
    """Run an action by its id."""
    if name == "next_task":
        return next_task(db, caller, project_id, lease_minutes)
    if name == "delete_tasks":
        return _delete_tasks(db, caller, project_id, body)
    raise Invalid(f"There is no action {name!r}; there are next_task and delete_tasks.", fields={"id": ["Unknown."]})


def _delete_tasks(db: Database, caller: Caller, project_id: int, body: Body) -> Wire:
    form = checked(_Form, body.object())
    if (form.filters or {}).get("items"):
        raise Invalid("This server does not filter tasks yet; name the tasks in selectedItems.")
    if form.selected is None:
        raise Invalid("Name the tasks in selectedItems.", fields={"selectedItems": ["This field is required."]})
    with db.write() as session:
        wanted = None if form.selected.all else form.selected.included
        count = delete_some(session, caller, project_id, wanted, form.selected.excluded if form.selected.all else [])
    return {"processed_items": count, "reload": False, "detail": f"Deleted {count} tasks"}
