"""Label Studio's import: tasks in all its forms, with annotations and predictions inside; all or nothing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import orjson
from pydantic import BaseModel, Field
from sqlmodel import Session

from annotate.access import project_as_stored
from annotate.annotations import bulk
from annotate.annotations.checking import Rules, rules_for, text_key
from annotate.audit import record
from annotate.db import Database
from annotate.errors import Invalid
from annotate.labelstudio import wire
from annotate.labelstudio.body import Body, checked
from annotate.models import Project
from annotate.predictions.service import PredictionForm, add_rows, check_result, row_of
from annotate.security import Caller
from annotate.tasks.service import NewTask, add_articles, new_task, transient
from annotate.tasks.uploads import File, Tasks, tasks_of

Wire = dict[str, Any]


class ImportedTask(BaseModel):
    """A task to be imported; a bare object counts as its ``data``."""

    data: dict[str, Any] = Field(description="holds the article under the label config's text key, usually text")
    meta: dict[str, Any] | None = None
    annotations: list[dict[str, Any]] | None = Field(None, description="each with result and completed_by")
    predictions: list[dict[str, Any]] | None = Field(None, description="each with result, score and model_version")


@dataclass(slots=True)
class _Item:
    """One task of the request, checked."""

    new: NewTask
    coded: list[bulk.Coded] = field(default_factory=list)
    predictions: list[PredictionForm] = field(default_factory=list)


def import_tasks(
    db: Database,
    caller: Caller,
    project_id: int,
    body: Body | Sequence[File],
    prediction_fields: Sequence[str],
    *,
    ids: bool,
) -> Wire:
    """Store all tasks of the body or of the files, or none; raises Invalid naming the first wrong item.

    Everything is checked before the write begins: coders go on submitting meanwhile.
    """
    started = time.perf_counter()

    def check(session: Session) -> tuple[Project, Tasks, list[_Item]]:
        project = project_as_stored(session, caller, project_id, "manager").project
        given = _tasks(body) if isinstance(body, Body) else tasks_of(body, text_key(project))
        return project, given, _Reader(session, caller, project, prediction_fields).read(given)

    def store(session: Session, found: tuple[Project, Tasks, list[_Item]]) -> Wire:
        project, given, items = found
        task_ids, counts = _store(session, caller, project, items)
        answer = wire.import_answer(counts, time.perf_counter() - started, task_ids if ids else None)
        return answer if isinstance(body, Body) else {**answer, **_of_files(given)}

    return db.check_then_write(check, store)


def _tasks(body: Body) -> Tasks:
    items = body.data if isinstance(body.data, list) else [body.object()]
    if not items:
        raise Invalid("load_tasks: No tasks added", fields={"non_field_errors": ["load_tasks: No tasks added"]})
    return Tasks(items, [f"Error at item {index}" for index in range(len(items))])


def _of_files(given: Tasks) -> Wire:
    return {"found_formats": given.formats, "data_columns": given.columns()}


def _store(
    session: Session, caller: Caller, project: Project, items: Sequence[_Item]
) -> tuple[list[int], dict[str, int]]:
    task_ids = add_articles(session, project, (item.new for item in items), None, caller)
    coded = [(task_id, one) for task_id, item in zip(task_ids, items, strict=True) for one in item.coded]
    bulk.insert(session, caller, project, coded)
    predictions = [
        row_of(project, task_id, form, orjson.dumps(form.result).decode())
        for task_id, item in zip(task_ids, items, strict=True)
        for form in item.predictions
    ]
    add_rows(session, predictions)
    counts = {"task_count": len(items), "annotation_count": len(coded), "prediction_count": len(predictions)}
    record(session, caller.user_id, "tasks-imported", project_id=project.id, detail=counts)
    return task_ids, counts


class _Reader:
    def __init__(self, session: Session, caller: Caller, project: Project, prediction_fields: Sequence[str]) -> None:
        self.session, self.caller, self.project = session, caller, project
        self.key = text_key(project)
        self.prediction_fields = prediction_fields

    @cached_property
    def rules(self) -> Rules:
        return rules_for(self.session, self.project)

    @cached_property
    def people(self) -> bulk.People:
        return bulk.People(self.session, self.project, self.caller)

    def read(self, given: Tasks) -> list[_Item]:
        items = []
        for index, item in enumerate(given.items):
            try:
                items.append(self._item(item))
            except Invalid as error:
                message = f"{given.places[index]}: {error.detail}"
                fields = {"non_field_errors": [message], **{f"[{index}].{k}": v for k, v in error.fields.items()}}
                raise Invalid(message, fields=fields) from None
        return items

    def _item(self, given: Any) -> _Item:
        if not isinstance(given, dict):
            raise Invalid("a task must be an object")
        whole = given if isinstance(given.get("data"), dict) else {"data": given}
        meta = whole.get("meta") or {}
        if not isinstance(meta, dict):
            raise Invalid("meta must be an object")
        item = _Item(new_task(whole["data"], meta, self.key))
        item.predictions = [self._prediction(p, item.new) for p in _list(whole, "predictions")]
        item.predictions += [self._from_field(name, item.new) for name in self.prediction_fields]
        annotations = _list(whole, "annotations")
        if annotations:
            item.coded = bulk.check(self.rules, self.people, transient(item.new, self.project, 0), annotations)
            item.new = replace(item.new, coders=[c.coder_id for c in item.coded if not c.form.was_cancelled])
        return item

    def _prediction(self, given: Any, new: NewTask) -> PredictionForm:
        form = checked(PredictionForm, given)
        check_result(self.project, form.result, new.text)
        return form

    def _from_field(self, name: str, new: NewTask) -> PredictionForm:
        found = new.data.get(name)
        if found is None:
            raise Invalid(f'"{name}" key is expected in task data, since predictions are to be taken from it')
        return self._prediction(found if isinstance(found, dict) else {"result": found}, new)


def _list(item: dict[str, Any], name: str) -> list[Any]:
    found = item.get(name) or []
    if not isinstance(found, list):
        raise Invalid(f"{name} must be a list")
    return found
