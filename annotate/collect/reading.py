"""What the SDK gives, as the records of a collection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from annotate.collect.client import iso
from annotate.collect.errors import CollectError
from annotate.collect.store import config_codebook
from schemas.codebook import Codebook
from schemas.coding import dump_coding
from schemas.hashing import text_hash
from schemas.labelstudio.controls import config_controls
from schemas.labelstudio.result import ResultError, from_result, reconcile_offsets
from schemas.labelstudio.xmltree import ConfigError
from schemas.validation import Problem, errors, problems

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lines:
    """A task, its annotations and its drafts as lines of the collection's files."""

    task: bytes
    annotations: bytes
    drafts: bytes


@dataclass
class Reader:
    """Turns tasks into records. ``renamed``: an e-mail address there -> the one to keep instead; ``unnamed``: who
    had no address."""

    label_config: str
    people: Mapping[int, str]
    renamed: Mapping[str, str]
    unnamed: set[int] = field(default_factory=set)
    codebook: Codebook | None = None
    text_key: str = "text"

    def __post_init__(self) -> None:
        self.codebook = config_codebook(self.label_config)
        self.text_key = text_key(self.label_config)

    def lines(self, task: Any) -> Lines:
        record = self.task(task)
        annotations = [self.annotation(record, one) for one in task.annotations or []]
        drafts = [self.draft(record, one) for one in task.drafts or []]
        return Lines(_joined([record]), _joined(annotations), _joined(drafts))

    def task(self, task: Any) -> Record:
        text = task.data.get(self.text_key)
        if not isinstance(text, str):
            raise CollectError(f"Task {task.id} has no text under {self.text_key!r}.")
        there, told = len(task.annotations or []), (task.total_annotations or 0) + (task.cancelled_annotations or 0)
        record = {"task": task.id, "inner_id": task.inner_id, "text": text, "text_sha256": text_hash(text)}
        record |= {"data": task.data, "meta": task.meta or {}}
        record |= {"stream": task.stream} if getattr(task, "stream", "") else {}  # a Label Studio has none
        return record | ({"not_shown": told - there} if told > there else {})

    def annotation(self, task: Record, given: Mapping[str, Any]) -> Record:
        result = given.get("result") or []
        moved, found = reconcile_offsets(result, task["text"])
        skipped = bool(given.get("was_cancelled"))
        coding = None
        if not skipped and self.codebook is not None:
            coding, more = _parsed(moved, self.codebook, task["text"])
            found = [*found, *more]
        record = {
            "task": task["task"],
            "annotation": given["id"],
            "annotator": self._annotator(given.get("completed_by")),
            "coding": coding,
            "result": result,
            "updated_at": given.get("updated_at"),
            "was_cancelled": skipped,
            "ground_truth": bool(given.get("ground_truth")),
            "lead_time": given.get("lead_time"),
            "problems": [_shown(p) for p in found],
        }
        return record | ({"reconciled": moved} if moved != result else {})

    def draft(self, task: Record, given: Any) -> Record:
        """Unfinished work, raw; it is nobody's coding yet."""
        one = given if isinstance(given, Mapping) else given.model_dump()
        return {
            "task": task["task"],
            "draft": one.get("id"),
            "annotation": one.get("annotation"),
            "annotator": self._annotator(one.get("user")),
            "result": one.get("result") or [],
            "updated_at": iso(one.get("updated_at")),
            "lead_time": one.get("lead_time"),
        }

    def _annotator(self, person: Any) -> str:
        """The e-mail address; of an account that the server does not name, its number."""
        if isinstance(person, Mapping):
            person = person.get("email") or person.get("id")
        if not isinstance(person, str):
            if person not in self.people and isinstance(person, int):
                self.unnamed.add(person)
            person = self.people.get(person, f"user-{person}")
        return self.renamed.get(person.lower(), person)


def text_key(label_config: str) -> str:
    """The member of a task's data that holds the article."""
    try:
        return config_controls(label_config).data_key
    except ConfigError:  # a config with tags that we do not know; this is what nearly all of them call it
        return "text"


def _joined(records: list[Record]) -> bytes:
    return b"".join(orjson.dumps(record) + b"\n" for record in records)


def _parsed(result: list[Any], codebook: Codebook, text: str) -> tuple[Record | None, list[Problem]]:
    """The coding in JSON form, None for one with errors, and everything that is wrong or doubtful about it."""
    try:
        coding = from_result(result, codebook, text)
    except ResultError as error:
        message = str(error).partition(": ")[2]
        return None, [Problem(f"result[{error.item}].{error.field}", "error", "no-coding", message)]
    found = problems(coding, codebook, text, new=False)
    return (None if errors(found) else dump_coding(coding)), found


def _shown(problem: Problem) -> dict[str, str]:
    return {"path": problem.path, "severity": problem.severity, "code": problem.code, "message": problem.message}
