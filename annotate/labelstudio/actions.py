"""Label Studio's data manager actions: what can be done to many tasks at once, by whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from annotate.access import Role, project_for
from annotate.annotations import many
from annotate.annotations.forms import RowId
from annotate.assignments import service as assignments
from annotate.db import Database
from annotate.errors import Forbidden, Invalid, NotFound
from annotate.labelstudio import selection
from annotate.labelstudio.body import Body, checked
from annotate.labelstudio.selection import Selection
from annotate.predictions import service as predictions
from annotate.queue import service as queue
from annotate.reviews import service as reviews
from annotate.security import Caller
from annotate.tasks import duplicates
from annotate.tasks.parts import full_task, untouched_task
from annotate.tasks.service import delete_chosen

Wire = dict[str, Any]


class ActionForm(Selection):
    """``model_version``: whose predictions become annotations; ``annotators``: whose annotations are deleted."""

    model_version: str | list[str] | None = None
    annotators: list[RowId] | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """An action under way on the tasks that ``tasks`` finds."""

    db: Database
    caller: Caller
    project_id: int
    form: ActionForm
    view_id: int | None

    def tasks(self, session: Session) -> Any:
        access = project_for(session, self.caller, self.project_id, "manager")
        return selection.condition_of(session, self.caller, access, self.form, self.view_id)

    def read_tasks(self) -> Any:
        with self.db.read() as session:
            return self.tasks(session)


@dataclass(frozen=True, slots=True)
class Action:
    title: str
    text: str
    order: int
    permission: str
    run: Callable[[Call], Wire]

    def shown(self, name: str) -> Wire:
        dialog = {"type": "confirm", "title": self.title, "text": self.text}
        about = {"id": name, "title": self.title, "order": self.order, "permission": self.permission}
        return {**about, "experimental": False, "dialog": dialog}


def _done(count: int, what: str, *, reload: bool = False, **more: Any) -> Wire:
    return {"processed_items": count, "reload": reload, "detail": what, **more}


def _delete_tasks(call: Call) -> Wire:
    with call.db.write() as session:
        count = delete_chosen(session, call.caller, call.project_id, call.tasks(session))
    return _done(count, f"Deleted {count} tasks")


def _delete_annotations(call: Call) -> Wire:
    with call.db.write() as session:
        tasks, people = call.tasks(session), call.form.annotators
        count = many.delete_of_tasks(session, call.caller, call.project_id, tasks, people)
    return _done(count, f"Deleted {count} annotations")


def _delete_predictions(call: Call) -> Wire:
    with call.db.write() as session:
        count = predictions.delete_of_tasks(session, call.caller, call.project_id, call.tasks(session))
    return _done(count, f"Deleted {count} predictions")


def _from_predictions(call: Call) -> Wire:
    given = call.form.model_version
    versions = [given] if isinstance(given, str) else given
    count, refused = many.from_predictions(call.db, call.caller, call.project_id, call.read_tasks(), versions)
    return _done(count, f"Created {count} annotations", left_out=refused)


def _remove_duplicates(call: Call) -> Wire:
    with call.db.write() as session:
        count = duplicates.remove(session, call.caller, call.project_id, call.tasks(session))
    return _done(count, f"Removed {count} tasks")


def _unmark_gold(call: Call) -> Wire:
    count = many.unmark_gold(call.db, call.caller, call.project_id, call.read_tasks())
    return _done(count, f"Unmarked {count} annotations")


def _unassign(kind: assignments.Kind) -> Callable[[Call], Wire]:
    def run(call: Call) -> Wire:
        with call.db.write() as session:
            count = assignments.clear(session, call.caller, call.project_id, call.tasks(session), kind)
        return _done(count, f"Removed {count} assignments")

    return run


def _delete_reviews(call: Call) -> Wire:
    with call.db.write() as session:
        count = reviews.clear(session, call.caller, call.project_id, call.tasks(session))
    return _done(count, f"Deleted {count} reviews")


ACTIONS: dict[str, Action] = {
    "predictions_to_annotations": Action(
        "Create annotations from predictions",
        "The newest prediction of each selected task becomes your annotation, where you have none.",
        91,
        "tasks.change",
        _from_predictions,
    ),
    "remove_duplicates": Action(
        "Remove duplicated tasks",
        "Of tasks with the same data one stays; those that somebody has coded stay too.",
        95,
        "tasks.delete",
        _remove_duplicates,
    ),
    "delete_tasks": Action(
        "Delete tasks",
        "The selected tasks and what was coded on them will be hidden from everybody.",
        100,
        "tasks.delete",
        _delete_tasks,
    ),
    "delete_tasks_annotations": Action(
        "Delete annotations",
        "The codings of the selected tasks are taken back; their history stays.",
        101,
        "annotations.delete",
        _delete_annotations,
    ),
    "delete_tasks_predictions": Action(
        "Delete predictions",
        "All predictions of the selected tasks are removed.",
        102,
        "predictions.any",
        _delete_predictions,
    ),
    "delete_ground_truths": Action(
        "Unmark ground truth",
        "The codings of the selected tasks stay, but are no ground truth any more.",
        103,
        "annotations.change",
        _unmark_gold,
    ),
    "delete_annotators": Action(
        "Delete annotator assignments",
        "The selected tasks are open to every coder again.",
        104,
        "tasks.change",
        _unassign("AN"),
    ),
    "delete_reviewers": Action(
        "Delete reviewer assignments",
        "The selected tasks are nobody's to review any more.",
        105,
        "tasks.change",
        _unassign("RE"),
    ),
    "delete_tasks_reviews": Action(
        "Delete reviews", "The reviews of the selected tasks are taken back.", 106, "reviews.delete", _delete_reviews
    ),
}
_NEXT = {
    "id": "next_task",
    "title": "Get next task",
    "order": 0,
    "permission": "tasks.view",
    "experimental": False,
    "dialog": {},
    "hidden": True,
}


def listed(session: Session, caller: Caller, project_id: int) -> list[Wire]:
    """The actions that the caller may run."""
    role: Role = project_for(session, caller, project_id).role
    mine: Sequence[Wire] = [a.shown(name) for name, a in ACTIONS.items()] if role == "manager" else ()
    return [_NEXT, *mine]


def next_task(db: Database, caller: Caller, project_id: int, lease_minutes: int) -> Wire:
    """The next task in Label Studio's form, claimed for the caller."""
    with db.write() as session:
        claim = queue.claim_next(session, caller, project_id, lease_minutes)
        task = untouched_task(session, caller, claim.task_id) if claim is not None else None
    if claim is None:
        raise NotFound(f"There are no tasks for {caller.email}")
    if task is None:
        with db.read() as session:
            task = full_task(session, caller, claim.task_id)
    return {**task, "queue": "Task lock", "unique_lock_id": claim.key}


def run(
    db: Database, caller: Caller, project_id: int, name: str, *, body: Body, lease_minutes: int, view: int | None
) -> Wire:
    """Run an action by its id."""
    if name == "next_task":
        return next_task(db, caller, project_id, lease_minutes)
    with db.read() as session:
        role = project_for(session, caller, project_id).role
    action = ACTIONS.get(name)
    if action is None:
        known = ", ".join(["next_task", *ACTIONS])
        raise Invalid(f"There is no action {name[:60]!r}; there are {known}.", fields={"id": ["Unknown."]})
    if role != "manager":
        raise Forbidden(f"Only a manager may run {name}; your role here is {role}.")
    return action.run(Call(db, caller, project_id, checked(ActionForm, body.object()), view))
