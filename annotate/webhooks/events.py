"""What can be told, and telling it: a job for each webhook that wants to know, in the change's own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import bindparam, exists, select
from sqlmodel import Session

from annotate.audit import INSERT, VALUES, trail_row
from annotate.jobs.service import enqueue
from annotate.known import Known
from annotate.models import Webhook

KIND = "webhook"
TRIES = 6  # over about three hours
MOST_IDS = 1000  # named in one delivery
ACTIONS: dict[str, tuple[str, str, bool]] = {  # name, key of the payload, only for projects as such
    "PROJECT_CREATED": ("Project created", "project", True),
    "PROJECT_UPDATED": ("Project updated", "project", False),
    "PROJECT_DELETED": ("Project deleted", "project", True),
    "TASKS_CREATED": ("Task created", "tasks", False),
    "TASKS_DELETED": ("Task deleted", "tasks", False),
    "ANNOTATION_CREATED": ("Annotation created", "annotation", False),
    "ANNOTATIONS_CREATED": ("Annotations created", "annotation", False),
    "ANNOTATION_UPDATED": ("Annotation updated", "annotation", False),
    "ANNOTATIONS_DELETED": ("Annotation deleted", "annotations", False),
    "REVIEW_CREATED": ("Review created", "review", False),
    "REVIEW_UPDATED": ("Review updated", "review", False),
    "REVIEWS_DELETED": ("Review deleted", "reviews", False),
}
_TABLE = Webhook.metadata.tables["webhook"]
_MAY_WANT = (
    (_TABLE.c.project_id == bindparam("of_project")) | _TABLE.c.project_id.is_(None),
    _TABLE.c.is_active.is_(True),
)
_WANTED = Known(select(_TABLE.c.id, _TABLE.c.send_for_all_actions, _TABLE.c.actions).where(*_MAY_WANT))
_RECORD_AND_LOOK = Known(INSERT.returning(exists().where(*_MAY_WANT).label("wanted")), *VALUES)


def record_and_tell(
    session: Session,
    actor_id: int,
    done: str,
    told: str,
    *,
    project_id: int | None,
    row: tuple[str, int],
    detail: dict[str, Any],
) -> None:
    """The trail's row of a change to one row, as ("annotation", 7), and ``tell``; where no webhook is, which is mostly,
    in one statement."""
    noun, number = row
    values = trail_row(actor_id, done, project_id=project_id, subject=f"{noun}:{number}", detail=detail)
    if _RECORD_AND_LOOK.first(session, {**values, "of_project": project_id})[0]:
        tell(session, told, project_id, [number])


def tell(session: Session, action: str, project_id: int | None, ids: Sequence[int]) -> None:
    """Let the webhooks that want this action know which rows it was about."""
    for hook_id, for_all, actions in _WANTED.all(session, {"of_project": project_id}):
        if not for_all and action not in orjson.loads(actions):
            continue
        for start in range(0, max(len(ids), 1), MOST_IDS):
            params: dict[str, Any] = {"webhook": hook_id, "action": action, "project": project_id}
            params["ids"] = list(ids[start : start + MOST_IDS])
            enqueue(session, KIND, params, project_id=project_id, max_attempts=TRIES)
