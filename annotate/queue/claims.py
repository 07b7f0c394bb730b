"""The statements that take a seat of the queue: the one in hand, else the first that may be taken."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, literal_column, or_, select, update

from annotate.known import Known
from annotate.models import Annotation, Assignment, Seat

FREE, LEASED, DONE = 0, 1, 2
_SEAT, _TASK = Seat.metadata.tables["seat"], Seat.metadata.tables["task"]
_ANNOTATION = Annotation.metadata.tables["annotation"]
_ASSIGNMENT = Assignment.metadata.tables["assignment"]


def is_open(seat: Any) -> ColumnElement[bool]:
    """Free, or leased to somebody whose time is over."""
    return or_(seat.c.status == FREE, and_(seat.c.status == LEASED, seat.c.leased_until <= bindparam("now")))


def _kept_by_another(seat: Any) -> ColumnElement[bool]:
    """Kept ahead for somebody who codes another article."""
    return and_(seat.c.status == LEASED, seat.c.ahead, seat.c.user_id != bindparam("person"))


# What a claim asks of each seat stands in subqueries that give a value. Of a join PostgreSQL may go through the other
# table from end to end where it has found both small, and go on so when they no longer are: it keeps its plans. A value
# is looked up seat by seat, through the index.


def _live(seat: Any) -> ColumnElement[bool]:
    """The seat is on a task that is not deleted."""
    task = _TASK.alias()
    return select(task.c.deleted_at).where(task.c.id == seat.c.task_id).scalar_subquery().is_(None)


def leased_to_me(seat: Any) -> tuple[ColumnElement[bool], ...]:
    """A literal, as that is the condition of the partial index; where the project is asked for too, it must not be by
    the bare column, or PostgreSQL may go through the queue of the project instead."""
    return seat.c.user_id == bindparam("person"), seat.c.status == literal_column(str(LEASED))


def _first(seat: Any, project: Any, *conditions: ColumnElement[bool]) -> Any:
    """The first seat in the order of the queue, on a live task of the project."""
    asked = (project == bindparam("project"), *conditions, _live(seat))
    return select(seat.c.id).where(*asked).order_by(seat.c.priority, seat.c.id).limit(1)


def for_me(task_id: Any) -> ColumnElement[bool]:
    """The task is given to nobody, or to the person among others."""
    anybody, me = _ASSIGNMENT.alias(), _ASSIGNMENT.alias()
    given = exists().where(anybody.c.task_id == task_id, anybody.c.kind == "AN")
    return or_(~given, exists().where(me.c.task_id == task_id, me.c.kind == "AN", me.c.user_id == bindparam("person")))


def _held() -> Any:
    """What is in hand before what is kept ahead."""
    seat = _SEAT.alias()
    mine = _first(seat, seat.c.project_id + literal_column("0"), *leased_to_me(seat))
    return mine.order_by(None).order_by(seat.c.ahead, seat.c.priority, seat.c.id).scalar_subquery()


def _next(may_be_taken: Callable[[Any], ColumnElement[bool]]) -> tuple[Any, Any]:
    """The first seat on a task that was given to the person, and the first on one that is open to them."""
    return _next_given(may_be_taken), _next_open(may_be_taken)


def _next_given(may_be_taken: Callable[[Any], ColumnElement[bool]]) -> Any:
    """From the person's assignments to their seats, never through the seats of the project: mostly there are none."""
    seat, given = _SEAT.alias(), _ASSIGNMENT.alias()
    mine = (given.c.project_id == bindparam("project"), given.c.kind == "AN", given.c.user_id == bindparam("person"))
    found = (
        select(seat.c.id)
        .select_from(given)
        .join(seat, seat.c.task_id == given.c.task_id)
        .where(*mine, *_for_person(seat, may_be_taken), _live(seat))
        .order_by(seat.c.priority, seat.c.id)
        .limit(1)
    )
    return found.with_for_update(of=seat, skip_locked=True).scalar_subquery()


def _next_open(may_be_taken: Callable[[Any], ColumnElement[bool]]) -> Any:
    seat = _SEAT.alias()
    found = _first(seat, seat.c.project_id, *_for_person(seat, may_be_taken), for_me(seat.c.task_id))
    return found.with_for_update(of=seat, skip_locked=True).scalar_subquery()


def _for_person(seat: Any, may_be_taken: Callable[[Any], ColumnElement[bool]]) -> tuple[ColumnElement[bool], ...]:
    """The seat can be taken, and the person has neither a seat on this task nor a coding of it."""
    mine, coded = _SEAT.alias(), _ANNOTATION.alias()
    mine_too = select(mine.c.id).where(
        mine.c.task_id == seat.c.task_id, mine.c.user_id == bindparam("person"), mine.c.id != seat.c.id
    )
    coded_by_me = select(coded.c.id).where(
        coded.c.task_id == seat.c.task_id, coded.c.user_id == bindparam("person"), coded.c.deleted_at.is_(None)
    )
    neither = (one.limit(1).scalar_subquery().is_(None) for one in (mine_too, coded_by_me))
    unfinished = seat.c.status < literal_column("2")  # literal: this is the condition of the partial index
    return unfinished, may_be_taken(seat), *neither


def _take(found: Any, may_be_taken: ColumnElement[bool], *, ahead: bool) -> Any:
    """Lease a seat to the person. The condition is checked again on the locked row, so that a seat which somebody
    else finished or took in the meantime stays theirs."""
    lease = {"status": LEASED, "user_id": bindparam("person"), "leased_until": bindparam("until"), "ahead": ahead}
    allowed = (_SEAT.c.id == found, _SEAT.c.status < DONE, may_be_taken)
    return update(_SEAT).where(*allowed).values(**lease).returning(_SEAT.c.task_id)


# These three are built when first asked for: with all their aliases they would take a thirtieth of the server's start.
@cache
def claim_statement() -> Known:
    held_or_open = or_(_SEAT.c.user_id == bindparam("person"), is_open(_SEAT))
    return Known(_take(func.coalesce(_held(), *_next(is_open)), held_or_open, ahead=False))


@cache
def claim_kept_statement() -> Any:
    return _take(func.coalesce(*_next(_kept_by_another)), _kept_by_another(_SEAT), ahead=False)


@cache
def keep_ahead_statement() -> Any:
    return _take(func.coalesce(*_next(is_open)), is_open(_SEAT), ahead=True)
