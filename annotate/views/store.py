"""SQL for saved views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlmodel import Session, col

from annotate.models import SavedView

_TABLE = SavedView.metadata.tables["saved_view"]


def listed(session: Session, condition: ColumnElement[bool]) -> Sequence[SavedView]:
    """Views in their order."""
    query = select(SavedView).where(condition).order_by(col(SavedView.position), col(SavedView.id))
    return session.execute(query).scalars().all()


def find(session: Session, view_id: int) -> SavedView | None:
    return session.execute(select(SavedView).where(col(SavedView.id) == view_id)).scalar_one_or_none()


def add(session: Session, values: Mapping[str, Any]) -> int:
    """The new view's id; it comes after the project's others."""
    after = select(func.coalesce(func.max(_TABLE.c.position) + 1, 0)).where(_TABLE.c.project_id == values["project_id"])
    query = insert(_TABLE).values(**values, position=after.scalar_subquery()).returning(_TABLE.c.id)
    return int(session.connection().execute(query).scalar_one())


def change(session: Session, view_id: int, values: Mapping[str, Any]) -> None:
    session.connection().execute(update(_TABLE).where(_TABLE.c.id == view_id).values(**values))


def remove(session: Session, condition: ColumnElement[bool]) -> int:
    query = delete(SavedView).where(condition).execution_options(synchronize_session=False)
    return int(getattr(session.execute(query), "rowcount", 0))
