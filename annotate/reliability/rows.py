"""Stored codings in, records as they are stored out. Pure: the process that makes many of them loads no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, NamedTuple

import orjson

from annotate.agreement.record import WIDTHS, Coded, Record, make_record, unpacked
from annotate.readers.structure import layout_from

Form = dict[str, Any]  # columns of ``agreement_record`` that come from the record itself


class Head(NamedTuple):
    """What tells one version of a coding from every other, without what it holds."""

    task_id: int
    annotation_id: int
    version: int
    user_id: int
    ground_truth: bool


class CodingRow(NamedTuple):
    """A finished coding as it is stored, the length of its article in characters, and what its layout is known by."""

    task_id: int
    annotation_id: int
    version: int
    user_id: int
    ground_truth: bool
    created_at: datetime
    coding: str
    length: int
    layout: str
    lang: str
    text: str  # where the layout is not stored

    @property
    def minute(self) -> int:
        return minute_of(self.created_at)

    @property
    def head(self) -> Head:
        return Head(*self[:5])


def made(task_ids: Iterable[int], rows: Sequence[CodingRow]) -> list[tuple[int, Record]]:
    """The records of articles out of rows of their codings, by article; an empty one where there are fewer than two."""
    by_task = {task_id: list(found) for task_id, found in groupby(rows, key=lambda r: r.task_id)}
    return [(task_id, _record(by_task.get(task_id, []))) for task_id in task_ids]


def _record(rows: Sequence[CodingRow]) -> Record:
    if len(rows) < 2:
        return make_record([], 0)
    sentences = layout_from(rows[0].layout, rows[0].text, rows[0].lang)["sentences"]
    return make_record([_coded(row) for row in rows], int(rows[0].length), sentences)


def _coded(row: CodingRow) -> Coded:
    return Coded(row.user_id, orjson.loads(row.coding), row.minute, row.ground_truth)


def minute_of(moment: datetime) -> int:
    """Minutes since 1970; what a database gives without a zone is UTC."""
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() // 60)


def form_of(record: Record) -> Form:
    """A record as it is stored."""
    return {"length": record.length, "words": orjson.dumps(record.words).decode(), **record.packed()}


def stored(row: Any) -> Record:
    """The record in a row of ``agreement_record``."""
    return unpacked(row.length, orjson.loads(row.words), {name: row._mapping[name] for name in WIDTHS})
