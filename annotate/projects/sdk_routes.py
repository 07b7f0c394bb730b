"""Projects at the addresses where the Label Studio SDK looks for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session

from annotate.access import LARGEST_ID, project_for
from annotate.direct import Late
from annotate.errors import Invalid, NotFound
from annotate.models import Project
from annotate.projects import label_config, sdk_wire, service, store
from annotate.projects.duplicate import DuplicateIn, duplicate
from annotate.projects.sdk_wire import EXAMPLE, LabelConfigIn, ProjectIn
from annotate.security import Caller, CallerDep, DbDep
from annotate.users.sdk_wire import shown

router = APIRouter(prefix="/api/projects", tags=["projects (Label Studio)"], route_class=Late)

LARGEST_PAGE = 100
PAGING = {"count": 1, "next": None, "previous": None}
Json = dict[str, Any]


class PageQuery(BaseModel):
    page: int = Field(1, description="from 1; past the end is 404")
    page_size: int = Field(30, description=f"at most {LARGEST_PAGE}")
    ids: str | None = Field(None, description="comma-separated ids")


PageDep = Annotated[PageQuery, Query()]


@router.post(
    "",
    status_code=201,
    summary="Make a project out of a label config, or with the CAMEO codebook",
    responses=shown(201, EXAMPLE),
)
def create_project(body: ProjectIn, db: DbDep, caller: CallerDep) -> Json:
    new = service.NewProject(**{"title": sdk_wire.UNTITLED, **body.changes()})
    with db.write() as session:
        project = service.create(session, caller, new)
        return _shown(session, caller, [project])[0]


@router.get("", summary="The caller's projects, newest first", responses=shown(200, {**PAGING, "results": [EXAMPLE]}))
def list_projects(request: Request, db: DbDep, caller: CallerDep, wanted: PageDep) -> Json:
    with db.read() as session:
        rows, paging = _page(session, caller, request, wanted)
        return {**paging, "results": _shown(session, caller, rows)}


@router.get(
    "/counts",
    summary="Only the counters of the caller's projects",
    responses=shown(200, {**PAGING, "results": [sdk_wire.EXAMPLE_COUNTS]}),
)
def list_counts(request: Request, db: DbDep, caller: CallerDep, wanted: PageDep) -> Json:
    with db.read() as session:
        rows, paging = _page(session, caller, request, wanted)
        counts = _counts(session, caller, [p.id or 0 for p in rows])
        return {**paging, "results": [counts[p.id or 0] for p in rows]}


@router.get("/{project_id}", summary="One project", responses=shown(200, EXAMPLE))
def read_project(project_id: int, db: DbDep, caller: CallerDep) -> Json:
    with db.read() as session:
        access = project_for(session, caller, project_id)
        return _shown(session, caller, [access.project])[0]


@router.patch("/{project_id}", summary="Change a project (managers)", responses=shown(200, EXAMPLE))
def change_project(project_id: int, body: ProjectIn, db: DbDep, caller: CallerDep) -> Json:
    with db.write() as session:
        access = project_for(session, caller, project_id, "manager")
        project = service.change(session, caller, access.project, body.changes())
        session.flush()
        return _shown(session, caller, [project])[0]


@router.delete("/{project_id}", status_code=204, summary="Delete a project (managers)")
def delete_project(project_id: int, db: DbDep, caller: CallerDep) -> None:
    with db.write() as session:
        service.delete(session, caller, project_for(session, caller, project_id, "manager").project)


@router.post("/{project_id}/duplicate", status_code=201, summary="Make the project once more (managers)")
def duplicate_project(project_id: int, body: DuplicateIn, db: DbDep, caller: CallerDep) -> dict[str, int]:
    """Its settings, with `mode` "settings,data" its articles too; nothing that was coded."""
    with db.write() as session:
        return {"id": duplicate(session, caller, project_for(session, caller, project_id), body)}


@router.get("/{project_id}/file-uploads", summary="Uploaded files: none are kept, only what was in them")
def list_files(project_id: int, db: DbDep, caller: CallerDep) -> list[Json]:
    with db.read() as session:
        project_for(session, caller, project_id)
    return []


@router.post("/{project_id}/validate", summary="Would this label config be accepted?")
def validate_config(project_id: int, body: LabelConfigIn, db: DbDep, caller: CallerDep) -> dict[str, bool]:
    with db.read() as session:
        current = project_for(session, caller, project_id).project.label_config
    label_config.codebook_of(body.label_config)
    changed = label_config.takes_away(label_config.parsed(current), label_config.parsed(body.label_config))
    return {"config_essential_data_has_changed": changed}


def _page(session: Session, caller: Caller, request: Request, wanted: PageQuery) -> tuple[list[Project], Json]:
    page, size, ids = wanted.page, min(max(wanted.page_size, 1), LARGEST_PAGE), _numbers(wanted.ids)
    total = store.count(session, caller, ids)
    last = max(1, -(-total // size))
    if not 1 <= page <= last:
        raise NotFound(f"There is no page {page}; the last is {last}.")
    rows = store.listed(session, caller, offset=(page - 1) * size, limit=size, ids=ids)

    def address(number: int) -> str | None:
        return str(request.url.include_query_params(page=number)) if 1 <= number <= last else None

    return [p for p, _, _ in rows], {"count": total, "next": address(page + 1), "previous": address(page - 1)}


def _shown(session: Session, caller: Caller, projects: Sequence[Project]) -> list[Json]:
    counts = _counts(session, caller, [p.id or 0 for p in projects])
    makers = store.users_by_id(session, {p.created_by for p in projects})
    return [sdk_wire.project_json(p, makers.get(p.created_by), counts[p.id or 0]) for p in projects]


def _counts(session: Session, caller: Caller, ids: Sequence[int]) -> dict[int, dict[str, int]]:
    progress = service.progress(session, ids, caller.user_id)
    annotated = store.annotation_counts(session, ids, caller.user_id)
    predictions = store.prediction_counts(session, ids)
    return {pid: sdk_wire.counts_json(pid, {**annotated[pid], **progress[pid]}, predictions.get(pid, 0)) for pid in ids}


def _numbers(ids: str | None) -> list[int] | None:
    if not ids:
        return None
    parts = [part.strip() for part in ids.split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise Invalid("ids must be numbers with commas between them.", fields={"ids": ["Give numbers."]})
    return [int(part) for part in parts if int(part) <= LARGEST_ID]
