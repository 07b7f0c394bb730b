"""The only door to rows: authorisation is part of the query. What a caller may not know of is not found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeVar, cast

from sqlalchemy import Boolean, ColumnElement, and_, bindparam, false, inspect, or_, true
from sqlalchemy import select as core_select
from sqlalchemy.orm import aliased, configure_mappers
from sqlmodel import Session, col, exists, select

from annotate.errors import Forbidden, NotFound
from annotate.known import Known
from annotate.models import Annotation, Membership, Project, Seat, Task
from annotate.security import Caller

Role = Literal["manager", "adjudicator", "annotator", "reader"]
ROLES: tuple[Role, ...] = ("manager", "adjudicator", "annotator", "reader")
CODERS: tuple[Role, ...] = ("manager", "adjudicator", "annotator")
# annotators see their own work and the main figures, nothing about single people
SEES_ALL: tuple[Role, ...] = ("manager", "adjudicator", "reader")
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class ProjectAccess:
    project: Project
    role: Role


@dataclass(frozen=True, slots=True)
class TaskAccess:
    task: Task
    project: Project
    role: Role


def project_for(session: Session, caller: Caller, project_id: int, *roles: Role) -> ProjectAccess:
    """The project with the caller's role in it; NotFound when it is not theirs to see, Forbidden when ``roles``
    are named and theirs is none of them."""
    row = session.execute(_project_query(), _asked(caller, project_id)).first()
    if row is None:
        raise _not_found("project", project_id)
    role = _role(caller, row[1])
    _require(role, roles)
    return ProjectAccess(row[0], role)


def project_as_stored(session: Session, caller: Caller, project_id: int, *roles: Role) -> ProjectAccess:
    """``project_for`` where articles come in or go out: the project is only read, the session does not follow it."""
    row = _project_row().first(session, _asked(caller, project_id))
    if row is None:
        raise _not_found("project", project_id)
    role = _role(caller, row[0])
    _require(role, roles)
    return ProjectAccess(_loose(Project, _PROJECT_FIELDS, row[1:]), role)


def role_query(*more: Any) -> Any:
    """The statement that ``role_in`` runs; ``more`` is worked out by the database along with it, for who is let in."""
    tables = Project.metadata.tables
    project, member = tables["project"], tables["membership"]
    mine, live, inside = _mine(project, member)
    found: Any = core_select(member.c.role, *more).select_from(project.outerjoin(member, mine))
    return found.where(project.c.id == bindparam("wanted"), live, inside)


def _mine(project: Any, member: Any) -> tuple[ColumnElement[bool], ColumnElement[bool], ColumnElement[bool]]:
    """Conditions: the membership is the caller's; the project is not deleted; the caller is in it."""
    mine = and_(member.c.project_id == project.c.id, member.c.user_id == bindparam("caller"))
    inside = or_(member.c.id.is_not(None), bindparam("is_admin", type_=Boolean()))
    return mine, project.c.deleted_at.is_(None), inside


def role_in(session: Session, caller: Caller, project_id: int, query: Known, *roles: Role) -> Role:
    """The caller's role in the project, and no more of it; refuses like ``project_for``."""
    row = query.first(session, _asked(caller, project_id))
    if row is None:
        raise _not_found("project", project_id)
    role = _role(caller, row[0])
    _require(role, roles)
    return role


def task_for(session: Session, caller: Caller, task_id: int, *roles: Role) -> TaskAccess:
    """The task with its project and the caller's role; refuses like ``project_for``."""
    row = session.execute(_task_query(), _asked(caller, task_id)).first()
    if row is None:
        raise _not_found("task", task_id)
    role = _role(caller, row[2])
    _require(role, roles)
    return TaskAccess(row[0], row[1], role)


def task_as_stored(session: Session, caller: Caller, task_id: int, *roles: Role) -> TaskAccess:
    """``task_for`` where a coding comes in: task and project are read only, the session does not follow them."""
    row = _task_row().first(session, _asked(caller, task_id))
    if row is None:
        raise _not_found("task", task_id)
    role = _role(caller, row[-1])
    _require(role, roles)
    cut = len(_TASK_FIELDS)
    return TaskAccess(_loose(Task, _TASK_FIELDS, row[:cut]), _loose(Project, _PROJECT_FIELDS, row[cut:-1]), role)


def _loose(table: type[Entity], names: Sequence[str], values: Sequence[Any]) -> Entity:
    configure_mappers()  # it may be the first object of a fresh process; later calls find nothing to do
    found: Entity = inspect(table).class_manager.new_instance()
    found.__dict__.update(zip(names, values, strict=True))
    return found


_TASK_FIELDS = tuple(Task.metadata.tables["task"].c.keys())
_PROJECT_FIELDS = tuple(Project.metadata.tables["project"].c.keys())
Entity = TypeVar("Entity", Task, Project)


# These stand before every request, so the statements are built once: building costs ten times as much as running.
@cache
def _project_query() -> Any:
    return (
        select(Project, Membership.role)
        .outerjoin(Membership, _membership_of(bindparam("caller")))
        .where(col(Project.id) == bindparam("wanted"), col(Project.deleted_at).is_(None), _INSIDE)
    )


@cache
def _task_query() -> Any:
    return (
        select(Task, Project, Membership.role)
        .join(Project, col(Project.id) == col(Task.project_id))
        .outerjoin(Membership, _membership_of(bindparam("caller")))
        .where(col(Task.id) == bindparam("wanted"), col(Task.deleted_at).is_(None))
        .where(col(Project.deleted_at).is_(None), _INSIDE)
    )


@cache
def _project_row() -> Known:
    return Known(role_query(*Project.metadata.tables["project"].c))


@cache
def _task_row() -> Known:
    tables = Task.metadata.tables
    task, project, member = tables["task"], tables["project"], tables["membership"]
    mine, live, inside = _mine(project, member)
    named = [*task.c, *(c.label(f"project_{c.key}") for c in project.c), member.c.role.label("as_role")]
    joined = task.join(project, project.c.id == task.c.project_id).outerjoin(member, mine)
    found = core_select(*named).select_from(joined).where(task.c.id == bindparam("wanted"), task.c.deleted_at.is_(None))
    return Known(found.where(live, inside))


# The joined membership is the caller's own, or there is none.
_INSIDE = or_(col(Membership.id).is_not(None), bindparam("is_admin", type_=Boolean()))


def _asked(caller: Caller, row_id: int) -> dict[str, Any]:
    return {"caller": caller.user_id, "is_admin": caller.is_admin, "wanted": _fitting(row_id)}


def annotation_for(
    session: Session, caller: Caller, annotation_id: int, *roles: Role, write: bool = False
) -> tuple[Annotation, TaskAccess]:
    """The live annotation and its task. Only its coder and managers may change one (``write``)."""
    found = session.exec(
        select(Annotation).where(Annotation.id == _fitting(annotation_id), col(Annotation.deleted_at).is_(None))
    ).first()
    if found is None:
        raise _not_found("annotation", annotation_id)
    try:
        access = task_for(session, caller, found.task_id)
    except NotFound:
        raise _not_found("annotation", annotation_id) from None
    condition = and_(col(Annotation.id) == annotation_id, visible_annotations(caller, access.role))
    if session.exec(select(Annotation.id).where(condition)).first() is None:
        raise _not_found("annotation", annotation_id)
    _require(access.role, roles)
    if write:
        _require(access.role, CODERS)
        if found.user_id != caller.user_id:
            _require(access.role, ("manager",))
    return found, access


def visible_projects(caller: Caller) -> ColumnElement[bool]:
    """Condition on Project: not deleted, and the caller is in it (an administrator is in all)."""
    member = aliased(Membership)  # the enclosing query may join Membership itself
    mine = exists().where(col(member.project_id) == col(Project.id), col(member.user_id) == caller.user_id)
    return and_(col(Project.deleted_at).is_(None), true() if caller.is_admin else mine)


def visible_annotations(caller: Caller, role: Role) -> ColumnElement[bool]:
    """Condition on Annotation: live, and not hidden from this caller.

    Annotators see their own. The others see all, but on an article that they are coding themselves and have not
    submitted yet they see only their own too: nobody reads another's coding before theirs is in.
    """
    own = col(Annotation.user_id) == caller.user_id
    live = col(Annotation.deleted_at).is_(None)
    if role == "annotator":
        return and_(live, own)
    submitted = aliased(Annotation)
    coding_it = exists().where(
        col(Seat.task_id) == col(Annotation.task_id), col(Seat.user_id) == caller.user_id, col(Seat.status) == 1
    )
    has_submitted = exists().where(
        col(submitted.task_id) == col(Annotation.task_id),
        col(submitted.user_id) == caller.user_id,
        col(submitted.deleted_at).is_(None),
    )
    return and_(live, or_(own, ~coding_it, has_submitted))


def readable(session: Session, caller: Caller, project: Any, annotation: Any) -> ColumnElement[bool]:
    """Condition on rows that name a project and an annotation: the caller may read that annotation."""
    roles = _roles(session, caller)
    groups: Sequence[tuple[list[int], ColumnElement[bool]]] = (
        ([pid for pid, role in roles.items() if role == "annotator"], visible_annotations(caller, "annotator")),
        ([pid for pid, role in roles.items() if role != "annotator"], visible_annotations(caller, "reader")),
    )
    parts = [
        and_(project.in_(ids), annotation.in_(select(col(Annotation.id)).where(seen))) for ids, seen in groups if ids
    ]
    return or_(*parts) if parts else false()


def _roles(session: Session, caller: Caller) -> dict[int, Role]:
    """The caller's role in each project that they can see."""
    query = select(Project.id, Membership.role).outerjoin(Membership, _membership_of(caller.user_id))
    rows = session.execute(query.where(visible_projects(caller)))
    return {int(row[0]): _role(caller, row[1]) for row in rows}


def _membership_of(user_id: Any) -> ColumnElement[bool]:
    return and_(col(Membership.project_id) == col(Project.id), col(Membership.user_id) == user_id)


def _role(caller: Caller, stored: Any) -> Role:
    return "manager" if caller.is_admin else cast(Role, stored)


def _require(role: Role, roles: Sequence[Role]) -> None:
    if roles and role not in roles:
        allowed = " or ".join(roles)
        raise Forbidden(f"This needs the role {allowed} in the project; yours is {role}.")


def _fitting(row_id: int) -> int:
    # no row has an id that the column cannot hold; asking for one would be a database error
    return row_id if 0 < row_id <= LARGEST_ID else 0


def _not_found(noun: str, row_id: int) -> NotFound:
    return NotFound(f"No {noun} {row_id} here that you can see.")
