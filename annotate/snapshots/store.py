"""SQL for snapshots; their bytes lie in compressed pieces."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, col

from annotate.errors import NotFound
from annotate.models import Job, Snapshot, SnapshotFile, SnapshotPart

_tables = Snapshot.metadata.tables
_SNAPSHOT, _FILE, _PART = (_tables[name] for name in ("snapshot", "snapshot_file", "snapshot_part"))
_JOB = Job.metadata.tables["job"]


def add(session: Session, values: Mapping[str, Any]) -> int:
    query = insert(_SNAPSHOT).values(**values).returning(_SNAPSHOT.c.id)
    return int(session.connection().execute(query).scalar_one())


def add_file(session: Session, values: Mapping[str, Any]) -> int:
    return int(session.connection().execute(insert(_FILE).values(**values).returning(_FILE.c.id)).scalar_one())


def add_part(session: Session, file_id: int, number: int, body: bytes) -> None:
    packed = zlib.compress(body, 6)
    session.connection().execute(insert(_PART).values(file_id=file_id, number=number, body=packed))


def held(session: Session, file_id: int) -> bool:
    """Whether the file is still there, as it is then until this transaction ends."""
    query = select(_FILE.c.id).where(_FILE.c.id == file_id).with_for_update(read=True)
    return session.connection().execute(query).first() is not None


def set_counters(session: Session, snapshot_id: int, tasks: int) -> None:
    counters = orjson.dumps({"task_number": tasks}).decode()
    session.connection().execute(update(_SNAPSHOT).where(_SNAPSHOT.c.id == snapshot_id).values(counters=counters))


def tasks_of(snapshot: Snapshot) -> int:
    """How many tasks are in it; while it is made, how many are expected."""
    return int(orjson.loads(snapshot.counters).get("task_number", 0))


def restart(session: Session, file_id: int) -> None:
    """As if nothing of the file had been made."""
    session.connection().execute(delete(_PART).where(_PART.c.file_id == file_id))
    change_file(session, file_id, {"status": "in_progress", "reason": None, "finished_at": None})


def drop_file(session: Session, file_id: int) -> None:
    session.connection().execute(delete(_PART).where(_PART.c.file_id == file_id))
    session.connection().execute(delete(_FILE).where(_FILE.c.id == file_id))


def job_key(file_id: int) -> str:
    return f"snapshot-file:{file_id}"


def job_of(session: Session, project_id: int, file_id: int) -> Any:
    """The row of the job that makes the file; None when none does."""
    mine = _JOB.c.project_id == project_id, _JOB.c.unique_key == job_key(file_id)
    return session.connection().execute(select(*_JOB.c).where(*mine).order_by(_JOB.c.id.desc()).limit(1)).first()


def file_of(session: Session, file_id: int) -> tuple[Snapshot, SnapshotFile]:
    """A file with its snapshot; raises NotFound when it was deleted."""
    query = select(Snapshot, SnapshotFile).join(SnapshotFile).where(col(SnapshotFile.id) == file_id)
    found = session.execute(query).first()
    if found is None:
        raise NotFound("This export was deleted before it was made.")
    return found[0], found[1]


def change_file(session: Session, file_id: int, values: Mapping[str, Any]) -> None:
    session.connection().execute(update(_FILE).where(_FILE.c.id == file_id).values(**values))


def listed(session: Session, project_id: int) -> Sequence[Snapshot]:
    """The newest first."""
    query = select(Snapshot).where(col(Snapshot.project_id) == project_id).order_by(col(Snapshot.id).desc())
    return session.execute(query).scalars().all()


def find(session: Session, project_id: int, snapshot_id: int) -> Snapshot | None:
    mine = col(Snapshot.project_id) == project_id
    return session.execute(select(Snapshot).where(col(Snapshot.id) == snapshot_id, mine)).scalar_one_or_none()


def files(session: Session, snapshot_ids: Sequence[int]) -> Sequence[SnapshotFile]:
    query = select(SnapshotFile).where(col(SnapshotFile.snapshot_id).in_(snapshot_ids)).order_by(col(SnapshotFile.id))
    return session.execute(query).scalars().all()


def parts(session: Session, file_id: int) -> Iterator[bytes]:
    """The pieces in order, each read when it is asked for."""
    number = 0
    while True:
        query = select(_PART.c.body).where(_PART.c.file_id == file_id, _PART.c.number == number)
        body = session.connection().execute(query).scalar()
        if body is None:
            return
        yield zlib.decompress(body)
        number += 1


def remove(session: Session, snapshot_id: int) -> None:
    mine = select(col(SnapshotFile.id)).where(col(SnapshotFile.snapshot_id) == snapshot_id)
    session.execute(mine.with_for_update())  # who adds pieces now is waited for, and finds the file gone later
    for query in (
        delete(SnapshotPart).where(col(SnapshotPart.file_id).in_(mine)),
        delete(SnapshotFile).where(col(SnapshotFile.snapshot_id) == snapshot_id),
        delete(Snapshot).where(col(Snapshot.id) == snapshot_id),
    ):
        session.execute(query.execution_options(synchronize_session=False))
