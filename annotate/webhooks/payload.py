"""What a delivery says: the action and the rows it was about, as they are when it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col

from annotate import clock
from annotate.annotations.store import head
from annotate.labelstudio import wire
from annotate.models import Project, Task
from annotate.reviews import service as reviews
from annotate.reviews import store as reviews_store
from annotate.tasks import store as tasks
from annotate.webhooks.events import ACTIONS

Wire = dict[str, Any]


def payload(session: Session, action: str, project_id: int | None, ids: Sequence[int], *, whole: bool) -> Wire:
    """``whole``: with the rows, else with the action alone; rows that are gone meanwhile are named by their id."""
    said: Wire = {"action": action}
    if not whole:
        return said
    key = ACTIONS[action][1]
    project = session.get(Project, project_id) if project_id is not None else None
    if project is not None:
        said["project"] = {"id": project.id, "title": project.title}
    if key == "project":
        return said if project is not None else {**said, "project": {"id": project_id}}
    if action.endswith("_DELETED"):
        return {**said, key: [{"id": one} for one in ids]}
    return {**said, **_rows(session, key, ids)}


def _rows(session: Session, key: str, ids: Sequence[int]) -> Wire:
    now = clock.now()
    if key == "tasks":
        rows = tasks.listed(session, col(Task.id).in_(ids), limit=len(ids))
        return {"tasks": [wire.short_task(row) for row in rows]}
    if key == "review":
        found = [(one, reviews_store.find(session, one)) for one in ids]
        return {"review": reviews.shown(found[0][1]) if found and found[0][1] is not None else {"id": ids[0]}}
    shown = [wire.annotation(head(session, one), now) for one in ids]
    about = [wire.short_task(tasks.one(session, int(one["task"]))) for one in shown]
    if len(ids) == 1:
        return {"annotation": shown[0], "task": about[0]}
    return {"annotation": shown, "task": about}
