"""Codes for the words that a coder has just marked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from annotate.db import Database
from annotate.direct import Late
from annotate.security import Caller, CallerDep, DbDep, SettingsDep
from annotate.settings import data_folder
from annotate.suggesting import service
from annotate.suggesting.process import Helper

router = APIRouter(prefix="/api/app", tags=["coding screen"], route_class=Late)


def get_helper(request: Request) -> Helper:
    helper: Helper = request.app.state.helper
    return helper


HelperDep = Annotated[Helper, Depends(get_helper)]


@router.post("/tasks/{task_id}/suggest", summary="Codes for marked words, the surest first")
async def suggest(
    *, task_id: int, form: service.SuggestForm, db: DbDep, caller: CallerDep, settings: SettingsDep, helper: HelperDep
) -> Response:
    """Of the project's active model: event codes for a trigger, actor codes for an actor. An empty list where there
    is no model, where nothing may be suggested (`why`), or where the answer is not there in time."""
    one = await run_in_threadpool(_asked, db, caller, task_id, form, data_folder(settings))
    answer = None if one.question is None else await helper.ask(one.question)
    return Response(orjson.dumps(service.told(one, answer)), media_type="application/json")


def _asked(db: Database, caller: Caller, task_id: int, form: service.SuggestForm, root: Path) -> service.Asked:
    with db.read() as session:
        return service.asked(session, caller, task_id, form, root)
