"""SQL for imports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import func, literal_column, select, update
from sqlmodel import Session, col

from annotate.models import Import, Membership, Project, Task, User


def lock_project(session: Session, project_id: int) -> None:
    """Two imports into one project take turns (SQLite writers do so by themselves)."""
    session.execute(select(col(Project.id)).where(col(Project.id) == project_id).with_for_update())


def same_texts(session: Session, project_id: int, hashes: Iterable[str]) -> list[tuple[str, str | None, int]]:
    """Hash, external id and number of the project's live tasks that have one of these texts."""
    wanted = list(hashes)
    start = func.substr(col(Task.text_sha256), literal_column("1"), literal_column("12"))  # as the index has it
    query = (
        select(col(Task.text_sha256), col(Task.external_id), col(Task.id))
        .where(col(Task.project_id) == project_id, start.in_([one[:12] for one in wanted]))
        .where(col(Task.text_sha256).in_(wanted))
        .where(col(Task.deleted_at).is_(None))
        .order_by(col(Task.id))
    )
    return [(row[0], row[1], int(row[2] or 0)) for row in session.execute(query)]


def texts_of_length(
    session: Session, project_id: int, shortest: int, longest: int, most: int
) -> Iterator[tuple[int, str, str]]:
    """Number, title and text of the newest tasks whose text has so many characters, a few at a time."""
    size = func.length(col(Task.text))
    query = (
        select(col(Task.id), col(Task.title), col(Task.text))
        .where(col(Task.project_id) == project_id, col(Task.deleted_at).is_(None), size >= shortest, size <= longest)
        .order_by(col(Task.id).desc())
        .limit(most)
    )
    for row in session.execute(query.execution_options(yield_per=200)):
        yield int(row[0] or 0), row[1], row[2]


def add_import(session: Session, row: Import) -> int:
    session.add(row)
    session.flush()
    if row.id is None:
        raise TypeError("a stored import has an id")
    return row.id


def finish_import(session: Session, import_id: int, report: str, task_count: int) -> None:
    query = update(Import).where(col(Import.id) == import_id).values(report=report, task_count=task_count)
    session.execute(query.execution_options(synchronize_session=False))


def members_by_email(session: Session, project_id: int) -> dict[str, int]:
    query: Any = (
        select(col(User.email), col(User.id))
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(col(Membership.project_id) == project_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}
