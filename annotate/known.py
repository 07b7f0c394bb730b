"""Statements of the hot paths: compiled once for each kind of database, then handed to the driver as they are.

What SQLAlchemy does around each execution (looking for the statement in its cache, describing the result, wrapping
rows) takes three times as long as the driver and the database together. Refusals are told as those of other statements.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

Convert = Callable[[Any], Any]


class Known:
    """``names``: the columns of an INSERT that says none itself. Each column of a result has a name or label; IN with a
    list of any length cannot be told so."""

    def __init__(self, statement: Any, *names: str) -> None:
        self._statement, self._names = statement, list(names)
        self._made: dict[str, _Made] = {}

    def run(self, session: Session, given: Mapping[str, Any]) -> None:
        """Execute it within the session's transaction."""
        self._on(session).execute(given).close()

    def first(self, session: Session, given: Mapping[str, Any]) -> Any:
        """The first row that it finds, None when there is none."""
        return self._on(session).first(given)

    def all(self, session: Session, given: Mapping[str, Any]) -> list[Any]:
        """All rows that it finds."""
        return self._on(session).all(given)

    def first_on(self, dialect: Dialect, driver: Any, given: Mapping[str, Any]) -> Any:
        """The same on a connection of the driver."""
        return _Bound(self.made_for(dialect), driver).first(given)

    def made_for(self, dialect: Dialect) -> _Made:
        made = self._made.get(dialect.name)
        if made is None:
            made = self._made[dialect.name] = _Made(self._statement, self._names, dialect)
        return made

    def _on(self, session: Session) -> _Bound:
        connection = session.connection()
        return _Bound(self.made_for(connection.dialect), connection.connection.dbapi_connection)


class _Made:
    """What a statement comes to in one kind of database."""

    def __init__(self, statement: Any, names: list[str], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=names or None)
        self.sql, self.dialect, self.error = str(compiled), dialect, dialect.loaded_dbapi.Error
        self.given: dict[str, Any] = compiled.params
        self.order: tuple[str, ...] | None = tuple(compiled.positiontup) if compiled.positional else None
        kinds = {name: bind.type for bind, name in compiled.bind_names.items()}
        self.binds = _converters(
            {name: kind.dialect_impl(dialect).bind_processor(dialect) for name, kind in kinds.items()}
        )
        self.columns = list(statement.exported_columns)
        names = [column.key for column in self.columns]
        self.row: Any = namedtuple("Row", names, rename=True) if names else None
        self.reads: list[tuple[Any, Convert]] | None = None  # found out with the first row

    def values(self, given: Mapping[str, Any]) -> Any:
        """As the driver takes them."""
        values = {**self.given, **given}
        for name, convert in self.binds:
            values[name] = convert(values[name])
        return values if self.order is None else [values[name] for name in self.order]

    def read(self, found: Any, described: Any) -> Any:
        """The row; ``described`` is what the driver says of its columns."""
        if self.reads is None:
            kinds = [column.type.dialect_impl(self.dialect) for column in self.columns]
            reads = [kind.result_processor(self.dialect, one[1]) for kind, one in zip(kinds, described, strict=True)]
            self.reads = _converters(dict(enumerate(reads)))
        if self.reads:
            found = list(found)
            for n, convert in self.reads:
                found[n] = convert(found[n])
        return self.row._make(found)


class _Bound:
    """The statement and the connection on which it runs."""

    def __init__(self, made: _Made, driver: Any) -> None:
        self.made, self.driver = made, driver

    def execute(self, given: Mapping[str, Any]) -> Any:
        made = self.made
        try:
            cursor = self.driver.cursor()
            cursor.execute(made.sql, made.values(given))
        except made.error as error:
            raise told(made.sql, error, made.dialect, self.driver) from error
        return cursor

    def first(self, given: Mapping[str, Any]) -> Any:
        cursor = self.execute(given)
        found = self._fetched(cursor.fetchone)
        described = cursor.description if self.made.reads is None else None
        cursor.close()
        return None if found is None else self.made.read(found, described)

    def all(self, given: Mapping[str, Any]) -> list[Any]:
        cursor = self.execute(given)
        rows = self._fetched(cursor.fetchall)
        described = cursor.description if self.made.reads is None else None  # a driver may work it out at each look
        cursor.close()
        return [self.made.read(row, described) for row in rows]

    def _fetched(self, fetch: Callable[[], Any]) -> Any:
        try:
            return fetch()
        except self.made.error as error:  # SQLite works out the rows only now
            raise told(self.made.sql, error, self.made.dialect, self.driver) from error


def told(statement: str, error: Any, dialect: Dialect, driver: Any) -> DBAPIError:
    """The driver's refusal as SQLAlchemy would have raised it."""
    lost = dialect.is_disconnect(error, driver, None)
    kind = dialect.loaded_dbapi.Error
    found: DBAPIError = DBAPIError.instance(statement, None, error, kind, connection_invalidated=lost, dialect=dialect)
    return found


def _converters(found: Mapping[Any, Convert | None]) -> list[tuple[Any, Convert]]:
    return [(key, convert) for key, convert in found.items() if convert is not None]
