"""Predictions, at the addresses of Label Studio."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Response
from pydantic import Field

from annotate.direct import Direct
from annotate.labelstudio import shapes
from annotate.labelstudio.body import BodyDep, documented, documented_list
from annotate.predictions import service
from annotate.predictions.service import NewPrediction, PredictionForm
from annotate.security import CallerDep, DbDep
from annotate.users.wire import Out

router = APIRouter(prefix="/api", tags=["predictions"], route_class=Direct)


class Accepted(Out):
    model: str = Field(description="model version, empty where none was given")
    slot: str = Field(description="a slot of the event, or `event` for a suggested event as a whole")
    rank: int | None = Field(description="which of the suggestions it was, from 1")
    accepted: int = Field(description="taken as it was")
    edited: int = Field(description="taken and changed afterwards")
    rejected: int = Field(description="turned down; whole events only")


@router.get("/app/projects/{project_id}/suggestions/acceptance", summary="What became of suggestions")
def read_acceptance(project_id: int, db: DbDep, caller: CallerDep) -> list[Accepted]:
    """Counted from the finished codings as they stand, per model version, slot and rank."""
    with db.read() as session:
        return [Accepted.model_validate(row) for row in service.acceptance(session, caller, project_id)]


@router.get(
    "/predictions", summary="Predictions of a task or project", responses=shapes.answer(list[shapes.Prediction])
)
def list_predictions(db: DbDep, caller: CallerDep, task: int | None = None, project: int | None = None) -> Response:
    with db.read() as session:
        found = service.listed(session, caller, task, project)
    return Response(orjson.dumps(found), media_type="application/json")


@router.post(
    "/predictions",
    summary="Add a prediction",
    status_code=201,
    openapi_extra=documented(NewPrediction),
    responses=shapes.answer(shapes.Prediction, 201),
)
def create_prediction(body: BodyDep, db: DbDep, caller: CallerDep) -> Response:
    with db.write() as session:
        made = service.create(session, caller, body)
    return Response(orjson.dumps(made), status_code=201, media_type="application/json")


@router.get("/predictions/{prediction_id}", summary="One prediction", responses=shapes.answer(shapes.Prediction))
def read_prediction(prediction_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.read() as session:
        return Response(orjson.dumps(service.get(session, caller, prediction_id)), media_type="application/json")


@router.patch(
    "/predictions/{prediction_id}",
    summary="Change a prediction",
    openapi_extra=documented(PredictionForm),
    responses=shapes.answer(shapes.Prediction),
)
def update_prediction(prediction_id: int, body: BodyDep, db: DbDep, caller: CallerDep) -> Response:
    with db.write() as session:
        changed = service.change(session, caller, prediction_id, body)
    return Response(orjson.dumps(changed), media_type="application/json")


@router.delete("/predictions/{prediction_id}", summary="Remove a prediction", status_code=204)
def delete_prediction(prediction_id: int, db: DbDep, caller: CallerDep) -> Response:
    with db.write() as session:
        service.delete(session, caller, prediction_id)
    return Response(status_code=204)


@router.post(
    "/projects/{project_id}/import/predictions",
    summary="Add many predictions, all or none",
    status_code=201,
    openapi_extra=documented_list(NewPrediction),
)
def import_predictions(project_id: int, body: BodyDep, db: DbDep, caller: CallerDep) -> Response:
    """A list of objects with `task`, `result` and, if wanted, `score` and `model_version`."""
    with db.write() as session:
        count = service.import_many(session, caller, project_id, body)
    return Response(orjson.dumps({"created": count}), status_code=201, media_type="application/json")
