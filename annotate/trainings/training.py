"""The training of one version, in a process of its own: release, model and report, whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate import clock
from annotate.datasets import service as datasets
from annotate.datasets.refusals import refusals
from annotate.db import Database
from annotate.errors import Invalid
from annotate.reliability import whole
from annotate.settings import data_folder, load_settings
from annotate.trainings import service, store

if TYPE_CHECKING:
    from annotate.jobs.work import Work
    from annotate.models import TrainedModel
    from export.release import Release

Told = Callable[[int, int, str], None]
SHORT = 16  # characters of a hash that name a folder
BEFORE, AFTER = 1, 2  # steps beside the folds


@dataclass(frozen=True)
class Order:
    """``release``: the hash of an earlier one of the project; None for its codings as they are now."""

    name: str
    seed: int = 0
    release: str | None = None
    made_by: int | None = None


def run(db: Database, work: Work) -> dict[str, Any]:
    """The job."""
    wanted = work.params
    order = Order(wanted["name"], int(wanted["seed"]), wanted["release"], work.created_by)
    made = make(db, data_folder(load_settings()), work.project_id or 0, order, work.progress)
    return {"version": made.version, "name": made.name}


def make(db: Database, root: Path, project_id: int, order: Order, told: Told) -> TrainedModel:
    """Train the next version of a project and list it; one at a time for each project.

    ``told``: steps done, of how many, and what is being done. Raises what training, reading and writing refuse.
    """
    from annotate.baseline.store import save_model
    from annotate.baseline.train import Dataset, train

    home = root / f"project-{project_id}"
    (home / "releases").mkdir(parents=True, exist_ok=True)
    told(0, BEFORE + AFTER, "Reading the codings")
    with refusals():
        release = _release(db, home / "releases", project_id, order.release)
        title = str(release.manifest["project"]["title"])
        data = Dataset(list(release.articles()), release.codebook, release.manifest["content_hash"], title)

    steps = BEFORE + AFTER

    def folds(done: int, total: int) -> None:
        nonlocal steps
        steps = BEFORE + total + AFTER
        told(BEFORE + done, steps, f"Fold {done + 1} of {total}")

    stored = train(data, order.seed, clock.now(), folds)
    told(steps - 1, steps, "Writing")
    with db.read() as session:
        target = home / f"model-{store.next_version(session, project_id)}"
    _clear(home, target)
    with refusals():
        save_model(target, stored)
    try:
        with db.write() as session:
            place = target.relative_to(root).as_posix()
            return service.keep(session, project_id, stored, folder=place, name=order.name, made_by=order.made_by)
    except BaseException:  # broad: a folder without a row is no model, whatever went wrong
        shutil.rmtree(target, ignore_errors=True)
        raise


def _clear(home: Path, target: Path) -> None:
    """What a killed job has left: no row names it, and no other job trains for this project."""
    for left in (target, *home.glob(".*.partial"), *(home / "releases").glob(".*.partial")):
        shutil.rmtree(left, ignore_errors=True)


def _release(db: Database, folder: Path, project_id: int, wanted: str | None) -> Release:
    """The release with this hash, or of the codings as they are now; one that is there is not written again."""
    from export.records import dataset_hash
    from export.release import Plan, is_release, read_release

    with db.read() as session:
        datasets.one_snapshot(session)
        info = datasets.project_info(session, project_id)
        content = wanted or dataset_hash(datasets.load_project(session, project_id))
        path = folder / content[:SHORT]
        if wanted and not is_release(path):
            raise Invalid(f"The release {wanted[:SHORT]} is no longer in the data folder; train on the codings as now.")
        if not is_release(path):
            plan = Plan(info.codebook, info.title, info.id, stored=info.stored)
            whole.write_release(path, lambda: datasets.load_project(session, project_id), plan, clock.now())
    return read_release(path)
