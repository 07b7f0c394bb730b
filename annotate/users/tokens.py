"""API tokens: opaque ones (header ``Token``) and personal access tokens, JWTs that buy short-lived access tokens."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta

from sqlmodel import Session

from annotate import clock
from annotate.audit import record
from annotate.errors import NotFound, NotSignedIn
from annotate.models import ApiToken
from annotate.security import ACCESS_LIFE, decode_jwt, encode_jwt, hash_token
from annotate.users import store

PAT_LIFE = timedelta(days=3650)


def new_legacy_token(session: Session, user_id: int, label: str = "") -> tuple[str, ApiToken]:
    """An opaque token, shown this once; only its hash is kept."""
    token = secrets.token_hex(20)
    row = ApiToken(user_id=user_id, kind="legacy", token_hash=hash_token(token), created_at=clock.now())
    row.hint, row.label = token[-4:], label
    return token, _add(session, row)


def new_pat(session: Session, user_id: int, key: str, label: str = "") -> tuple[str, ApiToken]:
    """A refresh JWT as Label Studio's personal access tokens are, shown this once."""
    jti, moment = uuid.uuid4().hex, clock.now()
    expires = moment + PAT_LIFE
    token = encode_jwt(_claims("refresh", jti, user_id, moment, expires), key)
    row = ApiToken(user_id=user_id, kind="pat", token_hash=hash_token(jti), created_at=moment, expires_at=expires)
    row.hint, row.label = token[-4:], label
    return token, _add(session, row)


def access_token(session: Session, refresh: str, key: str) -> tuple[str, int]:
    """A five-minute access token and its token's id; it dies with the refresh token when that is revoked."""
    row = live_pat(session, refresh, key)
    user = store.user_by_id(session, row.user_id)
    if user is None or not user.active or row.id is None:
        raise NotSignedIn("Invalid token: the account is closed.")
    moment = clock.now()
    claims = _claims("access", uuid.uuid4().hex, row.user_id, moment, moment + ACCESS_LIFE)
    return encode_jwt({**claims, "token_id": row.id}, key), row.id


def live_pat(session: Session, refresh: str, key: str) -> ApiToken:
    """The row behind a refresh token; raises NotSignedIn when it is not ours, expired or revoked."""
    claims = decode_jwt(refresh, key, "refresh")
    row = store.token_by_hash(session, hash_token(str(claims["jti"])))
    if row is None or row.kind != "pat" or row.revoked_at is not None:
        raise NotSignedIn("Invalid token: it was revoked.")
    return row


def rotate(session: Session, user_id: int, refresh: str, key: str) -> str:
    """A new refresh token in place of the given one."""
    row = live_pat(session, refresh, key)
    _require_own(row, user_id)
    row.revoked_at = clock.now()
    record(session, user_id, "token-rotated", subject=f"token:{row.id}")
    return new_pat(session, user_id, key, row.label)[0]


def blacklist(session: Session, user_id: int, refresh: str, key: str) -> None:
    """Revoke a refresh token; NotFound when it is revoked already."""
    try:
        row = live_pat(session, refresh, key)
    except NotSignedIn as error:
        raise NotFound(error.detail) from None
    _require_own(row, user_id)
    row.revoked_at = clock.now()
    record(session, user_id, "token-revoked", subject=f"token:{row.id}")


def revoke(session: Session, user_id: int, token_id: int) -> None:
    row = next((t for t in store.live_tokens(session, user_id, clock.now()) if t.id == token_id), None)
    if row is None:
        raise NotFound(f"You have no token {token_id}.")
    row.revoked_at = clock.now()
    record(session, user_id, "token-revoked", subject=f"token:{row.id}")


def reset_legacy(session: Session, user_id: int) -> str:
    """One new opaque token; all opaque tokens the user had before stop working."""
    store.revoke_tokens(session, user_id, clock.now(), "legacy")
    return new_legacy_token(session, user_id, "reset through the API")[0]


def _require_own(row: ApiToken, user_id: int) -> None:
    if row.user_id != user_id:
        raise NotFound("You have no such token.")


def _add(session: Session, row: ApiToken) -> ApiToken:
    session.add(row)
    session.flush()
    record(session, row.user_id, "token-made", subject=f"token:{row.id}")
    return row


def _claims(token_type: str, jti: str, user_id: int, issued: datetime, expires: datetime) -> dict[str, object]:
    return {
        "token_type": token_type,
        "exp": int(expires.timestamp()),
        "iat": int(issued.timestamp()),
        "jti": jti,
        "user_id": str(user_id),
    }
