"""Webhooks at the addresses where the SDK looks for them."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response

from annotate.annotations.forms import RowId
from annotate.direct import Late
from annotate.labelstudio import shapes
from annotate.labelstudio.body import BodyDep, documented
from annotate.security import CallerDep, DbDep
from annotate.webhooks import service
from annotate.webhooks.events import ACTIONS
from annotate.webhooks.service import NewWebhook, WebhookForm

router = APIRouter(prefix="/api/webhooks", tags=["webhooks"], route_class=Late)


def _json(data: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(data), status_code=status, media_type="application/json")


@router.get("", summary="Webhooks that the caller may set up", responses=shapes.answer(list[shapes.Webhook]))
def list_webhooks(db: DbDep, caller: CallerDep, project: RowId | None = None) -> Response:
    with db.read() as session:
        return _json(service.listed(session, caller, project))


@router.post(
    "",
    summary="Set up a webhook (managers)",
    status_code=201,
    openapi_extra=documented(NewWebhook),
    responses=shapes.answer(shapes.Webhook, 201),
)
def create_webhook(body: BodyDep, db: DbDep, caller: CallerDep) -> Response:
    """Only to hosts that the operator lists in `ANNOTATE_WEBHOOK_HOSTS`. The answer holds the `secret` with which
    deliveries are signed; it is not shown again."""
    return _json(service.create(db, caller, body), 201)


@router.get("/info", summary="What a webhook can be told")
def read_info(
    caller: CallerDep, organization_only: Annotated[bool | None, Query(alias="organization-only")] = None
) -> Response:
    wanted = {name: about for name, about in ACTIONS.items() if organization_only in (None, about[2])}
    return _json(
        {
            name: {"name": title, "description": "", "key": key, "organization-only": alone}
            for name, (title, key, alone) in wanted.items()
        }
    )


@router.get("/{webhook_id}", summary="One webhook", responses=shapes.answer(shapes.Webhook))
def read_webhook(webhook_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.read() as session:
        return _json(service.shown(service.find(session, caller, webhook_id)))


@router.patch(
    "/{webhook_id}",
    summary="Change a webhook",
    openapi_extra=documented(WebhookForm),
    responses=shapes.answer(shapes.Webhook),
)
def change_webhook(webhook_id: int, body: BodyDep, db: DbDep, caller: CallerDep) -> Response:
    return _json(service.change(db, caller, webhook_id, body))


@router.delete("/{webhook_id}", summary="Remove a webhook", status_code=204)
def delete_webhook(webhook_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.write() as session:
        service.delete(session, caller, webhook_id)
    return Response(status_code=204)
