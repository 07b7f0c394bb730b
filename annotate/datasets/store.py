"""SQL for finished codings: submitted, neither skipped nor deleted, on articles that are still there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, select, text
from sqlmodel import Session, col

from annotate.models import Annotation, CodebookRow, Project, Revision, Score, Task, User

BATCH = 200  # articles held in memory


def _finished() -> ColumnElement[bool]:
    return and_(col(Annotation.deleted_at).is_(None), col(Annotation.was_cancelled).is_(False))


def _live(project_id: int) -> ColumnElement[bool]:
    return and_(col(Task.project_id) == project_id, col(Task.deleted_at).is_(None))


def _coded(project_id: int) -> ColumnElement[bool]:
    coded = exists().where(col(Annotation.task_id) == col(Task.id), _finished())
    return and_(_live(project_id), coded)


def one_snapshot(session: Session) -> None:
    """Every later query of this transaction sees the same state (SQLite does so by itself)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def coded_tasks(session: Session, project_id: int) -> Iterator[Sequence[Task]]:
    """Batches of the articles that have finished codings, by id."""
    return _batches(session, _coded(project_id))


def live_tasks(session: Session, project_id: int) -> Iterator[Sequence[Task]]:
    """Batches of all articles, by id."""
    return _batches(session, _live(project_id))


def _batches(session: Session, which: ColumnElement[bool]) -> Iterator[Sequence[Task]]:
    last = 0
    while True:
        query = select(Task).where(which, col(Task.id) > last).order_by(col(Task.id)).limit(BATCH)
        found = session.scalars(query).all()
        if not found:
            return
        last = found[-1].id or 0
        yield found
        for task in found:
            session.expunge(task)  # else the session would keep every text


def finished_codings(session: Session, task_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """The head revision of every finished coding of these articles, by article and annotation."""
    query = (
        select(
            col(Annotation.task_id),
            col(Annotation.id),
            col(Annotation.version),
            col(Annotation.ground_truth),
            col(Annotation.lead_time),
            col(Revision.created_at),
            col(Revision.coding),
            col(User.email),
        )
        .join(Revision, and_(col(Revision.annotation_id) == Annotation.id, col(Revision.number) == Annotation.version))
        .join(User, col(User.id) == Annotation.user_id)
        .where(_finished(), col(Annotation.task_id).in_(task_ids))
        .order_by(col(Annotation.task_id), col(Annotation.id))
    )
    return session.execute(query).all()


def totals(session: Session, project_id: int) -> tuple[int, int]:
    """How many articles with finished codings, and how many such codings."""
    tasks = select(func.count()).select_from(Task).where(_coded(project_id))
    codings = (
        select(func.count())
        .select_from(Annotation)
        .join(Task, col(Task.id) == Annotation.task_id)
        .where(col(Task.project_id) == project_id, col(Task.deleted_at).is_(None), _finished())
    )
    return int(session.execute(tasks).scalar_one()), int(session.execute(codings).scalar_one())


def project(session: Session, project_id: int) -> Project | None:
    query = select(Project).where(col(Project.id) == project_id, col(Project.deleted_at).is_(None))
    return session.scalars(query).first()


def codebook_body(session: Session, codebook_id: int) -> str:
    return session.scalars(select(CodebookRow).where(col(CodebookRow.id) == codebook_id)).one().body


def add_score(session: Session, row: Score) -> int:
    session.add(row)
    session.flush()
    return row.id or 0
