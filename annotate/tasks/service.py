"""The rules for tasks: an article's text never changes once it is in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from annotate import clock
from annotate.access import LARGEST_ID, project_for, task_for
from annotate.annotations.checking import text_key
from annotate.audit import record
from annotate.errors import Invalid
from annotate.labelstudio import wire
from annotate.labelstudio.body import Body, checked
from annotate.models import Project, Task
from annotate.queue.service import change_overlap_of_task, coders_wanted, open_new
from annotate.readers.structure import UNKNOWN, Layout
from annotate.reliability.records import forget_deleted, relabel
from annotate.security import Caller
from annotate.tasks import store
from annotate.tasks.sample import sample_of
from annotate.tasks.stored import without_text
from annotate.trainings.service import read_new
from annotate.webhooks.events import tell
from schemas.hashing import text_hash
from schemas.text import TextError, check_text, normalise_newlines

Wire = dict[str, Any]
_AT_ONCE = 1000
_MEANT = {  # by what names of a task's data; of those of one field the last goes before the others
    "headline": "title", "title": "title",
    "publisher": "outlet", "source": "outlet", "outlet": "outlet",
    "dateline": "place", "place": "place",
    "publication_date": "published", "date": "published", "published": "published",
    "language": "lang", "lang": "lang",
}  # fmt: skip


@dataclass(slots=True)  # not frozen: that takes longer than all that is looked up in the data
class NewTask:
    """An article to be loaded. ``text`` is what ``data`` holds under the project's text key, line ends as \\n.

    ``layout`` None: found when first needed. ``coders``: people whose codings come with it and use up its seats.
    """

    data: Mapping[str, Any]
    text: str
    meta: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    outlet: str = ""
    place: str = ""
    published: date | None = None
    lang: str = ""
    external_id: str | None = None
    layout: Layout | None = None
    overlap: int | None = None
    coders: Sequence[int] = ()


class TaskForm(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    data: dict[str, Any] | None = None
    meta: dict[str, Any] | None = None
    overlap: Annotated[int, Field(ge=1, le=50)] | None = None


class NewTaskForm(TaskForm):
    project: Annotated[int, Field(gt=0, le=LARGEST_ID)]
    data: dict[str, Any]


def add_articles(
    session: Session, project: Project, articles: Iterable[NewTask], import_id: int | None, caller: Caller | None
) -> list[int]:
    """Store articles as tasks with their seats, in batches within the caller's transaction; the new ids in order."""
    ids: list[int] = []
    for batch in _batches(articles):
        ids += _add_batch(session, project, batch, import_id, caller.user_id if caller is not None else None)
    if ids:
        tell(session, "TASKS_CREATED", project.id, ids)
        read_new(session, project.id or 0, caller.user_id if caller is not None else None)
    return ids


def _batches(articles: Iterable[NewTask]) -> Iterator[list[NewTask]]:
    rest = iter(articles)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch


def _add_batch(
    session: Session, project: Project, batch: Sequence[NewTask], import_id: int | None, user_id: int | None
) -> list[int]:
    project_id = project.id or 0
    first = store.reserve_numbers(session, project_id, len(batch))
    now = clock.now()
    shared: dict[str, Any] = {"project_id": project_id, "import_id": import_id, "created_at": now, "updated_at": now}
    shared |= {"created_by": user_id, "updated_by": None, "stream": ""}
    drawn = sample_of(project_id, first, len(batch), project.reliability_share)
    columns = _columns(batch, project, drawn)
    inner_ids = range(first, first + len(batch))
    store.insert_tasks(session, {**columns, "inner_id": inner_ids, "unaided": drawn}, shared)
    ids = store.ids_between(session, project_id, inner_ids[0], inner_ids[-1])
    coded = [(task_id, new.coders) for task_id, new in zip(ids, batch, strict=True) if new.coders]
    open_new(session, project_id, inner_ids, max(columns["overlap"]), coded, last=project.by_margin)
    return ids


def _columns(batch: Sequence[NewTask], project: Project, drawn: Sequence[bool]) -> dict[str, Sequence[Any]]:
    """What is stored of new tasks, column by column: a dict for each would take as long as its text."""
    wanted = {one: coders_wanted(project, drawn=one) for one in (False, True)}
    key = text_key(project)
    data, places = zip(*(without_text(new.data, key, new.text) for new in batch), strict=True)
    return {
        "data": data,
        "text_at": places,
        "meta": [orjson.dumps(new.meta).decode() if new.meta else "{}" for new in batch],
        "text": [new.text for new in batch],
        "text_sha256": [text_hash(new.text) for new in batch],
        "layout": [orjson.dumps(new.layout.to_json()).decode() if new.layout is not None else UNKNOWN for new in batch],
        "external_id": [new.external_id for new in batch],
        "title": [new.title for new in batch],
        "outlet": [new.outlet for new in batch],
        "place": [new.place for new in batch],
        "published": [new.published for new in batch],
        "lang": [new.lang for new in batch],
        # what is coded already is complete as it comes: nobody is asked to code it again
        "overlap": [new.overlap or wanted[one and not new.coders] for new, one in zip(batch, drawn, strict=True)],
    }


def transient(new: NewTask, project: Project, task_id: int) -> Task:
    """The stored task as an object that no session knows."""
    now = clock.now()
    rest: dict[str, Any] = {"inner_id": 0, "created_at": now, "updated_at": now}
    values = {name: column[0] for name, column in _columns([new], project, [False]).items()}
    return Task(id=task_id, project_id=project.id or 0, **values, **rest)


def new_task(data: Mapping[str, Any], meta: Mapping[str, Any] | None, key: str, **more: Any) -> NewTask:
    """A NewTask out of a task's data, its text under ``key``; raises Invalid when there is none that can be stored."""
    found = data.get(key)
    if not isinstance(found, str):
        raise Invalid(f'"{key}" key is expected in task data')
    text, changed = normalise_newlines(found)
    try:
        check_text(text)
    except TextError as error:
        raise Invalid(str(error)) from None
    if changed:  # offsets count in the text as it is shown, so data and text must be the same
        data, meta = {**data, key: text}, {**(meta or {}), "line_ends": "normalised"}
    return NewTask(data=data, text=text, meta=meta or {}, **about(data), **more)


def about(data: Mapping[str, Any]) -> dict[str, Any]:
    """Title, outlet, place, date and language, where a task's data names them as news collections do."""
    found: dict[str, str] = {}
    named = [name for name in data if name in _MEANT]
    for name in named if len(named) < 2 else [name for name in _MEANT if name in data]:
        if isinstance(value := data[name], str) and (value := value.strip()):
            found[_MEANT[name]] = value
    return {
        "title": found.get("title", "")[:300],
        "outlet": found.get("outlet", "")[:200],
        "place": found.get("place", "")[:200],
        "published": _date(found.get("published", "")),
        "lang": found.get("lang", "")[:20],
    }


def _date(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:  # any other way of writing a date stays in the data, where it was
        return None


def create(session: Session, caller: Caller, body: Body) -> Wire:
    form = checked(NewTaskForm, body.object())
    project = project_for(session, caller, form.project, "manager").project
    try:
        new = new_task(form.data, form.meta, text_key(project), overlap=form.overlap)
    except Invalid as error:
        raise Invalid(error.detail, fields={"data": [error.detail]}) from None
    task_id = add_articles(session, project, [new], None, caller)[0]
    record(session, caller.user_id, "task-made", project_id=project.id, subject=f"task:{task_id}")
    return wire.short_task(store.one(session, task_id))


def change(session: Session, caller: Caller, task_id: int, body: Body) -> None:
    """Change a task's data, meta or overlap; its text stays as it was loaded."""
    form = checked(TaskForm, body.object())
    access = task_for(session, caller, task_id, "manager")
    values: dict[str, Any] = {"updated_at": clock.now(), "updated_by": caller.user_id}
    if form.data is not None:
        key, text = text_key(access.project), access.task.text
        if form.data.get(key) != text:
            message = "The text of an article never changes once it is loaded; load the new text as another task."
            raise Invalid(message, fields={"data": [message]})
        values["data"], values["text_at"] = without_text(form.data, key, text)
        values |= about(form.data)
    if form.meta is not None:
        values["meta"] = orjson.dumps(form.meta).decode()
    if form.overlap is not None:
        change_overlap_of_task(session, access.task, form.overlap)
    store.change(session, col(Task.id) == task_id, values)
    if form.data is not None or form.meta is not None:
        relabel(session, access.task.project_id, task_id)
    detail = {"fields": sorted(form.model_dump(exclude_none=True))}
    record(
        session, caller.user_id, "task-changed", project_id=access.project.id, subject=f"task:{task_id}", detail=detail
    )


def delete(session: Session, caller: Caller, task_id: int) -> None:
    """Hide a task from everybody; its codings stay in the database."""
    access = task_for(session, caller, task_id, "manager")
    store.change(session, col(Task.id) == task_id, {"deleted_at": clock.now(), "updated_by": caller.user_id})
    forget_deleted(session, access.task.project_id)
    record(session, caller.user_id, "task-deleted", project_id=access.project.id, subject=f"task:{task_id}")
    tell(session, "TASKS_DELETED", access.project.id, [task_id])


def delete_all(session: Session, caller: Caller, project_id: int) -> int:
    return delete_chosen(session, caller, project_id, store.live(project_id))


def delete_chosen(session: Session, caller: Caller, project_id: int, tasks: ColumnElement[bool]) -> int:
    """Delete the tasks of the project that meet the condition; how many there were."""
    project_for(session, caller, project_id, "manager")
    chosen = store.live(project_id) & tasks
    ids = store.ordered_ids(session, chosen, ())
    count = store.change(session, chosen, {"deleted_at": clock.now(), "updated_by": caller.user_id})
    forget_deleted(session, project_id)
    if ids:
        tell(session, "TASKS_DELETED", project_id, ids)
    record(session, caller.user_id, "tasks-deleted", project_id=project_id, detail={"count": count})
    return count
