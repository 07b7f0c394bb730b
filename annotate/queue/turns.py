"""SQL for the order of the queue: seats carry their turn, so that a claim needs no more than it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import and_, bindparam, exists, select, update
from sqlmodel import Session

from annotate.models import Seat
from annotate.queue.claims import FREE
from annotate.queue.order import Waiting

_SEAT, _TASK = Seat.metadata.tables["seat"], Seat.metadata.tables["task"]
_OTHER = _SEAT.alias()
_BEGUN = exists().where(_OTHER.c.task_id == _TASK.c.id, _OTHER.c.status != FREE)
_IN_TURN = and_(_SEAT.c.project_id == bindparam("project"), _SEAT.c.priority != 0)
_WAITING = (
    select(_TASK.c.id, _TASK.c.inner_id, _TASK.c.margin, _TASK.c.unaided)
    .where(_TASK.c.project_id == bindparam("project"), _TASK.c.deleted_at.is_(None), ~_BEGUN)
    .order_by(_TASK.c.inner_id)
)
_SET_TURN = update(_SEAT).where(_SEAT.c.task_id == bindparam("of_task")).values(priority=bindparam("turn"))
_SET_STREAM = update(_TASK).where(_TASK.c.id == bindparam("of_task")).values(stream=bindparam("of_stream"))
_SET_MARGIN = (
    update(_TASK)
    .where(_TASK.c.id == bindparam("of_task"), _TASK.c.project_id == bindparam("project"))
    .values(margin=bindparam("of_margin"), read_by=bindparam("model"))
)
_NO_STREAM = update(_TASK).where(_TASK.c.project_id == bindparam("project"), ~_BEGUN).values(stream="")


def waiting(session: Session, project_id: int) -> list[Waiting]:
    """The live articles of the project that nobody has begun, by number."""
    found = session.connection().execute(_WAITING, {"project": project_id})
    return [Waiting(row.id, row.inner_id, row.margin, row.unaided) for row in found]


def forget_order(session: Session, project_id: int) -> None:
    """Every seat comes in the order of loading; what was begun keeps the stream that it was served from."""
    connection = session.connection()
    connection.execute(update(_SEAT).where(_IN_TURN).values(priority=0), {"project": project_id})
    connection.execute(_NO_STREAM, {"project": project_id})


def set_order(session: Session, order: Sequence[tuple[int, str]]) -> None:
    """These tasks are served one after the other, each from the stream that stands beside it."""
    rows = [{"of_task": task, "turn": turn, "of_stream": stream} for turn, (task, stream) in enumerate(order, 1)]
    session.connection().execute(_SET_TURN, rows)
    session.connection().execute(_SET_STREAM, rows)


def set_margins(session: Session, project_id: int, model_id: int | None, margins: Mapping[int, float | None]) -> None:
    shared = {"project": project_id, "model": model_id}
    rows = [{**shared, "of_task": task, "of_margin": margin} for task, margin in margins.items()]
    session.connection().execute(_SET_MARGIN, rows)
