"""SQL for sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, col
from sqlmodel import select as entities

from annotate.models import Annotation, Revision, Source, Task


def of_project(session: Session, project_id: int) -> Sequence[Source]:
    query = entities(Source).where(col(Source.project_id) == project_id).order_by(col(Source.id))
    return session.exec(query).all()


def codings(session: Session, project_id: int, unique_ids: Sequence[str]) -> dict[str, Row[Any]]:
    """unique id -> (id, version, deleted_at) of the project's annotations with these unique ids, deleted ones too."""
    found: dict[str, Row[Any]] = {}
    for at in range(0, len(unique_ids), 500):
        columns = (col(Annotation.unique_id), col(Annotation.id), col(Annotation.version), col(Annotation.deleted_at))
        query = select(*columns).where(
            col(Annotation.project_id) == project_id, col(Annotation.unique_id).in_(unique_ids[at : at + 500])
        )
        found |= {row.unique_id: row for row in session.execute(query)}
    return found


def gold(session: Session, project_id: int) -> Iterator[Row[Any]]:
    """(id, unique_id, text_sha256, result, content_hash) of the project's ground truth."""
    query = (
        select(
            col(Annotation.id),
            col(Annotation.unique_id),
            col(Task.text_sha256),
            col(Revision.result),
            col(Revision.content_hash),
        )
        .join(Task, col(Task.id) == col(Annotation.task_id))
        .join(
            Revision,
            (col(Revision.annotation_id) == col(Annotation.id)) & (col(Revision.number) == col(Annotation.version)),
        )
        .where(col(Annotation.project_id) == project_id, col(Annotation.ground_truth).is_(True))
        .where(col(Annotation.deleted_at).is_(None), col(Task.deleted_at).is_(None))
        .where(col(Annotation.was_cancelled).is_(False))
        .order_by(col(Annotation.id))
    )
    yield from session.execute(query)
