"""The two figures on a project's home: how well coders agree, and how well the newest baseline scores."""

from __future__ import annotations

from typing import Any

import orjson
from sqlmodel import Session

from annotate.projects import store
from annotate.reliability import service as reliability


def agreement(session: Session, project: Any) -> dict[str, Any] | None:
    """The main figures of agreement over everything; None until two people have coded the same article."""
    return reliability.glance(session, project)


def score(session: Session, project_id: int) -> dict[str, Any] | None:
    """The summary of the newest score report; None before the first."""
    row = store.newest_score(session, project_id)
    if row is None:
        return None
    report = orjson.loads(row.report)
    return {"rows": report["summary"], "note": report.get("note", "")}
