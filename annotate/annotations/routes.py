"""Annotations and drafts, at the addresses of Label Studio; drafts of the coding screen at our own."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response

from annotate.access import LARGEST_ID
from annotate.annotations import drafts, many, reading, service
from annotate.annotations.forms import AnnotationForm, DraftForm, NewAnnotation, Snapshot
from annotate.db import Database
from annotate.direct import Direct
from annotate.labelstudio import shapes
from annotate.labelstudio.body import BodyDep, checked, documented
from annotate.queue.service import take_kept
from annotate.security import Caller, CallerDep, DbDep, SettingsDep

router = APIRouter(prefix="/api", route_class=Direct)
_CODINGS: list[str | Enum] = ["annotations"]
_DRAFTS: list[str | Enum] = ["drafts"]
Then = Annotated[int | None, Query(gt=0, le=LARGEST_ID, description="the article that was fetched ahead")]


def _json(data: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(data), status_code=status, media_type="application/json")


@router.get(
    "/tasks/{task_id}/annotations",
    tags=_CODINGS,
    summary="Annotations of a task",
    responses=shapes.answer(list[shapes.Annotation]),
)
def list_annotations(task_id: int, db: DbDep, caller: CallerDep) -> Response:
    """Those the caller may see: annotators see their own, the others all once their own is in."""
    with db.read() as session:
        return _json(reading.of_task(session, caller, task_id))


@router.post(
    "/tasks/{task_id}/annotations",
    tags=_CODINGS,
    summary="Submit a coding, or skip the article",
    status_code=201,
    openapi_extra=documented(NewAnnotation),
    responses=shapes.answer(shapes.Annotation, 201),
)
def create_annotation(
    *, task_id: int, body: BodyDep, db: DbDep, caller: CallerDep, settings: SettingsDep, then: Then = None
) -> Response:
    """Send `result` (Label Studio) or `coding` (ours). Repeating a request stores nothing new and answers 200."""
    answer = service.create(db, caller, task_id, body)
    after = _after(db, caller, then, settings.lease_minutes)
    return _json({**answer.annotation, **after}, 201 if answer.created else 200)


def _after(db: Database, caller: Caller, then: int | None, lease_minutes: int) -> dict[str, Any]:
    """Whether the article that the browser fetched ahead is the caller's now: its number, else null."""
    if then is None:
        return {}
    with db.write() as session:
        return {"next": then if take_kept(session, caller.user_id, then, lease_minutes) else None}


@router.post(
    "/annotations/bulk",
    tags=_CODINGS,
    summary="Store one coding for many tasks, all or none",
    status_code=201,
    openapi_extra=documented(many.BulkCoding),
)
def create_many(body: BodyDep, db: DbDep, caller: CallerDep) -> Response:
    """`tasks` names them, or `task` one; the answer lists the annotations' ids in that order."""
    form = checked(many.BulkCoding, body.object())
    tasks = form.tasks or ([form.task] if form.task is not None else [])
    return _json([{"id": one} for one in many.create(db, caller, tasks, body)], 201)


@router.post(
    "/annotations/bulk-delete",
    tags=_CODINGS,
    summary="Take many codings back, all or none",
    openapi_extra=documented(many.BulkDelete),
)
def delete_many(body: BodyDep, db: DbDep, caller: CallerDep) -> Response:
    return _json({"deleted_count": many.delete(db, caller, body)})


@router.get(
    "/annotations/{annotation_id}", tags=_CODINGS, summary="One annotation", responses=shapes.answer(shapes.Annotation)
)
def read_annotation(annotation_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.read() as session:
        return _json(reading.get(session, caller, annotation_id))


@router.patch(
    "/annotations/{annotation_id}",
    tags=_CODINGS,
    summary="Change a coding",
    openapi_extra=documented(AnnotationForm),
    responses=shapes.answer(shapes.Annotation),
)
def update_annotation(
    *, annotation_id: int, body: BodyDep, db: DbDep, caller: CallerDep, settings: SettingsDep, then: Then = None
) -> Response:
    """Adds a revision; earlier ones stay. With `base_version`, a change by somebody else in between is a 412."""
    changed = service.update(db, caller, annotation_id, body)
    return _json({**changed, **_after(db, caller, then, settings.lease_minutes)})


@router.delete("/annotations/{annotation_id}", tags=_CODINGS, summary="Take a coding back", status_code=204)
def delete_annotation(annotation_id: int, db: DbDep, caller: CallerDep) -> Response:
    service.delete(db, caller, annotation_id)
    return Response(status_code=204)


@router.put(
    "/app/tasks/{task_id}/draft",
    tags=_DRAFTS,
    summary="Keep the coding screen's snapshot",
    openapi_extra=documented(Snapshot),
)
def save_draft(task_id: int, body: BodyDep, db: DbDep, caller: CallerDep, settings: SettingsDep) -> Response:
    return _json(drafts.save(db, caller, task_id, body, settings.lease_minutes))


@router.get(
    "/tasks/{task_id}/drafts",
    tags=_DRAFTS,
    summary="The caller's drafts of a task",
    responses=shapes.answer(list[shapes.Draft]),
)
def list_drafts(task_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.read() as session:
        return _json(drafts.of_task(session, caller, task_id))


@router.post(
    "/tasks/{task_id}/drafts",
    tags=_DRAFTS,
    summary="Keep a draft of a task",
    status_code=201,
    openapi_extra=documented(DraftForm),
    responses=shapes.answer(shapes.Draft, 201),
)
def create_draft(task_id: int, body: BodyDep, db: DbDep, caller: CallerDep) -> Response:
    return _json(drafts.put(db, caller, task_id, body), 201)


@router.post(
    "/tasks/{task_id}/annotations/{annotation_id}/drafts",
    tags=_DRAFTS,
    summary="Keep a draft of a change to an annotation",
    status_code=201,
    openapi_extra=documented(DraftForm),
    responses=shapes.answer(shapes.Draft, 201),
)
def create_annotation_draft(task_id: int, annotation_id: int, body: BodyDep, db: DbDep, caller: CallerDep) -> Response:
    return _json(drafts.put(db, caller, task_id, body, annotation_id), 201)


@router.get(
    "/drafts/{draft_id}", tags=_DRAFTS, summary="One draft of the caller", responses=shapes.answer(shapes.Draft)
)
def read_draft(draft_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.read() as session:
        row, access = drafts.find(session, caller, draft_id)
        return _json(drafts.shown(session, access.project, row))


@router.patch(
    "/drafts/{draft_id}",
    tags=_DRAFTS,
    summary="Change a draft",
    openapi_extra=documented(DraftForm),
    responses=shapes.answer(shapes.Draft),
)
def change_draft(draft_id: int, body: BodyDep, db: DbDep, caller: CallerDep) -> Response:
    return _json(drafts.change(db, caller, draft_id, body))


@router.delete("/drafts/{draft_id}", tags=_DRAFTS, summary="Throw a draft away", status_code=204)
def delete_draft(draft_id: int, db: DbDep, caller: CallerDep) -> Response:
    drafts.drop(db, caller, draft_id)
    return Response(status_code=204)


@router.post(
    "/annotations/{annotation_id}/convert-to-draft",
    tags=_DRAFTS,
    summary="Turn one's own coding back into a draft",
    status_code=201,
    responses=shapes.answer(shapes.Draft, 201),
)
def convert_to_draft(annotation_id: int, db: DbDep, caller: CallerDep, settings: SettingsDep) -> Response:
    return _json(drafts.from_annotation(db, caller, annotation_id, settings.lease_minutes), 201)


@router.get("/projects/{project_id}/annotators", tags=_CODINGS, summary="Who has coded in a project")
def list_annotators(project_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.read() as session:
        return _json(reading.annotators(session, caller, project_id))
