"""The collection's files brought up to date: what was there, with what has been fetched in its place, by task id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from annotate.collect.journal import Journal
from annotate.collect.reading import Lines
from annotate.collect.store import ANNOTATIONS, DRAFTS, TASKS, Writer

_NAMES = ("tasks", "annotations", "skipped", "ground_truth", "drafts", "codings", "with_errors", "with_warnings",
          "not_shown")  # fmt: skip
Held = tuple[int, Lines]


def held(folder: Path) -> Iterator[Held]:
    """The tasks of a whole collection with their lines, by id."""
    with (folder / TASKS).open("rb") as tasks:
        annotations, drafts = _Groups(folder / ANNOTATIONS), _Groups(folder / DRAFTS)
        for line in tasks:
            number = orjson.loads(line)["task"]
            yield number, Lines(line, annotations.of(number), drafts.of(number))


class _Groups:
    """A file of records in the order of their tasks, group by group."""

    def __init__(self, path: Path) -> None:
        self._lines = ((orjson.loads(line)["task"], line) for line in _each(path))
        self._next = next(self._lines, None)

    def of(self, number: int) -> bytes:
        found = []
        while self._next is not None and self._next[0] == number:
            found.append(self._next[1])
            self._next = next(self._lines, None)
        return b"".join(found)


def _each(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def merged(base: Iterator[Held], journal: Journal) -> Iterator[Held]:
    """Both by id; of a task that is in both, what the journal says."""
    old = next(base, None)
    for number, lines in journal.rows():
        while old is not None and old[0] < number:
            yield old
            old = next(base, None)
        if old is not None and old[0] == number:
            old = next(base, None)
        if lines is not None:
            yield number, lines
    if old is not None:
        yield old
    yield from base


def write(tasks: Iterator[Held], writer: Writer) -> dict[str, int]:
    """Write the files; what is in them, counted."""
    counts = Counter(dict.fromkeys(_NAMES, 0))
    for _, lines in tasks:
        for name, part in ((TASKS, lines.task), (ANNOTATIONS, lines.annotations), (DRAFTS, lines.drafts)):
            writer.add(name, part)
        counts.update(tally(lines))
    return dict(counts)


def tally(lines: Lines) -> Counter[str]:
    """What is in a task's lines, by the names of the manifest's counts."""
    counts = Counter(tasks=1, not_shown=orjson.loads(lines.task).get("not_shown", 0))
    counts["drafts"] = lines.drafts.count(b"\n")
    for line in lines.annotations.splitlines():
        counts.update(_of_annotation(orjson.loads(line)))
    return counts


def _of_annotation(record: dict[str, Any]) -> dict[str, int]:
    found = {problem["severity"] for problem in record["problems"]}
    return {
        "annotations": 1,
        "skipped": record["was_cancelled"],
        "ground_truth": record["ground_truth"],
        "codings": record["coding"] is not None,
        "with_errors": "error" in found,
        "with_warnings": "warning" in found,
    }
