"""Who is in a project, at the addresses where the SDK looks for members and roles.

Label Studio's roles on the wire: OW, AD and MA are our manager, RE adjudicator, AN annotator; our reader is RO.
"""

from __future__ import annotations

import csv
import io
from typing import Annotated, Any, cast

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from annotate.access import LARGEST_ID, Role, project_for
from annotate.annotations.forms import RowId
from annotate.assignments.routes import numbers
from annotate.direct import Late
from annotate.errors import Invalid, NotFound
from annotate.models import Membership, User
from annotate.projects import service, store
from annotate.security import Caller, CallerDep, DbDep
from annotate.users import service as users
from annotate.users.sdk_wire import user_json

router = APIRouter(prefix="/api/projects", tags=["members"], route_class=Late)
Json = dict[str, Any]
CODES: dict[str, Role] = {
    "OW": "manager",
    "AD": "manager",
    "MA": "manager",
    "RE": "adjudicator",
    "AN": "annotator",
    "RO": "reader",
}
_SAID: dict[str, str] = {"manager": "MA", "adjudicator": "RE", "annotator": "AN", "reader": "RO"}
Ids = Annotated[str | None, Query(max_length=2000, description="comma-separated ids")]
LARGEST_PAGE = 500


class MemberIn(BaseModel):
    user: RowId


class RoleGrant(BaseModel):
    project: RowId
    user: RowId
    role: str


class RoleOf(BaseModel):
    user_id: RowId
    role: str


class BulkIn(BaseModel):
    all: bool = False
    included: list[RowId] | None = None
    excluded: list[RowId] | None = None
    roles: list[RoleOf] | None = Field(None, description="the role of each, default AN")


class PageIn(BaseModel):
    page: int = Field(1, ge=1, le=LARGEST_ID)
    page_size: int = Field(30, ge=1, le=LARGEST_PAGE)
    search: str | None = None
    role: str | None = None
    ids: str | None = None


@router.get("/roles", summary="Roles in the caller's projects")
def list_roles(db: DbDep, caller: CallerDep, ids: Ids = None) -> list[Json]:
    """`ids`: of these projects only."""
    wanted = numbers(ids)
    with db.read() as session:
        projects = [project.id or 0 for project, _, _ in store.listed(session, caller, ids=wanted)]
        return [_role(member) for project in projects for member, _ in store.members(session, project)]


@router.post("/roles", status_code=201, summary="Give a person a role in a project (managers)")
def add_role(body: RoleGrant, db: DbDep, caller: CallerDep) -> Json:
    """A person who is not in the project yet comes into it."""
    role = role_of(body.role)
    with db.write() as session:
        _put(session, caller, body.project, body.user, role)
        return _role(_member(session, body.project, body.user)[0])


@router.delete("/roles/{role_id}", status_code=204, summary="Take a person out of a project (managers)")
def remove_role(role_id: int, db: DbDep, caller: CallerDep) -> None:
    with db.write() as session:
        found = store.membership_by_id(session, role_id) if 0 < role_id <= LARGEST_ID else None
        if found is None:
            raise NotFound(f"No role {role_id} here that you can see.")
        try:
            access = project_for(session, caller, found.project_id)
        except NotFound:
            raise NotFound(f"No role {role_id} here that you can see.") from None
        service.remove(session, caller, access, found.user_id)


@router.get("/{project_id}/roles", summary="Roles in a project")
def list_project_roles(project_id: int, db: DbDep, caller: CallerDep) -> list[Json]:
    with db.read() as session:
        project_for(session, caller, project_id)
        return [_role(member) for member, _ in store.members(session, project_id)]


@router.post("/{project_id}/members", status_code=201, summary="Bring a person into a project (managers)")
def add_member(project_id: int, body: MemberIn, db: DbDep, caller: CallerDep) -> Json:
    """As annotator; one who is in it already keeps their role."""
    with db.write() as session:
        project_for(session, caller, project_id, "manager")
        if store.membership(session, project_id, body.user) is None:
            _put(session, caller, project_id, body.user, "annotator")
    return {"user": body.user}


@router.delete("/{project_id}/members", status_code=204, summary="Take a person out of a project (managers)")
def remove_member(project_id: int, db: DbDep, caller: CallerDep, user: RowId | None = None) -> None:
    if user is None:
        raise Invalid("Name the person: ?user=….", fields={"user": ["This field is required."]})
    with db.write() as session:
        service.remove(session, caller, project_for(session, caller, project_id), user)


@router.get("/{project_id}/members/paginated", summary="The people of a project, page by page")
def list_members(project_id: int, db: DbDep, caller: CallerDep, wanted: Annotated[PageIn, Query()]) -> Json:
    """Past the end a page is empty."""
    with db.read() as session:
        project_for(session, caller, project_id)
        people = [p for p in store.members(session, project_id) if _wanted(p, wanted)]
    start = (wanted.page - 1) * wanted.page_size
    rows = [_person(*p) for p in people[start : start + wanted.page_size]]
    return {"count": len(people), "next": None, "previous": None, "results": rows}


@router.post("/{project_id}/members/bulk", status_code=201, summary="Bring people into a project (managers)")
def add_members(project_id: int, body: BulkIn, db: DbDep, caller: CallerDep) -> Json:
    """`included`, or with `all` everybody whom the caller knows but `excluded`; who cannot come in is told."""
    roles = {one.user_id: role_of(one.role) for one in body.roles or ()}
    done, skipped = 0, []
    with db.write() as session:
        project_for(session, caller, project_id, "manager")
        known = {user.id or 0 for user in users.people_visible_to(session, caller)}
        wanted = sorted(known - set(body.excluded or ())) if body.all else list(dict.fromkeys(body.included or ()))
        for user in wanted:
            there = store.membership(session, project_id, user) is not None
            if user not in known or user == caller.user_id or (there and user not in roles):
                skipped.append(user)
                continue
            _put(session, caller, project_id, user, roles.get(user, "annotator"))
            done += 1
    return {"assignments": done, "skipped_user_ids": skipped}


@router.delete("/{project_id}/members/bulk", summary="Take people out of a project (managers)")
def remove_members(
    *, project_id: int, db: DbDep, caller: CallerDep, all: bool = False, included: Ids = None, excluded: Ids = None
) -> Json:
    """`included`, or with `all` everybody but `excluded` and oneself. Somebody has to stay manager."""
    with db.write() as session:
        access = project_for(session, caller, project_id, "manager")
        there = [member.user_id for member, _ in store.members(session, project_id)]
        chosen = set(there) - set(numbers(excluded) or ()) - {caller.user_id} if all else set(numbers(included) or ())
        gone = [user for user in there if user in chosen]
        for user in gone:
            service.remove(session, caller, access, user)
    return {"unassignments": len(gone)}


@router.get("/{project_id}/members/export", summary="The people of a project as CSV", response_class=Response)
def export_members(project_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.read() as session:
        project_for(session, caller, project_id, "manager", "adjudicator")
        people = store.members(session, project_id)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("id", "email", "name", "role"))
    for member, user in people:
        name = f"'{user.name}" if user.name.startswith(("=", "+", "-", "@")) else user.name
        writer.writerow((user.id, user.email, name, member.role))
    headers = {"Content-Disposition": f'attachment; filename="project-{project_id}-members.csv"'}
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def role_of(code: str) -> Role:
    """Our role for Label Studio's code, or by our own name."""
    role = CODES.get(code.upper()) or cast(Role, code if code in _SAID else "")
    if not role:
        message = f"There is no role {code[:20]!r}; choose one of {', '.join(CODES)}."
        raise Invalid(message, fields={"role": [message]})
    return role


def _put(session: Session, caller: Caller, project_id: int, user_id: int, role: Role) -> None:
    """Give the role, as manager of the project, to somebody whom the caller knows."""
    project_for(session, caller, project_id, "manager")
    if store.membership(session, project_id, user_id) is not None:
        service.set_role(session, caller, project_id, user_id, role)
        return
    person = users.person_visible_to(session, caller, user_id)
    if not person.active:
        raise Invalid("This account is closed.", fields={"user": ["Closed."]})
    users.join(session, user_id, project_id, role, caller.user_id)
    session.flush()


def _member(session: Session, project_id: int, user_id: int) -> tuple[Membership, User]:
    return next(p for p in store.members(session, project_id) if p[0].user_id == user_id)


def _role(member: Membership) -> Json:
    return {
        "id": member.id,
        "project": member.project_id,
        "user": member.user_id,
        "role": _SAID[member.role],
        "role_source": "project",
    }


def _person(member: Membership, user: User) -> Json:
    return {
        **user_json(user),
        "implicit_member": False,
        "pause": None,
        "project_role": _SAID[member.role],
        "project_role_source": "project",
        "tags": [],
        "user_type": None,
    }


def _wanted(person: tuple[Membership, User], wanted: PageIn) -> bool:
    member, user = person
    if wanted.search and wanted.search.lower() not in f"{user.name} {user.email}".lower():
        return False
    if wanted.role and member.role not in {CODES.get(part.strip()) for part in wanted.role.split(",")}:
        return False
    chosen = numbers(wanted.ids)
    return chosen is None or user.id in chosen
