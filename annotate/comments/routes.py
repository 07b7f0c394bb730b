"""Comments at the addresses where the SDK looks for them."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query, Response
from sqlmodel import Session

from annotate.annotations.forms import RowId
from annotate.assignments.routes import numbers
from annotate.comments import service
from annotate.comments.service import CommentForm, NewComment, Wanted
from annotate.direct import Direct
from annotate.labelstudio import shapes
from annotate.labelstudio.body import BodyDep, documented
from annotate.security import Caller, CallerDep, DbDep

router = APIRouter(prefix="/api/comments", tags=["comments"], route_class=Direct)
Flag = Annotated[bool, Query(description="the author as an object")]
Ids = Annotated[str | None, Query(max_length=2000, description="comma-separated ids")]


def _json(data: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(data), status_code=status, media_type="application/json")


def _shown(session: Session, caller: Caller, comment_id: int, expand: bool) -> Any:
    return service.shown(service.find(session, caller, comment_id), expand=expand)


def wanted(
    annotation: RowId | None = None,
    draft: RowId | None = None,
    projects: Ids = None,
    annotators: Ids = None,
    ordering: str = "",
) -> Wanted:
    return Wanted(annotation, draft, numbers(projects), numbers(annotators), ordering)


WantedDep = Annotated[Wanted, Depends(wanted)]


@router.get("", summary="Comments that the caller may read", responses=shapes.answer(list[shapes.Comment]))
def list_comments(which: WantedDep, db: DbDep, caller: CallerDep, expand_created_by: Flag = False) -> Response:
    with db.read() as session:
        return _json([service.shown(row, expand=expand_created_by) for row in service.listed(session, caller, which)])


@router.post(
    "",
    summary="Comment on an annotation",
    status_code=201,
    openapi_extra=documented(NewComment),
    responses=shapes.answer(shapes.Comment, 201),
)
def create_comment(body: BodyDep, db: DbDep, caller: CallerDep, expand_created_by: Flag = False) -> Response:
    with db.write() as session:
        return _json(_shown(session, caller, service.create(session, caller, body), expand_created_by), 201)


@router.get("/export", summary="Comments as CSV", response_class=Response)
def export_comments(which: WantedDep, db: DbDep, caller: CallerDep) -> Response:
    with db.read() as session:
        table = service.as_csv(service.listed(session, caller, which))
    headers = {"Content-Disposition": 'attachment; filename="comments.csv"'}
    return Response(table, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/{comment_id}", summary="One comment", responses=shapes.answer(shapes.Comment))
def read_comment(comment_id: int, db: DbDep, caller: CallerDep, expand_created_by: Flag = False) -> Response:
    with db.read() as session:
        return _json(_shown(session, caller, comment_id, expand_created_by))


@router.patch(
    "/{comment_id}",
    summary="Change or resolve a comment",
    openapi_extra=documented(CommentForm),
    responses=shapes.answer(shapes.Comment),
)
def change_comment(
    comment_id: int, body: BodyDep, db: DbDep, caller: CallerDep, expand_created_by: Flag = False
) -> Response:
    with db.write() as session:
        service.change(session, caller, comment_id, body)
        return _json(_shown(session, caller, comment_id, expand_created_by))


@router.delete("/{comment_id}", summary="Delete a comment", status_code=204)
def delete_comment(comment_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.write() as session:
        service.delete(session, caller, comment_id)
    return Response(status_code=204)
