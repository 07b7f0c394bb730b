"""From a request to what is stored: the result list as it came, the parsed coding, its hash, and what is doubtful."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from pydantic import ValidationError
from sqlmodel import Session

from annotate.annotations import store
from annotate.errors import Invalid
from annotate.labelstudio.body import invalid_fields
from annotate.models import Project, Task
from annotate.tasks.layout import layout_of
from schemas.codebook import Codebook, parse_codebook
from schemas.coding import Coding, dump_coding, parse_coding
from schemas.hashing import content_hash
from schemas.labelstudio.controls import Controls, config_controls
from schemas.labelstudio.result import ResultError, from_result, result_problems, to_result
from schemas.validation import Problem, errors, problems, warnings

Item = dict[str, Any]
_MOST_CODEBOOKS = 32
_codebooks: dict[str, Codebook] = {}
controls_of = lru_cache(maxsize=32)(config_controls)


@dataclass(frozen=True, slots=True)
class Checked:
    """A coding that may be stored: ``result`` and ``coding`` are JSON."""

    result: str
    coding: str | None
    content_hash: str
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """What a project's codings are checked against: the controls of somebody else's label config, or a codebook."""

    codebook: Codebook | None
    controls: Controls | None

    def check_result(self, items: list[Item], raw: str, task: Task, *, skipped: bool) -> Checked:
        """A result list; ``raw`` is its JSON as it came. Raises Invalid naming each wrong place."""
        if self.codebook is None or self.controls is not None:
            return self._check_structure(items, raw, task)
        if skipped and not items:
            return Checked(raw, None, content_hash(items))
        try:
            coding = from_result(items, self.codebook, task.text)
        except ResultError as error:
            place = f"result[{error.item}].{error.field}"
            raise _invalid([(place, str(error).partition(": ")[2])]) from None
        found = () if skipped else _checked(coding, self.codebook, task)
        dumped = dump_coding(coding)
        return Checked(raw, orjson.dumps(dumped).decode(), content_hash(dumped), found)

    def check_coding(self, data: Item, raw: str, task: Task, *, skipped: bool) -> Checked:
        """A coding in our own form; ``raw`` is its JSON as it came. Raises Invalid naming each wrong place."""
        if self.codebook is None or self.controls is not None:
            raise Invalid("This project has a label config of its own; send its codings as 'result'.")
        coding = parsed_coding(data)
        found = () if skipped else _checked(coding, self.codebook, task)
        result = orjson.dumps(to_result(coding, self.codebook)).decode()
        return Checked(result, raw, content_hash(data), found)

    def _check_structure(self, items: list[Item], raw: str, task: Task) -> Checked:
        if self.controls is None:
            raise TypeError("rules without a codebook have controls")
        _refuse(result_problems(items, self.controls, task.text))
        return Checked(raw, None, content_hash(items))


def rules_for(session: Session, project: Project) -> Rules:
    """The rules of a project; codebooks and label configs are parsed once."""
    if project.own_config:
        return Rules(None, controls_of(project.label_config))
    return Rules(codebook_for(session, project), None)


def codebook_for(session: Session, project: Any) -> Codebook:
    """The project's codebook, parsed once in this process."""
    sha256 = store.codebook_hash(session, project.codebook_id)
    found = _codebooks.get(sha256)
    if found is None:
        found = parse_codebook(orjson.loads(store.codebook_body(session, project.codebook_id)))
        if len(_codebooks) >= _MOST_CODEBOOKS:
            _codebooks.clear()
        _codebooks[sha256] = found
    return found


def codebook_hash_of(session: Session, project: Project) -> str:
    """The hash of the project's codebook, under which browsers keep it."""
    return store.codebook_hash(session, project.codebook_id)


def text_key(project: Project) -> str:
    """The name under which the project's task data holds the article."""
    return controls_of(project.label_config).data_key


def parsed_coding(data: Item) -> Coding:
    """The coding, however unfinished; raises Invalid when it is none."""
    try:
        return parse_coding(data)
    except ValidationError as error:
        raise invalid_fields(error, "coding") from None


def _checked(coding: Coding, codebook: Codebook, task: Task) -> tuple[Problem, ...]:
    found = problems(coding, codebook, task.text, published=task.published, sentences=_sentences(task))
    _refuse(found)
    return tuple(warnings(found))


def _sentences(task: Task) -> list[tuple[int, int]]:
    return [(start, end) for start, end in layout_of(task)["sentences"]]


def _refuse(found: Iterable[Problem]) -> None:
    wrong = errors(found)
    if wrong:
        raise _invalid([(p.path, p.message) for p in wrong])


def _invalid(found: list[tuple[str, str]]) -> Invalid:
    fields: dict[str, list[str]] = {}
    for path, message in found:
        fields.setdefault(path or "coding", []).append(message)
    path, message = found[0]
    return Invalid(f"{path}: {message}" if path else message, fields=fields)
