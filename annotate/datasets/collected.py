"""A folder that ``annotate collect`` made, as export records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from annotate.datasets.service import Codings, by_coder
from annotate.errors import Invalid
from annotate.readers.structure import analyse
from annotate.tasks.service import about
from export.records import CodedArticle, CoderCoding, Counts
from schemas.codebook import Codebook, parse_codebook
from schemas.coding import parse_coding

PROJECT, TASKS, ANNOTATIONS = "project.json", "tasks.jsonl", "annotations.jsonl"
Json = dict[str, Any]


@dataclass(frozen=True)
class Collection:
    """What was collected. ``left_out``: why some annotations are no coding -> how many; ``meta`` is by article."""

    title: str
    project_id: int | None
    codebook: Codebook
    articles: tuple[CodedArticle, ...]
    meta: dict[str, Json]
    left_out: dict[str, int]

    @property
    def stored(self) -> Counts:
        return Counts(len(self.articles), sum(len(a.codings) for a in self.articles))


def is_collection(path: Path) -> bool:
    return all((path / name).is_file() for name in (PROJECT, TASKS, ANNOTATIONS))


def load_collection(path: Path) -> Collection:
    """The finished codings in the folder; Invalid names the file and line that cannot be read."""
    if not is_collection(path):
        raise Invalid(f"{path} is no collected folder: it holds no {PROJECT}; make one with: annotate collect")
    project = _project(path / PROJECT)
    codings, left_out = _codings(path / ANNOTATIONS)
    articles, meta = [], {}
    for where, task in _lines(path / TASKS):
        try:
            name = str(task["task"])
            if found := codings.get(name):
                articles.append(_article(name, task, found))
                meta[name] = {**task["data"], **(task["meta"] or {})}
        except (KeyError, TypeError) as error:
            raise Invalid(f"{where}: this is no collected task ({error}); collect again.") from None
    try:
        codebook = parse_codebook(project["codebook"])
    except (KeyError, ValueError) as error:
        raise Invalid(f"{path / PROJECT}: the codebook cannot be read ({error}); collect again.") from None
    title = str(project.get("title") or path.name)
    return Collection(title, project.get("id"), codebook, tuple(articles), meta, left_out)


def collection_codings(path: Path) -> tuple[Codebook, Codings]:
    """The codebook and the finished codings in the folder, by article and coder."""
    collection, found = load_collection(path), Codings()
    for article in collection.articles:
        found[article.id] = by_coder(article.codings)
        found.meta[article.id] = collection.meta[article.id]
    return collection.codebook, found


def _project(path: Path) -> Json:
    try:
        project = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise Invalid(f"{path}: this is not JSON ({error}); collect again.") from None
    if not isinstance(project, dict):
        raise Invalid(f"{path}: this is no collected project; collect again.")
    return project


def _codings(path: Path) -> tuple[dict[str, list[CoderCoding]], dict[str, int]]:
    found: dict[str, list[CoderCoding]] = {}
    left_out: Counter[str] = Counter()
    for where, record in _lines(path):
        try:
            if record["was_cancelled"]:
                continue
            if record["coding"] is None:
                left_out["annotations that are no coding of this codebook"] += 1
                continue
            found.setdefault(str(record["task"]), []).append(_coding(record))
        except (KeyError, TypeError, ValueError) as error:
            reason = str(error).partition("\n")[0]
            raise Invalid(f"{where}: this is no collected annotation ({reason}); collect again.") from None
    return found, dict(left_out)


def _coding(record: Json) -> CoderCoding:
    return CoderCoding(
        coder=str(record["annotator"]),
        coding=parse_coding(record["coding"]),
        annotation=record["annotation"],
        gold=bool(record["ground_truth"]),
        submitted_at=record["updated_at"],
        lead_time=record["lead_time"],
    )


def _article(name: str, task: Json, codings: list[CoderCoding]) -> CodedArticle:
    known = about(task["data"])
    layout = analyse(task["text"], known["lang"])
    return CodedArticle(
        id=name,
        text=task["text"],
        text_sha256=task["text_sha256"],
        **known,
        boilerplate=layout.boilerplate,
        sentences=layout.sentences,
        codings=tuple(sorted(codings, key=lambda c: c.annotation or 0)),
    )


def _lines(path: Path) -> Iterator[tuple[str, Json]]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            where = f"{path}, line {number}"
            try:
                record = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise Invalid(f"{where}: this is not JSON ({error}); collect again.") from None
            if not isinstance(record, dict):
                raise Invalid(f"{where}: this is no record; collect again.")
            yield where, record
