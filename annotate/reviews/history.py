"""The history of annotations: their revisions, and the reviews in between. It is only ever added to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from annotate import clock
from annotate.access import LARGEST_ID, annotation_for, project_for, visible_annotations
from annotate.errors import Invalid, NotFound
from annotate.labelstudio import wire
from annotate.models import Annotation, Revision
from annotate.reviews import service, store
from annotate.reviews.ids import of_review, of_revision, review_of, revision_of
from annotate.security import Caller
from annotate.users.sdk_wire import ORGANIZATION_ID

Wire = dict[str, Any]
LARGEST_PAGE = 500


def of_annotation(session: Session, caller: Caller, annotation_id: int, ordering: str = "") -> list[Wire]:
    """Everything that happened to an annotation, oldest first; ``-id`` or ``-created_at``: newest first."""
    if ordering.lstrip("-") not in {"", "id", "created_at"}:
        raise Invalid("ordering is id or created_at.", fields={"ordering": ["Unknown."]})
    annotation_for(session, caller, annotation_id)
    revisions = store.revisions(session, [col(Revision.annotation_id) == annotation_id])
    found = [_of_revision(row) for row in revisions]
    project_id = revisions[0].project_id if revisions else None
    by_number = {item["id"]: item for item in found}
    for review in store.listed(session, [store.COLUMNS.annotation_id == annotation_id], []):
        after = by_number.get(of_revision(review.fixed or review.seen))
        place = found.index(after) + 1 if after in found else len(found)
        found.insert(place, _of_review(review, project_id, after))
    return found[::-1] if ordering.startswith("-") else found


def one(session: Session, caller: Caller, history_id: int) -> Wire:
    missing = NotFound(f"No history entry {history_id} here that you can see.")
    if not 0 < history_id <= 2 * LARGEST_ID:
        raise missing
    review, revision = review_of(history_id), revision_of(history_id)
    if review is not None:
        row = service.find(session, caller, review)
        return _of_review(row, row.project_id, None)
    rows = store.revisions(session, [col(Revision.id) == revision])
    if not rows:
        raise missing
    try:
        annotation_for(session, caller, rows[0].annotation_id)
    except NotFound:
        raise missing from None
    return _of_revision(rows[0])


def of_project(
    session: Session,
    caller: Caller,
    project_id: int,
    *,
    since: datetime | None,
    until: datetime | None,
    page: int,
    page_size: int,
) -> tuple[int, list[Wire]]:
    """The revisions of a project that the caller may read, oldest first; how many, and a page of them."""
    access = project_for(session, caller, project_id)
    conditions: list[ColumnElement[bool]] = [
        col(Annotation.project_id) == project_id,
        visible_annotations(caller, access.role),
    ]
    if since is not None:
        conditions.append(col(Revision.created_at) >= since)
    if until is not None:
        conditions.append(col(Revision.created_at) <= until)
    rows = store.revisions(session, conditions, (page - 1) * page_size, page_size)
    return store.count_revisions(session, conditions), [_of_revision(row) for row in rows]


def _of_revision(row: Any) -> Wire:
    return {
        **_entry(of_revision(row.id), _action(row), row),
        "annotation_id": row.annotation_id,
        "lead_time": row.lead_time,
        "result": wire.stored(row.result),
        "review_id": None,
        "comment": None,
    }


def _action(row: Any) -> str:
    if row.action == "created":
        return "imported" if row.import_id is not None else "prediction" if row.parent_prediction else "submitted"
    return str(row.action)


def _of_review(row: Any, project_id: int | None, state: Wire | None) -> Wire:
    action = "rejected" if not row.accepted else "accepted" if row.fixed is None else "fixed_and_accepted"
    return {
        **_entry(of_review(row.id), action, row),
        "annotation_id": row.annotation_id,
        "lead_time": None,
        "result": state["result"] if state else None,
        "review_id": row.id,
        "comment": row.comment,
    }


def _entry(history_id: int, action: str, row: Any) -> Wire:
    return {
        "id": history_id,
        "action": action,
        "created_by": row.created_by,
        "created_at": clock.iso(row.created_at),
        "task_id": row.task_id,
        "project_id": row.project_id,
        "organization_id": ORGANIZATION_ID,
        "draft_id": None,
        "comment_id": None,
        "started_at": None,
    }
