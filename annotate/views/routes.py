"""Saved views at the addresses of Label Studio's data manager."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import APIRouter, Response

from annotate.annotations.forms import RowId
from annotate.direct import Late
from annotate.labelstudio import shapes
from annotate.labelstudio.body import BodyDep, documented
from annotate.security import CallerDep, DbDep
from annotate.views import service
from annotate.views.service import NewView, OrderForm, ViewForm

router = APIRouter(prefix="/api/dm/views", tags=["views"], route_class=Late)


def _json(data: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(data), status_code=status, media_type="application/json")


@router.get(
    "", summary="Views of a project, or of all the caller's projects", responses=shapes.answer(list[shapes.View])
)
def list_views(db: DbDep, caller: CallerDep, project: RowId | None = None) -> Response:
    with db.read() as session:
        return _json(service.listed(session, caller, project))


@router.post(
    "",
    summary="Save a view",
    status_code=201,
    openapi_extra=documented(NewView),
    responses=shapes.answer(shapes.View, 201),
)
def create_view(body: BodyDep, db: DbDep, caller: CallerDep) -> Response:
    """`data` holds `filters` and `ordering` in the grammar of the SDK's data manager; other members are kept."""
    with db.write() as session:
        return _json(service.create(session, caller, body), 201)


@router.post("/order", summary="Put views in this order", response_class=Response, openapi_extra=documented(OrderForm))
def order_views(body: BodyDep, db: DbDep, caller: CallerDep) -> Response:
    with db.write() as session:
        service.reorder(session, caller, body)
    return Response(status_code=200)


@router.delete("/reset", summary="Delete views: a manager all of a project, others their own", status_code=204)
def reset_views(project: RowId, db: DbDep, caller: CallerDep) -> Response:
    with db.write() as session:
        service.reset(session, caller, project)
    return Response(status_code=204)


@router.get("/{view_id}", summary="One view", responses=shapes.answer(shapes.View))
def read_view(view_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.read() as session:
        return _json(service.get(session, caller, view_id))


@router.patch(
    "/{view_id}", summary="Change a view", openapi_extra=documented(ViewForm), responses=shapes.answer(shapes.View)
)
def change_view(view_id: int, body: BodyDep, db: DbDep, caller: CallerDep) -> Response:
    with db.write() as session:
        return _json(service.change(session, caller, view_id, body))


@router.delete("/{view_id}", summary="Delete a view", status_code=204)
def delete_view(view_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.write() as session:
        service.delete(session, caller, view_id)
    return Response(status_code=204)
