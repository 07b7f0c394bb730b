"""Trained models, for our own pages: train one, read its report, make it the one that suggests."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Response
from fastapi.responses import FileResponse
from pydantic import Field

from annotate.direct import Late
from annotate.reliability.chosen import CHOSEN
from annotate.security import CallerDep, DbDep, SettingsDep
from annotate.settings import data_folder
from annotate.trainings import comparing, service
from annotate.users.wire import In, Moment, Out

router = APIRouter(prefix="/api/app/projects/{project_id}/models", tags=["models"], route_class=Late)


class TrainIn(In):
    name: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^\S(.*\S)?$")] = "baseline"
    release: Annotated[str | None, Field(max_length=64)] = None
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0


class ActiveIn(In):
    active: bool


class Started(Out):
    job: int


class Codebook(Out):
    name: str
    version: str
    sha256: str


class ModelOut(Out):
    version: int
    name: str
    active: bool = Field(description="the one that suggests to coders")
    active_since: Moment | None
    algorithm: str
    seed: int
    codebook: Codebook
    release_hash: str
    model_hash: str
    spans: int = Field(description="coded triggers that it was trained on")
    articles: int
    scores: list[dict[str, Any]] = Field(description="the main scores, each with its interval and n")
    created_by: str
    created_at: Moment


class ReleaseOut(Out):
    hash: str
    versions: list[int] = Field(description="versions trained on it")
    articles: int
    made_at: Moment


class ModelsOut(Out):
    models: list[ModelOut]
    releases: list[ReleaseOut]


@router.get("", summary="A project's models, newest first")
def list_models(project_id: int, db: DbDep, caller: CallerDep) -> ModelsOut:
    with db.read() as session:
        return ModelsOut.model_validate(service.listed(session, caller, project_id))


@router.post("", summary="Train a model (managers)", status_code=202)
def train_model(project_id: int, body: TrainIn, db: DbDep, caller: CallerDep) -> Started:
    """A job trains it on the project's finished codings, or on an earlier `release`, and scores it on grouped folds."""
    with db.write() as session:
        return Started(job=service.start(session, caller, project_id, **body.model_dump()))


@router.get("/agreement", summary="The active model as one more coder, where that was asked for")
def read_comparison(project_id: int, db: DbDep, caller: CallerDep, choice: Any = CHOSEN) -> Response:
    """Beside each coder, over articles that it has not seen and, apart from these, over those it was trained on."""
    return Response(orjson.dumps(comparing.shown(db, caller, project_id, choice)), media_type="application/json")


@router.post("/agreement", summary="Compare the active model with each coder, as a job", status_code=202)
def begin_comparison(project_id: int, db: DbDep, caller: CallerDep, choice: Any = CHOSEN) -> Response:
    """For the same filters as the numbers; the result is then in the answer of the GET."""
    found = comparing.begin(db, caller, project_id, choice)
    return Response(orjson.dumps(found), media_type="application/json", status_code=202)


@router.get("/agreement/items", summary="The first places at which the model differs from a coder")
def read_differences(
    *,
    project_id: int,
    db: DbDep,
    caller: CallerDep,
    measure: Annotated[Literal["event_f1", "event_f1_strict", "code_percent", "root_alpha"], Query()],
    coder: int,
    choice: Any = CHOSEN,
    part: Annotated[
        Literal["fresh", "trained"], Query(description="articles that the model has not seen, or the others")
    ] = "fresh",
) -> Response:
    with db.read() as session:
        found = comparing.items(session, caller, project_id, choice, measure=measure, coder=coder, part=part)
    return Response(orjson.dumps(found), media_type="application/json")


@router.get("/{version}", summary="A model with its run card and report")
def read_model(project_id: int, version: int, db: DbDep, caller: CallerDep) -> Response:
    with db.read() as session:
        found = service.report(session, caller, project_id, version)
        return Response(orjson.dumps(found), media_type="application/json")


@router.patch("/{version}", summary="Make a model the active one, or have none (managers)", status_code=204)
def change_model(project_id: int, version: int, body: ActiveIn, db: DbDep, caller: CallerDep) -> None:
    """The active model suggests codes for the words that a coder marks. A job lets it read the open articles: events
    that it finds become predictions in place of those of the project's other models, and where the project wants the
    queue in order, the articles of which it is least sure come first."""
    with db.write() as session:
        service.activate(session, caller, project_id, version, active=body.active)


@router.get("/{version}/report.html", summary="A model's report as one self-contained page")
def download_report(project_id: int, version: int, db: DbDep, caller: CallerDep, settings: SettingsDep) -> FileResponse:
    with db.read() as session:
        folder = service.folder(session, caller, project_id, version, data_folder(settings))
    name = f"project-{project_id}-model-{version}.html"
    return FileResponse(folder / "report.html", media_type="text/html", filename=name)
