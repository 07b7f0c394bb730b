"""Runs jobs beside the server's requests: a thread a lane; heavy work in a process of its own.

Several servers on one database share the work, since each claim is atomic and each takes only the kinds that it
knows. A job whose runner has fallen silent is taken up again while it has tries left, else it is marked as failed.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

from annotate import clock
from annotate.db import Database
from annotate.errors import Unavailable
from annotate.jobs import service, store
from annotate.jobs.kinds import KINDS, Kind
from annotate.jobs.work import perform
from annotate.logs import log

LOOK = 5.0  # seconds between looks at the table when nobody rings
BEAT = 5.0
SILENT = timedelta(seconds=60)
KINDS_HERE = "annotate.jobs.kinds"


def kinds_in(module: str) -> dict[str, Kind]:
    """The kinds of work that the named module lists."""
    found: dict[str, Kind] = importlib.import_module(module).KINDS
    return found


class Runner:
    """``kinds``: name of the module that lists the kinds of work; ``data``: the data folder of the server, which
    processes of jobs are to use. ``start`` and ``stop`` are called once each."""

    def __init__(self, db: Database, kinds: str = KINDS_HERE, data: Path | None = None) -> None:
        self.db, self.kinds_module = db, kinds
        self._environment = {"ANNOTATE_DB": db.url} | ({"ANNOTATE_DATA": str(data)} if data else {})
        self.kinds = KINDS if kinds == KINDS_HERE else kinds_in(kinds)
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._lane, args=(lane,), name=f"jobs-{lane}", daemon=True)
            for lane in ("light", "heavy")
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End after the light job at hand; a heavy one is ended and taken up again at the next start."""
        self._stopping.set()
        service.BELL.ring()
        for thread in self._threads:
            thread.join(20)

    def _lane(self, lane: str) -> None:
        heard = 0
        while not self._stopping.is_set():
            try:
                worked = self._next(lane)
            except Unavailable as error:
                log.warning("jobs wait for the database", extra={"fields": {"detail": error.detail}})
                worked = False
            if not worked and not self._stopping.is_set():
                heard = service.BELL.wait(heard, LOOK)

    def _next(self, lane: str) -> bool:
        """Do the first job that is due; False when there is none."""
        if lane == "heavy":
            self._take_up_lost()
        with self.db.read() as session:  # most looks find nothing, and a look must not hold up a writer
            if not store.due(session, lane, clock.now(), self.kinds):
                return False
        with self.db.write() as session:
            row = store.claim(session, lane, clock.now(), self.kinds)
        if row is None:
            return False
        log.info("job starts", extra={"fields": {"job": row.id, "kind": row.kind}})
        if lane == "light":
            perform(self.db, row, self.kinds)
        else:
            self._in_process(row)
        return True

    def _in_process(self, row: Any) -> None:
        command = [sys.executable, "-m", "annotate.jobs", str(row.id), self.kinds_module]
        child = subprocess.Popen(command, env={**os.environ, **self._environment})  # noqa: S603  (our own module)
        asked = False
        while child.poll() is None:
            try:
                child.wait(BEAT if not asked else 1)
            except subprocess.TimeoutExpired:
                with self.db.write() as session:
                    alive = store.beat(session, row.id, clock.now())
                if asked or alive is None or self._stopping.is_set():
                    child.terminate()
                asked = bool(alive)
        self._after(row, child.returncode, asked)

    def _after(self, row: Any, code: int, asked: bool) -> None:
        """A process that ended without a word about its job: killed, out of memory, or the server stops."""
        if code == 0:
            return
        with self.db.write() as session:
            if asked:
                store.change(session, row.id, state="cancelled", finished_at=clock.now())
            elif self._stopping.is_set():
                store.change(session, row.id, state="queued", attempts=row.attempts - 1)
            else:
                _give_up_or_retry(session, row, f"The process of this job ended (status {code}) before it was done.")

    def _take_up_lost(self) -> None:
        before = clock.now() - SILENT
        with self.db.read() as session:
            if not store.lost(session, before):
                return
        with self.db.write() as session:
            for row in store.lost(session, before):
                _give_up_or_retry(session, row, "The server stopped while this job ran.")


def _give_up_or_retry(session: Any, row: Any, reason: str) -> None:
    if row.attempts < row.max_attempts:
        store.change(session, row.id, state="queued", run_after=clock.now(), error=reason)
    else:
        store.change(session, row.id, state="failed", error=reason, finished_at=clock.now())
