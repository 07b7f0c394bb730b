"""Accounts and tokens at the addresses where the Label Studio SDK looks for them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from annotate import clock
from annotate.direct import Late
from annotate.errors import Forbidden, Invalid, NotFound
from annotate.security import CallerDep, DbDep
from annotate.users import sdk_wire, service, store, tokens
from annotate.users.sdk_wire import RefreshIn, UserIn, shown, user_json

router = APIRouter(prefix="/api", tags=["users and tokens (Label Studio)"], route_class=Late)
WHOAMI = {**sdk_wire.EXAMPLE, "permissions": sdk_wire.permissions(False, set())}


@router.get("/version", summary="Release and edition", responses=shown(200, sdk_wire.VERSION))
def read_version() -> dict[str, Any]:
    return sdk_wire.VERSION


@router.get("/current-user/whoami", summary="The caller", responses=shown(200, WHOAMI))
def whoami(db: DbDep, caller: CallerDep) -> dict[str, Any]:
    with db.read() as session:
        user = service.own_row(session, caller)
        roles = store.roles_of(session, caller.user_id)
    return {**user_json(user), "permissions": sdk_wire.permissions(caller.is_admin, roles)}


@router.get("/current-user", summary="The caller", responses=shown(200, sdk_wire.EXAMPLE))
def read_current_user(db: DbDep, caller: CallerDep) -> dict[str, Any]:
    with db.read() as session:
        return user_json(service.own_row(session, caller))


@router.patch("/current-user", summary="Change the caller's name", responses=shown(200, sdk_wire.EXAMPLE))
def change_current_user(body: UserIn, db: DbDep, caller: CallerDep) -> dict[str, Any]:
    return change_user(caller.user_id, body, db, caller)


@router.get("/current-user/token", summary="The caller's opaque token, if it was sent with this request")
def read_token(request: Request, caller: CallerDep) -> dict[str, str]:
    if caller.via != "token":
        raise NotFound("Tokens are kept as hashes and cannot be shown; POST /api/current-user/reset-token makes one.")
    return {"token": request.headers["authorization"].partition(" ")[2].strip()}


@router.post("/current-user/reset-token", status_code=201, summary="One new opaque token; earlier ones stop working")
def reset_token(db: DbDep, caller: CallerDep) -> dict[str, str]:
    with db.write() as session:
        return {"token": tokens.reset_legacy(session, caller.user_id)}


@router.post("/token/refresh", summary="A five-minute access token for a personal access token")
def refresh_token(body: RefreshIn, request: Request, db: DbDep) -> dict[str, str]:
    with db.read() as session:
        access, token_id = tokens.access_token(session, body.refresh, request.app.state.signing_key)
    request.app.state.last_use.touch(token_id)
    return {"access": access}


@router.post("/token", status_code=201, summary="Make a personal access token")
def make_token(request: Request, db: DbDep, caller: CallerDep) -> dict[str, str | None]:
    with db.write() as session:
        token, row = tokens.new_pat(session, caller.user_id, request.app.state.signing_key, "made through the API")
    return {"token": token, "created_at": clock.iso(row.created_at), "expires_at": clock.iso(row.expires_at)}


@router.get("/token", summary="The caller's personal access tokens, without what makes them work")
def list_tokens(db: DbDep, caller: CallerDep) -> list[dict[str, str | None]]:
    with db.read() as session:
        rows = [t for t in store.live_tokens(session, caller.user_id, clock.now()) if t.kind == "pat"]
    return [
        {"token": f"…{t.hint}", "created_at": clock.iso(t.created_at), "expires_at": clock.iso(t.expires_at)}
        for t in rows
    ]


@router.post("/token/rotate", summary="A new personal access token in place of one")
def rotate_token(body: RefreshIn, request: Request, db: DbDep, caller: CallerDep) -> dict[str, str]:
    with db.write() as session:
        return {"refresh": tokens.rotate(session, caller.user_id, body.refresh, request.app.state.signing_key)}


@router.post("/token/blacklist", status_code=204, summary="Revoke a personal access token")
def blacklist_token(body: RefreshIn, request: Request, db: DbDep, caller: CallerDep) -> None:
    with db.write() as session:
        tokens.blacklist(session, caller.user_id, body.refresh, request.app.state.signing_key)


@router.get(
    "/users",
    summary="People the caller shares a project with; all for an administrator",
    responses=shown(200, [sdk_wire.EXAMPLE]),
)
def list_users(db: DbDep, caller: CallerDep) -> list[dict[str, Any]]:
    with db.read() as session:
        return [user_json(user) for user in service.people_visible_to(session, caller)]


@router.post(
    "/users",
    status_code=201,
    summary="Make an account (administrators)",
    responses=shown(201, sdk_wire.EXAMPLE),
)
def create_user(body: UserIn, db: DbDep, caller: CallerDep) -> dict[str, Any]:
    if not caller.is_admin:
        raise Forbidden("Only an administrator may make accounts; managers invite people into their projects.")
    if not body.email:
        raise Invalid("Give an e-mail address.", fields={"email": ["This field is required."]})
    with db.write() as session:
        user = service.create_user(
            session, body.email, name=body.full_name(), password=body.password, by=caller.user_id
        )
        return user_json(user)


@router.get("/users/{user_id}", summary="One person", responses=shown(200, sdk_wire.EXAMPLE))
def read_user(user_id: int, db: DbDep, caller: CallerDep) -> dict[str, Any]:
    with db.read() as session:
        return user_json(service.person_visible_to(session, caller, user_id))


@router.patch("/users/{user_id}", summary="Change a person's name", responses=shown(200, sdk_wire.EXAMPLE))
def change_user(user_id: int, body: UserIn, db: DbDep, caller: CallerDep) -> dict[str, Any]:
    with db.write() as session:
        user = service.person_visible_to(session, caller, user_id)
        if body.first_name is not None or body.last_name is not None:
            user = service.rename(session, caller, user_id, body.full_name(user.name))
        return user_json(user)


@router.delete("/users/{user_id}", status_code=204, summary="Close an account; what the person coded stays")
def close_user(user_id: int, db: DbDep, caller: CallerDep) -> None:
    with db.write() as session:
        service.deactivate(session, caller, user_id)
