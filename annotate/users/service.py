"""Accounts: who exists, log-in and log-out, passwords, membership."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, select

from annotate import clock
from annotate.access import Role
from annotate.audit import record
from annotate.errors import Forbidden, Invalid, NotFound, NotSignedIn
from annotate.models import LoginSession, Membership, User
from annotate.security import Caller, hash_token
from annotate.users import passwords, store

EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,190}")
WRONG_LOGIN = "E-mail address or password is wrong."


def clean_email(email: str) -> str:
    """Lower case, trimmed; raises Invalid when it cannot be an e-mail address."""
    cleaned = email.strip().lower()
    if not EMAIL.fullmatch(cleaned):
        raise Invalid("This is not an e-mail address.", fields={"email": ["This is not an e-mail address."]})
    return cleaned


def clean_name(name: str) -> str:
    cleaned = " ".join(name.split())
    if len(cleaned) > 150 or any(not c.isprintable() for c in cleaned):
        raise Invalid("Use 150 printable characters at most for a name.", fields={"name": ["Too long or unprintable."]})
    return cleaned


def create_user(
    session: Session,
    email: str,
    *,
    name: str = "",
    is_admin: bool = False,
    password: str | None = None,
    by: int | None = None,
) -> User:
    """A new account; raises Invalid when the address is taken or the password too weak."""
    email = clean_email(email)
    if store.user_by_email(session, email) is not None:
        taken = f"There is already an account for {email}."
        raise Invalid(taken, fields={"email": [taken]})
    if password is not None:
        passwords.check_strength(password, email, name)
    user = User(
        email=email,
        name=clean_name(name),
        password_hash=passwords.hash_password(password) if password is not None else None,
        is_admin=is_admin,
        created_at=clock.now(),
    )
    session.add(user)
    session.flush()
    record(session, by or user.id, "user-made", subject=f"user:{user.id}", detail={"admin": is_admin})
    return user


def join(session: Session, user_id: int, project_id: int, role: Role, by: int | None = None) -> None:
    """Put a person into a project; one who is in it already gets the role, but a manager stays manager."""
    row = session.exec(
        select(Membership).where(Membership.project_id == project_id, Membership.user_id == user_id)
    ).first()
    if row is None:
        session.add(Membership(project_id=project_id, user_id=user_id, role=role, created_at=clock.now()))
    elif row.role != "manager":
        row.role = role
    record(session, by or user_id, "joined", project_id=project_id, subject=f"user:{user_id}", detail={"role": role})


def needs_setup(session: Session) -> bool:
    return not store.any_user(session)


def authenticate(session: Session, email: str, password: str) -> User:
    """The active user with that password; the same refusal, as slowly, for every reason."""
    user = store.user_by_email(session, email.strip().lower())
    right = passwords.verify(password, user.password_hash if user else None)
    if user is None or not right or not user.active:
        raise NotSignedIn(WRONG_LOGIN)
    return user


def open_session(session: Session, user_id: int, days: int, replaces: str | None) -> str:
    """A fresh session token for the cookie; the session that the browser came with, if any, ends."""
    moment = clock.now()
    store.drop_expired_sessions(session, moment)
    if replaces:
        store.end_session(session, hash_token(replaces))
    token = clock.new_secret()
    session.add(
        LoginSession(
            token_hash=hash_token(token), user_id=user_id, created_at=moment, expires_at=moment + timedelta(days=days)
        )
    )
    record(session, user_id, "signed-in")
    return token


def close_session(session: Session, token: str) -> None:
    store.end_session(session, hash_token(token))


def change_account(
    session: Session, caller: Caller, *, name: str | None, password: str | None, current_password: str | None
) -> User:
    """Change one's own name or password. A new password ends every other session."""
    user = own_row(session, caller)
    if name is not None:
        user.name = clean_name(name)
    if password is not None:
        if user.password_hash is not None and not passwords.verify(current_password or "", user.password_hash):
            wrong = "This is not your current password."
            raise Invalid(wrong, fields={"current_password": [wrong]})
        set_password(session, user, password, keep_session=caller.session_id)
    record(session, caller.user_id, "account-changed", detail={"name": name is not None, "password": bool(password)})
    return user


def set_password(session: Session, user: User, password: str, keep_session: int | None = None) -> None:
    passwords.check_strength(password, user.email, user.name)
    user.password_hash = passwords.hash_password(password)
    if user.id is not None:
        store.end_sessions(session, user.id, keep=keep_session)


def own_row(session: Session, caller: Caller) -> User:
    user = store.user_by_id(session, caller.user_id)
    if user is None:
        raise NotSignedIn("Your account is gone.")
    return user


def people_visible_to(session: Session, caller: Caller) -> Sequence[User]:
    return store.all_people(session) if caller.is_admin else store.people_known_to(session, caller.user_id)


def person_visible_to(session: Session, caller: Caller, user_id: int) -> User:
    """That person, when the caller may know of them; NotFound otherwise."""
    user = store.user_by_id(session, user_id)
    known = user is not None and (
        caller.is_admin or any(p.id == user_id for p in store.people_known_to(session, caller.user_id))
    )
    if user is None or not known:
        raise NotFound(f"No user {user_id} here that you can see.")
    return user


def person_by_email(session: Session, email: str) -> User:
    """The active account with that address; raises NotFound."""
    user = store.user_by_email(session, clean_email(email))
    if user is None or not user.active:
        raise NotFound(f"There is no account for {email}; 'annotate user add' makes one.")
    return user


def rename(session: Session, caller: Caller, user_id: int, name: str) -> User:
    user = person_visible_to(session, caller, user_id)
    if user.id != caller.user_id and not caller.is_admin:
        raise Forbidden("Only an administrator may change another person's account.")
    user.name = clean_name(name)
    record(session, caller.user_id, "account-changed", subject=f"user:{user_id}", detail={"name": True})
    return user


def deactivate(session: Session, caller: Caller, user_id: int) -> None:
    """Close an account: nothing it holds lets it in any more. What the person coded stays."""
    if not caller.is_admin:
        person_visible_to(session, caller, user_id)
        raise Forbidden("Only an administrator may close an account.")
    user = person_visible_to(session, caller, user_id)
    if user.is_admin and user.active and store.active_admins(session) == 1:
        raise Invalid("This is the last administrator; make another one first.")
    user.active = False
    store.end_sessions(session, user_id)
    store.revoke_tokens(session, user_id, clock.now())
    record(session, caller.user_id, "user-closed", subject=f"user:{user_id}")
