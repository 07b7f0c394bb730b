"""All records of a project anew: after a change of rules, and for codings that are older than the records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from annotate.db import Database
from annotate.errors import NotFound
from annotate.reliability import making, records, store
from annotate.reliability.making import Batch
from annotate.reliability.rows import Form, Head, form_of, made, stored

if TYPE_CHECKING:
    from annotate.jobs.work import Work

AT_ONCE = 200  # articles in a transaction, which writes what is ready: some 20 ms


def run(db: Database, work: Work) -> dict[str, Any]:
    """The job."""
    return rebuild(db, int(work.params["project"]), work.progress)


def rebuild(db: Database, project_id: int, progress: Callable[[int, int, str], None]) -> dict[str, Any]:
    """Make the next generation of records and show it; until then the old one stays as it was.

    Codings are read and records made outside of any transaction that writes. What was changed meanwhile is seen when
    they are written; what is new meanwhile has its record written by whoever submits it.
    """
    rules = _begin(db, project_id)
    with db.read() as session:
        task_ids = store.double_coded(session, project_id)
    done, total = 0, len(task_ids)
    with closing(making.formed(_read(db, task_ids), total)) as batches:
        for batch, forms in batches:
            _write(db, project_id, batch, forms)
            done += len(batch.task_ids)
            progress(done, total, f"{done} of {total} articles")
    _show(db, project_id, rules)
    return {"articles": done}


def _begin(db: Database, project_id: int) -> str:
    """The rules of the records to come. Whoever submits from here on makes a record of the next generation too."""
    with db.write() as session:
        project = store.project(session, project_id)
        if project is None:
            raise NotFound(f"There is no project {project_id}.")
        rules = records.rules_of(project.codebook_id)
        store.add_state(session, project_id, "")
        store.set_state(session, project_id, building=rules)
        return rules


def _read(db: Database, task_ids: Sequence[int]) -> Iterator[Batch]:
    for some in _batched(task_ids):
        with db.read() as session:
            found = store.codings(session, some)
        yield Batch(some, found)


def _write(db: Database, project_id: int, batch: Batch, forms: Sequence[Form]) -> None:
    """Write a batch; the records of articles whose codings are no longer those that were read are made here."""
    with db.write() as session:
        store.guard(session, batch.task_ids)
        stale = _stale(batch, store.heads(session, batch.task_ids))
        state = store.next_state(session, project_id)
        if state is None:
            raise NotFound(f"Project {project_id} has no records any more.")
        ready = [(task, form) for task, form in zip(batch.task_ids, forms, strict=True) if task not in stale]
        ready += [(task, form_of(record)) for task, record in made(stale, store.codings(session, stale))]
        store.put(session, records.rows_of(project_id, state.generation + 1, state.seq, ready))


def _batched(task_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (task_ids[start : start + AT_ONCE] for start in range(0, len(task_ids), AT_ONCE))


def _stale(batch: Batch, heads: Sequence[Head]) -> list[int]:
    return sorted({head.task_id for head in {row.head for row in batch.codings} ^ {*heads}})


def _show(db: Database, project_id: int, rules: str) -> None:
    with db.write() as session:
        state = store.next_state(session, project_id)
        if state is None:
            raise NotFound(f"Project {project_id} has no records any more.")
        generation = state.generation + 1
        store.drop_other_generations(session, project_id, generation)
        store.set_state(session, project_id, generation=generation, rules=rules, building=None)


def differing(db: Database, project_id: int) -> list[int]:
    """Articles whose stored record is not what their codings give now; none, if all is well."""
    wrong: list[int] = []
    with db.read() as session:
        state = store.state(session, project_id)
        generation = state.generation if state is not None else 0
        task_ids = store.double_coded(session, project_id)
        for some in _batched(task_ids):
            kept = {row.task_id: stored(row) for row in store.stored(session, some, generation)}
            found = made(some, store.codings(session, some))
            wrong += [task_id for task_id, record in found if kept.get(task_id) != record]
        return sorted({*wrong, *(store.counted(session, project_id, generation) - {*task_ids})})
