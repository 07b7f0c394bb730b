"""SQL for reading open articles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlmodel import Session, col

from annotate.models import Seat, Task
from annotate.predictions.store import unaided
from annotate.queue.claims import DONE, LEASED

_TASK, _SEAT = Task.metadata.tables["task"], Seat.metadata.tables["seat"]


def unread(session: Session, project_id: int, model_id: int | None, now: datetime) -> list[int]:
    """The live articles, none of the reliability sample, that take a coder, are in nobody's hands, and were last read
    by another model; by number. ``model_id`` None: those that any model has read."""
    seat = exists().where(_SEAT.c.task_id == _TASK.c.id, _SEAT.c.status < DONE)
    query: Any = select(_TASK.c.id).where(
        _TASK.c.project_id == project_id,
        _TASK.c.deleted_at.is_(None),
        ~_TASK.c.unaided,
        _TASK.c.read_by.is_distinct_from(model_id),
        seat,
        _TASK.c.id.not_in(_held(now)),
    )
    return [row[0] for row in session.connection().execute(query.order_by(_TASK.c.inner_id))]


def tasks(session: Session, ids: Sequence[int]) -> Sequence[Task]:
    return session.execute(select(Task).where(col(Task.id).in_(ids)).order_by(col(Task.id))).scalars().all()


def still_free(session: Session, ids: Sequence[int], now: datetime) -> set[int]:
    """Those of the articles that may get predictions and that nobody has taken meanwhile."""
    held: Any = _held(now).where(_SEAT.c.task_id.in_(ids))
    return set(ids) - unaided(session, ids) - {row[0] for row in session.connection().execute(held)}


def _held(now: datetime) -> Any:
    return select(_SEAT.c.task_id).where(_SEAT.c.status == LEASED, _SEAT.c.leased_until > now)
