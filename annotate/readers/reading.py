"""The door of the readers: any file in, articles and problems out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

import orjson

from annotate.readers.article import Article, Problems, ReadOptions, ReadProblem, Unreadable
from annotate.readers.classed import is_classed_record
from annotate.readers.coders import is_coded_record
from annotate.readers.html import read_html
from annotate.readers.json_ import read_classed_lines, read_coded_lines, read_json, read_jsonl
from annotate.readers.plain import read_plain
from annotate.readers.source import Source, open_source
from annotate.readers.table import read_table

Reader = Callable[[Source, ReadOptions, Problems], Iterator[Article]]

FORMATS: Mapping[str, Reader] = {
    "text": read_plain,
    "html": read_html,
    "jsonl": read_jsonl,
    "json": read_json,
    "csv": read_table,
    "coded": read_coded_lines,
    "classed": read_classed_lines,
}
_BY_ENDING = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
}


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A file read whole. With an error among the problems, nothing of it may be stored."""

    format: str
    articles: list[Article]
    problems: list[ReadProblem]

    @property
    def errors(self) -> list[ReadProblem]:
        return [p for p in self.problems if p.severity == "error"]


@dataclass(slots=True)
class Reading:
    """A file being read: iterating gives the articles one by one and fills ``problems``; it can be done again."""

    content: bytes | Path
    name: str
    options: ReadOptions = field(default_factory=ReadOptions)
    format: str = ""
    found: Problems = field(default_factory=Problems)

    @property
    def problems(self) -> list[ReadProblem]:
        return self.found.found

    def __iter__(self) -> Iterator[Article]:
        """The articles; a file that cannot be read ends the iteration with an error among the problems."""
        self.found = Problems()
        any_article = False
        try:
            source = open_source(self.content, self.name, self.options.encoding)
            self.format = detect(source, self.options.format)
            for article in FORMATS[self.format](source, self.options, self.found):
                any_article = True
                yield _marked(article, source)
            if not any_article and not self.found.errors:
                raise Unreadable("There is no article in this file.")
        except Unreadable as unreadable:
            self.found.stop(unreadable)


def read(content: bytes | Path, name: str = "", options: ReadOptions | None = None) -> ReadResult:
    """Read a whole file, given as bytes with a name, or as a path. Never raises for what is in the file."""
    reading = Reading(content, name or str(content if isinstance(content, Path) else ""), options or ReadOptions())
    articles = list(reading)
    return ReadResult(reading.format, articles, reading.problems)


def detect(source: Source, wanted: str = "auto") -> str:
    """The format: the one that is wanted, else by the name's ending, else by the content."""
    if wanted not in ("auto", ""):
        if wanted not in FORMATS:
            raise Unreadable(f"The format “{wanted[:40]}” is unknown; known are auto, {', '.join(FORMATS)}.")
        return wanted
    by_ending = _BY_ENDING.get(PurePath(source.name).suffix.casefold())
    start = source.head().removeprefix(b"\xef\xbb\xbf").lstrip()
    if by_ending in ("jsonl", "json") or (by_ending is None and start[:1] in (b"{", b"[")):
        return _json_kind(start, by_ending)
    if by_ending is None and start.startswith(b"<?xml"):
        raise Unreadable("This is XML, which is not read; turn it into JSONL with one article on each line.")
    if by_ending is None and start[:200].lower().startswith((b"<!doctype html", b"<html", b"<head")):
        return "html"
    return by_ending or "text"


def _json_kind(start: bytes, by_ending: str | None) -> str:
    """Lines of JSON or one JSON value? The first line tells, whatever the file is called."""
    if start[:1] == b"[":
        return "json"
    first, more, _ = start.partition(b"\n")
    try:
        record = orjson.loads(first)
    except orjson.JSONDecodeError:
        # a first line that is cut off or broken: lines when the name says so and it is no "{" alone
        return "json" if by_ending == "json" or first.strip() == b"{" else by_ending or "text"
    if is_coded_record(record):
        return "coded"
    if is_classed_record(record):
        return "classed"
    return "jsonl" if more or by_ending == "jsonl" else by_ending or "jsonl"


def _marked(article: Article, source: Source) -> Article:
    """Record what was changed on the way in."""
    changes = {
        **({"line_ends": "normalised"} if article.newline_changed else {}),
        **({"byte_order_mark": "removed"} if source.bom else {}),
    }
    return replace(article, meta={**article.meta, **changes}) if changes else article
