"""File formats of a release. Each writes articles with all their codings and reads them back unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from export.formats.base import Writer
from export.formats.csv_ import CsvWriter, SpreadsheetWriter, read_csv_articles, read_csv_rows
from export.formats.jsonl import JsonlWriter, read_jsonl
from export.formats.parquet import ParquetWriter, read_parquet_articles, read_parquet_rows
from export.records import CodedArticle, EventRow
from export.rows import event_rows
from schemas.codebook import Codebook

FORMATS = ("jsonl", "csv", "parquet")

__all__ = ["FORMATS", "Writer", "open_writer", "read_articles", "read_rows"]


def open_writer(format_: str, folder: Path, part: str | None, *, spreadsheet: bool) -> AbstractContextManager[Writer]:
    """A writer for one part of a release (None: the whole); raises ValueError for an unknown format."""
    if format_ == "jsonl":
        return JsonlWriter(folder, part)
    if format_ == "csv":
        return SpreadsheetWriter(folder, part) if spreadsheet else CsvWriter(folder, part)
    if format_ == "parquet":
        return ParquetWriter(folder, part)
    raise ValueError(f"unknown format {format_!r}; choose one of {', '.join(FORMATS)}")


def read_articles(format_: str, folder: Path, part: str | None) -> Iterator[CodedArticle]:
    """The articles of one part, with all codings; RecordError names file and line of what cannot be read."""
    readers = {"jsonl": read_jsonl, "csv": read_csv_articles, "parquet": read_parquet_articles}
    return readers[format_](folder, part)


def read_rows(format_: str, folder: Path, part: str | None, codebook: Codebook) -> Iterator[EventRow]:
    """The event rows of one part; JSONL holds none, there they are made from the codings."""
    if format_ == "csv":
        yield from read_csv_rows(folder, part)
    elif format_ == "parquet":
        yield from read_parquet_rows(folder, part)
    else:
        for article in read_articles(format_, folder, part):
            yield from event_rows(article, codebook)
