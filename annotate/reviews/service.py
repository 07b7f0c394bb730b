"""The rules of reviews: adjudicators and managers judge others' codings, never their own.

Accepting with another result mends the coding: a revision in the coder's annotation, made by the reviewer. Rejecting
leaves it (``remove``), gives it back to its coder (``requeue``) or takes it back for others (``redistribute``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col

from annotate import clock
from annotate.access import LARGEST_ID, Role, TaskAccess, annotation_for, project_for, readable
from annotate.annotations.forms import RowId
from annotate.annotations.service import mend, withdraw
from annotate.audit import record
from annotate.errors import Forbidden, Invalid, NotFound, StaleVersion
from annotate.labelstudio import wire
from annotate.labelstudio.body import Body, checked
from annotate.models import Annotation, Review
from annotate.queue.service import give_up_seat, take_up_again
from annotate.reviews import store
from annotate.reviews.ids import of_revision, revision_of
from annotate.security import Caller
from annotate.webhooks.events import tell

Wire = dict[str, Any]
REVIEWERS: tuple[Role, ...] = ("manager", "adjudicator")
RejectAction = Literal["remove", "requeue", "redistribute"]
_ORDERS = {"id", "created_at", "updated_at"}


class ReviewForm(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    accepted: bool | None = None
    comment: Annotated[str, Field(max_length=10_000)] | None = None
    reject_action: RejectAction | None = None
    started_at: datetime | None = None


class NewReview(ReviewForm):
    annotation: RowId
    accepted: bool
    result: list[dict[str, Any]] | None = Field(None, description="the mended result, with accepted: true")
    last_annotation_history: RowId | None = Field(None, description="the state that was looked at; another is a 412")


@dataclass(frozen=True, slots=True)
class _Judgement:
    session: Session
    caller: Caller
    access: TaskAccess
    annotation: Annotation


def shown(row: Any, result: str | None = None) -> Wire:
    return {
        "id": row.id,
        "annotation": row.annotation_id,
        "accepted": row.accepted,
        "comment": row.comment,
        "reject_action": row.reject_action,
        "remove_from_queue": row.reject_action == "remove",
        "result": None if result is None else wire.stored(result),
        "last_annotation_history": of_revision(row.seen),
        "previous_annotation_history": of_revision(row.seen),
        "fixed_annotation_history": None if row.fixed is None else of_revision(row.fixed),
        "started_at": clock.iso(row.started_at),
        "created_by": row.created_by,
        "created_at": clock.iso(row.created_at),
        "state": None,
    }


def create(session: Session, caller: Caller, body: Body, lease_minutes: int) -> Wire:
    """Judge an annotation as it is now; raises Forbidden for one's own and for whoever may not review."""
    form = checked(NewReview, body.object())
    annotation, access = annotation_for(session, caller, form.annotation, *REVIEWERS)
    if annotation.user_id == caller.user_id:
        raise Forbidden("Nobody reviews their own coding.")
    seen = store.head_revision(session, form.annotation)
    _require_seen(form, seen.id)
    fixed = _mended(session, caller, access, form, body)
    now = clock.now()
    values = {
        "project_id": access.project.id,
        "task_id": annotation.task_id,
        "annotation_id": form.annotation,
        "accepted": form.accepted,
        "comment": form.comment or "",
        "reject_action": None if form.accepted else form.reject_action,
        "seen": seen.id,
        "fixed": fixed,
        "started_at": form.started_at,
        "created_by": caller.user_id,
        "created_at": now,
        "updated_at": now,
    }
    review_id = store.add(session, values)
    subject, detail = f"review:{review_id}", {"accepted": form.accepted, "fixed": fixed is not None}
    record(session, caller.user_id, "reviewed", project_id=access.project.id, subject=subject, detail=detail)
    tell(session, "REVIEW_CREATED", access.project.id, [review_id])
    found = shown(store.find(session, review_id), body.member("result") if fixed is not None else None)
    if not form.accepted:
        _reject(_Judgement(session, caller, access, annotation), form.reject_action, lease_minutes)
    return found


def _require_seen(form: NewReview, head: int) -> None:
    if form.last_annotation_history is not None and revision_of(form.last_annotation_history) != head:
        raise StaleVersion(
            "This coding was changed since you looked at it; look at it again.", extra={"current": of_revision(head)}
        )


def _mended(session: Session, caller: Caller, access: TaskAccess, form: NewReview, body: Body) -> int | None:
    """The revision that the reviewer's result makes; None when nothing was changed."""
    if form.result is None:
        return None
    if not form.accepted:
        raise Invalid("A rejection has no result; send one with accepted: true.", fields={"result": ["Unexpected."]})
    before = store.head_revision(session, form.annotation).id
    raw = orjson.dumps({"result": orjson.Fragment(body.member("result"))})
    mend(session, caller, access, form.annotation, Body(raw, orjson.loads(raw)))
    after = int(store.head_revision(session, form.annotation).id)
    return after if after != before else None


def _reject(write: _Judgement, action: str | None, lease_minutes: int) -> None:
    session, task, coder = write.session, write.access.task, write.annotation.user_id
    if action == "requeue":
        take_up_again(session, task, coder, lease_minutes)
    elif action == "redistribute":
        withdraw(session, write.caller, write.access, write.annotation.id or 0)
        give_up_seat(session, task, coder)


def find(session: Session, caller: Caller, review_id: int, *, write: bool = False) -> Any:
    """The review, when the caller may read the annotation; ``write``: when they may change it."""
    row = store.find(session, review_id) if 0 < review_id <= LARGEST_ID else None
    missing = NotFound(f"No review {review_id} here that you can see.")
    if row is None:
        raise missing
    try:
        _, access = annotation_for(session, caller, row.annotation_id)
    except NotFound:
        raise missing from None
    if write and access.role != "manager" and not (row.created_by == caller.user_id and access.role in REVIEWERS):
        raise Forbidden("Only the reviewer and managers may change a review.")
    return row


def change(session: Session, caller: Caller, review_id: int, body: Body) -> Wire:
    """Change the judgement or its comment; what it has mended or sent back stays so."""
    form = checked(ReviewForm, body.object())
    row = find(session, caller, review_id, write=True)
    values = form.model_dump(include={"accepted", "comment", "started_at"}, exclude_none=True)
    if form.accepted is False and row.fixed is not None:
        raise Invalid("This review mended the coding; it cannot become a rejection.", fields={"accepted": ["Mended."]})
    if values:
        store.change(session, col(Review.id) == review_id, {**values, "updated_at": clock.now()})
        record(session, caller.user_id, "review-changed", project_id=row.project_id, subject=f"review:{review_id}")
        tell(session, "REVIEW_UPDATED", row.project_id, [review_id])
    return shown(find(session, caller, review_id))


def delete(session: Session, caller: Caller, review_id: int) -> None:
    row = find(session, caller, review_id, write=True)
    store.change(session, col(Review.id) == review_id, {"deleted_at": clock.now()})
    record(session, caller.user_id, "review-deleted", project_id=row.project_id, subject=f"review:{review_id}")
    tell(session, "REVIEWS_DELETED", row.project_id, [review_id])


def clear(session: Session, caller: Caller, project_id: int, tasks: ColumnElement[bool]) -> int:
    """Take back all reviews on these tasks; how many there were."""
    project_for(session, caller, project_id, "manager")
    live = and_(col(Review.project_id) == project_id, col(Review.deleted_at).is_(None))
    count = store.change(session, live & col(Review.task_id).in_(store.tasks_of(tasks)), {"deleted_at": clock.now()})
    record(session, caller.user_id, "reviews-deleted", project_id=project_id, detail={"count": count})
    return count


def listed(
    session: Session, caller: Caller, annotation: int | None, project: int | None, ordering: str = ""
) -> list[Wire]:
    """Reviews of annotations that the caller may read."""
    if ordering and ordering.lstrip("-") not in _ORDERS:
        raise Invalid(f"ordering is one of {', '.join(sorted(_ORDERS))}.", fields={"ordering": ["Unknown."]})
    conditions = [readable(session, caller, store.COLUMNS.project_id, store.COLUMNS.annotation_id)]
    if annotation is not None:
        conditions.append(store.COLUMNS.annotation_id == annotation)
    if project is not None:
        project_for(session, caller, project)
        conditions.append(store.COLUMNS.project_id == project)
    column = store.COLUMNS[ordering.lstrip("-") or "id"]
    return [
        shown(row)
        for row in store.listed(session, conditions, [column.desc() if ordering[:1] == "-" else column.asc()])
    ]
