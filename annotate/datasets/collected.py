"""A folder that ``annotate collect`` made, as export records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate.collect import store
from annotate.datasets.service import Codings, by_coder
from annotate.errors import Invalid
from annotate.readers.structure import analyse
from annotate.tasks.service import about
from export.records import CodedArticle, CoderCoding, Counts
from schemas.codebook import Codebook

NO_CODING = "annotations that are no coding without errors"


@dataclass(frozen=True)
class Collection:
    """What was collected. ``left_out``: why some annotations are not in it -> how many; ``meta`` is by article."""

    title: str
    project_id: int | None
    codebook: Codebook
    articles: tuple[CodedArticle, ...]
    meta: Mapping[str, Mapping[str, Any]]
    left_out: Mapping[str, int]

    @property
    def stored(self) -> Counts:
        return Counts(len(self.articles), sum(len(a.codings) for a in self.articles))


def is_collection(path: Path) -> bool:
    return all((path / name).is_file() for name in (store.PROJECT, store.TASKS, store.ANNOTATIONS))


def load_collection(path: Path) -> Collection:
    """The finished codings in the folder; CollectionError when it is not whole, Invalid when it codes no events."""
    found = store.read_collection(path)
    if found.codebook is None:
        raise Invalid(f"{path} was collected from a project whose label config codes no events; nothing to read.")
    codings, left_out = _codings(found)
    articles, meta = [], {}
    for task in found.tasks():
        if coders := codings.get(task.task):
            articles.append(_article(task, coders))
            meta[str(task.task)] = {**task.data, **task.meta, **({"stream": task.stream} if task.stream else {})}
    source = found.manifest["source"]
    title = str(source.get("title") or path.name)
    return Collection(title, source.get("project"), found.codebook, tuple(articles), meta, left_out)


def collection_codings(path: Path) -> tuple[Codebook, Codings]:
    """The codebook and the finished codings in the folder, by article and coder."""
    collection, found = load_collection(path), Codings()
    for article in collection.articles:
        found[article.id] = by_coder(article.codings)
        found.lengths[article.id], found.sentences[article.id] = len(article.text), article.sentences
        found.meta[article.id] = collection.meta[article.id]
    return collection.codebook, found


def _codings(collection: store.Collection) -> tuple[dict[int, list[CoderCoding]], dict[str, int]]:
    found: dict[int, list[CoderCoding]] = {}
    left_out: Counter[str] = Counter()
    for one in collection.annotations():
        if one.was_cancelled:
            continue
        if one.coding is None:
            left_out[NO_CODING] += 1
            continue
        coding = CoderCoding(
            coder=one.annotator,
            coding=one.coding,
            annotation=one.annotation,
            gold=one.ground_truth,
            submitted_at=one.updated_at,
            lead_time=one.lead_time,
        )
        found.setdefault(one.task, []).append(coding)
    return found, dict(left_out)


def _article(task: store.CollectedTask, codings: list[CoderCoding]) -> CodedArticle:
    known = about(task.data)
    layout = analyse(task.text, known["lang"])
    return CodedArticle(
        id=str(task.task),
        text=task.text,
        text_sha256=task.text_sha256,
        **known,
        boilerplate=layout.boilerplate,
        sentences=layout.sentences,
        codings=tuple(sorted(codings, key=lambda c: c.annotation or 0)),
        stream=task.stream,
    )
