"""CSV in UTF-8: ``articles.csv`` with all codings as JSON text, ``events.csv`` with one row per source and target.

The plain flavour is for programs and reads back unchanged. The flavour for spreadsheets is for looking at: it
begins with a byte order mark, and what a spreadsheet would take for a formula or would shorten gets an apostrophe
in front.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

from export.formats.base import (
    ARTICLE_COLUMNS,
    ROW_COLUMNS,
    SINCE_VERSION_2,
    Column,
    PartWriter,
    flat_article,
    part_file,
)
from export.formats.base import unflat_article as _unflat
from export.records import CodedArticle, EventRow, RecordError

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # an article is longer than the 128 KiB that is usual

# the full-width forms count too: spreadsheets in East Asian locales take them for the ASCII ones
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n\ufeff]")
_SHORTENED = re.compile(r"0\d+|\d{16,}")  # leading zeros and long numbers lose digits
_SHEET_ARTICLE_COLUMNS = tuple(c for c in ARTICLE_COLUMNS if c.name not in ("boilerplate", "sentences", "codings"))


def plain(value: Any) -> str:
    """A cell of the plain flavour: empty for None, ``true`` and ``false``, ISO dates, shortest exact numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def for_spreadsheet(value: Any) -> str:
    """A cell that a spreadsheet shows as it is and never runs; numbers stay numbers."""
    cell = plain(value)
    if isinstance(value, str) and (_FORMULA.match(cell) or _SHORTENED.fullmatch(cell)):
        return "'" + cell
    return cell


class CsvWriter(PartWriter):
    encoding = "utf-8"
    cell: Callable[[Any], str] = staticmethod(plain)
    article_columns: Sequence[Column] = ARTICLE_COLUMNS

    def __init__(self, folder: Path, part: str | None) -> None:
        self.files: Sequence[Path] = tuple(part_file(folder, part, t, "csv") for t in ("articles", "events"))

    def __enter__(self) -> CsvWriter:
        self._open = ExitStack()
        tables = (self.article_columns, ROW_COLUMNS)
        with ExitStack() as opening:
            handles = [opening.enter_context(path.open("w", encoding=self.encoding, newline="")) for path in self.files]
            self._open = opening.pop_all()
        self._tables = [csv.writer(handle) for handle in handles]  # CR LF, as RFC 4180 has it
        for table, columns in zip(self._tables, tables, strict=True):
            table.writerow([c.name for c in columns])
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def write(self, article: CodedArticle, rows: Sequence[EventRow]) -> None:
        articles, events = self._tables
        articles.writerow(self._cells(flat_article(article), self.article_columns))
        events.writerows(self._cells(vars(row), ROW_COLUMNS) for row in rows)

    def _cells(self, row: Mapping[str, Any], columns: Sequence[Column]) -> list[str]:
        return [self.cell(row[c.name]) for c in columns]


class SpreadsheetWriter(CsvWriter):
    encoding = "utf-8-sig"
    cell = staticmethod(for_spreadsheet)
    article_columns = _SHEET_ARTICLE_COLUMNS


def read_csv_articles(folder: Path, part: str | None) -> Iterator[CodedArticle]:
    path = part_file(folder, part, "articles", "csv")
    for where, row in _rows(path, ARTICLE_COLUMNS):
        yield _unflat(row, where)


def read_csv_rows(folder: Path, part: str | None) -> Iterator[EventRow]:
    path = part_file(folder, part, "events", "csv")
    for _, row in _rows(path, ROW_COLUMNS):
        yield EventRow(**row)


def _rows(path: Path, columns: Sequence[Column]) -> Iterator[tuple[str, dict[str, Any]]]:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        header = next(reader, None)
        if header == [c.name for c in columns if c.name not in SINCE_VERSION_2]:
            columns = [c for c in columns if c.name not in SINCE_VERSION_2]
        elif header != [c.name for c in columns]:
            raise RecordError(f"{path.name}, line 1: the columns are not those of an export")
        for cells in reader:
            where = f"{path.name}, line {reader.line_num}"
            if len(cells) != len(columns):
                raise RecordError(f"{where}: {len(cells)} cells instead of {len(columns)}")
            yield where, {c.name: _typed(cell, c, where) for cell, c in zip(cells, columns, strict=True)}


def _typed(cell: str, column: Column, where: str) -> Any:
    try:
        return _PARSE[column.kind](cell)
    except (KeyError, ValueError):
        raise RecordError(f"{where}: {cell!r} in column {column.name} is no {column.kind}") from None


_PARSE: dict[str, Callable[[str], Any]] = {
    "text": str,
    "integer": lambda cell: int(cell) if cell else None,
    "number": lambda cell: float(cell) if cell else None,
    "flag": lambda cell: {"true": True, "false": False}[cell],
    "date": lambda cell: date.fromisoformat(cell) if cell else None,
}
