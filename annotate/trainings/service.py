"""Rules of trained models: managers train and choose the active one, whoever sees all codings reads the reports."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from sqlmodel import Session

from annotate import clock
from annotate.access import SEES_ALL, project_for
from annotate.audit import record
from annotate.datasets import service as datasets
from annotate.errors import Invalid, NotFound
from annotate.jobs import service as jobs
from annotate.models import TrainedModel
from annotate.projects import store as projects
from annotate.security import Caller
from annotate.trainings import store

KIND, READING = "train", "suggest"
Wire = dict[str, Any]


def label(row: TrainedModel) -> str:
    """What predictions and codings call a model."""
    return f"{row.name} {row.version}"


def listed(session: Session, caller: Caller, project_id: int) -> Wire:
    """Every version, newest first, and the releases that they were trained on."""
    project_for(session, caller, project_id, *SEES_ALL)
    rows = store.listed(session, project_id)
    makers = projects.users_by_id(session, {row.created_by for row in rows if row.created_by is not None})
    releases: dict[str, Wire] = {}
    for row in reversed(rows):
        trained_on = orjson.loads(row.card)["trained_on"]
        known: Wire = {"hash": row.release_hash, "versions": [], "articles": trained_on["articles"]}
        found = releases.setdefault(row.release_hash, {**known, "made_at": clock.iso(row.created_at)})
        found["versions"].append(row.version)
    return {
        "models": [_shown(row, makers) for row in rows],
        "releases": sorted(releases.values(), key=lambda r: r["versions"][-1], reverse=True),
    }


def report(session: Session, caller: Caller, project_id: int, version: int) -> Wire:
    """A version with its run card and its report."""
    project_for(session, caller, project_id, *SEES_ALL)
    row = _find(session, project_id, version)
    makers = projects.users_by_id(session, {row.created_by} if row.created_by is not None else set())
    shown = {**_shown(row, makers), "card": orjson.Fragment(row.card)}
    return {**shown, "report": orjson.Fragment(store.report(session, row.score_id))}


def folder(session: Session, caller: Caller, project_id: int, version: int, root: Path) -> Path:
    """Where the files of a version lie; NotFound when they are gone."""
    project_for(session, caller, project_id, *SEES_ALL)
    found = root / _find(session, project_id, version).folder
    if not found.is_dir():
        raise NotFound(f"The files of version {version} are no longer in the data folder; its report is kept.")
    return found


def start(session: Session, caller: Caller, project_id: int, *, name: str, release: str | None, seed: int) -> int:
    """Add the job that trains a version; its id. Managers only. ``release``: the hash of an earlier one."""
    project_for(session, caller, project_id, "manager")
    info = datasets.project_info(session, project_id)
    if release is None and not info.stored.codings:
        raise Invalid("No article has a finished coding yet, so there is nothing to train on; code some first.")
    if release is not None and all(row.release_hash != release for row in store.listed(session, project_id)):
        raise Invalid("No version of this project was trained on that release; leave it out to make a new one.")
    params = {"name": name, "release": release, "seed": seed}
    key = f"{KIND}:{project_id}"
    made = jobs.enqueue(session, KIND, params, project_id=project_id, created_by=caller.user_id, key=key)
    record(session, caller.user_id, "model-ordered", project_id=project_id, subject=f"job:{made}")
    return made


def activate(session: Session, caller: Caller, project_id: int, version: int, *, active: bool) -> None:
    """Make this version the one that suggests, in place of any other, or have none. Managers only."""
    project_for(session, caller, project_id, "manager")
    row = _find(session, project_id, version)
    if active == row.active:
        return
    store.none_active(session, project_id)
    if active:
        store.set_active(session, row.id or 0, clock.now())
    read_open(session, project_id, caller.user_id)
    action = "model-activated" if active else "model-deactivated"
    record(session, caller.user_id, action, project_id=project_id, subject=f"model:{row.id}")


def read_new(session: Session, project_id: int, user_id: int | None) -> None:
    """Articles have been loaded: where a model is active it reads them, soon."""
    if store.any_active(session, project_id):
        read_open(session, project_id, user_id)


def read_open(session: Session, project_id: int, user_id: int | None) -> None:
    """Add the job that lets the active model read open articles which it has not read; see ``suggesting.bulk``."""
    key = f"{READING}:{project_id}"
    jobs.enqueue(session, READING, project_id=project_id, created_by=user_id, key=key, max_attempts=3)


def keep(
    session: Session, project_id: int, stored: Any, *, folder: str, name: str, made_by: int | None
) -> TrainedModel:
    """List a model whose folder is written; ``stored``: a ``StoredModel``. Its report goes to the project's page.

    Invalid when the project has this very model already.
    """
    card: Mapping[str, Any] = stored.card
    same = store.of_hash(session, project_id, card["model_hash"])
    if same is not None:
        raise Invalid(
            f"This gave version {same.version} again, to the byte: the codings and the seed are the same. "
            "Code more articles or choose another seed."
        )
    row = TrainedModel(
        project_id=project_id,
        version=store.next_version(session, project_id),
        name=name,
        folder=folder,
        release_hash=card["trained_on"]["content_hash"],
        model_hash=card["model_hash"],
        spans=card["trained_on"]["spans"],
        card=orjson.dumps(dict(card)).decode(),
        score_id=datasets.record_score(session, project_id, stored.report),
        created_by=made_by,
        created_at=clock.now(),
    )
    store.add(session, row)
    record(session, made_by, "model-trained", project_id=project_id, subject=f"model:{row.id}")
    return row


def _find(session: Session, project_id: int, version: int) -> TrainedModel:
    row = store.one(session, project_id, version) if 0 < version < 2**31 else None
    if row is None:
        raise NotFound(f"No version {version} of a model in this project.")
    return row


def _shown(row: TrainedModel, makers: Mapping[int, Any]) -> Wire:
    card = orjson.loads(row.card)
    maker = makers.get(row.created_by or 0)
    return {
        "version": row.version,
        "name": row.name,
        "active": row.active,
        "active_since": clock.iso(row.active_since),
        "algorithm": card["algorithm"],
        "seed": card["seed"],
        "codebook": card["codebook"],
        "release_hash": row.release_hash,
        "model_hash": row.model_hash,
        "spans": row.spans,
        "articles": card["trained_on"]["articles"],
        "scores": card["scores"],
        "created_by": (maker.name or maker.email) if maker is not None else "",
        "created_at": clock.iso(row.created_at),
    }
