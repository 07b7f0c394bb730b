"""The rules for saved views: everybody in a project sees them all; only their maker and managers change one."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlmodel import Session, col

from annotate import clock
from annotate.access import LARGEST_ID, ProjectAccess, project_for, visible_projects
from annotate.annotations.forms import RowId
from annotate.audit import record
from annotate.errors import Forbidden, Invalid, NotFound
from annotate.labelstudio.body import Body, checked
from annotate.models import Project, SavedView
from annotate.security import Caller
from annotate.tasks import columns, filters
from annotate.tasks.filters import TaskQuery
from annotate.views import store

Wire = dict[str, Any]
_MOST = 200  # views of a project


class ViewData(TaskQuery):
    """``filters`` and ``ordering`` are understood; what clients add (title, columns …) is kept as it came."""

    model_config = ConfigDict(extra="allow", frozen=True)


class ViewForm(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    data: ViewData | None = None


class NewView(ViewForm):
    project: RowId


class OrderForm(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    project: RowId
    ids: Annotated[list[RowId], Field(max_length=_MOST)]


def shown(row: SavedView) -> Wire:
    return {
        "id": row.id,
        "data": orjson.Fragment(row.data),
        "order": row.position,
        "user": row.user_id,
        "project": row.project_id,
    }


def listed(session: Session, caller: Caller, project_id: int | None) -> list[Wire]:
    """The views of a project, or of all projects of the caller."""
    if project_id is not None:
        project_for(session, caller, project_id)
        return [shown(row) for row in store.listed(session, col(SavedView.project_id) == project_id)]
    mine = col(SavedView.project_id).in_(_ids_of_projects(caller))
    return [shown(row) for row in store.listed(session, mine)]


def _ids_of_projects(caller: Caller) -> Any:
    return select(col(Project.id)).where(visible_projects(caller))


def create(session: Session, caller: Caller, body: Body) -> Wire:
    form = checked(NewView, body.object())
    access = project_for(session, caller, form.project)
    _check(session, caller, access, form.data)
    if len(store.listed(session, col(SavedView.project_id) == form.project)) >= _MOST:
        raise Invalid(f"A project has {_MOST} views at most; delete some first.")
    now = clock.now()
    data = body.member("data") if form.data is not None else "{}"
    values = {"project_id": form.project, "user_id": caller.user_id, "data": data}
    view_id = store.add(session, {**values, "created_at": now, "updated_at": now})
    record(session, caller.user_id, "view-made", project_id=form.project, subject=f"view:{view_id}")
    return shown(_stored(session, view_id))


def change(session: Session, caller: Caller, view_id: int, body: Body) -> Wire:
    """Set the members of ``data`` that are sent; the others stay."""
    form = checked(ViewForm, body.object())
    row, access = _own(session, caller, view_id)
    _check(session, caller, access, form.data)
    if form.data is not None:
        data = {**orjson.loads(row.data), **body.data["data"]}
        store.change(session, view_id, {"data": orjson.dumps(data).decode(), "updated_at": clock.now()})
        record(session, caller.user_id, "view-changed", project_id=row.project_id, subject=f"view:{view_id}")
    session.expire_all()
    return shown(_stored(session, view_id))


def get(session: Session, caller: Caller, view_id: int) -> Wire:
    return shown(find(session, caller, view_id)[0])


def find(session: Session, caller: Caller, view_id: int) -> tuple[SavedView, ProjectAccess]:
    """The view and the caller's access to its project."""
    row = store.find(session, view_id) if 0 < view_id <= LARGEST_ID else None
    missing = NotFound(f"No view {view_id} here that you can see.")
    if row is None:
        raise missing
    try:
        return row, project_for(session, caller, row.project_id)
    except NotFound:
        raise missing from None


def query_of(row: SavedView) -> TaskQuery:
    """What the view shows: checked again, since older data may stand there."""
    return checked(TaskQuery, orjson.loads(row.data), "data")


def delete(session: Session, caller: Caller, view_id: int) -> None:
    row, _ = _own(session, caller, view_id)
    store.remove(session, col(SavedView.id) == view_id)
    record(session, caller.user_id, "view-deleted", project_id=row.project_id, subject=f"view:{view_id}")


def reset(session: Session, caller: Caller, project_id: int) -> None:
    """Delete the project's views: a manager all, others their own."""
    access = project_for(session, caller, project_id)
    condition = col(SavedView.project_id) == project_id
    if access.role != "manager":
        condition &= col(SavedView.user_id) == caller.user_id
    count = store.remove(session, condition)
    record(session, caller.user_id, "views-reset", project_id=project_id, detail={"count": count})


def reorder(session: Session, caller: Caller, body: Body) -> None:
    """Put these views first, in this order."""
    form = checked(OrderForm, body.object())
    project_for(session, caller, form.project)
    there = {row.id: row for row in store.listed(session, col(SavedView.project_id) == form.project)}
    unknown = next((view_id for view_id in form.ids if view_id not in there), None)
    if unknown is not None:
        raise NotFound(f"No view {unknown} in this project.")
    rest = [view_id for view_id in there if view_id not in form.ids]
    for position, view_id in enumerate([*dict.fromkeys(form.ids), *rest]):
        store.change(session, view_id or 0, {"position": position})
    record(session, caller.user_id, "views-ordered", project_id=form.project)


def _check(session: Session, caller: Caller, access: ProjectAccess, data: ViewData | None) -> None:
    """Refuse filters that no task list could be made with."""
    if data is None:
        return
    lens = columns.Lens.of(session, caller, access.role, access.project.id or 0)
    filters.chosen(session, lens, data)


def _own(session: Session, caller: Caller, view_id: int) -> tuple[SavedView, ProjectAccess]:
    row, access = find(session, caller, view_id)
    if row.user_id != caller.user_id and access.role != "manager":
        raise Forbidden("Only the person who made this view and managers may change it.")
    return row, access


def _stored(session: Session, view_id: int) -> SavedView:
    row = store.find(session, view_id)
    if row is None:
        raise NotFound(f"No view {view_id} here that you can see.")
    return row
