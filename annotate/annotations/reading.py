"""Codings as callers may see them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from annotate import clock
from annotate.access import Role, annotation_for, project_for, task_for, visible_annotations
from annotate.annotations import store
from annotate.labelstudio import wire
from annotate.security import Caller

Wire = dict[str, Any]


def get(session: Session, caller: Caller, annotation_id: int) -> Wire:
    annotation_for(session, caller, annotation_id)
    return wire.annotation(store.head(session, annotation_id), clock.now(), coding=True)


def of_task(session: Session, caller: Caller, task_id: int) -> list[Wire]:
    """The annotations of a task that the caller may see."""
    access, now = task_for(session, caller, task_id), clock.now()
    found = heads_of_tasks(session, caller, access.role, [task_id])
    return [wire.annotation(row, now, coding=True) for row in found]


def heads_of_tasks(session: Session, caller: Caller, role: Role, task_ids: Sequence[int]) -> Sequence[Any]:
    """Annotations of these tasks with their heads, as far as the caller in that role may see them."""
    return store.run_heads_of_tasks(session, _heads_seen(caller, role), task_ids)


@lru_cache(maxsize=128)
def _heads_seen(caller: Caller, role: Role) -> Any:
    return store.heads_of_tasks(visible_annotations(caller, role))


def own_of_task(session: Session, caller: Caller, task_id: int) -> Any | None:
    """The caller's live annotation of the task, with its head."""
    return store.own_head(session, task_id, caller.user_id)


def newest_codings(
    session: Session, caller: Caller, project_id: int, most: int, *, but_task: int, own: bool
) -> Sequence[str]:
    """The newest codings in the project as JSON, to learn names and habits from, never those of the article at hand:
    who codes it must not be told what others found in it. ``own``: the caller's alone."""
    coder = caller.user_id if own else None
    return store.newest_codings(session, project_id, most, but_task=but_task, coder=coder)


def annotators(session: Session, caller: Caller, project_id: int) -> list[Wire]:
    """Who has coded in the project, as far as the caller may see."""
    access = project_for(session, caller, project_id)
    seen = visible_annotations(caller, access.role) & store.on_live_task(project_id)
    return [wire.person(row.id, row.email, row.name) for row in store.annotators(session, seen)]
