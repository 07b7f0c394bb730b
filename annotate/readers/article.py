"""What a reader makes of a file: articles, the codings that came with them, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Literal

from annotate.errors import AnnotateError
from schemas.coding import Coding

Severity = Literal["error", "warning"]
LARGEST_ARTICLE = 32 * 2**20  # bytes in UTF-8
MOST_PROBLEMS = 20  # after so many errors a file is not read any further


class Unreadable(AnnotateError):
    """The file cannot be read as what it claims to be; ``line`` counts from 1."""

    code: ClassVar[str] = "unreadable"

    def __init__(self, detail: str, line: int | None = None) -> None:
        super().__init__(detail)
        self.line = line


class NotUtf8(Unreadable):
    """The file is in another encoding; ``what`` says so without the remedy, which not every door has."""

    def __init__(self, what: str, remedy: str, line: int | None = None) -> None:
        super().__init__(f"{what}; save the file as UTF-8, or {remedy}.", line)
        self.what = what


@dataclass(frozen=True, slots=True)
class ReadProblem:
    """One thing wrong ("error": the file is refused) or doubtful ("warning"); ``line`` counts from 1."""

    line: int | None
    message: str
    severity: Severity = "error"

    def to_json(self) -> dict[str, Any]:
        return {"line": self.line, "message": self.message, "severity": self.severity}

    def sentence(self, file: str) -> str:
        """The problem with its place, for people."""
        return f"{file}, line {self.line}: {self.message}" if self.line else f"{file}: {self.message}"


@dataclass(frozen=True, slots=True)
class CoderCoding:
    """A coding that came with an article: by whom, and either ours or a Label Studio result list."""

    coder: str
    coding: Coding | None = None
    result: list[dict[str, Any]] | None = None
    lead_time: float | None = None
    was_cancelled: bool = False
    ground_truth: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a file. ``data`` holds its other fields as they came (the text is not repeated there).

    ``line`` is where it begins in the file. ``repeats`` is set where a file holds one text several times on purpose
    (rounds of coding); such articles are told apart by ``external_id`` and are no duplicates of each other.
    """

    text: str
    title: str = ""
    outlet: str = ""
    place: str = ""
    published: date | None = None
    lang: str = ""
    url: str = ""
    external_id: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
    annotations: tuple[CoderCoding, ...] = ()
    predictions: tuple[dict[str, Any], ...] = ()
    newline_changed: bool = False
    line: int = 1
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """``format`` is a name of ``reading.FORMATS`` or "auto"; an empty field name means: look for a usual one."""

    format: str = "auto"
    text_field: str = ""
    id_field: str = ""
    title_field: str = ""
    date_field: str = ""
    lang: str = ""
    encoding: str = ""


@dataclass(slots=True)
class Problems:
    """Collects what is wrong while a file is read."""

    found: list[ReadProblem] = field(default_factory=list)

    def error(self, line: int | None, message: str) -> None:
        """Raises Unreadable when there are so many that reading on helps nobody."""
        self.found.append(ReadProblem(line, message, "error"))
        if sum(p.severity == "error" for p in self.found) >= MOST_PROBLEMS:
            raise Unreadable(f"{MOST_PROBLEMS} records are wrong; the rest was not read.")

    def stop(self, reason: Unreadable) -> None:
        """Note why nothing more is read."""
        self.found.append(ReadProblem(reason.line, reason.detail))

    def warn(self, line: int | None, message: str) -> None:
        self.found.append(ReadProblem(line, message, "warning"))

    @property
    def errors(self) -> list[ReadProblem]:
        return [p for p in self.found if p.severity == "error"]
