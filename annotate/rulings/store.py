"""SQL for rulings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlmodel import Session

from annotate.models import Ruling

_RULING = Ruling.metadata.tables["ruling"]
_LIVE: Any = (
    select(_RULING.c.id, _RULING.c.code, _RULING.c.text, _RULING.c.created_at)
    .where(_RULING.c.project_id == bindparam("of_project"), _RULING.c.deleted_at.is_(None))
    .order_by(_RULING.c.code, _RULING.c.id)
)


def live(session: Session, project_id: int) -> Sequence[Row[Any]]:
    """id, code, text and created_at of what holds in the project, by code, the oldest first."""
    return session.connection().execute(_LIVE, {"of_project": project_id}).all()


def add(session: Session, values: Mapping[str, Any]) -> int:
    return int(session.connection().execute(insert(_RULING).values(**values).returning(_RULING.c.id)).scalar_one())


def withdraw(session: Session, project_id: int, ruling_id: int, moment: datetime) -> str | None:
    """The code of the ruling that no longer holds; None when the project has no such one."""
    of_project = (_RULING.c.id == ruling_id, _RULING.c.project_id == project_id, _RULING.c.deleted_at.is_(None))
    query = update(_RULING).where(*of_project).values(deleted_at=moment).returning(_RULING.c.code)
    code: str | None = session.connection().execute(query).scalar()
    return code
