"""The columns by which tasks can be filtered and ordered: a fixed table, each seen with the caller's eyes.

What coders wrote counts only as far as the caller may read it; how many wrote something is no secret.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from sqlalchemy import Boolean, ColumnElement, Float, Text, and_, case, cast, exists, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from annotate.access import Role, visible_annotations
from annotate.errors import Invalid
from annotate.models import Annotation, Comment, Draft, Prediction, Review, Revision, Task
from annotate.security import Caller
from annotate.tasks import store

Kind = Literal["number", "time", "flag", "text"]
_UNSAID = frozenset('"\\\0')  # what no path of SQLite's can say


@dataclass(frozen=True, slots=True)
class Lens:
    """Whose eyes look at which project, through which database."""

    caller: Caller
    role: Role
    project_id: int
    dialect: str

    @classmethod
    def of(cls, session: Session, caller: Caller, role: Role, project_id: int) -> Lens:
        return cls(caller, role, project_id, session.get_bind().dialect.name)


@dataclass(frozen=True, slots=True)
class Column:
    """``people(ids)`` is a condition: one of them (None: anybody) is in the column. ``counts``: 0 means empty."""

    kind: Kind
    expression: Any
    people: Callable[[Sequence[int] | None], ColumnElement[bool]] | None = None
    counts: bool = False
    sorted: Any = None

    @property
    def text(self) -> Any:
        return self.expression if self.kind == "text" else cast(self.expression, Text)


def find(lens: Lens, name: str, wanted_type: str) -> Column:
    """The column of that name; raises Invalid for one that there is not."""
    if name.startswith("data."):
        return _of_data(lens, name.removeprefix("data."), wanted_type)
    make = _COLUMNS.get(name)
    if make is None:
        message = f"There is no column {name[:60]!r}; there are data.NAME and {', '.join(_COLUMNS)}."
        raise Invalid(message, fields={"filters": [message]})
    return make(lens)


def _of_data(lens: Lens, key: str, wanted_type: str) -> Column:
    if not key or not _UNSAID.isdisjoint(key):
        raise Invalid(f"There is no field {key[:60]!r} in the data.", fields={"filters": ["Unknown field."]})
    article, data = _is_article(key), col(Task.data)
    raw: Any
    kind: Any
    if lens.dialect == "postgresql":
        inside = cast(data, JSONB)[key]
        raw = case((article, func.to_jsonb(col(Task.text))), else_=inside)
        kind = case((article, "string"), else_=func.jsonb_typeof(inside))
        value = case((article, col(Task.text)), else_=inside.astext)
        number = case((kind == "number", cast(value, Float)))
    else:
        path = f'$."{key}"'
        kind = func.json_type(data, path)
        raw = case((article, col(Task.text)), else_=func.json_extract(data, path))
        value = case((kind.in_(["true", "false"]), kind), else_=cast(raw, Text))
        number = case((kind.in_(["integer", "real"]), cast(raw, Float)))
    if wanted_type == "Number":
        return Column("number", number)
    if wanted_type == "Boolean":
        return Column("flag", case((value == "true", True), (value == "false", False)))
    return Column("text", value, sorted=raw)


def _is_article(key: str) -> ColumnElement[bool]:
    """The article stands under that name: a column has it, and the data a gap (see ``tasks.stored``)."""
    name = f"{orjson.dumps(key).decode()}:"
    place = col(Task.text_at)  # what precedes the gap is the name, and before it the brace or comma
    before = func.substr(col(Task.data), place - len(name), len(name) + 1)
    return and_(place.is_not(None), before.in_(["{" + name, "," + name]))


def _plain(kind: Kind, column: Any) -> Callable[[Lens], Column]:
    return lambda lens: Column(kind, column)


def _never(lens: Lens) -> Column:
    return Column("text", cast(literal(None), Text))


def _count(table: Any, *conditions: ColumnElement[bool]) -> Any:
    query = select(func.count()).select_from(table).where(col(table.task_id) == col(Task.id), *conditions)
    return query.correlate(Task).scalar_subquery()


def _counted(make: Callable[[], Any]) -> Callable[[Lens], Column]:
    return lambda lens: Column("number", make(), counts=True)


def _annotations(cancelled: bool) -> Any:
    one = aliased(Annotation)
    return _count(one, col(one.deleted_at).is_(None), col(one.was_cancelled).is_(cancelled))


def _comments(*, open_only: bool) -> Any:
    one = aliased(Comment)
    more = [col(one.resolved_at).is_(None)] if open_only else []
    return _count(one, col(one.deleted_at).is_(None), *more)


def _reviews(accepted: bool) -> Any:
    one = aliased(Review)
    return _count(one, col(one.deleted_at).is_(None), col(one.accepted).is_(accepted))


def _seen(lens: Lens) -> ColumnElement[bool]:
    """Condition on Annotation: on this task, and the caller may read it."""
    return and_(col(Annotation.task_id) == col(Task.id), visible_annotations(lens.caller, lens.role))


def _of_seen(lens: Lens, value: Any) -> Any:
    return select(value).select_from(Annotation).where(_seen(lens)).correlate(Task).scalar_subquery()


def _lead_time(lens: Lens) -> Column:
    return Column("number", _of_seen(lens, func.avg(col(Annotation.lead_time))))


def _ground_truth(lens: Lens) -> Column:
    marked = exists().where(_seen(lens), col(Annotation.ground_truth).is_(True)).correlate(Task)
    return Column("flag", case((marked, True), else_=False))


def _joined(lens: Lens, value: Any) -> Any:
    joiner = func.string_agg if lens.dialect == "postgresql" else func.group_concat
    return joiner(value, ",")


def _annotation_ids(lens: Lens) -> Column:
    return Column("text", _of_seen(lens, _joined(lens, cast(col(Annotation.id), Text))))


def _annotation_results(lens: Lens) -> Column:
    head = and_(col(Revision.annotation_id) == col(Annotation.id), col(Revision.number) == col(Annotation.version))
    query = select(_joined(lens, col(Revision.result))).select_from(Annotation).join(Revision, head).where(_seen(lens))
    return Column("text", query.correlate(Task).scalar_subquery())


def _predicted(value: Callable[[Any, Lens], Any], kind: Kind) -> Callable[[Lens], Column]:
    def make(lens: Lens) -> Column:
        one = aliased(Prediction)
        query = select(value(one, lens)).select_from(one).where(col(one.task_id) == col(Task.id))
        return Column(kind, query.correlate(Task).scalar_subquery())

    return make


def _completed_at(lens: Lens) -> Column:
    one = aliased(Annotation)
    newest = select(func.max(col(one.created_at))).where(
        col(one.task_id) == col(Task.id), col(one.deleted_at).is_(None), col(one.was_cancelled).is_(False)
    )
    return Column("time", case((_annotations(False) >= col(Task.overlap), newest.correlate(Task).scalar_subquery())))


def _people(table: Any, person: str, *conditions: Any) -> Callable[[Lens], Column]:
    def make(lens: Lens) -> Column:
        here: list[Any] = [col(table.task_id) == col(Task.id), *conditions]
        if table is Annotation:
            here = [_seen(lens)]
        who = col(getattr(table, person))

        def among(ids: Sequence[int] | None) -> ColumnElement[bool]:
            more = [] if ids is None else [who.in_(ids)]
            return exists().where(*here, *more).correlate(Task)

        first = select(func.min(who)).where(*here).correlate(Task).scalar_subquery()
        return Column("number", first, people=among)

    return make


def _own_draft(lens: Lens) -> Column:
    there = exists().where(col(Draft.task_id) == col(Task.id), col(Draft.user_id) == lens.caller.user_id)
    return Column("flag", case((there.correlate(Task), True), else_=False))


def _newest_comment(lens: Lens) -> Column:
    query = select(func.max(col(Comment.updated_at))).where(
        col(Comment.task_id) == col(Task.id), col(Comment.deleted_at).is_(None)
    )
    return Column("time", query.correlate(Task).scalar_subquery())


def _reviewed(lens: Lens) -> Column:
    there = exists().where(col(Review.task_id) == col(Task.id), col(Review.deleted_at).is_(None)).correlate(Task)
    return Column("flag", cast(case((there, True), else_=False), Boolean))


_COLUMNS: dict[str, Callable[[Lens], Column]] = {
    "id": _plain("number", col(Task.id)),
    "inner_id": _plain("number", col(Task.inner_id)),
    "overlap": _plain("number", col(Task.overlap)),
    "created_at": _plain("time", col(Task.created_at)),
    "updated_at": _plain("time", store.UPDATED_AT),
    "completed_at": _completed_at,
    "total_annotations": _counted(lambda: _annotations(False)),
    "cancelled_annotations": _counted(lambda: _annotations(True)),
    "total_predictions": _counted(lambda: _count(aliased(Prediction))),
    "annotators": _people(Annotation, "user_id"),
    "updated_by": _people(Annotation, "updated_by"),
    "annotations_ids": _annotation_ids,
    "annotations_results": _annotation_results,
    "avg_lead_time": _lead_time,
    "ground_truth": _ground_truth,
    "draft_exists": _own_draft,
    "predictions_results": _predicted(lambda one, lens: _joined(lens, col(one.result)), "text"),
    "predictions_model_versions": _predicted(lambda one, lens: _joined(lens, col(one.model_version)), "text"),
    "predictions_score": _predicted(lambda one, lens: func.avg(col(one.score)), "number"),
    "comment_count": _counted(lambda: _comments(open_only=False)),
    "comments": _counted(lambda: _comments(open_only=False)),
    "unresolved_comment_count": _counted(lambda: _comments(open_only=True)),
    "comment_authors": _people(Comment, "created_by", col(Comment.deleted_at).is_(None)),
    "last_comment_updated_at": _newest_comment,
    "reviewed": _reviewed,
    "reviewers": _people(Review, "created_by", col(Review.deleted_at).is_(None)),
    "reviews_accepted": _counted(lambda: _reviews(True)),
    "reviews_rejected": _counted(lambda: _reviews(False)),
    "file_upload": _never,
    "storage_filename": _never,
}
