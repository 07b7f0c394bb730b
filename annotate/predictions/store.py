"""SQL for predictions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, delete, insert, select, update
from sqlmodel import Session, col

from annotate.models import Prediction, Task

_TABLE = Prediction.metadata.tables["prediction"]
_OF_TASKS: Any = (
    select(*_TABLE.c).where(_TABLE.c.task_id.in_(bindparam("of_tasks", expanding=True))).order_by(_TABLE.c.id)
)


def listed(session: Session, condition: ColumnElement[bool]) -> Sequence[Prediction]:
    """Predictions on live tasks, by id."""
    query = (
        select(Prediction)
        .join(Task, col(Task.id) == Prediction.task_id)
        .where(condition, col(Task.deleted_at).is_(None))
        .order_by(col(Prediction.id))
    )
    return session.execute(query).scalars().all()


def of_tasks(session: Session, task_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """The predictions of these tasks, by id."""
    return session.connection().execute(_OF_TASKS, {"of_tasks": list(task_ids)}).all()


def find(session: Session, prediction_id: int) -> Prediction | None:
    return session.execute(select(Prediction).where(col(Prediction.id) == prediction_id)).scalar_one_or_none()


def add(session: Session, values: Mapping[str, Any]) -> int:
    query = insert(Prediction).values(**values).returning(col(Prediction.id))
    return int(session.execute(query).scalar_one() or 0)


def add_many(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    session.connection().execute(_TABLE.insert(), [dict(row) for row in rows])


def change(session: Session, prediction_id: int, values: Mapping[str, Any]) -> None:
    query = update(Prediction).where(col(Prediction.id) == prediction_id).values(**values)
    session.execute(query.execution_options(synchronize_session=False))


def remove(session: Session, prediction_id: int) -> None:
    query = delete(Prediction).where(col(Prediction.id) == prediction_id)
    session.execute(query.execution_options(synchronize_session=False))


def tasks_of(session: Session, project_id: int, ids: Iterable[int]) -> dict[int, str]:
    """The texts of the live tasks of the project that have one of these ids."""
    query = select(col(Task.id), col(Task.text)).where(
        col(Task.project_id) == project_id, col(Task.id).in_(list(ids)), col(Task.deleted_at).is_(None)
    )
    return {row[0]: row[1] for row in session.execute(query)}
