"""SQL for drafts: one row per person and article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, or_, select, update
from sqlmodel import Session

from annotate.db import inserting
from annotate.ids import among
from annotate.models import Draft

_DRAFT, _USER = Draft.metadata.tables["draft"], Draft.metadata.tables["user"]
_DRAFTS: Any = select(*_DRAFT.c, _USER.c.email, _USER.c.name).join(_USER, _USER.c.id == _DRAFT.c.user_id)
_MINE = (_DRAFT.c.task_id == bindparam("of_task")) & (_DRAFT.c.user_id == bindparam("coder"))
_OWN = _DRAFTS.where(_MINE)
_OF_TASKS = _DRAFTS.where(_DRAFT.c.user_id == bindparam("coder"), among(_DRAFT.c.task_id, "of_tasks")).order_by(
    _DRAFT.c.id
)
_DROP = delete(_DRAFT).where(_MINE).returning(_DRAFT.c.created_at)
_REPLACED = tuple(c.name for c in _DRAFT.c if c.name not in {"id", "task_id", "user_id", "created_at"})


@cache
def _save(dialect: str, newer_only: bool) -> Any:
    added = inserting(dialect)(_DRAFT)
    values = {name: added.excluded[name] for name in _REPLACED}
    ours = _DRAFT.c.client_id == added.excluded.client_id
    known = _DRAFT.c.content_hash.in_((bindparam("seen"), added.excluded.content_hash))
    newer = or_(and_(ours, _DRAFT.c.seq < added.excluded.seq), and_(~ours, known)) if newer_only else None
    query = added.on_conflict_do_update(index_elements=["task_id", "user_id"], set_=values, where=newer)
    return query.returning(_DRAFT.c.id)


def drafts(session: Session, condition: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """Drafts with their coder, by id."""
    return session.connection().execute(_DRAFTS.where(condition).order_by(_DRAFT.c.id)).all()


def own(session: Session, task_id: int, user_id: int) -> Row[Any] | None:
    return session.connection().execute(_OWN, {"of_task": task_id, "coder": user_id}).first()


def own_of_tasks(session: Session, task_ids: Sequence[int], user_id: int) -> Sequence[Row[Any]]:
    return session.connection().execute(_OF_TASKS, {"of_tasks": list(task_ids), "coder": user_id}).all()


def save(session: Session, values: Mapping[str, Any]) -> None:
    """Insert or replace the person's draft of the task."""
    connection = session.connection()
    connection.execute(_save(connection.dialect.name, False), dict(values))


def save_newer(session: Session, values: Mapping[str, Any], seen: str | None) -> bool:
    """The same, but in place of an older ``seq`` of the same client alone, or of another's draft whose hash is ``seen``
    or that of the new one; False when the stored draft stays."""
    connection = session.connection()
    return connection.execute(_save(connection.dialect.name, True), {**values, "seen": seen}).first() is not None


def change(session: Session, draft_id: int, values: Mapping[str, Any]) -> None:
    session.connection().execute(update(_DRAFT).where(_DRAFT.c.id == draft_id).values(**values))


def drop(session: Session, task_id: int, user_id: int) -> datetime | None:
    """Remove the person's draft of the task; when it was begun, or None when there was none."""
    row = session.connection().execute(_DROP, {"of_task": task_id, "coder": user_id}).first()
    return None if row is None else row[0]
