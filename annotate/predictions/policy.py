"""Who sees no suggestions, and where: codings made without help are what agreement and the model are judged by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sqlmodel import Session

from annotate.access import Role, TaskAccess
from annotate.models import Project
from annotate.predictions import store

Why = Literal["off", "sample", "new"]


def why_unaided(session: Session, access: TaskAccess, user_id: int, *, coming: int = 0) -> Why | None:
    """Why the person gets no suggestions on the article; None when they do.

    ``sample``: the article is of the reliability sample, or its answer is known. One word for both: who could tell
    them apart would know where they are tested. ``new``: one of a coder's first; a manager or adjudicator is none.
    ``coming``: articles that will be submitted before this one is opened.
    """
    project, task = access.project, access.task
    if not project.suggestions:
        return "off"
    if task.unaided or store.is_gold(session, task.id or 0):
        return "sample"
    coded = store.own_count(session, project.id or 0, user_id) + coming
    return "new" if access.role == "annotator" and coded < project.first_unaided else None


def hidden_from(session: Session, project: Project, role: Role, user_id: int, ids: Sequence[int]) -> set[int]:
    """Of these tasks, those whose predictions this person must not read by any door before their coding is in."""
    if role != "annotator" or not ids:
        return set()
    open_ = set(ids) - store.submitted_by(session, ids, user_id)
    if not project.suggestions or store.own_count(session, project.id or 0, user_id) < project.first_unaided:
        return open_
    return open_ & store.unaided(session, ids)
