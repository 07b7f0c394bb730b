"""Which tasks an action is about: a list of ids, all but some, what a filter finds, or a saved view."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from annotate.access import ProjectAccess
from annotate.annotations.forms import RowId
from annotate.errors import Invalid, NotFound
from annotate.ids import one_of
from annotate.models import Task
from annotate.security import Caller
from annotate.tasks import columns, filters, store
from annotate.tasks.filters import TaskQuery
from annotate.views import service as views


class Selected(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    all: bool = False
    included: list[RowId] = []
    excluded: list[RowId] = []


class Selection(TaskQuery):
    """``selectedItems`` within what ``filters`` find; filters alone mean all they find."""

    selected: Annotated[Selected | None, Field(alias="selectedItems")] = None


def condition_of(
    session: Session, caller: Caller, access: ProjectAccess, form: Selection, view_id: int | None
) -> ColumnElement[bool]:
    """The live tasks of the project that are meant; raises Invalid when none are named: an empty request is not
    taken for all."""
    project_id = access.project.id or 0
    query: TaskQuery = form
    if view_id is not None:
        row, _ = views.find(session, caller, view_id)
        if row.project_id != project_id:
            raise NotFound(f"No view {view_id} in this project.")
        query = views.query_of(row)
    filtered = bool(query.filters and query.filters.items)
    if form.selected is None and not filtered:
        message = 'Name the tasks: {"selectedItems": {"all": false, "included": [1, 2]}}, or filters.'
        raise Invalid(message, fields={"selectedItems": ["This field is required."]})
    lens = columns.Lens.of(session, caller, access.role, project_id)
    found = filters.chosen(session, lens, query).condition
    condition: ColumnElement[bool] = store.live(project_id)
    if found is not None:
        condition &= found
    return condition if form.selected is None else condition & _chosen(form.selected)


def _chosen(selected: Selected) -> ColumnElement[bool]:
    if not selected.all:
        return one_of(col(Task.id), selected.included)
    if not selected.excluded:
        return col(Task.id).is_not(None)
    return ~one_of(col(Task.id), selected.excluded)
