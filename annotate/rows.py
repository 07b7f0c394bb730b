"""Many rows into a table at once, given column by column and handed to the driver as they are: looking through each
value of each row, as SQLAlchemy would, takes as long as storing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

from sqlalchemy import Connection, Dialect, Table
from sqlmodel import Session

from annotate.known import told

_ways: dict[tuple[str, str, tuple[str, ...]], _Way] = {}


def insert_columns(
    session: Session, table: Table, columns: Mapping[str, Sequence[Any]], shared: Mapping[str, Any]
) -> None:
    """Insert rows given column by column, with ``shared`` in each of them."""
    connection = session.connection()
    key = (connection.dialect.name, table.name, (*columns, *shared))
    way = _ways.get(key)
    if way is None:
        way = _ways[key] = _Way(table, key[2], connection.dialect)
    count = len(next(iter(columns.values())))
    given: dict[str, Iterable[Any]] = {name: way.converted(name, values) for name, values in columns.items()}
    given |= {name: repeat(way.converted(name, [value])[0], count) for name, value in shared.items()}
    rows = zip(*(given[name] for name in way.order), strict=True)
    if way.types:
        _copy(connection, way, rows)
    else:
        connection.exec_driver_sql(way.statement, list(rows))


class _Way:
    """The statement that takes these columns of a table, and their order in it; made once, as making it takes as long
    as storing a dozen rows."""

    def __init__(self, table: Table, names: tuple[str, ...], dialect: Dialect) -> None:
        kinds = {name: table.c[name].type for name in names}
        self._converts = {name: kind.dialect_impl(dialect).bind_processor(dialect) for name, kind in kinds.items()}
        self.types: list[str] = []  # for COPY
        if dialect.name == "postgresql":
            quoted = dialect.identifier_preparer
            listed = ", ".join(map(quoted.quote, names))
            self.statement = f"COPY {quoted.format_table(table)} ({listed}) FROM STDIN (FORMAT BINARY)"
            self.order: Sequence[str] = names
            self.types = [kind.compile(dialect=dialect).lower() for kind in kinds.values()]
        else:
            compiled = table.insert().inline().compile(dialect=dialect, column_keys=list(names))
            self.statement, self.order = str(compiled), tuple(compiled.positiontup or ())

    def converted(self, name: str, values: Sequence[Any]) -> Sequence[Any]:
        convert = self._converts[name]
        return values if convert is None else [convert(value) for value in values]


def _copy(connection: Connection, way: _Way, rows: Iterable[Sequence[Any]]) -> None:
    """PostgreSQL's own way to take many rows in, at half of what as many INSERTs cost, and in its own form of each
    value: then no text is searched for what to escape. Its refusals are told as those of other statements are."""
    lent = connection.connection
    try:
        with lent.cursor().copy(way.statement) as copy:
            copy.set_types(way.types)
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise told(way.statement, error, connection.dialect, lent.driver_connection) from error
