"""The rules of snapshots: managers make them, of one state of the database; what is in one never changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlmodel import Session

from annotate import clock
from annotate.access import LARGEST_ID, ProjectAccess, project_for
from annotate.audit import record
from annotate.db import Database
from annotate.errors import AnnotateError, Invalid, NotFound
from annotate.jobs import service as jobs
from annotate.labelstudio.convert import FORMATS, checked_type
from annotate.models import Snapshot, SnapshotFile
from annotate.projects import store as projects
from annotate.security import Caller
from annotate.snapshots import content, making, store
from annotate.snapshots.forms import ConvertForm, NewSnapshot
from annotate.users.sdk_wire import user_brief

Wire = dict[str, Any]


class NotReady(AnnotateError):
    """A snapshot's file is still being made."""

    status = 503
    code = "not-ready"


@dataclass(frozen=True, slots=True)
class Download:
    pieces: Iterator[bytes]
    name: str
    media_type: str


def create(db: Database, caller: Caller, project_id: int, form: NewSnapshot) -> Wire:
    """Export the project as it is now and keep that; a large one is finished by a job."""
    tasks = content.expected(db, caller, project_id, form)
    with db.write() as session:
        access = project_for(session, caller, project_id, "manager")
        moment = clock.now()
        title = form.title.strip() or f"{access.project.title} at {moment:%Y-%m-%d %H:%M}"
        values = {"project_id": project_id, "title": title, "options": form.model_dump_json(by_alias=True)}
        values |= {"counters": "{}", "created_by": caller.user_id, "created_at": moment}
        snapshot_id = store.add(session, values)
        store.set_counters(session, snapshot_id, tasks)
        file_id, job = making.begin(session, caller, (project_id, snapshot_id), "JSON", tasks)
        record(session, caller.user_id, "snapshot-made", project_id=project_id, subject=f"snapshot:{snapshot_id}")
    if not job:
        making.fill(db, caller, file_id)
    with db.read() as session:
        return {**get(session, caller, project_id, snapshot_id), **form.model_dump(by_alias=True, exclude={"title"})}


def listed(session: Session, caller: Caller, project_id: int) -> list[Wire]:
    project_for(session, caller, project_id, "manager")
    rows = store.listed(session, project_id)
    return _shown(session, rows)


def get(session: Session, caller: Caller, project_id: int, snapshot_id: int) -> Wire:
    return _shown(session, [_find(session, caller, project_id, snapshot_id)[0]])[0]


def delete(session: Session, caller: Caller, project_id: int, snapshot_id: int) -> None:
    _find(session, caller, project_id, snapshot_id)
    for file in store.files(session, [snapshot_id]):
        job = store.job_of(session, project_id, file.id or 0)
        if job is not None and job.state not in jobs.ENDED:
            jobs.cancel(session, caller, job.id)
    store.remove(session, snapshot_id)
    record(session, caller.user_id, "snapshot-deleted", project_id=project_id, subject=f"snapshot:{snapshot_id}")


def start_conversion(db: Database, caller: Caller, project_id: int, snapshot_id: int, form: ConvertForm) -> Wire:
    """Keep the snapshot in another format too; of a large one a job does it."""
    export_type = checked_type(form.export_type)
    with db.write() as session:
        snapshot, _ = _find(session, caller, project_id, snapshot_id)
        _file(session, snapshot, "JSON")
        there = next((f for f in store.files(session, [snapshot_id]) if f.export_type == export_type), None)
        if there is not None and _state(session, project_id, there)[0] != "failed":
            message = f"Conversion to {export_type} already started"
            raise Invalid(message, fields={"non_field_errors": [message]})
        if there is not None:
            store.drop_file(session, there.id or 0)
        tasks = store.tasks_of(snapshot)
        file_id, job = making.begin(session, caller, (project_id, snapshot_id), export_type, tasks)
    if not job:
        making.fill(db, caller, file_id)
    return {"export_type": export_type, "converted_format": file_id}


def is_being_made(db: Database, caller: Caller, project_id: int, snapshot_id: int) -> bool:
    with db.read() as session:
        snapshot, _ = _find(session, caller, project_id, snapshot_id)
        main = store.files(session, [snapshot_id])[0]
        return _state(session, snapshot.project_id, main)[0] == "in_progress"


def download(db: Database, caller: Caller, project_id: int, snapshot_id: int, export_type: str) -> Download:
    """The snapshot in that format; converted on the way where it is not kept in it."""
    export_type = checked_type(export_type)
    with db.read() as session:
        snapshot, access = _find(session, caller, project_id, snapshot_id)
        source = _file(session, snapshot, "JSON")
        kept = next((f for f in store.files(session, [snapshot_id]) if _is_done(f, export_type)), None)
    kind = FORMATS[export_type]
    name = f"project-{project_id}-at-{snapshot.created_at:%Y-%m-%d-%H-%M}-{(source.md5 or '')[:8]}.{kind.suffix}"
    if export_type == "JSON":
        pieces = content.whole(content.parts(db, source.id or 0))
    elif kept is not None:
        pieces = content.parts(db, kept.id or 0)
    else:
        pieces = content.converted(db, access.project, source.id or 0, export_type)
    return Download(pieces, name, kind.media_type)


def _find(session: Session, caller: Caller, project_id: int, snapshot_id: int) -> tuple[Snapshot, ProjectAccess]:
    access = project_for(session, caller, project_id, "manager")
    row = store.find(session, project_id, snapshot_id) if 0 < snapshot_id <= LARGEST_ID else None
    if row is None:
        raise NotFound(f"No export {snapshot_id} in this project.")
    return row, access


def _file(session: Session, snapshot: Snapshot, export_type: str) -> SnapshotFile:
    """The finished file; raises NotReady while it is being made, Invalid when that failed."""
    found = next(f for f in store.files(session, [snapshot.id or 0]) if f.export_type == export_type)
    status, reason, _ = _state(session, snapshot.project_id, found)
    if status == "failed":
        raise Invalid(f"This export failed: {reason}")
    if status != "completed":
        tasks = store.tasks_of(snapshot)
        raise NotReady(f"This export of {tasks:,} tasks is still being made; ask again.", extra={"retry_after": 5})
    return found


def _is_done(file: SnapshotFile, export_type: str) -> bool:
    return file.export_type == export_type and file.status == "completed"


def _state(session: Session, project_id: int, file: SnapshotFile) -> tuple[str, str | None, int | None]:
    """A file's status, why it failed, and the job that makes it now."""
    if file.status != "in_progress":
        return file.status, file.reason, None
    job = store.job_of(session, project_id, file.id or 0)
    status, reason = making.state(file, job, clock.now())
    return status, reason, job.id if job is not None else None


def _shown(session: Session, rows: Iterable[Snapshot]) -> list[Wire]:
    snapshots = list(rows)
    files: dict[int, list[SnapshotFile]] = {row.id or 0: [] for row in snapshots}
    for file in store.files(session, list(files)):
        files[file.snapshot_id].append(file)
    makers = projects.users_by_id(session, {row.created_by for row in snapshots})
    return [_one(session, row, files[row.id or 0], makers) for row in snapshots]


def _one(session: Session, row: Snapshot, files: list[SnapshotFile], makers: Mapping[int, Any]) -> Wire:
    main = next(f for f in files if f.export_type == "JSON")
    states = {f.id: _state(session, row.project_id, f) for f in files}
    maker = makers.get(row.created_by)
    status, reason, job = states[main.id]
    return {
        "id": row.id,
        "title": row.title,
        "created_by": user_brief(maker) if maker is not None else None,
        "created_at": clock.iso(row.created_at),
        "finished_at": clock.iso(main.finished_at),
        "status": status,
        "reason": reason,
        "job": job,
        "md5": main.md5,
        "counters": orjson.loads(row.counters),
        "converted_formats": [
            {"id": f.id, "status": states[f.id][0], "export_type": f.export_type, "traceback": states[f.id][1]}
            for f in files
            if f is not main
        ],
    }
