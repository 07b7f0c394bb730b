"""The rules for predictions: only managers put them in, and only what the label config allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from annotate import clock
from annotate.access import LARGEST_ID, SEES_ALL, ProjectAccess, TaskAccess, project_for, task_for
from annotate.annotations.checking import codebook_for, controls_of
from annotate.audit import record
from annotate.errors import Invalid, NotFound
from annotate.labelstudio import wire
from annotate.labelstudio.body import Body, checked
from annotate.models import Prediction, Project
from annotate.predictions import store
from annotate.predictions.acceptance import accepted
from annotate.predictions.policy import hidden_from, why_unaided
from annotate.predictions.suggestions import nothing, suggested
from annotate.security import Caller
from annotate.trainings.store import active
from schemas.labelstudio.result import result_problems

Wire = dict[str, Any]
_AT_ONCE = 500


class PredictionForm(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, protected_namespaces=())

    result: list[dict[str, Any]] | None = None
    score: Annotated[float, Field(allow_inf_nan=False)] | None = None
    model_version: Annotated[str, Field(max_length=200)] | None = None


class NewPrediction(PredictionForm):
    task: Annotated[int, Field(gt=0, le=LARGEST_ID)]
    result: list[dict[str, Any]]


def create(session: Session, caller: Caller, body: Body) -> Wire:
    form = checked(NewPrediction, body.object())
    access = task_for(session, caller, form.task, "manager")
    check_result(access.project, form.result, access.task.text)
    found = store.add(session, row_of(access.project, form.task, form, body.member("result")))
    _note(session, caller, access, "prediction-made", found)
    return shown(_stored(session, found))


def change(session: Session, caller: Caller, prediction_id: int, body: Body) -> Wire:
    form = checked(PredictionForm, body.object())
    access = _access(session, caller, prediction_id, "manager")
    values = form.model_dump(include={"score", "model_version"}, exclude_none=True)
    if form.result is not None:
        check_result(access.project, form.result, access.task.text)
        values["result"] = body.member("result")
    store.change(session, prediction_id, {**values, "updated_at": clock.now()})
    _note(session, caller, access, "prediction-changed", prediction_id)
    session.expire_all()
    return shown(_stored(session, prediction_id))


def delete(session: Session, caller: Caller, prediction_id: int) -> None:
    access = _access(session, caller, prediction_id, "manager")
    store.remove(session, prediction_id)
    _note(session, caller, access, "prediction-deleted", prediction_id)


def delete_of_tasks(session: Session, caller: Caller, project_id: int, tasks: ColumnElement[bool]) -> int:
    """Remove the predictions of these tasks of a project; how many there were."""
    project_for(session, caller, project_id, "manager")
    count = store.remove_of_tasks(session, project_id, tasks)
    record(session, caller.user_id, "predictions-deleted", project_id=project_id, detail={"count": count})
    return count


def get(session: Session, caller: Caller, prediction_id: int) -> Wire:
    access = _access(session, caller, prediction_id)
    row = _stored(session, prediction_id)
    if hidden_from(session, access.project, access.role, caller.user_id, [row.task_id]):
        raise NotFound(f"No prediction {prediction_id} here that you can see.")
    return shown(row)


def listed(session: Session, caller: Caller, task_id: int | None, project_id: int | None) -> list[Wire]:
    """The predictions of a task or of a project, without those that would tell the caller what to code."""
    access: TaskAccess | ProjectAccess
    if task_id is not None:
        access, condition = task_for(session, caller, task_id), col(Prediction.task_id) == task_id
    elif project_id is not None:
        access, condition = project_for(session, caller, project_id), col(Prediction.project_id) == project_id
    else:
        raise Invalid("Name a task or a project: ?task=… or ?project=….")
    rows = store.listed(session, condition)
    ids = list({row.task_id for row in rows})
    hidden = hidden_from(session, access.project, access.role, caller.user_id, ids)
    return [shown(row) for row in rows if row.task_id not in hidden]


def import_many(session: Session, caller: Caller, project_id: int, body: Body) -> int:
    """Store a list of predictions for tasks of one project, all or none; how many there were."""
    project = project_for(session, caller, project_id, "manager").project
    if not isinstance(body.data, list) or not body.data:
        raise Invalid("Send a list of one or more predictions.")
    forms = [checked(NewPrediction, item, f"[{index}]") for index, item in enumerate(body.data)]
    for start in range(0, len(forms), _AT_ONCE):
        _import_some(session, project, start, forms[start : start + _AT_ONCE])
    record(session, caller.user_id, "predictions-imported", project_id=project_id, detail={"count": len(forms)})
    return len(forms)


def _import_some(session: Session, project: Project, start: int, forms: Sequence[NewPrediction]) -> None:
    texts = store.tasks_of(session, project.id or 0, {form.task for form in forms})
    rows = []
    for index, form in enumerate(forms, start):
        if form.task not in texts:
            message = f"Task {form.task} is not in this project."
            raise Invalid(f"Error at item {index}: {message}", fields={f"[{index}].task": [message]})
        check_result(project, form.result, texts[form.task], f"[{index}].")
        rows.append(row_of(project, form.task, form, orjson.dumps(form.result).decode()))
    store.add_many(session, rows)


def check_result(project: Project, result: Any, text: str, place: str = "") -> None:
    """Raises Invalid for a result that the project's label config or the text does not allow."""
    found = result_problems(result, controls_of(project.label_config), text)
    if found:
        fields: dict[str, list[str]] = {}
        for problem in found:
            fields.setdefault(place + problem.path, []).append(problem.message)
        raise Invalid(f"{place}{found[0].path}: {found[0].message}", fields=fields)


def row_of(project: Project, task_id: int, form: PredictionForm, result: str) -> dict[str, Any]:
    now = clock.now()
    return {
        "task_id": task_id,
        "project_id": project.id,
        "result": result,
        "score": form.score,
        "model_version": form.model_version or "",
        "created_at": now,
        "updated_at": now,
    }


def add_rows(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store checked predictions, given as ``row_of`` makes them."""
    if rows:
        store.add_many(session, rows)


def replace(
    session: Session, project_id: int, task_ids: Sequence[int], models: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Checked predictions in place of what these models have said of these tasks; those of others stay."""
    store.remove_of_models(session, project_id, task_ids, models)
    add_rows(session, rows)


def of_tasks(
    session: Session, caller: Caller, access: ProjectAccess | TaskAccess, task_ids: Sequence[int]
) -> Sequence[Any]:
    """The predictions of these tasks of one project, as far as the caller may see them now."""
    rows = store.of_tasks(session, task_ids)
    hidden = hidden_from(session, access.project, access.role, caller.user_id, task_ids) if rows else set()
    return [row for row in rows if row.task_id not in hidden]


def suggestions(session: Session, access: TaskAccess, caller: Caller, *, coming: int = 0) -> Wire:
    """What the coding screen suggests on the article, and ``why`` nothing where it must not; see ``policy``."""
    project, task = access.project, access.task
    why = why_unaided(session, access, caller.user_id, coming=coming)
    rows = store.of_tasks(session, [task.id or 0])
    any_ = bool(rows) or store.has_any(session, project.id or 0) or active(session, project.id or 0) is not None
    head = {"why": why, "first": project.first_unaided, "any": any_}
    if why is not None or project.own_config or not rows:
        return {**head, **nothing()}
    return {**head, **suggested(rows, codebook_for(session, project), task.text, project.least_score)}


def acceptance(session: Session, caller: Caller, project_id: int) -> list[Wire]:
    """What became of suggestions in the project's finished codings; not for annotators, who see their own work only."""
    project_for(session, caller, project_id, *SEES_ALL)
    return accepted(store.with_suggestions(session, project_id))


def shown(row: Prediction) -> Wire:
    return wire.prediction(row, clock.now())


def _access(session: Session, caller: Caller, prediction_id: int, *roles: Any) -> TaskAccess:
    row = store.find(session, prediction_id) if 0 < prediction_id <= LARGEST_ID else None
    missing = NotFound(f"No prediction {prediction_id} here that you can see.")
    if row is None:
        raise missing
    try:
        return task_for(session, caller, row.task_id, *roles)
    except NotFound:
        raise missing from None


def _stored(session: Session, prediction_id: int) -> Prediction:
    row = store.find(session, prediction_id)
    if row is None:
        raise NotFound(f"No prediction {prediction_id} here that you can see.")
    return row


def _note(session: Session, caller: Caller, access: TaskAccess, action: str, prediction_id: int) -> None:
    subject = f"prediction:{prediction_id}"
    record(session, caller.user_id, action, project_id=access.project.id, subject=subject)
