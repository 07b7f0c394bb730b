"""``projects.stats`` and ``tasks.agreement_matrix`` of the SDK."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from annotate.assignments.routes import numbers
from annotate.db import Database
from annotate.direct import Late
from annotate.reliability import predicted, sdk
from annotate.reliability.sdk import Reference
from annotate.security import Caller, CallerDep, DbDep
from annotate.stats import regions, service

router = APIRouter(prefix="/api/projects/{project_id}", tags=["statistics"], route_class=Late)
Json = dict[str, Any]
Flag = Annotated[bool, Query(description="one number a label")]
Ids = Annotated[str, Query(max_length=2000, description="people, as comma-separated ids")]
_QUALITY = "/analytics/data-quality/agreement-analysis"


@router.get("/stats/IAA", summary="Agreement person by person")
def iaa(project_id: int, db: DbDep, caller: CallerDep, per_label: Flag = False, std: bool = False) -> Json:
    """F1 on events found (or on equal regions, without a codebook), over the tasks that both have coded."""
    return service.agreement(db, caller, project_id, sdk.matrix, regions.matrix, per_label=per_label, std=std)


@router.get("/stats/total_agreement", summary="Agreement over all pairs of people")
def total_agreement(project_id: int, db: DbDep, caller: CallerDep, per_label: Flag = False) -> Json:
    """Null while no two people have coded the same task."""
    return service.agreement(db, caller, project_id, sdk.total, regions.total, per_label=per_label)


@router.get("/stats/agreement_annotators", summary="Each person's agreement with the others")
def agreement_annotators(project_id: int, ids: Ids, db: DbDep, caller: CallerDep) -> Json:
    users = numbers(ids) or []
    return {"agreement": service.agreement(db, caller, project_id, sdk.annotators, regions.annotators, users=users)}


@router.get("/stats/agreement_annotator/{user_id}", summary="One person's agreement with the others")
def agreement_annotator(project_id: int, user_id: int, db: DbDep, caller: CallerDep) -> Json:
    found = service.agreement(db, caller, project_id, sdk.annotators, regions.annotators, users=[user_id])
    return {"Agreement_per_annotator": found.get(str(user_id))}


@router.get("/stats/agreement-groundtruth", summary="Each person's agreement with the ground truth")
def ground_truth(project_id: int, ids: Ids, db: DbDep, caller: CallerDep, per_label: Flag = False) -> Json:
    asked = {"users": numbers(ids) or [], "per_label": per_label}
    return {"agreement": service.agreement(db, caller, project_id, sdk.with_gold, regions.with_gold, **asked)}


@router.get("/users/{user_id}/stats/agreement-groundtruth", summary="One person's agreement with the ground truth")
def ground_truth_of(project_id: int, user_id: int, db: DbDep, caller: CallerDep, per_label: Flag = False) -> Json:
    asked = {"users": [user_id], "per_label": per_label}
    found = service.agreement(db, caller, project_id, sdk.with_gold, regions.with_gold, **asked)
    return {"agreement": found.get(str(user_id))}


@router.get("/model-stats/{version}/agreement", summary="A model's predictions beside all people's codings")
def model_agreement(project_id: int, version: str, db: DbDep, caller: CallerDep) -> Json:
    """F1 on events found (or equal regions), over the newest articles with both; codings in which a suggestion was
    taken are left out."""
    return {"agreement": _of_model(db, caller, project_id, version=version, against="people")}


@router.get("/model-stats/{version}/agreement-groundtruth", summary="A model's predictions beside the ground truth")
def model_truth(project_id: int, version: str, db: DbDep, caller: CallerDep, per_label: Flag = False) -> Json:
    found = _of_model(db, caller, project_id, version=version, against="gold", per_label=per_label)
    return {"agreement": found}


@router.get("/model-stats/{version}/prediction", summary="A model's predictions beside those of other versions")
def model_models(project_id: int, version: str, db: DbDep, caller: CallerDep, per_label: Flag = False) -> Json:
    found = _of_model(db, caller, project_id, version=version, against="models", per_label=per_label)
    return {"average_prediction_agreement_per_model": found}


def _of_model(db: Database, caller: Caller, project_id: int, **asked: Any) -> Any:
    return service.agreement(db, caller, project_id, predicted.of_model, regions.of_model, **asked)


@router.get("/user-stats/prediction", summary="Each person's agreement with predictions")
def people_models(project_id: int, ids: Ids, db: DbDep, caller: CallerDep, per_label: Flag = False) -> Json:
    return {"agreement": _of_people(db, caller, project_id, numbers(ids) or [], per_label)}


@router.get("/user-stats/{user_id}/prediction", summary="One person's agreement with predictions")
def person_models(project_id: int, user_id: int, db: DbDep, caller: CallerDep, per_label: Flag = False) -> Json:
    found = _of_people(db, caller, project_id, [user_id], per_label)
    return {"average_prediction_agreement_per_user": found.get(str(user_id))}


def _of_people(db: Database, caller: Caller, project_id: int, users: list[int], per_label: bool) -> Any:
    asked = {"users": users, "per_label": per_label}
    return service.agreement(db, caller, project_id, predicted.of_people, regions.of_people, **asked)


@router.get("/stats/finished", summary="How many tasks are finished")
def finished(project_id: int, db: DbDep, caller: CallerDep, user_pk: int | None = None) -> Json:
    with db.read() as session:
        return service.finished(session, caller, project_id, user_pk)


@router.get("/stats/lead_time", summary="Seconds spent, by person")
def lead_time(project_id: int, db: DbDep, caller: CallerDep) -> Json:
    with db.read() as session:
        return service.lead_time(session, caller, project_id)


@router.get("/stats/label-distribution/structure", summary="Controls and their labels")
def structure(project_id: int, db: DbDep, caller: CallerDep) -> Json:
    with db.read() as session:
        return service.structure(session, caller, project_id)


@router.get("/stats/label-distribution/counts", summary="How often each label is used")
def label_counts(
    *,
    project_id: int,
    db: DbDep,
    caller: CallerDep,
    choice_keys: Annotated[str | None, Query(max_length=10_000, description="comma-separated, of structure")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Json:
    with db.read() as session:
        rows = service.label_counts(session, caller, project_id, choice_keys.split(",") if choice_keys else None)
    sums: dict[str, dict[str, int]] = {"from_annotations_count": {}, "from_predictions_count": {}}
    for row in rows:
        for name, found in sums.items():
            found[row["dimension_name"]] = found.get(row["dimension_name"], 0) + row[name]
    return {
        "results": rows[offset : offset + limit],
        "next_offset": offset + limit if offset + limit < len(rows) else None,
        "totals": {
            "annotation_totals_by_dimension": sums["from_annotations_count"],
            "prediction_totals_by_dimension": sums["from_predictions_count"],
        },
    }


@router.get("/user-stats/review_score", summary="How people's codings were judged")
def review_scores(project_id: int, ids: Ids, db: DbDep, caller: CallerDep) -> Json:
    with db.read() as session:
        return service.review_scores(session, caller, project_id, numbers(ids) or [])


@router.get(f"{_QUALITY}/confusion-matrix", summary="Which labels are taken for which")
def confusion(project_id: int, db: DbDep, caller: CallerDep, mode: Reference = "all") -> Json:
    """Root codes of events that match (or labels of equal regions). `mode`: against the ground truth, against
    accepted codings, or all pairs of people."""
    return service.confusion(db, caller, project_id, mode)


@router.get(f"{_QUALITY}/distribution", summary="Tasks by their agreement")
def distribution(project_id: int, db: DbDep, caller: CallerDep) -> Json:
    return service.distribution(db, caller, project_id)


@router.get("/tasks/{task_id}/agreement-matrix", summary="Agreement on one task, person by person")
def task_matrix(
    *,
    project_id: int,
    task_id: int,
    db: DbDep,
    caller: CallerDep,
    models: Annotated[
        bool, Query(alias="selection[models][all]", description="predictions too, of all versions")
    ] = False,
    versions: Annotated[list[str] | None, Query(alias="selection[models][ids]", description="or of these")] = None,
) -> Json:
    """All people whose codings the caller may see; `selection` adds model versions."""
    chosen = (lambda version: models or version in (versions or ())) if models or versions else None
    asked = {"task_id": task_id, "chosen": chosen}
    return service.agreement(db, caller, project_id, sdk.task_matrix, regions.task_matrix, **asked)
