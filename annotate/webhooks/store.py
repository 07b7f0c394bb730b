"""SQL for webhooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, select, update
from sqlmodel import Session

from annotate.models import Webhook

_TABLE = Webhook.metadata.tables["webhook"]
COLUMNS = _TABLE.c


def listed(session: Session, condition: ColumnElement[bool]) -> Sequence[Row[Any]]:
    query: Any = select(*_TABLE.c).where(condition).order_by(_TABLE.c.id)
    return session.connection().execute(query).all()


def find(session: Session, webhook_id: int) -> Row[Any] | None:
    query: Any = select(*_TABLE.c).where(_TABLE.c.id == webhook_id)
    return session.connection().execute(query).first()


def add(session: Session, values: Mapping[str, Any]) -> int:
    return int(session.connection().execute(insert(_TABLE).values(**values).returning(_TABLE.c.id)).scalar_one())


def change(session: Session, webhook_id: int, values: Mapping[str, Any]) -> None:
    session.connection().execute(update(_TABLE).where(_TABLE.c.id == webhook_id).values(**values))


def remove(session: Session, webhook_id: int) -> None:
    session.connection().execute(delete(_TABLE).where(_TABLE.c.id == webhook_id))
