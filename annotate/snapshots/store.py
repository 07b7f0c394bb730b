"""SQL for snapshots; their bytes lie in compressed pieces."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, col

from annotate.models import Snapshot, SnapshotFile, SnapshotPart

_tables = Snapshot.metadata.tables
_SNAPSHOT, _FILE, _PART = (_tables[name] for name in ("snapshot", "snapshot_file", "snapshot_part"))


def add(session: Session, values: Mapping[str, Any]) -> int:
    query = insert(_SNAPSHOT).values(**values).returning(_SNAPSHOT.c.id)
    return int(session.connection().execute(query).scalar_one())


def add_file(session: Session, values: Mapping[str, Any]) -> int:
    return int(session.connection().execute(insert(_FILE).values(**values).returning(_FILE.c.id)).scalar_one())


def add_part(session: Session, file_id: int, number: int, body: bytes) -> None:
    packed = zlib.compress(body, 6)
    session.connection().execute(insert(_PART).values(file_id=file_id, number=number, body=packed))


def change(session: Session, snapshot_id: int, values: Mapping[str, Any]) -> None:
    session.connection().execute(update(_SNAPSHOT).where(_SNAPSHOT.c.id == snapshot_id).values(**values))


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
    for query in (
        delete(SnapshotPart).where(col(SnapshotPart.file_id).in_(mine)),
        delete(SnapshotFile).where(col(SnapshotFile.snapshot_id) == snapshot_id),
        delete(Snapshot).where(col(Snapshot.id) == snapshot_id),
    ):
        session.execute(query.execution_options(synchronize_session=False))
