"""SQL for statistics: finished codings, lead times, reviews."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, select
from sqlmodel import Session, col

from annotate.models import Annotation, Prediction, Review, Revision, Task, User

_BATCH = 500
_HEAD = and_(col(Revision.annotation_id) == col(Annotation.id), col(Revision.number) == col(Annotation.version))


def finished(project_id: int) -> ColumnElement[bool]:
    """Condition on Annotation: submitted, neither skipped nor deleted, on a live task of the project."""
    tasks = select(col(Task.id)).where(col(Task.project_id) == project_id, col(Task.deleted_at).is_(None))
    live = and_(col(Annotation.deleted_at).is_(None), col(Annotation.was_cancelled).is_(False))
    return and_(live, col(Annotation.project_id) == project_id, col(Annotation.task_id).in_(tasks))


def newest_double(session: Session, project_id: int, limit: int) -> list[int]:
    """Tasks with two finished codings or more, those with the newest first."""
    query = select(col(Annotation.task_id)).where(finished(project_id)).group_by(col(Annotation.task_id))
    query = query.having(func.count() > 1).order_by(func.max(col(Annotation.id)).desc()).limit(limit)
    return list(session.scalars(query))


def has_task(session: Session, project_id: int, task_id: int) -> bool:
    where = (col(Task.id) == task_id, col(Task.project_id) == project_id, col(Task.deleted_at).is_(None))
    return session.execute(select(col(Task.id)).where(*where)).first() is not None


def codings(session: Session, project_id: int, task_ids: Sequence[int]) -> Iterator[Row[Any]]:
    """id, task_id, user_id, ground_truth, result and accepted (by a review) of the tasks' finished codings."""
    accepted = exists().where(
        col(Review.annotation_id) == col(Annotation.id),
        col(Review.accepted).is_(True),
        col(Review.deleted_at).is_(None),
    )
    columns: Any = (
        col(Annotation.id),
        col(Annotation.task_id),
        col(Annotation.user_id),
        col(Annotation.ground_truth),
        col(Revision.result),
        accepted.label("accepted"),
    )
    for start in range(0, len(task_ids), _BATCH):
        some = col(Annotation.task_id).in_(task_ids[start : start + _BATCH])
        query = select(*columns).join(Revision, _HEAD).where(finished(project_id), some)
        yield from session.execute(query.order_by(col(Annotation.task_id), col(Annotation.id)))


def results(session: Session, project_id: int) -> Iterator[str]:
    """The result list of every finished coding, as JSON."""
    query = select(col(Revision.result)).join(Annotation, _HEAD).where(finished(project_id))
    yield from session.scalars(query.execution_options(yield_per=_BATCH))


def predicted(session: Session, project_id: int) -> Iterator[str]:
    """The result list of every prediction, as JSON."""
    query = select(col(Prediction.result)).join(Task, col(Task.id) == col(Prediction.task_id))
    query = query.where(col(Prediction.project_id) == project_id, col(Task.deleted_at).is_(None))
    yield from session.scalars(query.execution_options(yield_per=_BATCH))


def predictions(session: Session, project_id: int, task_id: int | None = None) -> Iterator[Row[Any]]:
    """task_id, model_version and result of every prediction (on one task), of a model on a task the newest last."""
    columns: Any = (col(Prediction.task_id), col(Prediction.model_version), col(Prediction.result))
    query = select(*columns).where(col(Prediction.project_id) == project_id).order_by(col(Prediction.id))
    query = query.where(col(Prediction.task_id) == task_id) if task_id is not None else query
    yield from session.execute(query.execution_options(yield_per=_BATCH))


def newest_coded(session: Session, project_id: int, limit: int) -> list[int]:
    """Tasks with a finished coding, those with the newest first."""
    query = select(col(Annotation.task_id)).where(finished(project_id)).group_by(col(Annotation.task_id))
    return list(session.scalars(query.order_by(func.max(col(Annotation.id)).desc()).limit(limit)))


def has_predictions(session: Session, project_id: int) -> bool:
    query = select(col(Prediction.id)).where(col(Prediction.project_id) == project_id).limit(1)
    return session.execute(query).first() is not None


def lead_times(session: Session, project_id: int) -> Sequence[Row[Any]]:
    """(user_id, lead_time) of the finished codings that say it."""
    query: Any = select(col(Annotation.user_id), col(Annotation.lead_time))
    return session.execute(query.where(finished(project_id), col(Annotation.lead_time).is_not(None))).all()


def judged(session: Session, project_id: int, users: Sequence[int]) -> Sequence[Row[Any]]:
    """(user_id, accepted, fixed) of the reviews of these people's codings."""
    query: Any = select(col(Annotation.user_id), col(Review.accepted), col(Review.fixed)).join(
        Annotation, col(Annotation.id) == col(Review.annotation_id)
    )
    live = and_(col(Review.deleted_at).is_(None), col(Annotation.deleted_at).is_(None))
    return session.execute(
        query.where(col(Review.project_id) == project_id, live, col(Annotation.user_id).in_(users))
    ).all()


def finished_by(session: Session, project_id: int, user_id: int) -> int:
    query = select(func.count()).select_from(Annotation).where(finished(project_id), col(Annotation.user_id) == user_id)
    return int(session.execute(query).scalar_one())


def people(session: Session, ids: Sequence[int]) -> dict[int, Row[Any]]:
    query = select(col(User.id), col(User.email), col(User.name)).where(col(User.id).in_(ids))
    return {row[0]: row for row in session.execute(query)}
