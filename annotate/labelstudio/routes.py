"""What Label Studio clients ask for beyond projects, tasks, annotations and predictions."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import APIRouter, Response

from annotate.annotations.forms import RowId
from annotate.direct import Direct
from annotate.labelstudio import actions, shapes
from annotate.labelstudio.actions import ActionForm
from annotate.labelstudio.body import BodyDep, documented
from annotate.security import CallerDep, DbDep, SettingsDep

router = APIRouter(prefix="/api", tags=["label studio"], route_class=Direct)


def _json(data: Any) -> Response:
    return Response(orjson.dumps(data), media_type="application/json")


@router.get("/dm/actions", summary="Actions on a project's tasks")
def list_actions(project: RowId, db: DbDep, caller: CallerDep) -> Response:
    with db.read() as session:
        return _json(actions.listed(session, caller, project))


@router.post("/dm/actions", summary="Run an action on tasks", openapi_extra=documented(ActionForm, required=False))
def run_action(
    *,
    id: str,
    project: RowId,
    body: BodyDep,
    db: DbDep,
    caller: CallerDep,
    settings: SettingsDep,
    view: RowId | None = None,
) -> Response:
    """`next_task` claims the next task for the caller. The others change the tasks that `selectedItems` and `filters`
    name, or a saved view; `GET /api/dm/actions` lists them."""
    lease = settings.lease_minutes
    return _json(actions.run(db, caller, project, id, body=body, lease_minutes=lease, view=view))


@router.get("/projects/{project_id}/next", summary="Claim the next task", responses=shapes.answer(shapes.Task))
def next_task(project_id: int, db: DbDep, caller: CallerDep, settings: SettingsDep) -> Response:
    return _json(actions.next_task(db, caller, project_id, settings.lease_minutes))
