"""Export snapshots at the addresses of Label Studio."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from annotate.direct import Late
from annotate.labelstudio import shapes
from annotate.security import CallerDep, DbDep
from annotate.snapshots import service
from annotate.snapshots.forms import ConvertForm, NewSnapshot

router = APIRouter(prefix="/api/projects/{project_id}/exports", tags=["exports"], route_class=Late)
Json = dict[str, Any]
PATIENCE = 40.0  # seconds; the SDK waits 60 for an answer
LOOK = 0.2


async def _patient(project_id: int, snapshot_id: int, db: DbDep, caller: CallerDep) -> None:
    """Waits while a job makes the snapshot: scripts download right after they have asked for it."""
    end = time.monotonic() + PATIENCE
    while await run_in_threadpool(service.is_being_made, db, caller, project_id, snapshot_id):
        if time.monotonic() > end:
            return
        await asyncio.sleep(LOOK)


@router.get(
    "",
    summary="Snapshots of a project, newest first (managers)",
    response_model=None,
    responses=shapes.answer(list[shapes.Export]),
)
def list_snapshots(project_id: int, db: DbDep, caller: CallerDep) -> list[Json]:
    with db.read() as session:
        return service.listed(session, caller, project_id)


@router.post(
    "",
    status_code=201,
    summary="Make a snapshot (managers)",
    response_model=None,
    responses=shapes.answer(shapes.Export, 201),
)
def create_snapshot(project_id: int, body: NewSnapshot, db: DbDep, caller: CallerDep) -> Json:
    """The project as it is now, kept as it is; `md5` is of its JSON form. With more than 5,000 tasks a job makes it:
    ask for it until `status` is completed, or failed with a `reason`."""
    return service.create(db, caller, project_id, body)


@router.get(
    "/{snapshot_id}",
    summary="One snapshot and the formats it is kept in (managers)",
    response_model=None,
    responses=shapes.answer(shapes.Export),
)
def read_snapshot(project_id: int, snapshot_id: int, db: DbDep, caller: CallerDep) -> Json:
    with db.read() as session:
        return service.get(session, caller, project_id, snapshot_id)


@router.delete("/{snapshot_id}", status_code=204, summary="Delete a snapshot (managers)")
def delete_snapshot(project_id: int, snapshot_id: int, db: DbDep, caller: CallerDep) -> None:
    with db.write() as session:
        service.delete(session, caller, project_id, snapshot_id)


@router.post("/{snapshot_id}/convert", summary="Keep a snapshot in another format too (managers)")
def convert_snapshot(project_id: int, snapshot_id: int, body: ConvertForm, db: DbDep, caller: CallerDep) -> Json:
    return service.start_conversion(db, caller, project_id, snapshot_id, body)


@router.get(
    "/{snapshot_id}/download",
    summary="A snapshot's file (managers)",
    response_class=StreamingResponse,
    dependencies=[Depends(_patient)],
)
def download_snapshot(
    project_id: int, snapshot_id: int, db: DbDep, caller: CallerDep, exportType: str = "JSON"
) -> StreamingResponse:
    """`exportType`: JSON, JSON_MIN, CSV, TSV or CONLL2003. Waits while a job makes the
    snapshot; 503 with Retry-After when that takes longer than 40 seconds."""
    found = service.download(db, caller, project_id, snapshot_id, exportType)
    headers = {"Content-Disposition": f'attachment; filename="{found.name}"', "filename": found.name}
    return StreamingResponse(found.pieces, media_type=found.media_type, headers=headers)
