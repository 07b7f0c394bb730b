"""Records follow the codings: made anew in the transaction that changes a coding, or article by article in a job."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from sqlmodel import Session

from annotate.agreement.record import RULES
from annotate.jobs import service as jobs
from annotate.reliability import store
from annotate.reliability.rows import CodingRow, Form, form_of, made

KIND = "agreement-rebuild"


def rules_of(codebook_id: int) -> str:
    """What records are made by: alignment and layout of this version, and the codebook."""
    return f"{RULES}.{codebook_id}"


def job_key(project_id: int) -> str:
    return f"{KIND}:{project_id}"


def refresh(session: Session, project: Any, task_id: int) -> None:
    """Make the article's record anew, after one of its codings has changed in this transaction.

    Nothing is done for an article that one person alone has coded. Call it last: the project's state is held until
    the transaction ends.
    """
    if project.own_config:
        return
    store.guard(session, [task_id])
    rows = store.codings(session, [task_id])
    if len(rows) >= 2 or store.recorded(session, [task_id]):
        _write(session, project, [task_id], rows)


def refresh_new(session: Session, project: Any, task_ids: Sequence[int]) -> None:
    """The same for articles that this transaction has brought in, codings and all."""
    if project.own_config or not task_ids:
        return
    rows = store.codings(session, task_ids)
    double = [task_id for task_id, found in groupby(rows, key=lambda r: r.task_id) if len(list(found)) >= 2]
    if double:
        _write(session, project, double, [row for row in rows if row.task_id in set(double)])


def relabel(session: Session, project_id: int, task_id: int) -> None:
    """What the article is chosen and grouped by was changed in this transaction: its labels are read anew."""
    store.guard(session, [task_id])
    if store.recorded(session, [task_id]):
        state = store.next_state(session, project_id)
        if state is not None:
            store.touch(session, task_id, state.seq)


def forget_deleted(session: Session, project_id: int) -> None:
    """Articles of the project were deleted in this transaction: they count no more."""
    state = store.next_state(session, project_id)
    if state is not None:
        store.empty_deleted(session, project_id, state.seq)


def _write(session: Session, project: Any, task_ids: Sequence[int], rows: Sequence[CodingRow]) -> None:
    rules = rules_of(project.codebook_id)
    state = store.next_state(session, project.id) or _first_state(session, project, task_ids, rules)
    if rules not in (state.rules, state.building):
        begin_rebuild(session, project.id, rules)
    forms = [(task_id, form_of(record)) for task_id, record in made(task_ids, rows)]
    if state.rules == rules:
        store.put(session, rows_of(project.id, state.generation, state.seq, forms))
    if state.rules != rules or state.building is not None:  # what is being made anew is not to miss it
        store.put(session, rows_of(project.id, state.generation + 1, state.seq, forms))


def _first_state(session: Session, project: Any, task_ids: Sequence[int], rules: str) -> Any:
    """A project's first records; where there are older codings without any, they are made in a job."""
    others = store.double_coded(session, project.id, limit=len(task_ids) + 1)
    store.add_state(session, project.id, rules if set(others) <= set(task_ids) else "")
    return store.next_state(session, project.id)


def begin_rebuild(session: Session, project_id: int, rules: str) -> None:
    """Ask for all records to be made anew; the old ones stay until that is done."""
    store.set_state(session, project_id, building=rules)
    jobs.enqueue(session, KIND, {"project": project_id}, project_id=project_id, key=job_key(project_id), max_attempts=3)


def rows_of(project_id: int, generation: int, seq: int, forms: Iterable[tuple[int, Form]]) -> list[dict[str, Any]]:
    """Records of articles as rows of a generation."""
    given = {"generation": generation, "project_id": project_id, "seq": seq}
    return [{"task_id": task_id, **given, **form} for task_id, form in forms]
