"""SQL for comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update
from sqlmodel import Session

from annotate.ids import among
from annotate.models import Comment

_tables = Comment.metadata.tables
_COMMENT, _USER, _TASK, _ANNOTATION = (_tables[name] for name in ("comment", "user", "task", "annotation"))
_LISTED: Any = (
    select(*_COMMENT.c, _USER.c.email, _USER.c.name, _ANNOTATION.c.user_id.label("coder"))
    .select_from(_COMMENT)
    .join(_USER, _USER.c.id == _COMMENT.c.created_by)
    .join(_TASK, _TASK.c.id == _COMMENT.c.task_id)
    .outerjoin(_ANNOTATION, _ANNOTATION.c.id == _COMMENT.c.annotation_id)
    .where(_COMMENT.c.deleted_at.is_(None), _TASK.c.deleted_at.is_(None))
)
_OF_TASKS: Any = select(
    _COMMENT.c.task_id, _COMMENT.c.created_by, _COMMENT.c.resolved_at, _COMMENT.c.updated_at, _COMMENT.c.annotation_id
).where(among(_COMMENT.c.task_id, "of_tasks"), _COMMENT.c.deleted_at.is_(None))
COLUMNS = _COMMENT.c


def listed(session: Session, conditions: Sequence[ColumnElement[bool]], ordering: Sequence[Any]) -> Sequence[Row[Any]]:
    """Comments with their author's e-mail and name, and the coder of the annotation."""
    query = _LISTED.where(*conditions).order_by(*ordering, _COMMENT.c.id)
    return session.connection().execute(query).all()


def find(session: Session, comment_id: int) -> Row[Any] | None:
    return session.connection().execute(_LISTED.where(_COMMENT.c.id == comment_id)).first()


def add(session: Session, values: Mapping[str, Any]) -> int:
    query = insert(_COMMENT).values(**values).returning(_COMMENT.c.id)
    return int(session.connection().execute(query).scalar_one())


def change(session: Session, comment_id: int, values: Mapping[str, Any]) -> None:
    session.connection().execute(update(_COMMENT).where(_COMMENT.c.id == comment_id).values(**values))


def of_tasks(session: Session, task_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """task_id, created_by, resolved_at, updated_at and annotation_id of the comments on these tasks."""
    return session.connection().execute(_OF_TASKS, {"of_tasks": list(task_ids)}).all()


def newest(rows: Sequence[Row[Any]]) -> datetime | None:
    return max((row.updated_at for row in rows), default=None)
