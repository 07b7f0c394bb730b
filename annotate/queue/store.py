"""SQL for seats. A claim is one UPDATE: nobody counts first and writes then.

Statements are built once, mostly when the module is loaded: building one costs ten times as much as running it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    literal_column,
    select,
    text,
    update,
)
from sqlmodel import Session, col

from annotate.access import Role, role_in, role_query
from annotate.known import Known
from annotate.models import Seat, Task
from annotate.queue.claims import (
    DONE,
    FREE,
    LEASED,
    claim_kept_statement,
    claim_statement,
    for_me,
    is_open,
    keep_ahead_statement,
    leased_to_me,
)
from annotate.rows import insert_columns
from annotate.security import Caller

_SEAT, _TASK = Seat.metadata.tables["seat"], Seat.metadata.tables["task"]
_MINE = and_(_SEAT.c.task_id == bindparam("of_task"), _SEAT.c.user_id == bindparam("person"))
_LEASED_TO_ME = and_(_MINE, _SEAT.c.status == LEASED)
_IN_HAND = {"leased_until": bindparam("until"), "ahead": False}
_EMPTY: dict[str, Any] = {"status": FREE, "user_id": None, "leased_until": None, "ahead": False}
_RENEW = update(_SEAT).where(_LEASED_TO_ME).values(**_IN_HAND).returning(_SEAT.c.id)
_RELEASE = update(_SEAT).where(_LEASED_TO_ME).values(**_EMPTY).returning(_SEAT.c.id)
_FINISH_HELD = Known(
    update(_SEAT).where(_MINE).values(status=DONE, leased_until=None, ahead=False).returning(_SEAT.c.id)
)
_CLOSE = update(_SEAT).where(_LEASED_TO_ME).values(status=DONE, leased_until=None, ahead=False)
_REOPEN = update(_SEAT).where(_MINE).values(status=LEASED, **_IN_HAND)
_GIVE_UP = update(_SEAT).where(_MINE).values(**_EMPTY)
_KEPT = and_(_SEAT.c.user_id == bindparam("person"), _SEAT.c.ahead)
_LET_GO = update(_SEAT).where(_KEPT).values(**_EMPTY)
_LIVE_TASK = exists().where(_TASK.c.id == _SEAT.c.task_id, _TASK.c.deleted_at.is_(None))
_TAKE_KEPT = (
    update(_SEAT)
    .where(_MINE, _SEAT.c.ahead, _SEAT.c.status == LEASED, _SEAT.c.leased_until > bindparam("now"), _LIVE_TASK)
    .values(**_IN_HAND)
    .returning(_SEAT.c.id)
)
_HELD_BESIDES = (
    select(_SEAT.c.task_id, _SEAT.c.ahead)
    .join(_TASK, _TASK.c.id == _SEAT.c.task_id)
    .where(_SEAT.c.project_id + literal_column("0") == bindparam("project"), *leased_to_me(_SEAT))
    .where(_SEAT.c.task_id != bindparam("after"), _TASK.c.deleted_at.is_(None))
    .order_by(_SEAT.c.ahead)
)
_RENEW_KEPT = update(_SEAT).where(_MINE, _SEAT.c.ahead).values(leased_until=bindparam("until")).returning(_SEAT.c.id)
_DROP_EXTRA = delete(_SEAT).where(_MINE, _SEAT.c.number > bindparam("overlap"))
_LEASE = select(_SEAT.c.leased_until).where(_LEASED_TO_ME)
_HIGHEST = select(func.coalesce(func.max(_SEAT.c.number), 0)).where(_SEAT.c.task_id == bindparam("of_task"))


def _finish_open() -> Any:
    seat = _SEAT.alias()
    found = (
        select(seat.c.id)
        .where(seat.c.task_id == bindparam("of_task"), is_open(seat), for_me(seat.c.task_id))
        .order_by(seat.c.number)
        .limit(1)
        .with_for_update()
        .scalar_subquery()
    )
    finished = {"status": DONE, "user_id": bindparam("person"), "leased_until": None, "ahead": False}
    return update(_SEAT).where(_SEAT.c.id == found, is_open(_SEAT)).values(**finished).returning(_SEAT.c.id)


_FINISH_OPEN = _finish_open()
_COUNTS = select(
    func.count(func.distinct(_TASK.c.id)), func.coalesce(func.sum(case((_SEAT.c.status < DONE, 1), else_=0)), 0)
).select_from(_TASK.outerjoin(_SEAT, _SEAT.c.task_id == _TASK.c.id))
_COUNTS = _COUNTS.where(_TASK.c.project_id == bindparam("project"), _TASK.c.deleted_at.is_(None))


# Where a table has just been filled, PostgreSQL takes its seats for a handful and would rather fetch and sort all that
# are open than walk the queue's index to the first; until it has counted them, a claim would cost more the longer the
# queue is. So for the rest of this transaction sorting is the last resort.
_NO_SORT = (func.set_config("enable_sort", "off", True), func.set_config("enable_bitmapscan", "off", True))
_LOCK_PERSON = select(func.pg_advisory_xact_lock(bindparam("project"), bindparam("person")), *_NO_SORT)
_ENTER = {
    "sqlite": Known(role_query()),
    "postgresql": Known(role_query(func.pg_advisory_xact_lock(bindparam("wanted"), bindparam("caller")), *_NO_SORT)),
}
_OTHER = _SEAT.alias()
_TURN = select(func.min(_OTHER.c.priority)).where(_OTHER.c.task_id == _TASK.c.id).scalar_subquery()


def enter(session: Session, caller: Caller, project_id: int, *roles: Role) -> None:
    """Refuse whoever has none of these roles in the project; let two claims of one person in it take turns."""
    role_in(session, caller, project_id, _ENTER[session.get_bind().dialect.name], *roles)


def lock_person(session: Session, project_id: int, user_id: int) -> bool:
    """Let two claims of one person in one project take turns; False where writers do so anyway (SQLite)."""
    if session.get_bind().dialect.name != "postgresql":
        return False
    session.connection().execute(_LOCK_PERSON, {"project": project_id, "person": user_id})
    return True


def claim(session: Session, project_id: int, user_id: int, now: datetime, until: datetime) -> int | None:
    """The id of the task whose seat is now the person's: the one they hold, else the first that is free or lapsed."""
    given = {"project": project_id, "person": user_id, "now": now, "until": until}
    taken = claim_statement().first(session, given)
    return None if taken is None else int(taken[0])


def claim_kept(session: Session, project_id: int, user_id: int, until: datetime) -> int | None:
    """A seat that is only kept ahead for somebody else, who has another article in hand."""
    given = {"project": project_id, "person": user_id, "until": until}
    taken = session.connection().execute(claim_kept_statement(), given).first()
    return None if taken is None else int(taken[0])


def keep_ahead(session: Session, project_id: int, user_id: int, now: datetime, until: datetime) -> int | None:
    """Keep the first free or lapsed seat for the person; they must not hold another one ahead."""
    given = {"project": project_id, "person": user_id, "now": now, "until": until}
    taken = session.connection().execute(keep_ahead_statement(), given).first()
    return None if taken is None else int(taken[0])


def held_besides(session: Session, project_id: int, user_id: int, after: int) -> tuple[int, bool] | None:
    """Another task of the project on which the person holds a seat, and whether it is only ahead; in hand first."""
    given = {"project": project_id, "person": user_id, "after": after}
    found = session.connection().execute(_HELD_BESIDES, given).first()
    return None if found is None else (int(found[0]), bool(found[1]))


def renew_kept(session: Session, task_id: int, user_id: int, until: datetime) -> bool:
    """Prolong what is kept ahead; False when it has just gone to somebody else."""
    return session.connection().execute(_RENEW_KEPT, {**_of(task_id, user_id), "until": until}).first() is not None


def let_go(session: Session, user_id: int, *, task_id: int | None = None) -> bool:
    """Free the seat that is kept ahead for the person, anywhere or on one task; False when there was none."""
    query = _LET_GO if task_id is None else _LET_GO.where(_SEAT.c.task_id == task_id)
    return session.connection().execute(query.returning(_SEAT.c.id), {"person": user_id}).first() is not None


def take_kept(session: Session, task_id: int, user_id: int, now: datetime, until: datetime) -> bool:
    """The seat kept ahead is in hand from now on; False when it lapsed, went to others, or was worked on elsewhere."""
    given = {**_of(task_id, user_id), "now": now, "until": until}
    return session.connection().execute(_TAKE_KEPT, given).first() is not None


def renew(session: Session, task_id: int, user_id: int, until: datetime) -> datetime | None:
    """Prolong the person's lease on the task; None when they hold none."""
    given = {**_of(task_id, user_id), "until": until}
    return None if session.connection().execute(_RENEW, given).first() is None else until


def release(session: Session, task_id: int, user_id: int) -> bool:
    """Give a leased seat back; False when there was none."""
    return session.connection().execute(_RELEASE, _of(task_id, user_id)).first() is not None


def finish_held(session: Session, task_id: int, user_id: int) -> bool:
    """Mark the person's own seat done; False when they hold none."""
    return _FINISH_HELD.first(session, _of(task_id, user_id)) is not None


def close(session: Session, task_id: int, user_id: int) -> None:
    """Mark the person's leased seat done, if they hold one."""
    session.connection().execute(_CLOSE, _of(task_id, user_id))


def finish_open(session: Session, task_id: int, user_id: int, now: datetime) -> bool:
    """Take a free or lapsed seat of the task straight to done; False when there is none."""
    return session.connection().execute(_FINISH_OPEN, {**_of(task_id, user_id), "now": now}).first() is not None


def add_done_seat(session: Session, task: Task, user_id: int) -> None:
    """One seat more than the overlap, for a coding that came past the queue."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":  # two of these at once would take the same number
        connection.execute(text("SELECT pg_advisory_xact_lock(-1, :task)"), {"task": task.id})
    number = connection.execute(_HIGHEST, {"of_task": task.id}).scalar_one() + 1
    values = {"task_id": task.id, "project_id": task.project_id, "priority": 0, "status": DONE, "user_id": user_id}
    connection.execute(insert(_SEAT), {**values, "number": number})


def reopen(session: Session, task_id: int, user_id: int, until: datetime) -> None:
    """The person's done seat is leased to them again."""
    session.connection().execute(_REOPEN, {**_of(task_id, user_id), "until": until})


def give_up(session: Session, task_id: int, overlap: int, user_id: int) -> None:
    """Free the person's seat, whatever its state; a seat beyond the overlap vanishes."""
    session.connection().execute(_DROP_EXTRA, {**_of(task_id, user_id), "overlap": overlap})
    session.connection().execute(_GIVE_UP, _of(task_id, user_id))


def insert_seats(session: Session, columns: Mapping[str, Sequence[Any]], shared: Mapping[str, Any]) -> None:
    insert_columns(session, _SEAT, columns, shared)


@cache
def _free_seats(beyond: bool) -> Any:
    """Seats for as many coders as the tasks want, ``beyond`` those that are there already."""
    number: Any = select(literal(1).label("number")).cte("numbers", recursive=True)
    number = number.union_all(select(number.c.number + 1).where(number.c.number < bindparam("most")))
    there = select(func.count()).where(_SEAT.c.task_id == _TASK.c.id).scalar_subquery() if beyond else literal(0)
    wanted = and_(number.c.number <= _TASK.c.overlap, number.c.number > there)
    values = {
        "task_id": _TASK.c.id, "project_id": _TASK.c.project_id, "number": number.c.number,
        "priority": bindparam("priority"), "status": literal_column(str(FREE)), "ahead": false(),
    }  # fmt: skip
    new = (_TASK.c.project_id == bindparam("project"), _TASK.c.inner_id.between(bindparam("first"), bindparam("last")))
    found = select(*values.values()).select_from(_TASK.join(number, wanted)).where(*new)
    # as they come is as they are served
    return insert(_SEAT).from_select(list(values), found.order_by(_TASK.c.inner_id, number.c.number))


def insert_free_seats(
    session: Session, project_id: int, inner_ids: range, *, most: int, priority: int, beyond: bool
) -> None:
    """Free seats for the tasks of these numbers; no task wants more than ``most``. ``beyond``: some have seats."""
    given = {"project": project_id, "first": inner_ids[0], "last": inner_ids[-1], "most": most, "priority": priority}
    session.connection().execute(_free_seats(beyond), given)


def lease_of(session: Session, task_id: int, user_id: int) -> datetime | None:
    """Until when the person holds a lease on the task; None when they hold none."""
    found: datetime | None = session.connection().execute(_LEASE, _of(task_id, user_id)).scalar()
    return found


def open_seats(session: Session, project_id: int) -> tuple[int, int]:
    """How many live tasks the project has, and how many seats on them are not done."""
    tasks, seats = session.connection().execute(_COUNTS, {"project": project_id}).one()
    return int(tasks), int(seats)


def set_overlap(session: Session, tasks: ColumnElement[bool], overlap: int) -> None:
    """Change how many coders each of these tasks wants: seats are added, or free ones beyond it taken away."""
    live = and_(tasks, col(Task.deleted_at).is_(None))
    connection = session.connection()
    connection.execute(update(_TASK).where(live).values(overlap=overlap))
    beyond = and_(_SEAT.c.number > overlap, _SEAT.c.status == FREE)
    connection.execute(delete(_SEAT).where(_SEAT.c.task_id.in_(select(_TASK.c.id).where(live)), beyond))
    for number in range(1, overlap + 1):
        there = exists().where(_SEAT.c.task_id == _TASK.c.id, _SEAT.c.number == number)
        columns = ["task_id", "project_id", "number", "priority", "status"]
        zero: ColumnElement[int] = literal_column("0")
        turn = func.coalesce(_TURN, zero)
        missing: Any = select(_TASK.c.id, _TASK.c.project_id, literal_column(str(number)), turn, zero)
        connection.execute(insert(_SEAT).from_select(columns, missing.where(live, ~there)))


def _of(task_id: int, user_id: int) -> dict[str, Any]:
    return {"of_task": task_id, "person": user_id}
