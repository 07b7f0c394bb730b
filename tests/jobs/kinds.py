"""Work for the tests of jobs: kinds that succeed, fail, wait, crash."""

from __future__ import annotations

import os
import time
from typing import Any

from annotate.db import Database
from annotate.errors import Invalid
from annotate.jobs.kinds import Kind
from annotate.jobs.service import RetryLater
from annotate.jobs.work import Work

KINDS = {
    "double": Kind("tests.jobs.kinds:double", "light"),
    "double heavily": Kind("tests.jobs.kinds:double", "heavy"),
    "refuse": Kind("tests.jobs.kinds:refuse", "light"),
    "break": Kind("tests.jobs.kinds:stumble", "light"),
    "later": Kind("tests.jobs.kinds:later", "light"),
    "crash": Kind("tests.jobs.kinds:crash", "heavy"),
    "long": Kind("tests.jobs.kinds:long", "heavy"),
}


def double(db: Database, work: Work) -> dict[str, Any]:
    work.progress(1, 1, "doubled")
    return {"value": 2 * work.params["value"], "process": os.getpid()}


def refuse(db: Database, work: Work) -> None:
    raise Invalid("There is nothing to double.")


def stumble(db: Database, work: Work) -> None:
    raise ZeroDivisionError


def later(db: Database, work: Work) -> dict[str, Any]:
    if work.attempts < 3:
        raise RetryLater("The other side does not answer.")
    return {"tries": work.attempts}


def crash(db: Database, work: Work) -> None:
    os._exit(7)


def long(db: Database, work: Work) -> None:
    for step in range(600):
        work.progress(step, 600, "counting")
        time.sleep(0.1)
