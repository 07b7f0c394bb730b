"""SQL for assignments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlmodel import Session, col

from annotate.db import inserting
from annotate.models import Assignment, Membership, Task, User

_TABLE = Assignment.metadata.tables["assignment"]


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add those that are not there yet."""
    if rows:
        statement = inserting(session.get_bind().dialect.name)(_TABLE).on_conflict_do_nothing()
        session.connection().execute(statement, [dict(row) for row in rows])


def listed(session: Session, condition: ColumnElement[bool]) -> Sequence[Assignment]:
    query = select(Assignment).where(condition).order_by(col(Assignment.id))
    return session.execute(query).scalars().all()


def remove(session: Session, condition: ColumnElement[bool]) -> int:
    query = delete(Assignment).where(condition).execution_options(synchronize_session=False)
    return int(getattr(session.execute(query), "rowcount", 0))


def roles(session: Session, project_id: int, users: Sequence[int]) -> dict[int, str]:
    """The roles of those of the users who are in the project and can sign in."""
    query = select(col(Membership.user_id), col(Membership.role)).join(User, col(User.id) == col(Membership.user_id))
    query = query.where(col(Membership.project_id) == project_id, col(User.active).is_(True))
    return {row[0]: row[1] for row in session.execute(query.where(col(Membership.user_id).in_(users)))}


def tasks(session: Session, condition: ColumnElement[bool]) -> Sequence[Task]:
    return session.execute(select(Task).where(condition).order_by(col(Task.id))).scalars().all()


def coders_of(session: Session, task_ids: Sequence[int]) -> dict[int, int]:
    """How many people each of these tasks is given to for coding."""
    found: dict[int, int] = {}
    for start in range(0, len(task_ids), 500):
        some = col(Assignment.task_id).in_(task_ids[start : start + 500])
        for task_id in session.execute(
            select(col(Assignment.task_id)).where(some, col(Assignment.kind) == "AN")
        ).scalars():
            found[task_id] = found.get(task_id, 0) + 1
    return found
