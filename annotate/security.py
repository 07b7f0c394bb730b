"""Who is calling: session cookie, ``Authorization: Token`` (opaque) or ``Bearer`` (short-lived access JWT)."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import Depends, Request
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from annotate import clock
from annotate.db import Database
from annotate.errors import NotSignedIn, SetupError
from annotate.known import Known
from annotate.logs import log
from annotate.middleware import COOKIE, SAFE_METHODS
from annotate.models import ApiToken, LoginSession, Secret, User
from annotate.settings import Settings

ACCESS_LIFE = timedelta(minutes=5)
ALGORITHM = "HS256"
SHORTEST_KEY = 32
MEANT_USER = "x-annotate-user"  # as whom a page of ours acts: a log-in by another person must not sign its work


@dataclass(frozen=True, slots=True)
class Caller:
    """The person behind a request, and by what they proved it."""

    user_id: int
    email: str
    name: str
    is_admin: bool
    via: Literal["cookie", "token", "bearer"]
    session_id: int | None = None
    token_id: int | None = None


class OtherUser(NotSignedIn):
    """The page was opened by somebody else than the one who is logged in now."""

    code = "other-user"


# Coroutines where nothing is waited for: a plain function would be sent to a thread and back, before every request.
async def get_db(request: Request) -> Database:
    db: Database = request.app.state.db
    return db


async def get_settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


DbDep = Annotated[Database, Depends(get_db)]
SettingsDep = Annotated[Settings, Depends(get_settings)]


def hash_token(token: str) -> str:
    """What is stored of a token: it is long and random, so one round of SHA-256 is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def optional_caller(request: Request, db: DbDep) -> Caller | None:
    """The caller, or None when nothing was presented; raises NotSignedIn for credentials that do not hold."""
    header = request.headers.get("authorization")
    if header is None:
        caller = _from_cookie(db, request.cookies.get(COOKIE))
        meant = request.headers.get(MEANT_USER)
        if caller is not None and meant is not None and meant != str(caller.user_id):
            raise OtherUser("Somebody else has logged in with this browser; log in again to go on as yourself.")
    else:
        scheme, _, value = header.partition(" ")
        caller = _from_header(db, request.app.state.signing_key, scheme.lower(), value.strip())
    if caller is not None:
        request.state.user_id = caller.user_id
        if caller.token_id is not None:
            last_use: LastUse = request.app.state.last_use
            last_use.touch(caller.token_id)
            if request.method not in SAFE_METHODS:
                last_use.flush_when_due(db)
    return caller


async def current_caller(caller: Annotated[Caller | None, Depends(optional_caller)]) -> Caller:
    return required_caller(caller)


def required_caller(caller: Caller | None) -> Caller:
    if caller is None:
        raise NotSignedIn("Sign in first, or send 'Authorization: Token …' with one of your API tokens.")
    return caller


OptionalCaller = Annotated[Caller | None, Depends(optional_caller)]
CallerDep = Annotated[Caller, Depends(current_caller)]


def _from_cookie(db: Database, token: str | None) -> Caller | None:
    if not token:
        return None
    row = db.ask(_BY_COOKIE, {"wanted": hash_token(token), "now": clock.now()})
    return None if row is None else Caller(row.id, row.email, row.name, row.is_admin, "cookie", row.session_id)


def _from_header(db: Database, key: str, scheme: str, value: str) -> Caller:
    if scheme == "token":
        return _from_token(db, _BY_HASH, hash_token(value), "legacy", "token")
    if scheme == "bearer":
        claims = decode_jwt(value, key, "access")
        return _from_token(db, _BY_ID, claims.get("token_id"), "pat", "bearer")
    raise NotSignedIn("Unknown Authorization scheme; use 'Token' or 'Bearer'.")


_USER, _TOKEN = User.metadata.tables["user"], ApiToken.metadata.tables["api_token"]
_LOGIN, _SECRET = LoginSession.metadata.tables["login_session"], Secret.metadata.tables["secret"]
_SHOWN: Any = tuple(_USER.c[name] for name in ("id", "email", "name", "is_admin"))


def _token_query(condition: Any) -> Any:
    return (
        select(*_SHOWN, _TOKEN.c.id.label("token_id"), _TOKEN.c.expires_at)
        .join_from(_USER, _TOKEN, _TOKEN.c.user_id == _USER.c.id)
        .where(
            condition, _TOKEN.c.kind == bindparam("of_kind"), _TOKEN.c.revoked_at.is_(None), _USER.c.active.is_(True)
        )
    )


# Built once: one of them stands before every request.
_BY_HASH = Known(_token_query(_TOKEN.c.token_hash == bindparam("wanted")))
_BY_ID = Known(_token_query(_TOKEN.c.id == bindparam("wanted")))
_BY_COOKIE = Known(
    select(*_SHOWN, _LOGIN.c.id.label("session_id"))
    .join_from(_USER, _LOGIN, _LOGIN.c.user_id == _USER.c.id)
    .where(_LOGIN.c.token_hash == bindparam("wanted"), _LOGIN.c.expires_at > bindparam("now"), _USER.c.active.is_(True))
)


def _from_token(db: Database, query: Known, wanted: Any, kind: str, via: Literal["token", "bearer"]) -> Caller:
    row = db.ask(query, {"wanted": wanted, "of_kind": kind})
    if row is None or (row.expires_at is not None and row.expires_at <= clock.now()):
        raise NotSignedIn("Invalid token: it is unknown, expired or revoked.")
    return Caller(row.id, row.email, row.name, row.is_admin, via, token_id=row.token_id)


def caller_as(user: User, session_id: int | None = None) -> Caller:
    """A stored person as a caller: of a request, or for work done in their name."""
    if user.id is None:
        raise TypeError("a stored user has an id")
    return Caller(user.id, user.email, user.name, user.is_admin, "cookie", session_id)


def encode_jwt(claims: Mapping[str, Any], key: str) -> str:
    import jwt  # not before it is needed: it brings a client for HTTP along

    return jwt.encode(dict(claims), key, algorithm=ALGORITHM)


def decode_jwt(token: str, key: str, token_type: str) -> dict[str, Any]:
    """The claims of a token of ours of that type; raises NotSignedIn for anything else."""
    import jwt

    try:
        claims: dict[str, Any] = jwt.decode(token, key, algorithms=[ALGORITHM], options={"require": ["exp", "jti"]})
    except jwt.InvalidTokenError:
        raise NotSignedIn("Invalid token: it is not ours, or it has expired.") from None
    if claims.get("token_type") != token_type:
        raise NotSignedIn(f"Invalid token: this is not {'an' if token_type[0] in 'aeiou' else 'a'} {token_type} token.")
    return claims


def signing_key(settings: Settings, db: Database) -> str:
    """The key that signs access tokens: from the settings, else made once and kept in the database."""
    if settings.secret_key:
        if len(settings.secret_key) < SHORTEST_KEY or len(set(settings.secret_key)) < 10:
            raise SetupError(
                f"ANNOTATE_SECRET_KEY is too weak: give {SHORTEST_KEY} or more random characters, or leave it unset."
            )
        return settings.secret_key
    if (stored := _stored_key(db)) is not None:
        return stored
    try:
        with db.write() as session:
            session.connection().execute(_SECRET.insert(), {"name": "jwt", "value": clock.new_secret(48)})
    except IntegrityError:
        log.info("signing key made by another process")
    if (made := _stored_key(db)) is None:
        raise SetupError("The database did not keep the signing key.")
    return made


def _stored_key(db: Database) -> str | None:
    row = db.ask(Known(select(_SECRET.c.value).where(_SECRET.c.name == "jwt")), {})
    return None if row is None else str(row.value)


class LastUse:
    """When each API token was last used, kept in memory: reading through the API must not write.

    Written out with a later write request, at most every five minutes, and when the server stops.
    """

    PERIOD = timedelta(minutes=5)

    def __init__(self) -> None:
        self._seen: dict[int, datetime] = {}
        self._flushed = clock.now()
        self._lock = threading.Lock()

    def touch(self, token_id: int) -> None:
        with self._lock:
            self._seen[token_id] = clock.now()

    def get(self, token_id: int, stored: datetime | None) -> datetime | None:
        return self._seen.get(token_id, stored)

    def flush_when_due(self, db: Database) -> None:
        if clock.now() - self._flushed > self.PERIOD:
            self.flush(db)

    def flush(self, db: Database) -> None:
        with self._lock:
            seen, self._seen, self._flushed = self._seen, {}, clock.now()
        if not seen:
            return
        with db.write() as session:
            _store_last_use(session, seen)


def _store_last_use(session: Session, seen: Mapping[int, datetime]) -> None:
    for token_id, moment in seen.items():
        session.execute(update(ApiToken).where(col(ApiToken.id) == token_id).values(last_used_at=moment))
