"""SQL for annotations and their revisions. Revisions are only ever inserted; the head is a number on the annotation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from annotate.models import Annotation, CodebookRow, Draft, Membership, Revision, Task, User

_HEAD: tuple[Any, ...] = (
    col(Annotation.id),
    col(Annotation.task_id),
    col(Annotation.project_id),
    col(Annotation.user_id),
    col(Annotation.unique_id),
    col(Annotation.version),
    col(Annotation.was_cancelled),
    col(Annotation.ground_truth),
    col(Annotation.lead_time),
    col(Annotation.import_id),
    col(Annotation.parent_prediction),
    col(Annotation.parent_annotation),
    col(Annotation.draft_created_at),
    col(Annotation.created_at),
    col(Annotation.updated_at),
    col(Annotation.updated_by),
    col(Revision.result),
    col(Revision.coding),
    col(Revision.content_hash),
    col(User.email),
    col(User.name),
)
_DRAFT: tuple[Any, ...] = (
    col(Draft.id),
    col(Draft.task_id),
    col(Draft.user_id),
    col(Draft.annotation_id),
    col(Draft.client_id),
    col(Draft.seq),
    col(Draft.base_version),
    col(Draft.body),
    col(Draft.result),
    col(Draft.content_hash),
    col(Draft.lead_time),
    col(Draft.was_postponed),
    col(Draft.created_at),
    col(Draft.updated_at),
    col(User.email),
    col(User.name),
)


def heads(session: Session, condition: ColumnElement[bool], limit: int | None = None) -> Sequence[Row[Any]]:
    """Annotations with their head revision and coder, by id (with ``limit``: the newest ones)."""
    query = select(*_HEAD).where(condition).join(Revision, _is_head()).join(User, col(User.id) == Annotation.user_id)
    if limit is not None:
        return session.execute(query.order_by(col(Annotation.id).desc()).limit(limit)).all()
    return session.execute(query.order_by(col(Annotation.id))).all()


def head(session: Session, annotation_id: int) -> Row[Any]:
    return heads(session, col(Annotation.id) == annotation_id)[0]


def first_state(session: Session, annotation_id: int) -> Row[Any]:
    """The annotation as its creation left it: the answer to a repeated create."""
    created = and_(col(Revision.annotation_id) == annotation_id, col(Revision.number) == 1)
    columns = [c for c in _HEAD if c.key not in {"version", "was_cancelled", "ground_truth", "lead_time", "updated_at"}]
    query = (
        select(
            *columns,
            col(Revision.number).label("version"),
            col(Revision.was_cancelled),
            col(Revision.ground_truth),
            col(Revision.lead_time),
            col(Revision.created_at).label("updated_at"),
        )
        .join(Revision, created)
        .join(User, col(User.id) == Annotation.user_id)
        .where(col(Annotation.id) == annotation_id)
    )
    return session.execute(query).one()


def _is_head() -> ColumnElement[bool]:
    return and_(col(Revision.annotation_id) == Annotation.id, col(Revision.number) == Annotation.version)


def insert_once(session: Session, values: Mapping[str, Any]) -> int | None:
    """Add an annotation; None when one with its unique id, or a live one of its coder on the task, is there."""
    on_postgres = session.get_bind().dialect.name == "postgresql"
    added = postgresql.insert(Annotation) if on_postgres else sqlite.insert(Annotation)
    query = added.values(**values).on_conflict_do_nothing().returning(col(Annotation.id))
    row = session.execute(query).first()
    return None if row is None else int(row[0])


def insert_revision(session: Session, values: Mapping[str, Any]) -> None:
    session.execute(insert(Revision).values(**values))


def insert_many(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    session.connection().execute(Annotation.metadata.tables["annotation"].insert(), [dict(row) for row in rows])


def insert_revisions(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    session.connection().execute(Revision.metadata.tables["revision"].insert(), [dict(row) for row in rows])


def ids_of(session: Session, project_id: int, unique_ids: Sequence[str]) -> dict[str, int]:
    """Annotation ids by unique id."""
    found: dict[str, int] = {}
    for start in range(0, len(unique_ids), 500):
        some = unique_ids[start : start + 500]
        query = select(col(Annotation.unique_id), col(Annotation.id)).where(
            col(Annotation.project_id) == project_id, col(Annotation.unique_id).in_(some)
        )
        found |= {row[0]: row[1] for row in session.execute(query)}
    return found


def by_unique_id(session: Session, project_id: int, unique_id: str) -> Annotation | None:
    query = select(Annotation).where(col(Annotation.project_id) == project_id, col(Annotation.unique_id) == unique_id)
    return session.execute(query).scalar_one_or_none()


def live_of(session: Session, task_id: int, user_id: int) -> Annotation | None:
    """The person's live annotation of the task."""
    query = select(Annotation).where(
        col(Annotation.task_id) == task_id, col(Annotation.user_id) == user_id, col(Annotation.deleted_at).is_(None)
    )
    return session.execute(query).scalar_one_or_none()


def lock(session: Session, annotation_id: int) -> Annotation | None:
    """The annotation, locked until the transaction ends; None when it has been deleted meanwhile."""
    query = select(Annotation).where(col(Annotation.id) == annotation_id, col(Annotation.deleted_at).is_(None))
    return session.execute(query.with_for_update().execution_options(populate_existing=True)).scalar_one_or_none()


def task_is_live(session: Session, task_id: int) -> bool:
    """Whether the task is there; it stays so until the transaction ends."""
    query = select(col(Task.id)).where(col(Task.id) == task_id, col(Task.deleted_at).is_(None))
    return session.execute(query.with_for_update(read=True)).first() is not None


def set_layout(session: Session, task_id: int, layout: str) -> None:
    """Keep what was found out about the text; the text itself never changes."""
    query = update(Task).where(col(Task.id) == task_id).values(layout=layout)
    session.execute(query.execution_options(synchronize_session=False))


def move_head(session: Session, annotation_id: int, values: Mapping[str, Any]) -> None:
    session.execute(
        update(Annotation)
        .where(col(Annotation.id) == annotation_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def is_member(session: Session, project_id: int, user_id: int) -> bool:
    query = select(col(Membership.id)).where(
        col(Membership.project_id) == project_id, col(Membership.user_id) == user_id
    )
    return session.execute(query).first() is not None


def members(session: Session, project_id: int) -> Sequence[Row[Any]]:
    """(id, email) of everybody in the project."""
    query = (
        select(col(User.id), col(User.email))
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(col(Membership.project_id) == project_id)
    )
    return session.execute(query).all()


def on_live_task(project_id: int) -> ColumnElement[bool]:
    """Condition on Annotation: on a task of the project that has not been deleted."""
    tasks = select(col(Task.id)).where(col(Task.project_id) == project_id, col(Task.deleted_at).is_(None))
    return and_(col(Annotation.project_id) == project_id, col(Annotation.task_id).in_(tasks))


def annotators(session: Session, condition: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """(id, email, name) of the coders of the annotations that meet the condition."""
    coders = select(col(Annotation.user_id)).where(condition)
    query = select(col(User.id), col(User.email), col(User.name)).where(col(User.id).in_(coders))
    return session.execute(query.order_by(col(User.id))).all()


def codebook_hash(session: Session, codebook_id: int) -> str:
    query = select(col(CodebookRow.sha256)).where(col(CodebookRow.id) == codebook_id)
    return str(session.execute(query).scalar_one())


def codebook_body(session: Session, codebook_id: int) -> str:
    query = select(col(CodebookRow.body)).where(col(CodebookRow.id) == codebook_id)
    return str(session.execute(query).scalar_one())


def drafts(session: Session, condition: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """Drafts with their coder, by id."""
    query = select(*_DRAFT).join(User, col(User.id) == Draft.user_id).where(condition)
    return session.execute(query.order_by(col(Draft.id))).all()


def draft_of(session: Session, task_id: int, user_id: int) -> Row[Any] | None:
    found = drafts(session, and_(col(Draft.task_id) == task_id, col(Draft.user_id) == user_id))
    return found[0] if found else None


def save_draft(session: Session, values: Mapping[str, Any], *, newer_only: bool) -> int | None:
    """Insert or replace the person's draft of the task; with ``newer_only``, None when theirs is as new by ``seq``."""
    on_postgres = session.get_bind().dialect.name == "postgresql"
    added: Any = postgresql.insert(Draft) if on_postgres else sqlite.insert(Draft)
    kept = {name: value for name, value in values.items() if name != "created_at"}
    query = added.values(**values).on_conflict_do_update(
        index_elements=["task_id", "user_id"],
        set_=kept,
        where=col(Draft.seq) < values["seq"] if newer_only else None,
    )
    row = session.execute(query.returning(col(Draft.id))).first()
    return None if row is None else int(row[0])


def change_draft(session: Session, draft_id: int, values: Mapping[str, Any]) -> None:
    session.execute(
        update(Draft).where(col(Draft.id) == draft_id).values(**values).execution_options(synchronize_session=False)
    )


def drop_draft(session: Session, task_id: int, user_id: int) -> datetime | None:
    """Remove the person's draft of the task; when it was begun, or None when there was none."""
    gone = delete(Draft).where(col(Draft.task_id) == task_id, col(Draft.user_id) == user_id)
    row = session.execute(gone.returning(col(Draft.created_at)).execution_options(synchronize_session=False)).first()
    return None if row is None else row[0]
