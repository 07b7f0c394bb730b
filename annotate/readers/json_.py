"""JSON, line by line or as one array: plain records, Label Studio tasks, coded or classed sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson

from annotate.readers.article import Article, Problems, ReadOptions, Unreadable
from annotate.readers.classed import classed_article, is_classed_record, read_classed
from annotate.readers.coders import coded_article, is_coded_record, read_coded
from annotate.readers.records import Refused, to_article
from annotate.readers.source import Source
from annotate.readers.tasks import is_task, task_article
from annotate.readers.tokens import is_token_record, token_article

Records = Iterator[tuple[int, Any]]


def read_jsonl(source: Source, options: ReadOptions, problems: Problems) -> Iterator[Article]:
    """One article for each line."""
    return _articles(jsonl_records(source, problems), options, problems)


def read_json(source: Source, options: ReadOptions, problems: Problems) -> Iterator[Article]:
    """One article for each object of the array, or the one object there is."""
    return _articles(json_records(source), options, problems)


def read_coded_lines(source: Source, options: ReadOptions, problems: Problems) -> Iterator[Article]:
    """One sentence with its coders' codings for each line."""
    return read_coded(jsonl_records(source, problems), options, problems)


def read_classed_lines(source: Source, options: ReadOptions, problems: Problems) -> Iterator[Article]:
    """One sentence with its class for each line."""
    return read_classed(jsonl_records(source, problems), options, problems)


def jsonl_records(source: Source, problems: Problems) -> Records:
    """Line number and object of each line that is not blank; a broken line is reported and passed over."""
    for line, text in source.lines():
        if not text.strip():
            continue
        try:
            record = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            problems.error(line, f"This is not JSON: {_reason(error)} at column {error.colno}.")
            continue
        if isinstance(record, dict):
            yield line, record
        else:
            problems.error(line, "Each line must hold one JSON object, such as {“text”: “…”}.")


def json_records(source: Source) -> Records:
    """The objects of a JSON array with their numbers; raises Unreadable for broken JSON or anything else in it."""
    try:
        found = orjson.loads(source.text())
    except orjson.JSONDecodeError as error:
        raise Unreadable(f"This is not JSON: {_reason(error)} at column {error.colno}.", error.lineno) from None
    records = found if isinstance(found, list) else [found]
    if not records:
        raise Unreadable("The array is empty.")
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            raise Unreadable(f"Item {number} of the array is no object.")
        yield number, record


def _articles(records: Records, options: ReadOptions, problems: Problems) -> Iterator[Article]:
    for line, record in records:
        try:
            yield _form(record)(record, line, options, problems)
        except Refused as refused:
            problems.error(line, str(refused))


def _form(record: dict[str, Any]) -> Callable[..., Article]:
    if is_coded_record(record):
        return coded_article
    if is_classed_record(record):
        return classed_article
    if is_token_record(record):
        return token_article
    return task_article if is_task(record) else to_article


def _reason(error: orjson.JSONDecodeError) -> str:
    if "surrogate" in error.msg:
        return "a lone surrogate, which cannot be stored,"
    return error.msg
