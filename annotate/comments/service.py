"""The rules of comments: who may read a coding may comment on it; authors change theirs."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session

from annotate import clock
from annotate.access import LARGEST_ID, annotation_for, project_for, readable, task_for
from annotate.annotations.drafts import find as find_draft
from annotate.annotations.forms import RowId
from annotate.audit import record
from annotate.comments import store
from annotate.errors import Forbidden, Invalid, NotFound
from annotate.labelstudio import wire
from annotate.labelstudio.body import Body, checked
from annotate.security import Caller

Wire = dict[str, Any]
LONGEST = 10_000
_ORDERS = {"id": "id", "created_at": "created_at", "updated_at": "updated_at"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CommentForm(BaseModel):
    """``region_ref`` and ``classifications`` are kept as they come."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    text: Annotated[str, Field(min_length=1, max_length=LONGEST)] | None = None
    is_resolved: bool | None = None
    region_ref: Any = None
    classifications: Any = None


class NewComment(CommentForm):
    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    annotation: RowId | None = None
    draft: RowId | None = Field(None, description="a draft of one's own, instead of annotation")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which comments: each that is given must hold."""

    annotation: int | None = None
    draft: int | None = None
    projects: Sequence[int] | None = None
    annotators: Sequence[int] | None = None
    ordering: str = ""


def shown(row: Any, *, expand: bool = False) -> Wire:
    author = {**wire.person(row.created_by, row.email, row.name), "username": row.email.partition("@")[0]}
    return {
        "id": row.id,
        "text": row.text,
        "annotation": row.annotation_id,
        "draft": row.draft_id,
        "task": row.task_id,
        "project": row.project_id,
        "region_ref": _stored(row.region_ref),
        "classifications": _stored(row.classifications),
        "is_resolved": row.resolved_at is not None,
        "resolved_at": clock.iso(row.resolved_at),
        "created_by": author if expand else row.created_by,
        "created_at": clock.iso(row.created_at),
        "updated_at": clock.iso(row.updated_at),
        "state": None,
    }


def _stored(text: str | None) -> Any:
    return None if text is None else wire.stored(text)


def create(session: Session, caller: Caller, body: Body) -> int:
    form = checked(NewComment, body.object())
    if (form.annotation is None) == (form.draft is None):
        raise Invalid("Name an annotation or a draft.", fields={"annotation": ["Give this or draft."]})
    if form.annotation is not None:
        annotation, access = annotation_for(session, caller, form.annotation)
        task_id, project_id = annotation.task_id, access.project.id
    else:
        draft, access = find_draft(session, caller, form.draft or 0)
        task_id, project_id = draft.task_id, access.project.id
    now = clock.now()
    values = {
        "project_id": project_id,
        "task_id": task_id,
        "annotation_id": form.annotation,
        "draft_id": form.draft,
        "text": form.text,
        **_extras(form, body.object()),
        "resolved_at": now if form.is_resolved else None,
        "created_by": caller.user_id,
        "created_at": now,
        "updated_at": now,
    }
    comment_id = store.add(session, values)
    record(session, caller.user_id, "comment-made", project_id=project_id, subject=f"comment:{comment_id}")
    return comment_id


def _extras(form: CommentForm, given: Mapping[str, Any]) -> dict[str, str | None]:
    names = ("region_ref", "classifications")
    return {n: None if given[n] is None else orjson.dumps(given[n]).decode() for n in names if n in given}


def find(session: Session, caller: Caller, comment_id: int) -> Any:
    """The comment, when the caller may read what it is about."""
    row = store.find(session, comment_id) if 0 < comment_id <= LARGEST_ID else None
    missing = NotFound(f"No comment {comment_id} here that you can see.")
    if row is None:
        raise missing
    try:
        if row.annotation_id is not None:
            annotation_for(session, caller, row.annotation_id)
        else:
            task_for(session, caller, row.task_id)
    except NotFound:
        raise missing from None
    if row.annotation_id is None and row.created_by != caller.user_id:
        raise missing  # a draft is its coder's alone
    return row


def change(session: Session, caller: Caller, comment_id: int, body: Body) -> None:
    """Authors change the text; who has to do with the coding may resolve."""
    form = checked(CommentForm, body.object())
    row = find(session, caller, comment_id)
    values: dict[str, Any] = _extras(form, body.object())
    if form.text is not None:
        values["text"] = form.text
    if values and row.created_by != caller.user_id:
        raise Forbidden("Only its author may change a comment.")
    if form.is_resolved is not None and form.is_resolved != (row.resolved_at is not None):
        _may_resolve(session, caller, row)
        values["resolved_at"] = clock.now() if form.is_resolved else None
    if values:
        store.change(session, comment_id, {**values, "updated_at": clock.now()})
        record(session, caller.user_id, "comment-changed", project_id=row.project_id, subject=f"comment:{comment_id}")


def _may_resolve(session: Session, caller: Caller, row: Any) -> None:
    role = project_for(session, caller, row.project_id).role
    if caller.user_id not in (row.created_by, row.coder) and role not in ("manager", "adjudicator"):
        raise Forbidden("Only its author, the coder, adjudicators and managers may resolve a comment.")


def delete(session: Session, caller: Caller, comment_id: int) -> None:
    row = find(session, caller, comment_id)
    role = project_for(session, caller, row.project_id).role
    if row.created_by != caller.user_id and role != "manager":
        raise Forbidden("Only its author and managers may delete a comment.")
    store.change(session, comment_id, {"deleted_at": clock.now()})
    record(session, caller.user_id, "comment-deleted", project_id=row.project_id, subject=f"comment:{comment_id}")


def listed(session: Session, caller: Caller, wanted: Wanted) -> Sequence[Any]:
    """The comments that are wanted and that the caller may read."""
    conditions: list[ColumnElement[bool]] = [_readable(session, caller)]
    columns = store.COLUMNS
    if wanted.annotation is not None:
        conditions.append(columns.annotation_id == wanted.annotation)
    if wanted.draft is not None:
        conditions.append(columns.draft_id == wanted.draft)
    if wanted.projects is not None:
        conditions.append(columns.project_id.in_(wanted.projects))
    if wanted.annotators is not None:
        conditions.append(columns.created_by.in_(wanted.annotators))
    return store.listed(session, conditions, _order(wanted.ordering))


def _readable(session: Session, caller: Caller) -> ColumnElement[bool]:
    """On an annotation that the caller may read, or on a draft of theirs."""
    columns = store.COLUMNS
    mine = and_(columns.annotation_id.is_(None), columns.created_by == caller.user_id)
    return or_(readable(session, caller, columns.project_id, columns.annotation_id), mine)


def _order(ordering: str) -> list[Any]:
    if not ordering:
        return []
    name = _ORDERS.get(ordering.lstrip("-"))
    if name is None:
        raise Invalid(f"ordering is one of {', '.join(_ORDERS)}.", fields={"ordering": ["Unknown."]})
    column = store.COLUMNS[name]
    return [column.desc() if ordering.startswith("-") else column.asc()]


def as_csv(rows: Sequence[Any]) -> bytes:
    """Comments as a table; text that a spreadsheet would take for a formula has an apostrophe in front."""
    out = io.StringIO()
    names = ("id", "project", "task", "annotation", "created_by", "created_at", "is_resolved", "text")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        data = {**shown(row), "created_by": row.email}
        writer.writerow([_safe(data[name]) for name in names])
    return out.getvalue().encode()


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
