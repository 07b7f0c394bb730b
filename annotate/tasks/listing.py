"""The task list and the JSON export of Label Studio, streamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

import orjson
from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from annotate import clock
from annotate.access import ProjectAccess, project_as_stored
from annotate.annotations.checking import text_key
from annotate.db import Database
from annotate.errors import NotFound
from annotate.ids import one_of
from annotate.labelstudio import convert, wire
from annotate.labelstudio.convert import FORMATS
from annotate.labelstudio.wire import TaskParts
from annotate.models import Project, Task
from annotate.projects.label_config import parsed
from annotate.security import Caller
from annotate.tasks import filters, store
from annotate.tasks.columns import Lens
from annotate.tasks.filters import TaskQuery
from annotate.tasks.parts import batches, gather

# Fields of a listed task that need no look at annotations, predictions or drafts
_OWN_FIELDS = frozenset({"id", "inner_id", "data", "meta", "created_at", "updated_at", "overlap", "project", "stream"})


@dataclass(frozen=True, slots=True)
class Page:
    """What of a project's tasks is asked for; ``size`` has no limit, since the answer is streamed."""

    project: int
    number: int = 1
    size: int = 100
    full: bool = True
    include: frozenset[str] | None = None
    only_annotated: bool = False
    ids: tuple[int, ...] | None = None
    query: TaskQuery | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The caller's access to the project, and which of its tasks are meant, in which order (none: by id)."""

    access: ProjectAccess
    condition: ColumnElement[bool]
    ordering: tuple[ColumnElement[Any], ...] = ()
    all: bool = False  # every task of the project


def find(session: Session, caller: Caller, page: Page) -> Found:
    """The tasks that a page is cut from."""
    access = project_as_stored(session, caller, page.project)
    condition = store.live(page.project)
    if page.only_annotated:
        condition &= store.annotated()
    if page.ids is not None:
        condition &= one_of(col(Task.id), page.ids)
    if page.query is None:
        return Found(access, condition, all=not page.only_annotated and page.ids is None)
    asked = filters.chosen(session, Lens.of(session, caller, access.role, page.project), page.query)
    return Found(access, condition if asked.condition is None else condition & asked.condition, asked.ordering)


def listed(db: Database, caller: Caller, page: Page) -> Iterator[bytes]:
    """The page as JSON, piece by piece; raises before the first piece, NotFound past the last page."""
    pieces = _listed(db, caller, page)
    head = next(pieces)
    return chain((head,), pieces)


def _listed(db: Database, caller: Caller, page: Page) -> Iterator[bytes]:
    start = (page.number - 1) * page.size
    with db.read() as session:
        found = find(session, caller, page)
        number = store.totals(session, page.project, None if found.all else found.condition)
        if page.number > 1 and start >= number.tasks:
            raise NotFound("Invalid page.")
        totals = {"total_annotations": number.annotations, "total_predictions": number.predictions}
        yield orjson.dumps({**totals, "total": number.tasks})[:-1] + b',"tasks":['
        cut = batches(session, found.condition, ordering=found.ordering, offset=start, limit=page.size)
        yield from _joined(_dumped(session, caller, found.access, page, rows) for rows in cut)
    yield b"]}"


def _dumped(
    session: Session, caller: Caller, access: ProjectAccess, page: Page, rows: Sequence[Any]
) -> Iterator[bytes]:
    now = clock.now()
    parts: dict[int, TaskParts] = {}
    if page.include is None or not page.include <= _OWN_FIELDS:
        parts = gather(session, caller, access, [row.id for row in rows])
    for row in rows:
        shown = wire.task(row, parts.get(row.id) or TaskParts(), now, full=page.full, strings=page.full)
        yield orjson.dumps(wire.only(shown, page.include))


def _joined(groups: Iterator[Iterator[bytes]]) -> Iterator[bytes]:
    """The elements of a JSON list, one piece a group."""
    comma = b""
    for group in groups:
        yield comma + b",".join(group)
        comma = b","


def exported(db: Database, caller: Caller, page: Page, export_type: str) -> Iterator[bytes]:
    """The chosen tasks of one state of the database, in one of Label Studio's formats; raises before the first
    piece."""
    with db.read() as session:
        access = project_as_stored(session, caller, page.project)
    if export_type == "JSON":
        return _exported(db, caller, page)
    return _converted(db, caller, page, export_type, access.project)


def _exported(db: Database, caller: Caller, page: Page) -> Iterator[bytes]:
    yield b"["
    with db.read() as session:
        store.one_snapshot(session)
        found = find(session, caller, page)
        cut = batches(session, found.condition)
        yield from _joined(_dumped_export(session, caller, found.access, rows) for rows in cut)
    yield b"]"


def _converted(db: Database, caller: Caller, page: Page, export_type: str, project: Project) -> Iterator[bytes]:
    with db.read() as session:
        store.one_snapshot(session)  # a table is gone through twice: its columns and its rows belong together
        found = find(session, caller, page)

        def tasks() -> Iterator[Mapping[str, Any]]:
            for rows in batches(session, found.condition):
                yield from (orjson.loads(task) for task in _dumped_export(session, caller, found.access, rows))

        yield from convert.convert(tasks, export_type, parsed(project.label_config), text_key(project))


def _dumped_export(session: Session, caller: Caller, access: ProjectAccess, rows: Sequence[Any]) -> Iterator[bytes]:
    parts = gather(session, caller, access, [row.id for row in rows])
    return (orjson.dumps(wire.exported_task(row, parts[row.id])) for row in rows)


def export_name(project_id: int, moment: datetime, export_type: str) -> str:
    return f"project-{project_id}-at-{moment:%Y-%m-%d-%H-%M}.{FORMATS[export_type].suffix}"
