"""One of many ids, which the database gets as one value: with a parameter for each, the statement would be written and
planned anew whenever their number differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import ARRAY, ColumnElement, Dialect, Integer, Text, TypeDecorator, bindparam, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeEngine


class _Ids(TypeDecorator[Sequence[int]]):
    """An array on PostgreSQL, JSON on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(Integer) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> Any:
        ids = list(value or ())
        return ids if dialect.name == "postgresql" else orjson.dumps(ids).decode()


class _Among(FunctionElement[Any]):
    type: TypeEngine[Any] = NullType()  # a Boolean would be held against 1 on SQLite, which then finds no index for it
    inherit_cache = True


@compiles(_Among, "postgresql")
def _as_array(element: Any, compiler: Any, **options: Any) -> str:
    column, ids = element.clauses
    return str(compiler.process(column == func.any(ids), **options))


@compiles(_Among, "sqlite")
def _as_json(element: Any, compiler: Any, **options: Any) -> str:
    column, ids = element.clauses
    listed = func.json_each(ids).table_valued("value")
    return str(compiler.process(column.in_(select(listed.c.value)), **options))


def among(column: Any, name: str) -> ColumnElement[bool]:
    """Condition: the column is one of the ids that the statement is given under this name."""
    return _Among(column, bindparam(name, type_=_Ids()))


def one_of(column: Any, ids: Sequence[int]) -> ColumnElement[bool]:
    """Condition: the column is one of these."""
    return _Among(column, bindparam(None, list(ids), type_=_Ids(), unique=True))
