"""SQL for predictions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, exists, func, insert, or_, select, update
from sqlmodel import Session, col

from annotate.ids import among
from annotate.models import Annotation, Prediction, Revision, Task

_TABLE = Prediction.metadata.tables["prediction"]
_CODED, _TASK = Annotation.metadata.tables["annotation"], Task.metadata.tables["task"]
_REVISION = Revision.metadata.tables["revision"]
_LIVE = _CODED.c.deleted_at.is_(None)
_GOLD: Any = select(_CODED.c.id).where(_CODED.c.task_id == bindparam("of_task"), _CODED.c.ground_truth, _LIVE).limit(1)
_ANY: Any = select(_TABLE.c.id).where(_TABLE.c.project_id == bindparam("project")).limit(1)
_OWN_COUNT: Any = (
    select(func.count())
    .select_from(_CODED.join(_TASK, _TASK.c.id == _CODED.c.task_id))
    .where(_CODED.c.project_id == bindparam("project"), _CODED.c.user_id == bindparam("person"), _LIVE)
    .where(_TASK.c.deleted_at.is_(None), _CODED.c.was_cancelled.is_(False))
)
_SUBMITTED_BY: Any = select(_CODED.c.task_id).where(
    among(_CODED.c.task_id, "of_tasks"), _CODED.c.user_id == bindparam("person"), _LIVE
)
_OFFERED: Any = (
    select(_REVISION.c.coding)
    .select_from(_CODED)
    .join(_REVISION, and_(_REVISION.c.annotation_id == _CODED.c.id, _REVISION.c.number == _CODED.c.version))
    .join(_TASK, _TASK.c.id == _CODED.c.task_id)
    .where(_CODED.c.project_id == bindparam("project"), _LIVE, _TASK.c.deleted_at.is_(None))
    .where(_CODED.c.was_cancelled.is_(False))
    .where(or_(_REVISION.c.coding.contains('"provenance"'), _REVISION.c.coding.contains('"rejected"')))
)
_UNAIDED: Any = select(_TASK.c.id).where(
    among(_TASK.c.id, "of_tasks"),
    or_(_TASK.c.unaided, exists().where(_CODED.c.task_id == _TASK.c.id, _CODED.c.ground_truth, _LIVE)),
)
_OF_TASKS: Any = select(*_TABLE.c).where(among(_TABLE.c.task_id, "of_tasks")).order_by(_TABLE.c.id)


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


def remove_of_tasks(session: Session, project_id: int, tasks: ColumnElement[bool]) -> int:
    mine = select(col(Task.id)).where(tasks)
    query = delete(Prediction).where(col(Prediction.project_id) == project_id, col(Prediction.task_id).in_(mine))
    return int(getattr(session.execute(query.execution_options(synchronize_session=False)), "rowcount", 0))


def remove_of_models(session: Session, project_id: int, task_ids: Sequence[int], models: Sequence[str]) -> None:
    mine = (_TABLE.c.project_id == project_id, _TABLE.c.task_id.in_(task_ids), _TABLE.c.model_version.in_(models))
    session.connection().execute(_TABLE.delete().where(*mine))


def tasks_of(session: Session, project_id: int, ids: Iterable[int]) -> dict[int, str]:
    """The texts of the live tasks of the project that have one of these ids."""
    query = select(col(Task.id), col(Task.text)).where(
        col(Task.project_id) == project_id, col(Task.id).in_(list(ids)), col(Task.deleted_at).is_(None)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def is_gold(session: Session, task_id: int) -> bool:
    """Whether a coding of the task is marked as the right answer."""
    return session.connection().execute(_GOLD, {"of_task": task_id}).first() is not None


def has_any(session: Session, project_id: int) -> bool:
    """Whether there are predictions in the project."""
    return session.connection().execute(_ANY, {"project": project_id}).first() is not None


def own_count(session: Session, project_id: int, user_id: int) -> int:
    """How many articles of the project the person has coded; skipped ones do not count."""
    return int(session.connection().execute(_OWN_COUNT, {"project": project_id, "person": user_id}).scalar_one())


def submitted_by(session: Session, task_ids: Sequence[int], user_id: int) -> set[int]:
    """Those of these tasks that the person has coded or skipped."""
    found = session.connection().execute(_SUBMITTED_BY, {"of_tasks": list(task_ids), "person": user_id})
    return {row[0] for row in found}


def with_suggestions(session: Session, project_id: int) -> Iterator[str]:
    """The finished codings of the project, as JSON, in which something suggested was taken or turned down."""
    return (row[0] for row in session.connection().execute(_OFFERED, {"project": project_id}))


def unaided(session: Session, task_ids: Sequence[int]) -> set[int]:
    """Those of these tasks that are coded without suggestions by everybody."""
    return {row[0] for row in session.connection().execute(_UNAIDED, {"of_tasks": list(task_ids)})}
