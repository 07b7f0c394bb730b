"""SQL for jobs. A claim is one UPDATE, as with seats."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, select, update
from sqlmodel import Session

from annotate.db import inserting
from annotate.models import Job

_JOB = Job.metadata.tables["job"]
_RUNNING = _JOB.c.state == "running"
_ME = _JOB.c.id == bindparam("of_job")


def _claim() -> Any:
    job, other = _JOB.alias(), _JOB.alias()
    same_runs = exists().where(other.c.unique_key == job.c.unique_key, other.c.state == "running")
    first = (
        select(job.c.id)
        .where(job.c.state == "queued", job.c.lane == bindparam("of_lane"), job.c.run_after <= bindparam("now"))
        .where(job.c.kind.in_(bindparam("known", expanding=True)), ~same_runs)
        .order_by(job.c.run_after, job.c.id)
        .limit(1)
        .with_for_update(of=job, skip_locked=True)
        .scalar_subquery()
    )
    started = {"state": "running", "attempts": _JOB.c.attempts + 1, "message": "", "done": 0, "total": 0}
    times: dict[str, Any] = {"started_at": bindparam("now"), "heartbeat_at": bindparam("now")}
    return (
        update(_JOB).where(_JOB.c.id == first, _JOB.c.state == "queued").values(**started, **times).returning(*_JOB.c)
    )


_CLAIM = _claim()
_BEAT = update(_JOB).where(_ME, _RUNNING).values(heartbeat_at=bindparam("now")).returning(_JOB.c.cancel_asked)
_LOST = and_(_RUNNING, _JOB.c.heartbeat_at < bindparam("before"))


def add(session: Session, values: dict[str, Any]) -> int | None:
    """The new job's id; None when one with its key waits already."""
    connection = session.connection()
    statement = inserting(connection.dialect.name)(_JOB).values(**values).on_conflict_do_nothing()
    return connection.execute(statement.returning(_JOB.c.id)).scalar()


def waiting(session: Session, key: str) -> int:
    """The id of the job with this key that waits."""
    query = select(_JOB.c.id).where(_JOB.c.unique_key == key, _JOB.c.state == "queued")
    return int(session.connection().execute(query).scalar_one())


def due(session: Session, lane: str, now: datetime, kinds: Collection[str]) -> bool:
    """Whether a job of these kinds waits in the lane whose time has come."""
    query = select(_JOB.c.id).where(_JOB.c.state == "queued", _JOB.c.lane == lane, _JOB.c.run_after <= now)
    return session.connection().execute(query.where(_JOB.c.kind.in_(list(kinds))).limit(1)).first() is not None


def claim(session: Session, lane: str, now: datetime, kinds: Collection[str]) -> Any:
    """The row of the first job of these kinds that is due, now running; None when there is none."""
    return session.connection().execute(_CLAIM, {"of_lane": lane, "now": now, "known": list(kinds)}).first()


def beat(session: Session, job_id: int, now: datetime) -> bool | None:
    """Say that the job is alive; whether it is to be cancelled, None when it no longer runs."""
    found = session.connection().execute(_BEAT, {"of_job": job_id, "now": now}).first()
    return None if found is None else bool(found[0])


def change(session: Session, job_id: int, *, running: bool = True, **values: Any) -> bool:
    """Set values of a job that runs (or, with ``running`` false, of any); False when it does not."""
    where = (_JOB.c.id == job_id, _RUNNING) if running else (_JOB.c.id == job_id,)
    return session.connection().execute(update(_JOB).where(*where).values(**values)).rowcount > 0


def end_waiting(session: Session, job_id: int, **values: Any) -> bool:
    """Set values of a job that has not begun; False when it has."""
    statement = update(_JOB).where(_JOB.c.id == job_id, _JOB.c.state == "queued").values(**values)
    return session.connection().execute(statement).rowcount > 0


def lost(session: Session, before: datetime) -> list[Any]:
    """Jobs that run by their row, while nobody has said so since ``before``."""
    return list(session.connection().execute(select(*_JOB.c).where(_LOST), {"before": before}))


def one(session: Session, job_id: int) -> Any:
    """The job's row; None when there is none."""
    return session.connection().execute(select(*_JOB.c).where(_JOB.c.id == job_id)).first()


def of_project(session: Session, project_id: int, kinds: tuple[str, ...], limit: int) -> list[Any]:
    """The project's jobs, newest first; only of these kinds when any are named."""
    query = select(*_JOB.c).where(_JOB.c.project_id == project_id)
    if kinds:
        query = query.where(_JOB.c.kind.in_(kinds))
    return list(session.connection().execute(query.order_by(_JOB.c.id.desc()).limit(limit)))
