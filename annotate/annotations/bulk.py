"""Codings that come with imported tasks: checked one by one, stored in batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from annotate import clock
from annotate.annotations import store
from annotate.annotations.checking import Checked, Rules
from annotate.annotations.forms import LeadTime, RowId
from annotate.errors import Invalid
from annotate.labelstudio.body import checked
from annotate.models import Project, Task
from annotate.reliability.records import refresh_new
from annotate.security import Caller


class _Person(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: RowId | None = None
    email: str | None = None


class ImportedAnnotation(BaseModel):
    """An annotation within an imported task; ``id`` is the one it had where it comes from."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    result: list[dict[str, Any]]
    id: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    completed_by: int | str | _Person | None = None
    was_cancelled: bool = False
    ground_truth: bool = False
    lead_time: LeadTime | None = None


@dataclass(frozen=True, slots=True)
class Coded:
    """A checked imported coding and whose it is."""

    coder_id: int
    form: ImportedAnnotation
    checked: Checked


class People:
    """The members of a project, found by id or e-mail."""

    def __init__(self, session: Session, project: Project, caller: Caller) -> None:
        rows = store.members(session, project.id or 0)
        self._by_email = {row.email: row.id for row in rows}
        self._ids = {row.id for row in rows} | {caller.user_id}
        self._by_email[caller.email] = caller.user_id
        self._caller = caller.user_id

    def find(self, named: int | str | _Person | None) -> int:
        """The id of the person; nobody named: the caller. Raises Invalid for anybody who is not in the project."""
        if isinstance(named, _Person):
            named = named.email if named.email is not None else named.id
        if named is None:
            return self._caller
        found = self._by_email.get(named.strip().lower()) if isinstance(named, str) else named
        if found is None or found not in self._ids:
            raise Invalid(f"completed_by: {named!r} is not in this project; add the person first.")
        return found


def check(rules: Rules, people: People, task: Task, given: Sequence[Any]) -> list[Coded]:
    """The codings of one task, checked; raises Invalid for a wrong one, or for two of one person."""
    found: list[Coded] = []
    for item in given:
        form = checked(ImportedAnnotation, item)
        coder_id = people.find(form.completed_by)
        if any(other.coder_id == coder_id for other in found):
            raise Invalid("Two annotations of one person on one task; give each its own completed_by.")
        raw = orjson.dumps(item["result"]).decode()
        found.append(Coded(coder_id, form, rules.check_result(form.result, raw, task, skipped=form.was_cancelled)))
    return found


def insert(session: Session, caller: Caller, project: Project, coded: Sequence[tuple[int, Coded]]) -> None:
    """Store checked codings, given with their task's id."""
    if not coded:
        return
    now = clock.now()
    unique_ids = [clock.new_uuid() for _ in coded]
    rows = [
        {**_row(task_id, project, item), "unique_id": unique_id, "updated_by": caller.user_id}
        | {"created_at": now, "updated_at": now}
        for (task_id, item), unique_id in zip(coded, unique_ids, strict=True)
    ]
    store.insert_many(session, rows)
    ids = store.ids_of(session, project.id or 0, unique_ids)
    revisions = [
        {**_revision(project, item), "annotation_id": ids[unique_id], "created_by": caller.user_id, "created_at": now}
        for (_, item), unique_id in zip(coded, unique_ids, strict=True)
    ]
    store.insert_revisions(session, revisions)
    refresh_new(session, project, sorted({task_id for task_id, _ in coded}))


def _row(task_id: int, project: Project, item: Coded) -> dict[str, Any]:
    return {
        "task_id": task_id,
        "project_id": project.id,
        "user_id": item.coder_id,
        "request_hash": "",
        "version": 1,
        **_state(item.form),
        "import_id": item.form.id,
        "parent_prediction": None,
        "parent_annotation": None,
        "draft_created_at": None,
        "deleted_at": None,
    }


def _revision(project: Project, item: Coded) -> Mapping[str, Any]:
    return {
        "number": 1,
        "action": "skipped" if item.form.was_cancelled else "created",
        "result": item.checked.result,
        "coding": item.checked.coding,
        "codebook_id": project.codebook_id,
        **_state(item.form),
        "content_hash": item.checked.content_hash,
    }


def _state(form: ImportedAnnotation) -> dict[str, Any]:
    return form.model_dump(include={"was_cancelled", "ground_truth", "lead_time"})
