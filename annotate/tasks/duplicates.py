"""Tasks with the same data: one of them is enough."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, select
from sqlmodel import Session, col

from annotate.models import Annotation, Task
from annotate.security import Caller
from annotate.tasks.service import delete_chosen
from annotate.tasks.stored import with_text


def remove(session: Session, caller: Caller, project_id: int, tasks: ColumnElement[bool]) -> int:
    """Delete those of the chosen tasks whose data another of them has too; how many.

    What somebody has coded always stays; of tasks that nobody has coded, the first does, unless a coded one is there.
    """
    coded = exists().where(col(Annotation.task_id) == col(Task.id), col(Annotation.deleted_at).is_(None))
    rows = session.execute(
        select(col(Task.id), col(Task.data), col(Task.text_at), col(Task.text), coded.label("coded"))
        .where(tasks)
        .order_by(col(Task.id))
    )
    groups: dict[bytes, list[tuple[int, bool]]] = {}
    for task_id, data, text_at, text, is_coded in rows:
        groups.setdefault(with_text(data, text_at, text), []).append((task_id, bool(is_coded)))
    unwanted = [task_id for group in groups.values() for task_id in _superfluous(group)]
    if not unwanted:
        return 0
    return sum(
        delete_chosen(session, caller, project_id, col(Task.id).in_(unwanted[start : start + 500]))
        for start in range(0, len(unwanted), 500)
    )


def _superfluous(group: list[tuple[int, bool]]) -> list[int]:
    open_ones = [task_id for task_id, coded in group if not coded]
    return open_ones if len(open_ones) < len(group) else open_ones[1:]
