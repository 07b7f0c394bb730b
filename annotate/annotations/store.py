"""SQL for annotations and their revisions. Revisions are only ever inserted; the head is a number on the annotation.

Statements of the hot path are built once, when the module is loaded: building costs ten times as much as running.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, exists, insert, select, update
from sqlmodel import Session

from annotate.db import inserting
from annotate.ids import among
from annotate.known import Known
from annotate.models import Annotation

_tables = Annotation.metadata.tables
_ANNOTATION, _REVISION = _tables["annotation"], _tables["revision"]
_TASK, _DRAFT, _USER, _MEMBER, _CODEBOOK = (
    _tables[name] for name in ("task", "draft", "user", "membership", "codebook")
)
_STATE = ("version", "was_cancelled", "ground_truth", "lead_time", "updated_at")  # what a revision knows too
_FIXED = (
    "id",
    "task_id",
    "project_id",
    "user_id",
    "unique_id",
    "import_id",
    "parent_prediction",
    "parent_annotation",
    "draft_created_at",
    "created_at",
    "updated_by",
)
_CONTENT = (_REVISION.c.result, _REVISION.c.coding, _REVISION.c.content_hash, _USER.c.email, _USER.c.name)
_COLUMNS: tuple[Any, ...] = (*(_ANNOTATION.c[name] for name in (*_FIXED, *_STATE)), *_CONTENT)
_HEADS = (
    select(*_COLUMNS)
    .select_from(_ANNOTATION)
    .join(
        _REVISION,
        and_(_REVISION.c.annotation_id == _ANNOTATION.c.id, _REVISION.c.number == _ANNOTATION.c.version),
    )
    .join(_USER, _USER.c.id == _ANNOTATION.c.user_id)
)
_LIVE = _ANNOTATION.c.deleted_at.is_(None)
_HEAD = _HEADS.where(_ANNOTATION.c.id == bindparam("wanted"))
_OWN_HEAD = _HEADS.where(
    _ANNOTATION.c.task_id == bindparam("of_task"), _ANNOTATION.c.user_id == bindparam("coder"), _LIVE
)
_NEWEST_CODINGS: Any = (
    select(_REVISION.c.coding)
    .select_from(_ANNOTATION)
    .join(_REVISION, and_(_REVISION.c.annotation_id == _ANNOTATION.c.id, _REVISION.c.number == _ANNOTATION.c.version))
    .where(_ANNOTATION.c.project_id == bindparam("project"), _ANNOTATION.c.task_id != bindparam("but_task"), _LIVE)
    .join(_TASK, _TASK.c.id == _ANNOTATION.c.task_id)
    .where(_ANNOTATION.c.was_cancelled.is_(False), _REVISION.c.coding.is_not(None), _TASK.c.deleted_at.is_(None))
    .order_by(_ANNOTATION.c.id.desc())
    .limit(bindparam("most"))
)
_NEWEST_OWN_CODINGS = _NEWEST_CODINGS.where(_ANNOTATION.c.user_id == bindparam("coder"))
_FIRST_STATE = (
    select(
        *(_ANNOTATION.c[name] for name in _FIXED),
        _REVISION.c.number.label("version"),
        _REVISION.c.was_cancelled,
        _REVISION.c.ground_truth,
        _REVISION.c.lead_time,
        _REVISION.c.created_at.label("updated_at"),
        *_CONTENT,
    )
    .select_from(_ANNOTATION)
    .join(_REVISION, and_(_REVISION.c.annotation_id == _ANNOTATION.c.id, _REVISION.c.number == 1))
    .join(_USER, _USER.c.id == _ANNOTATION.c.user_id)
    .where(_ANNOTATION.c.id == bindparam("wanted"))
)
_KNOWN = tuple(_ANNOTATION.c[name] for name in ("id", "task_id", "user_id", "request_hash", "version", "deleted_at"))
_BY_UNIQUE_ID = select(*_KNOWN).where(
    _ANNOTATION.c.project_id == bindparam("project"), _ANNOTATION.c.unique_id == bindparam("key")
)
_LIVE_OF = select(*_KNOWN).where(
    _ANNOTATION.c.task_id == bindparam("of_task"), _ANNOTATION.c.user_id == bindparam("coder"), _LIVE
)
_LOCK = select(*_KNOWN).where(_ANNOTATION.c.id == bindparam("wanted"), _LIVE).with_for_update()
_TASK_IS_LIVE = (
    select(_TASK.c.id)
    .where(_TASK.c.id == bindparam("of_task"), _TASK.c.deleted_at.is_(None))
    .with_for_update(read=True)
)


@cache
def _insert_once(dialect: str) -> Known:
    """Where the task is live, which is then kept so until the transaction ends; told with it: has the coder a draft?"""
    names = [column.name for column in _ANNOTATION.c if column.name != "id"]
    given = [bindparam(f"new_{name}", type_=_ANNOTATION.c[name].type) for name in names]
    task, coder = (given[names.index(name)] for name in ("task_id", "user_id"))
    of_task = select(*given).where(_TASK.c.id == task, _TASK.c.deleted_at.is_(None)).with_for_update(read=True)
    drafted = exists().where(_DRAFT.c.task_id == task, _DRAFT.c.user_id == coder)
    once = inserting(dialect)(_ANNOTATION).from_select(names, of_task).on_conflict_do_nothing()
    return Known(once.returning(_ANNOTATION.c.id, drafted.label("drafted")))


_INSERT_REVISION = Known(insert(_REVISION).inline(), *(c.name for c in _REVISION.c if c.name != "id"))
_SET_LAYOUT = (
    update(_TASK)
    .where(_TASK.c.id == bindparam("of_task"), _TASK.c.deleted_at.is_(None))
    .values(layout=bindparam("found"))
    .returning(_TASK.c.id)
)
_IS_MEMBER = select(_MEMBER.c.id).where(
    _MEMBER.c.project_id == bindparam("project"), _MEMBER.c.user_id == bindparam("person")
)
_CODEBOOK_HASH = select(_CODEBOOK.c.sha256).where(_CODEBOOK.c.id == bindparam("wanted"))
_CODEBOOK_BODY = select(_CODEBOOK.c.body).where(_CODEBOOK.c.id == bindparam("wanted"))


def _rows(session: Session, statement: Any, given: Mapping[str, Any]) -> Sequence[Row[Any]]:
    return session.connection().execute(statement, dict(given)).all()


def _first(session: Session, statement: Any, given: Mapping[str, Any]) -> Row[Any] | None:
    return session.connection().execute(statement, dict(given)).first()


def heads_of_tasks(condition: ColumnElement[bool]) -> Any:
    """A statement for the annotations of some tasks that meet the condition; see ``run_heads_of_tasks``."""
    return _HEADS.where(condition, among(_ANNOTATION.c.task_id, "of_tasks")).order_by(_ANNOTATION.c.id)


def run_heads_of_tasks(session: Session, statement: Any, task_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Annotations of these tasks with their head revision and coder, by id."""
    return _rows(session, statement, {"of_tasks": list(task_ids)})


def head(session: Session, annotation_id: int) -> Row[Any]:
    return _rows(session, _HEAD, {"wanted": annotation_id})[0]


def as_head(annotation_id: int, values: Mapping[str, Any], email: str, name: str) -> Any:
    """What ``head`` would read of an annotation that has just been stored with these values, coder and first revision
    included."""
    return SimpleNamespace(id=annotation_id, **values, email=email, name=name)


def own_head(session: Session, task_id: int, user_id: int) -> Row[Any] | None:
    """The person's live annotation of the task."""
    return _first(session, _OWN_HEAD, {"of_task": task_id, "coder": user_id})


def newest_codings(
    session: Session, project_id: int, most: int, *, but_task: int, coder: int | None = None
) -> Sequence[str]:
    """The newest finished codings of the project in our form, as JSON; those of one task left out."""
    given = {"project": project_id, "most": most, "but_task": but_task}
    if coder is None:
        return [row[0] for row in _rows(session, _NEWEST_CODINGS, given)]
    return [row[0] for row in _rows(session, _NEWEST_OWN_CODINGS, {**given, "coder": coder})]


def first_state(session: Session, annotation_id: int) -> Row[Any]:
    """The annotation as its creation left it: the answer to a repeated create."""
    return _rows(session, _FIRST_STATE, {"wanted": annotation_id})[0]


def insert_once(session: Session, values: Mapping[str, Any]) -> tuple[int, bool] | None:
    """Add an annotation: its id, and whether its coder has a draft of the task. None when one with its unique id, or a
    live one of its coder on the task, is there, or the task is gone."""
    insert = _insert_once(session.get_bind().dialect.name)
    row = insert.first(session, {f"new_{k}": v for k, v in values.items()})
    return None if row is None else (int(row[0]), bool(row[1]))


def insert_revision(session: Session, values: Mapping[str, Any]) -> None:
    _INSERT_REVISION.run(session, values)


def insert_many(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    session.connection().execute(insert(_ANNOTATION), [dict(row) for row in rows])


def insert_revisions(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    session.connection().execute(insert(_REVISION), [dict(row) for row in rows])


def ids_of(session: Session, project_id: int, unique_ids: Sequence[str]) -> dict[str, int]:
    """Annotation ids by unique id."""
    found: dict[str, int] = {}
    for start in range(0, len(unique_ids), 500):
        some = _ANNOTATION.c.unique_id.in_(unique_ids[start : start + 500])
        query: Any = select(_ANNOTATION.c.unique_id, _ANNOTATION.c.id).where(
            _ANNOTATION.c.project_id == project_id, some
        )
        found |= {row.unique_id: row.id for row in _rows(session, query, {})}
    return found


def by_unique_id(session: Session, project_id: int, unique_id: str) -> Row[Any] | None:
    """id, task_id, user_id, request_hash, version and deleted_at of the annotation, deleted ones too."""
    return _first(session, _BY_UNIQUE_ID, {"project": project_id, "key": unique_id})


def live_of(session: Session, task_id: int, user_id: int) -> Row[Any] | None:
    """The same columns, of the person's live annotation of the task."""
    return _first(session, _LIVE_OF, {"of_task": task_id, "coder": user_id})


def lock(session: Session, annotation_id: int) -> bool:
    """Hold the annotation until the transaction ends; False when it has been deleted meanwhile."""
    return _first(session, _LOCK, {"wanted": annotation_id}) is not None


def task_is_live(session: Session, task_id: int) -> bool:
    """Whether the task is there; it stays so until the transaction ends."""
    return _first(session, _TASK_IS_LIVE, {"of_task": task_id}) is not None


def set_layout(session: Session, task_id: int, layout: str) -> bool:
    """Keep what was found out about a text, which itself never changes; False when the task is gone."""
    return _first(session, _SET_LAYOUT, {"of_task": task_id, "found": layout}) is not None


def move_head(session: Session, annotation_id: int, values: Mapping[str, Any]) -> None:
    session.connection().execute(update(_ANNOTATION).where(_ANNOTATION.c.id == annotation_id).values(**values))


def is_member(session: Session, project_id: int, user_id: int) -> bool:
    return _first(session, _IS_MEMBER, {"project": project_id, "person": user_id}) is not None


def members(session: Session, project_id: int) -> Sequence[Row[Any]]:
    """(id, email) of everybody in the project."""
    query = select(_USER.c.id, _USER.c.email).join(_MEMBER, _MEMBER.c.user_id == _USER.c.id)
    return _rows(session, query.where(_MEMBER.c.project_id == project_id), {})


def on_live_task(project_id: int) -> ColumnElement[bool]:
    """Condition on Annotation: on a task of the project that has not been deleted."""
    tasks = select(_TASK.c.id).where(_TASK.c.project_id == project_id, _TASK.c.deleted_at.is_(None))
    return and_(_ANNOTATION.c.project_id == project_id, _ANNOTATION.c.task_id.in_(tasks))


def annotators(session: Session, condition: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """(id, email, name) of the coders of the annotations that meet the condition."""
    coders = select(_ANNOTATION.c.user_id).where(condition)
    query = select(_USER.c.id, _USER.c.email, _USER.c.name).where(_USER.c.id.in_(coders))
    return _rows(session, query.order_by(_USER.c.id), {})


def codebook_hash(session: Session, codebook_id: int) -> str:
    return str(_rows(session, _CODEBOOK_HASH, {"wanted": codebook_id})[0][0])


def codebook_body(session: Session, codebook_id: int) -> str:
    return str(_rows(session, _CODEBOOK_BODY, {"wanted": codebook_id})[0][0])
