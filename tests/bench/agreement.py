"""Agreement: a submission's extra CPU, the dashboard's read, a full rebuild (by the clock, since it uses two
processes), growth, memory; beside ``krippendorff``.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import krippendorff
import numpy as np
import orjson

from annotate.agreement.choice import Choice
from annotate.agreement.items import clusters
from annotate.agreement.reading import Reading
from annotate.db import Database
from annotate.migrations import migrate
from annotate.models import Annotation
from annotate.projects import service as projects
from annotate.reliability import rebuild, records, service, store
from annotate.security import Caller
from annotate.users import service as users
from schemas.coding import Coding, Provenance, dump_coding
from tests.agreement.makers import LENGTH, article

SIZES = (1_000, 10_000, 100_000)
CODERS = 3
POOL = 400  # different articles; a project holds each many times
HEAD = (
    "  articles  submission  dashboard  one filter  and after  first read  rebuild: clock      CPU  records"
    "   krippendorff, code alpha alone  memory: whole  with filter"
)
TABLES = Annotation.metadata.tables
LAYOUT = orjson.dumps({"sentences": [[n, n + 99] for n in range(0, LENGTH, 100)]}).decode()  # stored with a coding
NOW = datetime(2026, 1, 5, tzinfo=UTC)


def main(sizes: tuple[int, ...] = SIZES) -> None:
    draw = Random(1)
    pool = [_assisted(article(draw, CODERS)) if n % 2 else article(draw, CODERS) for n in range(POOL)]
    print(f"three coders an article, half of them with suggestions; CPU; {LENGTH} characters, up to 3 events each")
    print(HEAD)
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            _row(Path(folder) / "bench.db", size, pool)


def _assisted(codings: list[Coding]) -> list[Coding]:
    """The same, each code an accepted suggestion: the dashboard shows both kinds side by side."""
    taken = {"code": Provenance(origin="accepted", model="bench")}
    return [
        coding.model_copy(update={"events": tuple(e.model_copy(update={"provenance": taken}) for e in coding.events)})
        for coding in codings
    ]


def _row(path: Path, size: int, pool: list[Any]) -> None:
    db = Database(f"sqlite:///{path}")
    migrate(db)
    caller, project = _project(db)
    tasks = _fill(db, project, size, pool)
    began, worked = time.perf_counter(), _cpu_of_both()
    rebuild.rebuild(db, project.id, lambda done, total, message: None)
    took, worked = time.perf_counter() - began, _cpu_of_both() - worked
    asked = service.Asked(Choice(), by="week")  # as the page asks
    before = _resident()
    first = _cpu(lambda: service.report(db, caller, project.id, asked))
    whole = _resident() - before
    changed = []
    submission = 0.0
    for task in Random(2).sample(tasks, 50):
        with db.write() as session:
            session.connection()  # a submission's transaction has begun by then
            submission += _cpu(lambda task=task, session=session: records.refresh(session, project, task))
        if len(changed) < 5:
            changed.append(_cpu(lambda: service.report(db, caller, project.id, asked)))
    chosen = service.Asked(Choice(people=(2, 3)), by="week")
    filtered = _cpu(lambda: service.report(db, caller, project.id, chosen))
    with db.write() as session:
        records.refresh(session, project, tasks[0])
    again = _cpu(lambda: service.report(db, caller, project.id, chosen))
    held = _resident() - before
    size_mb = _bytes(db, project.id) / 1e6
    rival = _cpu(lambda: krippendorff.alpha(_matrix(size, pool), level_of_measurement="nominal"))
    db.close()
    print(
        f"  {size:8,}  {1000 * submission / 50:7.2f} ms  {1000 * min(changed):6.0f} ms  {1000 * filtered:7.0f} ms"
        f"  {1000 * again:6.0f} ms  {first:8.2f} s  {took:12.1f} s  {worked:5.1f} s  {size_mb:5.0f} MB  {rival:6.2f} s"
        f"  {whole:10.0f} MB  {held:8.0f} MB",
        flush=True,
    )


def _cpu(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _cpu_of_both() -> float:
    """CPU of this process and of those it has seen end, in seconds."""
    return sum(os.times()[:4])


def _resident() -> float:
    """Memory that this process holds, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _project(db: Database) -> tuple[Caller, Any]:
    with db.write() as session:
        admin = users.create_user(session, "admin@example.org", is_admin=True)
        caller = Caller(admin.id or 0, admin.email, "", True, "token")
        project = projects.create(session, caller, projects.NewProject("Bench", overlap=CODERS))
        for n in range(CODERS):
            users.create_user(session, f"coder{n}@example.org", name=f"Coder {n}")
    return caller, project


def _fill(db: Database, project: Any, size: int, pool: list[Any]) -> list[int]:
    """Articles and codings straight into the tables, as a server would have left them."""
    dumped = [[orjson.dumps(dump_coding(coding)).decode() for coding in codings] for codings in pool]
    tasks = list(range(1, size + 1))
    with db.write() as session:
        connection = session.connection()
        for start in range(0, size, 2_000):
            some = tasks[start : start + 2_000]
            connection.execute(TABLES["task"].insert(), [_task(project, n) for n in some])
            coded = [(CODERS * (n - 1) + c + 1, n, c) for n in some for c in range(CODERS)]
            connection.execute(TABLES["annotation"].insert(), [_annotation(project, *row) for row in coded])
            connection.execute(
                TABLES["revision"].insert(), [_revision(project, i, dumped[n % POOL][c], c) for i, n, c in coded]
            )
    return tasks


def _task(project: Any, n: int) -> dict[str, Any]:
    shared = {"id": n, "project_id": project.id, "inner_id": n, "data": "{}", "meta": "{}", "text": "x" * LENGTH}
    rest = {
        "text_sha256": "",
        "layout": LAYOUT,
        "title": f"Article {n}",
        "outlet": f"Outlet {n % 5}",
        "overlap": CODERS,
    }
    return {**shared, **rest, "created_at": NOW, "updated_at": NOW}


def _annotation(project: Any, number: int, task: int, coder: int) -> dict[str, Any]:
    shared = {"id": number, "task_id": task, "project_id": project.id, "user_id": coder + 2, "unique_id": str(number)}
    return {**shared, "request_hash": "", "version": 1, "was_cancelled": False, "ground_truth": False,
            "created_at": NOW, "updated_at": NOW}  # fmt: skip


def _revision(project: Any, annotation: int, coding: str, coder: int) -> dict[str, Any]:
    shared = {"annotation_id": annotation, "number": 1, "action": "created", "result": "[]", "coding": coding}
    return {**shared, "codebook_id": project.codebook_id, "was_cancelled": False, "ground_truth": False,
            "content_hash": "", "created_by": coder + 2, "created_at": NOW}  # fmt: skip


def _bytes(db: Database, project_id: int) -> int:
    with db.read() as session:
        rows = store.since(session, project_id, 2, 0)
        return sum(
            len(r.codings) + len(r.pairs) + len(r.events) + len(r.matches) + len(r.actors) + len(r.words) for r in rows
        )


def _matrix(size: int, pool: list[Any]) -> Any:
    """Codes of aligned triggers, coders x units; aligning them is not counted against the rival's favour."""
    places: dict[str, int] = {}
    units = []
    for codings in pool:
        for cluster in clusters({n: Reading(coding) for n, coding in enumerate(codings)}):
            said = [cluster[n].span.code if n in cluster else None for n in range(CODERS)]
            units.append([np.nan if code is None else places.setdefault(code, len(places)) for code in said])
    return np.tile(np.array(units).T, size // POOL + 1)


if __name__ == "__main__":
    main()
