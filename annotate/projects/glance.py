"""The two figures on a project's home: how well coders agree, and how well the newest baseline scores."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

import orjson
from sqlmodel import Session

from annotate.projects import store

# The rows that fit at a glance; `annotate agree` prints all.
ROWS = ("event_f1", "trigger_f1_overlap", "root_alpha", "code_alpha", "event_f1_strict")
NEWEST = 200  # articles looked at; the whole project is measured by `annotate agree`

_kept: OrderedDict[tuple[str, int, int], dict[str, Any] | None] = OrderedDict()
_lock = threading.Lock()


def agreement(session: Session, project_id: int) -> dict[str, Any] | None:
    """Agreement between the coders; None until two of them have coded the same article.

    Measured over the newest doubly coded articles, and kept until the project gets another revision.
    """
    key = (str(session.get_bind().engine.url), project_id, store.newest_revision(session, project_id))
    with _lock:
        if key in _kept:
            return _kept[key]
    found = _measure(session, project_id)
    with _lock:
        _kept[key] = found
        while len(_kept) > 64:
            _kept.popitem(last=False)
    return found


def _measure(session: Session, project_id: int) -> dict[str, Any] | None:
    from annotate.agreement import summarise
    from annotate.datasets import service

    wanted = store.newest_double(session, project_id, NEWEST)
    if not wanted:
        return None
    codebook, codings = service.codings_of_tasks(session, project_id, wanted)
    summary = summarise(codings, codebook)
    rows = [measure.to_json() for key in ROWS for measure in summary.measures if measure.key == key]
    return {"articles": summary.articles, "coders": len(summary.coders), "rows": rows}


def score(session: Session, project_id: int) -> dict[str, Any] | None:
    """The summary of the newest score report; None before the first."""
    row = store.newest_score(session, project_id)
    if row is None:
        return None
    report = orjson.loads(row.report)
    return {"rows": report["summary"], "note": report.get("note", "")}
