"""Codes for words that are marked already, in bulk: a line of JSON per article in, a line of JSON per article out.

Whoever works reads, ranks and writes whole lines, so that the lines are all that passes between processes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from annotate.baseline.many import loaded
from annotate.baseline.parallel import ALONE, Crew
from annotate.baseline.ranking import Ranked
from annotate.baseline.suggest import Span, Suggester
from annotate.errors import Invalid
from annotate.readers.structure import analyse
from export.records import CodedArticle
from schemas.hashing import text_hash

AT_ONCE = 500_000  # bytes in a batch
TOP = 3

Line = tuple[int, bytes]  # with its number


@dataclass(frozen=True)
class Answered:
    """Lines of output, one after the other, and how many articles and spans they are about."""

    lines: bytes
    articles: int
    spans: int


def rank_marked(folder: Path, lines: Iterable[bytes], crew: Crew = ALONE) -> Iterator[Answered]:
    """What the model of ``folder`` would code each marked span as, batch by batch, in the order of the lines.

    A line holds ``text`` and ``spans``, pairs of code points, and may hold ``id`` and ``lang``; blank lines are left
    out. Raises Invalid naming the first line that is none, ModelRefused as ``load`` does.
    """
    shared = folder if crew.client is None else loaded(folder)  # another machine does not have the folder
    yield from crew.each(shared, ((_answer, batch) for batch in _batches(lines)))


def _batches(lines: Iterable[bytes]) -> Iterator[list[Line]]:
    batch: list[Line] = []
    size = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        batch.append((number, line))
        size += len(line)
        if size >= AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _answer(model: Path | Suggester, lines: Sequence[Line]) -> Answered:
    helper = loaded(model) if isinstance(model, Path) else model
    given = [_read(number, line) for number, line in lines]
    marked = [(_article(line), [(start, end) for start, end in line["spans"]]) for line in given]
    found = helper.codes_of(marked, TOP)
    rows = [
        orjson.dumps(_row(line, article, helper.name, spans, codes), option=orjson.OPT_APPEND_NEWLINE)
        for line, (article, spans), codes in zip(given, marked, found, strict=True)
    ]
    return Answered(b"".join(rows), len(rows), sum(len(spans) for _, spans in marked))


def _read(number: int, line: bytes) -> dict[str, Any]:
    """The line as it was given; raises Invalid with its number."""
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Invalid(f"Line {number}: {error.msg}.") from None
    if not isinstance(given, dict) or not isinstance(given.get("text"), str) or not given["text"]:
        raise Invalid(f"Line {number}: an article needs its text.")
    length = len(given["text"])
    spans = given.get("spans")
    if not isinstance(spans, list) or not all(_is_span(span, length) for span in spans):
        raise Invalid(f"Line {number}: spans is a list of pairs such as [0, 5], within characters 0 to {length}.")
    if not isinstance(given.get("lang", ""), str):
        raise Invalid(f"Line {number}: lang is a language code such as en.")
    return given


def _is_span(span: object, length: int) -> bool:
    if not isinstance(span, list) or len(span) != 2:
        return False
    start, end = span
    return type(start) is int and type(end) is int and 0 <= start < end <= length


def _article(line: dict[str, Any]) -> CodedArticle:
    lang = line.get("lang", "")
    layout = analyse(line["text"], lang)
    return CodedArticle("", line["text"], "", lang=lang, boilerplate=layout.boilerplate, sentences=layout.sentences)


def _row(
    line: dict[str, Any], article: CodedArticle, name: str, spans: Sequence[Span], found: Sequence[Sequence[Ranked]]
) -> dict[str, Any]:
    known = {"id": line["id"]} if "id" in line else {"text_sha256": text_hash(article.text)}
    ranked = [{"start": start, "end": end, "codes": codes} for (start, end), codes in zip(spans, found, strict=True)]
    return {**known, "model_version": name, "spans": ranked}
