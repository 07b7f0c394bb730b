"""All records of a project anew: after a change of rules, and for codings that are older than the records."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from annotate.db import Database
from annotate.errors import NotFound
from annotate.reliability import records, store

if TYPE_CHECKING:
    from annotate.jobs.work import Work

AT_ONCE = 50  # articles in a transaction: submissions wait no longer than they take


def run(db: Database, work: Work) -> dict[str, Any]:
    """The job."""
    return rebuild(db, int(work.params["project"]), work.progress)


def rebuild(db: Database, project_id: int, progress: Callable[[int, int, str], None]) -> dict[str, Any]:
    """Make the next generation of records and show it; until then the old one stays as it was."""
    with db.write() as session:
        project = store.project(session, project_id)
        if project is None:
            raise NotFound(f"There is no project {project_id}.")
        rules = records.rules_of(project.codebook_id)
        store.add_state(session, project_id, "")
        store.set_state(session, project_id, building=rules)
        total = store.count_double(session, project_id)
    done = last = 0
    while True:
        with db.write() as session:
            found = store.double_coded(session, project_id, last, AT_ONCE)
            if not found:
                break
            _make(session, project_id, found)
        done, last = done + len(found), found[-1]
        progress(min(done, total), max(done, total), f"{done} of {total} articles")
    with db.write() as session:
        state = store.next_state(session, project_id)
        generation = state.generation + 1  # type: ignore[union-attr]
        store.drop_other_generations(session, project_id, generation)
        store.set_state(session, project_id, generation=generation, rules=rules, building=None)
    return {"articles": done}


def _make(session: Any, project_id: int, task_ids: list[int]) -> None:
    for task_id in task_ids:
        store.guard(session, task_id)
    rows = store.codings(session, task_ids)
    state = store.next_state(session, project_id)
    if state is None:
        raise NotFound(f"Project {project_id} has no records any more.")
    made = records.made(task_ids, rows)
    store.put(session, records.rows_of(project_id, state.generation + 1, state.seq, made))


def differing(db: Database, project_id: int) -> list[int]:
    """Articles whose stored record is not what their codings give now; none, if all is well."""
    wrong: list[int] = []
    seen: set[int] = set()
    last = 0
    while True:
        with db.read() as session:
            state = store.state(session, project_id)
            generation = state.generation if state is not None else 0
            found = store.double_coded(session, project_id, last, AT_ONCE)
            if not found:
                return sorted({*wrong, *(store.counted(session, project_id, generation) - seen)})
            for task_id, record in records.made(found, store.codings(session, found)):
                row = store.record(session, task_id, generation)
                if row is None or records.stored(row) != record:
                    wrong.append(task_id)
        seen.update(found)
        last = found[-1]
