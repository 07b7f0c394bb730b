"""SQL for trained models."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session, col

from annotate.known import Known
from annotate.models import Score, TrainedModel

_MODEL = TrainedModel.metadata.tables["model"]
_ACTIVE = Known(
    select(_MODEL.c.id).where(_MODEL.c.project_id == bindparam("of_project"), _MODEL.c.active.is_(True)).limit(1)
)


def listed(session: Session, project_id: int) -> Sequence[TrainedModel]:
    """Newest first."""
    query = select(TrainedModel).where(col(TrainedModel.project_id) == project_id)
    return session.scalars(query.order_by(col(TrainedModel.version).desc())).all()


def one(session: Session, project_id: int, version: int) -> TrainedModel | None:
    query = select(TrainedModel).where(col(TrainedModel.project_id) == project_id, col(TrainedModel.version) == version)
    return session.scalars(query).first()


def active(session: Session, project_id: int) -> TrainedModel | None:
    query = select(TrainedModel).where(col(TrainedModel.project_id) == project_id, col(TrainedModel.active))
    return session.scalars(query).first()


def any_active(session: Session, project_id: int) -> bool:
    return _ACTIVE.first(session, {"of_project": project_id}) is not None


def of_hash(session: Session, project_id: int, model_hash: str) -> TrainedModel | None:
    query = select(TrainedModel).where(
        col(TrainedModel.project_id) == project_id, col(TrainedModel.model_hash) == model_hash
    )
    return session.scalars(query).first()


def next_version(session: Session, project_id: int) -> int:
    query = select(func.max(col(TrainedModel.version))).where(col(TrainedModel.project_id) == project_id)
    return int(session.execute(query).scalar() or 0) + 1


def add(session: Session, row: TrainedModel) -> None:
    session.add(row)
    session.flush()


def report(session: Session, score_id: int) -> str:
    return session.scalars(select(col(Score.report)).where(col(Score.id) == score_id)).one()


def none_active(session: Session, project_id: int) -> None:
    where = (col(TrainedModel.project_id) == project_id, col(TrainedModel.active))
    session.execute(update(TrainedModel).where(*where).values(active=False, active_since=None))


def set_active(session: Session, model_id: int, since: datetime) -> None:
    chosen = update(TrainedModel).where(col(TrainedModel.id) == model_id)
    session.execute(chosen.values(active=True, active_since=since))
