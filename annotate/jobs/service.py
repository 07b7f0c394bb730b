"""Rules of long work: adding it in the caller's own transaction, looking at it, asking it to stop."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import event
from sqlmodel import Session

from annotate import audit, clock
from annotate.access import project_for
from annotate.errors import AnnotateError, Forbidden, Invalid, NotFound
from annotate.jobs import store
from annotate.jobs.kinds import KINDS, Kind
from annotate.security import Caller

ENDED = ("done", "failed", "cancelled")


class RetryLater(AnnotateError):
    """A job's work cannot be done now; it is tried again while tries are left."""

    status = 503
    code = "retry-later"


class Cancelled(AnnotateError):
    """Raised inside a job that somebody has asked to stop."""

    code = "cancelled"


class Bell:
    """Rings when this process has added work, so that nobody waits for the next look at the table."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rings = 0

    def ring(self) -> None:
        with self._condition:
            self._rings += 1
            self._condition.notify_all()

    def wait(self, heard: int, seconds: float) -> int:
        """Until it has rung more often than ``heard``, or the time is over; how often it has rung."""
        with self._condition:
            self._condition.wait_for(lambda: self._rings > heard, seconds)
            return self._rings


BELL = Bell()


def enqueue(
    session: Session,
    kind: str,
    params: dict[str, Any] | None = None,
    *,
    project_id: int | None = None,
    created_by: int | None = None,
    key: str | None = None,
    delay: timedelta = timedelta(0),
    max_attempts: int = 1,
    kinds: dict[str, Kind] | None = None,
) -> int:
    """Add a job to this transaction; it starts soon after the commit. Its id.

    ``key``: when a job with this key waits already, that one is meant; of those that run, one at a time.
    """
    now = clock.now()
    values = {
        "kind": kind,
        "lane": (kinds or KINDS)[kind].lane,
        "state": "queued",
        "unique_key": key,
        "project_id": project_id,
        "created_by": created_by,
        "params": orjson.dumps(params or {}).decode(),
        "message": "",
        "done": 0,
        "total": 0,
        "attempts": 0,
        "max_attempts": max_attempts,
        "cancel_asked": False,
        "created_at": now,
        "run_after": now + delay,
    }
    session.flush()  # rows that the job names are there before it
    made = store.add(session, values)
    event.listen(session, "after_commit", lambda _: BELL.ring(), once=True)
    return made if made is not None else store.waiting(session, key or "")


def function_of(kind: Kind) -> Callable[..., Any]:
    """The function behind a kind; its module is loaded only here."""
    module, _, name = kind.where.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def find(session: Session, caller: Caller, job_id: int) -> Any:
    """The row of a job that the caller may see: their own, or of a project they manage; NotFound otherwise."""
    row = store.one(session, job_id)
    if row is None or not _may_see(session, caller, row):
        raise NotFound(f"No job {job_id} here that you can see.")
    return row


def _may_see(session: Session, caller: Caller, row: Any) -> bool:
    if row.project_id is None:
        return caller.is_admin or bool(row.created_by == caller.user_id)
    try:
        access = project_for(session, caller, row.project_id)
    except NotFound:
        return False
    return access.role == "manager" or bool(row.created_by == caller.user_id)


def cancel(session: Session, caller: Caller, job_id: int) -> Any:
    """Ask a job to stop: one that waits is cancelled at once, one that runs at its next step. Its row."""
    row = find(session, caller, job_id)
    if row.project_id is not None and row.created_by != caller.user_id:
        project_for(session, caller, row.project_id, "manager")
    elif row.created_by != caller.user_id and not caller.is_admin:
        raise Forbidden("Only who began this job, or a manager, may stop it.")
    if row.state in ENDED:
        raise Invalid(f"Job {job_id} has ended already ({row.state}).")
    if not store.end_waiting(session, job_id, state="cancelled", finished_at=clock.now()):
        store.change(session, job_id, cancel_asked=True)
    audit.record(session, caller.user_id, "cancel job", project_id=row.project_id, subject=f"job:{job_id}")
    return store.one(session, job_id)


def of_project(session: Session, caller: Caller, project_id: int, kinds: tuple[str, ...], limit: int) -> list[Any]:
    """The project's jobs that the caller may see, newest first."""
    access = project_for(session, caller, project_id)
    rows = store.of_project(session, project_id, kinds, limit)
    return [row for row in rows if access.role == "manager" or row.created_by == caller.user_id]


def shown(row: Any) -> dict[str, Any]:
    """A job as the pages show it."""
    return {
        "id": row.id,
        "kind": row.kind,
        "state": row.state,
        "project_id": row.project_id,
        "created_by": row.created_by,
        "message": row.message,
        "done": row.done,
        "total": row.total,
        "attempts": row.attempts,
        "result": orjson.loads(row.result) if row.result else None,
        "error": row.error,
        "created_at": clock.iso(row.created_at),
        "started_at": clock.iso(row.started_at),
        "finished_at": clock.iso(row.finished_at),
    }
