"""SQL for projects: lists, counts, people. Every query is bounded by the projects it is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, case, delete, distinct, exists, func, literal, or_, update
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from annotate.access import visible_projects
from annotate.models import (
    Annotation,
    Assignment,
    CodebookRow,
    Draft,
    Import,
    Membership,
    Prediction,
    Project,
    Revision,
    Score,
    Seat,
    Task,
)
from annotate.models import User as Account
from annotate.security import Caller

Counts = dict[str, int]
_BOOK = (col(CodebookRow.id), col(CodebookRow.name), col(CodebookRow.version), col(CodebookRow.sha256))


@dataclass(frozen=True, slots=True)
class Book:
    """What lists and pages say of a codebook: all but its long body."""

    id: int
    name: str
    version: str
    sha256: str


def listed(
    session: Session, caller: Caller, *, offset: int = 0, limit: int | None = None, ids: Sequence[int] | None = None
) -> list[tuple[Project, str | None, Book]]:
    """The caller's projects with their stored role and codebook, newest first."""
    mine = and_(col(Membership.project_id) == col(Project.id), col(Membership.user_id) == caller.user_id)
    query = (
        core_select(Project, col(Membership.role), *_BOOK)
        .join(CodebookRow, col(CodebookRow.id) == col(Project.codebook_id))
        .outerjoin(Membership, mine)
        .where(visible_projects(caller))
        .order_by(col(Project.id).desc())
    )
    if ids is not None:
        query = query.where(col(Project.id).in_(ids))
    rows = session.execute(query.offset(offset).limit(limit)).all()
    return [(project, role, Book(*book)) for project, role, *book in rows]


def book(session: Session, codebook_id: int) -> Book:
    return Book(*session.execute(core_select(*_BOOK).where(col(CodebookRow.id) == codebook_id)).one())


def count(session: Session, caller: Caller, ids: Sequence[int] | None = None) -> int:
    query = select(func.count()).select_from(Project).where(visible_projects(caller))
    if ids is not None:
        query = query.where(col(Project.id).in_(ids))
    return session.exec(query).one()


def progress(session: Session, project_ids: Sequence[int], moment: datetime) -> dict[int, Counts]:
    """Per project how many articles are in which state: every article counts in exactly one."""
    if not project_ids:
        return {}
    article = _seats_by_task(project_ids, moment).subquery()
    columns = article.c
    states = {
        "tasks": None,
        "unassigned": and_(columns.done == 0, columns.leased == 0),
        "in_progress": and_(columns.done == 0, columns.leased > 0),
        "partly": and_(columns.done > 0, columns.done < columns.seats),
        "complete": and_(columns.done > 0, columns.done >= columns.seats),
    }
    counted = [
        (func.count() if condition is None else func.sum(case((condition, 1), else_=0))).label(name)
        for name, condition in states.items()
    ]
    rows = session.execute(core_select(columns.project_id, *counted).group_by(columns.project_id)).mappings()
    found = {int(row["project_id"]): {name: int(row[name]) for name in states} for row in rows}
    return {pid: found.get(pid, dict.fromkeys(states, 0)) for pid in project_ids}


def _seats_by_task(project_ids: Sequence[int], moment: datetime) -> Any:
    leased = and_(col(Seat.status) == 1, col(Seat.ahead).is_(False), col(Seat.leased_until) > moment)
    return (
        core_select(
            col(Task.project_id).label("project_id"),
            func.sum(case((col(Seat.status) == 2, 1), else_=0)).label("done"),
            func.sum(case((leased, 1), else_=0)).label("leased"),
            func.count(col(Seat.id)).label("seats"),
        )
        .outerjoin(Seat, col(Seat.task_id) == col(Task.id))
        .where(col(Task.project_id).in_(project_ids), col(Task.deleted_at).is_(None))
        .group_by(col(Task.id), col(Task.project_id))
    )


def annotation_counts(session: Session, project_ids: Sequence[int], user_id: int) -> dict[int, Counts]:
    """Per project the live annotations: all, skipped, gold, articles that have one, and the person's own."""
    cancelled, mine = col(Annotation.was_cancelled), col(Annotation.user_id) == user_id
    kept = case((~cancelled, col(Annotation.task_id)))
    query: Any = (
        core_select(
            col(Annotation.project_id).label("project_id"),
            func.sum(case((~cancelled, 1), else_=0)).label("annotations"),
            func.sum(case((cancelled, 1), else_=0)).label("skipped"),
            func.sum(case((and_(~cancelled, col(Annotation.ground_truth)), 1), else_=0)).label("gold"),
            func.count(distinct(kept)).label("tasks_with"),
            func.sum(case((mine, 1), else_=0)).label("mine_done"),
        )
        .join(Task, col(Task.id) == col(Annotation.task_id))
        .where(
            col(Annotation.project_id).in_(project_ids),
            col(Annotation.deleted_at).is_(None),
            col(Task.deleted_at).is_(None),
        )
        .group_by(col(Annotation.project_id))
    )
    names = ("annotations", "skipped", "gold", "tasks_with", "mine_done")
    rows = session.execute(query).mappings()
    found = {int(row["project_id"]): {name: int(row[name]) for name in names} for row in rows}
    return {pid: found.get(pid, dict.fromkeys(names, 0)) for pid in project_ids}


def prediction_counts(session: Session, project_ids: Sequence[int]) -> dict[int, int]:
    query = (
        core_select(col(Prediction.project_id), func.count())
        .where(col(Prediction.project_id).in_(project_ids))
        .group_by(col(Prediction.project_id))
    )
    return {int(pid): int(number) for pid, number in session.execute(query)}


def open_for(session: Session, project_ids: Sequence[int], user_id: int, moment: datetime) -> dict[int, int]:
    """Per project how many articles the person could still code."""
    takeable = or_(
        col(Seat.status) == 0,
        and_(
            col(Seat.status) == 1, or_(col(Seat.user_id) == user_id, col(Seat.ahead), col(Seat.leased_until) <= moment)
        ),
    )
    seat = exists().where(col(Seat.task_id) == col(Task.id), takeable)
    coded = exists().where(
        col(Annotation.task_id) == col(Task.id),
        col(Annotation.user_id) == user_id,
        col(Annotation.deleted_at).is_(None),
    )
    given = col(Assignment.task_id) == col(Task.id), col(Assignment.kind) == "AN"
    for_me = or_(~exists().where(*given), exists().where(*given, col(Assignment.user_id) == user_id))
    query = (
        core_select(col(Task.project_id), func.count())
        .where(col(Task.project_id).in_(project_ids), col(Task.deleted_at).is_(None), seat, ~coded, for_me)
        .group_by(col(Task.project_id))
    )
    return {int(pid): int(number) for pid, number in session.execute(query)}


def members(session: Session, project_id: int) -> Sequence[tuple[Membership, Account]]:
    query = (
        select(Membership, Account)
        .join(Account, col(Account.id) == col(Membership.user_id))
        .where(Membership.project_id == project_id)
        .order_by(col(Membership.id))
    )
    return session.exec(query).all()


def membership(session: Session, project_id: int, user_id: int) -> Membership | None:
    query = select(Membership).where(Membership.project_id == project_id, Membership.user_id == user_id)
    return session.exec(query).first()


def membership_by_id(session: Session, membership_id: int) -> Membership | None:
    return session.get(Membership, membership_id)


def copy_tasks(session: Session, old: int, new: int, user_id: int, moment: datetime) -> tuple[int, int]:
    """Copy the live tasks of a project into another, empty one, numbered from 1; how many, and the largest overlap."""
    table = Task.metadata.tables["task"]
    own = {"project_id": new, "created_by": user_id, "created_at": moment, "updated_at": moment}
    fixed = {**own, "import_id": None, "updated_by": None, "deleted_at": None}
    names = [c.name for c in table.c if c.name != "id"]
    number = func.row_number().over(order_by=table.c.id)
    values = [
        literal(fixed[name], table.c[name].type) if name in fixed else number if name == "inner_id" else table.c[name]
        for name in names
    ]
    query: Any = core_select(*values).where(table.c.project_id == old, table.c.deleted_at.is_(None))
    connection = session.connection()
    connection.execute(table.insert().from_select(names, query))
    counted = core_select(func.count(), func.coalesce(func.max(table.c.overlap), 0)).where(table.c.project_id == new)
    count, most = connection.execute(counted).one()
    connection.execute(update(Project).where(col(Project.id) == new).values(task_seq=count))
    return count, most


def lock_project(session: Session, project_id: int) -> None:
    """Let two changes of who manages a project take turns (SQLite writers do so anyway)."""
    session.execute(core_select(col(Project.id)).where(col(Project.id) == project_id).with_for_update())


def managers(session: Session, project_id: int) -> int:
    """Managers who can still sign in."""
    query = (
        select(func.count())
        .select_from(Membership)
        .join(Account, col(Account.id) == col(Membership.user_id))
        .where(Membership.project_id == project_id, Membership.role == "manager", col(Account.active).is_(True))
    )
    return session.exec(query).one()


def remove_member(session: Session, project_id: int, user_id: int) -> None:
    mine = and_(col(Membership.project_id) == project_id, col(Membership.user_id) == user_id)
    session.execute(delete(Membership).where(mine))


def work_of_people(session: Session, project_id: int) -> Sequence[Row[Any]]:
    """(user_id, was_cancelled, lead_time, updated_at) of every live annotation."""
    query = (
        core_select(
            col(Annotation.user_id),
            col(Annotation.was_cancelled),
            col(Annotation.lead_time),
            col(Annotation.updated_at),
        )
        .join(Task, col(Task.id) == col(Annotation.task_id))
        .where(
            col(Annotation.project_id) == project_id,
            col(Annotation.deleted_at).is_(None),
            col(Task.deleted_at).is_(None),
        )
    )
    return session.execute(query).all()


def drafts_of_people(session: Session, project_id: int) -> dict[int, int]:
    query = (
        core_select(col(Draft.user_id), func.count())
        .join(Task, col(Task.id) == col(Draft.task_id))
        .where(col(Task.project_id) == project_id, col(Task.deleted_at).is_(None))
        .group_by(col(Draft.user_id))
    )
    return {int(user): int(number) for user, number in session.execute(query)}


def newest_imports(session: Session, project_id: int, number: int = 5) -> Sequence[Import]:
    query = select(Import).where(Import.project_id == project_id).order_by(col(Import.id).desc()).limit(number)
    return session.exec(query).all()


def newest_score(session: Session, project_id: int) -> Score | None:
    return session.exec(select(Score).where(Score.project_id == project_id).order_by(col(Score.id).desc())).first()


def newest_revision(session: Session, project_id: int) -> int:
    """The id of the project's newest revision; 0 before the first."""
    query = (
        core_select(func.max(Revision.id))
        .join(Annotation, col(Annotation.id) == col(Revision.annotation_id))
        .where(col(Annotation.project_id) == project_id)
    )
    return session.scalar(query) or 0


def has_annotations(session: Session, project_id: int) -> bool:
    query = select(Annotation.id).where(Annotation.project_id == project_id).limit(1)
    return session.exec(query).first() is not None


def users_by_id(session: Session, ids: set[int]) -> dict[int, Account]:
    rows = session.exec(select(Account).where(col(Account.id).in_(ids))).all()
    return {user.id: user for user in rows if user.id is not None}


def codebook(session: Session, codebook_id: int) -> CodebookRow:
    return session.get_one(CodebookRow, codebook_id)
