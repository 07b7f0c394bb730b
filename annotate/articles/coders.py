"""Whose imported codings are: members named by e-mail address, and placeholder accounts for everybody else.

A placeholder cannot log in; it stands for a coder who worked elsewhere, so that agreement can tell people apart.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from sqlmodel import Session

from annotate.articles import store
from annotate.models import Project
from annotate.security import Caller
from annotate.users import service as users
from annotate.users import store as user_store

DOMAIN = "import.invalid"  # reserved by RFC 2606: no mail can ever arrive there
_PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


def placeholder_email(name: str) -> str:
    """The address of the placeholder with this name; different names never share one."""
    folded = name.casefold()
    if _PLAIN.fullmatch(folded):
        return f"{folded}@{DOMAIN}"
    plain = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:30]
    return f"{plain or 'coder'}-{hashlib.sha256(name.encode()).hexdigest()[:8]}@{DOMAIN}"


def coder_ids(session: Session, caller: Caller, project: Project, names: Iterable[str]) -> dict[str, int]:
    """The account of each named coder; placeholders that do not exist yet are made and join as annotators."""
    project_id = project.id or 0
    members = store.members_by_email(session, project_id)
    found = {}
    for name in sorted(set(names)):
        known = members.get(name.strip().lower()) if "@" in name else members.get(placeholder_email(name))
        found[name] = known if known is not None else _placeholder(session, caller, project_id, name)
    return found


def _placeholder(session: Session, caller: Caller, project_id: int, name: str) -> int:
    email = placeholder_email(name)
    user = user_store.user_by_email(session, email)
    if user is None:
        user = users.create_user(session, email, name=name, by=caller.user_id)
        user.active = False
        session.flush()
    if user.id is None:
        raise TypeError("a stored user has an id")
    users.join(session, user.id, project_id, "annotator", by=caller.user_id)
    return user.id
