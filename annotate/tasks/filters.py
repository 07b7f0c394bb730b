"""The grammar in which Label Studio's clients filter and order tasks (the SDK's ``data_manager``), as conditions.

Filters: ``{"conjunction": "and", "items": [{"filter": "filter:tasks:id", "operator": "less", "type": "Number",
"value": 4}]}``; ordering: ``["-tasks:created_at"]``.
Names are looked up in a fixed table of columns; anything else is refused.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, and_, false, not_, or_, select
from sqlmodel import Session, col

from annotate.errors import Invalid
from annotate.ids import one_of
from annotate.labelstudio.body import checked
from annotate.models import Task
from annotate.tasks import columns, store
from annotate.tasks.columns import Column, Lens

Operator = Literal[
    "equal", "not_equal", "less", "greater", "less_or_equal", "greater_or_equal", "in", "not_in", "in_list",
    "not_in_list", "empty", "contains", "not_contains", "regex",
]  # fmt: skip
Kind = Literal["Number", "Datetime", "Boolean", "String", "List", "Unknown"]
Order = Annotated[str, Field(max_length=200)]
REGEX_SECONDS = 2.0  # for all texts together
_MOST = 100
_MOST_WORDS = 200  # in one list of words to look for: SQLite nests its conditions no deeper than a thousand
_MOST_VALUES = 10_000  # in all filters together, a word to look for counting as ten: so many parameters it takes
_DATE = "%Y-%m-%dT%H:%M:%S.%fZ"
_COMPARED: dict[str, Any] = {
    "less": lambda a, b: a < b,
    "greater": lambda a, b: a > b,
    "less_or_equal": lambda a, b: a <= b,
    "greater_or_equal": lambda a, b: a >= b,
}
_FLAG_OPERATORS = frozenset({"equal", "not_equal", "in_list", "not_in_list"})  # of those that compare
_PEOPLE_OPERATORS = frozenset({"contains", "not_contains", "equal", "not_equal", "in_list", "not_in_list", "empty"})


class FilterItem(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    filter: Annotated[str, Field(max_length=300, description="filter:tasks:NAME, or filter:tasks:data.NAME")]
    operator: Operator
    type: Kind = "Unknown"
    value: Any = None
    child_filter: FilterItem | None = None


class Filters(BaseModel):
    """Conditions, all or any of which must hold."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    conjunction: Literal["and", "or"] = "and"
    items: Annotated[list[FilterItem], Field(max_length=_MOST)] = []


class TaskQuery(BaseModel):
    """What the ``query`` parameter of the task list may hold."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    filters: Filters | None = None
    ordering: Annotated[list[Order], Field(max_length=10)] = []


@dataclass(frozen=True, slots=True)
class Chosen:
    """A condition on tasks and the order to show them in (none: by id)."""

    condition: ColumnElement[bool] | None = None
    ordering: tuple[ColumnElement[Any], ...] = ()


def parse_query(text: str) -> TaskQuery:
    """The ``query`` parameter; raises Invalid naming what is wrong in it."""
    try:
        given = orjson.loads(text) if text.strip() else {}
    except orjson.JSONDecodeError:
        raise Invalid("query must be JSON.", fields={"query": ["Not JSON."]}) from None
    return checked(TaskQuery, given, "query")


def chosen(session: Session, lens: Lens, query: TaskQuery) -> Chosen:
    """The query as SQL; raises Invalid for an unknown column or a value that does not fit it."""
    items = query.filters.items if query.filters else []
    if sum(map(_values, items)) > _MOST_VALUES:
        message = f"The filters hold more than {_MOST_VALUES:,} values, each word to look for counting as ten."
        raise Invalid(message, fields={"filters": [message]})
    lines = [_line(session, lens, item) for item in items]
    parts = [line for line in lines if line is not None]
    joined = or_ if query.filters and query.filters.conjunction == "or" else and_
    condition = joined(*parts) if parts else None
    return Chosen(condition, tuple(_order(lens, name) for name in query.ordering))


def _values(item: FilterItem) -> int:
    own = len(item.value) if isinstance(item.value, list) else 1
    if item.operator in {"contains", "not_contains"}:
        own *= 10
    elif item.operator in {"in_list", "not_in_list"} and not isinstance(item.value, list):
        own = str(item.value).count(",") + 1
    return own + (_values(item.child_filter) if item.child_filter else 0)


def _order(lens: Lens, name: str) -> ColumnElement[Any]:
    found = columns.find(lens, name.lstrip("-+").removeprefix("tasks:"), "Unknown")
    by: ColumnElement[Any] = found.sorted if found.sorted is not None else found.expression
    return by.desc().nulls_last() if name.startswith("-") else by.asc().nulls_last()


def _line(session: Session, lens: Lens, item: FilterItem) -> ColumnElement[bool] | None:
    """One filter with its child, which holds as well."""
    own = _condition(session, lens, item)
    child = _line(session, lens, item.child_filter) if item.child_filter else None
    found = [part for part in (own, child) if part is not None]
    return and_(*found) if found else None


def _condition(session: Session, lens: Lens, item: FilterItem) -> ColumnElement[bool] | None:
    if item.value is None or not item.filter.startswith("filter:tasks:"):
        return None  # what clients send for a line that is not filled in yet
    name = item.filter.removeprefix("filter:tasks:")
    column = columns.find(lens, name, item.type)
    if column.people is not None:
        return _about_people(column, name, item)
    if item.operator == "empty":
        return _empty(column, item)
    if item.operator == "regex":
        return _matching(session, lens, column, name, str(item.value))
    if item.operator in {"contains", "not_contains"}:
        held = _holding(column, name, item)
        return held if item.operator == "contains" else or_(column.text.is_(None), not_(held))
    return _compared(column, name, item)


def _compared(column: Column, name: str, item: FilterItem) -> ColumnElement[bool]:
    by = column.expression
    if column.kind == "flag" and item.operator not in _FLAG_OPERATORS:
        raise _wrong(name, f"{item.operator} does not go with yes or no; use equal or not_equal")
    if item.operator in _COMPARED:
        found: ColumnElement[bool] = _COMPARED[item.operator](by, _value(column, name, item.value))
        return found
    if item.operator in {"equal", "not_equal"}:
        same: ColumnElement[bool] = by == _value(column, name, item.value)
        return same if item.operator == "equal" else or_(by.is_(None), not_(same))
    if item.operator in {"in_list", "not_in_list"}:
        values = item.value if isinstance(item.value, list) else [v for v in str(item.value).split(",") if v.strip()]
        among: ColumnElement[bool] = by.in_([_value(column, name, v) for v in values])
        return among if item.operator == "in_list" else or_(by.is_(None), not_(among))
    if not isinstance(item.value, dict) or not {"min", "max"} <= item.value.keys():
        raise _wrong(name, 'give {"min": …, "max": …}')
    between: ColumnElement[bool] = by.between(
        _value(column, name, item.value["min"]), _value(column, name, item.value["max"])
    )
    return between if item.operator == "in" else or_(by.is_(None), not_(between))


def _empty(column: Column, item: FilterItem) -> ColumnElement[bool]:
    is_empty: ColumnElement[bool] = column.expression.is_(None)
    if column.kind == "text":
        is_empty = or_(is_empty, column.expression == "")
    elif column.counts:
        is_empty = column.expression == 0
    return is_empty if _flag(item.value) else not_(is_empty)


def _holding(column: Column, name: str, item: FilterItem) -> ColumnElement[bool]:
    words = item.value if isinstance(item.value, list) else [item.value]
    if len(words) > _MOST_WORDS:
        raise _wrong(name, f"look for at most {_MOST_WORDS} words at once")
    held: list[ColumnElement[bool]] = [column.text.icontains(str(word), autoescape=True) for word in words]
    return or_(*held) if held else false()


def _about_people(column: Column, name: str, item: FilterItem) -> ColumnElement[bool]:
    if column.people is None or item.operator not in _PEOPLE_OPERATORS:
        raise _wrong(name, f"{item.operator} does not go with people; use contains, not_contains or empty")
    if item.operator == "empty":
        anybody = column.people(None)
        return not_(anybody) if _flag(item.value) else anybody
    given = item.value if isinstance(item.value, list) else [item.value]
    ids = [int(_number(name, one)) for one in given]
    there = column.people(ids)
    return not_(there) if item.operator.startswith("not_") else there


def _matching(session: Session, lens: Lens, column: Column, name: str, pattern: str) -> ColumnElement[bool]:
    """Tasks whose value matches; searched here and not in the database, so that both understand the same patterns."""
    import regex  # only where a pattern is given: the server's start should not wait for it

    try:
        compiled = regex.compile(pattern[:1000])
    except regex.error as error:
        raise _wrong(name, f"this is no regular expression: {error}") from None
    deadline, ids = time.monotonic() + REGEX_SECONDS, []
    searched = select(col(Task.id), column.text.label("searched")).where(store.live(lens.project_id))
    rows = session.execute(searched.order_by(col(Task.id)))
    for task_id, text in rows:
        if text is not None and _searched(compiled, str(text), deadline, name):
            ids.append(task_id)
    return one_of(col(Task.id), ids)


def _searched(compiled: Any, text: str, deadline: float, name: str) -> bool:
    try:
        return compiled.search(text, timeout=max(deadline - time.monotonic(), 0.001)) is not None
    except TimeoutError:
        raise _wrong(name, "this regular expression takes too long here; use a simpler one") from None


def _value(column: Column, name: str, given: Any) -> Any:
    if column.kind == "number":
        return _number(name, given)
    if column.kind == "time":
        return _moment(name, given)
    if column.kind == "flag":
        return _flag(given)
    return str(given)


def _number(name: str, given: Any) -> float:
    try:
        number = float(given)
    except (TypeError, ValueError):
        raise _wrong(name, f"{str(given)[:40]!r} is not a number") from None
    if not -1e15 < number < 1e15:
        raise _wrong(name, "this number is out of range")
    return number


def _moment(name: str, given: Any) -> datetime:
    try:
        return datetime.strptime(str(given), _DATE).replace(tzinfo=UTC)
    except ValueError:
        pass  # then perhaps another ISO form
    try:
        moment = datetime.fromisoformat(str(given))
    except ValueError:
        raise _wrong(name, f"{str(given)[:40]!r} is not a time; write 2026-11-22T13:05:00.000000Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _flag(given: Any) -> bool:
    return given if isinstance(given, bool) else str(given).strip().lower() in {"true", "1", "yes", "on"}


def _wrong(name: str, why: str) -> Invalid:
    message = f"Filter on {name[:60]}: {why}."
    return Invalid(message, fields={"filters": [message]})
