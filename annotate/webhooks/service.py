"""The rules of webhooks: a project's managers set them up, for hosts that the operator lists."""

from __future__ import annotations

import re
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from annotate import clock
from annotate.access import LARGEST_ID, project_for
from annotate.annotations.forms import RowId
from annotate.audit import record
from annotate.db import Database
from annotate.errors import Forbidden, Invalid, NotFound
from annotate.labelstudio.body import Body, checked
from annotate.security import Caller
from annotate.users.sdk_wire import ORGANIZATION_ID
from annotate.webhooks import hosts, store
from annotate.webhooks.events import ACTIONS

Wire = dict[str, Any]
_NAME = re.compile(r"[A-Za-z0-9-]{1,100}")
_OURS = frozenset({"host", "content-length", "content-type", "transfer-encoding", "connection", "user-agent"})
Url = Annotated[str, Field(max_length=2000)]


class WebhookForm(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    url: Url | None = None
    actions: Annotated[list[str], Field(max_length=50)] | None = None
    headers: Annotated[dict[str, str], Field(max_length=20)] | None = None
    is_active: bool | None = None
    send_for_all_actions: bool | None = None
    send_payload: bool | None = None


class NewWebhook(WebhookForm):
    url: Url
    project: RowId | None = Field(None, description="without one, for projects as such (administrators)")


def shown(row: Any) -> Wire:
    return {
        "id": row.id,
        "organization": ORGANIZATION_ID,
        "project": row.project_id,
        "url": row.url,
        "send_payload": row.send_payload,
        "send_for_all_actions": row.send_for_all_actions,
        "headers": orjson.loads(row.headers),
        "is_active": row.is_active,
        "actions": orjson.loads(row.actions),
        "consecutive_failures": row.failures,
        "created_at": clock.iso(row.created_at),
        "updated_at": clock.iso(row.updated_at),
    }


def create(db: Database, caller: Caller, body: Body) -> Wire:
    """The new webhook with its secret, which is shown this once."""
    form = checked(NewWebhook, body.object())
    with db.write() as session:
        _manager(session, caller, form.project)
        values = _values(db, form)
        now = clock.now()
        start = {
            "send_payload": True,
            "send_for_all_actions": True,
            "headers": "{}",
            "actions": "[]",
            "is_active": True,
        }
        start |= {"project_id": form.project, "secret": clock.new_secret(), "failures": 0, "created_by": caller.user_id}
        webhook_id = store.add(session, {**start, "created_at": now, "updated_at": now, **values})
        record(session, caller.user_id, "webhook-made", project_id=form.project, subject=f"webhook:{webhook_id}")
        return {**shown(store.find(session, webhook_id)), "secret": start["secret"]}


def change(db: Database, caller: Caller, webhook_id: int, body: Body) -> Wire:
    form = checked(WebhookForm, body.object())
    with db.write() as session:
        row = find(session, caller, webhook_id)
        values: Wire = {**_values(db, form), "updated_at": clock.now()}
        if form.is_active:
            values["failures"] = 0
        store.change(session, webhook_id, values)
        record(session, caller.user_id, "webhook-changed", project_id=row.project_id, subject=f"webhook:{webhook_id}")
        return shown(store.find(session, webhook_id))


def delete(session: Session, caller: Caller, webhook_id: int) -> None:
    row = find(session, caller, webhook_id)
    store.remove(session, webhook_id)
    record(session, caller.user_id, "webhook-deleted", project_id=row.project_id, subject=f"webhook:{webhook_id}")


def find(session: Session, caller: Caller, webhook_id: int) -> Any:
    """The webhook, for a manager of its project; for administrators those without one too."""
    row = store.find(session, webhook_id) if 0 < webhook_id <= LARGEST_ID else None
    missing = NotFound(f"No webhook {webhook_id} here that you can see.")
    if row is None or (row.project_id is None and not caller.is_admin):
        raise missing
    try:
        _manager(session, caller, row.project_id)
    except NotFound:
        raise missing from None
    return row


def listed(session: Session, caller: Caller, project: int | None) -> list[Wire]:
    """Those of a project, or all that the caller may set up."""
    if project is not None:
        _manager(session, caller, project)
        return [shown(row) for row in store.listed(session, store.COLUMNS.project_id == project)]
    rows = store.listed(session, store.COLUMNS.id.is_not(None))
    mine = {row.project_id: _may(session, caller, row.project_id) for row in rows}
    return [shown(row) for row in rows if mine[row.project_id]]


def _may(session: Session, caller: Caller, project: int | None) -> bool:
    try:
        _manager(session, caller, project)
    except (NotFound, Forbidden):
        return False
    return True


def _manager(session: Session, caller: Caller, project: int | None) -> None:
    if project is not None:
        project_for(session, caller, project, "manager")
    elif not caller.is_admin:
        raise Forbidden("Only an administrator may set up a webhook for projects as such; name a project.")


def _values(db: Database, form: WebhookForm) -> Wire:
    values = form.model_dump(include={"is_active", "send_for_all_actions", "send_payload"}, exclude_none=True)
    if form.url is not None:
        hosts.checked(db.url, form.url)
        values["url"] = form.url
    if form.actions is not None:
        unknown = next((a for a in form.actions if a not in ACTIONS), None)
        if unknown is not None:
            message = f'"{unknown[:40]}" is not a valid choice; there are {", ".join(ACTIONS)}.'
            raise Invalid(message, fields={"actions": [message]})
        values["actions"] = orjson.dumps(list(dict.fromkeys(form.actions))).decode()
    if form.headers is not None:
        _check_headers(form.headers)
        values["headers"] = orjson.dumps(form.headers).decode()
    return values


def _check_headers(headers: dict[str, str]) -> None:
    for name, value in headers.items():
        ours = name.lower() in _OURS or name.lower().startswith("x-annotate-")
        printable = value.isascii() and value.isprintable() and len(value) <= 2000
        if ours or not _NAME.fullmatch(name) or not printable:
            message = f"The header {name[:40]!r} cannot be sent: its name is reserved, or it holds what headers cannot."
            raise Invalid(message, fields={"headers": [message]})
