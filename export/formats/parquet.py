"""Parquet: the two tables of the CSV form with types, for Spark, DuckDB, pandas and ``datasets``.

The schema does not depend on the data, so that parts and releases can be read together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from export.formats.base import (
    ARTICLE_COLUMNS,
    ROW_COLUMNS,
    Column,
    PartWriter,
    flat_article,
    part_file,
    unflat_article,
)
from export.records import CodedArticle, EventRow

BATCH = 1_000  # rows held in memory, and the size of a row group


class ParquetWriter(PartWriter):
    def __init__(self, folder: Path, part: str | None) -> None:
        self.files: Sequence[Path] = tuple(part_file(folder, part, t, "parquet") for t in ("articles", "events"))

    def __enter__(self) -> ParquetWriter:
        with ExitStack() as opening:
            tables = zip(self.files, (ARTICLE_COLUMNS, ROW_COLUMNS), strict=True)
            self._articles, self._events = (opening.enter_context(_Table(path, columns)) for path, columns in tables)
            self._open = opening.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.__exit__(kind, error, at)

    def write(self, article: CodedArticle, rows: Sequence[EventRow]) -> None:
        self._articles.add(flat_article(article))
        for row in rows:
            self._events.add(vars(row))


class _Table:
    """One Parquet file, written in row groups of ``BATCH``."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._path = path
        self._schema = _schema(columns)
        self._pending: list[dict[str, Any]] = []

    def __enter__(self) -> _Table:
        from pyarrow import parquet

        self._writer = parquet.ParquetWriter(self._path, self._schema, compression="zstd")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is None:
            self._flush()
        self._writer.close()

    def add(self, row: dict[str, Any]) -> None:
        self._pending.append(row)
        if len(self._pending) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._pending:
            self._writer.write_table(pa.Table.from_pylist(self._pending, schema=self._schema))
            self._pending = []


def _schema(columns: Sequence[Column]) -> Any:
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "flag": pa.bool_(),
        "date": pa.date32(),
    }
    return pa.schema([pa.field(c.name, types[c.kind]) for c in columns])


def read_parquet_articles(folder: Path, part: str | None) -> Iterator[CodedArticle]:
    path = part_file(folder, part, "articles", "parquet")
    for number, row in enumerate(_rows(path), 1):
        yield unflat_article(row, f"{path.name}, row {number}")


def read_parquet_rows(folder: Path, part: str | None) -> Iterator[EventRow]:
    for row in _rows(part_file(folder, part, "events", "parquet")):
        yield EventRow(**row)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    from pyarrow import parquet

    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(BATCH):
            yield from batch.to_pylist()
