"""The next article, for the coding screen and in Label Studio's two forms."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response

from annotate import clock
from annotate.access import LARGEST_ID
from annotate.direct import Direct
from annotate.queue import service
from annotate.security import CallerDep, DbDep, SettingsDep
from annotate.tasks.screen import screen

router = APIRouter(prefix="/api", tags=["coding screen"], route_class=Direct)


def _json(data: Any) -> Response:
    return Response(orjson.dumps(data), media_type="application/json")


@router.post("/app/projects/{project_id}/next", summary="Open the next article")
def open_next(project_id: int, db: DbDep, caller: CallerDep, settings: SettingsDep) -> Response:
    """The article in the caller's hands, else the next free one; `{"none": true, "reason": …}` when nothing is left."""
    with db.write() as session:
        claim = service.claim_next(session, caller, project_id, settings.lease_minutes)
    with db.read() as session:
        if claim is None:
            return _json({"none": True, "reason": service.why_none(session, project_id)})
        return _json(screen(session, caller, claim.task_id))


@router.post("/app/projects/{project_id}/ahead", summary="Keep and fetch the article after the one in hand")
def fetch_ahead(
    *,
    project_id: int,
    after: Annotated[int, Query(gt=0, le=LARGEST_ID)],
    db: DbDep,
    caller: CallerDep,
    settings: SettingsDep,
) -> Response:
    """Like `next`, for the time when task `after` is submitted. The article is kept for `seconds` and goes to others
    before that only when they would have nothing; submit with `?then=` to learn whether it is still the caller's."""
    with db.write() as session:
        claim = service.keep_ahead(session, caller, project_id, after, settings.lease_minutes)
    with db.read() as session:
        if claim is None:
            return _json({"none": True, "reason": service.why_none(session, project_id)})
        seconds = max(0, int((claim.until - clock.now()).total_seconds()))
        return _json({**screen(session, caller, claim.task_id, coming=1), "seconds": seconds})


@router.post("/app/tasks/{task_id}/renew", summary="Keep the article in hand")
def renew(task_id: int, db: DbDep, caller: CallerDep, settings: SettingsDep) -> Response:
    """For how many `seconds` from now on; null when the caller does not hold it, or no longer."""
    with db.write() as session:
        until = service.renew(session, caller, task_id, settings.lease_minutes)
    return _json({"seconds": None if until is None else settings.lease_minutes * 60})


@router.post("/app/tasks/{task_id}/release", summary="Give the article back", status_code=204)
def release(task_id: int, db: DbDep, caller: CallerDep, ahead: bool = False) -> Response:
    """With `ahead`, only an article that is kept ahead and not yet in hand."""
    with db.write() as session:
        service.give_back(session, caller, task_id, ahead=ahead)
    return Response(status_code=204)
