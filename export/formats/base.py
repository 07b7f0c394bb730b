"""What every format shares: the writer's shape and the typed columns of the two tables."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal, Protocol

import orjson

from export.records import CodedArticle, EventRow, RecordError, article_from_json, article_to_json

Kind = Literal["text", "integer", "number", "flag", "date"]
_KINDS: dict[str, Kind] = {
    "str": "text",
    "int": "integer",
    "int | None": "integer",
    "float | None": "number",
    "bool": "flag",
    "date | None": "date",
}


class Writer(Protocol):
    """Takes articles one by one; ``files`` are what it writes."""

    files: Sequence[Path]

    def write(self, article: CodedArticle, rows: Sequence[EventRow]) -> None: ...


class PartWriter(AbstractContextManager[Writer]):
    """Base of the writers: opens on entry, closes on exit."""


@dataclass(frozen=True)
class Column:
    name: str
    kind: Kind


ROW_COLUMNS: tuple[Column, ...] = tuple(Column(f.name, _KINDS[str(f.type)]) for f in fields(EventRow))
SINCE_VERSION_2 = ("stream",)  # columns that older releases lack
JSON_COLUMNS = ("boilerplate", "sentences", "codings")
ARTICLE_COLUMNS: tuple[Column, ...] = (
    *(Column(n, "text") for n in ("id", "text", "text_sha256", "title", "outlet", "place")),
    Column("published", "date"),
    Column("lang", "text"),
    *(Column(n, "text") for n in (*JSON_COLUMNS, "stream")),
)


def part_file(folder: Path, part: str | None, table: str, suffix: str) -> Path:
    """``articles.csv`` of a whole release, ``train-articles.csv`` of a part."""
    return folder / f"{f'{part}-' if part else ''}{table}.{suffix}"


def flat_article(article: CodedArticle) -> dict[str, Any]:
    """An article as one table row: lists as JSON text, so that nothing is lost."""
    data = article_to_json(article)
    return {
        **data,
        "published": article.published,
        **{name: orjson.dumps(data[name]).decode() for name in JSON_COLUMNS},
    }


def unflat_article(row: dict[str, Any], where: str) -> CodedArticle:
    """The article of one table row; raises RecordError naming ``where``."""
    try:
        lists = {name: orjson.loads(row[name]) for name in JSON_COLUMNS}
        published = row["published"]
        return article_from_json(
            {**row, **lists, "published": published.isoformat() if isinstance(published, date) else published}
        )
    except (KeyError, ValueError) as error:
        raise RecordError(f"{where}: {error}") from None
