"""SQL for the records of agreement and for the codings they are made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, func, select, text, update
from sqlmodel import Session

from annotate.db import inserting
from annotate.ids import among
from annotate.models import AgreementRecord
from annotate.readers.structure import UNKNOWN
from annotate.reliability.rows import CodingRow, Head

_tables = AgreementRecord.metadata.tables
_STATE, _RECORD = _tables["agreement_state"], _tables["agreement_record"]
_ANNOTATION, _REVISION, _TASK, _USER = (_tables[name] for name in ("annotation", "revision", "task", "user"))
_IMPORT, _PROJECT, _AUDIT = _tables["import"], _tables["project"], _tables["audit"]
_PREDICTION = _tables["prediction"]
LOCK = 5_002  # of the advisory locks on PostgreSQL, those of agreement
BATCH = 2_000

_FINISHED = and_(_ANNOTATION.c.deleted_at.is_(None), _ANNOTATION.c.was_cancelled.is_(False))
_HEADS = (
    select(*(_ANNOTATION.c[name] for name in ("task_id", "id", "version", "user_id", "ground_truth")))
    .select_from(_ANNOTATION)
    .join(_REVISION, and_(_REVISION.c.annotation_id == _ANNOTATION.c.id, _REVISION.c.number == _ANNOTATION.c.version))
    .join(_TASK, _TASK.c.id == _ANNOTATION.c.task_id)
    .where(_FINISHED, _TASK.c.deleted_at.is_(None), _REVISION.c.coding.is_not(None))
    .where(among(_ANNOTATION.c.task_id, "of_tasks"))
    .order_by(_ANNOTATION.c.task_id, _ANNOTATION.c.id)
)
_CODINGS = _HEADS.add_columns(
    _REVISION.c.created_at, _REVISION.c.coding, func.length(_TASK.c.text), _TASK.c.layout, _TASK.c.lang,
    case((_TASK.c.layout == UNKNOWN, _TASK.c.text), else_=""),
)  # fmt: skip
_KNOWN = select(_RECORD.c.task_id).where(among(_RECORD.c.task_id, "of_tasks"))
_NEXT = (
    update(_STATE)
    .where(_STATE.c.project_id == bindparam("of_project"))
    .values(seq=_STATE.c.seq + 1)
    .returning(*_STATE.c)
)
_ONE_STATE = select(*_STATE.c).where(_STATE.c.project_id == bindparam("of_project"))
_SINCE = (
    select(*_RECORD.c)
    .where(_RECORD.c.project_id == bindparam("of_project"), _RECORD.c.generation == bindparam("of_generation"))
    .where(_RECORD.c.seq > bindparam("since"))
)
_GUIDELINE = (
    select(_AUDIT.c.at)
    .where(_AUDIT.c.project_id == bindparam("of_project"), _AUDIT.c.action == "guideline-changed")
    .order_by(_AUDIT.c.id)
)
_GUARD = text("SELECT pg_advisory_xact_lock(:lock, task) FROM unnest(CAST(:tasks AS int[])) AS task")


@cache
def _put(dialect: str) -> Any:
    statement = inserting(dialect)(_RECORD)
    changed = {c.name: statement.excluded[c.name] for c in _RECORD.c if c.name not in ("task_id", "generation")}
    return statement.on_conflict_do_update(index_elements=["task_id", "generation"], set_=changed)


def guard(session: Session, task_ids: Sequence[int]) -> None:
    """Whoever else submits on these articles waits until this transaction ends (SQLite has one writer anyway)."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_GUARD, {"lock": LOCK, "tasks": sorted(task_ids)})


def codings(session: Session, task_ids: Sequence[int]) -> list[CodingRow]:
    """The finished codings of these articles, by article."""
    found = session.connection().execute(_CODINGS, {"of_tasks": list(task_ids)})
    return [CodingRow._make(row) for row in found]


def heads(session: Session, task_ids: Sequence[int]) -> list[Head]:
    """Which codings ``codings`` would give."""
    return [Head._make(row) for row in session.connection().execute(_HEADS, {"of_tasks": list(task_ids)})]


def recorded(session: Session, task_ids: Sequence[int]) -> set[int]:
    """Which of these articles have a record, of whatever generation."""
    return {int(row[0]) for row in session.connection().execute(_KNOWN, {"of_tasks": list(task_ids)})}


def next_state(session: Session, project_id: int) -> Any | None:
    """The project's state with its next number; held until the transaction ends. None when there is none yet."""
    return session.connection().execute(_NEXT, {"of_project": project_id}).first()


def state(session: Session, project_id: int) -> Any | None:
    return session.connection().execute(_ONE_STATE, {"of_project": project_id}).first()


def add_state(session: Session, project_id: int, rules: str) -> None:
    """The first state; nothing when somebody else has just made it."""
    connection = session.connection()
    values = {"project_id": project_id, "seq": 0, "generation": 1, "rules": rules, "building": None}
    connection.execute(inserting(connection.dialect.name)(_STATE).values(**values).on_conflict_do_nothing())


def set_state(session: Session, project_id: int, **values: Any) -> None:
    session.connection().execute(update(_STATE).where(_STATE.c.project_id == project_id).values(**values))


def put(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store records, in place of those of the same article and generation."""
    connection = session.connection()
    if rows:
        connection.execute(_put(connection.dialect.name), [dict(row) for row in rows])


def empty_deleted(session: Session, project_id: int, seq: int) -> None:
    """Take the codings out of the records of articles that were deleted."""
    gone = select(_TASK.c.id).where(_TASK.c.project_id == project_id, _TASK.c.deleted_at.is_not(None))
    nothing: dict[str, Any] = dict.fromkeys(("codings", "pairs", "events", "matches", "actors"), b"")
    statement = update(_RECORD).where(
        _RECORD.c.project_id == project_id, _RECORD.c.task_id.in_(gone), _RECORD.c.codings != b""
    )
    session.connection().execute(statement.values(seq=seq, words="[]", **nothing))


def touch(session: Session, task_id: int, seq: int) -> None:
    """Have the article's record read again."""
    session.connection().execute(update(_RECORD).where(_RECORD.c.task_id == task_id).values(seq=seq))


def counted(session: Session, project_id: int, generation: int) -> set[int]:
    """The articles whose record holds codings."""
    where = (_RECORD.c.project_id == project_id, _RECORD.c.generation == generation, _RECORD.c.codings != b"")
    return {int(row[0]) for row in session.connection().execute(select(_RECORD.c.task_id).where(*where))}


def drop_other_generations(session: Session, project_id: int, generation: int) -> None:
    where = (_RECORD.c.project_id == project_id, _RECORD.c.generation != generation)
    session.connection().execute(delete(_RECORD).where(*where))


def since(session: Session, project_id: int, generation: int, seq: int) -> Iterator[Any]:
    """The records of a generation that changed after a number; the newest state of each."""
    given = {"of_project": project_id, "of_generation": generation, "since": seq}
    yield from session.connection().execute(_SINCE.execution_options(yield_per=BATCH), given)


def stored(session: Session, task_ids: Sequence[int], generation: int) -> Sequence[Any]:
    """The records of these articles in a generation."""
    query = select(*_RECORD.c).where(_RECORD.c.task_id.in_(task_ids), _RECORD.c.generation == generation)
    return session.connection().execute(query).all()


def double_coded(session: Session, project_id: int, limit: int | None = None) -> list[int]:
    """Articles with two finished codings or more, by id."""
    query = (
        select(_ANNOTATION.c.task_id)
        .join(_TASK, _TASK.c.id == _ANNOTATION.c.task_id)
        .where(_ANNOTATION.c.project_id == project_id, _TASK.c.deleted_at.is_(None), _FINISHED)
        .group_by(_ANNOTATION.c.task_id)
        .having(func.count() >= 2)
        .order_by(_ANNOTATION.c.task_id)
        .limit(limit)
    )
    return [int(row[0]) for row in session.connection().execute(query)]


def articles(session: Session, task_ids: Sequence[int]) -> Iterator[Any]:
    """What their sources say of these articles."""
    query = select(
        *(_TASK.c[name] for name in ("id", "outlet", "place", "lang", "stream", "meta")), _IMPORT.c.file_name
    ).outerjoin(_IMPORT, _IMPORT.c.id == _TASK.c.import_id)
    for start in range(0, len(task_ids), 500):
        yield from session.connection().execute(query.where(_TASK.c.id.in_(task_ids[start : start + 500])))


def submitted(session: Session, project_id: int) -> Sequence[Any]:
    """task_id, user_id and created_at of every finished coding of the project."""
    query = (
        select(_ANNOTATION.c.task_id, _ANNOTATION.c.user_id, _REVISION.c.created_at)
        .join(
            _REVISION, and_(_REVISION.c.annotation_id == _ANNOTATION.c.id, _REVISION.c.number == _ANNOTATION.c.version)
        )
        .where(_ANNOTATION.c.project_id == project_id, _FINISHED, _REVISION.c.coding.is_not(None))
    )
    return session.connection().execute(query).all()


def people(session: Session, ids: Sequence[int]) -> Sequence[Any]:
    query = select(_USER.c.id, _USER.c.name, _USER.c.email).where(_USER.c.id.in_(ids))
    return session.connection().execute(query).all()


def project(session: Session, project_id: int) -> Any | None:
    query = select(_PROJECT.c.id, _PROJECT.c.codebook_id, _PROJECT.c.own_config).where(_PROJECT.c.id == project_id)
    return session.connection().execute(query).first()


def texts(session: Session, task_ids: Sequence[int]) -> Sequence[Any]:
    columns = ("id", "inner_id", "title", "outlet", "published", "text", "layout", "lang")
    query = select(*(_TASK.c[name] for name in columns)).where(_TASK.c.id.in_(task_ids))
    return session.connection().execute(query).all()


def seen_codings(session: Session, task_ids: Sequence[int], seen: ColumnElement[bool]) -> Sequence[Any]:
    """The finished codings of these articles that meet a condition on Annotation, with their coders."""
    query = (
        select(
            _ANNOTATION.c.task_id, _ANNOTATION.c.id, _ANNOTATION.c.user_id, _ANNOTATION.c.ground_truth,
            _REVISION.c.coding, _REVISION.c.created_at, _USER.c.name, _USER.c.email,
        )
        .join(
            _REVISION, and_(_REVISION.c.annotation_id == _ANNOTATION.c.id, _REVISION.c.number == _ANNOTATION.c.version)
        )
        .join(_USER, _USER.c.id == _ANNOTATION.c.user_id)
        .where(_FINISHED, _ANNOTATION.c.task_id.in_(task_ids), _REVISION.c.coding.is_not(None), seen)
        .order_by(_ANNOTATION.c.task_id, _ANNOTATION.c.id)
    )  # fmt: skip
    return session.connection().execute(query).all()


def predicted(session: Session, project_id: int, limit: int) -> list[int]:
    """Articles with a finished coding and a prediction, those with the newest codings first."""
    query = (
        select(_ANNOTATION.c.task_id)
        .join(_TASK, _TASK.c.id == _ANNOTATION.c.task_id)
        .where(_ANNOTATION.c.project_id == project_id, _TASK.c.deleted_at.is_(None), _FINISHED)
        .where(_ANNOTATION.c.task_id.in_(select(_PREDICTION.c.task_id).where(_PREDICTION.c.project_id == project_id)))
        .group_by(_ANNOTATION.c.task_id)
        .order_by(func.max(_ANNOTATION.c.id).desc())
        .limit(limit)
    )
    return [int(row[0]) for row in session.connection().execute(query)]


def predictions(session: Session, task_ids: Sequence[int]) -> Sequence[Any]:
    """The predictions on these articles; of one model version on one article the newest alone."""
    newest = select(func.max(_PREDICTION.c.id)).where(_PREDICTION.c.task_id.in_(task_ids))
    newest = newest.group_by(_PREDICTION.c.task_id, _PREDICTION.c.model_version)
    query = select(*(_PREDICTION.c[name] for name in ("task_id", "model_version", "result")))
    return session.connection().execute(query.where(_PREDICTION.c.id.in_(newest))).all()


def model_versions(session: Session, project_id: int) -> list[str]:
    query = select(_PREDICTION.c.model_version).where(_PREDICTION.c.project_id == project_id).distinct()
    return sorted(session.connection().execute(query).scalars())


def last_person(session: Session) -> int:
    """The highest number of a person."""
    return int(session.connection().execute(select(func.max(_USER.c.id))).scalar_one() or 0)


def accepted(session: Session, project_id: int) -> Sequence[Any]:
    """(task_id, user_id) of the codings that a review has accepted."""
    review = _tables["review"]
    query = select(_ANNOTATION.c.task_id, _ANNOTATION.c.user_id).join(
        review, review.c.annotation_id == _ANNOTATION.c.id
    )
    live = and_(review.c.accepted.is_(True), review.c.deleted_at.is_(None), _FINISHED)
    return session.connection().execute(query.where(_ANNOTATION.c.project_id == project_id, live)).all()


def titles(session: Session, task_ids: Sequence[int]) -> Sequence[Any]:
    query = select(_TASK.c.id, _TASK.c.inner_id, _TASK.c.title).where(_TASK.c.id.in_(task_ids))
    return session.connection().execute(query).all()


def job(session: Session, key: str) -> Any | None:
    """The job with this key that waits or runs."""
    return newest_job(session, key, "queued", "running")


def newest_job(session: Session, key: str, *states: str) -> Any | None:
    """The newest job with this key, of those in these states where any are given."""
    job = _tables["job"]
    query = select(*job.c).where(job.c.unique_key == key)
    query = query.where(job.c.state.in_(states)) if states else query
    return session.connection().execute(query.order_by(job.c.id.desc()).limit(1)).first()


def guideline_changes(session: Session, project_id: int) -> Sequence[Any]:
    """The moments at which the guideline became another, oldest first."""
    return session.execute(_GUIDELINE, {"of_project": project_id}).scalars().all()
