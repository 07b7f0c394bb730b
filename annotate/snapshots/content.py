"""What is in a snapshot: the tasks and annotations that its options choose, as the JSON export writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col

from annotate.access import ProjectAccess, project_for
from annotate.annotations.checking import text_key
from annotate.db import Database
from annotate.errors import NotFound
from annotate.labelstudio import convert, wire
from annotate.models import Annotation, Project, Review, Task
from annotate.projects.label_config import parsed
from annotate.security import Caller
from annotate.snapshots.store import parts as pieces_of
from annotate.tasks import columns, filters, store
from annotate.tasks.parts import batches, gather
from annotate.views import service as views

if TYPE_CHECKING:
    from annotate.snapshots.forms import AnnotationOptions, NewSnapshot, TaskOptions


@dataclass(slots=True)
class Counted:
    """Filled while the pieces are made."""

    tasks: int = 0


def pieces(
    db: Database, caller: Caller, project_id: int, form: NewSnapshot, counted: Counted | None = None
) -> Iterator[bytes]:
    """Tasks with commas between them, a batch a piece, all of one state of the database."""
    with db.read() as session:
        store.one_snapshot(session)
        access = project_for(session, caller, project_id)
        condition = condition_of(session, caller, access, form.task_filter_options)
        for rows in batches(session, condition):
            tasks = list(_tasks(session, caller, access, form, rows))
            if counted is not None:
                counted.tasks += len(tasks)
            if tasks:
                yield b",".join(orjson.dumps(task) for task in tasks)


def whole(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces as one JSON list."""
    yield b"["
    comma = b""
    for part in parts:
        yield comma + part
        comma = b","
    yield b"]"


def expected(db: Database, caller: Caller, project_id: int, form: NewSnapshot) -> int:
    """How many tasks the options choose now."""
    with db.read() as session:
        access = project_for(session, caller, project_id, "manager")
        return store.count(session, condition_of(session, caller, access, form.task_filter_options))


def parts(db: Database, file_id: int) -> Iterator[bytes]:
    """A stored file, piece by piece."""
    with db.read() as session:
        yield from pieces_of(session, file_id)


def converted(
    db: Database, project: Project, file_id: int, export_type: str, note: Callable[[int], None] = lambda tasks: None
) -> Iterator[bytes]:
    """A stored JSON file in another format; ``note`` hears how many tasks have been read in this pass."""

    def tasks() -> Iterator[Mapping[str, Any]]:
        read = 0
        for part in parts(db, file_id):
            found = orjson.loads(b"[" + part + b"]")
            yield from found
            read += len(found)
            note(read)

    return convert.convert(tasks, export_type, parsed(project.label_config), text_key(project))


def condition_of(
    session: Session, caller: Caller, access: ProjectAccess, options: TaskOptions | None
) -> ColumnElement[bool]:
    """The live tasks of the project that the options choose."""
    condition: ColumnElement[bool] = store.live(access.project.id or 0)
    if options is None:
        return condition
    if options.view is not None:
        row, _ = views.find(session, caller, options.view)
        if row.project_id != access.project.id:
            raise NotFound(f"No view {options.view} in this project.")
        lens = columns.Lens.of(session, caller, access.role, row.project_id)
        found = filters.chosen(session, lens, views.query_of(row)).condition
        condition = condition if found is None else condition & found
    if options.only_with_annotations:
        condition &= store.annotated()
    for which, holds in (
        (options.skipped, _has(cancelled=True)),
        (options.annotated, _has(cancelled=False)),
        (options.finished, store.labelled()),
        (options.reviewed, exists().where(col(Review.task_id) == col(Task.id), col(Review.deleted_at).is_(None))),
    ):
        if which is not None:
            condition &= holds if which == "only" else ~holds
    return condition


def _has(*, cancelled: bool) -> ColumnElement[bool]:
    there = col(Annotation.task_id) == col(Task.id), col(Annotation.deleted_at).is_(None)
    return exists().where(*there, col(Annotation.was_cancelled).is_(cancelled))


def _tasks(
    session: Session, caller: Caller, access: ProjectAccess, form: NewSnapshot, rows: Iterable[Any]
) -> Iterator[wire.Wire]:
    found = list(rows)
    parts = gather(session, caller, access, [row.id for row in found])
    options = form.serialization_options
    for row in found:
        mine = parts[row.id]
        if form.annotation_filter_options is not None:
            mine.annotations = [a for a in mine.annotations if _wanted(a, form.annotation_filter_options)]
        task = wire.exported_task(row, mine)
        if options is not None and options.predictions is not None and not options.predictions.only_id:
            task["predictions"] = [wire.prediction(p, p.created_at) for p in mine.predictions]
        if options is not None and options.drafts is not None and options.drafts.only_id:
            task["drafts"] = [d["id"] for d in mine.drafts]
        if options is not None and options.completed_by is not None and not options.completed_by.only_id:
            for shown, annotation in zip(task["annotations"], mine.annotations, strict=True):
                shown["completed_by"] = wire.person(annotation.user_id, annotation.email, annotation.name)
        yield task


def _wanted(annotation: Any, options: AnnotationOptions) -> bool:
    kinds = (options.usual, options.ground_truth, options.skipped)
    if not any(kinds):
        return True
    usual = not annotation.ground_truth and not annotation.was_cancelled
    return bool(
        (options.usual and usual)
        or (options.ground_truth and annotation.ground_truth)
        or (options.skipped and annotation.was_cancelled)
    )
