"""Long work, for our own pages: how far it is, how it ended, stopping it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from annotate.direct import Late
from annotate.jobs import service
from annotate.security import CallerDep, DbDep
from annotate.users.wire import Moment, Out

router = APIRouter(prefix="/api/app", tags=["jobs"], route_class=Late)


class JobOut(Out):
    id: int
    kind: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    project_id: int | None
    created_by: int | None
    message: str
    done: int = Field(description="steps done, of `total`")
    total: int
    attempts: int
    result: dict[str, Any] | None = Field(description="what the work gave, when it is done")
    error: str | None = Field(description="why it failed, or why it is tried again")
    created_at: Moment
    started_at: Moment | None
    finished_at: Moment | None


@router.get("/projects/{project_id}/jobs", summary="A project's long work, newest first (managers: all; others: own)")
def list_jobs(
    project_id: int,
    db: DbDep,
    caller: CallerDep,
    kind: Annotated[list[str] | None, Query(description="only of these kinds")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[JobOut]:
    with db.read() as session:
        rows = service.of_project(session, caller, project_id, tuple(kind or ()), limit)
        return [JobOut.model_validate(service.shown(row)) for row in rows]


@router.get("/jobs/{job_id}", summary="One piece of long work")
def read_job(job_id: int, db: DbDep, caller: CallerDep) -> JobOut:
    with db.read() as session:
        return JobOut.model_validate(service.shown(service.find(session, caller, job_id)))


@router.post("/jobs/{job_id}/cancel", summary="Stop it")
def cancel_job(job_id: int, db: DbDep, caller: CallerDep) -> JobOut:
    with db.write() as session:
        return JobOut.model_validate(service.shown(service.cancel(session, caller, job_id)))
