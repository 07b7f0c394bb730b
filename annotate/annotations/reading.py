"""Codings as callers may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from annotate import clock
from annotate.access import annotation_for, project_for, task_for, visible_annotations
from annotate.annotations import store
from annotate.labelstudio import wire
from annotate.models import Annotation
from annotate.security import Caller

Wire = dict[str, Any]


def get(session: Session, caller: Caller, annotation_id: int) -> Wire:
    annotation_for(session, caller, annotation_id)
    return wire.annotation(store.head(session, annotation_id), clock.now(), coding=True)


def of_task(session: Session, caller: Caller, task_id: int) -> list[Wire]:
    """The annotations of a task that the caller may see."""
    access = task_for(session, caller, task_id)
    seen = visible_annotations(caller, access.role) & (col(Annotation.task_id) == task_id)
    now = clock.now()
    return [wire.annotation(row, now, coding=True) for row in store.heads(session, seen)]


def heads_of_tasks(session: Session, seen: ColumnElement[bool], task_ids: Sequence[int]) -> Sequence[Any]:
    """Annotations of these tasks with their heads, as far as ``seen`` lets through."""
    return store.heads(session, seen & col(Annotation.task_id).in_(task_ids))


def own_of_task(session: Session, caller: Caller, task_id: int) -> Any | None:
    """The caller's live annotation of the task, with its head."""
    return store.own_head(session, task_id, caller.user_id)


def newest_own(session: Session, caller: Caller, project_id: int, limit: int) -> list[str]:
    """The caller's newest codings in the project, as JSON in our form."""
    found = store.newest_of_coder(session, project_id, caller.user_id, limit)
    return [row.coding for row in found if row.coding is not None]


def annotators(session: Session, caller: Caller, project_id: int) -> list[Wire]:
    """Who has coded in the project, as far as the caller may see."""
    access = project_for(session, caller, project_id)
    seen = visible_annotations(caller, access.role) & store.on_live_task(project_id)
    return [wire.person(row.id, row.email, row.name) for row in store.annotators(session, seen)]
