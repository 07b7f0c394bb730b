"""Tasks, at the addresses of Label Studio and, for our own pages, under /api/app."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from starlette.responses import StreamingResponse

from annotate import clock
from annotate.access import LARGEST_ID, project_for
from annotate.annotations.forms import RowId
from annotate.db import Database
from annotate.direct import Direct
from annotate.errors import Invalid, NotFound
from annotate.labelstudio import shapes
from annotate.labelstudio.body import BodyDep, documented, documented_list
from annotate.labelstudio.convert import FORMATS, checked_type
from annotate.security import Caller, CallerDep, DbDep
from annotate.tasks import importing, listing, parts, screen, service
from annotate.tasks.filters import TaskQuery, parse_query
from annotate.tasks.service import NewTaskForm, TaskForm
from annotate.tasks.uploads import BodyOrFiles
from annotate.views import service as views

router = APIRouter(prefix="/api", route_class=Direct)
_TASKS: list[str | Enum] = ["tasks"]
_CODING: list[str | Enum] = ["coding screen"]
_BUFFERED = 500  # tasks; a page up to this size is sent whole, a larger one streamed
PageSize = Annotated[int, Query(ge=1, le=LARGEST_ID)]
PageNumber = Annotated[int, Query(ge=1, le=LARGEST_ID)]
Flag = Annotated[bool, Query()]


def _json(data: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(data), status_code=status, media_type="application/json")


@router.get("/tasks", tags=_TASKS, summary="Tasks of a project", responses=shapes.answer(shapes.TaskPage))
def list_tasks(
    *,
    db: DbDep,
    caller: CallerDep,
    project: RowId | None = None,
    view: RowId | None = None,
    page: PageNumber = 1,
    page_size: PageSize = 100,
    fields: str = "all",
    include: str = "",
    only_annotated: Flag = False,
    query: str = "",
) -> Response:
    """One page, with annotations and predictions unless `fields=task_only`; `include` names the fields wanted.

    `query` is JSON with `filters` and `ordering` in the grammar of the SDK's data manager; `view` takes them from a
    saved view instead. Past the last page: 404."""
    project, asked = _which(db, caller, project, view, query)
    wanted = frozenset(name.strip() for name in include.split(",")) if include.strip() else None
    cut = listing.Page(project, page, page_size, fields != "task_only", wanted, only_annotated, query=asked)
    return _sent(listing.listed(db, caller, cut), page_size <= _BUFFERED)


def _which(
    db: Database, caller: Caller, project: int | None, view: int | None, query: str
) -> tuple[int, TaskQuery | None]:
    """The project and what of it is asked for: by a saved view, or by ``query``."""
    if view is not None:
        with db.read() as session:
            row, _ = views.find(session, caller, view)
            return row.project_id, views.query_of(row)
    if project is None:
        raise NotFound("Neither project nor view id specified")
    return project, parse_query(query) if query.strip() else None


def _sent(pieces: Iterator[bytes], whole: bool) -> Response:
    if whole:
        return Response(b"".join(pieces), media_type="application/json")
    return StreamingResponse(pieces, media_type="application/json")


@router.post(
    "/tasks",
    tags=_TASKS,
    summary="Add a task",
    status_code=201,
    openapi_extra=documented(NewTaskForm),
    responses=shapes.answer(shapes.Task, 201),
)
def create_task(body: BodyDep, db: DbDep, caller: CallerDep) -> Response:
    with db.write() as session:
        made = service.create(session, caller, body)
    return _json(made, 201)


@router.get(
    "/tasks/{task_id}",
    tags=_TASKS,
    summary="A task with its annotations, predictions and drafts",
    responses=shapes.answer(shapes.Task),
)
def read_task(task_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.read() as session:
        return _json(parts.full_task(session, caller, task_id))


@router.patch(
    "/tasks/{task_id}",
    tags=_TASKS,
    summary="Change a task",
    openapi_extra=documented(TaskForm),
    responses=shapes.answer(shapes.Task),
)
def update_task(task_id: int, body: BodyDep, db: DbDep, caller: CallerDep) -> Response:
    """Its text never changes: other text is refused."""
    with db.write() as session:
        service.change(session, caller, task_id, body)
        session.flush()
        session.expire_all()
        return _json(parts.full_task(session, caller, task_id))


@router.delete("/tasks/{task_id}", tags=_TASKS, summary="Delete a task", status_code=204)
def delete_task(task_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.write() as session:
        service.delete(session, caller, task_id)
    return Response(status_code=204)


@router.delete("/projects/{project_id}/tasks", tags=_TASKS, summary="Delete all tasks of a project", status_code=204)
def delete_all_tasks(project_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.write() as session:
        service.delete_all(session, caller, project_id)
    return Response(status_code=204)


@router.post(
    "/projects/{project_id}/import",
    tags=_TASKS,
    summary="Add many tasks, all or none",
    status_code=201,
    openapi_extra=documented_list(importing.ImportedTask, or_files=True),
    responses=shapes.answer(shapes.Imported, 201),
)
def import_tasks(
    *,
    project_id: int,
    body: BodyOrFiles,
    db: DbDep,
    caller: CallerDep,
    return_task_ids: Flag = False,
    preannotated_from_fields: Annotated[list[str] | None, Query()] = None,
) -> Response:
    """A list of task data, or of objects with `data`, `meta`, `annotations` and `predictions`; or a form with files:
    .json and .jsonl hold such objects, .csv and .tsv a task in each row under the names of the columns, .txt one on
    each line."""
    fields = preannotated_from_fields or []
    return _json(importing.import_tasks(db, caller, project_id, body, fields, ids=return_task_ids), 201)


@router.get("/projects/{project_id}/export", tags=_TASKS, summary="All tasks with their annotations, as a file")
def export_tasks(
    *,
    project_id: int,
    request: Request,
    db: DbDep,
    caller: CallerDep,
    export_type: str = "",
    exportType: str = "JSON",  # the older name of the parameter
    download_all_tasks: Flag = False,
) -> Response:
    """Streamed, as JSON, JSON_MIN, CSV, TSV or CONLL2003. Without `download_all_tasks`, only tasks that somebody has
    coded or skipped."""
    kind = checked_type(export_type or exportType)
    page = listing.Page(project_id, only_annotated=not download_all_tasks, ids=_ids(request))
    pieces = listing.exported(db, caller, page, kind)
    name = listing.export_name(project_id, clock.now(), kind)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "filename": name}
    return StreamingResponse(pieces, media_type=FORMATS[kind].media_type, headers=headers)


def _ids(request: Request) -> tuple[int, ...] | None:
    """``ids=1&ids=2``, ``ids[]=1`` or ``ids=1,2``."""
    given = request.query_params.getlist("ids") + request.query_params.getlist("ids[]")
    parts_ = [part.strip() for value in given for part in value.split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and int(part) <= LARGEST_ID for part in parts_):
        raise Invalid("ids must be task numbers.", fields={"ids": ["Not a number."]})
    return tuple(int(part) for part in parts_) if given else None


@router.get("/projects/{project_id}/export/formats", tags=_TASKS, summary="What the export address can give")
def list_formats(project_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.read() as session:
        project_for(session, caller, project_id)
    return _json([kind.shown(name) for name, kind in FORMATS.items()])


@router.get("/app/tasks/{task_id}", tags=_CODING, summary="One article as the coding screen opens it")
def open_task(task_id: int, db: DbDep, caller: CallerDep) -> Response:
    """Nothing is claimed; only the caller's own work is shown."""
    with db.read() as session:
        return _json(screen.screen(session, caller, task_id))


@router.get("/app/projects/{project_id}/tasks", tags=_CODING, summary="The articles of a project with their state")
def list_cards(
    *,
    project_id: int,
    db: DbDep,
    caller: CallerDep,
    page: PageNumber = 1,
    page_size: Annotated[int, Query(ge=1, le=screen.LARGEST_PAGE)] = 50,
    state: str = "",
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """`state`: unassigned, in_progress, partly or complete; `q` looks into title and text."""
    with db.read() as session:
        return _json(screen.cards(session, caller, project_id, page=page, size=page_size, state=state, q=q))
