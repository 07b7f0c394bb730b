"""Finished codings as export records: of a project in the database, of a collected folder, or of a release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Row
from sqlmodel import Session

from annotate import clock
from annotate.datasets import store
from annotate.errors import Invalid, NotFound
from annotate.models import Score, Task
from annotate.tasks.layout import layout_of
from annotate.tasks.stored import with_text
from export.records import CodedArticle, CoderCoding, Counts
from schemas.codebook import Codebook, parse_codebook
from schemas.coding import Coding, parse_coding

GOLD = " (gold)"  # behind the name of somebody who has also coded the article themselves


class Codings(dict[str, dict[str, Coding]]):
    """Article -> coder -> coding. ``meta``: article -> what its source says of it, to make groups by; ``lengths``: its
    characters.
    """

    def __init__(self) -> None:
        super().__init__()
        self.meta: dict[str, Mapping[str, Any]] = {}
        self.lengths: dict[str, int] = {}
        self.sentences: dict[str, Sequence[tuple[int, int]]] = {}


@dataclass(frozen=True)
class ProjectInfo:
    """What a release says of its project. ``stored``: finished codings and their articles at this moment."""

    id: int
    title: str
    codebook: Codebook
    stored: Counts


def one_snapshot(session: Session) -> None:
    """Make all that follows in this session one state of the database; call it before any query."""
    store.one_snapshot(session)


def project_info(session: Session, project_id: int) -> ProjectInfo:
    """The project; NotFound for none, Invalid for one whose label config is somebody else's."""
    found = store.project(session, project_id)
    if found is None:
        raise NotFound(f"There is no project {project_id}.")
    if found.own_config:
        raise Invalid(
            f"Project {project_id} has a label config of its own, so its annotations are no event codings; "
            f"fetch them as Label Studio JSON from /api/projects/{project_id}/export."
        )
    articles, codings = store.totals(session, project_id)
    codebook = parse_codebook(orjson.loads(store.codebook_body(session, found.codebook_id)))
    return ProjectInfo(project_id, found.title, codebook, Counts(articles, codings))


def load_project(session: Session, project_id: int) -> Iterator[CodedArticle]:
    """The articles with finished codings (submitted, neither skipped nor deleted), by id, read in batches."""
    for tasks in store.coded_tasks(session, project_id):
        codings = _codings_of(session, tasks)
        for task in tasks:
            yield coded_article(task, codings[task.id or 0])


def load_articles(session: Session, project_id: int) -> Iterator[CodedArticle]:
    """All articles without their codings, by id, read in batches."""
    for tasks in store.live_tasks(session, project_id):
        yield from (coded_article(task, ()) for task in tasks)


def _codings_of(session: Session, tasks: Iterable[Task]) -> dict[int, list[CoderCoding]]:
    found: dict[int, list[CoderCoding]] = {task.id or 0: [] for task in tasks}
    for row in store.finished_codings(session, list(found)):
        found[row.task_id].append(_coder_coding(row))
    return found


def _coder_coding(row: Row[Any]) -> CoderCoding:
    if row.coding is None:
        raise Invalid(f"Annotation {row.id} holds no coding; 'annotate check' tells more.")
    return CoderCoding(
        coder=row.email,
        coding=parse_coding(orjson.loads(row.coding)),
        annotation=row.id,
        version=row.version,
        gold=row.ground_truth,
        submitted_at=clock.iso(_aware(row.created_at)),
        lead_time=row.lead_time,
    )


def coded_article(task: Task, codings: Iterable[CoderCoding]) -> CodedArticle:
    """The export record of a task."""
    layout = layout_of(task)
    return CodedArticle(
        id=str(task.id),
        text=task.text,
        text_sha256=task.text_sha256,
        title=task.title,
        outlet=task.outlet,
        place=task.place,
        published=task.published,
        lang=task.lang,
        boilerplate=tuple((s, e, why) for s, e, why in layout["boilerplate"]),
        sentences=tuple((s, e) for s, e in layout["sentences"]),
        codings=tuple(codings),
        stream=task.stream,
    )


def project_codings(session: Session, project_id: int) -> tuple[Codebook, Codings]:
    """The codebook and the finished codings of a project, by article and coder's email."""
    info = project_info(session, project_id)
    found = Codings()
    for tasks in store.coded_tasks(session, project_id):
        codings = _codings_of(session, tasks)
        for task in tasks:
            found[str(task.id)] = by_coder(codings[task.id or 0])
            found.lengths[str(task.id)] = len(task.text)
            found.sentences[str(task.id)] = [(s, e) for s, e in layout_of(task)["sentences"]]
            found.meta[str(task.id)] = {
                **orjson.loads(with_text(task.data, task.text_at, task.text)),
                **orjson.loads(task.meta),
            }
    return info.codebook, found


def by_coder(codings: Iterable[CoderCoding]) -> dict[str, Coding]:
    """One coding a coder; gold of somebody who has coded the article too stands under a name of its own."""
    named: dict[str, Coding] = {}
    for one in sorted(codings, key=lambda c: (c.gold, c.coder, c.annotation or 0)):
        name = one.coder
        while name in named:
            name += GOLD
        named[name] = one.coding
    return named


def record_score(session: Session, project_id: int, report: Mapping[str, Any]) -> int:
    """Keep a baseline's report for the project's page; the id of the row."""
    if store.project(session, project_id) is None:
        raise NotFound(f"There is no project {project_id}.")
    row = Score(
        project_id=project_id,
        model_hash=str(report["model_hash"]),
        release_hash=str(report["content_hash"]),
        report=orjson.dumps(dict(report)).decode(),
        created_at=clock.now(),
    )
    return store.add_score(session, row)


def _aware(moment: datetime) -> datetime:
    """SQLite forgets the time zone; everything stored is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def collection_codings(path: Path) -> tuple[Codebook, Codings]:
    """The codebook and the finished codings of a collected folder, by article and coder."""
    from annotate.datasets import collected

    return collected.collection_codings(path)
