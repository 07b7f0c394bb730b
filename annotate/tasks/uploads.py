"""Tasks in files that a form brings: JSON, JSON lines, CSV, TSV, or text with a task on each line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from annotate.errors import Invalid
from annotate.labelstudio.body import Body, read_body
from annotate.readers.article import NotUtf8, Problems, Unreadable
from annotate.readers.json_ import json_records, jsonl_records
from annotate.readers.records import holds_nul
from annotate.readers.source import Source, open_source
from annotate.readers.table import table_records

FORM = "multipart/form-data"
_TABLES, _LINES = (".csv", ".tsv"), (".jsonl", ".ndjson")
_MOST_FILES = 1_000
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class File:
    """A file of the form; ``content`` in bytes."""

    name: str
    content: bytes


@dataclass(slots=True)
class Tasks:
    """Task objects in order and where each stands, such as "news.csv, line 7"; ``formats``: ending -> files."""

    items: list[Any] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    formats: dict[str, int] = field(default_factory=dict)

    def columns(self) -> list[str]:
        """The names that all tasks' data have."""
        data = [item.get("data", item) for item in self.items]
        return [name for name in data[0] if all(name in one for one in data)] if data else []


async def _form_or_body(request: Request) -> Body | list[File]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return await read_body(request)
    async with request.form(max_files=_MOST_FILES) as form:
        sent = [part for _, part in form.multi_items() if isinstance(part, UploadFile)]
        return [File((part.filename or "file")[-_LONGEST_NAME:], await part.read()) for part in sent]


BodyOrFiles = Annotated[Body | list[File], Depends(_form_or_body)]


def tasks_of(files: Sequence[File], text_key: str) -> Tasks:
    """All tasks of the files; a line of text is a task's ``text_key``, a table's cells stay strings.

    Raises Invalid naming every file and line that is wrong, as far as it could be read.
    """
    if not files:
        message = "There is no file in this form; send each as a file with its name."
        raise Invalid(message, fields={"non_field_errors": [message]})
    found, wrong = Tasks(), list[str]()
    for file in files:
        problems = Problems()
        ending = PurePath(file.name).suffix.casefold()
        try:
            for place, item in _read(file, ending, text_key, problems):
                found.items.append(item)
                found.places.append(place)
        except NotUtf8 as error:  # a form cannot name an encoding
            problems.stop(Unreadable(f"{error.what}; save the file as UTF-8.", error.line))
        except Unreadable as error:
            problems.stop(error)
        wrong += [problem.sentence(file.name) for problem in problems.errors]
    if wrong:
        raise Invalid(wrong[0], fields={"non_field_errors": wrong})
    found.formats = dict(Counter(PurePath(file.name).suffix.casefold() for file in files))
    return found


def _read(file: File, ending: str, text_key: str, problems: Problems) -> Iterator[tuple[str, Any]]:
    kind = "item" if ending == ".json" else "line"
    if ending not in {".json", ".txt", *_TABLES, *_LINES}:
        raise Unreadable("This is not taken here; send a .json, .jsonl, .csv, .tsv or .txt file.")
    source = open_source(file.content, file.name)
    records = _records(source, ending, text_key, problems)
    any_task = False
    for number, record in records:
        any_task = True
        if holds_nul(record):
            problems.error(number, "A field holds a NUL character, which cannot be stored; remove it.")
        yield f"{file.name}, {kind} {number}", record
    if not any_task and not problems.errors:
        raise Unreadable("There is no task in this file.")


def _records(source: Source, ending: str, text_key: str, problems: Problems) -> Iterator[tuple[int, Any]]:
    if ending == ".json":
        return json_records(source)
    if ending in _LINES:
        return jsonl_records(source, problems)
    if ending in _TABLES:
        return table_records(source, problems)
    return ((line, {text_key: text.rstrip("\r\n")}) for line, text in source.lines() if text.strip())
