"""The job that lets the active model read open articles: events as predictions, and how sure it is for the queue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from sqlmodel import Session

from annotate import clock
from annotate.annotations.checking import codebook_for
from annotate.datasets.refusals import refusals
from annotate.datasets.service import coded_article
from annotate.db import Database
from annotate.models import Project, Task, TrainedModel
from annotate.predictions import service as predictions
from annotate.predictions.service import PredictionForm
from annotate.queue import service as queue
from annotate.queue.order import LEAST_SPANS
from annotate.settings import data_folder, load_settings
from annotate.suggesting import store
from annotate.trainings import store as trainings
from annotate.trainings.service import label
from schemas.labelstudio.result import to_result

if TYPE_CHECKING:
    from annotate.baseline.suggest import Suggester
    from annotate.baseline.writer import Proposed
    from annotate.jobs.work import Work

AT_ONCE = 50  # articles read, and stored in one transaction
_DIGITS = 4


def run(db: Database, work: Work) -> dict[str, Any]:
    """The job."""
    return read_open(db, work, data_folder(load_settings()))


def read_open(db: Database, work: Work, root: Path) -> dict[str, Any]:
    """Let the active model of ``work.project_id`` read the open articles that it has not read; how many, and how many
    events it found. Without an active model, take back what the project's models have said of them.

    Nothing is said of articles of the reliability sample, with a known answer, or in somebody's hands: what a coder
    sees must not change under them. After a crash it goes on with those that are left.
    """
    project_id = work.project_id or 0
    with db.read() as session:
        foreign = session.get_one(Project, project_id).own_config
        model = None if foreign else trainings.active(session, project_id)
        ids = store.unread(session, project_id, model.id if model else None, clock.now())
    reading = _Reading.of(db, project_id, model, root)
    articles = events = 0
    for start in range(0, len(ids), AT_ONCE):
        work.progress(start, len(ids), "Reading articles")
        read, found = reading.batch(ids[start : start + AT_ONCE])
        articles, events = articles + read, events + found
    with db.write() as session:
        queue.order(session, project_id, by_margin=session.get_one(Project, project_id).by_margin)
    return {"model": reading.name, "articles": articles, "events": events}


@dataclass(frozen=True)
class _Reading:
    """``suggester``: the model of that id and name; None for none. ``knows_margins``: it was trained on enough."""

    db: Database
    project_id: int
    model_id: int | None = None
    name: str | None = None
    suggester: Suggester | None = None
    knows_margins: bool = False

    @classmethod
    def of(cls, db: Database, project_id: int, model: TrainedModel | None, root: Path) -> _Reading:
        if model is None:
            return cls(db, project_id)
        from annotate.baseline.suggest import load

        with refusals():
            suggester = load(root / model.folder)
        return cls(db, project_id, model.id, label(model), suggester, model.spans >= LEAST_SPANS)

    def batch(self, ids: Sequence[int]) -> tuple[int, int]:
        """Read these articles and store what is found; how many were still to be had, and how many events."""
        with self.db.read() as session:
            tasks = store.tasks(session, ids)
        said = self._said(tasks)
        with self.db.write() as session:
            project = session.get_one(Project, self.project_id)
            ours = [label(model) for model in trainings.listed(session, self.project_id)]
            free = sorted(store.still_free(session, ids, clock.now()))
            rows = list(self._rows(session, project, ((task, said[task][0]) for task in free)))
            predictions.replace(session, self.project_id, free, ours, rows)
            queue.note_margins(session, self.project_id, self.model_id, {task: said[task][1] for task in free})
        return len(free), len(rows)

    def _said(self, tasks: Sequence[Task]) -> dict[int, tuple[Sequence[Proposed], float | None]]:
        """Events and margin by task."""
        if self.suggester is None:
            return {task.id or 0: ([], None) for task in tasks}
        read = self.suggester.read([coded_article(task, ()) for task in tasks])
        margins = [one.margin if self.knows_margins else None for one in read]
        return {task.id or 0: (one.events, margin) for task, one, margin in zip(tasks, read, margins, strict=True)}

    def _rows(
        self, session: Session, project: Project, found: Iterable[tuple[int, Sequence[Proposed]]]
    ) -> Iterator[dict[str, Any]]:
        codebook = codebook_for(session, project)
        for task, events in found:
            for one in events:
                result = orjson.dumps(to_result(one.coding, codebook)).decode()
                form = PredictionForm(score=round(one.score, _DIGITS), model_version=self.name)
                yield predictions.row_of(project, task, form, result)
