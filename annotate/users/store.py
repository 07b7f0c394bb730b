"""SQL for people, sessions, tokens and links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import delete, or_, update
from sqlalchemy import select as core_select
from sqlmodel import Session, col, func, select

from annotate.access import LARGEST_ID, Role
from annotate.models import ApiToken, Link, LoginSession, Membership, Project, User

_USER = User.metadata.tables["user"]


def user_by_id(session: Session, user_id: int) -> User | None:
    return session.get(User, user_id) if 0 < user_id <= LARGEST_ID else None


def user_by_email(session: Session, email: str) -> User | None:
    return session.exec(select(User).where(User.email == email)).first()


def any_user(session: Session) -> bool:
    return session.connection().execute(core_select(_USER.c.id).limit(1)).first() is not None


def first_user(session: Session) -> User:
    """Whoever was here first."""
    return session.exec(select(User).order_by(col(User.id)).limit(1)).one()


def active_admins(session: Session) -> int:
    return session.exec(
        select(func.count()).select_from(User).where(col(User.is_admin).is_(True), col(User.active).is_(True))
    ).one()


def people_known_to(session: Session, user_id: int) -> Sequence[User]:
    """The person, and everyone who is in one of their projects; by id."""
    mine = (
        select(Membership.project_id)
        .join(Project, col(Project.id) == col(Membership.project_id))
        .where(Membership.user_id == user_id, col(Project.deleted_at).is_(None))
    )
    together = select(Membership.user_id).where(col(Membership.project_id).in_(mine))
    query = select(User).where(or_(col(User.id) == user_id, col(User.id).in_(together)))
    return session.exec(query.where(col(User.active).is_(True)).order_by(col(User.id))).all()


def all_people(session: Session) -> Sequence[User]:
    return session.exec(select(User).where(col(User.active).is_(True)).order_by(col(User.id))).all()


def roles_of(session: Session, user_id: int) -> set[Role]:
    return {cast(Role, r) for r in session.exec(select(Membership.role).where(Membership.user_id == user_id)).all()}


def end_sessions(session: Session, user_id: int, keep: int | None = None) -> None:
    query = delete(LoginSession).where(col(LoginSession.user_id) == user_id)
    session.execute(query if keep is None else query.where(col(LoginSession.id) != keep))


def end_session(session: Session, token_hash: str) -> None:
    session.execute(delete(LoginSession).where(col(LoginSession.token_hash) == token_hash))


def drop_expired_sessions(session: Session, moment: datetime) -> None:
    session.execute(delete(LoginSession).where(col(LoginSession.expires_at) <= moment))


def live_tokens(session: Session, user_id: int, moment: datetime) -> Sequence[ApiToken]:
    return session.exec(
        select(ApiToken)
        .where(
            ApiToken.user_id == user_id,
            col(ApiToken.revoked_at).is_(None),
            or_(col(ApiToken.expires_at).is_(None), col(ApiToken.expires_at) > moment),
        )
        .order_by(col(ApiToken.id))
    ).all()


def token_by_hash(session: Session, token_hash: str) -> ApiToken | None:
    return session.exec(select(ApiToken).where(ApiToken.token_hash == token_hash)).first()


def revoke_tokens(session: Session, user_id: int, moment: datetime, kind: str | None = None) -> None:
    query = update(ApiToken).where(col(ApiToken.user_id) == user_id, col(ApiToken.revoked_at).is_(None))
    if kind is not None:
        query = query.where(col(ApiToken.kind) == kind)
    session.execute(query.values(revoked_at=moment))


def link_by_hash(session: Session, token_hash: str, moment: datetime) -> Link | None:
    """A link that is neither used nor expired."""
    return session.exec(
        select(Link).where(Link.token_hash == token_hash, col(Link.used_at).is_(None), Link.expires_at > moment)
    ).first()


def use_link(session: Session, link_id: int, moment: datetime) -> bool:
    """Mark the link used; False when another request was first."""
    done = session.execute(
        update(Link).where(col(Link.id) == link_id, col(Link.used_at).is_(None)).values(used_at=moment)
    )
    return int(getattr(done, "rowcount", 0)) == 1


def withdraw_links(session: Session, purpose: str, moment: datetime, user_id: int | None = None) -> None:
    query = update(Link).where(col(Link.purpose) == purpose, col(Link.used_at).is_(None))
    if user_id is not None:
        query = query.where(col(Link.user_id) == user_id)
    session.execute(query.values(used_at=moment))
