"""Intervals by resampling articles, as a job: begun from the page for what is chosen there, shown beside the others."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import orjson

from annotate.access import SEES_ALL, project_for
from annotate.annotations.checking import codebook_for
from annotate.db import Database
from annotate.errors import Invalid, NotFound
from annotate.jobs import service as jobs
from annotate.reliability import store, tables, whole
from annotate.security import Caller

if TYPE_CHECKING:
    from annotate.agreement.choice import Choice
    from annotate.agreement.report import Part
    from annotate.jobs.work import Work

Json = dict[str, Any]
KIND = "agreement-bootstrap"
SEED = 0


def begin(db: Database, caller: Caller, project_id: int, choice: Choice) -> Json:
    """Ask for the intervals; one job at a time for the same choice. What ``shown`` says then."""
    with db.write() as session:
        project = project_for(session, caller, project_id, *SEES_ALL).project
        if project.own_config:
            raise Invalid("This project has a label config of its own, so there are no events to compare.")
        key = _key(project_id, choice)
        if store.job(session, key) is None:
            params = {"project": project_id, "choice": asdict(choice), "seed": SEED}
            jobs.enqueue(session, KIND, params, project_id=project_id, created_by=caller.user_id, key=key)
    return shown(db, caller, project_id, choice)


def shown(db: Database, caller: Caller, project_id: int, choice: Choice) -> Json:
    """``job``: the newest one unless it is done; ``result``: of the newest that is done, ``current`` when nothing has
    been submitted since.
    """
    with db.read() as session:
        project_for(session, caller, project_id, *SEES_ALL)
        key = _key(project_id, choice)
        newest, done, state = store.newest_job(session, key), store.newest_job(session, key, "done"), None
        if done is not None:
            state = store.state(session, project_id)
    job = None
    if newest is not None and newest.state != "done":
        job = {name: newest._mapping[name] for name in ("id", "state", "done", "total", "error")}
    result = orjson.loads(done.result) if done is not None else None
    if result is not None:
        result["current"] = state is not None and state.seq == result["seq"]
    return {"job": job, "result": result}


def _key(project_id: int, choice: Choice) -> str:
    return f"{KIND}:{project_id}:{digest(choice)}"


def digest(choice: Choice) -> str:
    """What tells a choice from every other, in the keys of jobs."""
    return hashlib.sha256(orjson.dumps(asdict(choice))).hexdigest()[:32]


def run(db: Database, work: Work) -> Json:
    """The job: bounds of every measure, and the share of replicates in which an alpha lies below .667."""
    from annotate.agreement.bootstrap import REPLICATES, resample
    from annotate.agreement.choice import Choice

    choice, seed = Choice.from_json(work.params["choice"]), int(work.params["seed"])
    part, seq = _part(db, int(work.params["project"]), choice)
    rows = resample(
        part, seed, progress=lambda done, total: work.progress(done, total, f"{done} of {total} resamplings")
    )
    bounds = {
        r.measure.key: {
            "low": r.measure.estimate.low,
            "high": r.measure.estimate.high,
            "below_tentative": r.below_tentative,
        }
        for r in rows
    }
    articles = int(part.counted.sum())
    return {"seq": seq, "articles": articles, "replicates": REPLICATES, "seed": seed, "measures": bounds}


def _part(db: Database, project_id: int, choice: Choice) -> tuple[Part, int]:
    """The part as it stands, and the number of that state; no transaction is held while it is resampled."""
    whole.make_current(db, project_id)
    with db.read() as session:
        project = store.project(session, project_id)
        if project is None:
            raise NotFound(f"There is no project {project_id}.")
        with tables.opened(session, project, codebook_for(session, project)) as kept:
            if kept is None:
                raise Invalid("No article has been coded by two people yet.")
            return kept.part(choice), kept.seq
