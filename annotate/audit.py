"""The trail: one row for everything that changes state, in the same transaction; never text, never tokens."""

from __future__ import annotations

from typing import Any

import orjson
from sqlmodel import Session

from annotate import clock
from annotate.known import Known
from annotate.models import Audit

INSERT = Audit.metadata.tables["audit"].insert().inline()
VALUES = ("at", "actor_id", "action", "project_id", "subject", "detail")
# a statement of its own: what is once compiled remembers its columns, and INSERT with RETURNING would take them over
_INSERT = Known(Audit.metadata.tables["audit"].insert().inline(), *VALUES)


def record(
    session: Session,
    actor_id: int | None,
    action: str,
    *,
    project_id: int | None = None,
    subject: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Add an audit row; ``subject`` names what was changed, as ``annotation:7``."""
    values = trail_row(actor_id, action, project_id=project_id, subject=subject, detail=detail)
    _INSERT.run(session, values)


def trail_row(
    actor_id: int | None, action: str, *, project_id: int | None, subject: str, detail: dict[str, Any] | None
) -> dict[str, Any]:
    """What ``INSERT`` takes."""
    values = {"at": clock.now(), "actor_id": actor_id, "action": action, "project_id": project_id, "subject": subject}
    return {**values, "detail": orjson.dumps(detail or {}).decode()}
