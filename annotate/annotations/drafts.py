"""Unfinished codings: one draft per person and article; nobody overwrites what they have not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlmodel import Session, col

from annotate import clock
from annotate.access import CODERS, TaskAccess, annotation_for, task_for
from annotate.annotations import draft_store, reading, service
from annotate.annotations.checking import codebook_for, parsed_coding
from annotate.annotations.forms import DraftForm, Snapshot
from annotate.db import Database
from annotate.errors import Forbidden, Invalid, NotFound, StaleVersion
from annotate.labelstudio import wire
from annotate.labelstudio.body import Body, checked
from annotate.models import Draft, Project
from annotate.queue.service import prolong, take_up_again
from annotate.security import Caller
from schemas.coding import dump_coding, parse_coding
from schemas.hashing import content_hash
from schemas.labelstudio.result import ResultError, from_result, to_result

Wire = dict[str, Any]


class TextChanged(Invalid):
    """The client holds another text than we do."""

    code = "text-differs"


def save(db: Database, caller: Caller, task_id: int, body: Body, lease_minutes: int) -> Wire:
    """Keep the coding screen's snapshot and renew the lease.

    An older number of the same client is answered with the newer one that is stored. A draft of another client that
    this one has not seen, or a submission that this is not based on, is a StaleVersion with what there is now.
    """
    form = checked(Snapshot, body.object())
    parsed_coding(form.coding)
    with db.write() as session:
        access = task_for(session, caller, task_id, *CODERS)
        if form.text_sha256 != access.task.text_sha256:
            raise TextChanged("This draft belongs to another text than the article's; load the article again.")
        own = reading.own_of_task(session, caller, task_id)
        version = own.version if own is not None else 0
        if (form.base_version or 0) != version:
            raise _stale(session, access, caller, f"This article was submitted meanwhile (version {version}).")
        values = _of_snapshot(form, body.member("coding"), own)
        saved = draft_store.save_newer(session, _complete(access, caller, values), form.seen)
        prolong(session, task_id, caller.user_id, lease_minutes)
        row = _own(session, task_id, caller)
        if not saved and row.client_id != form.client_id:
            raise _stale(session, access, caller, "This article is open in another window, with other changes.")
    return {"seq": row.seq, "hash": row.content_hash, "saved_at": clock.iso(row.updated_at)}


def _of_snapshot(form: Snapshot, coding: str, own: Any | None) -> dict[str, Any]:
    return {
        "annotation_id": own.id if own is not None else None,
        "client_id": form.client_id,
        "seq": form.seq,
        "base_version": form.base_version or 0,
        "body": coding,
        "content_hash": content_hash(form.coding),
        "lead_time": form.lead_time,
    }


def _complete(access: TaskAccess, caller: Caller, values: Mapping[str, Any]) -> dict[str, Any]:
    now = clock.now()
    start = {"body": None, "result": None, "client_id": "", "was_postponed": False, "lead_time": None}
    of_task = {"task_id": access.task.id, "user_id": caller.user_id, "text_sha256": access.task.text_sha256}
    return {**start, **of_task, "created_at": now, "updated_at": now, **values}


def _own(session: Session, task_id: int, caller: Caller) -> Any:
    row = draft_store.own(session, task_id, caller.user_id)
    if row is None:
        raise NotFound(f"You have no draft of task {task_id}.")
    return row


def _stale(session: Session, access: TaskAccess, caller: Caller, why: str) -> StaleVersion:
    current = {
        "annotation": shown_annotation(reading.own_of_task(session, caller, access.task.id or 0)),
        "draft": shown_draft(session, access, caller),
    }
    return StaleVersion(f"{why} Your copy is not lost: compare the two.", extra={"current": current})


def shown_annotation(row: Any | None) -> Wire | None:
    """The caller's own annotation as the coding screen shows it."""
    if row is None:
        return None
    return {
        "id": row.id,
        "version": row.version,
        "coding": wire.stored(row.coding) if row.coding is not None else None,
        "content_hash": row.content_hash,
        "was_cancelled": row.was_cancelled,
    }


def shown_draft(session: Session, access: TaskAccess, caller: Caller) -> Wire | None:
    """The caller's draft as the coding screen shows it; None for none, or for one that no coding can be read from."""
    row = draft_store.own(session, access.task.id or 0, caller.user_id)
    body = None if row is None else _body(session, access, row)
    if row is None or body is None:
        return None
    return {
        "seq": row.seq,
        "base_version": row.base_version,
        "client_id": row.client_id,
        "coding": wire.stored(body),
        "hash": row.content_hash,
        "saved_at": clock.iso(row.updated_at),
    }


def _body(session: Session, access: TaskAccess, row: Any) -> str | None:
    if row.body is not None:
        return str(row.body)
    if row.result is None or access.project.own_config:
        return None
    try:
        coding = from_result(orjson.loads(row.result), codebook_for(session, access.project), access.task.text)
    except ResultError:  # a half-made list from another client; it stays readable at its own address
        return None
    return orjson.dumps(dump_coding(coding)).decode()


def result_of(session: Session, project: Project, row: Any) -> str:
    """The draft's result list as JSON, whichever form it was saved in."""
    if row.result is not None:
        return str(row.result)
    coding = parse_coding(orjson.loads(row.body))
    return orjson.dumps(to_result(coding, codebook_for(session, project))).decode()


def shown(session: Session, project: Project, row: Any) -> Wire:
    """A draft as Label Studio clients see it."""
    return wire.draft(row, result_of(session, project, row), clock.now())


def of_tasks(session: Session, caller: Caller, project: Project, task_ids: Sequence[int]) -> list[Wire]:
    """The caller's own drafts of these tasks of a project."""
    return [shown(session, project, row) for row in draft_store.own_of_tasks(session, task_ids, caller.user_id)]


def of_task(session: Session, caller: Caller, task_id: int) -> list[Wire]:
    access = task_for(session, caller, task_id)
    return of_tasks(session, caller, access.project, [task_id])


def put(db: Database, caller: Caller, task_id: int, body: Body, annotation_id: int | None = None) -> Wire:
    """Keep a draft in Label Studio's form, in place of the person's draft of the task."""
    form = checked(DraftForm, body.object())
    with db.write() as session:
        access = task_for(session, caller, task_id, *CODERS)
        own = reading.own_of_task(session, caller, task_id)
        if annotation_id is not None and (own is None or own.id != annotation_id):
            raise NotFound(f"No annotation {annotation_id} of yours on task {task_id}.")
        before = draft_store.own(session, task_id, caller.user_id)
        values = {
            **_of_form(form, body),
            "annotation_id": own.id if own is not None else None,
            "base_version": own.version if own is not None else 0,
            "seq": before.seq + 1 if before is not None else 0,
        }
        draft_store.save(session, _complete(access, caller, {"result": "[]", **values}))
        return shown(session, access.project, _own(session, task_id, caller))


def _of_form(form: DraftForm, body: Body) -> dict[str, Any]:
    values = form.model_dump(include={"lead_time", "was_postponed"}, exclude_none=True)
    if form.result is not None:
        values |= {"result": body.member("result"), "content_hash": content_hash(body.data["result"]), "body": None}
    return values


def find(session: Session, caller: Caller, draft_id: int) -> tuple[Any, TaskAccess]:
    """One of the caller's own drafts."""
    found = draft_store.drafts(session, (col(Draft.id) == draft_id) & (col(Draft.user_id) == caller.user_id))
    if not found:
        raise NotFound(f"You have no draft {draft_id}.")
    return found[0], task_for(session, caller, found[0].task_id)


def change(db: Database, caller: Caller, draft_id: int, body: Body) -> Wire:
    form = checked(DraftForm, body.object())
    with db.write() as session:
        row, access = find(session, caller, draft_id)
        values = {**_of_form(form, body), "seq": row.seq + 1, "updated_at": clock.now()}
        draft_store.change(session, row.id, values)
        return shown(session, access.project, _own(session, row.task_id, caller))


def drop(db: Database, caller: Caller, draft_id: int) -> None:
    with db.write() as session:
        row, _ = find(session, caller, draft_id)
        draft_store.drop(session, row.task_id, caller.user_id)


def from_annotation(db: Database, caller: Caller, annotation_id: int, lease_minutes: int) -> Wire:
    """Take back one's own coding and go on with it as a draft."""
    with db.write() as session:
        annotation, _ = annotation_for(session, caller, annotation_id, write=True)
        if annotation.user_id != caller.user_id:
            raise Forbidden("Only the coder may turn a coding back into a draft.")
        head, access = service.remove(session, caller, annotation_id)
        take_up_again(session, access.task, caller.user_id, lease_minutes)
        before = draft_store.own(session, head.task_id, caller.user_id)
        values = {"result": head.result, "body": head.coding, "content_hash": head.content_hash, "base_version": 0}
        values |= {
            "lead_time": head.lead_time,
            "seq": before.seq + 1 if before is not None else 0,
            "annotation_id": None,
        }
        draft_store.save(session, _complete(access, caller, values))
        return shown(session, access.project, _own(session, head.task_id, caller))
