"""SQL for seats. A claim is one UPDATE: nobody counts first and writes then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, literal_column, or_, select, text, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from annotate.models import Annotation, Seat, Task

FREE, LEASED, DONE = 0, 1, 2
_TABLE = Seat.metadata.tables["seat"]


def lock_person(session: Session, project_id: int, user_id: int) -> None:
    """Let two claims of one person in one project take turns (SQLite writers do so anyway)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:project, :person)"), _pair(project_id, user_id))


def claim(session: Session, project_id: int, user_id: int, now: datetime, until: datetime) -> int | None:
    """The id of the task whose seat is now the person's: the one they hold, else the first that is free or lapsed.

    One statement; the outer conditions are checked again on the locked row, so a seat that somebody else finished
    or took in the meantime stays theirs.
    """
    found = func.coalesce(_held_seat(project_id, user_id), _open_seat(project_id, user_id, now))
    takeable = and_(col(Seat.status) < DONE, or_(col(Seat.user_id) == user_id, _free(col(Seat.status), now)))
    taken = session.execute(
        update(Seat)
        .where(col(Seat.id) == found, takeable)
        .values(status=LEASED, user_id=user_id, leased_until=until)
        .returning(col(Seat.task_id))
        .execution_options(synchronize_session=False)
    ).first()
    return None if taken is None else int(taken[0])


def _free(status: Any, now: datetime, leased_until: Any = None) -> ColumnElement[bool]:
    lapse = col(Seat.leased_until) if leased_until is None else leased_until
    return or_(status == FREE, and_(status == LEASED, lapse <= now))


def _held_seat(project_id: int, user_id: int) -> Any:
    seat, task = aliased(Seat), aliased(Task)
    return (
        select(col(seat.id))
        .join(task, col(task.id) == col(seat.task_id))
        .where(
            col(seat.user_id) == user_id,
            col(seat.project_id) == project_id,
            col(seat.status) == LEASED,
            col(task.deleted_at).is_(None),
        )
        .order_by(col(seat.priority), col(seat.id))
        .limit(1)
        .scalar_subquery()
    )


def _open_seat(project_id: int, user_id: int, now: datetime) -> Any:
    seat, task, mine, coded = aliased(Seat), aliased(Task), aliased(Seat), aliased(Annotation)
    has_seat = exists().where(
        col(mine.task_id) == col(seat.task_id), col(mine.user_id) == user_id, col(mine.id) != col(seat.id)
    )
    has_coded = exists().where(
        col(coded.task_id) == col(seat.task_id), col(coded.user_id) == user_id, col(coded.deleted_at).is_(None)
    )
    return (
        select(col(seat.id))
        .join(task, col(task.id) == col(seat.task_id))
        .where(
            col(seat.project_id) == project_id,
            col(seat.status) < literal_column("2"),  # literal: this is the condition of the partial index
            _free(col(seat.status), now, col(seat.leased_until)),
            col(task.deleted_at).is_(None),
            ~has_seat,
            ~has_coded,
        )
        .order_by(col(seat.priority), col(seat.id))
        .limit(1)
        .with_for_update(of=seat, skip_locked=True)
        .scalar_subquery()
    )


def renew(session: Session, task_id: int, user_id: int, until: datetime) -> datetime | None:
    """Prolong the person's lease on the task; None when they hold none."""
    row = session.execute(_of_holder(task_id, user_id).values(leased_until=until).returning(col(Seat.id))).first()
    return None if row is None else until


def release(session: Session, task_id: int, user_id: int) -> bool:
    """Give a leased seat back; False when there was none."""
    given = _of_holder(task_id, user_id).values(status=FREE, user_id=None, leased_until=None)
    return session.execute(given.returning(col(Seat.id))).first() is not None


def _of_holder(task_id: int, user_id: int) -> Any:
    return (
        update(Seat)
        .where(col(Seat.task_id) == task_id, col(Seat.user_id) == user_id, col(Seat.status) == LEASED)
        .execution_options(synchronize_session=False)
    )


def finish_held(session: Session, task_id: int, user_id: int) -> bool:
    """Mark the person's own seat done; False when they hold none."""
    done = (
        update(Seat)
        .where(col(Seat.task_id) == task_id, col(Seat.user_id) == user_id)
        .values(status=DONE, leased_until=None)
        .execution_options(synchronize_session=False)
    )
    return session.execute(done.returning(col(Seat.id))).first() is not None


def finish_open(session: Session, task_id: int, user_id: int, now: datetime) -> bool:
    """Take a free or lapsed seat of the task straight to done; False when there is none."""
    seat = aliased(Seat)
    found = (
        select(col(seat.id))
        .where(col(seat.task_id) == task_id, _free(col(seat.status), now, col(seat.leased_until)))
        .order_by(col(seat.number))
        .limit(1)
        .with_for_update()
        .scalar_subquery()
    )
    done = (
        update(Seat)
        .where(col(Seat.id) == found, _free(col(Seat.status), now))
        .values(status=DONE, user_id=user_id, leased_until=None)
        .execution_options(synchronize_session=False)
    )
    return session.execute(done.returning(col(Seat.id))).first() is not None


def add_done_seat(session: Session, task: Task, user_id: int) -> None:
    """One seat more than the overlap, for a coding that came past the queue."""
    if session.get_bind().dialect.name == "postgresql":  # two of these at once would take the same number
        session.execute(text("SELECT pg_advisory_xact_lock(-1, :task)"), {"task": task.id})
    highest = select(func.coalesce(func.max(col(Seat.number)), 0) + 1).where(col(Seat.task_id) == task.id)
    number = session.execute(highest).scalar_one()
    values = {"task_id": task.id, "project_id": task.project_id, "priority": 0, "status": DONE, "user_id": user_id}
    session.execute(insert(Seat).values(number=number, **values))


def give_up(session: Session, task_id: int, overlap: int, user_id: int) -> None:
    """Free the person's seat, whatever its state; a seat beyond the overlap vanishes."""
    mine = and_(col(Seat.task_id) == task_id, col(Seat.user_id) == user_id)
    session.execute(delete(Seat).where(mine, col(Seat.number) > overlap).execution_options(synchronize_session=False))
    session.execute(
        update(Seat)
        .where(mine)
        .values(status=FREE, user_id=None, leased_until=None)
        .execution_options(synchronize_session=False)
    )


def reopen(session: Session, task_id: int, user_id: int, until: datetime) -> None:
    """The person's done seat is leased to them again."""
    session.execute(
        update(Seat)
        .where(col(Seat.task_id) == task_id, col(Seat.user_id) == user_id)
        .values(status=LEASED, leased_until=until)
        .execution_options(synchronize_session=False)
    )


def insert_seats(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    session.connection().execute(_TABLE.insert(), list(rows))


def lease_of(session: Session, task_id: int, user_id: int) -> datetime | None:
    """Until when the person holds a lease on the task; None when they hold none."""
    query = select(col(Seat.leased_until)).where(
        col(Seat.task_id) == task_id, col(Seat.user_id) == user_id, col(Seat.status) == LEASED
    )
    found: datetime | None = session.execute(query).scalar()
    return found


def open_seats(session: Session, project_id: int) -> tuple[int, int]:
    """How many live tasks the project has, and how many seats on them are not done."""
    live = and_(col(Task.project_id) == project_id, col(Task.deleted_at).is_(None))
    tasks = session.execute(select(func.count()).select_from(Task).where(live)).scalar_one()
    seats = session.execute(
        select(func.count())
        .select_from(Seat)
        .join(Task, col(Task.id) == col(Seat.task_id))
        .where(live, col(Seat.status) < literal_column("2"))
    ).scalar_one()
    return int(tasks), int(seats)


def set_overlap(session: Session, tasks: ColumnElement[bool], overlap: int) -> None:
    """Change how many coders each of these tasks wants: seats are added, or free ones beyond it taken away."""
    live = and_(tasks, col(Task.deleted_at).is_(None))
    unsynchronized = {"synchronize_session": False}
    session.execute(update(Task).where(live).values(overlap=overlap).execution_options(**unsynchronized))
    beyond = and_(col(Seat.number) > overlap, col(Seat.status) == FREE)
    unused = delete(Seat).where(col(Seat.task_id).in_(select(col(Task.id)).where(live)), beyond)
    session.execute(unused.execution_options(**unsynchronized))
    for number in range(1, overlap + 1):
        there = exists().where(col(Seat.task_id) == col(Task.id), col(Seat.number) == number)
        columns = ["task_id", "project_id", "number", "priority", "status"]
        zero: ColumnElement[int] = literal_column("0")
        missing: Any = select(col(Task.id), col(Task.project_id), literal_column(str(number)), zero, zero)
        session.execute(insert(Seat).from_select(columns, missing.where(live, ~there)))


def _pair(project_id: int, user_id: int) -> dict[str, int]:
    return {"project": project_id, "person": user_id}
