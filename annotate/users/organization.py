"""The one organization that Label Studio's clients ask for: this server."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from annotate import clock
from annotate.access import LARGEST_ID
from annotate.direct import Late
from annotate.errors import Forbidden, NotFound
from annotate.models import User
from annotate.security import CallerDep, DbDep
from annotate.users import service, store
from annotate.users.sdk_wire import ORGANIZATION_ID, user_json

router = APIRouter(prefix="/api", tags=["organization (Label Studio)"], route_class=Late)
Json = dict[str, Any]
TITLE = "event-annotate"
LARGEST_PAGE = 500
TOKEN_DAYS = 3650


class PageIn(BaseModel):
    page: int = Field(1, ge=1, le=LARGEST_ID)
    page_size: int = Field(30, ge=1, le=LARGEST_PAGE)
    search: str | None = None


class JwtSettings(BaseModel):
    api_token_ttl_days: int | None = None
    api_tokens_enabled: bool | None = None
    legacy_api_tokens_enabled: bool | None = None


@router.get("/organizations", summary="The organization of this server")
def list_organizations(db: DbDep, caller: CallerDep) -> list[Json]:
    with db.read() as session:
        return [_short(store.first_user(session))]


@router.get("/organizations/{organization_id}", summary="The same with its people")
def read_organization(organization_id: int, db: DbDep, caller: CallerDep) -> Json:
    _known(organization_id)
    with db.read() as session:
        first = store.first_user(session)
        people = [user.id for user in service.people_visible_to(session, caller)]
    return {
        **_short(first),
        "token": None,
        "updated_at": clock.iso(first.created_at),
        "created_by": first.id,
        "users": people,
    }


@router.get("/organizations/{organization_id}/memberships", summary="People whom the caller may know, page by page")
def list_memberships(organization_id: int, db: DbDep, caller: CallerDep, wanted: Annotated[PageIn, Query()]) -> Json:
    """Past the end a page is empty: the SDK asks one page too many."""
    _known(organization_id)
    with db.read() as session:
        people = [u for u in service.people_visible_to(session, caller) if _named(u, wanted.search)]
    start = (wanted.page - 1) * wanted.page_size
    rows = [_membership(user) for user in people[start : start + wanted.page_size]]
    return {"count": len(people), "next": None, "previous": None, "results": rows}


@router.get("/organizations/{organization_id}/memberships/{user_id}", summary="One of them")
def read_membership(organization_id: int, user_id: int, db: DbDep, caller: CallerDep) -> Json:
    _known(organization_id)
    with db.read() as session:
        return _member(service.person_visible_to(session, caller, user_id))


@router.get("/invite", summary="No link for everybody: people are invited into projects")
def read_invite(caller: CallerDep) -> Json:
    """Both members are null: administrators make accounts, and managers invite people into a project by one-time
    links."""
    return {"token": None, "invite_url": None}


@router.get("/jwt/settings", summary="Which kinds of API token work here: both")
def read_jwt_settings(caller: CallerDep) -> Json:
    return {"api_token_ttl_days": TOKEN_DAYS, "api_tokens_enabled": True, "legacy_api_tokens_enabled": True}


@router.post("/jwt/settings", summary="The same; asking for anything else is refused")
def change_jwt_settings(body: JwtSettings, caller: CallerDep) -> Json:
    if False in (body.api_tokens_enabled, body.legacy_api_tokens_enabled):
        raise Forbidden("Both kinds of API token always work here; revoke single tokens instead.")
    return read_jwt_settings(caller)


def _known(organization_id: int) -> None:
    if organization_id != ORGANIZATION_ID:
        raise NotFound(f"No organization {organization_id} here that you can see.")


def _short(first: User) -> Json:
    return {"id": ORGANIZATION_ID, "title": TITLE, "contact_info": None, "created_at": clock.iso(first.created_at)}


def _named(user: User, search: str | None) -> bool:
    return not search or search.lower() in f"{user.name} {user.email}".lower()


def _member(user: User) -> Json:
    """One membership read by itself has only the person's number in it. The counts would tell of projects that the
    caller does not see, so they are null."""
    return {
        **_membership(user),
        "user": user.id,
        "created_at": user_json(user)["date_joined"],
        "annotations_count": None,
        "contributed_projects_count": None,
    }


def _membership(user: User) -> Json:
    person = {**user_json(user), "created_projects": None, "contributed_to_projects": None}
    return {
        "id": user.id,
        "organization": ORGANIZATION_ID,
        "user": person,
        "role": "OW" if user.is_admin else "MA",
        "created_projects": None,
        "contributed_to_projects": None,
    }
