"""The task list and the JSON export of Label Studio, streamed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from annotate import clock
from annotate.access import ProjectAccess, project_for
from annotate.db import Database
from annotate.errors import Invalid, NotFound
from annotate.labelstudio import wire
from annotate.labelstudio.wire import TaskParts
from annotate.models import Task
from annotate.security import Caller
from annotate.tasks import store
from annotate.tasks.parts import batches, gather

FORMATS = [
    {
        "title": "JSON",
        "description": "List of tasks with their annotations, in Label Studio's JSON form.",
        "link": "",
        "name": "JSON",
    }
]
# Fields of a listed task that need no look at annotations, predictions or drafts
_OWN_FIELDS = frozenset({"id", "inner_id", "data", "meta", "created_at", "updated_at", "overlap", "project"})


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


def condition_of(page: Page) -> ColumnElement[bool]:
    condition = store.live(page.project)
    if page.only_annotated:
        condition &= store.annotated()
    if page.ids is not None:
        condition &= col(Task.id).in_(page.ids)
    return condition


def check_page(db: Database, caller: Caller, page: Page) -> tuple[ProjectAccess, dict[str, int]]:
    """The caller's access and the totals; raises NotFound past the last page."""
    if page.number < 1 or page.size < 1:
        raise Invalid("page and page_size count from 1.")
    with db.read() as session:
        access = project_for(session, caller, page.project)
        condition = condition_of(page)
        total = store.count(session, condition)
        if page.number > 1 and (page.number - 1) * page.size >= total:
            raise NotFound("Invalid page.")
        annotations, predictions = store.totals(session, condition)
    return access, {"total_annotations": annotations, "total_predictions": predictions, "total": total}


def listed(db: Database, caller: Caller, page: Page) -> Iterator[bytes]:
    """The page as JSON, piece by piece."""
    access, totals = check_page(db, caller, page)
    return _listed(db, caller, page, access, totals)


def _listed(db: Database, caller: Caller, page: Page, access: ProjectAccess, totals: dict[str, int]) -> Iterator[bytes]:
    yield orjson.dumps(totals)[:-1] + b',"tasks":['
    with db.read() as session:
        found = batches(session, condition_of(page), offset=(page.number - 1) * page.size, limit=page.size)
        yield from _joined(_dumped(session, caller, access, page, rows) for rows in found)
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


def check_export(db: Database, caller: Caller, page: Page, export_type: str) -> ProjectAccess:
    if export_type.upper() not in {f["name"] for f in FORMATS}:
        known = ", ".join(f["name"] for f in FORMATS)
        raise Invalid(
            f"This address exports {known}, not {export_type!r}; for other formats run 'annotate export'.",
            fields={"export_type": [f"Choose one of: {known}."]},
        )
    with db.read() as session:
        return project_for(session, caller, page.project)


def exported(db: Database, caller: Caller, page: Page, access: ProjectAccess) -> Iterator[bytes]:
    """All chosen tasks as a JSON list, of one state of the database."""
    yield b"["
    with db.read() as session:
        store.one_snapshot(session)
        found = batches(session, condition_of(page))
        yield from _joined(_dumped_export(session, caller, access, rows) for rows in found)
    yield b"]"


def _dumped_export(session: Session, caller: Caller, access: ProjectAccess, rows: Sequence[Any]) -> Iterator[bytes]:
    parts = gather(session, caller, access, [row.id for row in rows])
    return (orjson.dumps(wire.exported_task(row, parts[row.id])) for row in rows)


def export_name(project_id: int, moment: datetime) -> str:
    return f"project-{project_id}-at-{moment:%Y-%m-%d-%H-%M}.json"
