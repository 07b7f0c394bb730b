"""A person's own keys as Label Studio's clients keep them; our pages have their own."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from annotate.access import project_for
from annotate.annotations.forms import RowId
from annotate.direct import Late
from annotate.errors import Invalid
from annotate.models import Hotkeys
from annotate.security import Caller, CallerDep, DbDep
from annotate.users.sdk_wire import shown

router = APIRouter(prefix="/api/current-user/hotkeys", tags=["users and tokens (Label Studio)"], route_class=Late)
LARGEST = 20_000  # bytes
EXAMPLE = {"custom_hotkeys": {"annotation:submit": {"key": "ctrl+enter", "active": True}}}


class HotkeysIn(BaseModel):
    custom_hotkeys: Annotated[dict[str, Any], Field(default_factory=dict)]


@router.get("", summary="The caller's own keys", responses=shown(200, EXAMPLE))
def read_hotkeys(db: DbDep, caller: CallerDep, project: RowId | None = None) -> dict[str, Any]:
    """Those of a project, if it has some; else those for all."""
    with db.read() as session:
        row = _row(session, caller, project) or _row(session, caller, None)
        return {"custom_hotkeys": orjson.loads(row.keys) if row is not None else {}}


@router.patch("", summary="Set the caller's own keys", responses=shown(200, EXAMPLE))
def change_hotkeys(body: HotkeysIn, db: DbDep, caller: CallerDep, project: RowId | None = None) -> dict[str, Any]:
    keys = orjson.dumps(body.custom_hotkeys)
    if len(keys) > LARGEST:
        raise Invalid(
            f"These keys take {len(keys)} bytes; {LARGEST} is the most.", fields={"custom_hotkeys": ["Long."]}
        )
    with db.write() as session:
        row = _row(session, caller, project)
        if row is None:
            session.add(Hotkeys(user_id=caller.user_id, project_id=project or 0, keys=keys.decode()))
        else:
            row.keys = keys.decode()
    return {"custom_hotkeys": body.custom_hotkeys}


def _row(session: Session, caller: Caller, project: int | None) -> Hotkeys | None:
    if project is not None:
        project_for(session, caller, project)
    mine = select(Hotkeys).where(col(Hotkeys.user_id) == caller.user_id, col(Hotkeys.project_id) == (project or 0))
    return session.exec(mine).first()
