"""The rules of snapshots: managers make them, of one state of the database; what is in one never changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from annotate import clock
from annotate.access import LARGEST_ID, ProjectAccess, project_for
from annotate.annotations.checking import text_key
from annotate.annotations.forms import RowId
from annotate.audit import record
from annotate.db import Database
from annotate.errors import Invalid, NotFound
from annotate.labelstudio import convert
from annotate.labelstudio.convert import FORMATS, checked_type
from annotate.models import Snapshot, SnapshotFile
from annotate.projects import store as projects
from annotate.projects.label_config import parsed
from annotate.security import Caller
from annotate.snapshots import content, store
from annotate.users.sdk_wire import user_brief

Wire = dict[str, Any]
Which = Literal["only", "exclude"]
CUT_OFF = timedelta(hours=1)  # a file that is not done by then was cut off by a stop of the server


class TaskOptions(BaseModel):
    """Which tasks: all that are given must hold."""

    model_config = ConfigDict(extra="ignore")

    view: RowId | None = None
    skipped: Which | None = None
    finished: Which | None = None
    annotated: Which | None = None
    reviewed: Which | None = None
    only_with_annotations: bool = False


class AnnotationOptions(BaseModel):
    """Which annotations: of the kinds that are set to true; without any, all."""

    model_config = ConfigDict(extra="ignore")

    usual: bool | None = None
    ground_truth: bool | None = None
    skipped: bool | None = None


class OnlyId(BaseModel):
    only_id: bool = False


class SerializationOptions(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    drafts: OnlyId | None = None
    predictions: OnlyId | None = None
    completed_by: Annotated[OnlyId | None, Field(alias="annotations__completed_by")] = None


class NewSnapshot(BaseModel):
    model_config = ConfigDict(extra="ignore")

    title: Annotated[str, Field(max_length=2048)] = ""
    task_filter_options: TaskOptions | None = None
    annotation_filter_options: AnnotationOptions | None = None
    serialization_options: SerializationOptions | None = None


class ConvertForm(BaseModel):
    model_config = ConfigDict(extra="ignore")

    export_type: str


@dataclass(frozen=True, slots=True)
class Download:
    pieces: Iterator[bytes]
    name: str
    media_type: str


def create(db: Database, caller: Caller, project_id: int, form: NewSnapshot) -> Wire:
    """Export the project as it is now and keep that; the finished snapshot."""
    with db.write() as session:
        access = project_for(session, caller, project_id, "manager")
        moment = clock.now()
        title = form.title.strip() or f"{access.project.title} at {moment:%Y-%m-%d %H:%M}"
        values = {"project_id": project_id, "title": title, "options": form.model_dump_json(by_alias=True)}
        values |= {"counters": "{}", "created_by": caller.user_id, "created_at": moment}
        snapshot_id = store.add(session, values)
        file_id = _begin(session, snapshot_id, "JSON")
        record(session, caller.user_id, "snapshot-made", project_id=project_id, subject=f"snapshot:{snapshot_id}")
    counted = content.Counted()
    _fill(db, file_id, lambda: content.pieces(db, caller, project_id, form, counted), hashed=content.whole)
    with db.write() as session:
        store.change(session, snapshot_id, {"counters": orjson.dumps({"task_number": counted.tasks}).decode()})
    with db.read() as session:
        return {**get(session, caller, project_id, snapshot_id), **form.model_dump(by_alias=True, exclude={"title"})}


def _begin(session: Session, snapshot_id: int, export_type: str) -> int:
    now = clock.now()
    values = {"snapshot_id": snapshot_id, "export_type": export_type, "status": "in_progress", "created_at": now}
    return store.add_file(session, {**values, "reason": None, "md5": None, "finished_at": None})


def _fill(
    db: Database,
    file_id: int,
    make: Callable[[], Iterable[bytes]],
    hashed: Callable[[Iterable[bytes]], Iterable[bytes]] = iter,
) -> None:
    """Store a file piece by piece, so that others can write in between, and mark it done."""
    md5 = hashlib.md5(usedforsecurity=False)

    def kept() -> Iterator[bytes]:
        for number, body in enumerate(make()):
            with db.write() as session:
                store.add_part(session, file_id, number, body)
            yield body

    for piece in hashed(kept()):
        md5.update(piece)
    done = {"status": "completed", "md5": md5.hexdigest(), "finished_at": clock.now()}
    with db.write() as session:
        store.change_file(session, file_id, done)


def listed(session: Session, caller: Caller, project_id: int) -> list[Wire]:
    project_for(session, caller, project_id, "manager")
    rows = store.listed(session, project_id)
    return _shown(session, rows)


def get(session: Session, caller: Caller, project_id: int, snapshot_id: int) -> Wire:
    return _shown(session, [_find(session, caller, project_id, snapshot_id)[0]])[0]


def delete(session: Session, caller: Caller, project_id: int, snapshot_id: int) -> None:
    _find(session, caller, project_id, snapshot_id)
    store.remove(session, snapshot_id)
    record(session, caller.user_id, "snapshot-deleted", project_id=project_id, subject=f"snapshot:{snapshot_id}")


def start_conversion(db: Database, caller: Caller, project_id: int, snapshot_id: int, form: ConvertForm) -> Wire:
    """Keep the snapshot in another format too."""
    export_type = checked_type(form.export_type)
    with db.write() as session:
        snapshot, access = _find(session, caller, project_id, snapshot_id)
        source = _file(session, snapshot, "JSON")
        if any(f.export_type == export_type for f in store.files(session, [snapshot_id])):
            message = f"Conversion to {export_type} already started"
            raise Invalid(message, fields={"non_field_errors": [message]})
        file_id = _begin(session, snapshot_id, export_type)
    _fill(db, file_id, lambda: _converted(db, access, source.id or 0, export_type))
    return {"export_type": export_type, "converted_format": file_id}


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
        pieces = content.whole(_parts(db, source.id or 0))
    elif kept is not None:
        pieces = _parts(db, kept.id or 0)
    else:
        pieces = _converted(db, access, source.id or 0, export_type)
    return Download(pieces, name, kind.media_type)


def _converted(db: Database, access: ProjectAccess, file_id: int, export_type: str) -> Iterator[bytes]:
    def tasks() -> Iterator[Mapping[str, Any]]:
        for part in _parts(db, file_id):
            yield from orjson.loads(b"[" + part + b"]")

    return convert.convert(tasks, export_type, parsed(access.project.label_config), text_key(access.project))


def _parts(db: Database, file_id: int) -> Iterator[bytes]:
    with db.read() as session:
        yield from store.parts(session, file_id)


def _find(session: Session, caller: Caller, project_id: int, snapshot_id: int) -> tuple[Snapshot, ProjectAccess]:
    access = project_for(session, caller, project_id, "manager")
    row = store.find(session, project_id, snapshot_id) if 0 < snapshot_id <= LARGEST_ID else None
    if row is None:
        raise NotFound(f"No export {snapshot_id} in this project.")
    return row, access


def _file(session: Session, snapshot: Snapshot, export_type: str) -> SnapshotFile:
    found = next((f for f in store.files(session, [snapshot.id or 0]) if _is_done(f, export_type)), None)
    if found is None:
        raise Invalid("This export is not finished; ask for it again, or make a new one.")
    return found


def _is_done(file: SnapshotFile, export_type: str) -> bool:
    return file.export_type == export_type and file.status == "completed"


def _status(file: SnapshotFile) -> str:
    if file.status == "in_progress" and clock.now() - file.created_at > CUT_OFF:
        return "failed"
    return file.status


def _shown(session: Session, rows: Iterable[Snapshot]) -> list[Wire]:
    snapshots = list(rows)
    files: dict[int, list[SnapshotFile]] = {row.id or 0: [] for row in snapshots}
    for file in store.files(session, list(files)):
        files[file.snapshot_id].append(file)
    makers = projects.users_by_id(session, {row.created_by for row in snapshots})
    return [_one(row, files[row.id or 0], makers) for row in snapshots]


def _one(row: Snapshot, files: list[SnapshotFile], makers: Mapping[int, Any]) -> Wire:
    main = next(f for f in files if f.export_type == "JSON")
    maker = makers.get(row.created_by)
    return {
        "id": row.id,
        "title": row.title,
        "created_by": user_brief(maker) if maker is not None else None,
        "created_at": clock.iso(row.created_at),
        "finished_at": clock.iso(main.finished_at),
        "status": _status(main),
        "md5": main.md5,
        "counters": orjson.loads(row.counters),
        "converted_formats": [
            {"id": f.id, "status": _status(f), "export_type": f.export_type, "traceback": f.reason}
            for f in files
            if f is not main
        ],
    }
