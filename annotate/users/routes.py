"""Log-in, one-time links, account and API tokens, for our own pages."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from annotate import __version__, clock
from annotate.direct import Late
from annotate.middleware import COOKIE
from annotate.models import ApiToken, User
from annotate.queue.service import let_go
from annotate.security import CallerDep, DbDep, LastUse, OptionalCaller
from annotate.settings import Settings
from annotate.users import links, service, store, tokens, wire
from annotate.users.throttle import Throttle

router = APIRouter(prefix="/api/app", tags=["account"], route_class=Late)


@router.get("/session", summary="Who am I?")
def read_session(db: DbDep, caller: OptionalCaller) -> wire.SessionOut:
    with db.read() as session:
        user = service.own_row(session, caller) if caller else None
        return wire.SessionOut(
            user=wire.Person.of(user) if user else None,
            needs_setup=service.needs_setup(session),
            version=__version__,
        )


@router.post("/session", summary="Log in")
def log_in(body: wire.LoginIn, request: Request, response: Response, db: DbDep) -> wire.SignedIn:
    with _throttle(request).guard(body.email, _address(request)), db.read() as session:
        user = service.authenticate(session, body.email, body.password)
    with db.write() as session:
        return _sign_in(session, user, request, response)


@router.delete("/session", status_code=204, summary="Log out")
def log_out(request: Request, response: Response, db: DbDep, caller: OptionalCaller) -> None:
    if token := request.cookies.get(COOKIE):
        with db.write() as session:
            service.close_session(session, token)
            if caller is not None:
                let_go(session, caller.user_id)
    response.delete_cookie(COOKIE, path="/")


@router.post("/links/inspect", summary="What is this one-time link for?")
def inspect_link(body: wire.LinkIn, db: DbDep) -> wire.LinkOut:
    with db.read() as session:
        link, project = links.find(session, body.token)
        known = link.email is not None and store.user_by_email(session, link.email) is not None
    return wire.LinkOut(
        purpose=link.purpose,
        email=link.email,
        project=wire.LinkProject(id=project.id or 0, title=project.title) if project else None,
        role=link.role,
        expires_at=link.expires_at,
        known_user=known,
    )


@router.post("/links/redeem", summary="Use a one-time link")
def redeem_link(
    body: wire.RedeemIn, request: Request, response: Response, db: DbDep, caller: OptionalCaller
) -> wire.SignedIn:
    answer = links.Answer(body.name, body.email, body.password)

    def authenticate(session: Session, email: str, password: str) -> User:
        with _throttle(request).guard(email, _address(request)):
            return service.authenticate(session, email, password)

    with db.write() as session:
        user = links.redeem(session, body.token, answer, caller, authenticate)
        return _sign_in(session, user, request, response)


@router.get("/account", summary="My account and its API tokens")
def read_account(db: DbDep, caller: CallerDep, request: Request) -> wire.AccountOut:
    with db.read() as session:
        return _account(session, service.own_row(session, caller), request)


@router.patch("/account", summary="Change my name or password")
def change_account(body: wire.AccountIn, db: DbDep, caller: CallerDep, request: Request) -> wire.AccountOut:
    with _throttle(request).guard(caller.email, _address(request)), db.write() as session:
        user = service.change_account(
            session, caller, name=body.name, password=body.password, current_password=body.current_password
        )
        session.flush()
        return _account(session, user, request)


@router.post("/account/tokens", status_code=201, summary="Make an API token")
def make_token(body: wire.NewTokenIn, db: DbDep, caller: CallerDep, request: Request) -> wire.NewTokenOut:
    with db.write() as session:
        if body.kind == "pat":
            token, row = tokens.new_pat(session, caller.user_id, request.app.state.signing_key, body.label)
        else:
            token, row = tokens.new_legacy_token(session, caller.user_id, body.label)
        return wire.NewTokenOut(token=token, **_token(row, None).model_dump())


@router.delete("/account/tokens/{token_id}", status_code=204, summary="Revoke an API token")
def revoke_token(token_id: int, db: DbDep, caller: CallerDep) -> None:
    with db.write() as session:
        tokens.revoke(session, caller.user_id, token_id)


def _throttle(request: Request) -> Throttle:
    throttle: Throttle = request.app.state.throttle
    return throttle


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _sign_in(session: Session, user: User, request: Request, response: Response) -> wire.SignedIn:
    """Open a session and put its token into the cookie; the cookie leaves only if the transaction commits."""
    settings: Settings = request.app.state.settings
    token = service.open_session(session, user.id or 0, settings.session_days, request.cookies.get(COOKIE))
    response.set_cookie(
        COOKIE,
        token,
        max_age=settings.session_days * 86_400,
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return wire.SignedIn(user=wire.Person.of(user))


def _account(session: Session, user: User, request: Request) -> wire.AccountOut:
    last_use: LastUse = request.app.state.last_use
    rows = store.live_tokens(session, user.id or 0, clock.now())
    return wire.AccountOut(user=wire.Person.of(user), tokens=[_token(row, last_use) for row in rows])


def _token(row: ApiToken, last_use: LastUse | None) -> wire.TokenOut:
    used = last_use.get(row.id or 0, row.last_used_at) if last_use else row.last_used_at
    shown = row.model_dump(include={"id", "kind", "label", "hint", "created_at", "expires_at"})
    return wire.TokenOut(last_used_at=used, **shown)
