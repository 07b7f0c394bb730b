"""What the coding screen opens, and the project's article list, for our own pages."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import orjson
from sqlmodel import Session, col

from annotate import clock
from annotate.access import CODERS, TaskAccess, project_for, task_for
from annotate.annotations import drafts
from annotate.annotations.checking import codebook_hash_of
from annotate.annotations.reading import heads_of_tasks, newest_codings, own_of_task
from annotate.clock import iso
from annotate.errors import Invalid
from annotate.models import Task
from annotate.predictions.service import suggestions
from annotate.queue.service import lease_of
from annotate.rulings import service as rulings
from annotate.security import Caller
from annotate.tasks import store
from annotate.tasks.layout import layout_of
from annotate.tasks.learned import learned

Wire = dict[str, Any]
STATES = ("unassigned", "in_progress", "partly", "complete")
_CODINGS_SEARCHED = 200  # newest codings from which names and habits are learned
LARGEST_PAGE = 500


def screen(session: Session, caller: Caller, task_id: int, *, coming: int = 0) -> Wire:
    """One article with the caller's own work on it; nobody else's. ``coming``: how many articles they will have
    submitted by the time they open it."""
    access = task_for(session, caller, task_id)
    until = lease_of(session, task_id, caller.user_id)
    suggested = suggestions(session, access, caller, coming=coming)
    return {
        "task": _article(access.task),
        "annotation": drafts.shown_annotation(own_of_task(session, caller, task_id)),
        "draft": drafts.shown_draft(session, access, caller),
        "seat": {"until": iso(until)} if until is not None else None,
        "suggestions": suggested,
        "progress": _progress(session, access, caller),
        "project": _project(session, access),
        **_learned(session, access, caller, unaided=suggested["why"] == "sample"),
    }


def _article(task: Task) -> Wire:
    return {
        "id": task.id,
        "inner_id": task.inner_id,
        "project": task.project_id,
        "text": task.text,
        "text_sha256": task.text_sha256,
        **layout_of(task),
        "outlet": task.outlet or None,
        "place": task.place or None,
        "published": task.published.isoformat() if task.published else None,
        "lang": task.lang or None,
        "words": len(task.text.split()),
    }


def _project(session: Session, access: TaskAccess) -> Wire:
    project = access.project
    return {
        "id": project.id,
        "title": project.title,
        "instructions": project.instructions,
        "codebook_sha256": codebook_hash_of(session, project),
        "rulings": rulings.listed(session, project),
        "role": access.role,
    }


def _progress(session: Session, access: TaskAccess, caller: Caller) -> Wire:
    project_id = access.task.project_id
    return {
        "done": store.own_work(session, project_id, caller.user_id),
        "total": store.count(session, store.live(project_id)),
        "title": access.project.title,
    }


def _learned(session: Session, access: TaskAccess, caller: Caller, *, unaided: bool) -> Wire:
    """Names and trigger words with the codes they got in this project; in the sample only the coder's own."""
    if access.role not in CODERS:
        return learned([])
    task = access.task
    most = _CODINGS_SEARCHED
    return learned(newest_codings(session, caller, task.project_id, most, but_task=task.id or 0, own=unaided))


def cards(session: Session, caller: Caller, project_id: int, *, page: int, size: int, state: str, q: str) -> Wire:
    """The articles of a project with their state, and the codings that the caller may know of."""
    if state and state not in STATES:
        raise Invalid(
            f"There is no state {state!r}; choose one of {', '.join(STATES)}.", fields={"state": ["Unknown."]}
        )
    access = project_for(session, caller, project_id)
    condition, now = store.live(project_id), clock.now()
    if state:
        condition &= store.state(now) == state
    if q.strip():
        condition &= col(Task.title).icontains(q.strip(), autoescape=True) | col(Task.text).icontains(
            q.strip(), autoescape=True
        )
    rows = store.cards(session, condition, now, (page - 1) * size, size)
    coded = defaultdict(list)
    for row in heads_of_tasks(session, caller, access.role, [row.id for row in rows]):
        coded[row.task_id].append(
            {"user": row.name or row.email, "at": iso(row.updated_at), "events": _events(row), "flag": _flag(row)}
        )
    return {"total": store.count(session, condition), "tasks": [_card(row, coded[row.id]) for row in rows]}


def _card(row: Any, coded: list[Wire]) -> Wire:
    return {
        "id": row.id,
        "inner_id": row.inner_id,
        "title": row.title or row.text[:80].strip().partition("\n")[0],
        "outlet": row.outlet or None,
        "published": row.published.isoformat() if row.published else None,
        "words": len(row.text.split()),
        "state": row.state,
        "annotations": coded,
    }


def _events(row: Any) -> int | None:
    """How many events a coding has; None for a skip and where codings are not parsed."""
    if row.was_cancelled or row.coding is None:
        return None
    return len(orjson.loads(row.coding).get("events", ()))


def _flag(row: Any) -> str | None:
    """Why the coder wants a manager to look at the article; None if they do not."""
    return (orjson.loads(row.coding).get("flag") or None) if row.coding is not None else None
