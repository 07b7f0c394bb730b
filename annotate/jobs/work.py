"""One job from its start to its end: whoever runs it, in whichever process."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import orjson

from annotate import clock
from annotate.db import Database
from annotate.errors import AnnotateError, Unavailable
from annotate.jobs import service, store
from annotate.jobs.kinds import Kind
from annotate.logs import log

BETWEEN = 0.5  # seconds between two notes of progress
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)


class Work:
    """What a job's function is handed: its parameters, and where to say how far it is."""

    def __init__(self, db: Database, row: Any) -> None:
        self.db, self.id = db, int(row.id)
        self.project_id: int | None = row.project_id
        self.created_by: int | None = row.created_by
        self.attempts, self.max_attempts = int(row.attempts), int(row.max_attempts)
        self.params: dict[str, Any] = orjson.loads(row.params)
        self._noted = 0.0

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Note how far the work is (at most twice a second); raises Cancelled when it is to stop."""
        now = time.monotonic()
        if now - self._noted < BETWEEN and done < total:
            return
        self._noted = now
        with self.db.write() as session:
            asked = store.beat(session, self.id, clock.now())
            if asked is False:
                store.change(session, self.id, done=done, total=total, message=message)
        if asked is not False:
            raise service.Cancelled("The job was stopped.")


def perform(db: Database, row: Any, kinds: dict[str, Kind]) -> None:
    """Run a claimed job and write down how it ended."""
    work = Work(db, row)
    try:
        result = service.function_of(kinds[row.kind])(db, work)
    except service.Cancelled:
        _end(db, work.id, state="cancelled")
    except (service.RetryLater, Unavailable) as error:
        _again(db, work, error)
    except AnnotateError as error:
        _end(db, work.id, state="failed", error=error.detail)
    except Exception as error:  # broad: whatever a job does wrong ends that job, not what runs the others
        log.exception("job failed", extra={"fields": {"job": work.id, "kind": row.kind}})
        _end(db, work.id, state="failed", error=f"An error inside the server ({type(error).__name__}); see its log.")
    else:
        _end(db, work.id, state="done", result=orjson.dumps(result).decode() if result is not None else None)


def _end(db: Database, job_id: int, **values: Any) -> None:
    with db.write() as session:
        store.change(session, job_id, finished_at=clock.now(), **values)


def _again(db: Database, work: Work, error: AnnotateError) -> None:
    if work.attempts >= work.max_attempts:
        return _end(db, work.id, state="failed", error=error.detail)
    wait = min(LONGEST_WAIT, FIRST_WAIT * 4 ** (work.attempts - 1))
    with db.write() as session:
        store.change(session, work.id, state="queued", run_after=clock.now() + wait, error=error.detail)
    return None
