"""One-time links: the first administrator's set-up, an invitation into a project, a log-in for one account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlmodel import Session

from annotate import clock
from annotate.access import Role
from annotate.audit import record
from annotate.errors import Forbidden, Invalid, NotFound, NotSignedIn
from annotate.models import Link, Project, User
from annotate.security import Caller, hash_token
from annotate.users import service, store

SETUP_LIFE = timedelta(hours=24)
INVITE_LIFE = timedelta(days=14)
LOGIN_LIFE = timedelta(hours=24)

Authenticate = Callable[[Session, str, str], User]


@dataclass(frozen=True)
class Answer:
    """What the person typed on the link's page."""

    name: str = ""
    email: str | None = None
    password: str | None = None


def link_url(address: str, token: str) -> str:
    """What to open; the token stands after # and so never reaches a log."""
    return f"{address.rstrip('/')}/link#{token}"


def make_setup(session: Session) -> str:
    """A fresh set-up link's token; an older one that was not used stops working."""
    store.withdraw_links(session, "setup", clock.now())
    return _make(session, Link(purpose="setup", **_life(SETUP_LIFE)))[0]


def make_login(session: Session, user: User, life: timedelta = LOGIN_LIFE, by: int | None = None) -> tuple[str, Link]:
    store.withdraw_links(session, "login", clock.now(), user.id)
    return _make(session, Link(purpose="login", user_id=user.id, email=user.email, created_by=by, **_life(life)))


def make_invite(session: Session, project_id: int, role: Role, email: str | None, by: int) -> tuple[str, Link]:
    """A link that lets one person join the project; with an e-mail address, only that person."""
    cleaned = service.clean_email(email) if email else None
    link = Link(purpose="invite", project_id=project_id, role=role, email=cleaned, created_by=by, **_life(INVITE_LIFE))
    token, link = _make(session, link)
    detail = {"role": role, "open": not email}
    record(session, by, "invited", project_id=project_id, subject=f"link:{link.id}", detail=detail)
    return token, link


def find(session: Session, token: str) -> tuple[Link, Project | None]:
    """The link, and the project it invites into; raises NotFound for one unknown, used, expired or pointless."""
    link = store.link_by_hash(session, hash_token(token), clock.now())
    if link is None or (link.purpose == "setup" and not service.needs_setup(session)):
        raise _gone()
    project = session.get(Project, link.project_id) if link.project_id is not None else None
    if link.purpose == "invite" and (project is None or project.deleted_at is not None):
        raise _gone()
    return link, project


def redeem(session: Session, token: str, answer: Answer, caller: Caller | None, authenticate: Authenticate) -> User:
    """Use the link up and return the person who is signed in by it. Nothing is used up when it raises."""
    link, _ = find(session, token)
    if link.purpose == "setup":
        user = _set_up(session, answer)
    elif link.purpose == "login":
        user = _log_in(session, link, answer)
    else:
        user = _accept_invite(session, link, answer, caller, authenticate)
    if link.id is None or not store.use_link(session, link.id, clock.now()):
        raise _gone()
    record(session, user.id, "link-used", project_id=link.project_id, subject=f"link:{link.id}")
    return user


def _set_up(session: Session, answer: Answer) -> User:
    if not answer.email or not answer.password:
        raise _missing("email" if not answer.email else "password")
    return service.create_user(session, answer.email, name=answer.name, is_admin=True, password=answer.password)


def _log_in(session: Session, link: Link, answer: Answer) -> User:
    user = store.user_by_id(session, link.user_id or 0)
    if user is None or not user.active:
        raise _gone()
    if answer.password is not None:
        service.set_password(session, user, answer.password)
    if answer.name.strip():
        user.name = service.clean_name(answer.name)
    return user


def _accept_invite(
    session: Session, link: Link, answer: Answer, caller: Caller | None, authenticate: Authenticate
) -> User:
    user = _invited_person(session, link, answer, caller, authenticate)
    if user.id is None or link.project_id is None:
        raise TypeError("a stored person is invited into a stored project")
    service.join(session, user.id, link.project_id, cast(Role, link.role), by=link.created_by)
    return user


def _invited_person(
    session: Session, link: Link, answer: Answer, caller: Caller | None, authenticate: Authenticate
) -> User:
    if caller is not None:
        if link.email is not None and link.email != caller.email:
            raise Forbidden(f"This invitation is for {link.email}, and you are signed in as {caller.email}.")
        return service.own_row(session, caller)
    email = link.email or (service.clean_email(answer.email) if answer.email else None)
    if email is None:
        raise _missing("email")
    if link.email is not None and answer.email and service.clean_email(answer.email) != link.email:
        raise Forbidden(f"This invitation is for {link.email}.")
    if not answer.password:
        raise _missing("password")
    known = store.user_by_email(session, email)
    if known is None:
        return service.create_user(session, email, name=answer.name, password=answer.password, by=link.created_by)
    if known.password_hash is None:
        raise NotSignedIn("This account has no password yet; ask an administrator for a log-in link.")
    return authenticate(session, email, answer.password)


def _make(session: Session, link: Link) -> tuple[str, Link]:
    token = clock.new_secret()
    link.token_hash = hash_token(token)
    session.add(link)
    session.flush()
    return token, link


def _life(life: timedelta) -> dict[str, Any]:
    moment = clock.now()
    return {"token_hash": "", "created_at": moment, "expires_at": moment + life}


def _gone() -> NotFound:
    return NotFound("This link is unknown, was used already, or has expired; ask for a new one.")


def _missing(field: str) -> Invalid:
    message = {"email": "Give your e-mail address.", "password": "Give a password."}[field]
    return Invalid(message, fields={field: [message]})
