"""Predictions as one more coder each, for the SDK's statistics: F1 on events found, as between people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

import orjson
from sqlmodel import Session

from annotate.access import SEES_ALL, project_for
from annotate.annotations.checking import codebook_for
from annotate.db import Database
from annotate.reliability import store
from annotate.security import Caller
from schemas.labelstudio.result import ResultError, from_result

if TYPE_CHECKING:
    from annotate.agreement.record import Coded
    from annotate.agreement.sides import Sides
    from schemas.codebook import Codebook

MOST = 1_000  # articles: those with the newest codings, of those that have a prediction
AT_ONCE = 100
Against = Literal["people", "gold", "models"]
Found = float | dict[str, float | None] | None  # F1, or by root code


def of_model(
    db: Database, caller: Caller, project_id: int, *, version: str, against: Against, per_label: bool = False
) -> Found:
    """How the predictions of a model version agree with people, with the ground truth, or with other versions."""
    read = _read(db, caller, project_id)
    if version not in read.models:
        return {} if per_label else None
    return read.shares([read.models[version]], against, per_label=per_label)[0]


def of_people(
    db: Database, caller: Caller, project_id: int, *, users: Sequence[int], per_label: bool = False
) -> dict[str, Found]:
    """How each of these people agrees with the predictions of all versions, where there is something."""
    read, known = _read(db, caller, project_id), sorted(set(users))
    found = read.shares(known, "models", per_label=per_label)
    return {str(user): share for user, share in zip(known, found, strict=True) if share not in (None, {})}


@dataclass(frozen=True)
class _Read:
    """``models``: versions, each with its number among the coders, which is beyond those of people."""

    sides: Sides
    models: Mapping[str, int]

    def shares(self, who: Sequence[int], against: Against, *, per_label: bool) -> Sequence[Found]:
        import numpy as np

        from annotate.agreement.record import GOLD

        coder = self.sides.codings.column("coder")
        model = np.isin(coder, list(self.models.values()))
        gold = (self.sides.codings.column("flags") & GOLD) > 0
        fits = {"people": ~model, "gold": gold & ~model, "models": model}[against]
        place = np.full(int(max(coder.max(initial=0), *who, 0)) + 1, -1, dtype=np.int64)
        place[list(who)] = np.arange(len(who))

        def group(one: Any, other: Any) -> Any:
            return np.where(fits[other], place[coder[one]], -1)

        return (self.sides.f1_by_root if per_label else self.sides.f1)(group, len(who))


def _read(db: Database, caller: Caller, project_id: int) -> _Read:
    """The newest articles with codings and predictions. A coding in which a suggestion was taken is left out: it would
    agree with the predictions because its coder did.
    """
    from annotate.agreement.choice import Choice
    from annotate.agreement.record import make_record
    from annotate.agreement.report import Part
    from annotate.agreement.sides import Sides
    from annotate.agreement.table import Table

    with db.read() as session:
        project = project_for(session, caller, project_id, *SEES_ALL).project
        book, task_ids = codebook_for(session, project), store.predicted(session, project_id, MOST)
        versions, most = store.model_versions(session, project_id), store.last_person(session)
        models = {version: most + 1 + n for n, version in enumerate(versions)}
        table = Table()
        for start in range(0, len(task_ids), AT_ONCE):
            read = _articles(session, task_ids[start : start + AT_ONCE], models, book)
            table.put([(task_id, make_record(coded, length)) for task_id, length, coded in read])
    return _Read(Sides(Part(table, book, Choice(), {})), models)


def _articles(
    session: Session, task_ids: Sequence[int], models: Mapping[str, int], book: Codebook
) -> list[tuple[int, int, list[Coded]]]:
    """Each article by id with its length, what people without help have, and what the models have."""
    from annotate.agreement.record import Coded

    texts = {row.id: row.text for row in store.texts(session, task_ids)}
    found: dict[int, list[Coded]] = {task_id: [] for task_id in texts}
    for task_id, rows in groupby(store.codings(session, task_ids), key=lambda row: row.task_id):
        found[task_id] += [coded for row in rows if (coded := _unaided(row)) is not None]
    for row in store.predictions(session, task_ids):
        coding = _coding(row.result, book, texts[row.task_id])
        found[row.task_id] += [Coded(models[row.model_version], coding)] if coding is not None else []
    return [(task_id, len(texts[task_id]), coded) for task_id, coded in found.items()]


def _unaided(row: Any) -> Coded | None:
    from annotate.agreement.reading import Reading
    from annotate.agreement.record import Coded

    coding = orjson.loads(row.coding)
    return None if Reading(coding).assisted else Coded(row.user_id, coding, gold=row.ground_truth)


def codings(session: Session, task: Any, book: Codebook) -> dict[str, Any]:
    """The newest prediction of each model version on an article, as a coding."""
    found = {row.model_version: _coding(row.result, book, task.text) for row in store.predictions(session, [task.id])}
    return {version: coding for version, coding in sorted(found.items()) if coding is not None}


def _coding(result: str, book: Codebook, text: str) -> Any | None:
    """None for a prediction that is no coding: it was checked against the label config alone."""
    try:
        return from_result(orjson.loads(result), book, text)
    except ResultError:
        return None
