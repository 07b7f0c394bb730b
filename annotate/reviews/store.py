"""SQL for reviews and for the history of annotations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, select, update
from sqlmodel import Session, col

from annotate.models import Annotation, Review, Revision, Task

_REVIEW, _REVISION = Review.metadata.tables["review"], Revision.metadata.tables["revision"]
_ANNOTATION, _TASK = Annotation.metadata.tables["annotation"], Task.metadata.tables["task"]
COLUMNS = _REVIEW.c
_LISTED: Any = (
    select(*_REVIEW.c)
    .join(_ANNOTATION, _ANNOTATION.c.id == _REVIEW.c.annotation_id)
    .join(_TASK, _TASK.c.id == _REVIEW.c.task_id)
    .where(_REVIEW.c.deleted_at.is_(None), _ANNOTATION.c.deleted_at.is_(None), _TASK.c.deleted_at.is_(None))
)


def listed(session: Session, conditions: Sequence[ColumnElement[bool]], ordering: Sequence[Any]) -> Sequence[Row[Any]]:
    return session.connection().execute(_LISTED.where(*conditions).order_by(*ordering, _REVIEW.c.id)).all()


def find(session: Session, review_id: int) -> Row[Any] | None:
    return session.connection().execute(_LISTED.where(_REVIEW.c.id == review_id)).first()


def add(session: Session, values: Mapping[str, Any]) -> int:
    return int(session.connection().execute(insert(_REVIEW).values(**values).returning(_REVIEW.c.id)).scalar_one())


def change(session: Session, condition: ColumnElement[bool], values: Mapping[str, Any]) -> int:
    query = update(Review).where(condition).values(**values).execution_options(synchronize_session=False)
    return int(getattr(session.execute(query), "rowcount", 0))


def head_revision(session: Session, annotation_id: int) -> Row[Any]:
    """(id, result) of the newest revision."""
    head = and_(_REVISION.c.annotation_id == _ANNOTATION.c.id, _REVISION.c.number == _ANNOTATION.c.version)
    query: Any = (
        select(_REVISION.c.id, _REVISION.c.result).join(_ANNOTATION, head).where(_ANNOTATION.c.id == annotation_id)
    )
    return session.connection().execute(query).one()


def revisions(
    session: Session, conditions: Sequence[ColumnElement[bool]], offset: int = 0, limit: int | None = None
) -> Sequence[Row[Any]]:
    """Revisions with what their annotation says; conditions may be on Revision and Annotation."""
    columns = (
        _ANNOTATION.c.task_id,
        _ANNOTATION.c.project_id,
        _ANNOTATION.c.import_id,
        _ANNOTATION.c.parent_prediction,
    )
    query: Any = select(*_REVISION.c, *columns).join(_ANNOTATION, _ANNOTATION.c.id == _REVISION.c.annotation_id)
    query = query.join(_TASK, _TASK.c.id == _ANNOTATION.c.task_id).where(_TASK.c.deleted_at.is_(None), *conditions)
    return session.connection().execute(query.order_by(_REVISION.c.id).offset(offset or None).limit(limit)).all()


def count_revisions(session: Session, conditions: Sequence[ColumnElement[bool]]) -> int:
    query = select(func.count()).select_from(_REVISION).join(_ANNOTATION, _ANNOTATION.c.id == _REVISION.c.annotation_id)
    query = query.join(_TASK, _TASK.c.id == _ANNOTATION.c.task_id).where(_TASK.c.deleted_at.is_(None), *conditions)
    return int(session.connection().execute(query).scalar_one())


def tasks_of(condition: ColumnElement[bool]) -> Any:
    return select(col(Task.id)).where(condition)
