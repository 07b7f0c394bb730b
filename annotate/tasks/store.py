"""SQL for tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, exists, func, literal_column, select, text, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from annotate.ids import among
from annotate.known import Known
from annotate.models import Annotation, Draft, Prediction, Project, Seat, Task
from annotate.rows import insert_columns

_TABLE = Task.metadata.tables["task"]
_CODED = Annotation.metadata.tables["annotation"]
_NEWEST: Any = (  # deleted ones too: taking a coding back is a change
    select(func.max(_CODED.c.updated_at)).where(_CODED.c.task_id == _TABLE.c.id).correlate(_TABLE).scalar_subquery()
)
UPDATED_AT: Any = case((_TABLE.c.updated_at < _NEWEST, _NEWEST), else_=_TABLE.c.updated_at)
"""When the task or one of its codings last changed; derived, so that coders of one article never wait on its row."""
_LISTED: tuple[Any, ...] = (
    _TABLE.c.id,
    _TABLE.c.inner_id,
    _TABLE.c.data,
    _TABLE.c.text,
    _TABLE.c.text_at,
    _TABLE.c.meta,
    _TABLE.c.overlap,
    _TABLE.c.project_id,
    _TABLE.c.stream,
    _TABLE.c.updated_by,
    _TABLE.c.created_at,
    UPDATED_AT.label("updated_at"),
)
_CARD: tuple[Any, ...] = (
    col(Task.id),
    col(Task.inner_id),
    col(Task.title),
    col(Task.outlet),
    col(Task.published),
    col(Task.text),
    col(Task.overlap),
)
_ALL = select(*_LISTED)
_ONE = _ALL.where(_TABLE.c.id == bindparam("wanted"))
_PREDICTED, _DRAFTED = Prediction.metadata.tables["prediction"], Draft.metadata.tables["draft"]
_UNTOUCHED = Known(
    _ONE.where(  # sorts nothing: it runs where a claim has turned that off
        ~exists().where(_CODED.c.task_id == _TABLE.c.id, _CODED.c.deleted_at.is_(None)),
        ~exists().where(_PREDICTED.c.task_id == _TABLE.c.id),
        ~exists().where(_DRAFTED.c.task_id == _TABLE.c.id, _DRAFTED.c.user_id == bindparam("person")),
    )
)
_PROJECT = Project.metadata.tables["project"]
_RESERVE = Known(
    update(_PROJECT)
    .where(_PROJECT.c.id == bindparam("wanted"))
    .values(task_seq=_PROJECT.c.task_seq + bindparam("more"))
    .returning(_PROJECT.c.task_seq)
)
_BETWEEN = Known(
    select(_TABLE.c.id)
    .where(_TABLE.c.project_id == bindparam("project"))
    .where(_TABLE.c.inner_id.between(bindparam("first"), bindparam("last")))
    .order_by(_TABLE.c.inner_id)
)
_COUNTS = (  # built once: it runs whenever a task is shown
    select(
        _CODED.c.task_id,
        func.count(),
        func.sum(case((_CODED.c.was_cancelled.is_(True), 1), else_=0)),
        func.max(case((_CODED.c.was_cancelled.is_(False), _CODED.c.created_at))),
    )
    .where(among(_CODED.c.task_id, "of_tasks"), _CODED.c.deleted_at.is_(None))
    .group_by(_CODED.c.task_id)
)


def live(project_id: int) -> ColumnElement[bool]:
    return and_(col(Task.project_id) == project_id, col(Task.deleted_at).is_(None), _numbered(col(Task.inner_id)))


def _numbered(inner_id: Any) -> ColumnElement[bool]:
    """All tasks are; ``ix_task_live`` serves where it is said."""
    found: ColumnElement[bool] = inner_id > literal_column("0")
    return found


def annotated() -> ColumnElement[bool]:
    """Condition on Task: somebody has coded or skipped it."""
    coded = aliased(Annotation)  # the enclosing query may join Annotation itself
    return exists().where(col(coded.task_id) == col(Task.id), col(coded.deleted_at).is_(None))


def labelled() -> ColumnElement[bool]:
    """Condition on Task: as many have coded it as are wanted."""
    coded = aliased(Annotation)
    query = select(func.count()).where(col(coded.task_id) == col(Task.id), col(coded.deleted_at).is_(None))
    number = query.where(col(coded.was_cancelled).is_(False)).correlate(Task).scalar_subquery()
    return number >= col(Task.overlap)


def reserve_numbers(session: Session, project_id: int, count: int) -> int:
    """The first of ``count`` consecutive inner ids, which are nobody else's from now on."""
    return int(_RESERVE.first(session, {"wanted": project_id, "more": count}).task_seq) - count + 1


def insert_tasks(session: Session, columns: Mapping[str, Sequence[Any]], shared: Mapping[str, Any]) -> None:
    insert_columns(session, _TABLE, columns, shared)


def ids_between(session: Session, project_id: int, first: int, last: int) -> list[int]:
    """The ids of the tasks with these inner ids, in their order."""
    return [row.id for row in _BETWEEN.all(session, {"project": project_id, "first": first, "last": last})]


def listed(
    session: Session, condition: ColumnElement[bool], *, after: int = 0, offset: int = 0, limit: int
) -> Sequence[Row[Any]]:
    """Tasks by id, without their layout; ``after`` an id, or from an offset."""
    chosen = select(_TABLE.c.id).where(condition, _TABLE.c.id > after).order_by(_TABLE.c.id).limit(limit)
    query = _ALL.where(_TABLE.c.id.in_(chosen.offset(offset or None)))  # what is passed over is not worked out
    return session.connection().execute(query.order_by(_TABLE.c.id)).all()


def ordered_ids(
    session: Session,
    condition: ColumnElement[bool],
    ordering: Sequence[ColumnElement[Any]],
    offset: int = 0,
    limit: int | None = None,
) -> list[int]:
    """The ids of the tasks that meet the condition, in that order, then by id."""
    query = select(col(Task.id)).where(condition).order_by(*ordering, col(Task.id))
    return [int(row[0] or 0) for row in session.execute(query.offset(offset or None).limit(limit))]


def one(session: Session, task_id: int) -> Row[Any]:
    return session.connection().execute(_ONE, {"wanted": task_id}).one()


def untouched(session: Session, task_id: int, user_id: int) -> Any:
    """The same when the task has no annotations, predictions or drafts of this person yet; else None."""
    return _UNTOUCHED.first(session, {"wanted": task_id, "person": user_id})


def count(session: Session, condition: ColumnElement[bool]) -> int:
    return int(session.execute(select(func.count()).select_from(Task).where(condition)).scalar_one())


def totals(session: Session, project_id: int, condition: ColumnElement[bool] | None = None) -> Any:
    """How many tasks of the project meet the condition (none: all that live), and how many ``annotations`` (skips left
    out) and ``predictions`` they have."""
    if condition is None:
        return _ALL_TOTALS.first(session, {"project": project_id})
    chosen = select(_TABLE.c.id).where(condition)
    return session.connection().execute(_totals(project_id, condition, lambda task_id: task_id.in_(chosen))).one()


def _totals(project_id: Any, tasks: ColumnElement[bool], theirs: Callable[[Any], ColumnElement[bool]]) -> Any:
    """Counts of the tasks that meet the condition and of what is ``theirs``. That the latter is of the project is said
    too, so that it is not looked for task by task."""
    coded = (theirs(_CODED.c.task_id), _CODED.c.deleted_at.is_(None), _CODED.c.was_cancelled.is_(False))
    counted = {
        "tasks": select(func.count()).select_from(_TABLE).where(tasks),
        "annotations": select(func.count()).select_from(_CODED).where(_CODED.c.project_id == project_id, *coded),
        "predictions": select(func.count())
        .select_from(_PREDICTED)
        .where(_PREDICTED.c.project_id == project_id, theirs(_PREDICTED.c.task_id)),
    }
    return select(*(query.scalar_subquery().label(name) for name, query in counted.items()))


def _all_totals() -> Any:
    """All but what is on deleted tasks: those are few and have an index, the others would have to be gone through."""
    of_project = _TABLE.c.project_id == bindparam("project")
    deleted = select(_TABLE.c.id).where(of_project, _TABLE.c.deleted_at.is_not(None))
    live = and_(of_project, _TABLE.c.deleted_at.is_(None), _numbered(_TABLE.c.inner_id))
    return _totals(bindparam("project"), live, lambda task_id: task_id.not_in(deleted))


_ALL_TOTALS = Known(_all_totals())


def counts_of(session: Session, task_ids: Sequence[int]) -> dict[int, tuple[int, int, datetime | None]]:
    """Per task: annotations without skips, skips, and when the newest annotation came."""
    found = session.connection().execute(_COUNTS, {"of_tasks": list(task_ids)})
    return {row[0]: (row[1] - int(row[2]), int(row[2]), row[3]) for row in found}


def change(session: Session, condition: ColumnElement[bool], values: Mapping[str, Any]) -> int:
    """Set columns of the tasks that meet the condition; how many there were."""
    query = update(Task).where(condition).values(**values).execution_options(synchronize_session=False)
    return int(getattr(session.execute(query), "rowcount", 0))


def one_snapshot(session: Session) -> None:
    """Every later query of this transaction sees the same state (SQLite does so by itself)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def state(now: datetime) -> ColumnElement[str]:
    """The state of a task: complete, partly, in_progress or unassigned."""
    done = _seats(col(Seat.status) == 2)
    held = _seats(and_(col(Seat.status) == 1, col(Seat.ahead).is_(False), col(Seat.leased_until) > now))
    drafted = exists().where(col(Draft.task_id) == col(Task.id))
    return case(
        (done >= col(Task.overlap), "complete"),
        (done > 0, "partly"),
        ((held > 0) | drafted, "in_progress"),
        else_="unassigned",
    )


def _seats(condition: ColumnElement[bool]) -> Any:
    query = select(func.count()).select_from(Seat).where(col(Seat.task_id) == col(Task.id), condition)
    return query.correlate(Task).scalar_subquery()


def cards(
    session: Session, condition: ColumnElement[bool], now: datetime, offset: int, limit: int
) -> Sequence[Row[Any]]:
    """Tasks with their state, as the project's article list shows them."""
    query = select(*_CARD, state(now).label("state")).where(condition).order_by(col(Task.id))
    return session.execute(query.offset(offset).limit(limit)).all()


def own_work(session: Session, project_id: int, user_id: int) -> int:
    """How many articles of the project the person has coded or skipped."""
    query = (
        select(func.count())
        .select_from(Annotation)
        .join(Task, col(Task.id) == Annotation.task_id)
        .where(live(project_id), col(Annotation.user_id) == user_id, col(Annotation.deleted_at).is_(None))
    )
    return int(session.execute(query).scalar_one())
