"""Reviews and history at the addresses where the SDK looks for them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response

from annotate.access import LARGEST_ID
from annotate.annotations.forms import RowId
from annotate.direct import Direct
from annotate.errors import Forbidden
from annotate.labelstudio import shapes
from annotate.labelstudio.body import BodyDep, documented
from annotate.reviews import history, service
from annotate.reviews.service import NewReview, ReviewForm
from annotate.security import CallerDep, DbDep, SettingsDep

router = APIRouter(prefix="/api", tags=["reviews"], route_class=Direct)
Page = Annotated[int, Query(ge=1, le=LARGEST_ID)]
PageSize = Annotated[int, Query(ge=1, le=history.LARGEST_PAGE)]


def _json(data: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(data), status_code=status, media_type="application/json")


@router.get(
    "/annotation-reviews", summary="Reviews that the caller may read", responses=shapes.answer(list[shapes.Review])
)
def list_reviews(
    db: DbDep,
    caller: CallerDep,
    annotation: RowId | None = None,
    annotation__task__project: RowId | None = None,
    ordering: str = "",
) -> Response:
    with db.read() as session:
        return _json(service.listed(session, caller, annotation, annotation__task__project, ordering))


@router.post(
    "/annotation-reviews",
    summary="Accept, mend or reject a coding",
    status_code=201,
    openapi_extra=documented(NewReview),
    responses=shapes.answer(shapes.Review, 201),
)
def create_review(body: BodyDep, db: DbDep, caller: CallerDep, settings: SettingsDep) -> Response:
    """Adjudicators and managers, never one's own coding. `accepted` with a `result` mends the coding; `reject_action`
    says what becomes of a rejected one: remove, requeue (to its coder) or redistribute (to others)."""
    with db.write() as session:
        return _json(service.create(session, caller, body, settings.lease_minutes), 201)


@router.get("/annotation-reviews/{review_id}", summary="One review", responses=shapes.answer(shapes.Review))
def read_review(review_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.read() as session:
        return _json(service.shown(service.find(session, caller, review_id)))


@router.patch(
    "/annotation-reviews/{review_id}",
    summary="Change a review",
    openapi_extra=documented(ReviewForm),
    responses=shapes.answer(shapes.Review),
)
def change_review(review_id: int, body: BodyDep, db: DbDep, caller: CallerDep) -> Response:
    with db.write() as session:
        return _json(service.change(session, caller, review_id, body))


@router.delete("/annotation-reviews/{review_id}", summary="Take a review back", status_code=204)
def delete_review(review_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.write() as session:
        service.delete(session, caller, review_id)
    return Response(status_code=204)


@router.get(
    "/annotation-history", summary="What happened to an annotation", responses=shapes.answer(list[shapes.History])
)
def list_history(annotation: RowId, db: DbDep, caller: CallerDep, ordering: str = "") -> Response:
    """Its revisions and reviews, oldest first."""
    with db.read() as session:
        return _json(history.of_annotation(session, caller, annotation, ordering))


@router.delete("/annotation-history", summary="Refused: history is only ever added to")
def delete_history(caller: CallerDep) -> Response:
    raise Forbidden("History is only ever added to; nobody can delete from it.")


@router.get(
    "/annotation-history/{history_id}", summary="One entry of a history", responses=shapes.answer(shapes.History)
)
def read_history(history_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.read() as session:
        return _json(history.one(session, caller, history_id))


@router.get(
    "/projects/{project_id}/annotation-history",
    summary="The revisions of a project's annotations",
    responses=shapes.answer(shapes.HistoryPage),
)
def list_project_history(
    *,
    project_id: int,
    db: DbDep,
    caller: CallerDep,
    created_at_from: datetime | None = None,
    created_at_to: datetime | None = None,
    page: Page = 1,
    page_size: PageSize = 100,
) -> Response:
    """Oldest first, page by page; past the end a page is empty."""
    with db.read() as session:
        count, found = history.of_project(
            session, caller, project_id, since=created_at_from, until=created_at_to, page=page, page_size=page_size
        )
    return _json({"count": count, "next": None, "previous": None, "results": found})
