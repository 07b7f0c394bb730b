"""How the file of a snapshot comes to be: within the request while it is small, else by a job; it ends in words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from annotate import clock
from annotate.access import project_for
from annotate.db import Database
from annotate.errors import AnnotateError, NotFound, Unavailable
from annotate.jobs import service as jobs
from annotate.logs import log
from annotate.models import Snapshot, SnapshotFile, User
from annotate.security import Caller, caller_as
from annotate.snapshots import content, store
from annotate.snapshots.forms import NewSnapshot

if TYPE_CHECKING:
    from annotate.jobs.work import Work

AT_ONCE = 5_000  # tasks; with more, a client that does not wait would run into its time limit
CUT_OFF = timedelta(minutes=15)  # what a request has not finished by then was cut off by a stop of the server
TRIES = 2
Progress = Callable[[int, int, str], None]


def begin(session: Session, caller: Caller, snapshot: tuple[int, int], export_type: str, tasks: int) -> tuple[int, int]:
    """A file of a ``snapshot`` (project, id) that is to be made, and the job that makes it; 0 when there is none and
    the caller is to call ``fill`` after the commit."""
    now = clock.now()
    project_id, snapshot_id = snapshot
    values = {"snapshot_id": snapshot_id, "export_type": export_type, "status": "in_progress", "created_at": now}
    file_id = store.add_file(session, {**values, "reason": None, "md5": None, "finished_at": None})
    if tasks <= AT_ONCE:
        return file_id, 0
    key, by = store.job_key(file_id), caller.user_id
    params = {"file": file_id}
    job = jobs.enqueue(session, "snapshot", params, project_id=project_id, created_by=by, key=key, max_attempts=TRIES)
    return file_id, job


def run(db: Database, work: Work) -> None:
    """The job; begins anew when it was cut off."""
    file_id = int(work.params["file"])
    with db.write() as session:
        store.restart(session, file_id)
        user = session.get(User, work.created_by)
        if user is None or not user.active:
            raise NotFound("Who asked for this export has no account any more.")
        caller = caller_as(user)
    fill(db, caller, file_id, work.progress, tried_again=work.attempts < work.max_attempts)


def fill(
    db: Database,
    caller: Caller,
    file_id: int,
    progress: Progress = lambda done, total, message: None,
    *,
    tried_again: bool = False,
) -> None:
    """Store a file piece by piece, so that others can write in between, and mark it as completed or failed."""
    try:
        with db.read() as session:
            snapshot, file = store.file_of(session, file_id)
        done = {"status": "completed", "md5": _stored(db, caller, snapshot, file, progress)}
        with db.write() as session:
            store.change_file(session, file_id, {**done, "finished_at": clock.now()})
    except Exception as error:  # broad: whatever ended it, the file says so at once
        if not (tried_again and isinstance(error, Unavailable)):
            log.warning("snapshot failed", extra={"fields": {"file": file_id, "kind": type(error).__name__}})
            with db.write() as session:
                values = {"status": "failed", "reason": _in_words(error), "finished_at": clock.now()}
                store.change_file(session, file_id, values)
        raise


def _in_words(error: Exception) -> str:
    if isinstance(error, AnnotateError):
        return error.detail
    return f"An error inside the server ({type(error).__name__}); see its log."


def _stored(db: Database, caller: Caller, snapshot: Snapshot, file: SnapshotFile, progress: Progress) -> str:
    """The MD5 of the file, whose pieces are stored now."""
    expected = store.tasks_of(snapshot)

    def note(tasks: int) -> None:
        progress(tasks, max(tasks, expected), f"{tasks:,} of {max(tasks, expected):,} tasks")

    if file.export_type != "JSON":
        return _md5(_kept(db, file, _converted(db, caller, snapshot, file.export_type, note)))
    counted = content.Counted()

    def noted() -> Iterator[bytes]:
        form = NewSnapshot.model_validate_json(snapshot.options)
        for piece in content.pieces(db, caller, snapshot.project_id, form, counted):
            yield piece
            note(counted.tasks)

    md5 = _md5(content.whole(_kept(db, file, noted())))
    with db.write() as session:
        store.set_counters(session, snapshot.id or 0, counted.tasks)
    return md5


def _converted(
    db: Database, caller: Caller, snapshot: Snapshot, export_type: str, note: Callable[[int], None]
) -> Iterator[bytes]:
    with db.read() as session:
        access = project_for(session, caller, snapshot.project_id, "manager")
        source = next(f for f in store.files(session, [snapshot.id or 0]) if f.export_type == "JSON")
    return content.converted(db, access.project, source.id or 0, export_type, note)


def _kept(db: Database, file: SnapshotFile, pieces: Iterable[bytes]) -> Iterator[bytes]:
    for number, body in enumerate(pieces):
        with db.write() as session:
            if not store.held(session, file.id or 0):
                raise NotFound("This export was deleted while it was made.")
            store.add_part(session, file.id or 0, number, body)
        yield body


def _md5(pieces: Iterable[bytes]) -> str:
    md5 = hashlib.md5(usedforsecurity=False)
    for piece in pieces:
        md5.update(piece)
    return md5.hexdigest()


def state(file: SnapshotFile, job: Any, now: datetime) -> tuple[str, str | None]:
    """A file's status and, when it failed, why; ``job``: the row of the job that makes it."""
    if file.status == "in_progress" and job is not None and job.state in {"failed", "cancelled"}:
        return "failed", job.error or "Its job was stopped."  # the job's process could not say so itself
    if file.status == "in_progress" and job is None and now - file.created_at > CUT_OFF:
        return "failed", "The server stopped while this export was made; make it again."
    return file.status, file.reason
