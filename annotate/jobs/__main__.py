"""A process for one heavy job, started by the runner: ``python -m annotate.jobs JOB KINDS``, with ANNOTATE_DB and
ANNOTATE_DATA."""

from __future__ import annotations

import sys

from annotate import logs
from annotate.db import Database
from annotate.jobs import store
from annotate.jobs.runner import kinds_in
from annotate.jobs.work import perform
from annotate.settings import load_settings


def main(job_id: int, kinds: str) -> None:
    settings = load_settings()
    logs.configure(settings)
    db = Database(settings.db)
    try:
        with db.read() as session:
            row = store.one(session, job_id)
        perform(db, row, kinds_in(kinds))
    finally:
        db.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
