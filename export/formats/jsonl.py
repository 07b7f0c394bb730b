"""JSON Lines: one article a line with the codings of every coder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

import orjson

from export.formats.base import PartWriter
from export.records import CodedArticle, EventRow, RecordError, article_from_json, article_to_json


def jsonl_file(folder: Path, part: str | None) -> Path:
    return folder / f"{part or 'articles'}.jsonl"


class JsonlWriter(PartWriter):
    def __init__(self, folder: Path, part: str | None) -> None:
        self.files: Sequence[Path] = (jsonl_file(folder, part),)

    def __enter__(self) -> JsonlWriter:
        self._file = self.files[0].open("wb")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def write(self, article: CodedArticle, rows: Sequence[EventRow]) -> None:
        self._file.write(orjson.dumps(article_to_json(article), option=orjson.OPT_APPEND_NEWLINE))


def read_jsonl(folder: Path, part: str | None) -> Iterator[CodedArticle]:
    path = jsonl_file(folder, part)
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield article_from_json(orjson.loads(line))
            except orjson.JSONDecodeError as error:
                raise RecordError(f"{path.name}, line {number}: this is not JSON ({error})") from None
            except RecordError as error:
                raise RecordError(f"{path.name}, line {number}: {error}") from None
