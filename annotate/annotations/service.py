"""The rules for codings: one road for the browser and the SDK, idempotent, append-only, versioned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlmodel import Session

from annotate import clock
from annotate.access import CODERS, Role, TaskAccess, annotation_for, task_as_stored
from annotate.annotations import draft_store, store
from annotate.annotations.checking import Checked, Rules, rules_for
from annotate.annotations.forms import AnnotationForm, NewAnnotation
from annotate.annotations.twins import Wanted, gone, repeated_by, repeated_or_refused
from annotate.db import Database
from annotate.errors import Forbidden, Invalid, NotFound, StaleVersion
from annotate.labelstudio import wire
from annotate.labelstudio.body import Body, checked
from annotate.models import Task
from annotate.queue.service import close_seat, give_up_seat, use_seat
from annotate.readers.structure import UNKNOWN
from annotate.reliability.records import refresh
from annotate.security import Caller
from annotate.tasks.layout import layout_of
from annotate.webhooks.events import record_and_tell
from schemas.hashing import content_hash

Wire = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What a request asks for, checked; ``state`` holds was_cancelled, ground_truth and lead_time."""

    checked: Checked
    state: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    annotation: Wire
    created: bool = True


@dataclass(frozen=True, slots=True)
class _Write:
    """A write under way: the transaction, who asks, on what, and when."""

    session: Session
    caller: Caller
    access: TaskAccess
    now: datetime


@dataclass(frozen=True, slots=True)
class Prepared:
    """A create, read and checked; ``repeated`` is the answer when it was stored before."""

    access: TaskAccess
    form: NewAnnotation
    wanted: Wanted
    change: Change | None
    fresh_layout: bool = False
    repeated: Any = None


def create(db: Database, caller: Caller, task_id: int, body: Body) -> Answer:
    """Store a new coding; the same request again gets the same answer and stores nothing."""
    return db.check_then_write(
        lambda session: prepare(session, caller, task_id, body),
        lambda session, prepared: store_prepared(session, caller, prepared),
    )


def prepare(session: Session, caller: Caller, task_id: int, body: Body) -> Prepared:
    """Check a create without storing anything."""
    form = checked(NewAnnotation, body.object())
    access = task_as_stored(session, caller, task_id, *CODERS)
    coder_id = _coder(session, access, caller, form.completed_by)
    rules = rules_for(session, access.project)
    wanted = Wanted(access.task, coder_id, form.unique_id, content_hash(body.data))
    repeated = repeated_by(session, wanted) if form.client_id is not None else None
    if repeated is not None:  # of others, the insert finds out
        return Prepared(access, form, wanted, None, repeated=repeated)
    fresh = access.task.layout == UNKNOWN and not access.project.own_config  # codings alone lean on it
    if fresh:
        access.task.layout = orjson.dumps(layout_of(access.task)).decode()  # written with the coding
    try:
        return Prepared(access, form, wanted, _change(rules, access, form, body, None), fresh)
    except Invalid:  # what was right when it was stored is answered as it was then
        repeated = repeated_by(session, wanted)
        if repeated is None:
            raise
        return Prepared(access, form, wanted, None, repeated=repeated)


def store_prepared(session: Session, caller: Caller, prepared: Prepared) -> Answer:
    """Store a checked create within the caller's transaction."""
    access, change = prepared.access, prepared.change
    if change is None:
        return Answer(_shown(prepared.repeated), created=False)
    if prepared.fresh_layout and not store.set_layout(session, _id(access.task), access.task.layout):
        raise gone(access.task)  # before anything else: behind other locks, changing the task's row could deadlock
    return _store_new(_Write(session, caller, access, clock.now()), prepared.wanted, prepared.form, change)


def _store_new(write: _Write, wanted: Wanted, form: NewAnnotation, change: Change) -> Answer:
    session, task, now = write.session, wanted.task, write.now
    values = {
        "task_id": task.id,
        "project_id": task.project_id,
        "user_id": wanted.coder_id,
        "unique_id": wanted.unique_id or clock.new_uuid(),
        "request_hash": wanted.request_hash,
        "version": 1,
        **change.state,
        "parent_prediction": form.parent_prediction,
        "parent_annotation": form.parent_annotation,
        "import_id": None,
        "draft_created_at": None,
        "deleted_at": None,
        "created_at": now,
        "updated_at": now,
        "updated_by": write.caller.user_id,
    }
    _keep_newer_draft(write, wanted.coder_id, form, change)
    added = store.insert_once(session, values)
    if added is None:
        return Answer(_shown(repeated_or_refused(session, wanted)), created=False)
    annotation_id, drafted = added
    _settle_seat(write, wanted.coder_id, skipped=change.state["was_cancelled"])
    begun = draft_store.drop(session, _id(task), wanted.coder_id) if drafted else None
    if begun is not None:
        store.move_head(session, annotation_id, {"draft_created_at": begun})
    _add_revision(write, annotation_id, 1, change)
    refresh(session, write.access.project, _id(task))
    return Answer(_shown(_made(write, annotation_id, {**values, "draft_created_at": begun}, change), change.checked))


def _made(write: _Write, annotation_id: int, values: Wire, change: Change) -> Any:
    if values["user_id"] != write.caller.user_id:
        return store.head(write.session, annotation_id)
    content = {name: getattr(change.checked, name) for name in ("result", "coding", "content_hash")}
    return store.as_head(annotation_id, {**values, **content}, write.caller.email, write.caller.name)


def update(db: Database, caller: Caller, annotation_id: int, body: Body) -> Wire:
    """A new revision; what the body leaves out stays as it is. The present state again changes nothing."""
    form = checked(AnnotationForm, body.object())
    with db.read() as session:
        _, access = annotation_for(session, caller, annotation_id, write=True)
        rules = rules_for(session, access.project)
        before = store.head(session, annotation_id)
    change = _change(rules, access, form, body, before)
    with db.write() as session:
        if not store.lock(session, annotation_id):
            raise NotFound(f"Annotation {annotation_id} has just been deleted.")
        head = store.head(session, annotation_id)
        write = _Write(session, caller, access, clock.now())
        if _is_same(head, change):
            if form.client_id is not None:
                _keep_newer_draft(write, head.user_id, form, change)
                draft_store.drop(session, head.task_id, head.user_id)
            return _shown(head, change.checked)
        _require_version(form.base_version, head, before.version)
        _keep_newer_draft(write, head.user_id, form, change)
        return _store_revision(write, head, change)


def mend(session: Session, caller: Caller, access: TaskAccess, annotation_id: int, body: Body) -> None:
    """A revision by somebody whose right to make it was checked: an adjudicator who mends another's coding."""
    form = checked(AnnotationForm, body.object())
    if not store.lock(session, annotation_id):
        raise NotFound(f"Annotation {annotation_id} has just been deleted.")
    head = store.head(session, annotation_id)
    change = _change(rules_for(session, access.project), access, form, body, head)
    if not _is_same(head, change):
        _store_revision(_Write(session, caller, access, clock.now()), head, change)


def _store_revision(write: _Write, head: Any, change: Change) -> Wire:
    session, version, state = write.session, head.version + 1, change.state
    if state["was_cancelled"] != head.was_cancelled:
        _settle_seat(write, head.user_id, skipped=state["was_cancelled"])
    values = {**state, "version": version, "updated_at": write.now, "updated_by": write.caller.user_id}
    store.move_head(session, head.id, values)
    if head.user_id == write.caller.user_id:
        draft_store.drop(session, head.task_id, head.user_id)
        close_seat(session, head.task_id, head.user_id)  # it is open again where a review sent the coding back
    _add_revision(write, head.id, version, change)
    refresh(session, write.access.project, head.task_id)
    return _shown(store.head(session, head.id), change.checked)


def _keep_newer_draft(write: _Write, coder_id: int, form: AnnotationForm, change: Change) -> None:
    """Refuse a submission of the coding screen that arrives after a draft which it does not know, and would remove."""
    if form.client_id is None:
        return
    draft = draft_store.own(write.session, _id(write.access.task), coder_id)
    if draft is None or draft.content_hash in (form.seen, change.checked.content_hash):
        return
    if draft.client_id != form.client_id or draft.seq > (form.seq or 0):
        raise StaleVersion("This article was changed after this submission; open it again and compare the two.")


def _require_version(base: int | None, head: Any, seen: int) -> None:
    """Refuse a write that is based on another version; without one, on a change since it was checked."""
    if head.version != (seen if base is None else base):
        raise StaleVersion(
            f"This coding was changed meanwhile: it is at version {head.version} now.",
            extra={"current": wire.annotation(head, clock.now(), coding=True)},
        )


def delete(db: Database, caller: Caller, annotation_id: int) -> None:
    """Take a coding back; its revisions stay, its seat is free again."""
    with db.write() as session:
        head, access = remove(session, caller, annotation_id)
        give_up_seat(session, access.task, head.user_id)


def remove(session: Session, caller: Caller, annotation_id: int) -> tuple[Any, TaskAccess]:
    """Mark a coding as deleted; the head as it was, and its task. The seat is left to the caller of this."""
    _, access = annotation_for(session, caller, annotation_id, write=True)
    return withdraw(session, caller, access, annotation_id), access


def withdraw(session: Session, caller: Caller, access: TaskAccess, annotation_id: int) -> Any:
    """The same by somebody whose right to do it was checked; the head as it was."""
    if not store.lock(session, annotation_id):
        raise NotFound(f"Annotation {annotation_id} has just been deleted.")
    head, now = store.head(session, annotation_id), clock.now()
    change = Change(Checked(head.result, head.coding, head.content_hash), _state_of(head))
    version = head.version + 1
    values = {"deleted_at": now, "version": version, "updated_at": now, "updated_by": caller.user_id}
    store.move_head(session, annotation_id, values)
    _add_revision(_Write(session, caller, access, now), annotation_id, version, change, "deleted")
    refresh(session, access.project, head.task_id)
    return head


def _change(rules: Rules, access: TaskAccess, form: AnnotationForm, body: Body, before: Any | None) -> Change:
    """The checked content and state of a request; what it leaves out comes from ``before``."""
    state = (
        _state_of(before) if before is not None else {"was_cancelled": False, "ground_truth": False, "lead_time": None}
    )
    given = {name: getattr(form, name) for name in state}
    state |= {name: value for name, value in given.items() if value is not None}
    if form.ground_truth is not None and form.ground_truth != (before.ground_truth if before is not None else False):
        _require(access.role, ("manager", "adjudicator"), "set ground_truth")
    skipped = bool(state["was_cancelled"])
    if form.result is not None and form.coding is not None:
        raise Invalid("Send either 'result' or 'coding', not both.")
    if form.coding is not None:
        return Change(
            rules.check_coding(body.data["coding"], body.member("coding"), access.task, skipped=skipped), state
        )
    if form.result is not None:
        return Change(
            rules.check_result(body.data["result"], body.member("result"), access.task, skipped=skipped), state
        )
    if before is not None and (skipped or not before.was_cancelled):
        return Change(Checked(before.result, before.coding, before.content_hash), state)
    if skipped:
        return Change(rules.check_result([], "[]", access.task, skipped=True), state)
    raise Invalid("Send the coding as 'result' or 'coding'.", fields={"result": ["This field is required."]})


def _coder(session: Session, access: TaskAccess, caller: Caller, completed_by: int | None) -> int:
    """Whose coding this is; raises for somebody else's unless a manager sends it for a member."""
    if completed_by is None or completed_by == caller.user_id:
        return caller.user_id
    _require(access.role, ("manager",), "store a coding for somebody else")
    if not store.is_member(session, access.task.project_id, completed_by):
        raise Invalid(
            f"User {completed_by} is not in this project.", fields={"completed_by": ["Not a member of the project."]}
        )
    return completed_by


def _require(role: Role, roles: tuple[Role, ...], what: str) -> None:
    if role not in roles:
        raise Forbidden(f"Only a {' or '.join(roles)} may {what}; your role here is {role}.")


def _settle_seat(write: _Write, coder_id: int, *, skipped: bool) -> None:
    """A coding uses up a seat; a skipped article goes on to others."""
    if skipped:
        give_up_seat(write.session, write.access.task, coder_id)
    else:
        use_seat(write.session, write.access.task, coder_id, write.access.role)


def _add_revision(write: _Write, annotation_id: int, number: int, change: Change, action: str | None = None) -> None:
    if action is None:
        action = "skipped" if change.state["was_cancelled"] else "created" if number == 1 else "updated"
    project, caller = write.access.project, write.caller
    values = {
        "annotation_id": annotation_id,
        "number": number,
        "action": action,
        "result": change.checked.result,
        "coding": change.checked.coding,
        "codebook_id": project.codebook_id,
        **change.state,
        "content_hash": change.checked.content_hash,
        "created_by": caller.user_id,
        "created_at": write.now,
    }
    store.insert_revision(write.session, values)
    detail = {"version": number, "warnings": [p.code for p in change.checked.warnings]}
    told = (
        "ANNOTATIONS_DELETED" if action == "deleted" else "ANNOTATION_CREATED" if number == 1 else "ANNOTATION_UPDATED"
    )
    record_and_tell(
        write.session,
        caller.user_id,
        f"annotation-{action}",
        told,
        project_id=project.id,
        row=("annotation", annotation_id),
        detail=detail,
    )


def _state_of(row: Any) -> dict[str, Any]:
    return {"was_cancelled": row.was_cancelled, "ground_truth": row.ground_truth, "lead_time": row.lead_time}


def _is_same(head: Any, change: Change) -> bool:
    return bool(head.result == change.checked.result and _state_of(head) == change.state)


def _shown(row: Any, seen: Checked | None = None) -> Wire:
    """The answer to a write: the annotation, its parsed form, and the warnings."""
    answer = wire.annotation(row, clock.now(), coding=True)
    found = seen.warnings if seen is not None else ()
    answer["warnings"] = [{"path": p.path, "code": p.code, "message": p.message, "kept": p.kept} for p in found]
    return answer


def _id(task: Task) -> int:
    if task.id is None:
        raise TypeError("a stored task has an id")
    return task.id
